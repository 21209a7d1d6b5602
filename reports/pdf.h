/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The ladders on paper: each call begins a sheet and has a bookmark; what is too long for one
 * goes on on the next, heads repeated. The functions of its row in formats.c. */
void *pdf_open(const ReportContext *context);
void pdf_call(void *report, const Call *call);
void pdf_close(void *report);
