/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/stats_tally.h"

/* Writes @tally as one JSON object ("stats" in reports/schema.json) to its context's output.
 * Borrows it. */
void json_stats_print(StatsTally *tally);
