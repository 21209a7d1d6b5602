/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_text.h"

static void assert_written(const char *text, const char *expected)
{
    g_autoptr(GString) out = g_string_new("    title ");

    mermaid_append_text(out, text);
    g_assert_cmpstr(out->str + strlen("    title "), ==, expected);
}

static void what_is_plain_stays_as_it_is(void)
{
    assert_written("1001 192.0.2.10:5060", "1001 192.0.2.10:5060");
    assert_written("[2001:db8::1]:5060", "[2001:db8::1]:5060");
    assert_written("end", "end");
    assert_written("呼叫 مرحبا", "呼叫 مرحبا");
    assert_written("", "");
}

static void what_mermaid_takes_for_its_own_is_a_number(void)
{
    assert_written("a; b #59;", "a#59; b #35;59#59;");
    assert_written("%%{init}%%", "#37;#37;#123;init#125;#37;#37;");
    assert_written("<b>&amp;</b>", "#60;b#62;#38;amp#59;#60;/b#62;");
    assert_written("$$x$$", "#36;#36;x#36;#36;");
    assert_written("`\\n\"", "#96;#92;n#34;");
}

static void a_note_cannot_say_how_it_is_wrapped(void)
{
    assert_written("wrap: x", "wrap#58; x");
    assert_written("nowrap:x", "nowrap#58;x");
    assert_written("wrapped: x", "wrapped: x");
}

static void a_style_is_a_word_like_any_other(void)
{
    assert_written("style: x", "styl#101;: x");
    assert_written("a classDef b", "a classDe#102; b");
    assert_written("Style, stylus", "Style, stylus");
}

static void long_texts_are_broken_at_blanks(void)
{
    g_autoptr(GString) out = g_string_new("Note over A: ");
    gsize start = out->len;

    mermaid_append_lines(out, start, "short");
    g_assert_cmpstr(out->str + start, ==, "short");
    mermaid_append_lines(out, start, "step 9: A never acknowledged the answer, and B waits");
    g_assert_cmpstr(out->str + start, ==,
                    "short<br/>step 9: A never acknowledged the<br/>answer, and B waits");
}

static void a_word_without_blanks_is_not_broken(void)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *word = g_strnfill(100, 'x');

    mermaid_append_lines(out, 0, word);
    g_assert_cmpstr(out->str, ==, word);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/mermaid_text/what is plain stays as it is", what_is_plain_stays_as_it_is);
    g_test_add_func("/mermaid_text/what Mermaid takes for its own is a number",
                    what_mermaid_takes_for_its_own_is_a_number);
    g_test_add_func("/mermaid_text/a note cannot say how it is wrapped",
                    a_note_cannot_say_how_it_is_wrapped);
    g_test_add_func("/mermaid_text/a style is a word like any other",
                    a_style_is_a_word_like_any_other);
    g_test_add_func("/mermaid_text/long texts are broken at blanks",
                    long_texts_are_broken_at_blanks);
    g_test_add_func("/mermaid_text/a word without blanks is not broken",
                    a_word_without_blanks_is_not_broken);
    return g_test_run();
}
