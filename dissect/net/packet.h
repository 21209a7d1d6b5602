/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/packet_time.h"
#include "dissect/base/slice.h"
#include "dissect/net/packet_interface.h"

/* One packet as a source hands it over. */
typedef struct Packet {
    uint64_t number; /* in its input, from 1 */
    int64_t time;    /* nanoseconds since 1970-01-01 UTC; TIME_NONE if the capture has none */
    unsigned input;  /* which input, from 0 */
    unsigned link_type; /* LINKTYPE_ value, www.tcpdump.org/linktypes.html */
    uint32_t wire_len;  /* bytes on the wire; bytes.len is less if the snapshot cut it */
    bool is_untimed;    /* the capture has no time for it: it got that of the one before */
    Slice bytes;        /* borrowed from the source until its next packet */
    const PacketInterface *interface; /* borrowed from the source */
} Packet;
