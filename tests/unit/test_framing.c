/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/framing.h"

#include <glib.h>

#define HEAD "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nCall-ID: 1\r\n"
#define INVITE "INVITE sip:b@example.net SIP/2.0\r\n" HEAD
#define RINGING "SIP/2.0 180 Ringing\r\n" HEAD "Content-Length: 0\r\n\r\n"
#define WITH_BODY INVITE "Content-Length: 5\r\n\r\nv=0\r\n"

static bool begins(const char *text)
{
    return framing_begins_sip(slice_text(text));
}

static void sip_is_recognised_by_its_start_line(void)
{
    g_assert_true(begins(INVITE));
    g_assert_true(begins(RINGING));
    g_assert_true(begins("SIP/2.0 200 \r\n"));
    g_assert_true(begins("sip/2.0 200 OK\r\n"));
    g_assert_true(begins("INVITE  sip:a@b  sip/2.0  \r\n"));
    g_assert_true(begins("OPTIONS sip:a@b SIP/2.0\n"));
    g_assert_true(begins("!interesting-Method0123456789_*+`.%~ sip:a SIP/2.0\r\n"));
    g_assert_true(begins("INV"));
    g_assert_true(begins("INVITE sip:b@exam"));
    g_assert_true(begins("SIP/2."));
    g_assert_true(begins(""));
}

static void other_protocols_are_not_sip(void)
{
    g_assert_false(begins("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    g_assert_false(begins("CONNECT a:443 HTTP/1.1\r\n"));
    g_assert_false(begins("OPTIONS rtsp://a/ RTSP/1.0\r\n"));
    g_assert_false(begins("HTTP/1.1 200 OK\r\n"));
    g_assert_true(begins("SIP/3.0 200 OK\r\n"));
    g_assert_true(begins("OPTIONS sip:a@b SIP/7.0\r\n"));
    g_assert_true(begins("OPTIONS sip:a@b SIP/2.0/UDP\r\n"));
    g_assert_false(begins("OPTIONS sip:a@b SIP/\r\n"));
    g_assert_false(begins("SIP/x 200 OK\r\n"));
    g_assert_false(begins("SIP/2.0200 OK\r\n"));
    g_assert_false(begins("<134>1 syslog\r\n"));
    g_assert_false(begins("\x80\x08\x12\x34"));
    g_assert_false(begins("\x16\x03\x01"));
    g_assert_false(begins(" INVITE sip:b SIP/2.0\r\n"));
    g_assert_false(begins("INVITE\r\n"));
    g_assert_false(begins("A \x01\x02 not text"));
    g_assert_false(framing_begins_sip(slice_of("\0\0\0\0", 4)));
}

static void a_method_of_thousands_of_letters_is_a_method(void)
{
    g_autofree char *method = g_strnfill(20000, 'a');
    g_autofree char *text = g_strconcat(method, " sip:b SIP/2.0\r\n\r\n", NULL);
    g_autofree char *endless = g_strnfill(70000, 'a');

    g_assert_true(begins(text));
    g_assert_false(begins(endless));
}

static Frame datagram(Slice in, Verdict expected)
{
    SipView view;
    Frame frame = { 0 };

    g_assert_cmpint(framing_datagram(in, &view, &frame), ==, expected);
    return frame;
}

static void a_datagram_is(const char *text, size_t skip, size_t len, AnomalySet anomalies)
{
    Frame frame = datagram(slice_text(text), VERDICT_OK);

    g_assert_cmpuint(frame.skip, ==, skip);
    g_assert_cmpuint(frame.len, ==, len);
    g_assert_cmphex(frame.anomalies, ==, anomalies);
}

static void a_datagram_is_as_long_as_its_content_length_says(void)
{
    size_t len = strlen(WITH_BODY);

    a_datagram_is(WITH_BODY, 0, len, 0);
    a_datagram_is("\r\n\r\n" WITH_BODY, 4, len, 0);
    a_datagram_is(WITH_BODY "\r\n\r\n", 0, len, 0);
    a_datagram_is(INVITE "l: 5\r\n\r\nv=0\r\n", 0, len - strlen("Content-Length") + 1, 0);
    a_datagram_is(INVITE "CONTENT-LENGTH \t:\r\n  5 \r\n\r\nv=0\r\n\r\n", 0,
                  strlen(INVITE "CONTENT-LENGTH \t:\r\n  5 \r\n\r\nv=0\r\n"), 0);
    a_datagram_is(INVITE "l: 5\r\nl: 7\r\n\r\nv=0\r\n", 0, len - 7, 0);
    a_datagram_is(INVITE "l: 5\r\n\r\r\nv=0\r\n", 0, len - 12, 0);
}

static void without_a_content_length_all_of_the_datagram_is_the_message(void)
{
    a_datagram_is(INVITE "\r\nv=0\r\n", 0, strlen(INVITE) + 7, 0);
    a_datagram_is("INVITE sip:b SIP/2.0\nVia: a\n\nv=0\n", 0, 33, 0);
}

static void headers_without_an_empty_line_are_all_there_is(void)
{
    a_datagram_is(INVITE, 0, strlen(INVITE), 0);
    a_datagram_is("INVITE sip:b SIP/2.0", 0, 20, 0);
    a_datagram_is(INVITE "Content-Length: 9", 0, strlen(INVITE) + 17,
                  ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH));
}

static void a_wrong_content_length_is_marked(void)
{
    const AnomalySet BAD = ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);
    const char *wrong[] = { "6", "-1", "5x", "", "99999999999999999999999999999" };

    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *text =
            g_strconcat(INVITE, "Content-Length: ", wrong[i], "\r\n\r\nv=0\r\n", NULL);

        a_datagram_is(text, 0, strlen(text), BAD);
    }
    a_datagram_is(WITH_BODY "s=-\r\n", 0, strlen(WITH_BODY), BAD);
    a_datagram_is(INVITE "l: x\r\nl: 2\r\n\r\nv=0\r\n", 0, strlen(INVITE) + 19, BAD);
}

static void the_view_of_a_datagram_is_that_of_its_message(void)
{
    Slice in = slice_text("\r\n" WITH_BODY RINGING);
    SipView view, alone;
    Frame frame;

    g_assert_cmpint(framing_datagram(in, &view, &frame), ==, VERDICT_OK);
    g_assert_true(scan_message(slice_head(slice_tail(in, frame.skip), frame.len), &alone));
    g_assert_true(slice_equals(view.text, alone.text));
    g_assert_true(slice_equals(view.headers, alone.headers));
    g_assert_true(slice_equals(view.body, alone.body));
    g_assert_cmphex(view.anomalies, ==, alone.anomalies);
}

static void messages_may_share_a_datagram(void)
{
    Slice in = slice_text(WITH_BODY "\r\n" RINGING "\r\n");
    Frame frame = datagram(in, VERDICT_OK);

    g_assert_cmpuint(frame.len, ==, strlen(WITH_BODY));
    g_assert_cmphex(frame.anomalies, ==, 0);
    in = slice_tail(in, frame.len);
    frame = datagram(in, VERDICT_OK);
    g_assert_cmpuint(frame.skip, ==, 2);
    g_assert_cmpuint(frame.len, ==, strlen(RINGING));
    datagram(slice_tail(in, frame.skip + frame.len), VERDICT_NOT_MINE);
}

static void padding_with_nul_bytes_is_no_mistake(void)
{
    static const char TEXT[] = WITH_BODY "\0\0\0";
    Frame frame = datagram(slice_of(TEXT, sizeof TEXT), VERDICT_OK);

    g_assert_cmpuint(frame.len, ==, strlen(WITH_BODY));
    g_assert_cmphex(frame.anomalies, ==, 0);
}

static void a_datagram_of_keep_alives_or_of_half_a_start_line_is_not_a_message(void)
{
    datagram(slice_text(""), VERDICT_NOT_MINE);
    datagram(slice_text("\r\n\r\n"), VERDICT_NOT_MINE);
    datagram(slice_text("INVITE sip:b@exam"), VERDICT_NOT_MINE);
    datagram(slice_text("INVITE"), VERDICT_NOT_MINE);
}

static void every_cut_of_a_datagram_is_read_without_harm(void)
{
    for (size_t len = 0; len <= strlen(WITH_BODY); len++) {
        g_autofree uint8_t *copy = g_memdup2(WITH_BODY, len);
        SipView view;
        Frame frame = { 0 };

        if (framing_datagram(slice_of(copy, len), &view, &frame) == VERDICT_OK)
            g_assert_cmpuint(frame.len, ==, len);
    }
}

/* The first message of @text with no frame from before. */
static Verdict stream(const char *text, bool at_end, Frame *frame)
{
    *frame = (Frame){ 0 };
    return framing_stream(slice_text(text), at_end, frame);
}

static void every_cut_of_a_message_in_a_stream_needs_more(void)
{
    Frame grown = { 0 };

    for (size_t len = 1; len < strlen(WITH_BODY); len++) {
        g_autofree uint8_t *copy = g_memdup2(WITH_BODY, len);
        Slice part = slice_of(copy, len);
        Frame fresh = { 0 };

        g_assert_cmpint(framing_stream(part, false, &fresh), ==, VERDICT_MORE_NEEDED);
        g_assert_cmpint(framing_stream(part, false, &grown), ==, VERDICT_MORE_NEEDED);
        g_assert_cmpint(framing_stream(slice_text(WITH_BODY RINGING), false, &fresh), ==,
                        VERDICT_OK);
        g_assert_cmpuint(fresh.len, ==, strlen(WITH_BODY));
    }
    g_assert_cmpint(framing_stream(slice_text(WITH_BODY), false, &grown), ==, VERDICT_OK);
    g_assert_cmpuint(grown.skip, ==, 0);
    g_assert_cmpuint(grown.len, ==, strlen(WITH_BODY));
    g_assert_cmphex(grown.anomalies, ==, 0);
}

static void keep_alives_between_messages_are_skipped(void)
{
    Frame frame;

    g_assert_cmpint(stream("\r\n\r\n\r\n" RINGING, false, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.skip, ==, 6);
    g_assert_cmpuint(frame.len, ==, strlen(RINGING));
    g_assert_cmpint(stream("\r\n\r\n", false, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 4);
    g_assert_cmphex(frame.anomalies, ==, 0);
}

static void garbage_is_skipped_up_to_the_next_start_line(void)
{
    Frame frame;

    g_assert_cmpint(stream("a=x:1\r\nb\r\n" RINGING, false, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 10);
    g_assert_cmphex(frame.anomalies, ==, ANOMALY_BIT(ANOMALY_TCP_NOT_FRAMED));
    g_assert_cmpint(stream("a=x:1\r\nINV", false, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 7);
    g_assert_cmpint(stream("a=x:1\r\nINV", true, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 10);
    g_assert_cmpint(stream("GET / HTTP/1.1\r\nA: b\r\n\r\n", false, &frame), ==,
                    VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 24);
}

static void in_a_stream_without_content_length_the_next_start_line_ends_a_message(void)
{
    const AnomalySet NONE = ANOMALY_BIT(ANOMALY_NO_CONTENT_LENGTH);
    Frame frame;

    g_assert_cmpint(stream(INVITE "\r\nv=0\r\n" RINGING, false, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(INVITE) + 7);
    g_assert_cmphex(frame.anomalies, ==, NONE);
    g_assert_cmpint(stream(INVITE "\r\n" RINGING, false, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(INVITE) + 2);
    g_assert_cmpint(stream(INVITE "\r\n\r\n\r\n", false, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(INVITE) + 2);
}

static void a_content_length_beyond_every_bound_is_a_wrong_one(void)
{
    Frame frame;

    g_assert_cmpint(stream(INVITE "Content-Length: 99999999\r\n\r\nabc\r\n" RINGING, false,
                           &frame),
                    ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(INVITE) + 28 + 5);
    g_assert_cmphex(frame.anomalies, ==, ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH));
}

static void the_end_of_the_stream_cuts_a_body_but_not_headers(void)
{
    Frame frame;

    g_assert_cmpint(stream(INVITE "l: 9\r\n\r\nabc", true, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(INVITE) + 11);
    g_assert_cmphex(frame.anomalies, ==, ANOMALY_BIT(ANOMALY_CUT_SHORT));
    g_assert_cmpint(stream("INVITE sip:b", true, &frame), ==, VERDICT_CUT_SHORT);
    g_assert_cmpuint(frame.skip, ==, 12);
    g_assert_cmpint(stream("INVITE", true, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(stream(INVITE, true, &frame), ==, VERDICT_CUT_SHORT);
    g_assert_cmpuint(frame.skip, ==, strlen(INVITE));
}

static void a_body_may_be_longer_than_any_header_section(void)
{
    g_autofree char *body = g_strnfill(300000, 'x');
    g_autofree char *text = g_strconcat(INVITE "l: 300000\r\n\r\n", body, RINGING, NULL);
    Frame frame;

    g_assert_cmpint(stream(text, false, &frame), ==, VERDICT_OK);
    g_assert_cmpuint(frame.len, ==, strlen(text) - strlen(RINGING));
}

static void headers_beyond_the_bound_are_not_held(void)
{
    g_autofree char *value = g_strnfill(70000, 'x');
    g_autofree char *text = g_strconcat(INVITE "Subject: ", value, "\r\n\r\n" RINGING, NULL);
    Frame frame;

    g_assert_cmpint(stream(text, false, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, 65536);
    g_assert_cmpint(stream(text + frame.skip, false, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, strlen(text) - strlen(RINGING) - 65536);
}

/* Looking at every byte anew for each byte that comes would be 2 x 1.8 thousand million looks.
 */
static void byte_at_a_time_costs_no_more_than_once_a_byte(void)
{
    g_autofree char *filler = g_strnfill(60000, 'x');
    g_autofree char *long_header = g_strconcat(INVITE "A: ", filler, NULL);
    g_autofree char *long_line = g_strconcat("INVITE sip:", filler, NULL);
    const char *texts[] = { long_header, long_line };

    for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
        Frame frame = { 0 };

        for (size_t len = 1; len <= strlen(filler); len++) {
            g_assert_cmpint(framing_stream(slice_of(texts[i], len), false, &frame), ==,
                            VERDICT_MORE_NEEDED);
            if (len > strlen(INVITE))
                g_assert_cmpuint(frame.search.seen, ==, len);
        }
    }
}

/* "INVITE sip" may become a start line, with "\1" behind it it cannot any more. */
static void the_end_judges_what_was_put_off(void)
{
    static const char text[] = "INVITE sip:\1";
    Frame frame = { 0 };

    g_assert_cmpint(framing_stream(slice_head(slice_text(text), 11), false, &frame), ==,
                    VERDICT_MORE_NEEDED);
    g_assert_cmpint(framing_stream(slice_text(text), true, &frame), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(frame.skip, ==, strlen(text));
}

static void sip_behind_no_start_line_is_known(void)
{
    static const char *const BEGINNINGS[] = { "SIP/2.0200 OK",
                                              "INV(ITE sip:b@example.net SIP/2.0",
                                              " INVITE sip:b@example.net SIP/2.0",
                                              "INVITE\tsip:b@example.net\tSIP/2.0",
                                              "INVITE sip:b@example.net",
                                              "=cmd() sip:b@example.net SIP/2.0" };

    for (unsigned i = 0; i < G_N_ELEMENTS(BEGINNINGS); i++) {
        g_autofree char *text =
            g_strconcat(BEGINNINGS[i], "\r\nVia: SIP/2.0/UDP 192.0.2.1\r\n\r\n", NULL);
        SipView view;
        Frame frame;

        g_assert_cmpint(framing_datagram(slice_text(text), &view, &frame), ==,
                        VERDICT_NOT_MINE);
        g_assert_true(framing_holds_sip(slice_text(text)));
    }
}

static void what_only_sounds_like_sip_is_none(void)
{
    g_assert_false(framing_holds_sip(slice_text("\x80\x08 the sound of SIP/2.0")));
    g_assert_false(framing_holds_sip(slice_text("hello SIP/1.0")));
    g_assert_false(framing_holds_sip(slice_text("\r\n\r\n")));
    g_assert_false(framing_holds_sip((Slice){ 0 }));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/framing/" #name, name)
    CASE(sip_is_recognised_by_its_start_line);
    CASE(other_protocols_are_not_sip);
    CASE(a_method_of_thousands_of_letters_is_a_method);
    CASE(a_datagram_is_as_long_as_its_content_length_says);
    CASE(without_a_content_length_all_of_the_datagram_is_the_message);
    CASE(headers_without_an_empty_line_are_all_there_is);
    CASE(a_wrong_content_length_is_marked);
    CASE(the_view_of_a_datagram_is_that_of_its_message);
    CASE(messages_may_share_a_datagram);
    CASE(padding_with_nul_bytes_is_no_mistake);
    CASE(a_datagram_of_keep_alives_or_of_half_a_start_line_is_not_a_message);
    CASE(every_cut_of_a_datagram_is_read_without_harm);
    CASE(every_cut_of_a_message_in_a_stream_needs_more);
    CASE(keep_alives_between_messages_are_skipped);
    CASE(garbage_is_skipped_up_to_the_next_start_line);
    CASE(in_a_stream_without_content_length_the_next_start_line_ends_a_message);
    CASE(a_content_length_beyond_every_bound_is_a_wrong_one);
    CASE(the_end_of_the_stream_cuts_a_body_but_not_headers);
    CASE(a_body_may_be_longer_than_any_header_section);
    CASE(headers_beyond_the_bound_are_not_held);
    CASE(the_end_judges_what_was_put_off);
    CASE(byte_at_a_time_costs_no_more_than_once_a_byte);
    g_test_add_func("/framing/sip_behind_no_start_line_is_known",
                    sip_behind_no_start_line_is_known);
    g_test_add_func("/framing/what_only_sounds_like_sip_is_none",
                    what_only_sounds_like_sip_is_none);
    return g_test_run();
}
