/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/report.h"

/* How long requests waited for their answers, as a picture: a row for each kind that occurred
 * (response_times.h), its distribution on a logarithmic scale, as columns or, where they are
 * few, as a dot for each; their number, median, 95th and 99th percentile and the longest. A
 * percentile that so few cannot have is left out. The look is reports/html/charts.css. */
typedef struct ChartTimes ChartTimes;

/* An empty one. It borrows @context; the caller owns it. */
ChartTimes *chart_times_new(const ReportContext *context);

void chart_times_free(ChartTimes *times);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChartTimes, chart_times_free)

/* Adds @call, of which four bytes are kept for each request that was answered. */
void chart_times_add(ChartTimes *times, const Call *call);

/* Appends the picture of all that was added, an <svg> element; nothing if nothing was
 * answered. */
void chart_times_append(ChartTimes *times, GString *out);

/* A duration for people, to two digits at least: "0.35 ms", "4.2 ms", "230 ms", "1.5 s", "32
 * s", "3:07". The caller frees it. */
char *chart_times_text(uint32_t us);
