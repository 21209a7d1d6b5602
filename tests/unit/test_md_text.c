/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md_text.h"

static void assert_code(const char *text, unsigned width, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    md_append_code(out, slice_text(text), width);
    g_assert_cmpstr(out->str, ==, expected);
}

static void what_comes_from_the_wire_is_code(void)
{
    assert_code("1001", 20, "`1001`");
    assert_code("<script>@all #1 *b*", 20, "`<script>@all #1 *b*`");
    assert_code("", 20, "");
}

static void what_would_end_the_code_or_the_cell_is_escaped(void)
{
    assert_code("a`b|c", 20, "`a\\x60b\\x7cc`");
    assert_code("a\nb", 20, "`a\\nb`");
}

static void a_long_text_is_cut(void)
{
    assert_code("123456", 4, "`123…`");
}

static void our_words_are_no_markup(void)
{
    g_autoptr(GString) out = g_string_new(NULL);

    md_append_words(out, "step 1 (a_b): *x* <y> | [z]");
    g_assert_cmpstr(out->str, ==, "step 1 (a\\_b): \\*x\\* \\<y\\> \\| \\[z\\]");
}

static void assert_words(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    md_append_words(out, text);
    g_assert_cmpstr(out->str, ==, expected);
}

static void our_words_that_would_become_a_link_are_code(void)
{
    assert_words("see http://example.net/", "`see http://example.net/`");
    assert_words("WWW.example.net", "`WWW.example.net`");
    assert_words("a@example.net *b*", "`a@example.net *b*`");
    assert_words("as in #12", "`as in #12`");
    assert_words("step 1: a.b", "step 1: a.b");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/md_text/what comes from the wire is code",
                    what_comes_from_the_wire_is_code);
    g_test_add_func("/md_text/what would end the code or the cell is escaped",
                    what_would_end_the_code_or_the_cell_is_escaped);
    g_test_add_func("/md_text/a long text is cut", a_long_text_is_cut);
    g_test_add_func("/md_text/our words are no markup", our_words_are_no_markup);
    g_test_add_func("/md_text/our words that would become a link are code",
                    our_words_that_would_become_a_link_are_code);
    return g_test_run();
}
