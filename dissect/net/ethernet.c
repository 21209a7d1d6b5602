/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/ethernet.h"
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* Ethernet II and IEEE 802.3 (clause 3.2.6: type or length)
 *
 *     | destination 6 | source 6 | type or length 2 | payload, padded to 46 |
 */

#define LENGTH_MAX 1500
#define TYPE_MIN 0x600

Verdict ethernet_payload(uint16_t type, Slice rest, Decoded *out)
{
    if (type > LENGTH_MAX && type < TYPE_MIN)
        return VERDICT_MALFORMED;

    if (type >= TYPE_MIN) {
        out->next = layers_of_ethertype(type);
        out->payload = rest;
    } else {
        out->next = LAYER_LLC;
        out->payload = slice_head(rest, type);
        out->cut_short |= rest.len < type;
    }
    return VERDICT_OK;
}

Verdict ethernet_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t type;

    reader_skip(&reader, 6 + 6);
    type = reader_be16(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    return ethernet_payload(type, reader.left, out);
}
