/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/match.h"

/* The judgements of a run. Related calls are judged together but told apart, so that a
 * judgement is kept until its call was told. */
typedef struct Judging Judging;

/* Borrows what matcher_new() does. The caller owns the result. */
Judging *judging_new(const Library *library, const Dialogs *dialogs,
                     const MatchOptions *options);

void judging_free(Judging *judging);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Judging, judging_free)

/* Judges @calls together, which are all that are related with each other (one, for most), in
 * the order of their start. */
void judging_judge(Judging *judging, Call *const *calls, unsigned calls_len);

/* The judgement of call number @id; NULL before it was judged. Borrowed until it is forgotten.
 */
const Judgement *judging_find(const Judging *judging, uint64_t id);

/* Learns what @dialog shows of the servers, as matcher_learn() does. */
void judging_learn(Judging *judging, const Dialog *dialog);

/* The capture goes on: its last packet so far has the time @capture_end. */
void judging_go_on(Judging *judging, int64_t capture_end);

/* Call number @id, judged already, has to be told before it is over, for @reason: it is
 * `incomplete`, whatever was found. */
void judging_withdraw(Judging *judging, uint64_t id, FlowReason reason);

/* The judgement of call number @id, judged already, which is the caller's from now on. */
Judgement *judging_take(Judging *judging, uint64_t id);

/* Forgets the judgement of call number @id. */
void judging_forget(Judging *judging, uint64_t id);
