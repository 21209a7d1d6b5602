/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* What the user tells a running capture by signals, taken in by a thread of its own, so that
 * nothing is done inside a handler. SIGINT and SIGTERM end the run, and a second one, unless
 * it comes within half a second, ends the program at once; SIGHUP rotates the files; SIGUSR1
 * asks for the figures. */
typedef struct LiveSignals LiveSignals;

/* Keeps SIGHUP and SIGUSR1 for live_signals_start(); the others still end the program, which
 * may wait for long until it runs (a FIFO for its reader). The caller owns it. */
LiveSignals *live_signals_new(void);

/* Ends the thread, and lets signals do what they did before; NULL is fine. */
void live_signals_free(LiveSignals *signals);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveSignals, live_signals_free)

/* Begins the thread, which calls @wake after each signal, on that thread: to be called before
 * any other thread is begun, which then leave the signals to it. */
void live_signals_start(LiveSignals *signals, void (*wake)(void *user), void *user);

/* True if the run is to end. */
bool live_signals_end(const LiveSignals *signals);

/* True if the files are to be rotated, the figures shown; asked for once each time. */
bool live_signals_take_rotate(LiveSignals *signals);
bool live_signals_take_show(LiveSignals *signals);
