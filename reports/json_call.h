/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/json_shared.h"
#include "reports/report.h"

/* Writes @call as one line of JSON, without its line end, to context->out. Messages are built,
 * written and freed one by one: a call may have a million. */
void json_call_print(const ReportContext *context, JsonShared *shared, const Call *call);
