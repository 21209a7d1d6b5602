/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Methods and statuses that occur in a report, whose meanings it then tells. */
typedef struct JsonSeen {
    uint32_t methods;    /* bits by Method */
    bool statuses[1000]; /* by number */
} JsonSeen;

/* Adds those of the messages of @call. */
void json_head_see(JsonSeen *seen, const Call *call);

/* What the page says of the report as a whole, JSON that is escaped for a script element:
 * inputs, calls that are not there, what was odd or not read, flows and verdicts, meanings of
 * @seen. The caller frees it. */
char *json_head_text(const ReportContext *context, const JsonSeen *seen);
