/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_signals.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Counts wakes; waits for the next one. */
typedef struct Waiter {
    GMutex lock;
    GCond woken;
    unsigned wakes;
} Waiter;

static void wake(void *user)
{
    Waiter *waiter = user;

    g_mutex_lock(&waiter->lock);
    waiter->wakes++;
    g_cond_signal(&waiter->woken);
    g_mutex_unlock(&waiter->lock);
}

static void send(Waiter *waiter, int number)
{
    g_mutex_lock(&waiter->lock);
    waiter->wakes = 0;
    kill(getpid(), number);
    while (!waiter->wakes)
        g_cond_wait(&waiter->woken, &waiter->lock);
    g_mutex_unlock(&waiter->lock);
}

static void each_signal_is_asked_for_once(void)
{
    g_autoptr(LiveSignals) signals = live_signals_new();
    Waiter waiter = { .wakes = 0 };

    live_signals_start(signals, wake, &waiter);
    g_assert_false(live_signals_take_rotate(signals));
    send(&waiter, SIGHUP);
    g_assert_true(live_signals_take_rotate(signals));
    g_assert_false(live_signals_take_rotate(signals));
    send(&waiter, SIGUSR1);
    g_assert_true(live_signals_take_show(signals));
    g_assert_false(live_signals_take_show(signals));
    g_assert_false(live_signals_end(signals));
    send(&waiter, SIGTERM);
    g_assert_true(live_signals_end(signals));
}

static void a_signal_that_comes_before_the_thread_waits_for_it(void)
{
    g_autoptr(LiveSignals) signals = live_signals_new();
    Waiter waiter = { .wakes = 0 };

    kill(getpid(), SIGHUP);
    live_signals_start(signals, wake, &waiter);
    g_mutex_lock(&waiter.lock);
    while (!waiter.wakes)
        g_cond_wait(&waiter.woken, &waiter.lock);
    g_mutex_unlock(&waiter.lock);
    g_assert_true(live_signals_take_rotate(signals));
}

/* In a child: the program ends by the second one. */
static void the_second_signal_ends_the_program_at_once(void)
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        LiveSignals *signals = live_signals_new();
        Waiter waiter = { .wakes = 0 };

        live_signals_start(signals, wake, &waiter);
        send(&waiter, SIGINT);
        kill(getpid(), SIGINT);
        g_usleep(10 * G_USEC_PER_SEC);
        _exit(0);
    }
    g_assert_cmpint(waitpid(child, &status, 0), ==, child);
    g_assert_true(WIFSIGNALED(status));
    g_assert_cmpint(WTERMSIG(status), ==, SIGINT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_signals/once", each_signal_is_asked_for_once);
    g_test_add_func("/live_signals/early", a_signal_that_comes_before_the_thread_waits_for_it);
    g_test_add_func("/live_signals/second", the_second_signal_ends_the_program_at_once);
    return g_test_run();
}
