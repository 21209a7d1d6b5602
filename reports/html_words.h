/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_layout.h"

struct json_object;

/* What the page says of a call and the JSON contract does not: words for people, fit for any
 * place that can show UTF-8, and for each deviation the place in the ladder (@layout) that
 * shows it. The caller owns the object. */
struct json_object *html_words_new(const ReportContext *context, const Call *call,
                                   const LadderLayout *layout);
