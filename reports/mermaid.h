/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A Mermaid sequence diagram, which is a flow too; the functions of its row in formats.c. A
 * file of Mermaid holds one diagram: of one call, or of calls that are related. */
void *mermaid_open(const ReportContext *context);
void mermaid_call(void *report, const Call *call);
void mermaid_close(void *report);
