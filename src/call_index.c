/* SPDX-License-Identifier: Apache-2.0 */
#include "src/call_index.h"

#include "dissect/base/hash.h"
#include <stdlib.h>

#include "flows/dialog_end.h"
#include "flows/open_calls.h"
#include "src/folding.h"

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

static void collect(CallIndex *index, const Dialogs *dialogs, const CallIndexOptions *options)
{
    const Links *links = options->links;
    bool is_sorted = true;

    index->entries = g_new0(CallEntry, dialogs_len(dialogs));
    for (DialogId id = 1; id <= dialogs_len(dialogs); id++) {
        CallEntry entry = { .dialog = id };

        if (!dialogs_get(dialogs, id) || (links && links_call(links, id) != id) ||
            (options->fates && options->fates[id] == OPEN_STAYS))
            continue;
        entry.is_evicted = options->fates && options->fates[id] == OPEN_EVICTED;
        index->entries[index->len] = entry;
        if (index->len > 0)
            is_sorted &= by_start(&index->entries[index->len - 1], &entry, (void *)dialogs) < 0;
        index->len++;
    }
    if (!is_sorted)
        g_qsort_with_data(index->entries, (int)index->len, sizeof *index->entries, by_start,
                          (void *)dialogs);
}

/* What the linker knows of calls by their first dialogs becomes knowledge of entries. */
typedef struct Linking {
    CallIndex *index;
    Dialogs *dialogs;
    const Links *links;
    unsigned *entry_of; /* DialogId -> index of its call's entry, plus one; 0: it has none */
} Linking;

static int compare_legs(gconstpointer a, gconstpointer b, gpointer user)
{
    const Linking *linking = user;
    const CallLeg *left = a;
    const CallLeg *right = b;
    unsigned entry = linking->entry_of[left->dialog];
    unsigned other = linking->entry_of[right->dialog];
    int64_t start = dialogs_get(linking->dialogs, left->dialog)->start;
    int64_t other_start = dialogs_get(linking->dialogs, right->dialog)->start;

    if (entry != other)
        return entry < other ? -1 : 1;
    if (start != other_start)
        return start < other_start ? -1 : 1;
    return left->dialog < right->dialog ? -1 : 1;
}

static void place_legs(Linking *linking)
{
    CallIndex *index = linking->index;
    GArray *more = index->more;

    for (DialogId id = 1; id <= dialogs_len(linking->dialogs); id++) {
        CallLeg leg = { id, links_evidence(linking->links, id) };
        DialogId first = links_call(linking->links, id);

        if (!dialogs_get(linking->dialogs, id) || first == id || !linking->entry_of[first])
            continue;
        linking->entry_of[id] = linking->entry_of[first];
        g_array_append_val(more, leg);
    }
    g_array_sort_with_data(more, compare_legs, linking);
    for (unsigned i = 0; i < more->len; i++) {
        CallEntry *entry =
            &index->entries[linking->entry_of[g_array_index(more, CallLeg, i).dialog] - 1];

        if (entry->more_len++ == 0)
            entry->more = i;
    }
}

/* The number of the call that @dialog begins; 0: it is not in the index. */
static unsigned number_of(const Linking *linking, DialogId dialog)
{
    unsigned entry = linking->entry_of[dialog];

    return entry ? linking->index->told + entry : 0;
}

static void relate(Linking *linking)
{
    CallIndex *index = linking->index;

    for (unsigned i = 0; i < index->len; i++) {
        CallEntry *entry = &index->entries[i];
        unsigned first = linking->entry_of[links_group(linking->links, entry->dialog)] - 1;
        DialogId possibly = links_possibly(linking->links, entry->dialog);

        if (first != i) { /* into the ring of the earliest one, behind it */
            entry->related = index->entries[first].related;
            index->entries[first].related = i;
        }
        entry->possibly = number_of(linking, possibly);
    }
}

/* The number of the call that was over before the one that @dialog begins, and had its Call-ID.
 */
static unsigned late_of(const Linking *linking, const Dialog *dialog)
{
    DialogId late = dialog->late;
    const Dialog *before = late ? dialogs_get(linking->dialogs, late) : NULL;

    if (!late || dialog->is_late_removed)
        return late;
    if (!before || before->hash != dialog->hash ||
        !before->is_closed) /* told in the meantime */
        return dialog_removed_number(linking->dialogs, dialog->hash);
    return number_of(linking, linking->links ? links_call(linking->links, late) : late);
}

/* Which calls had the Call-ID of an earlier one that was over. */
static void find_late(Linking *linking)
{
    CallIndex *index = linking->index;

    for (unsigned i = 0; i < index->len; i++)
        index->entries[i].late =
            late_of(linking, dialogs_get(linking->dialogs, index->entries[i].dialog));
}

static void take_links(CallIndex *index, Dialogs *dialogs, const Links *links)
{
    g_autofree unsigned *entry_of = g_new0(unsigned, dialogs_len(dialogs) + 1);
    Linking linking = { index, dialogs, links, entry_of };

    for (unsigned i = 0; i < index->len; i++)
        entry_of[index->entries[i].dialog] = i + 1;
    if (links) {
        index->counts = links_counts(links);
        place_legs(&linking);
        relate(&linking);
    }
    find_late(&linking);
}

/* A refresh is told with the registration it keeps alive, until that is ended. */
static void fold(CallIndex *index, const Dialogs *dialogs)
{
    g_autoptr(GHashTable) leaders =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);

    uint64_t seed = hash_seed(); /* a stranger knows in which order he is numbered */

    for (unsigned i = 0; i < index->len; i++) {
        const Dialog *dialog = dialogs_get(dialogs, index->entries[i].dialog);
        uint64_t key = index->entries[i].is_selected ? folding_key(dialog) : 0;
        gpointer leader;

        if (!key)
            continue;
        key = hash_bytes(slice_of(&key, sizeof key), seed);
        leader = g_hash_table_lookup(leaders, &key);
        if (dialog->state == STATE_DEREGISTERED) {
            g_hash_table_remove(leaders, &key);
        } else if (leader) {
            index->entries[GPOINTER_TO_UINT(leader) - 1].folded++;
            index->entries[i].folded_into = index->told + GPOINTER_TO_UINT(leader);
        } else {
            g_hash_table_insert(leaders, g_memdup2(&key, sizeof key), GUINT_TO_POINTER(i + 1));
        }
    }
}

CallIndex *call_index_new(Dialogs *dialogs, const CallIndexOptions *options)
{
    CallIndex *index = g_new0(CallIndex, 1);

    index->told = options->told;
    index->more = g_array_new(FALSE, FALSE, sizeof(CallLeg));
    collect(index, dialogs, options);
    for (unsigned i = 0; i < index->len; i++)
        index->entries[i].related = i;
    take_links(index, dialogs, options->links);
    for (unsigned i = 0; i < index->len; i++) {
        DialogId ids[LINK_CALL_MAX];
        unsigned len = call_index_dialogs(index, i, ids);

        index->entries[i].is_selected =
            selection_has(options->selection, dialogs, ids, len, call_index_number(index, i));
        index->selected += index->entries[i].is_selected;
    }
    if (options->folds && !selection_is_particular(options->selection))
        fold(index, dialogs);
    return index;
}

void call_index_free(CallIndex *index)
{
    if (!index)
        return;
    g_array_unref(index->more);
    g_free(index->entries);
    g_free(index);
}

uint64_t call_index_number(const CallIndex *index, unsigned at)
{
    return (uint64_t)index->told + at + 1;
}

static const CallLeg *legs_of(const CallIndex *index, const CallEntry *entry)
{
    return &g_array_index(index->more, CallLeg, entry->more);
}

unsigned call_index_dialogs(const CallIndex *index, unsigned at,
                            DialogId dialogs[LINK_CALL_MAX])
{
    const CallEntry *entry = &index->entries[at];

    dialogs[0] = entry->dialog;
    for (unsigned i = 0; i < entry->more_len; i++)
        dialogs[i + 1] = legs_of(index, entry)[i].dialog;
    return entry->more_len + 1u;
}

Call *call_index_make(const CallIndex *index, unsigned at, const Dialogs *dialogs,
                      const CallOptions *options)
{
    const CallEntry *entry = &index->entries[at];
    DialogId ids[LINK_CALL_MAX];
    const char *linked_by[LINK_CALL_MAX] = { NULL };
    CallParts parts = { .dialogs = ids,
                        .dialogs_len = call_index_dialogs(index, at, ids),
                        .linked_by = linked_by,
                        .id = call_index_number(index, at),
                        .possibly = entry->possibly,
                        .late = entry->late };
    Call *call;

    for (unsigned i = 0; i < entry->more_len; i++)
        linked_by[i + 1] = legs_of(index, entry)[i].linked_by;
    call = call_new(dialogs, &parts, options);
    call->folded = entry->folded;
    call->folded_into = entry->folded_into;
    return call;
}

/* Its first message is in a dialog, or a response. */
static bool began_before(const CallIndex *index, unsigned at, const Dialogs *dialogs)
{
    const Dialog *dialog = dialogs_get(dialogs, index->entries[at].dialog);
    const Message *first = dialogs_message(dialogs, dialog->first);

    return !message_is_request(first) || first->flags & MESSAGE_IN_DIALOG;
}

unsigned call_index_related(const CallIndex *index, unsigned at, const Dialogs *dialogs,
                            unsigned related[LINK_CALL_MAX])
{
    unsigned len = 0, next = at;

    do {
        bool is_early = began_before(index, next, dialogs);
        unsigned place = len++;

        for (; place > 0; place--) {
            bool is_early_before = began_before(index, related[place - 1], dialogs);

            if (is_early_before == is_early ? related[place - 1] < next : is_early_before)
                break;
            related[place] = related[place - 1];
        }
        related[place] = next;
        next = index->entries[next].related;
    } while (next != at && len < LINK_CALL_MAX);
    return len;
}
