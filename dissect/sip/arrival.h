/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/anomaly.h"
#include "dissect/base/endpoint.h"
#include "dissect/base/slice.h"
#include "dissect/net/transport.h"

/* One SIP message as it was carried: its bytes, and where and when they were seen. The same
 * input read again yields the same arrivals; (input, packet, ordinal) names one. */
typedef struct Arrival {
    Slice text;              /* from the start line to the end of the body; borrowed */
    int64_t time;            /* of the packet that completed it, as Packet.time */
    uint64_t packet;         /* the packet that completed it */
    const uint64_t *packets; /* all that carried it, ascending; borrowed */
    unsigned packets_len;
    const uint64_t *besides; /* those without which a reader may not find it: what opened its
                              * connection, and what its own packets begin in the midst of; in
                              * no order, some of @packets among them; borrowed */
    unsigned besides_len;
    unsigned input;
    unsigned ordinal; /* which message of its packet, from 0 */
    Endpoint src, dst;
    Transport transport;
    uint16_t ip_id;
    AnomalySet anomalies; /* what the network and the framing found */
} Arrival;
