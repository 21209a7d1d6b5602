/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/texts.h"

static void the_same_text_has_one_number(void)
{
    g_autoptr(Texts) texts = texts_new();
    TextId first = texts_ref(texts, slice_text("1001"));

    g_assert_cmpuint(texts_ref(texts, slice_text("1001")), ==, first);
    g_assert_cmpuint(texts_ref(texts, slice_text("1002")), !=, first);
    g_assert_true(slice_is(texts_get(texts, first), "1001"));
    g_assert_cmpuint(texts_ref(texts, slice_text("")), ==, 0);
}

static void several_at_once_are_as_one_after_the_other(void)
{
    g_autoptr(Texts) texts = texts_new();
    TextId known = texts_ref(texts, slice_text("1001"));
    Slice all[] = { slice_text("new"), slice_text(""), slice_text("1001"), slice_text("new") };
    TextId ids[G_N_ELEMENTS(all)];

    texts_ref_all(texts, all, G_N_ELEMENTS(all), ids);
    g_assert_cmpuint(ids[0], ==, texts_find(texts, slice_text("new")));
    g_assert_cmpuint(ids[0], !=, 0);
    g_assert_cmpuint(ids[1], ==, 0);
    g_assert_cmpuint(ids[2], ==, known);
    g_assert_cmpuint(ids[3], ==, ids[0]);
    texts_unref(texts, known);
    g_assert_cmpuint(texts_find(texts, slice_text("1001")), ==, known);
}

static void a_text_leaves_with_its_last_user(void)
{
    g_autoptr(Texts) texts = texts_new();
    size_t before = texts_memory(texts);
    TextId id = texts_ref(texts, slice_text("a84b4c76e66710"));

    texts_ref(texts, slice_text("a84b4c76e66710"));
    texts_unref(texts, id);
    g_assert_cmpuint(texts_find(texts, slice_text("a84b4c76e66710")), ==, id);
    texts_unref(texts, id);
    g_assert_cmpuint(texts_find(texts, slice_text("a84b4c76e66710")), ==, 0);
    g_assert_cmpuint(texts_memory(texts), ==, before);
    g_assert_cmpuint(texts_ref(texts, slice_text("other")), ==, id);
}

static void many_texts_come_and_go(void)
{
    g_autoptr(Texts) texts = texts_new();
    char name[32];

    for (unsigned round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 3000; i++) {
            g_snprintf(name, sizeof name, "call-%u", i);
            texts_ref(texts, slice_text(name));
        }
        for (unsigned i = 0; i < 3000; i += round + 1) {
            g_snprintf(name, sizeof name, "call-%u", i);
            g_assert_true(
                slice_is(texts_get(texts, texts_find(texts, slice_text(name))), name));
            texts_unref(texts, texts_find(texts, slice_text(name)));
        }
    }
}

/* "bc" and "cB" have one hash of GLib's, and so have all texts that are made of them. */
static void texts_that_collide_for_who_has_no_seed_do_not_here(void)
{
    g_autoptr(Texts) texts = texts_new();
    const unsigned bits = 13;
    guint hash = 0;

    for (unsigned i = 0; i < 1u << bits; i++) {
        char text[2 * 13 + 1] = "";

        for (unsigned bit = 0; bit < bits; bit++)
            memcpy(&text[2 * bit], i >> bit & 1 ? "cB" : "bc", 2);
        g_assert_true(i == 0 || g_str_hash(text) == hash);
        hash = g_str_hash(text);
        texts_ref(texts, slice_text(text));
    }
    g_assert_cmpuint(texts_longest_search(texts), <, 24);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/texts/the_same_text_has_one_number", the_same_text_has_one_number);
    g_test_add_func("/texts/several_at_once_are_as_one_after_the_other",
                    several_at_once_are_as_one_after_the_other);
    g_test_add_func("/texts/a_text_leaves_with_its_last_user",
                    a_text_leaves_with_its_last_user);
    g_test_add_func("/texts/many_texts_come_and_go", many_texts_come_and_go);
    g_test_add_func("/texts/texts_that_collide_for_who_has_no_seed_do_not_here",
                    texts_that_collide_for_who_has_no_seed_do_not_here);
    return g_test_run();
}
