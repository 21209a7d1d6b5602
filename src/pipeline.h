/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/anomaly.h"
#include "dissect/net/decoded.h"
#include "dissect/net/packet.h"
#include "dissect/sip/arrival.h"
#include "dissect/sip/scan.h"

/* The way of a packet: link layers and tunnels, IP and its fragments, UDP or TCP, and out of
 * these whole SIP messages. The one place that knows the order of the decoders. */
typedef struct Pipeline Pipeline;

/* What comes out. All is borrowed for the time of the call. */
typedef struct PipelineHooks {
    /* @view is the scan of the arrival's text. */
    void (*arrival)(const Arrival *arrival, const SipView *view, void *user);
    /* Where what comes out is to outlive its packet, else NULL: copies @bytes, which look like
     * SIP, to where they stay, and names the view that they are scanned into. If they are a
     * message, arrival() is what comes next, with it. */
    Slice (*keep)(Slice bytes, SipView **view, void *user);
    /* An ICMP error quotes the beginning of a SIP message that was sent along @segment. */
    void (*quote)(Slice text, const Segment *segment, const Packet *packet, void *user);
    void *user;
} PipelineHooks;

/* Makes a pipeline for @inputs inputs. What is odd about input N is counted in anomalies[N],
 * borrowed while the pipeline lives. The caller owns it. */
Pipeline *pipeline_new(const PipelineHooks *hooks, Anomalies *const *anomalies,
                       unsigned inputs);

void pipeline_free(Pipeline *pipeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_free)

/* Reads one packet; the messages it completes come out before this returns. */
void pipeline_packet(Pipeline *pipeline, const Packet *packet);

/* The end of all inputs: what still waits comes out, or is counted as lost. */
void pipeline_finish(Pipeline *pipeline);
