/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/svg_text.h"

#include "reports/reports_data.h"

const char *svg_text_style(void)
{
    return embedded_find(REPORTS_DATA, "ladder.css");
}

void svg_text_append(GString *out, const char *text)
{
    for (const char *at = text; *at; at++)
        switch (*at) {
        case '<': g_string_append(out, "&lt;"); break;
        case '>': g_string_append(out, "&gt;"); break;
        case '&': g_string_append(out, "&amp;"); break;
        case '"': g_string_append(out, "&quot;"); break;
        default: g_string_append_c(out, *at);
        }
}
