/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* RFC 2516, 4; a session's packets have code 0, discovery any other.
 *
 *     | version 4 bits, type 4 bits: 11 | code 1 | session 2 | length 2 | PPP
 */

#define VERSION_AND_TYPE 0x11

Verdict pppoe_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t version = reader_u8(&reader);
    uint8_t code = reader_u8(&reader);
    uint16_t length;

    reader_skip(&reader, 2);
    length = reader_be16(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version != VERSION_AND_TYPE)
        return VERDICT_MALFORMED;

    out->next = code == 0 ? LAYER_PPP : LAYER_NONE;
    out->payload = slice_head(reader.left, length);
    out->cut_short |= reader.left.len < length;
    return VERDICT_OK;
}
