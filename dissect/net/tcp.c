/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 9293, 3.1. Options are passed over: whoever puts the stream together needs none.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"

#define TCP_HEADER 20
#define TCP_FLAGS 0x01ff /* below the data offset and the reserved bits */

Verdict tcp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t src_port = reader_be16(&reader);
    uint16_t dst_port = reader_be16(&reader);
    uint32_t seq = reader_be32(&reader);
    uint32_t ack = reader_be32(&reader);
    uint16_t offset_flags = reader_be16(&reader);
    size_t header = (size_t)(offset_flags >> 12) * 4;

    reader_skip(&reader, 6); /* window, checksum, urgent pointer */
    if (reader.failed)
        return VERDICT_CUT_SHORT;
    if (header < TCP_HEADER)
        return VERDICT_MALFORMED;
    reader_skip(&reader, header - TCP_HEADER);
    if (reader.failed)
        return VERDICT_CUT_SHORT;

    out->segment.src.port = src_port;
    out->segment.dst.port = dst_port;
    out->segment.seq = seq;
    out->segment.ack = ack;
    out->segment.tcp_flags = offset_flags & TCP_FLAGS;
    out->next = LAYER_NONE;
    out->payload = reader.left;
    return VERDICT_OK;
}
