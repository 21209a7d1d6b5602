/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"
#include "reports/report.h"
#include "src/sniffer.h"

/* What a running capture knows of its interfaces: what came, what was odd about it, what was
 * lost. */
typedef struct LiveInputs LiveInputs;

/* @sniffer outlives it. The caller owns it. */
LiveInputs *live_inputs_new(Sniffer *sniffer);

void live_inputs_free(LiveInputs *inputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveInputs, live_inputs_free)

/* Counts a packet; a SIP message, odd in these ways; what is odd about @packet. */
void live_inputs_packet(LiveInputs *inputs, const Packet *packet);
void live_inputs_message(LiveInputs *inputs, const Arrival *arrival, AnomalySet anomalies);
void live_inputs_note(LiveInputs *inputs, const Packet *packet, AnomalySet anomalies);

/* Asks the sniffer what was lost so far. */
void live_inputs_look(LiveInputs *inputs);

/* What the last look found, over all interfaces. */
LiveDrops live_inputs_drops(const LiveInputs *inputs);

/* The same for reports and figures, one for each interface, as of the last look; the arrays
 * stay where they are. Borrowed. */
const ReportCapture *live_inputs_captures(const LiveInputs *inputs);
const LiveInterface *live_inputs_figures(const LiveInputs *inputs);

/* Where the pipeline counts what is odd, one for each interface. Borrowed. */
Anomalies *const *live_inputs_anomalies(const LiveInputs *inputs);
