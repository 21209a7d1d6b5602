/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 792, errors alone: their payload is the packet that could not be delivered, as far as it
 * was quoted.
 *
 *     | type | code | checksum | ... | length | ... | quoted packet | extensions, RFC 4884 |
 *
 * The length, in words of four bytes, is 0 where no extensions follow. Below 128 bytes it is
 * no length but what an old implementation left there.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

#define QUOTE_WITH_EXTENSIONS 128

static bool is_error(uint8_t type)
{
    return type == 3     /* destination unreachable */
           || type == 4  /* source quench */
           || type == 11 /* time exceeded */
           || type == 12 /* parameter problem */;
}

Verdict icmp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint8_t type = reader_u8(&reader);
    size_t quoted;

    reader_skip(&reader, 4); /* code, checksum, pointer */
    quoted = (size_t)reader_u8(&reader) * 4;
    reader_skip(&reader, 2);
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (!is_error(type))
        return VERDICT_NOT_MINE;

    out->next = LAYER_IPV4;
    out->payload = reader.left;
    if (type != 4 && quoted >= QUOTE_WITH_EXTENSIONS)
        out->payload = slice_head(reader.left, quoted);
    return VERDICT_OK;
}
