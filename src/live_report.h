/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"
#include "src/growing_file.h"

/* A report of a running capture, in files that grow for weeks. The report is opened anew for
 * each file, and closed with it. What it prints for one call is a piece of the GrowingFile, and
 * a file exceeds its size by one such piece at most.
 *
 * A line of jsonl, csv or list is whole as it stands. A json file is one object: while it is in
 * the making, and if the program is killed, its end is missing. */
typedef struct LiveReport LiveReport;

/* Opens @format, which is_live, at @now on context->path; NULL is standard output, which is
 * written as the rest of @context says: a file has no colour and no width. @context is copied,
 * what it points to is borrowed; its `out` is not used. NULL and @error if it cannot be
 * written. The caller owns it. */
LiveReport *live_report_open(const ReportFormat *format, const ReportContext *context,
                             const GrowingRules *rules, int64_t now, GError **error);

/* Frees @report and its file. */
void live_report_free(LiveReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveReport, live_report_free)

/* Prints one call. False if it is lost. */
bool live_report_call(LiveReport *report, const Call *call, int64_t now);

/* What the report is given, to be kept up to date. Borrowed. */
ReportContext *live_report_context(LiveReport *report);

/* To be ticked, flushed, rotated, finished, and asked what was lost. Borrowed. */
GrowingFile *live_report_file(LiveReport *report);
