/* SPDX-License-Identifier: Apache-2.0 */
#include "src/call_index.h"

#include <stdlib.h>

#include "dissect/base/hash.h"

static int by_start(const void *a, const void *b, void *user)
{
    const Dialogs *dialogs = user;
    const CallEntry *left = a;
    const CallEntry *right = b;
    int64_t left_start = dialogs_get(dialogs, left->dialog)->start;
    int64_t right_start = dialogs_get(dialogs, right->dialog)->start;

    if (left_start != right_start)
        return left_start < right_start ? -1 : 1;
    return left->dialog < right->dialog ? -1 : 1;
}

static void collect(CallIndex *index, const Dialogs *dialogs)
{
    bool is_sorted = true;

    index->entries = g_new0(CallEntry, dialogs_len(dialogs));
    for (DialogId id = 1; id <= dialogs_len(dialogs); id++) {
        CallEntry entry = { .dialog = id };

        if (!dialogs_get(dialogs, id))
            continue;
        index->entries[index->len] = entry;
        if (index->len > 0)
            is_sorted &= by_start(&index->entries[index->len - 1], &entry, (void *)dialogs) < 0;
        index->len++;
    }
    if (!is_sorted)
        g_qsort_with_data(index->entries, (int)index->len, sizeof *index->entries, by_start,
                          (void *)dialogs);
}

/* What an OPTIONS ping or a registration is told with: those between the same endpoints, for
 * the same user. 0 for every other call. */
static uint64_t fold_key(const Dialog *dialog)
{
    uint64_t low = MIN(dialog->caller, dialog->next_hop);
    uint64_t high = MAX(dialog->caller, dialog->next_hop);
    bool is_ping = dialog->method == METHOD_OPTIONS && dialog->state == STATE_COMPLETED;
    bool is_registration =
        dialog->method == METHOD_REGISTER &&
        (dialog->state == STATE_REGISTERED || dialog->state == STATE_DEREGISTERED);

    if (dialog->is_invite || !(is_ping || is_registration))
        return 0;
    return hash_mix(hash_mix(low << 32 | high, dialog->method),
                    is_registration ? (uint64_t)dialog->to + 1 : 0) |
           1;
}

/* A refresh is told with the registration it keeps alive, until that is ended. */
static void fold(CallIndex *index, const Dialogs *dialogs)
{
    g_autoptr(GHashTable) leaders =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

    for (unsigned i = 0; i < index->len; i++) {
        const Dialog *dialog = dialogs_get(dialogs, index->entries[i].dialog);
        uint64_t key = index->entries[i].is_selected ? fold_key(dialog) : 0;
        gpointer leader = key ? g_hash_table_lookup(leaders, &key) : NULL;

        if (!key)
            continue;
        if (dialog->state == STATE_DEREGISTERED) {
            g_hash_table_remove(leaders, &key);
        } else if (leader) {
            index->entries[GPOINTER_TO_UINT(leader) - 1].folded++;
            index->entries[i].is_folded_away = true;
        } else {
            g_hash_table_insert(leaders, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(i + 1));
        }
    }
}

CallIndex *call_index_new(const Dialogs *dialogs, const Selection *selection, bool folds)
{
    CallIndex *index = g_new0(CallIndex, 1);

    collect(index, dialogs);
    for (unsigned i = 0; i < index->len; i++) {
        CallEntry *entry = &index->entries[i];

        entry->is_selected =
            selection_has(selection, dialogs, dialogs_get(dialogs, entry->dialog), i + 1);
        index->selected += entry->is_selected;
    }
    if (folds && !selection_is_particular(selection))
        fold(index, dialogs);
    return index;
}

void call_index_free(CallIndex *index)
{
    if (!index)
        return;
    g_free(index->entries);
    g_free(index);
}
