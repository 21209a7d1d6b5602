/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/scan.h"

#include "tests/support/sip_text.h"

static bool is_sip(const char *text)
{
    SipView view;

    return scan_message(slice_text(text), &view);
}

static void a_request_is_taken_apart(void)
{
    SipView view = scan("INVITE sip:1002@192.0.2.2;transport=udp SIP/2.0\r\n" NEEDED
                        "Contact: <sip:1001@192.0.2.1:5062>\r\n"
                        "User-Agent: Phone\r\n"
                        "Content-Type: application/sdp\r\n"
                        "Content-Length: 5\r\n"
                        "\r\n"
                        "v=0\r\n");

    g_assert_true(view.is_request);
    g_assert_cmpint(view.method, ==, METHOD_INVITE);
    assert_slice_equals(view.start_line, "INVITE sip:1002@192.0.2.2;transport=udp SIP/2.0");
    assert_slice_equals(view.method_text, "INVITE");
    assert_slice_equals(view.request_uri, "sip:1002@192.0.2.2;transport=udp");
    assert_slice_equals(view.call_id, "c1@example.net");
    assert_slice_equals(view.from, "<sip:a@example.net>;tag=1");
    assert_slice_equals(view.from_tag, "1");
    assert_slice_equals(view.to, "<sip:b@example.net>");
    assert_slice_equals(view.to_tag, "");
    g_assert_cmpuint(view.cseq, ==, 1);
    assert_slice_equals(view.cseq_text, "1 INVITE");
    g_assert_cmpint(view.cseq_method, ==, METHOD_INVITE);
    g_assert_cmpuint(view.vias, ==, 1);
    assert_slice_equals(view.via[0].sent_by, "192.0.2.1:5060");
    assert_slice_equals(view.via[0].branch, "z9hG4bK1");
    assert_slice_equals(view.contact, "<sip:1001@192.0.2.1:5062>");
    assert_slice_equals(view.contact_host, "192.0.2.1:5062");
    assert_slice_equals(view.user_agent, "Phone");
    assert_slice_equals(view.content_type, "application/sdp");
    g_assert_cmpint(view.content_length, ==, 5);
    assert_slice_equals(view.body, "v=0\r\n");
    g_assert_cmpuint(view.anomalies, ==, 0);
}

static void what_is_absent_is_empty(void)
{
    SipView view = scan(REQUEST(NEEDED));

    assert_slice_equals(view.body, "");
    assert_slice_equals(view.contact, "");
    assert_slice_equals(view.user_agent, "");
    assert_slice_equals(view.refer_to, "");
    g_assert_cmpint(view.expires, ==, -1);
    g_assert_cmpint(view.contact_expires, ==, -1);
    g_assert_cmpint(view.session_expires, ==, -1);
    g_assert_cmpint(view.content_length, ==, -1);
    g_assert_cmpuint(view.rseq, ==, 0);
    g_assert_false(view.contact_is_star);
    g_assert_false(view.challenge.present);
    g_assert_false(view.credentials.present);
    g_assert_false(view.has_record_route);
}

static void an_answer_takes_its_method_from_the_cseq(void)
{
    SipView view = scan("SIP/2.0 486 Busy Here\r\n" NEEDED "\r\n");

    g_assert_false(view.is_request);
    g_assert_cmpuint(view.status, ==, 486);
    assert_slice_equals(view.reason, "Busy Here");
    g_assert_cmpint(view.method, ==, METHOD_INVITE);
    assert_slice_equals(view.method_text, "INVITE");
    assert_slice_equals(view.request_uri, "");
}

static void a_method_that_is_not_registered_keeps_its_text(void)
{
    SipView view = scan("RE%47IST%45R sip:x SIP/2.0\r\nCSeq: 7 RE%47IST%45R\r\n\r\n");

    g_assert_cmpint(view.method, ==, METHOD_OTHER);
    assert_slice_equals(view.method_text, "RE%47IST%45R");
    g_assert_cmpuint(view.cseq, ==, 7);
    g_assert_cmpuint(view.anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ), ==, 0);
    assert_slice_equals(scan("SIP/2.0 200 OK\r\nCSeq: 7 WINK\r\n\r\n").method_text, "WINK");
}

static void only_sip_begins_a_message(void)
{
    g_assert_false(is_sip(""));
    g_assert_false(is_sip("\r\n"));
    g_assert_false(is_sip("INVITE"));
    g_assert_false(is_sip("INVITE sip:b@example.net"));
    g_assert_false(is_sip("INVITE sip:b@example.net SI"));
    g_assert_false(is_sip("GET / HTTP/1.1\r\n\r\n"));
    g_assert_false(is_sip("OPTIONS rtsp://example.net RTSP/1.0\r\n\r\n"));
    g_assert_false(is_sip("IN\x01ITE sip:b@example.net SIP/2.0\r\n\r\n"));
    g_assert_false(is_sip("SIP/2.0\r\n\r\n"));
    g_assert_false(is_sip("SIP/x 200 OK\r\n\r\n"));
    g_assert_false(is_sip("\r\nINVITE sip:b@example.net SIP/2.0\r\n\r\n"));
}

static void odd_start_lines_are_read_and_marked(void)
{
    AnomalySet broken = ANOMALY_BIT(ANOMALY_MALFORMED_SIP);
    AnomalySet version = broken | ANOMALY_BIT(ANOMALY_BAD_VERSION);
    AnomalySet status = broken | ANOMALY_BIT(ANOMALY_BAD_STATUS);
    AnomalySet uri = broken | ANOMALY_BIT(ANOMALY_BAD_URI);

    assert_anomalies("INVITE sip:b SIP/2.0\r\n" NEEDED "\r\n", 0);
    assert_anomalies("INVITE sip:b sip/2.0\r\n" NEEDED "\r\n", 0);
    assert_anomalies("INVITE  sip:b   SIP/2.0\r\n" NEEDED "\r\n", broken);
    assert_anomalies("INVITE sip:b SIP/2.0 \r\n" NEEDED "\r\n", broken);
    assert_anomalies("INVITE sip:b SIP/7.0\r\n" NEEDED "\r\n", version);
    assert_anomalies("INVITE sip:b SIP/2.0/UDP\r\n" NEEDED "\r\n", version);
    assert_anomalies("INVITE <sip:b> SIP/2.0\r\n" NEEDED "\r\n", uri);
    assert_anomalies("INVITE sip:b ;x SIP/2.0\r\n" NEEDED "\r\n", uri);
    assert_anomalies("INVITE SIP/2.0\r\n" NEEDED "\r\n", uri);
    assert_anomalies("SIP/2.0 200\r\n" NEEDED "\r\n", 0);
    assert_anomalies("sip/2.0 200 \r\n" NEEDED "\r\n", 0);
    assert_anomalies("SIP/7.0 200 OK\r\n" NEEDED "\r\n", version);
    assert_anomalies("SIP/2.0  200 OK\r\n" NEEDED "\r\n", broken);
    assert_anomalies("SIP/2.0 20 OK\r\n" NEEDED "\r\n", status);
    assert_anomalies("SIP/2.0 4294967301 OK\r\n" NEEDED "\r\n", status);
    assert_anomalies("SIP/2.0 099 OK\r\n" NEEDED "\r\n", status);
    assert_slice_equals(scan("INVITE  sip:b   SIP/2.0\r\n\r\n").request_uri, "sip:b");
    assert_slice_equals(scan("INVITE sip:b ;x SIP/2.0\r\n\r\n").request_uri, "sip:b ;x");
    g_assert_cmpuint(scan("SIP/2.0   200   OK\r\n\r\n").status, ==, 200);
    g_assert_cmpuint(scan("SIP/2.0 4294967301 OK\r\n\r\n").status, ==, 0);
    g_assert_cmpuint(scan("SIP/2.0 700 OK\r\n\r\n").status, ==, 700);
}

static void folded_headers_are_one_header(void)
{
    SipView view = scan(REQUEST("TO :\r\n sip:v@example.net ;   tag    = 19\r\n"
                                "from : \"J \\\\\\\"\"\r\n\t<sip:j@example.net>\r\n"
                                "  ;\r\n  tag = 98\r\n"
                                "call-id:\r\n  c1\r\n"
                                "cseq: 0009\r\n  INVITE\r\n"));

    assert_slice_equals(view.to_tag, "19");
    assert_slice_equals(view.from_tag, "98");
    assert_slice_equals(view.call_id, "c1");
    g_assert_cmpuint(view.cseq, ==, 9);
    g_assert_cmpint(view.cseq_method, ==, METHOD_INVITE);
    g_assert_cmpuint(view.anomalies, ==, ANOMALY_BIT(ANOMALY_MISSING_HEADER));
}

static void lines_may_end_in_lf_alone(void)
{
    SipView view = scan("SIP/2.0 200 OK\nCall-ID: c1\nl: 2\n\nab");

    assert_slice_equals(view.start_line, "SIP/2.0 200 OK");
    assert_slice_equals(view.call_id, "c1");
    assert_slice_equals(view.body, "ab");
    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_BARE_LF));
    g_assert_true(scan("SIP/2.0 200 OK\r\nCall-ID: c1\r\n\n").anomalies &
                  ANOMALY_BIT(ANOMALY_BARE_LF));
}

static void the_body_is_as_long_as_its_length_says(void)
{
    AnomalySet bad = ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH);

    assert_slice_equals(scan(ANSWER("l: 3\r\n") "abcdef").body, "abc");
    assert_slice_equals(scan(ANSWER("") "abcdef").body, "abcdef");
    assert_slice_equals(scan(ANSWER("l: 7\r\n") "abcdef").body, "abcdef");
    assert_anomalies(ANSWER(NEEDED "l: 7\r\n") "abcdef", bad);
    assert_anomalies(ANSWER(NEEDED "l: -999\r\n") "abcdef", bad);
    assert_anomalies(ANSWER(NEEDED "l: six\r\n") "abcdef", bad);
    assert_anomalies(ANSWER(NEEDED "l:\r\n") "abcdef", bad);
    assert_anomalies(ANSWER(NEEDED "l: 99999999999999999999\r\n") "abcdef", bad);
    assert_anomalies(ANSWER(NEEDED "l: 6\r\n") "abcdef", 0);
    g_assert_cmpint(scan(ANSWER("l: -999\r\n") "abcdef").content_length, ==, -1);
}

static void lines_that_are_no_headers_are_marked_and_passed_over(void)
{
    AnomalySet broken = ANOMALY_BIT(ANOMALY_MALFORMED_SIP);

    assert_anomalies(REQUEST(NEEDED "text/plain\r\n"), broken);
    assert_anomalies(REQUEST("text/plain\r\n" NEEDED), broken);
    assert_anomalies(REQUEST(": x\r\n" NEEDED), broken);
    assert_anomalies(REQUEST(" x: y\r\n" NEEDED), broken);
    assert_anomalies("INVITE sip:b SIP/2.0\r\n" NEEDED "X: y\r\n", broken);
}

static void missing_headers_are_marked(void)
{
    AnomalySet missing = ANOMALY_BIT(ANOMALY_MISSING_HEADER);
    AnomalySet no_call_id = ANOMALY_BIT(ANOMALY_NO_CALL_ID);

    assert_anomalies(REQUEST(NEEDED), 0);
    assert_anomalies(REQUEST(""), missing | no_call_id);
    assert_anomalies(REQUEST("i: c\r\n"), missing);
    assert_anomalies(REQUEST(
                         "v: SIP/2.0/UDP h\r\nf: <sip:a>\r\nt: <sip:b>\r\nCSeq: 1 INVITE\r\n"
                         "i: \r\n"),
                     no_call_id);
}

/* @part is @whole cut somewhere: what it has of @whole is the same or missing. */
static void assert_same_or_missing(Slice part, Slice whole)
{
    if (part.len > 0)
        g_assert_true(slice_equals(part, whole));
}

static void cut_anywhere_nothing_turns_into_something_else(void)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\n" NEEDED "f: x\r\n"
                               "Contact: \"A\" <sip:a@192.0.2.1>;expires=3600\r\n"
                               "WWW-Authenticate: Digest realm=\"r\\\"x\", nonce=\"n\"\r\n"
                               "Expires: 3600\r\nSession-ID: 00;\r\n "
                               "remote=00\r\nContent-Length: 12\r\n\r\nbody of text";
    Slice text = slice_of(TEXT, sizeof(TEXT) - 1);
    SipView whole = scan(TEXT);

    for (size_t len = 0; len < text.len; len++) {
        Slice cut = slice_exact_copy(text, len);
        SipView part;

        if (scan_message(cut, &part)) {
            assert_same_or_missing(part.call_id, whole.call_id);
            assert_same_or_missing(part.from, whole.from);
            assert_same_or_missing(part.from_tag, whole.from_tag);
            assert_same_or_missing(part.cseq_text, whole.cseq_text);
            assert_same_or_missing(part.via[0].branch, whole.via[0].branch);
            assert_same_or_missing(part.challenge.nonce, whole.challenge.nonce);
            assert_same_or_missing(part.session_id, whole.session_id);
            g_assert_true(part.cseq == 0 || part.cseq == whole.cseq);
            g_assert_true(part.expires == -1 || part.expires == whole.expires);
            g_assert_true(part.content_length == -1 || part.content_length == 12);
            g_assert_cmpuint(part.anomalies, !=, 0);
        } else {
            g_assert_cmpuint(len, <=, strlen("INVITE sip:b@example.net SIP/"));
        }
        g_free((void *)cut.data);
    }
}

static void what_is_damaged_is_never_read_beyond(void)
{
    static const char TEXT[] = REQUEST(
        NEEDED "Contact: \"A\" <sip:a@h>;expires=1, <sip:b@h>\r\n"
               "Proxy-Authorization: Digest realm=\"r\", nonce=\"n\"\r\nl: 4\r\n") "v=0\r\n";
    static const char ODD[] = "\"<>;,=\\\r\n :/*[]@?";
    g_autoptr(GRand) rand = g_rand_new_with_seed(5060);

    for (int round = 0; round < 20000; round++) {
        Slice text = slice_exact_copy(slice_of(TEXT, sizeof(TEXT) - 1), sizeof(TEXT) - 1);
        size_t at = 0;
        Slice name, value;
        SipView view;

        for (int i = g_rand_int_range(rand, 0, 6); i >= 0; i--)
            ((uint8_t *)text.data)[g_rand_int_range(rand, 0, (int)text.len)] =
                (uint8_t)ODD[g_rand_int_range(rand, 0, sizeof(ODD))];
        if (scan_message(text, &view))
            while (scan_next_header(&view, &at, &name, &value))
                g_assert_cmpuint(name.len, >, 0);
        g_free((void *)text.data);
    }
}

static void headers_are_walked_in_their_order(void)
{
    SipView view = scan(REQUEST("B : 1\r\njunk\r\nA:\r\n"));
    size_t at = 0;
    Slice name, value;

    g_assert_true(scan_next_header(&view, &at, &name, &value));
    assert_slice_equals(name, "B");
    assert_slice_equals(value, "1");
    g_assert_true(scan_next_header(&view, &at, &name, &value));
    assert_slice_equals(name, "A");
    assert_slice_equals(value, "");
    g_assert_false(scan_next_header(&view, &at, &name, &value));
    g_assert_false(scan_next_header(&view, &at, &name, &value));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/scan/a_request_is_taken_apart", a_request_is_taken_apart);
    g_test_add_func("/scan/what_is_absent_is_empty", what_is_absent_is_empty);
    g_test_add_func("/scan/an_answer_takes_its_method_from_the_cseq",
                    an_answer_takes_its_method_from_the_cseq);
    g_test_add_func("/scan/a_method_that_is_not_registered_keeps_its_text",
                    a_method_that_is_not_registered_keeps_its_text);
    g_test_add_func("/scan/only_sip_begins_a_message", only_sip_begins_a_message);
    g_test_add_func("/scan/odd_start_lines_are_read_and_marked",
                    odd_start_lines_are_read_and_marked);
    g_test_add_func("/scan/folded_headers_are_one_header", folded_headers_are_one_header);
    g_test_add_func("/scan/lines_may_end_in_lf_alone", lines_may_end_in_lf_alone);
    g_test_add_func("/scan/the_body_is_as_long_as_its_length_says",
                    the_body_is_as_long_as_its_length_says);
    g_test_add_func("/scan/lines_that_are_no_headers_are_marked_and_passed_over",
                    lines_that_are_no_headers_are_marked_and_passed_over);
    g_test_add_func("/scan/missing_headers_are_marked", missing_headers_are_marked);
    g_test_add_func("/scan/cut_anywhere_nothing_turns_into_something_else",
                    cut_anywhere_nothing_turns_into_something_else);
    g_test_add_func("/scan/what_is_damaged_is_never_read_beyond",
                    what_is_damaged_is_never_read_beyond);
    g_test_add_func("/scan/headers_are_walked_in_their_order",
                    headers_are_walked_in_their_order);
    return g_test_run();
}
