/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "tests/live/soak_text.h"

/* The calls of weeks, many at a time: whose message comes next, and when. The same for the same
 * number of calls. */
typedef struct SoakPlay SoakPlay;

/* @calls: how many begin, beside those that go on all the time. The caller owns it. */
SoakPlay *soak_play_new(unsigned calls);

void soak_play_free(SoakPlay *play);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SoakPlay, soak_play_free)

/* The call whose message is next, and *@time, in ns since 1970; NULL once all are over.
 * Borrowed until the next call. */
const SoakCall *soak_play_next(SoakPlay *play, int64_t *time);

/* The kinds; borrowed. */
const SoakKind *soak_play_kinds(const SoakPlay *play);

/* How many calls of kind number @kind there were so far; of those that go on, rounds. */
uint64_t soak_play_count(const SoakPlay *play, unsigned kind);

/* How many calls have begun so far, of those that do not go on. */
unsigned soak_play_begun(const SoakPlay *play);
