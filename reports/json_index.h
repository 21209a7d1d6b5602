/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The list of the page: a row of JSON for each call with what is shown there, searched and
 * sorted by. All that is kept of a call that is written. */
typedef struct JsonIndex JsonIndex;

/* The caller owns it; it borrows @context. */
JsonIndex *json_index_new(const ReportContext *context);
void json_index_free(JsonIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonIndex, json_index_free)

/* Adds the row of @call. */
void json_index_add(JsonIndex *index, const Call *call);

/* {"columns": [names], "rows": [[values]]}, escaped for a script element. Borrowed; nothing can
 * be added afterwards. */
const char *json_index_text(JsonIndex *index);
