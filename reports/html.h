/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* One page with all calls, that a browser opens from disk and that asks the network for
 * nothing; the functions of its row in formats.c. */
void *html_open(const ReportContext *context);
void html_call(void *report, const Call *call);
void html_close(void *report);
