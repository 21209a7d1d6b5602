/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/sll.h"

/* LINKTYPE_LINUX_SLL2; all fields most significant byte first.
 *
 *     | protocol 2 | zero 2 | interface 4 | device type 2 | packet type 1 |
 *     | address length 1 | address 8 |
 */
Verdict sll2_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t protocol = reader_be16(&reader);
    uint16_t device_type;

    reader_skip(&reader, 2 + 4);
    device_type = reader_be16(&reader);
    reader_skip(&reader, 1 + 1 + 8);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = sll_layer(protocol, device_type);
    out->payload = reader.left;
    return VERDICT_OK;
}
