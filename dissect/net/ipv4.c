/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 791, 3.1. Three total lengths differ from the bytes that are there: 0 is a segment that
 * the network card still had to cut (offloading), less is Ethernet padding behind the packet,
 * more is a capture or an ICMP quote that stops early. Checksums are not looked at: with
 * offloading, captures hold them unfinished.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/extensions.h"
#include "dissect/net/layers.h"

#define IPV4_HEADER 20
#define IPV4_MORE_FRAGMENTS 0x2000
#define IPV4_OFFSET 0x1fff /* in units of eight bytes */

static Endpoint ipv4_endpoint(Reader *reader)
{
    Endpoint endpoint = { .version = 4 };
    Slice address = reader_take(reader, 4);

    if (address.len)
        memcpy(endpoint.address, address.data, address.len);
    return endpoint;
}

static Fragment ipv4_fragment(uint16_t id, uint16_t flags_offset, uint8_t protocol)
{
    Fragment fragment = {
        .more = flags_offset & IPV4_MORE_FRAGMENTS,
        .offset = (uint32_t)(flags_offset & IPV4_OFFSET) * 8,
        .id = id,
        .protocol = protocol,
    };

    fragment.is_fragment = fragment.more || fragment.offset > 0;
    return fragment;
}

Verdict ipv4_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t version_words = reader_u8(&reader);
    size_t header = (size_t)(version_words & 0x0f) * 4;
    uint8_t protocol;
    uint16_t total, id, flags_offset;
    Endpoint src, dst;
    Fragment fragment;
    bool cut_short = out->cut_short;

    reader_skip(&reader, 1); /* type of service */
    total = reader_be16(&reader);
    id = reader_be16(&reader);
    flags_offset = reader_be16(&reader);
    reader_skip(&reader, 1); /* time to live */
    protocol = reader_u8(&reader);
    reader_skip(&reader, 2);
    src = ipv4_endpoint(&reader);
    dst = ipv4_endpoint(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version_words >> 4 != 4 || header < IPV4_HEADER || (total > 0 && total < header))
        return VERDICT_MALFORMED;
    reader_skip(&reader, header - IPV4_HEADER);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (total > 0) {
        cut_short = total > in.len;
        reader.left = slice_head(reader.left, total - header);
    }
    fragment = ipv4_fragment(id, flags_offset, protocol);
    if (protocol == IP_PROTOCOL_AH && !fragment.is_fragment) {
        Verdict verdict = extensions_skip(&reader, &protocol);

        if (verdict != VERDICT_OK)
            return verdict;
    }

    out->segment.src = src;
    out->segment.dst = dst;
    out->segment.ip_id = id;
    out->fragment = fragment;
    out->cut_short = cut_short;
    out->next = layers_of_ip_protocol(protocol);
    out->payload = reader.left;
    return VERDICT_OK;
}
