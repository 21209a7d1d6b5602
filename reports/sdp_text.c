/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/sdp_text.h"

#include "reports/terminal.h"

#define CODECS_SHOWN 3
#define WORD_MAX 40

bool sdp_text_read(const SipView *view, Sdp *out)
{
    Slice body;

    if (!sdp_find(view->content_type, view->body, &body))
        return false;
    sdp_scan(body, out);
    return true;
}

/* One encoding may be offered at several clock rates. */
static bool is_named_before(const SdpStream *stream, unsigned index)
{
    for (unsigned i = 0; i < index; i++)
        if (stream->codecs[i].name.len &&
            slice_equals(stream->codecs[i].name, stream->codecs[index].name))
            return true;
    return false;
}

void sdp_text_codecs(GString *out, const SdpStream *stream, unsigned max, bool unicode)
{
    unsigned named = 0;

    for (unsigned i = 0; i < stream->codecs_len; i++) {
        const SdpCodec *codec = &stream->codecs[i];

        if (is_named_before(stream, i) || named++ >= max)
            continue;
        if (named > 1)
            g_string_append_c(out, '/');
        if (codec->name.len)
            terminal_append_cut(out, codec->name, WORD_MAX, unicode);
        else
            g_string_append_printf(out, "%u", codec->payload_type);
    }
    if (named > max)
        g_string_append_printf(out, " +%u", named - max);
}

static void append_stream(GString *out, const SdpStream *stream, bool unicode)
{
    bool is_audio = slice_is(stream->media, "audio");
    bool is_ipv6 = slice_find(stream->address, ':') < stream->address.len;

    if (stream->port == 0) {
        g_string_append(out, "no ");
        terminal_append_cut(out, stream->media, WORD_MAX, unicode);
        return;
    }
    if (!is_audio) {
        terminal_append_cut(out, stream->media, WORD_MAX, unicode);
        g_string_append_c(out, ' ');
    }
    g_string_append(out, is_ipv6 ? "[" : "");
    terminal_append_cut(out, stream->address, WORD_MAX, unicode);
    g_string_append_printf(out, "%s:%u ", is_ipv6 ? "]" : "", stream->port);
    if (stream->direction != SDP_SENDRECV)
        g_string_append_printf(out, "%s ", sdp_text_direction(stream->direction));
    sdp_text_codecs(out, stream, CODECS_SHOWN, unicode);
}

void sdp_text_summary(GString *out, const Sdp *sdp, bool unicode)
{
    for (unsigned i = 0; i < sdp->streams_len; i++) {
        if (i > 0)
            g_string_append(out, ", ");
        append_stream(out, &sdp->streams[i], unicode);
    }
}

const char *sdp_text_direction(SdpDirection direction)
{
    static const char *const NAMES[] = {
        [SDP_SENDRECV] = "sendrecv",
        [SDP_SENDONLY] = "sendonly",
        [SDP_RECVONLY] = "recvonly",
        [SDP_INACTIVE] = "inactive",
    };

    return NAMES[direction];
}
