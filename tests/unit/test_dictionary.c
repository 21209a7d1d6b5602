/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/dictionary.h"

static void what_was_put_is_there_under_its_key_alone(void)
{
    g_autoptr(Dictionary) dictionary = dictionary_new(g_free);
    Slice key;

    dictionary_put(dictionary, slice_text("one"), g_strdup("1"));
    dictionary_put(dictionary, slice_text("two"), g_strdup("2"));
    g_assert_cmpstr(dictionary_get(dictionary, slice_text("one")), ==, "1");
    g_assert_cmpstr(dictionary_get(dictionary, slice_text("two")), ==, "2");
    g_assert_null(dictionary_get(dictionary, slice_text("on")));
    g_assert_null(dictionary_get(dictionary, slice_text("")));
    g_assert_cmpuint(dictionary_len(dictionary), ==, 2);
    g_assert_cmpstr(dictionary_at(dictionary, 1, &key), ==, "2");
    g_assert_true(slice_is(key, "two"));
}

static void another_value_takes_the_place_of_the_first(void)
{
    g_autoptr(Dictionary) dictionary = dictionary_new(g_free);

    dictionary_put(dictionary, slice_text("one"), g_strdup("1"));
    dictionary_put(dictionary, slice_text("one"), g_strdup("un"));
    g_assert_cmpstr(dictionary_get(dictionary, slice_text("one")), ==, "un");
    g_assert_cmpuint(dictionary_len(dictionary), ==, 1);
}

static void a_key_is_any_bytes(void)
{
    g_autoptr(Dictionary) dictionary = dictionary_new(NULL);

    dictionary_put(dictionary, slice_of("a\0b", 3), GUINT_TO_POINTER(1));
    dictionary_put(dictionary, slice_of("a\0c", 3), GUINT_TO_POINTER(2));
    g_assert_cmpuint(GPOINTER_TO_UINT(dictionary_get(dictionary, slice_of("a\0b", 3))), ==, 1);
    g_assert_null(dictionary_get(dictionary, slice_of("a", 1)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dictionary/what_was_put_is_there_under_its_key_alone",
                    what_was_put_is_there_under_its_key_alone);
    g_test_add_func("/dictionary/another_value_takes_the_place_of_the_first",
                    another_value_takes_the_place_of_the_first);
    g_test_add_func("/dictionary/a_key_is_any_bytes", a_key_is_any_bytes);
    return g_test_run();
}
