/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

/* Appends what the page of html.h says of a call and the JSON contract does not, an object that
 * is escaped for a script element: words for people, fit for any place that can show UTF-8, and
 * for each deviation the place in the ladder (@layout) that shows it. */
void json_words_append(GString *out, const ReportContext *context, const Call *call,
                       const LadderLayout *layout);
