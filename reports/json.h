/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* One object with the captures and all calls, and one line for each call; the functions of
 * their rows in formats.c. schema.json describes both. */
void *json_open(const ReportContext *context);
void json_call(void *report, const Call *call);
void json_close(void *report);

void *jsonl_open(const ReportContext *context);
void jsonl_call(void *report, const Call *call);
void jsonl_close(void *report);

struct json_object;

/* An array of what is said of each input. The caller owns it. */
struct json_object *json_captures_new(const ReportContext *context);
