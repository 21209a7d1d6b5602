/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Methods and statuses that occur in a report, whose meanings it then tells. */
typedef struct HtmlSeen {
    uint32_t methods;    /* bits by Method */
    bool statuses[1000]; /* by number */
} HtmlSeen;

/* Adds those of the messages of @call. */
void html_seen_add(HtmlSeen *seen, const Call *call);

/* What the page says of the report as a whole, JSON that is escaped for a script element:
 * inputs, calls that are not there, what was odd or not read, flows and verdicts, meanings of
 * @seen. The caller frees it. */
char *html_head_text(const ReportContext *context, const HtmlSeen *seen);
