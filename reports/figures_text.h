/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "reports/live_figures.h"

/* Writes @figures for a person: what each interface brought and lost, what became of the calls,
 * what they take. At most @width columns (0: no bound), a line end after each line. The caller
 * frees it. */
char *figures_text_new(const LiveFigures *figures, unsigned width, bool unicode);

/* What was lost and what mends it, as one line without its end: "312 of 10,000 packets were
 * lost:
 * ...". NULL if nothing was dropped. The caller frees it. */
char *figures_text_drops(const LiveFigures *figures);
