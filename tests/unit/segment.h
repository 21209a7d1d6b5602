/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/decoded.h"
#include "dissect/net/packet.h"

/* TCP segments for tests, between 192.0.2.1:port and 192.0.2.2:5060. A port that is negative
 * stands for the way back. */
typedef struct SegmentText {
    int port;
    uint32_t seq;
    unsigned flags; /* TCP_* */
    uint32_t ack;
    const char *text;
    size_t len; /* of @text, 0: up to its NUL */
    bool cut_short;
    unsigned input;
    int64_t time; /* 0: the packet's number in milliseconds */
} SegmentText;

static inline Endpoint segment_end(uint8_t last, unsigned port)
{
    return (Endpoint){ .address = { 192, 0, 2, last }, .port = (uint16_t)port, .version = 4 };
}

static inline Decoded segment_decoded(const SegmentText *segment)
{
    bool is_back = segment->port < 0;
    Endpoint client = segment_end(1, (unsigned)ABS(segment->port));
    Endpoint server = segment_end(2, 5060);
    size_t len = segment->len ? segment->len : slice_text(segment->text).len;

    return (Decoded){ .payload = slice_of(segment->text, len),
                      .cut_short = segment->cut_short,
                      .segment = { .src = is_back ? server : client,
                                   .dst = is_back ? client : server,
                                   .ip_id = 7,
                                   .tcp_flags = (uint16_t)segment->flags,
                                   .seq = segment->seq,
                                   .ack = segment->ack } };
}

static inline Packet segment_packet(const SegmentText *segment, uint64_t number)
{
    return (Packet){ .number = number,
                     .input = segment->input,
                     .time = segment->time ? segment->time : (int64_t)number * 1000000 };
}
