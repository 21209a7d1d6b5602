/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_value.h"

#include <glib.h>
#include <json-c/json.h>

#include "reports/hidden.h"
#include "reports/time_text.h"

#define NEW_LITERAL (JSON_C_OBJECT_ADD_KEY_IS_NEW | JSON_C_OBJECT_ADD_CONSTANT_KEY)
#define AS_JSON (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)
#define REPLACEMENT "\xef\xbf\xbd"

/* True if @text is ASCII without DEL, eight bytes at a time: nearly all texts are. What else is
 * a control character there is written by its number in any case. */
static bool is_plain(Slice text)
{
    size_t at = 0;
    uint64_t word;

    for (; at + sizeof word <= text.len; at += sizeof word) {
        memcpy(&word, text.data + at, sizeof word);
        if ((word | (word + UINT64_C(0x0101010101010101))) & UINT64_C(0x8080808080808080))
            return false;
    }
    for (; at < text.len; at++)
        if (text.data[at] >= 0x7f)
            return false;
    return true;
}

static struct json_object *string_of(Slice text)
{
    return json_object_new_string_len((const char *)text.data, (int)MIN(text.len, INT32_MAX));
}

static void free_json(struct json_object *object, void *json)
{
    (void)object;
    g_free(json);
}

/* Appends @json with its hidden characters by their numbers, as UTF-16 has them. */
static void append_seen(GString *out, const char *json)
{
    for (; *json; json = g_utf8_next_char(json)) {
        gunichar c = g_utf8_get_char(json);

        if (!hidden_is(c))
            g_string_append_unichar(out, c);
        else if (c > 0xffff)
            g_string_append_printf(out, "\\u%04x\\u%04x", 0xd7c0 + (c >> 10),
                                   0xdc00 + (c & 0x3ff));
        else
            g_string_append_printf(out, "\\u%04x", c);
    }
}

/* As string_of(), for a @text with hidden characters. */
static struct json_object *seen_string_of(Slice text)
{
    struct json_object *string = string_of(text);
    GString *json = g_string_sized_new(text.len + 16);

    append_seen(json, json_object_to_json_string_ext(string, AS_JSON));
    json_object_set_serializer(string, json_object_userdata_to_json_string,
                               g_string_free(json, FALSE), free_json);
    return string;
}

struct json_object *json_value_text(Slice text, bool *is_utf8)
{
    g_autoptr(GString) valid = NULL;
    bool hides = false;

    if (is_plain(text))
        return string_of(text.len ? text : slice_text(""));
    valid = g_string_sized_new(text.len + 16);
    while (text.len > 0) {
        gunichar c = text.data[0]; /* a zero byte is one; the validation takes it for the end */
        size_t len = 1;

        if (c >= 0x80)
            c = g_utf8_get_char_validated((const char *)text.data, (gssize)text.len);
        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(valid, REPLACEMENT);
            if (is_utf8)
                *is_utf8 = false;
        } else {
            len = (size_t)g_unichar_to_utf8(c, NULL);
            g_string_append_len(valid, (const char *)text.data, (gssize)len);
            hides = hides || hidden_is(c);
        }
        text = slice_tail(text, len);
    }
    text = slice_of(valid->str, valid->len);
    return hides ? seen_string_of(text) : string_of(text);
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
