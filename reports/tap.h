/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A test report by the Test Anything Protocol (version 13), a case a call; the functions of its
 * row in formats.c. The plan stands at the end, so that it streams. */
void *tap_open(const ReportContext *context);
void tap_call(void *report, const Call *call);
void tap_close(void *report);
