/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <signal.h>
#include <unistd.h>

#include "src/live_signals.h"

static void count(void *user)
{
    g_atomic_int_inc((int *)user);
}

static void await(const int *woken, int times)
{
    for (int i = 0; i < 1000 && g_atomic_int_get(woken) < times; i++)
        g_usleep(10000);
    g_assert_cmpint(g_atomic_int_get(woken), >=, times);
}

static void a_signal_that_comes_twice_at_once_is_one_wish(void)
{
    g_autoptr(LiveSignals) signals = live_signals_new();
    int woken = 0;

    live_signals_start(signals, count, &woken);
    g_assert_false(live_signals_end(signals));
    kill(getpid(), SIGTERM);
    await(&woken, 1);
    kill(getpid(), SIGTERM);
    await(&woken, 2);
    g_assert_true(live_signals_end(signals));
}

static void wish_twice(void)
{
    g_autoptr(LiveSignals) signals = live_signals_new();
    int woken = 0;

    live_signals_start(signals, count, &woken);
    kill(getpid(), SIGINT);
    await(&woken, 1);
    g_usleep(600000);
    kill(getpid(), SIGINT);
    g_usleep(10000000);
}

static void a_second_wish_ends_the_program(void)
{
    if (g_test_subprocess()) {
        wish_twice();
        return;
    }
    g_test_trap_subprocess(NULL, 30000000, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_failed();
    g_assert_false(g_test_trap_reached_timeout());
}

static void rotation_and_figures_are_asked_for_once(void)
{
    g_autoptr(LiveSignals) signals = live_signals_new();
    int woken = 0;

    live_signals_start(signals, count, &woken);
    kill(getpid(), SIGHUP);
    await(&woken, 1);
    kill(getpid(), SIGUSR1);
    await(&woken, 2);
    g_assert_true(live_signals_take_rotate(signals));
    g_assert_false(live_signals_take_rotate(signals));
    g_assert_true(live_signals_take_show(signals));
    g_assert_false(live_signals_take_show(signals));
    g_assert_false(live_signals_end(signals));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_signals/a_signal_that_comes_twice_at_once_is_one_wish",
                    a_signal_that_comes_twice_at_once_is_one_wish);
    g_test_add_func("/live_signals/a_second_wish_ends_the_program",
                    a_second_wish_ends_the_program);
    g_test_add_func("/live_signals/rotation_and_figures_are_asked_for_once",
                    rotation_and_figures_are_asked_for_once);
    return g_test_run();
}
