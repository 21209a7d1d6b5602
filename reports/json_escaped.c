/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_escaped.h"

#include <json-c/json.h>
#include <string.h>

#define LEAD '\xe2' /* of U+2028 and its like in UTF-8 */

/* The line ends of old scripts (U+2028, U+2029), and what turns the reading direction (U+200E,
 * U+200F, U+202A to U+202E, U+2066 to U+2069), which would deceive who reads the page's source;
 * 0: @at is none of them. */
static unsigned hidden_at(const char *at, const char *end)
{
    unsigned code;

    if (end - at < 3 || at[0] != LEAD)
        return 0;
    code = 0x2000u | ((unsigned char)at[1] & 0x3fu) << 6 | ((unsigned char)at[2] & 0x3fu);
    return code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
                   (code >= 0x2066 && code <= 0x2069)
               ? code
               : 0;
}

void json_escaped_append(GString *out, const char *json, size_t len)
{
    const char *end = json + len;

    while (json < end) {
        const char *odd = json;
        unsigned hidden;

        while (odd < end && *odd != '<' && *odd != '>' && *odd != '&' && *odd != LEAD)
            odd++;
        g_string_append_len(out, json, odd - json);
        if (odd == end)
            return;
        hidden = hidden_at(odd, end);
        if (hidden)
            g_string_append_printf(out, "\\u%04x", hidden);
        else if (*odd == LEAD)
            g_string_append_c(out, *odd);
        else
            g_string_append_printf(out, "\\u%04x", (unsigned)*odd);
        json = odd + (hidden ? 3 : 1);
    }
}

void json_escaped_append_object(GString *out, struct json_object *object)
{
    size_t len;
    const char *text = json_object_to_json_string_length(
        object, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

    json_escaped_append(out, text, len);
}
