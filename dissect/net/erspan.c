/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* draft-foschiano-erspan-03, 4.2 and 4.3: a mirrored frame behind GRE.
 *
 * Type II:
 *     | version 1: 4 bits, VLAN 12 | class 3, kind 2, T 1, session 10 | index 4 |
 * Type III:
 *     | version 2: 4 bits, VLAN 12 | class 3, state 2, T 1, session 10 | time 4 | group 2 |
 *     | P 1 bit, frame type 5, hardware 6, D 1, grain 2, O 1 | platform's 8, if O |
 */

#define FRAME_ETHERNET 0
#define FRAME_IP 2
#define PLATFORM 0x0001

Verdict erspan2_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    unsigned version = reader_be16(&reader) >> 12;

    reader_skip(&reader, 2 + 4);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version != 1)
        return VERDICT_NOT_MINE;
    out->next = LAYER_ETHERNET;
    out->payload = reader.left;
    return VERDICT_OK;
}

static Layer layer_of_frame(unsigned type)
{
    if (type == FRAME_ETHERNET)
        return LAYER_ETHERNET;
    return type == FRAME_IP ? LAYER_RAW_IP : LAYER_NONE;
}

Verdict erspan3_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    unsigned version = reader_be16(&reader) >> 12;
    uint16_t flags;

    reader_skip(&reader, 2 + 4 + 2);
    flags = reader_be16(&reader);
    if (flags & PLATFORM)
        reader_skip(&reader, 8);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version != 2)
        return VERDICT_NOT_MINE;
    out->next = layer_of_frame(flags >> 10 & 0x1f);
    out->payload = reader.left;
    return VERDICT_OK;
}
