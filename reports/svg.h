/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The ladders of all calls, one below the other, as one picture; the functions of its row in
 * formats.c. */
void *svg_open(const ReportContext *context);
void svg_call(void *report, const Call *call);
void svg_close(void *report);
