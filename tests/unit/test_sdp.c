/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/sdp.h"

#include "tests/support/slices.h"

#define SESSION "v=0\r\no=- 1 2 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"
#define AUDIO "m=audio 4000 RTP/AVP 0 8 101\r\n"

static Sdp scan(const char *text)
{
    Sdp sdp;

    sdp_scan(slice_text(text), &sdp);
    g_assert_cmpint(sdp_is_hold(slice_text(text)), ==, sdp.is_hold);
    return sdp;
}

static void assert_found(const char *content_type, const char *body, const char *expected)
{
    Slice sdp = { 0 };

    g_assert_cmpint(sdp_find(slice_text(content_type), slice_text(body), &sdp), ==,
                    expected != NULL);
    assert_slice_equals(sdp, expected ? expected : "");
}

static void a_description_is_taken_apart(void)
{
    Sdp sdp = scan(SESSION AUDIO "a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"
                                 "m=video 4002/2 RTP/SAVPF 31 97\r\nc=IN IP6 2001:db8::1\r\n"
                                 "a=rtpmap: 97 H264/90000\r\na=sendonly\r\n");

    assert_slice_equals(sdp.origin, "- 1 2 IN IP4 192.0.2.1");
    g_assert_cmpuint(sdp.streams_len, ==, 2);
    assert_slice_equals(sdp.streams[0].media, "audio");
    g_assert_cmpuint(sdp.streams[0].port, ==, 4000);
    assert_slice_equals(sdp.streams[0].address, "192.0.2.1");
    g_assert_cmpint(sdp.streams[0].direction, ==, SDP_SENDRECV);
    g_assert_cmpuint(sdp.streams[0].codecs_len, ==, 3);
    g_assert_cmpuint(sdp.streams[0].codecs[1].payload_type, ==, 8);
    assert_slice_equals(sdp.streams[0].codecs[0].name, "PCMU");
    assert_slice_equals(sdp.streams[0].codecs[1].name, "PCMA");
    assert_slice_equals(sdp.streams[0].codecs[2].name, "telephone-event");
    g_assert_cmpuint(sdp.streams[1].port, ==, 4002);
    assert_slice_equals(sdp.streams[1].address, "2001:db8::1");
    g_assert_cmpint(sdp.streams[1].direction, ==, SDP_SENDONLY);
    assert_slice_equals(sdp.streams[1].codecs[0].name, "H261");
    assert_slice_equals(sdp.streams[1].codecs[1].name, "H264");
    g_assert_false(sdp.is_hold);
}

static void a_silent_stream_has_the_sessions_direction(void)
{
    Sdp sdp = scan(SESSION "a=inactive\r\n" AUDIO "m=video 5000 RTP/AVP 31\r\na=recvonly\r\n");

    g_assert_cmpint(sdp.streams[0].direction, ==, SDP_INACTIVE);
    g_assert_cmpint(sdp.streams[1].direction, ==, SDP_RECVONLY);
}

static void hold_is_that_no_stream_with_a_port_is_listened_to(void)
{
    g_assert_false(scan(SESSION AUDIO).is_hold);
    g_assert_true(scan(SESSION AUDIO "a=sendonly\r\n").is_hold);
    g_assert_true(scan(SESSION AUDIO "a=inactive\r\n").is_hold);
    g_assert_true(scan(SESSION "a=sendonly\r\n" AUDIO).is_hold);
    g_assert_false(scan(SESSION "a=sendonly\r\n" AUDIO "a=sendrecv\r\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "a=recvonly\r\n").is_hold);
    g_assert_true(scan("v=0\r\nc=IN IP4 0.0.0.0\r\n" AUDIO).is_hold);
    g_assert_true(scan("v=0\r\nc=IN IP6 ::\r\n" AUDIO).is_hold);
    g_assert_true(scan(SESSION AUDIO "c=IN IP4 0.0.0.0\r\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "a=sendonly\r\n" AUDIO).is_hold);
}

static void a_stream_without_a_port_does_not_decide_on_hold(void)
{
    g_assert_true(scan(SESSION AUDIO "a=sendonly\r\nm=video 0 RTP/AVP 31\r\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "m=video 0 RTP/AVP 31\r\na=inactive\r\n").is_hold);
    g_assert_false(scan(SESSION "m=audio 0 RTP/AVP 0\r\na=inactive\r\n").is_hold);
    g_assert_false(scan(SESSION).is_hold);
}

static void odd_lines_say_the_same_of_hold(void)
{
    g_assert_true(scan(SESSION AUDIO " a=sendonly \r\n").is_hold);
    g_assert_true(scan(SESSION AUDIO "a= \tsendonly\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "a=SendOnly\r\n").is_hold);
    g_assert_true(scan(SESSION AUDIO "a=inactive\r\nc=IN  IP4  0.0.0.0/127\r\n").is_hold);
    g_assert_true(scan(SESSION AUDIO "c=IN IP4  ::\r\n").is_hold);
    g_assert_true(scan(SESSION AUDIO "c= IN IP4 0.0.0.0 x\r\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "c=IN IP4 0.0.0.01\r\n").is_hold);
    g_assert_false(scan(SESSION AUDIO "c=IN IP4 0.0.0.0\r\nc=IN IP4 1.0.0.0\r\n").is_hold);
    g_assert_true(scan("m= audio  4000/2 x\r\na=inactive\r\nm=\r\na=sendrecv").is_hold);
    g_assert_false(scan("m=audio 70000 RTP/AVP 0\r\na=inactive\r\n").is_hold);
    g_assert_false(scan("").is_hold);
}

static void what_is_not_rtp_keeps_its_format(void)
{
    Sdp sdp = scan(SESSION "m=image 4000 udptl t38\r\n"
                           "m=application 9 UDP/DTLS/SCTP 5000\r\nm=audio 1 RTP/AVP 96 x\r\n");

    g_assert_cmpuint(sdp.streams[0].codecs[0].payload_type, ==, SDP_NO_PAYLOAD_TYPE);
    assert_slice_equals(sdp.streams[0].codecs[0].name, "t38");
    assert_slice_equals(sdp.streams[1].codecs[0].name, "5000");
    g_assert_cmpuint(sdp.streams[2].codecs[0].payload_type, ==, 96);
    assert_slice_equals(sdp.streams[2].codecs[0].name, "");
    assert_slice_equals(sdp.streams[2].codecs[1].name, "x");
}

static void what_is_beyond_the_bounds_is_not_kept(void)
{
    g_autoptr(GString) text = g_string_new(SESSION "m=audio 4000 RTP/AVP");
    Sdp sdp;

    for (int i = 0; i < 40; i++)
        g_string_append_printf(text, " %d", i);
    for (int i = 1; i < 40; i++)
        g_string_append_printf(text, "\r\nm=video %d RTP/AVP 31", i);
    g_string_append(text, "\r\nc=IN IP4 0.0.0.0\r\na=inactive\r\na=rtpmap:31 no/1\r\n");
    sdp = scan(text->str);
    g_assert_cmpuint(sdp.streams_len, ==, SDP_STREAMS_MAX);
    g_assert_cmpuint(sdp.streams[0].codecs_len, ==, SDP_CODECS_MAX);
    g_assert_cmpint(sdp.streams[7].direction, ==, SDP_SENDRECV);
    assert_slice_equals(sdp.streams[7].address, "192.0.2.1");
    assert_slice_equals(sdp.streams[7].codecs[0].name, "H261");
}

static void streams_beyond_the_bound_do_not_decide_on_hold(void)
{
    g_autoptr(GString) text = g_string_new("");

    for (unsigned i = 0; i < SDP_STREAMS_MAX; i++)
        g_string_append(text, AUDIO "a=sendonly\r\n");
    g_assert_true(scan(text->str).is_hold);
    g_string_append(text, AUDIO "a=sendrecv\r\n");
    g_assert_true(scan(text->str).is_hold);
}

static void odd_lines_are_passed_over(void)
{
    Sdp sdp =
        scan("v=0\no=first\no=second\nnonsense\nm\nm=\nc=\na\n=\n\nm=audio 99999 RTP/AVP 0\n"
             "c=IN IP4 224.2.1.1/127/3 \na=sendonly \n");

    assert_slice_equals(sdp.origin, "first");
    g_assert_cmpuint(sdp.streams_len, ==, 2);
    g_assert_cmpuint(sdp.streams[0].codecs_len, ==, 0);
    g_assert_cmpuint(sdp.streams[1].port, ==, 0);
    assert_slice_equals(sdp.streams[1].address, "224.2.1.1");
    g_assert_cmpint(sdp.streams[1].direction, ==, SDP_SENDONLY);
}

static void a_body_is_a_description_by_its_type(void)
{
    assert_found("application/sdp", "v=0\r\n", "v=0\r\n");
    assert_found("Application/SDP ; charset=x", "v=0\r\n", "v=0\r\n");
    assert_found("", "v=0\r\n", "v=0\r\n");
    assert_found("", "hello", NULL);
    assert_found("application/sdp", "", NULL);
    assert_found("text/plain", "v=0\r\n", NULL);
    assert_found("application/sdpx", "v=0\r\n", NULL);
}

static void a_multipart_body_gives_its_first_description(void)
{
    static const char BODY[] = "preamble\r\n--b1\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
                               "--b1x\r\n\r\n--b1 \r\nContent-Disposition: session\r\n"
                               "c:\r\n application/sdp\r\n\r\nv=0\r\ns=1\r\n\r\n"
                               "--b1\r\nContent-Type: application/sdp\r\n\r\nv=2\r\n--b1--\r\n";

    assert_found("multipart/mixed;boundary=b1", BODY, "v=0\r\ns=1\r\n");
    assert_found("Multipart/Mixed; x=y; Boundary = \"b1\"", BODY, "v=0\r\ns=1\r\n");
    assert_found("multipart/mixed;boundary=b2", BODY, NULL);
    assert_found("multipart/mixed", BODY, NULL);
    assert_found("multipart/mixed", strchr(BODY, '-'), "v=0\r\ns=1\r\n");
}

static void a_multipart_body_may_end_anywhere(void)
{
    assert_found("multipart/mixed;boundary=b", "--b\nContent-Type: application/sdp\n\nv=0",
                 "v=0");
    assert_found("multipart/mixed;boundary=b", "--b\nContent-Type: application/sdp\n", NULL);
    assert_found("multipart/mixed;boundary=b", "--b\nContent-Type: application/sdp\n\n", NULL);
    assert_found("multipart/mixed;boundary=b", "--b--\nContent-Type: application/sdp\n\nv=0",
                 NULL);
    assert_found("multipart/mixed;boundary=b", "", NULL);
    assert_found("multipart/mixed;boundary=\"\"", "x", NULL);
}

static void nothing_is_read_beyond_a_cut(void)
{
    Slice body = slice_text("--b\r\nContent-Type: application/sdp\r\n\r\n" SESSION AUDIO
                            "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n"
                            "m=image 9 udptl t38\r\nc=IN IP4 0.0.0.0\r\n--b--\r\n");

    for (size_t len = 0; len <= body.len; len++) {
        Slice cut = slice_exact_copy(body, len);
        Slice found = { 0 };
        Sdp sdp;

        sdp_scan(cut, &sdp);
        g_assert_cmpint(sdp_is_hold(cut), ==, sdp.is_hold);
        if (sdp_find(slice_text("multipart/mixed;boundary=b"), cut, &found))
            sdp_scan(found, &sdp);
        g_assert_true(found.len == 0 || found.data + found.len <= cut.data + len);
        g_free((void *)cut.data);
    }
}

static void floods_of_boundaries_and_codecs_stay_cheap(void)
{
    g_autoptr(GString) boundary = g_string_new("multipart/mixed;boundary=\"");
    g_autoptr(GString) body = g_string_new("");
    g_autoptr(GString) codecs = g_string_new("m=audio 1 RTP/AVP");
    int64_t begin = g_get_monotonic_time();
    Slice found;
    Sdp sdp;

    for (int i = 0; i < 16000; i++)
        g_string_append(boundary, "\n--\n");
    g_string_append(boundary, "\"");
    for (int i = 0; i < 250000; i++)
        g_string_append(body, "--\n\n");
    for (int i = 0; i < 250000; i++)
        g_string_append(codecs, " 0\na=rtpmap:0 x/1\nm=a 1 RTP/AVP");
    g_assert_false(sdp_find(slice_text(boundary->str), slice_text(body->str), &found));
    g_assert_false(
        sdp_find(slice_text("multipart/mixed;boundary=\"\n\""), slice_text(body->str), &found));
    sdp_scan(slice_text(codecs->str), &sdp);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 3 * G_USEC_PER_SEC);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sdp/a_description_is_taken_apart", a_description_is_taken_apart);
    g_test_add_func("/sdp/a_silent_stream_has_the_sessions_direction",
                    a_silent_stream_has_the_sessions_direction);
    g_test_add_func("/sdp/hold_is_that_no_stream_with_a_port_is_listened_to",
                    hold_is_that_no_stream_with_a_port_is_listened_to);
    g_test_add_func("/sdp/a_stream_without_a_port_does_not_decide_on_hold",
                    a_stream_without_a_port_does_not_decide_on_hold);
    g_test_add_func("/sdp/streams_beyond_the_bound_do_not_decide_on_hold",
                    streams_beyond_the_bound_do_not_decide_on_hold);
    g_test_add_func("/sdp/odd_lines_say_the_same_of_hold", odd_lines_say_the_same_of_hold);
    g_test_add_func("/sdp/what_is_not_rtp_keeps_its_format", what_is_not_rtp_keeps_its_format);
    g_test_add_func("/sdp/what_is_beyond_the_bounds_is_not_kept",
                    what_is_beyond_the_bounds_is_not_kept);
    g_test_add_func("/sdp/odd_lines_are_passed_over", odd_lines_are_passed_over);
    g_test_add_func("/sdp/a_body_is_a_description_by_its_type",
                    a_body_is_a_description_by_its_type);
    g_test_add_func("/sdp/a_multipart_body_gives_its_first_description",
                    a_multipart_body_gives_its_first_description);
    g_test_add_func("/sdp/a_multipart_body_may_end_anywhere",
                    a_multipart_body_may_end_anywhere);
    g_test_add_func("/sdp/nothing_is_read_beyond_a_cut", nothing_is_read_beyond_a_cut);
    g_test_add_func("/sdp/floods_of_boundaries_and_codecs_stay_cheap",
                    floods_of_boundaries_and_codecs_stay_cheap);
    return g_test_run();
}
