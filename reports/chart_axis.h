/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/time_text.h"

/* The time axis of a chart: from a span of time to px, with ticks at round times of the day. */
typedef struct ChartAxis {
    int64_t first, last;  /* ns since 1970; last > first */
    unsigned left, right; /* px where these two stand */
    bool utc;             /* else local time */
} ChartAxis;

/* Where @time stands, px. */
double chart_axis_x(const ChartAxis *axis, int64_t time);

/* The shortest of the round spans (1, 2, 5, 10 ... ms; 1, 2, 5, 15, 30 s or min; hours, days)
 * that is at least @least nanoseconds. */
int64_t chart_axis_round(int64_t least);

/* What such a span is called: "200 ms", "15 s", "5 min", "2 h", "4 days". The caller frees it.
 */
char *chart_axis_step_text(int64_t step);

/* The last time at or before @time that is a whole number of @step since midnight where @clock
 * looks from, or a whole number of days where @step is that. */
int64_t chart_axis_floor(TimeText *clock, int64_t time, int64_t step);

/* Appends the line at @y, its ticks, grid lines from @top, times, and below these the dates
 * where they change; takes CHART_AXIS_HEIGHT px from @y on. */
void chart_axis_append(const ChartAxis *axis, unsigned top, unsigned y, GString *out);

#define CHART_AXIS_HEIGHT 38
