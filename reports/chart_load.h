/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/judgement.h"
#include "reports/chart_axis.h"

/* One call as columns count it. */
typedef struct ChartSpan {
    int64_t start, end; /* ns since 1970 */
    FlowVerdict verdict;
} ChartSpan;

/* How many calls there were in each of so many equal and round parts of a time. */
typedef struct ChartLoad {
    int64_t first, step;              /* ns */
    unsigned len;                     /* parts, at most CHART_LOAD_PARTS */
    unsigned (*calls)[FLOW_VERDICTS]; /* in progress at some time of each part */
    unsigned most;                    /* calls in one part */
} ChartLoad;

#define CHART_LOAD_PARTS 240

/* Counts @spans; @utc: the parts begin at round times of UTC, else of local time. The caller
 * clears it. */
void chart_load_init(ChartLoad *load, const ChartSpan *spans, unsigned len, bool utc);
void chart_load_clear(ChartLoad *load);

/* Appends the columns, which take @height px from @top on, with the scale at their left. */
void chart_load_append(const ChartLoad *load, const ChartAxis *axis, unsigned top,
                       unsigned height, GString *out);

/* The round number (1, 2, 3, 4, 5, 6, 8, 10, 20, ...) that is at least @number. */
unsigned chart_load_round(unsigned number);
