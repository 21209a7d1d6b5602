/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The list of the page: a row of JSON for each call with what is shown there, searched and
 * sorted by. All that is kept of a call that is written. */
typedef struct HtmlIndex HtmlIndex;

/* The caller owns it; it borrows @context. */
HtmlIndex *html_index_new(const ReportContext *context);
void html_index_free(HtmlIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtmlIndex, html_index_free)

/* Adds the row of @call. */
void html_index_add(HtmlIndex *index, const Call *call);

/* {"columns": [names], "rows": [[values]]}, escaped for a script element. Borrowed; nothing can
 * be added afterwards. */
const char *html_index_text(HtmlIndex *index);
