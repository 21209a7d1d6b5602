/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/packet.h"
#include "reports/report.h"
#include "src/options.h"

/* What a running capture writes: a report to standard output, one for each -o, the packets for
 * -w. Files rotate as the options say. Times are nanoseconds since 1970, of now. */
typedef struct LiveOutputs LiveOutputs;

/* Chooses the formats: by --format, by the endings of -o; without them the list in a terminal,
 * jsonl in a pipe; with --validate the text of what breaks the protocol in a terminal. NULL and
 * @error (OPTIONS_ERROR) if one is not known, or cannot be written while calls go on. @options
 * outlives the result, which the caller owns. */
LiveOutputs *live_outputs_new(const Options *options, GError **error);

/* Frees @outputs; files that were not finished are. */
void live_outputs_free(LiveOutputs *outputs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveOutputs, live_outputs_free)

/* What reports need: the messages' texts; how calls go on, not only how they end. */
typedef struct LiveWishes {
    bool texts, progress;
} LiveWishes;
LiveWishes live_outputs_wishes(const LiveOutputs *outputs);

/* Opens all. @context is copied, without `out`, `path` and `event`; what it points to is
 * borrowed while @outputs lives. False and @error if one cannot be written. */
bool live_outputs_begin(LiveOutputs *outputs, const ReportContext *context, GError **error);

/* Writes a packet that was captured. */
void live_outputs_packet(LiveOutputs *outputs, const Packet *packet);

/* Tells @event of @call; @is_folded: not to reports that fold. A report that knows no events is
 * told how calls end. */
void live_outputs_call(LiveOutputs *outputs, const Call *call, const LiveEvent *event,
                       bool is_folded);

/* Since capturing began, @received packets came in on @interface, and @dropped more were lost.
 */
void live_outputs_count(LiveOutputs *outputs, const PacketInterface *interface,
                        uint64_t received, uint64_t dropped);

/* To be called a few times a second: writes what waits, rotates what is due. */
void live_outputs_tick(LiveOutputs *outputs);

/* Begins new files. */
void live_outputs_rotate(LiveOutputs *outputs);

/* False once nobody reads anything any more: standard output was a pipe, and all there is. */
bool live_outputs_are_read(const LiveOutputs *outputs);

/* Pieces (packets, lines) that could not be written so far. */
uint64_t live_outputs_lost(const LiveOutputs *outputs);

/* Ends all files and puts them in their places. False and @error if one could not be written
 * whole. */
bool live_outputs_finish(LiveOutputs *outputs, GError **error);
