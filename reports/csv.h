/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* CSV (RFC 4180): a row of names, then a row for each call, lines end with CR LF. What the JSON
 * has too is named, and written, as there; several values of one column have a blank between
 * them.
 *
 * A spreadsheet takes a text that begins with = + - or @ for a formula. Such a text, and one
 * that begins with an apostrophe, gets an apostrophe before it, which Excel and LibreOffice
 * keep as text: '+4930123456. A program has the value back when it takes one leading
 * apostrophe away. Numbers, times and words of sipstory's own never have one. Control
 * characters, and what turns the reading direction or hides, are written as JSON escapes
 * (\u001b; \U000e0041 beyond U+FFFF), bytes that are not UTF-8 as U+FFFD. */

/* Rows of a ReportFormat. */
void *csv_open(const ReportContext *context);
void csv_call(void *report, const Call *call);
void csv_close(void *report);
