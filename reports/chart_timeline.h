/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/report.h"

/* When calls took place, as a picture: a bar for each, in lanes, so that calls at the same time
 * lie one below the other; a thin part while it is set up, a middling one while it rings, a
 * broad one while they talk. Each bar is <g class="bar VERDICT" data-call="12">. Where there
 * are too many for that, columns of how many calls were in progress, by verdict. The look is
 * reports/html/charts.css. */
typedef struct ChartTimeline ChartTimeline;

/* An empty one. It borrows @context; the caller owns it. */
ChartTimeline *chart_timeline_new(const ReportContext *context);

void chart_timeline_free(ChartTimeline *timeline);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ChartTimeline, chart_timeline_free)

/* Adds @call, of which a few bytes are kept; not one whose times cannot be. */
void chart_timeline_add(ChartTimeline *timeline, const Call *call);

/* Appends the picture of all that was added, an <svg> element; nothing if there is nothing. */
void chart_timeline_append(const ChartTimeline *timeline, GString *out);

/* What is more than this is drawn as columns. */
#define CHART_TIMELINE_BARS 400
#define CHART_TIMELINE_LANES 40
