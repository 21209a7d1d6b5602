/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* RFC 8926, 3.1
 *
 *     | version 0: 2 bits, words of options 6 | O C . . . . . . | EtherType 2 |
 *     | network 3 | reserved 1 | options |
 *
 * Every letter of ASCII reads as version 1: SIP on this port is told by that.
 */
Verdict geneve_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t first = reader_u8(&reader);
    uint16_t type;

    if (first >> 6 != 0)
        return VERDICT_NOT_MINE;
    reader_skip(&reader, 1);
    type = reader_be16(&reader);
    reader_skip(&reader, 4 + (first & 0x3f) * 4);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = layers_of_ethertype(type);
    out->payload = reader.left;
    return VERDICT_OK;
}
