/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Each call's heading and ladder for a terminal; the functions of its row in formats.c. */
void *text_open(const ReportContext *context);
void text_call(void *report, const Call *call);
void text_close(void *report);
