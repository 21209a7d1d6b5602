/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/sdp.h"

#include <glib.h>

#include "dissect/sip/multipart.h"

#define STATIC_TYPES 35

/* Where the scan of a description is. Lines before the first m= belong to the session; lines
 * of a section beyond the bound belong to nobody. */
typedef struct SdpScan {
    Sdp *sdp;
    bool in_media;
    SdpStream *stream; /* NULL outside of a section that is kept */
    Slice address;     /* of the session */
    SdpDirection direction;
} SdpScan;

/* The encodings that need no rtpmap (RFC 3551, tables 4 and 5). */
static const char *const STATIC_NAMES[STATIC_TYPES] = {
    [0] = "PCMU",  [3] = "GSM",   [4] = "G723",  [5] = "DVI4",  [6] = "DVI4",   [7] = "LPC",
    [8] = "PCMA",  [9] = "G722",  [10] = "L16",  [11] = "L16",  [12] = "QCELP", [13] = "CN",
    [14] = "MPA",  [15] = "G728", [16] = "DVI4", [17] = "DVI4", [18] = "G729",  [25] = "CelB",
    [26] = "JPEG", [28] = "nv",   [31] = "H261", [32] = "MPV",  [33] = "MP2T",  [34] = "H263",
};

/* The next line of @left without its line end; false at the end. */
static bool next_line(Slice *left, Slice *line)
{
    size_t lf = slice_find(*left, '\n');

    if (left->len == 0)
        return false;
    *line = slice_trim(slice_head(*left, lf));
    *left = slice_tail(*left, lf + 1);
    return true;
}

/* Takes the next word off @left, empty at the end. */
static Slice take_word(Slice *left)
{
    Slice rest = slice_trim_left(*left);
    Slice word = slice_head(rest, slice_span(rest, BYTE_BLANKS));

    *left = slice_tail(rest, word.len);
    return word;
}

/* The number that @word begins with, up to @max; false if there is none or it is larger. */
static bool number_of(Slice word, unsigned max, unsigned *number)
{
    unsigned sum = 0;
    size_t len = 0;

    for (; len < word.len && word.data[len] >= '0' && word.data[len] <= '9'; len++) {
        sum = sum * 10 + (word.data[len] - '0');
        if (sum > max)
            return false;
    }
    *number = sum;
    return len > 0;
}

/* "IN IP4 192.0.2.1/127" */
static Slice address_of(Slice value)
{
    Slice address;

    (void)take_word(&value);
    (void)take_word(&value);
    address = take_word(&value);
    return slice_head(address, slice_find(address, '/'));
}

static bool direction_of(Slice attribute, SdpDirection *direction)
{
    static const char *const NAMES[] = {
        [SDP_SENDRECV] = "sendrecv",
        [SDP_SENDONLY] = "sendonly",
        [SDP_RECVONLY] = "recvonly",
        [SDP_INACTIVE] = "inactive",
    };

    if (attribute.len != strlen("sendrecv"))
        return false;
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        if (slice_is(attribute, NAMES[i])) {
            *direction = (SdpDirection)i;
            return true;
        }
    }
    return false;
}

static void add_codec(SdpStream *stream, Slice format, bool is_rtp)
{
    SdpCodec codec = { .payload_type = SDP_NO_PAYLOAD_TYPE, .name = format };

    if (is_rtp && number_of(format, SDP_NO_PAYLOAD_TYPE - 1, &codec.payload_type)) {
        codec.name = (Slice){ 0 };
        if (codec.payload_type < STATIC_TYPES)
            codec.name = slice_text(STATIC_NAMES[codec.payload_type]);
    }
    stream->codecs[stream->codecs_len++] = codec;
}

/* True for "RTP/AVP", "UDP/TLS/RTP/SAVPF" and the like. */
static bool is_rtp_profile(Slice profile)
{
    return profile.len > 0 && memmem(profile.data, profile.len, "RTP/", strlen("RTP/")) != NULL;
}

/* "audio 49170/2 RTP/AVP 0 8 97" */
static void begin_media(SdpScan *scan, Slice value)
{
    SdpStream *stream;
    unsigned port = 0;
    Slice format;
    bool is_rtp;

    scan->in_media = true;
    scan->stream = NULL;
    if (scan->sdp->streams_len == SDP_STREAMS_MAX)
        return;
    stream = &scan->sdp->streams[scan->sdp->streams_len++];
    scan->stream = stream;
    *stream = (SdpStream){ .address = scan->address, .direction = scan->direction };
    stream->media = take_word(&value);
    if (number_of(take_word(&value), UINT16_MAX, &port))
        stream->port = (uint16_t)port;
    is_rtp = is_rtp_profile(take_word(&value));
    while (stream->codecs_len < SDP_CODECS_MAX && (format = take_word(&value)).len > 0)
        add_codec(stream, format, is_rtp);
}

/* "97 iLBC/8000" */
static void read_rtpmap(SdpStream *stream, Slice value)
{
    Slice type = take_word(&value);
    Slice encoding = take_word(&value);
    unsigned payload_type;

    if (!number_of(type, SDP_NO_PAYLOAD_TYPE - 1, &payload_type))
        return;
    for (unsigned i = 0; i < stream->codecs_len; i++)
        if (stream->codecs[i].payload_type == payload_type)
            stream->codecs[i].name = slice_head(encoding, slice_find(encoding, '/'));
}

static void read_attribute(SdpScan *scan, Slice attribute)
{
    if (!scan->in_media) {
        (void)direction_of(attribute, &scan->direction);
    } else if (scan->stream && !direction_of(attribute, &scan->stream->direction)) {
        if (slice_begins(attribute, "rtpmap:"))
            read_rtpmap(scan->stream, slice_tail(attribute, strlen("rtpmap:")));
    }
}

static void read_connection(SdpScan *scan, Slice value)
{
    if (!scan->in_media)
        scan->address = address_of(value);
    else if (scan->stream)
        scan->stream->address = address_of(value);
}

static bool is_held(SdpDirection direction, bool is_nowhere)
{
    return direction == SDP_SENDONLY || direction == SDP_INACTIVE || is_nowhere;
}

static bool is_nowhere(Slice address)
{
    return slice_is(address, "0.0.0.0") || slice_is(address, "::");
}

static bool is_hold(const Sdp *sdp)
{
    bool is_any_open = false;

    for (unsigned i = 0; i < sdp->streams_len; i++) {
        if (sdp->streams[i].port == 0)
            continue;
        is_any_open = true;
        if (!is_held(sdp->streams[i].direction, is_nowhere(sdp->streams[i].address)))
            return false;
    }
    return is_any_open;
}

void sdp_scan(Slice sdp, Sdp *out)
{
    SdpScan scan = { .sdp = out };
    Slice line;

    out->origin = (Slice){ 0 };
    out->streams_len = 0;
    while (next_line(&sdp, &line)) {
        Slice value = slice_trim(slice_tail(line, 2));

        if (line.len < 2 || line.data[1] != '=')
            continue;
        if (line.data[0] == 'a')
            read_attribute(&scan, value);
        else if (line.data[0] == 'm')
            begin_media(&scan, value);
        else if (line.data[0] == 'c')
            read_connection(&scan, value);
        else if (line.data[0] == 'o' && out->origin.len == 0)
            out->origin = value;
    }
    out->is_hold = is_hold(out);
}

/* What a section says of hold; the session's part is what the streams begin with. */
typedef struct Side {
    SdpDirection direction;
    bool is_nowhere; /* its address */
    bool has_port;   /* of streams alone */
} Side;

static bool has_port(Slice media)
{
    unsigned port = 0;

    (void)take_word(&media);
    return number_of(take_word(&media), UINT16_MAX, &port) && port > 0;
}

/* Most addresses begin with another digit than those that are nowhere. */
static bool connects_nowhere(Slice value)
{
    size_t len = strlen("IN IP4 ");

    if (slice_begins(value, "IN IP4 ") && value.len > len && value.data[len] >= '1' &&
        value.data[len] <= '9')
        return false;
    return is_nowhere(address_of(value));
}

static bool is_listened_to(const Side *side)
{
    return side->has_port && !is_held(side->direction, side->is_nowhere);
}

/* Sorts out nearly all other attributes by a letter. */
static bool may_be_direction(Slice value)
{
    return value.len > 1 && (value.data[1] == 'e' || value.data[1] == 'n');
}

/* The next line of @left that begins with "a=", "c=" or "m="; false at the end. */
static bool next_of_media(Slice *left, Slice *line)
{
    while (left->len > 0) {
        size_t lf = slice_find(*left, '\n');

        *line = slice_trim_left(slice_head(*left, lf));
        *left = slice_tail(*left, lf + 1);
        if (line->len >= 2 && line->data[1] == '=' &&
            (line->data[0] == 'a' || line->data[0] == 'c' || line->data[0] == 'm'))
            return true;
    }
    return false;
}

bool sdp_is_hold(Slice sdp)
{
    Side session = { .direction = SDP_SENDRECV };
    Side stream = session;
    Side *side = &session;
    bool has_port_any = false;
    unsigned streams = 0;
    Slice line;

    while (next_of_media(&sdp, &line)) {
        Slice value = slice_trim_left(slice_tail(line, 2));

        if (line.data[0] == 'a') {
            if (may_be_direction(value))
                (void)direction_of(slice_trim(value), &side->direction);
        } else if (line.data[0] == 'c') {
            side->is_nowhere = connects_nowhere(value);
        } else if (line.data[0] == 'm') {
            if (is_listened_to(&stream))
                return false;
            if (++streams > SDP_STREAMS_MAX)
                return has_port_any;
            stream = session;
            stream.has_port = has_port(value);
            has_port_any |= stream.has_port;
            side = &stream;
        }
    }
    return has_port_any && !is_listened_to(&stream);
}

static bool is_media_type(Slice content_type, const char *type)
{
    return slice_is_nocase(slice_trim(slice_head(content_type, slice_find(content_type, ';'))),
                           type);
}

static bool is_multipart(Slice content_type)
{
    return slice_is_nocase(slice_head(content_type, strlen("multipart/")), "multipart/");
}

bool sdp_find(Slice content_type, Slice body, Slice *sdp)
{
    Multipart parts = { .left = body };
    Slice part_type, content;

    if (body.len > 0 && slice_is(content_type, "application/sdp")) {
        *sdp = body;
        return true;
    }
    if (is_multipart(content_type)) {
        parts.boundary = multipart_boundary(content_type, body);
        while (multipart_next(&parts, &part_type, &content)) {
            if (!is_media_type(part_type, "application/sdp"))
                continue;
            *sdp = content;
            return content.len > 0;
        }
        return false;
    }
    if (body.len == 0 || !(is_media_type(content_type, "application/sdp") ||
                           (content_type.len == 0 && slice_begins(body, "v=0"))))
        return false;
    *sdp = body;
    return true;
}
