/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"

/* What rates are reckoned from. */
typedef struct StatusMark {
    int64_t running; /* as in LiveFigures */
    uint64_t packets, messages;
} StatusMark;

typedef struct StatusStyle {
    unsigned width; /* columns, 0: no bound; where not even the time fits, the line is empty */
    bool unicode, color;
} StatusStyle;

/* Where @figures stand now, for the rates of a later line. */
StatusMark status_line_mark(const LiveFigures *figures);

/* Writes one line, without its end, about @figures; rates are those since @before. What was
 * lost is said first, and in colour; of the rest as much as fits. The caller frees it. */
char *status_line_new(const LiveFigures *figures, const StatusMark *before,
                      const StatusStyle *style);
