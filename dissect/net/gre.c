/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* RFC 2784, with key and sequence of RFC 2890; each optional field is there if its bit is set.
 *
 *     | C . K S          version 0 | protocol 2 | checksum 4 | key 4 | sequence 4 |
 *
 * Version 1 is PPTP's (RFC 2637, 4.1); without a sequence number it carries no data.
 *
 *     | . . K S        A version 1 | 880b | length 2 | call 2 | sequence 4 | answer 4 |
 *
 * R, source routing of RFC 1701, is not read.
 */

#define CHECKSUM 0x8000
#define ROUTING 0x4000
#define KEY 0x2000
#define SEQUENCE 0x1000
#define ANSWER 0x0080
#define VERSION 0x0007

#define PROTOCOL_PPP 0x880b
#define PROTOCOL_ERSPAN 0x88be
#define PROTOCOL_ERSPAN3 0x22eb

static Layer layer_of(uint16_t flags, uint16_t protocol)
{
    if (protocol == PROTOCOL_ERSPAN3)
        return LAYER_ERSPAN3;
    if (protocol != PROTOCOL_ERSPAN)
        return layers_of_ethertype(protocol);
    /* Type I has no header of its own; type II demands the sequence number. */
    return flags & SEQUENCE ? LAYER_ERSPAN2 : LAYER_ETHERNET;
}

static Verdict decode_version_0(Reader reader, uint16_t flags, uint16_t protocol, Decoded *out)
{
    static const uint16_t OPTIONAL[] = { CHECKSUM, KEY, SEQUENCE };

    if (flags & ROUTING)
        return VERDICT_NOT_MINE;
    for (size_t i = 0; i < G_N_ELEMENTS(OPTIONAL); i++)
        reader_skip(&reader, flags & OPTIONAL[i] ? 4 : 0);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = layer_of(flags, protocol);
    out->payload = reader.left;
    return VERDICT_OK;
}

static Verdict decode_version_1(Reader reader, uint16_t flags, uint16_t protocol, Decoded *out)
{
    uint16_t length = reader_be16(&reader);

    if (protocol != PROTOCOL_PPP || !(flags & KEY) || flags & (CHECKSUM | ROUTING))
        return VERDICT_NOT_MINE;
    reader_skip(&reader, 2);
    reader_skip(&reader, flags & SEQUENCE ? 4 : 0);
    reader_skip(&reader, flags & ANSWER ? 4 : 0);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = flags & SEQUENCE ? LAYER_PPP : LAYER_NONE;
    out->payload = slice_head(reader.left, length);
    out->cut_short |= reader.left.len < length;
    return VERDICT_OK;
}

Verdict gre_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t flags = reader_be16(&reader);
    uint16_t protocol = reader_be16(&reader);

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    switch (flags & VERSION) {
    case 0: return decode_version_0(reader, flags, protocol, out);
    case 1: return decode_version_1(reader, flags, protocol, out);
    default: return VERDICT_NOT_MINE;
    }
}
