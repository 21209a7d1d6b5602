/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_value.h"

#include <glib.h>
#include <json-c/json.h>

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* @text is written as @json, which a reader takes for the same @len bytes. */
static void assert_written(const char *text, size_t len, const char *json)
{
    bool is_utf8 = true;
    struct json_object *object = json_value_text(slice_of(text, len), &is_utf8);
    struct json_object *again = json_tokener_parse(json);

    g_assert_true(is_utf8);
    g_assert_cmpstr(json_object_to_json_string_ext(object, PLAIN), ==, json);
    g_assert_cmpmem(json_object_get_string(again), json_object_get_string_len(again), text,
                    len);
    json_object_put(again);
    json_object_put(object);
}

static void assert_text(const char *text, const char *json)
{
    assert_written(text, strlen(text), json);
}

static void texts_are_written_as_they_are(void)
{
    assert_text("sip:1001@example.net", "\"sip:1001@example.net\"");
    assert_text("", "\"\"");
    assert_text("J\xc3\xbcrgen \xe7\x94\xa8\xe6\x88\xb7 \xf0\x9f\x93\x9e",
                "\"J\xc3\xbcrgen \xe7\x94\xa8\xe6\x88\xb7 \xf0\x9f\x93\x9e\"");
}

static void what_steers_a_terminal_is_written_by_its_number(void)
{
    assert_text("\x1b[2J", "\"\\u001b[2J\"");
    assert_text("\x7f", "\"\\u007f\"");
    assert_text("a long text, in ASCII\x7f", "\"a long text, in ASCII\\u007f\"");
    assert_text("a\xc2\x9b"
                "31m \"quoted\"",
                "\"a\\u009b31m \\\"quoted\\\"\"");
}

static void what_turns_or_hides_is_written_by_its_number(void)
{
    assert_text("\xe2\x80\xae|\xe2\x81\xa6|\xe2\x80\x8b|\xef\xbb\xbf",
                "\"\\u202e|\\u2066|\\u200b|\\ufeff\"");
    assert_text("a\xe2\x80\xa8", "\"a\\u2028\"");
    assert_text("a\xf3\xa0\x81\x81", "\"a\\udb40\\udc41\"");
}

static void a_zero_byte_is_a_character_like_others(void)
{
    assert_written("a\0b", 3, "\"a\\u0000b\"");
    assert_written("\xc3\xbc\0b", 4, "\"\xc3\xbc\\u0000b\"");
}

static void bytes_that_are_no_utf8_become_a_replacement(void)
{
    bool is_utf8 = true;
    struct json_object *object = json_value_text(slice_text("a\xff\x7f"), &is_utf8);

    g_assert_false(is_utf8);
    g_assert_cmpstr(json_object_to_json_string_ext(object, PLAIN), ==,
                    "\"a\xef\xbf\xbd\\u007f\"");
    json_object_put(object);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json_value/texts_are_written_as_they_are", texts_are_written_as_they_are);
    g_test_add_func("/json_value/what_steers_a_terminal_is_written_by_its_number",
                    what_steers_a_terminal_is_written_by_its_number);
    g_test_add_func("/json_value/what_turns_or_hides_is_written_by_its_number",
                    what_turns_or_hides_is_written_by_its_number);
    g_test_add_func("/json_value/a_zero_byte_is_a_character_like_others",
                    a_zero_byte_is_a_character_like_others);
    g_test_add_func("/json_value/bytes_that_are_no_utf8_become_a_replacement",
                    bytes_that_are_no_utf8_become_a_replacement);
    return g_test_run();
}
