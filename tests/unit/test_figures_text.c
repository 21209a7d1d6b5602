/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/figures_text.h"

#include "reports/terminal.h"
#include "tests/support/live.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Live, live_clear)

static void it_says_what_came_what_ended_and_what_it_takes(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live_tell_calls(&live);
    live.figures.calls_begun = 36;
    live.figures.calls_open = 24;
    live.figures.dialogs_open = 26;
    live.figures.calls_joined = 3;
    live.figures.resident = UINT64_C(77) << 20;
    text = figures_text_new(&live.figures, 0, true);
    g_assert_cmpstr(
        text, ==,
        "Running for 0:04:31.\n"
        "  eth0: 1,520,344 packets (913M bytes), 40,211 SIP messages; nothing lost\n"
        "  eth1, which is gone: 12 packets (2K bytes), 0 SIP messages; nothing lost\n"
        "Calls: 36 begun, 24 open (26 dialogs), 9 ended, 3 joined to others.\n"
        "  Of those that ended: 6 ok, 2 deviate, 1 comes close to no flow\n"
        "Memory: 41M of 256M for dialogs and texts; the process takes 77M.\n");
}

static void what_was_lost_is_told_by_place(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live_tell_calls(&live);
    live.interfaces[0].dropped_kernel = 300;
    live.interfaces[0].dropped_queue = 1200;
    live.interfaces[1].dropped_interface = 1;
    live.figures.calls_evicted = 1;
    live.figures.lost_written = 2;
    text = figures_text_new(&live.figures, 0, true);
    g_assert_nonnull(strstr(text, "messages; lost: 300 in the kernel, 1,200 in the queue\n"));
    g_assert_nonnull(strstr(text, "messages; lost: 1 in the interface\n"));
    g_assert_nonnull(strstr(text, ", 1 was evicted for --memory\n"));
    g_assert_nonnull(strstr(text, "\nNot written: 2 packets, calls or events that an output "
                                  "could not take.\n"));
}

static void before_the_first_packet_there_is_little_to_say(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;

    live_init(&live);
    live.figures.interfaces_len = 0;
    live.figures.running = 0;
    text = figures_text_new(&live.figures, 80, true);
    g_assert_cmpstr(text, ==,
                    "Running for 0:00:00.\nCalls: 0 begun, 0 open, 0 ended.\n"
                    "Memory: 41M of 256M for dialogs and texts.\n");
}

static void lines_are_broken_and_names_are_escaped(void)
{
    g_auto(Live) live;
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    live_init(&live);
    live_tell_calls(&live);
    live.interfaces[0].name = "e\033[31m\n\xff";
    live.interfaces[0].dropped_kernel = UINT64_MAX / 4;
    live.interfaces[0].dropped_queue = UINT64_MAX / 4;
    text = figures_text_new(&live.figures, 40, false);
    lines = g_strsplit(text, "\n", -1);
    g_assert_null(strchr(text, '\033'));
    g_assert_nonnull(
        strstr(text, "\n  e\\x1b[31m\\n\\xff: 1,520,344 packets\n    (913M bytes)"));
    for (char **line = lines; *line; line++)
        g_assert_cmpuint(terminal_width(slice_text(*line)), <=, 40);
}

static void without_a_loss_there_is_no_warning(void)
{
    g_auto(Live) live;

    live_init(&live);
    g_assert_null(figures_text_drops(&live.figures));
}

static void a_warning_says_where_how_many_and_what_mends_it(void)
{
    g_auto(Live) live;
    g_autofree char *kernel = NULL;
    g_autofree char *all = NULL;

    live_init(&live);
    live.interfaces[0].dropped_kernel = 4644;
    kernel = figures_text_drops(&live.figures);
    g_assert_cmpstr(
        kernel, ==,
        "4,644 of 1,525,000 packets were lost, so calls may lack messages: 4,644 in "
        "the kernel (a larger --buffer or a narrower -f helps)");
    live.interfaces[1].dropped_queue = 1;
    live.interfaces[1].dropped_interface = 2;
    all = figures_text_drops(&live.figures);
    g_assert_true(g_str_has_prefix(all, "4,647 of 1,525,003 packets"));
    g_assert_nonnull(strstr(all, "; 2 in the interface (the card "));
    g_assert_nonnull(strstr(all, "; 1 in the queue (the analysis was slower "));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/figures_text/it_says_what_came_what_ended_and_what_it_takes",
                    it_says_what_came_what_ended_and_what_it_takes);
    g_test_add_func("/figures_text/what_was_lost_is_told_by_place",
                    what_was_lost_is_told_by_place);
    g_test_add_func("/figures_text/before_the_first_packet_there_is_little_to_say",
                    before_the_first_packet_there_is_little_to_say);
    g_test_add_func("/figures_text/lines_are_broken_and_names_are_escaped",
                    lines_are_broken_and_names_are_escaped);
    g_test_add_func("/figures_text/without_a_loss_there_is_no_warning",
                    without_a_loss_there_is_no_warning);
    g_test_add_func("/figures_text/a_warning_says_where_how_many_and_what_mends_it",
                    a_warning_says_where_how_many_and_what_mends_it);
    return g_test_run();
}
