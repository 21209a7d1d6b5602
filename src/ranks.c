/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ranks.h"

struct Ranks {
    unsigned *of[2]; /* by whether the report folds; by entry of the index */
    unsigned len[2];
};

static void rank(Ranks *ranks, const CallIndex *index, const bool *deviates, bool folds)
{
    unsigned next = 0;

    ranks->of[folds] = g_new(unsigned, index->len);
    for (unsigned pass = 0; pass < 2; pass++)
        for (unsigned i = 0; i < index->len; i++) {
            const CallEntry *entry = &index->entries[i];
            bool is_hidden = folds && entry->folded_into && !deviates[i];

            if (!entry->is_selected || is_hidden)
                ranks->of[folds][i] = G_MAXUINT;
            else if (deviates[i] == (pass == 0))
                ranks->of[folds][i] = next++;
        }
    ranks->len[folds] = next;
}

Ranks *ranks_new(const CallIndex *index, const bool *deviates)
{
    Ranks *ranks = g_new0(Ranks, 1);

    rank(ranks, index, deviates, false);
    rank(ranks, index, deviates, true);
    return ranks;
}

void ranks_free(Ranks *ranks)
{
    if (!ranks)
        return;
    g_free(ranks->of[0]);
    g_free(ranks->of[1]);
    g_free(ranks);
}

unsigned ranks_len(const Ranks *ranks, bool folds)
{
    return ranks->len[folds];
}

unsigned ranks_of(const Ranks *ranks, unsigned at, bool folds)
{
    return ranks->of[folds][at];
}
