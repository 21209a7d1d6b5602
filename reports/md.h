/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A report for a ticket, in Markdown: what was read, a table of the calls, and a chapter for
 * each; the functions of its row in formats.c. The table stands before the chapters, which wait
 * in a file without a name until it is whole. */
void *md_open(const ReportContext *context);
void md_call(void *report, const Call *call);
void md_close(void *report);
