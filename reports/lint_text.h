/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* What each call breaks of the protocol, a line a finding under the message that does it, and
 * the sum at the end; the functions of its row in formats.c. */
void *lint_text_open(const ReportContext *context);
void lint_text_call(void *report, const Call *call);
void lint_text_close(void *report);
