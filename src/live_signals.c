/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_signals.h"

#include <signal.h>
#include <unistd.h>

/* timeout(1) sends its signal twice, to the program and to the group that both are in: the same
 * one so soon again is no other wish. Microseconds. */
#define ONE_WISH 500000

struct LiveSignals {
    sigset_t taken, before;
    GThread *thread; /* NULL: not begun */
    void (*wake)(void *user);
    void *user;
    int64_t ended;            /* when the first wish to end came; 0: none. Of the thread */
    int ended_by;             /* the signal that said so */
    int ends, rotates, shows; /* atomic */
    int is_over;              /* atomic: the thread is to end */
};

LiveSignals *live_signals_new(void)
{
    LiveSignals *signals = g_new0(LiveSignals, 1);

    sigemptyset(&signals->taken);
    sigaddset(&signals->taken, SIGHUP);
    sigaddset(&signals->taken, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &signals->taken, &signals->before);
    sigaddset(&signals->taken, SIGINT);
    sigaddset(&signals->taken, SIGTERM);
    return signals;
}

void live_signals_free(LiveSignals *signals)
{
    if (!signals)
        return;
    if (signals->thread) {
        g_atomic_int_set(&signals->is_over, true);
        kill(getpid(), SIGUSR1); /* which the thread waits for */
        g_thread_join(signals->thread);
    }
    pthread_sigmask(SIG_SETMASK, &signals->before, NULL);
    g_free(signals);
}

/* The second time the user does not want to wait any longer. */
static void end_at_once(int number)
{
    sigset_t only;

    signal(number, SIG_DFL);
    sigemptyset(&only);
    sigaddset(&only, number);
    pthread_sigmask(SIG_UNBLOCK, &only, NULL);
    raise(number);
}

static void take_end(LiveSignals *signals, int number)
{
    int64_t now = g_get_monotonic_time();

    if (signals->ended && (number != signals->ended_by || now - signals->ended > ONE_WISH))
        end_at_once(number);
    if (!signals->ended) {
        signals->ended = now;
        signals->ended_by = number;
    }
    g_atomic_int_set(&signals->ends, true);
}

static void take(LiveSignals *signals, int number)
{
    if (number == SIGHUP)
        g_atomic_int_set(&signals->rotates, true);
    else if (number == SIGUSR1)
        g_atomic_int_set(&signals->shows, true);
    else
        take_end(signals, number);
    signals->wake(signals->user);
}

static gpointer wait_for_signals(gpointer data)
{
    LiveSignals *signals = data;
    int number;

    while (sigwait(&signals->taken, &number) == 0 && !g_atomic_int_get(&signals->is_over))
        take(signals, number);
    return NULL;
}

void live_signals_start(LiveSignals *signals, void (*wake)(void *user), void *user)
{
    signals->wake = wake;
    signals->user = user;
    pthread_sigmask(SIG_BLOCK, &signals->taken, NULL);
    signals->thread = g_thread_new("signals", wait_for_signals, signals);
}

bool live_signals_end(const LiveSignals *signals)
{
    return g_atomic_int_get(&signals->ends) > 0;
}

static bool take_flag(int *flag)
{
    return g_atomic_int_compare_and_exchange(flag, true, false);
}

bool live_signals_take_rotate(LiveSignals *signals)
{
    return take_flag(&signals->rotates);
}

bool live_signals_take_show(LiveSignals *signals)
{
    return take_flag(&signals->shows);
}
