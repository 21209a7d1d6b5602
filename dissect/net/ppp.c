/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* RFC 1661, 2; address and control are those of RFC 1662, 3.1, and may be left out, as may
 * the protocol's first byte where it is zero (RFC 1661, 6.5 and 6.6): its last byte alone is
 * odd.
 *
 *     | ff | 03 | protocol 1 or 2 | payload
 *
 * Captures of PPP_HDLC may hold Cisco's framing (RFC 1547, 4.3.1) instead:
 *
 *     | 0f or 8f | 00 | EtherType 2 | payload
 */

#define PPP_FRAME 0xff03
#define CISCO_UNICAST 0x0f00
#define CISCO_BROADCAST 0x8f00

static uint16_t read_protocol(Reader *reader)
{
    uint8_t first = reader_u8(reader);

    return first & 1 ? first : (uint16_t)(first << 8 | reader_u8(reader));
}

Verdict ppp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    Reader unframed = { .left = in };
    uint16_t framing = reader_be16(&reader);
    bool is_cisco = framing == CISCO_UNICAST || framing == CISCO_BROADCAST;
    uint16_t protocol;

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (!is_cisco && framing != PPP_FRAME)
        reader = unframed;
    protocol = is_cisco ? reader_be16(&reader) : read_protocol(&reader);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->next = is_cisco ? layers_of_ethertype(protocol) : layers_of_ppp(protocol);
    out->payload = reader.left;
    return VERDICT_OK;
}
