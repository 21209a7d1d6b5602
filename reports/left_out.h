/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Where --limit leaves calls out of a report: how many, which ones it holds, and how to select
 * others, in one sentence; NULL if none is left out. The caller frees it. */
char *left_out_text(const ReportContext *context);
