/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 8200, 3 and 4. A payload length of 0 is a jumbogram (RFC 2675) or a segment that the
 * network card still had to cut: all there is belongs to it. A fragment header that says
 * "first and last" (RFC 6946) makes no fragment.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/extensions.h"
#include "dissect/net/layers.h"

static Endpoint ipv6_endpoint(Reader *reader)
{
    Endpoint endpoint = { .version = 6 };
    Slice address = reader_take(reader, 16);

    if (address.len)
        memcpy(endpoint.address, address.data, address.len);
    return endpoint;
}

static Fragment ipv6_fragment(Reader *reader, uint8_t *protocol)
{
    Fragment fragment = { .protocol = reader_u8(reader) };
    uint16_t offset_more;

    reader_skip(reader, 1);
    offset_more = reader_be16(reader);
    fragment.id = reader_be32(reader);
    fragment.offset = offset_more & 0xfff8; /* in units of eight, above three bits of flags */
    fragment.more = offset_more & 1;
    fragment.is_fragment = fragment.more || fragment.offset > 0;
    *protocol = fragment.protocol;
    return fragment;
}

/* Walks to the payload; a fragment's own extensions stay in it, its first bytes may be in
 * another packet. */
static Verdict ipv6_extensions(Reader *reader, uint8_t *protocol, Fragment *fragment)
{
    Verdict verdict = extensions_skip(reader, protocol);

    if (verdict != VERDICT_OK || *protocol != IP_PROTOCOL_FRAGMENT)
        return verdict;
    *fragment = ipv6_fragment(reader, protocol);
    if (reader->failed)
        return VERDICT_CUT_SHORT;
    return fragment->is_fragment ? VERDICT_OK : extensions_skip(reader, protocol);
}

Verdict ipv6_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint32_t version_flow = reader_be32(&reader);
    uint16_t length = reader_be16(&reader);
    uint8_t protocol = reader_u8(&reader);
    Fragment fragment = { .protocol = protocol };
    bool cut_short = out->cut_short;
    Endpoint src, dst;
    Verdict verdict;

    reader_skip(&reader, 1); /* hop limit */
    src = ipv6_endpoint(&reader);
    dst = ipv6_endpoint(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version_flow >> 28 != 6)
        return VERDICT_MALFORMED;
    if (length > 0) {
        cut_short = length > reader.left.len;
        reader.left = slice_head(reader.left, length);
    }
    verdict = ipv6_extensions(&reader, &protocol, &fragment);
    if (verdict != VERDICT_OK)
        return verdict;

    out->segment.src = src;
    out->segment.dst = dst;
    out->segment.ip_id = 0;
    out->fragment = fragment;
    out->cut_short = cut_short;
    out->next = layers_of_ip_protocol(protocol);
    out->payload = reader.left;
    return VERDICT_OK;
}
