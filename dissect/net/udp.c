/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 768. A length of 0 is a jumbogram (RFC 2675) or a datagram that the network card still
 * had to cut: all there is belongs to it. The checksum is not looked at: with offloading,
 * captures hold it unfinished.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

#define UDP_HEADER 8

Verdict udp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    Slice header = reader_take(&reader, UDP_HEADER);
    uint16_t src_port, dst_port, length;

    if (reader.failed)
        return VERDICT_CUT_SHORT;
    src_port = byte_be16(header.data);
    dst_port = byte_be16(header.data + 2);
    length = byte_be16(header.data + 4);
    if (length > 0 && length < UDP_HEADER)
        return VERDICT_MALFORMED;

    out->segment.src.port = src_port;
    out->segment.dst.port = dst_port;
    out->next = layers_of_udp_ports(src_port, dst_port);
    out->payload = reader.left;
    if (length > 0) {
        out->cut_short = length > in.len;
        out->payload = slice_head(reader.left, length - UDP_HEADER);
    }
    return VERDICT_OK;
}
