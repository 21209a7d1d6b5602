/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"
#include "flows/library.h"

/* Holds calls against the flows of a library (flows.md, 2). Calls share a few hundred shapes;
 * each shape is aligned once, and what depends on the bounds of the capture is found for each
 * call. */
typedef struct Matcher Matcher;

typedef struct MatchOptions {
    int64_t capture_end; /* time of the last packet of any protocol */
    bool no_cache;  /* align every call anew, for a test, each with all the work there is */
    bool is_poor;   /* begin with no work left for calls like no flow, for a test */
    bool is_live;   /* dialogs come and go: what calls show of the servers (relays.h) is
                     * learned as they are judged, not from all of them at first */
    bool is_taught; /* they do, but that is learned by matcher_learn() alone */
} MatchOptions;

/* What it cost, for the curious and for tests. */
typedef struct MatchCounts {
    uint64_t calls, shapes; /* judged; aligned */
    uint64_t states, looks; /* of all searches */
    uint64_t given_up;      /* calls that met the bound of work */
} MatchCounts;

/* Makes a matcher; @library and @dialogs outlive it. The caller owns it. */
Matcher *matcher_new(const Library *library, const Dialogs *dialogs,
                     const MatchOptions *options);

void matcher_free(Matcher *matcher);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Matcher, matcher_free)

/* Judges @calls_len calls that are related (one, for most), in the order of their start, and
 * writes one judgement for each to @judgements; the caller owns these. */
void matcher_judge(Matcher *matcher, Call *const *calls, unsigned calls_len,
                   Judgement **judgements);

/* Learns what @dialog shows of the servers; each once. */
void matcher_learn(Matcher *matcher, const Dialog *dialog);

/* The capture goes on: its last packet so far has the time @capture_end. */
void matcher_go_on(Matcher *matcher, int64_t capture_end);

MatchCounts matcher_counts(const Matcher *matcher);
