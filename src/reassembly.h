/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/decoded.h"
#include "dissect/net/packet.h"
#include "dissect/sip/arrival.h"

/* TCP segments in, whole SIP messages out: streams, WebSocket and framing in their order. A
 * direction is sorted by its first bytes; what is not SIP is passed over without being kept,
 * and watched for a segment that begins a SIP message. */
typedef struct Reassembly Reassembly;

/* Where messages go. The arrival is borrowed for the time of the call; its anomalies are the
 * sink's to count. Those of one direction come in the order they were sent, their packet and
 * time never step back; but a message that waited for a lost segment, or for the end, is older
 * than some that came out before it. So is one in a segment that came after it was given up. */
typedef void (*ReassemblySink)(const Arrival *arrival, void *user);

/* Makes an empty one that calls @sink with @user. The caller owns it. */
Reassembly *reassembly_new(ReassemblySink sink, void *user);

/* Frees @reassembly, and what was not finished with it; NULL is fine. */
void reassembly_free(Reassembly *reassembly);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Reassembly, reassembly_free)

/* Adds the TCP segment that @decoded is of, completed by @packet and carried by all of
 * @packets (ascending). The messages that it completes come out before this returns. @anomalies
 * are those of the packet's input, borrowed until reassembly_finish(). */
void reassembly_segment(Reassembly *reassembly, const Packet *packet, const Decoded *decoded,
                        const uint64_t *packets, unsigned packets_len, Anomalies *anomalies);

/* The end of all inputs: what waits for lost bytes comes out; a last message that lacks a part
 * of its body is marked cut-short, one that lacks headers is counted as that alone. */
void reassembly_finish(Reassembly *reassembly);
