/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 768. A length of 0 is a jumbogram (RFC 2675) or a datagram that the network card still
 * had to cut: all there is belongs to it.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

#define UDP_HEADER 8

Verdict udp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint16_t src_port = reader_be16(&reader);
    uint16_t dst_port = reader_be16(&reader);
    uint16_t length = reader_be16(&reader);

    reader_skip(&reader, 2); /* the checksum: with offloading, captures hold it unfinished */
    if (reader.failed)
        return VERDICT_CUT_SHORT;
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
