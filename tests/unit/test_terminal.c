/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/terminal.h"

static void assert_shown(Slice text, bool unicode, const char *shown, unsigned width)
{
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_cmpuint(terminal_append(out, text, unicode), ==, width);
    g_assert_cmpstr(out->str, ==, shown);
    g_assert_cmpuint(terminal_width(slice_of(out->str, out->len)), ==, width);
}

static void plain_text_stays_as_it_is(void)
{
    assert_shown(slice_text("sip:1001@example.net"), true, "sip:1001@example.net", 20);
    assert_shown(slice_text(""), true, "", 0);
    assert_shown(slice_of(NULL, 0), true, "", 0);
}

static void what_steers_a_terminal_is_shown_instead(void)
{
    assert_shown(slice_text("\x1b[2J"), true, "\\x1b[2J", 7);
    assert_shown(slice_text("a\r\n\tb"), true, "a\\r\\n\\tb", 8);
    assert_shown(slice_of("a\0b", 3), true, "a\\x00b", 6);
    assert_shown(slice_text("\x7f"), true, "\\x7f", 4);
    assert_shown(slice_text("\xc2\x9b"
                            "31m"),
                 true, "\\u009b31m", 9);
}

static void a_byte_that_is_not_plain_is_found_wherever_it_stands(void)
{
    static const char ODD[] = { '\0', '\x1f', '\x7f', '\x80', '\xff' };
    static const char PLAIN[] = { ' ', '~' };

    for (unsigned len = 1; len < 30; len++)
        for (unsigned at = 0; at < len; at++)
            for (unsigned i = 0; i < sizeof ODD; i++) {
                g_autofree char *text = g_strnfill(len, PLAIN[i % 2]);
                g_autoptr(GString) out = g_string_new(NULL);

                text[at] = ODD[i];
                g_assert_cmpuint(terminal_append(out, slice_of(text, len), true), ==, len + 3);
            }
}

static void what_turns_the_reading_direction_is_shown_instead(void)
{
    assert_shown(slice_text("\xe2\x80\xae"
                            "1001"),
                 true, "\\u202e1001", 10);
    assert_shown(slice_text("\xe2\x81\xa6x"), true, "\\u2066x", 7);
    assert_shown(slice_text("a\xe2\x80\x8b"), true, "a\\u200b", 7);
    assert_shown(slice_text("\xe2\x80\xa8"), true, "\\u2028", 6);
}

static void bytes_that_are_no_utf8_are_shown_one_by_one(void)
{
    assert_shown(slice_text("\xff\xfe"), true, "\\xff\\xfe", 8);
    assert_shown(slice_text("\xe4\xb8"), true, "\\xe4\\xb8", 8);
    assert_shown(slice_text("\xc0\x80"), true, "\\xc0\\x80", 8);
    assert_shown(slice_text("\xed\xa0\x80"), true, "\\xed\\xa0\\x80", 12);
}

static void wide_characters_take_two_columns_and_marks_none(void)
{
    assert_shown(slice_text("王小明"), true, "王小明", 6);
    assert_shown(slice_text("e\xcc\x81"), true, "e\xcc\x81", 1);
    assert_shown(slice_text("Jürgen"), true, "Jürgen", 6);
}

static void marks_without_a_base_or_in_heaps_are_shown_instead(void)
{
    assert_shown(slice_text("\xcc\x81x"), true, "\\u0301x", 7);
    assert_shown(slice_text("e\xcc\x81\xcc\x81\xcc\x81\xcc\x81"), true,
                 "e\xcc\x81\xcc\x81\xcc\x81\\u0301", 7);
}

static void an_ascii_terminal_gets_ascii(void)
{
    assert_shown(slice_text("Jürgen"), false, "J\\u00fcrgen", 11);
    assert_shown(slice_text("\xf0\x9f\x93\x9e"), false, "\\U0001f4de", 10);
}

static void assert_cell(const char *text, unsigned width, TerminalAlign align, bool unicode,
                        const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    terminal_append_cell(out, slice_text(text), width, align, unicode);
    g_assert_cmpstr(out->str, ==, expected);
}

static void a_cell_is_as_wide_as_it_is_asked_to_be(void)
{
    assert_cell("1001", 6, TERMINAL_LEFT, true, "1001  ");
    assert_cell("1001", 6, TERMINAL_RIGHT, true, "  1001");
    assert_cell("1001", 4, TERMINAL_RIGHT, true, "1001");
    assert_cell("telephone1", 6, TERMINAL_LEFT, true, "telep…");
    assert_cell("telephone1", 6, TERMINAL_LEFT, false, "telep~");
    assert_cell("x", 0, TERMINAL_LEFT, true, "");
    assert_cell("xy", 1, TERMINAL_LEFT, true, "…");
}

static void a_cell_never_cuts_a_wide_character_or_an_escape_in_two(void)
{
    assert_cell("王小明", 4, TERMINAL_LEFT, true, "王… ");
    assert_cell("王小明", 5, TERMINAL_LEFT, true, "王小…");
    assert_cell("王小", 4, TERMINAL_LEFT, true, "王小");
    assert_cell("ab\x1b[1m", 6, TERMINAL_LEFT, true, "ab…   ");
}

static void a_long_text_costs_no_more_than_what_is_shown(void)
{
    g_autofree char *text = g_strnfill(1 << 20, 'a');
    g_autoptr(GString) out = g_string_new(NULL);

    g_assert_cmpuint(terminal_append_cut(out, slice_text(text), 10, true), ==, 10);
    g_assert_cmpstr(out->str, ==, "aaaaaaaaa…");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/terminal/plain_text_stays_as_it_is", plain_text_stays_as_it_is);
    g_test_add_func("/terminal/what_steers_a_terminal_is_shown_instead",
                    what_steers_a_terminal_is_shown_instead);
    g_test_add_func("/terminal/a_byte_that_is_not_plain_is_found_wherever_it_stands",
                    a_byte_that_is_not_plain_is_found_wherever_it_stands);
    g_test_add_func("/terminal/what_turns_the_reading_direction_is_shown_instead",
                    what_turns_the_reading_direction_is_shown_instead);
    g_test_add_func("/terminal/bytes_that_are_no_utf8_are_shown_one_by_one",
                    bytes_that_are_no_utf8_are_shown_one_by_one);
    g_test_add_func("/terminal/wide_characters_take_two_columns_and_marks_none",
                    wide_characters_take_two_columns_and_marks_none);
    g_test_add_func("/terminal/marks_without_a_base_or_in_heaps_are_shown_instead",
                    marks_without_a_base_or_in_heaps_are_shown_instead);
    g_test_add_func("/terminal/an_ascii_terminal_gets_ascii", an_ascii_terminal_gets_ascii);
    g_test_add_func("/terminal/a_cell_is_as_wide_as_it_is_asked_to_be",
                    a_cell_is_as_wide_as_it_is_asked_to_be);
    g_test_add_func("/terminal/a_cell_never_cuts_a_wide_character_or_an_escape_in_two",
                    a_cell_never_cuts_a_wide_character_or_an_escape_in_two);
    g_test_add_func("/terminal/a_long_text_costs_no_more_than_what_is_shown",
                    a_long_text_costs_no_more_than_what_is_shown);
    return g_test_run();
}
