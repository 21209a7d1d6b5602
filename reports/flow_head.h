/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The lines of a call's head that say which flow it follows, the verdict, where it left the
 * script, and what that rests on. Prints nothing for a call that was not judged. */
void flow_head_print(const ReportContext *context, const Call *call);
