/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/call_index.h"

/* In which order the selected calls come into reports that do not hold all of them: those that
 * left their flow first, then the earliest. */
typedef struct Ranks Ranks;

/* Makes ranks of the selected calls in @index; @deviates tells for each entry whether it left
 * its flow. The caller owns it. */
Ranks *ranks_new(const CallIndex *index, const bool *deviates);

void ranks_free(Ranks *ranks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ranks, ranks_free)

/* How many calls a report has to tell, and the rank of the one at @at among them, from 0; in
 * one that @folds, those that are told with others are not counted. */
unsigned ranks_len(const Ranks *ranks, bool folds);
unsigned ranks_of(const Ranks *ranks, unsigned at, bool folds);
