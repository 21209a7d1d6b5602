/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/wrap.h"

#include "tests/support/story.h"

static char *wrapped(const char *text, unsigned width, TerminalTone tone)
{
    size_t len;
    char *written = NULL;
    FILE *out = open_memstream(&written, &len);
    ReportContext context = { .out = out, .width = width, .color = true };

    wrap_print(&context, text, (WrapIndent){ 2, 4 }, tone);
    fclose(out);
    return written;
}

#define assert_wrapped(text, width, tone, expected)                                            \
    do {                                                                                       \
        char *wrapped_ = wrapped((text), (width), (tone));                                     \
        g_assert_cmpstr(wrapped_, ==, (expected));                                             \
        free(wrapped_);                                                                        \
    } while (0)

static void a_line_that_fits_stays_one(void)
{
    assert_wrapped("one two", 9, TERMINAL_PLAIN, "  one two\n");
    assert_wrapped("one two three four", 0, TERMINAL_PLAIN, "  one two three four\n");
}

static void a_long_line_goes_on_below_its_text(void)
{
    assert_wrapped("one two three", 9, TERMINAL_PLAIN, "  one two\n    three\n");
    assert_wrapped("immeasurable one", 9, TERMINAL_PLAIN, "  immeasurable\n    one\n");
}

static void what_is_glued_stays_together(void)
{
    assert_wrapped("one two" WRAP_GLUE "(3)", 9, TERMINAL_PLAIN, "  one\n    two (3)\n");
}

static void all_of_it_has_the_tone(void)
{
    assert_wrapped("one two", 6, TERMINAL_BAD, "\x1b[31m  one\n    two\x1b[0m\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/wrap/a_line_that_fits_stays_one", a_line_that_fits_stays_one);
    g_test_add_func("/wrap/a_long_line_goes_on_below_its_text",
                    a_long_line_goes_on_below_its_text);
    g_test_add_func("/wrap/what_is_glued_stays_together", what_is_glued_stays_together);
    g_test_add_func("/wrap/all_of_it_has_the_tone", all_of_it_has_the_tone);
    return g_test_run();
}
