/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/status_line.h"

#include "reports/terminal.h"
#include "tests/support/live.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Live, live_clear)

#define SECOND INT64_C(1000000000)

/* A second before, 15,210 packets and 1,204 messages had not come yet. */
static char *line(const Live *live, unsigned width, bool unicode, bool color)
{
    StatusMark before = status_line_mark(&live->figures);
    StatusStyle style = { width, unicode, color };

    before.running -= SECOND;
    before.packets -= 15210;
    before.messages -= 1204;
    return status_line_new(&live->figures, &before, &style);
}

static void prepare(Live *live)
{
    live_init(live);
    live_tell_calls(live);
    live->figures.calls_open = 312;
    live->interfaces[1].is_open = true;
}

static void assert_line(const Live *live, unsigned width, const char *expected)
{
    g_autofree char *text = line(live, width, true, false);

    g_assert_cmpstr(text, ==, expected);
}

static void a_wide_line_has_all_in_words(void)
{
    g_auto(Live) live;

    prepare(&live);
    assert_line(&live, 0,
                "0:04:31 \u00b7 15,210 packets/s \u00b7 1,204 messages/s \u00b7 312 calls open "
                "\u00b7 9 ended \u00b7 2 deviate \u00b7 memory 41M of 256M");
}

static void a_narrow_line_has_what_matters_most(void)
{
    g_auto(Live) live;

    prepare(&live);
    assert_line(&live, 80,
                "0:04:31 \u00b7 15.2k pkt/s \u00b7 1,204 msg/s \u00b7 312 open "
                "\u00b7 9 ended \u00b7 2 deviate \u00b7 mem 41M");
    assert_line(&live, 40, "0:04:31 \u00b7 312 open \u00b7 9 ended \u00b7 2 deviate");
    assert_line(&live, 10, "0:04:31");
    assert_line(&live, 2, "");
}

static void losses_come_first_and_name_their_place(void)
{
    g_auto(Live) live;

    prepare(&live);
    live.interfaces[0].dropped_kernel = 300;
    assert_line(&live, 44, "0:04:31 \u00b7 300 packets lost in the kernel");
    live.interfaces[1].dropped_queue = 12345;
    assert_line(&live, 75,
                "0:04:31 \u00b7 12,645 packets lost: 300 in the kernel, 12,345 in the queue");
    assert_line(&live, 22, "0:04:31 \u00b7 12.6k lost");
}

static void an_interface_that_is_gone_is_named(void)
{
    g_auto(Live) live;

    prepare(&live);
    live.interfaces[1].is_open = false;
    assert_line(&live, 25, "0:04:31 \u00b7 eth1 is gone");
    live.interfaces[1].name = "\033[2J-and-more-than-fits";
    assert_line(&live, 34, "0:04:31 \u00b7 \\x1b[2J-and-mor\u2026 is gone");
    live.interfaces[0].is_open = false;
    assert_line(&live, 32, "0:04:31 \u00b7 2 interfaces are gone");
}

static void it_is_coloured_where_something_was_lost(void)
{
    g_auto(Live) live;
    g_autofree char *good = NULL;
    g_autofree char *bad = NULL;

    prepare(&live);
    good = line(&live, 80, true, true);
    g_assert_null(strchr(good, '\033'));
    live.interfaces[0].dropped_interface = 1;
    bad = line(&live, 80, true, true);
    g_assert_nonnull(strstr(bad, terminal_tone(TERMINAL_BAD, true)));
    g_assert_nonnull(strstr(bad, "1 packet lost in the interface"));
}

static void a_terminal_without_unicode_gets_ascii(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    prepare(&live);
    live.interfaces[0].name = "\xe4\xb8\xad";
    live.interfaces[0].is_open = false;
    text = line(&live, 60, false, false);
    g_assert_true(g_str_is_ascii(text));
    g_assert_nonnull(strstr(text, "0:04:31 | "));
}

static void no_width_is_exceeded(void)
{
    g_auto(Live) live;

    prepare(&live);
    live.figures.running = INT64_C(400) * 86400 * SECOND;
    live.figures.calls_open = G_MAXUINT;
    live.interfaces[0].dropped_kernel = UINT64_MAX / 4;
    live.interfaces[0].dropped_queue = UINT64_MAX / 4;
    live.interfaces[1].is_open = false;
    for (unsigned width = 1; width < 300; width++) {
        g_autofree char *text = line(&live, width, true, false);

        g_assert_cmpuint(terminal_width(slice_text(text)), <=, width);
    }
}

static void no_time_has_no_rate(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;
    StatusMark now;

    prepare(&live);
    now = status_line_mark(&live.figures);
    text = status_line_new(&live.figures, &now, &(StatusStyle){ .unicode = true });
    g_assert_nonnull(strstr(text, " 0 packets/s"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/status_line/a_wide_line_has_all_in_words", a_wide_line_has_all_in_words);
    g_test_add_func("/status_line/a_narrow_line_has_what_matters_most",
                    a_narrow_line_has_what_matters_most);
    g_test_add_func("/status_line/losses_come_first_and_name_their_place",
                    losses_come_first_and_name_their_place);
    g_test_add_func("/status_line/an_interface_that_is_gone_is_named",
                    an_interface_that_is_gone_is_named);
    g_test_add_func("/status_line/it_is_coloured_where_something_was_lost",
                    it_is_coloured_where_something_was_lost);
    g_test_add_func("/status_line/a_terminal_without_unicode_gets_ascii",
                    a_terminal_without_unicode_gets_ascii);
    g_test_add_func("/status_line/no_width_is_exceeded", no_width_is_exceeded);
    g_test_add_func("/status_line/no_time_has_no_rate", no_time_has_no_rate);
    return g_test_run();
}
