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

static Endpoint ipv4_endpoint(const uint8_t *address)
{
    Endpoint endpoint = { .version = 4 };

    memcpy(endpoint.address, address, 4);
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

/* Every packet comes by here, so that its header is looked at as a whole. */
Verdict ipv4_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    Slice fixed = reader_take(&reader, IPV4_HEADER);
    size_t header, total;
    uint8_t protocol;
    Fragment fragment;
    bool cut_short = out->cut_short;

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    header = (size_t)(fixed.data[0] & 0x0f) * 4;
    total = byte_be16(fixed.data + 2);
    if (fixed.data[0] >> 4 != 4 || header < IPV4_HEADER || (total > 0 && total < header))
        return VERDICT_MALFORMED;
    reader_skip(&reader, header - IPV4_HEADER);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (total > 0) {
        cut_short = total > in.len;
        reader.left = slice_head(reader.left, total - header);
    }
    protocol = fixed.data[9];
    fragment = ipv4_fragment(byte_be16(fixed.data + 4), byte_be16(fixed.data + 6), protocol);
    if (protocol == IP_PROTOCOL_AH && !fragment.is_fragment) {
        Verdict verdict = extensions_skip(&reader, &protocol);

        if (verdict != VERDICT_OK)
            return verdict;
    }

    out->segment.src = ipv4_endpoint(fixed.data + 12);
    out->segment.dst = ipv4_endpoint(fixed.data + 16);
    out->segment.ip_id = byte_be16(fixed.data + 4);
    out->fragment = fragment;
    out->cut_short = cut_short;
    out->next = layers_of_ip_protocol(protocol);
    out->payload = reader.left;
    return VERDICT_OK;
}
