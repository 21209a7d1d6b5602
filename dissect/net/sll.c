/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/sll.h"
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* LINKTYPE_LINUX_SLL, "any" interface of Linux; all fields most significant byte first.
 *
 *     | packet type 2 | device type 2 | address length 2 | address 8 | protocol 2 |
 */

#define ARPHRD_RADIOTAP 803 /* the protocol field means nothing then */
#define PROTOCOL_8022 0x0004

Layer sll_layer(uint16_t protocol, uint16_t device_type)
{
    if (device_type == ARPHRD_RADIOTAP)
        return LAYER_RADIOTAP;
    if (protocol == PROTOCOL_8022)
        return LAYER_LLC;
    return layers_of_ethertype(protocol);
}

Verdict sll_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t device_type, protocol;

    reader_skip(&reader, 2);
    device_type = reader_be16(&reader);
    reader_skip(&reader, 2 + 8);
    protocol = reader_be16(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = sll_layer(protocol, device_type);
    out->payload = reader.left;
    return VERDICT_OK;
}
