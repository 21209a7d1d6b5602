/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/json_shared.h"
#include "reports/report.h"

struct json_object;

/* The object of message number @index of @call. What needs the text is left out where the text
 * is not there. The caller owns it. */
struct json_object *json_message_new(const ReportContext *context, JsonShared *shared,
                                     const Call *call, unsigned index);
