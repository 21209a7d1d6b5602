/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* IEEE 802.2, and SNAP for EtherTypes (RFC 1042)
 *
 *     | DSAP 1 | SSAP 1 | control 1 |
 *     |  aa    |  aa    |  03       | organisation 3 | EtherType 2 |
 *     |  06    |  06    |  03       | IPv4 ...
 */

#define LLC_IP 0x060603
#define LLC_SNAP 0xaaaa03
#define OUI_ETHERTYPE 0x000000
#define OUI_BRIDGED 0x0000f8 /* 802.1H: a type that a bridge must not translate back */

static uint32_t be24(Reader *reader)
{
    uint32_t high = reader_u8(reader);

    return high << 16 | reader_be16(reader);
}

Verdict llc_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint32_t llc = be24(&reader);
    Layer next = llc == LLC_IP ? LAYER_IPV4 : LAYER_NONE;

    if (llc == LLC_SNAP) {
        uint32_t oui = be24(&reader);
        uint16_t type = reader_be16(&reader);

        if (oui == OUI_ETHERTYPE || oui == OUI_BRIDGED)
            next = layers_of_ethertype(type);
    }
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    out->next = next;
    out->payload = reader.left;
    return VERDICT_OK;
}
