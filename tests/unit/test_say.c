/* SPDX-License-Identifier: Apache-2.0 */
#include "src/say.h"

#include <glib.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

/* What standard error gets when @text is said. */
static char *said(const char *text)
{
    FILE *file = tmpfile();
    int before = dup(STDERR_FILENO);
    char *line = g_malloc0(256);

    g_assert_nonnull(file);
    dup2(fileno(file), STDERR_FILENO);
    say(text);
    dup2(before, STDERR_FILENO);
    close(before);
    rewind(file);
    g_assert_nonnull(fgets(line, 256, file));
    g_assert_cmpint(fgetc(file), ==, EOF);
    fclose(file);
    return line;
}

static void assert_said(const char *text, const char *expected)
{
    g_autofree char *line = said(text);

    g_assert_cmpstr(line, ==, expected);
}

static void a_message_is_one_line_of_ours(void)
{
    assert_said("a.pcap: is a directory", "sipstory: a.pcap: is a directory\n");
    assert_said("a\nb\r.pcap: gone", "sipstory: a\\nb\\r.pcap: gone\n");
}

static void what_steers_a_terminal_is_shown_instead(void)
{
    assert_said("\x1b[2J\x7f\a", "sipstory: \\x1b[2J\\x7f\\x07\n");
    assert_said("a\x9b"
                "31m",
                "sipstory: a\\x9b31m\n");
    assert_said("a\xc2\x9b"
                "31m",
                "sipstory: a\\u009b31m\n");
}

static void what_turns_the_reading_direction_is_shown_instead(void)
{
    assert_said("a\xe2\x80\xaepacp.exe", "sipstory: a\\u202epacp.exe\n");
}

static void other_scripts_are_shown_where_the_locale_has_them(void)
{
    assert_said("\xe5\x91\xbc.pcap", setlocale(LC_CTYPE, "C.UTF-8")
                                         ? "sipstory: \xe5\x91\xbc.pcap\n"
                                         : "sipstory: \\u547c.pcap\n");
    setlocale(LC_CTYPE, "C");
    assert_said("\xe5\x91\xbc.pcap", "sipstory: \\u547c.pcap\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/say/a_message_is_one_line_of_ours", a_message_is_one_line_of_ours);
    g_test_add_func("/say/what_steers_a_terminal_is_shown_instead",
                    what_steers_a_terminal_is_shown_instead);
    g_test_add_func("/say/what_turns_the_reading_direction_is_shown_instead",
                    what_turns_the_reading_direction_is_shown_instead);
    g_test_add_func("/say/other_scripts_are_shown_where_the_locale_has_them",
                    other_scripts_are_shown_where_the_locale_has_them);
    return g_test_run();
}
