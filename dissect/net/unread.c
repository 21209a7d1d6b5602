/* SPDX-License-Identifier: Apache-2.0
 *
 * The first byte sorts: none of these begins like SIP (a letter or a line end; HEP3's H is
 * followed by more) or like RTP (0x80 to 0xbf). Behind it each has enough that is fixed:
 *
 *     TLS      type | 3 | 0 to 4 | length | first handshake byte ...        RFC 8446, 5.1
 *     DTLS     type | 0xfe | 0xff or 0xfd | epoch | number | length ...     RFC 6347, 4.1
 *     SigComp  11111 T LL | feedback | state or code length ...             RFC 3320, 7
 *     HEP3     "HEP3" | length of all ...
 *     HEP 1, 2 version | header length | family | protocol | ports ...
 *
 * SigComp's five bits are too few to be believed anywhere, so it must be on a port that is
 * registered for SIP and its header must make sense. What it protects by IPsec is missed.
 */
#include "dissect/net/unread.h"

#include "dissect/base/reader.h"

#define CHANGE_CIPHER_SPEC 20
#define HANDSHAKE 22
#define APPLICATION_DATA 23
#define CLIENT_HELLO 1
#define SERVER_HELLO 2
#define TLS_RECORD_MAX (16384 + 2048)
#define SIP_PORT 5060
#define SIPS_PORT 5061

typedef enum Side {
    SIDE_UNKNOWN,
    SIDE_SRC,
    SIDE_DST,
} Side;

static bool is_sip_port(uint16_t port)
{
    return port == SIP_PORT || port == SIPS_PORT;
}

/* Without better knowledge the side that listens has the port for SIP, or the lower one. */
static Side side_of_ports(const Segment *segment)
{
    bool src_is_sip = is_sip_port(segment->src.port);

    if (src_is_sip != is_sip_port(segment->dst.port))
        return src_is_sip ? SIDE_SRC : SIDE_DST;
    return segment->src.port < segment->dst.port ? SIDE_SRC : SIDE_DST;
}

static bool found(Anomaly anomaly, Side side, const Segment *segment, Unread *out)
{
    if (side == SIDE_UNKNOWN)
        side = side_of_ports(segment);
    out->anomaly = anomaly;
    out->server = side == SIDE_SRC ? segment->src : segment->dst;
    return true;
}

/* The side that listens, from the type of a handshake message; unknown for the rest. */
static Side side_of_handshake(uint8_t type)
{
    if (type == CLIENT_HELLO)
        return SIDE_DST;
    return type == SERVER_HELLO ? SIDE_SRC : SIDE_UNKNOWN;
}

static bool is_record_type(uint8_t type)
{
    return type >= CHANGE_CIPHER_SPEC && type <= APPLICATION_DATA;
}

static bool is_tls(Slice begin, Side *side)
{
    Reader reader = { .left = begin };
    uint8_t type = reader_u8(&reader);
    uint16_t version = reader_be16(&reader);
    uint16_t length = reader_be16(&reader);
    uint8_t first = reader_u8(&reader);

    if (reader.failed || !is_record_type(type) || version < 0x0300 || version > 0x0304 ||
        length == 0 || length > TLS_RECORD_MAX)
        return false;
    *side = type == HANDSHAKE ? side_of_handshake(first) : SIDE_UNKNOWN;
    return true;
}

static bool is_dtls(Slice payload, Side *side)
{
    Reader reader = { .left = payload };
    uint8_t type = reader_u8(&reader);
    uint16_t version = reader_be16(&reader);
    uint16_t epoch = reader_be16(&reader);
    uint16_t length;

    reader_skip(&reader, 6); /* number */
    length = reader_be16(&reader);
    if (reader.failed || !is_record_type(type) || (version != 0xfeff && version != 0xfefd) ||
        length == 0 || length > TLS_RECORD_MAX || reader.left.len == 0)
        return false;
    /* Epoch 0 is not encrypted yet. */
    *side =
        type == HANDSHAKE && epoch == 0 ? side_of_handshake(reader.left.data[0]) : SIDE_UNKNOWN;
    return true;
}

static bool is_sigcomp(Slice in, const Segment *segment)
{
    static const uint8_t STATE_LENGTHS[] = { 0, 6, 9, 12 };
    Reader reader = { .left = in };
    uint8_t begin = reader_u8(&reader);
    size_t state = STATE_LENGTHS[begin & 3];

    if (!is_sip_port(segment->src.port) && !is_sip_port(segment->dst.port))
        return false;
    if (begin & 4) {
        uint8_t feedback = reader_u8(&reader);

        reader_skip(&reader, feedback & 0x80 ? feedback & 0x7f : 0);
    }
    if (state == 0) {
        uint16_t code_destination = reader_be16(&reader);

        if ((code_destination & 0x0f) == 0) /* reserved */
            return false;
        state = code_destination >> 4; /* the code's length here, it stands at the same place */
    }
    reader_skip(&reader, state);
    return !reader.failed && state > 0;
}

static bool is_hep3(Slice in)
{
    Reader reader = { .left = slice_tail(in, 4) };

    return slice_begins(in, "HEP3") && reader_be16(&reader) > 6;
}

static bool is_hep12(Slice in)
{
    Reader reader = { .left = slice_tail(in, 1) };
    uint8_t header = reader_u8(&reader);
    uint8_t family = reader_u8(&reader);
    uint8_t protocol = reader_u8(&reader);
    bool is_ipv4 = family == 2 && (header == 16 || header == 28);
    bool is_ipv6 = (family == 10 || family == 28 || family == 30) &&
                   (header == 40 || header == 52); /* AF_INET6 of Linux, FreeBSD, macOS */

    return (is_ipv4 || is_ipv6) && in.len > header &&
           (protocol == 6 || protocol == 17 || protocol == 132);
}

bool unread_datagram(Slice payload, const Segment *segment, Unread *out)
{
    uint8_t first = payload.len ? payload.data[0] : 0;
    Side side = SIDE_DST; /* for HEP: who sends it has connected */

    if (first >= 0x80 && first < 0xf8)
        return false;
    if (first >= 0xf8)
        return is_sigcomp(payload, segment) &&
               found(ANOMALY_SIGCOMP, SIDE_UNKNOWN, segment, out);
    if (is_record_type(first))
        return is_dtls(payload, &side) && found(ANOMALY_DTLS, side, segment, out);
    if (first == 'H')
        return is_hep3(payload) && found(ANOMALY_HEP, side, segment, out);
    if (first == 1 || first == 2)
        return is_hep12(payload) && found(ANOMALY_HEP, side, segment, out);
    return false;
}

bool unread_stream(Slice begin, const Segment *segment, Unread *out)
{
    uint8_t first = begin.len ? begin.data[0] : 0;
    Side side = SIDE_DST;

    if (is_record_type(first))
        return is_tls(begin, &side) && found(ANOMALY_TLS, side, segment, out);
    if (first >= 0xf8)
        return is_sigcomp(begin, segment) && found(ANOMALY_SIGCOMP, SIDE_UNKNOWN, segment, out);
    return first == 'H' && is_hep3(begin) && found(ANOMALY_HEP, side, segment, out);
}
