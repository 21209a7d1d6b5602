/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* RFC 7348, 5, and VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe, 3.1), which names its payload:
 *
 *     | . . . . I . . .     | reserved 3            | network 3 | reserved 1 |
 *     | . . V V I P B O     | reserved 2 | next 1   | network 3 | reserved 1 |
 *
 * Other extensions use the top bit of the first byte and the reserved bytes. The bit after it
 * nobody uses, and every letter of ASCII has it: SIP on this port is told by that.
 */

#define SIGNATURE 0x78 /* the unused bit, GPE's version, and I ... */
#define SIGNED 0x08    /* ... of which I alone is set */
#define NAMES_NEXT 0x04

static Layer layer_of_next(unsigned next)
{
    static const uint8_t LAYERS[] = {
        [1] = LAYER_IPV4, [2] = LAYER_IPV6, [3] = LAYER_ETHERNET, [5] = LAYER_MPLS
    };

    return next < sizeof(LAYERS) ? LAYERS[next] : LAYER_NONE;
}

Verdict vxlan_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t flags = reader_u8(&reader);
    uint8_t next;

    if (!reader.failed && (flags & SIGNATURE) != SIGNED)
        return VERDICT_NOT_MINE;
    reader_skip(&reader, 2);
    next = reader_u8(&reader);
    reader_skip(&reader, 4);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = flags & NAMES_NEXT ? layer_of_next(next) : LAYER_ETHERNET;
    out->payload = reader.left;
    return VERDICT_OK;
}
