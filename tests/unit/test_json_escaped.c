/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_escaped.h"

#include <json-c/json.h>
#include <string.h>

static void assert_escaped(const char *json, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    json_escaped_append(out, json, strlen(json));
    g_assert_cmpstr(out->str, ==, expected);
}

static void markup_is_written_by_its_number(void)
{
    assert_escaped("\"</script><!-- &amp; -->\"",
                   "\"\\u003c/script\\u003e\\u003c!-- \\u0026amp; --\\u003e\"");
}

static void line_ends_of_old_scripts_are_written_by_their_number(void)
{
    assert_escaped("a\xe2\x80\xa8"
                   "b\xe2\x80\xa9",
                   "a\\u2028b\\u2029");
}

static void what_turns_the_reading_direction_is_written_by_its_number(void)
{
    assert_escaped("\xe2\x80\xae|\xe2\x80\x8f|\xe2\x81\xa6", "\\u202e|\\u200f|\\u2066");
}

static void other_characters_stay(void)
{
    assert_escaped("\xe2\x80\x94 \xe2\x82\xac \xe7\x94\xa8 \xd9\x85",
                   "\xe2\x80\x94 \xe2\x82\xac \xe7\x94\xa8 \xd9\x85");
    assert_escaped("\xe2\x80", "\xe2\x80"); /* the text ends here */
    assert_escaped("", "");
}

static void what_is_read_again_is_the_same(void)
{
    const char text[] = "<\xe2\x80\xa8&\xe2\x80\xa9>\x01";
    struct json_object *object = json_object_new_string(text);
    g_autoptr(GString) out = g_string_new(NULL);
    struct json_object *again;

    json_escaped_append_object(out, object);
    again = json_tokener_parse(out->str);
    g_assert_cmpstr(json_object_get_string(again), ==, text);
    json_object_put(again);
    json_object_put(object);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json_escaped/markup_is_written_by_its_number",
                    markup_is_written_by_its_number);
    g_test_add_func("/json_escaped/line_ends_of_old_scripts_are_written_by_their_number",
                    line_ends_of_old_scripts_are_written_by_their_number);
    g_test_add_func("/json_escaped/what_turns_the_reading_direction_is_written_by_its_number",
                    what_turns_the_reading_direction_is_written_by_its_number);
    g_test_add_func("/json_escaped/other_characters_stay", other_characters_stay);
    g_test_add_func("/json_escaped/what_is_read_again_is_the_same",
                    what_is_read_again_is_the_same);
    return g_test_run();
}
