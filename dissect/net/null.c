/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/null.h"

/* LINKTYPE_NULL, the loopback interface of BSD, macOS and Windows
 *
 *     | address family 4, in the byte order of the machine that captured |
 */

Layer null_layer(uint32_t family)
{
    switch (family) {
    case 2: return LAYER_IPV4;
    case 10: /* Linux */
    case 23: /* Windows */
    case 24: /* NetBSD, OpenBSD, Npcap */
    case 28: /* FreeBSD */
    case 30: /* macOS */ return LAYER_IPV6;
    default: return LAYER_NONE;
    }
}

Verdict null_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint32_t family = reader_le32(&reader);

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    /* Families are small: bits in the upper half show the other byte order. */
    if (family > 0xffff)
        family = GUINT32_SWAP_LE_BE(family);

    out->next = null_layer(family);
    out->payload = reader.left;
    return VERDICT_OK;
}
