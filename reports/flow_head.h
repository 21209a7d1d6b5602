/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/call_head.h"

/* Adds the lines of a call's head that say which flow it follows, the verdict, where it left
 * the script, and what that rests on. Nothing for a call that was not judged. */
void flow_head_add(CallHead *head, const ReportContext *context, const Call *call);
