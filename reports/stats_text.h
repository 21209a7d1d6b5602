/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/stats_tally.h"

/* Writes @tally for a person to its context's output, and after it what was odd about the
 * input. Borrows it. */
void stats_text_print(StatsTally *tally);
