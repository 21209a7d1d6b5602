/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Appends what @call breaks of the protocol as a Markdown table, a row a finding: message,
 * rule, what is wrong, where it is written. Nothing if nobody asked, or it breaks nothing. */
void md_lint_append(GString *out, const ReportContext *context, const Call *call);
