/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/sdp_text.h"

static void assert_summary(const char *sdp, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);
    Sdp scanned;

    sdp_scan(slice_text(sdp), &scanned);
    sdp_text_summary(out, &scanned, true);
    g_assert_cmpstr(out->str, ==, expected);
}

static void audio_is_address_and_codecs(void)
{
    assert_summary("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0 8 101\r\n"
                   "a=rtpmap:101 telephone-event/8000\r\n",
                   "192.0.2.1:4000 PCMU/PCMA/telephone-event");
}

static void one_codec_at_several_rates_is_named_once(void)
{
    assert_summary(
        "v=0\r\nc=IN IP6 2001:db8::1\r\nm=audio 4000 RTP/AVP 96 97 98 99 0\r\n"
        "a=rtpmap:96 speex/16000\r\na=rtpmap:97 speex/8000\r\na=rtpmap:98 opus/48000\r\n"
        "a=sendonly\r\n",
        "[2001:db8::1]:4000 sendonly speex/opus/99 +1");
}

static void further_streams_follow_and_refused_ones_are_said(void)
{
    assert_summary("v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 0\r\n"
                   "m=video 4002 RTP/AVP 34\r\nm=application 0 RTP/AVP 100\r\n",
                   "192.0.2.1:4000 PCMU, video 192.0.2.1:4002 H263, no application");
}

static void wire_text_is_escaped(void)
{
    assert_summary(
        "v=0\r\nc=IN IP4 \x1b[2J\r\nm=\x1b 1 RTP/AVP 96\r\na=rtpmap:96 \xff/8000\r\n",
        "\\x1b \\x1b[2J:1 \\xff");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sdp_text/audio_is_address_and_codecs", audio_is_address_and_codecs);
    g_test_add_func("/sdp_text/one_codec_at_several_rates_is_named_once",
                    one_codec_at_several_rates_is_named_once);
    g_test_add_func("/sdp_text/further_streams_follow_and_refused_ones_are_said",
                    further_streams_follow_and_refused_ones_are_said);
    g_test_add_func("/sdp_text/wire_text_is_escaped", wire_text_is_escaped);
    return g_test_run();
}
