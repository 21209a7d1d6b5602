/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A test report as JUnit writes it, a case a call; the functions of its row in formats.c. The
 * counts stand at its beginning, so that it is written when it is closed. */
void *junit_open(const ReportContext *context);
void junit_call(void *report, const Call *call);
void junit_close(void *report);
