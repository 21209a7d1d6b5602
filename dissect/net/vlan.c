/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/ethernet.h"

/* IEEE 802.1Q, 9.6; the tag's own type was read by the header before it. Tags stack: the type
 * may announce another one.
 *
 *     | priority 3 bits, drop 1, VLAN 12 | type or length 2 |
 */
Verdict vlan_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t type;

    reader_skip(&reader, 2);
    type = reader_be16(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    return ethernet_payload(type, reader.left, out);
}
