/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 4443, 3: errors alone, as icmp.c has them. The length of RFC 4884 is the fifth byte,
 * counts eight bytes, and stands in two of the four errors.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

#define DESTINATION_UNREACHABLE 1
#define TIME_EXCEEDED 3
#define PARAMETER_PROBLEM 4 /* the last one; 2 is packet too big */
#define QUOTE_WITH_EXTENSIONS 128

Verdict icmpv6_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t type = reader_u8(&reader);
    size_t quoted;

    reader_skip(&reader, 3); /* code, checksum */
    quoted = (size_t)reader_u8(&reader) * 8;
    reader_skip(&reader, 3);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (type < DESTINATION_UNREACHABLE || type > PARAMETER_PROBLEM)
        return VERDICT_NOT_MINE;

    out->next = LAYER_IPV6;
    out->payload = reader.left;
    if ((type == DESTINATION_UNREACHABLE || type == TIME_EXCEEDED) &&
        quoted >= QUOTE_WITH_EXTENSIONS)
        out->payload = slice_head(reader.left, quoted);
    return VERDICT_OK;
}
