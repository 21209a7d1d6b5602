/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* www.radiotap.org; least significant byte first.
 *
 *     | version 0 | pad 1 | length 2 | present 4, ... | fields
 *
 * The length covers all fields. Those that say how the frame ends and whether it is padded
 * are not needed: ieee80211.c sees it.
 */

#define RADIOTAP_MIN 8

Verdict radiotap_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t version = reader_u8(&reader);
    uint16_t length;

    reader_skip(&reader, 1);
    length = reader_le16(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version != 0)
        return VERDICT_NOT_MINE;
    if (length < RADIOTAP_MIN)
        return VERDICT_MALFORMED;
    reader_skip(&reader, length - 4);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = LAYER_IEEE80211;
    out->payload = reader.left;
    return VERDICT_OK;
}
