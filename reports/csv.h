/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A row for each call, for spreadsheets and databases (RFC 4180: fields with commas or quotes
 * in quotes, lines end with CR LF, the first names the columns). A text from the wire that a
 * spreadsheet would take for a formula, one that begins with = + - or @, has an apostrophe
 * before it; a reader that is no spreadsheet takes that away. What could break a line stands as
 * an escape that can be seen. The functions of its row in formats.c. */
void *csv_open(const ReportContext *context);
void csv_call(void *report, const Call *call);
void csv_close(void *report);
