/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

/* LINKTYPE_RAW, LINKTYPE_IPV4, LINKTYPE_IPV6: no header; IP's own first four bits tell the
 * version, and stay in the payload. */
Verdict raw_ip_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    unsigned version = reader_u8(&reader) >> 4;

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (version != 4 && version != 6)
        return VERDICT_MALFORMED;
    out->next = version == 4 ? LAYER_IPV4 : LAYER_IPV6;
    out->payload = in;
    return VERDICT_OK;
}
