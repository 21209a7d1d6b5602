/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/null.h"

/* LINKTYPE_LOOP, the loopback interface of OpenBSD
 *
 *     | address family 4, most significant byte first |
 */
Verdict loop_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint32_t family = reader_be32(&reader);

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    out->next = null_layer(family);
    out->payload = reader.left;
    return VERDICT_OK;
}
