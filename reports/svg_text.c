/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/svg_text.h"

#include <gio/gio.h>

#include "reports/reports_data.h"

#define STYLE "/sipstory/reports/ladder.css"

const char *svg_text_style(void)
{
    g_autoptr(GBytes) bytes = g_resource_lookup_data(sipstory_reports_get_resource(), STYLE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

    g_assert(bytes); /* it is compiled in */
    return g_bytes_get_data(bytes, NULL);
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
