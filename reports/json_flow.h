/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

struct json_object;

/* The flow object of @call; one that was not judged follows none. The caller owns it. */
struct json_object *json_flow_new(const ReportContext *context, const Call *call);
