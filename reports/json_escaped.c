/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_escaped.h"

#include <json-c/json.h>
#include <string.h>

/* What U+2028 and U+2029 have in common. */
#define SEPARATOR "\xe2\x80"

void json_escaped_append(GString *out, const char *json, size_t len)
{
    const char *end = json + len;

    while (json < end) {
        const char *odd = json;

        while (odd < end && *odd != '<' && *odd != '>' && *odd != '&' && *odd != SEPARATOR[0])
            odd++;
        g_string_append_len(out, json, odd - json);
        if (odd == end)
            return;
        if (end - odd > 2 && odd[0] == SEPARATOR[0] && odd[1] == SEPARATOR[1] &&
            (odd[2] == '\xa8' || odd[2] == '\xa9')) {
            g_string_append(out, odd[2] == '\xa8' ? "\\u2028" : "\\u2029");
            json = odd + 3;
            continue;
        }
        if (*odd == SEPARATOR[0])
            g_string_append_c(out, *odd);
        else
            g_string_append_printf(out, "\\u%04x", (unsigned)*odd);
        json = odd + 1;
    }
}

void json_escaped_append_object(GString *out, struct json_object *object)
{
    size_t len;
    const char *text = json_object_to_json_string_length(
        object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

    json_escaped_append(out, text, len);
}
