/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/anomaly.h"
#include "dissect/net/decoded.h"

/* Something that is recognised by its content, but not read. */
typedef struct Unread {
    Anomaly anomaly; /* ANOMALY_TLS, _DTLS, _SIGCOMP or _HEP */
    Endpoint server; /* the side that listens, as far as the bytes or the ports tell */
} Unread;

/* Looks at the @payload of a UDP datagram between the ends of @segment. False, and @out
 * untouched, if it is nothing of the kind. Costs a look at one byte for RTP and SIP. */
bool unread_datagram(Slice payload, const Segment *segment, Unread *out);

/* As unread_datagram(), for the first bytes of one direction of a TCP connection. Six bytes
 * are enough to know TLS, sixteen to know the rest. */
bool unread_stream(Slice begin, const Segment *segment, Unread *out);
