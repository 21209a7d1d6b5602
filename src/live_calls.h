/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/message_texts.h"
#include "reports/flow_tally.h"
#include "reports/live_event.h"
#include "src/selection.h"

/* The calls of a run without an end: each is announced with its first message, told when its
 * state changes, and when it is over linked, judged, told and forgotten (open_calls.h says when
 * that is). Numbers count dialogs as they begin; a dialog that turns out to be a leg of an
 * earlier one's call gives its own up.
 *
 * Memory is bounded: beyond the bound calls are told before they are over, those that go on as
 * `incomplete`, reason `evicted`; the bound is for dialogs, links and texts together. */
typedef struct LiveCalls LiveCalls;

/* What is told of @call, both borrowed during the call; @event is without `dropped`.
 * @is_folded: it is a ping or a refresh like one before. */
typedef void (*LiveCallsTell)(const Call *call, const LiveEvent *event, bool is_folded,
                              void *user);

typedef struct LiveCallsOptions {
    const Options *options; /* these three borrowed, while it lives, */
    const Library *library;
    const Selection *selection;
    const CallOptions *making; /* and this one is copied */
    uint64_t memory;
    bool wants_texts;    /* calls are told with their messages' texts */
    bool wants_progress; /* not only how calls end */
    LiveCallsTell tell;
    void *user;
} LiveCallsOptions;

/* The caller owns it. */
LiveCalls *live_calls_new(const LiveCallsOptions *options);

void live_calls_free(LiveCalls *calls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveCalls, live_calls_free)

/* Adds a message; what is odd about it. */
AnomalySet live_calls_message(LiveCalls *calls, const Arrival *arrival, const SipView *view);

/* Time goes on to @time (ns since 1970) although no message came; an earlier one than was known
 * changes nothing. */
void live_calls_pass(LiveCalls *calls, int64_t time);

/* The end of the run: tells all calls that are left; one that goes on and conforms so far is
 * `incomplete`, for nobody sees how it ends. */
void live_calls_finish(LiveCalls *calls);

/* What reports are given. Borrowed. */
Dialogs *live_calls_dialogs(LiveCalls *calls);
const MessageTexts *live_calls_texts(const LiveCalls *calls);

/* Calls so far, and what is there now. */
typedef struct LiveCounts {
    uint64_t messages;
    uint64_t begun, ended, joined; /* begun: those that are open, ended or joined */
    uint64_t evicted;              /* of those that ended */
    unsigned dialogs;              /* that are open */
    size_t memory, memory_bound;   /* bytes */
    const FlowTally *tally;        /* of those that ended and are selected; borrowed */
} LiveCounts;
LiveCounts live_calls_counts(const LiveCalls *calls);
