/* SPDX-License-Identifier: Apache-2.0 */
#include "src/judging.h"

struct Judging {
    Matcher *matcher;
    GHashTable *known; /* number of a call -> Judgement */
};

/* Calls are counted in 32 bits wherever they are kept. */
static gpointer key_of(uint64_t id)
{
    return GSIZE_TO_POINTER((gsize)id);
}

static void free_value(gpointer judgement)
{
    judgement_free(judgement);
}

Judging *judging_new(const Library *library, const Dialogs *dialogs,
                     const MatchOptions *options)
{
    Judging *judging = g_new0(Judging, 1);

    judging->matcher = matcher_new(library, dialogs, options);
    judging->known = g_hash_table_new_full(NULL, NULL, NULL, free_value);
    return judging;
}

void judging_free(Judging *judging)
{
    if (!judging)
        return;
    g_hash_table_unref(judging->known);
    matcher_free(judging->matcher);
    g_free(judging);
}

void judging_judge(Judging *judging, Call *const *calls, unsigned calls_len)
{
    g_autofree Judgement **judgements = g_new0(Judgement *, calls_len);

    matcher_judge(judging->matcher, calls, calls_len, judgements);
    for (unsigned i = 0; i < calls_len; i++)
        g_hash_table_replace(judging->known, key_of(calls[i]->id), judgements[i]);
}

const Judgement *judging_find(const Judging *judging, uint64_t id)
{
    return g_hash_table_lookup(judging->known, key_of(id));
}

void judging_learn(Judging *judging, const Dialog *dialog)
{
    matcher_learn(judging->matcher, dialog);
}

void judging_go_on(Judging *judging, int64_t capture_end)
{
    matcher_go_on(judging->matcher, capture_end);
}

void judging_withdraw(Judging *judging, uint64_t id, FlowReason reason)
{
    Judgement *judgement = g_hash_table_lookup(judging->known, key_of(id));

    g_assert(judgement);
    judgement_withdraw(judgement, reason);
}

Judgement *judging_take(Judging *judging, uint64_t id)
{
    gpointer judgement = NULL;

    (void)g_hash_table_steal_extended(judging->known, key_of(id), NULL, &judgement);
    return judgement;
}

void judging_forget(Judging *judging, uint64_t id)
{
    g_hash_table_remove(judging->known, key_of(id));
}
