/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_value.h"

#include <glib.h>
#include <json-c/json.h>

#include "reports/time_text.h"

#define NEW_LITERAL (JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY)
#define REPLACEMENT "\xef\xbf\xbd"

/* True if @text is ASCII, eight bytes at a time: nearly all texts are. */
static bool is_ascii(Slice text)
{
    size_t at = 0;
    uint64_t word;

    for (; at + sizeof word <= text.len; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        if (word & UINT64_C(0x8080808080808080))
            return false;
    }
    for (; at < text.len; at++)
        if (text.data[at] & 0x80)
            return false;
    return true;
}

static struct json_object *string_of(Slice text)
{
    return json_object_new_string_len((const char *)text.data, (int)MIN(text.len, INT32_MAX));
}

struct json_object *json_value_text(Slice text, bool *is_utf8)
{
    g_autoptr(GString) valid = NULL;

    if (is_ascii(text))
        return string_of(text.len ? text : slice_text(""));
    valid = g_string_sized_new(text.len + 16);
    while (text.len > 0) {
        gunichar c = g_utf8_get_char_validated((const char *)text.data, (gssize)text.len);
        size_t len = 1;

        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(valid, REPLACEMENT);
            if (is_utf8)
                *is_utf8 = false;
        } else {
            len = (size_t)g_unichar_to_utf8(c, NULL);
            g_string_append_len(valid, (const char *)text.data, (gssize)len);
        }
        text = slice_tail(text, len);
    }
    return string_of(slice_of(valid->str, valid->len));
}

void json_value_add(struct json_object *object, const char *key, struct json_object *value)
{
    json_object_object_add_ex(object, key, value, NEW_LITERAL);
}

void json_value_add_text(struct json_object *object, const char *key, Slice text, bool *is_utf8)
{
    if (text.len > 0)
        json_value_add(object, key, json_value_text(text, is_utf8));
}

void json_value_add_number(struct json_object *object, const char *key, int64_t number)
{
    json_value_add(object, key, json_object_new_int64(number));
}

void json_value_add_time(struct json_object *object, const char *key, int64_t time,
                         unsigned digits)
{
    char text[TIME_TEXT];
    size_t len = time_text_rfc3339(time, digits, text);

    if (len > 0)
        json_value_add(object, key, string_of(slice_of(text, len)));
}
