/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A line a call; the functions of its row in formats.c. Columns fit context->width: what
 * matters least goes first, users are cut with an ellipsis. Without a bound every column is
 * there, with the date in each line and "-" where there is nothing to say. */
void *list_open(const ReportContext *context);
void list_call(void *report, const Call *call);
void list_close(void *report);
