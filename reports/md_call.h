/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Appends the chapter of @call in a Markdown report: what became of it in a sentence, where it
 * left its flow, its facts in a table, what it breaks of the protocol where that was asked for,
 * and its ladder as a Mermaid diagram. */
void md_call_append(GString *out, const ReportContext *context, const Call *call);
