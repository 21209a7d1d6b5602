/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"

/* Sums of all interfaces, and of all flows. */
typedef struct LiveTotals {
    uint64_t packets, messages;
    uint64_t dropped_kernel, dropped_interface, dropped_queue;
    uint64_t dropped; /* the sum of the three */
    uint64_t verdicts[FLOW_VERDICTS];
} LiveTotals;

LiveTotals live_words_totals(const LiveFigures *figures);

/* Figures for people, appended: "1,520,344"; */
void live_words_count(GString *out, uint64_t count);

/* bytes as --memory reads them, "512", "1.5K", "256M"; */
void live_words_bytes(GString *out, uint64_t bytes);

/* a time since the start, "0:00:04", "14d 4:31:07"; a negative one is none. */
void live_words_running(GString *out, int64_t ns);
