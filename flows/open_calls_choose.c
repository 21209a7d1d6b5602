/* SPDX-License-Identifier: Apache-2.0
 *
 * To link all that is kept takes a while, so that a good part leaves each time: the work for
 * all calls of a capture is then a small multiple of what it is where all stay.
 */
#include "flows/open_calls_private.h"
#include "flows/patience.h"

/* What a dialog takes besides its messages, in messages, about. */
#define DIALOG_WEIGHT 8

typedef enum Rank { RANK_OVER, RANK_ENDED, RANK_RUNNING } Rank;

/* Related calls, which leave together. */
typedef struct Group {
    unsigned first, len; /* in `leaving` */
    Rank rank;
    int64_t since; /* ended: the second of the last message; running: when it began */
    uint64_t weight;
} Group;

static const Leaving *leaving_at(const OpenCalls *calls, unsigned at)
{
    return &g_array_index(calls->leaving, Leaving, at);
}

static Rank rank_of(const Dialog *dialog)
{
    if (dialog->is_closed)
        return RANK_OVER;
    return patience_has_ended(dialog) ? RANK_ENDED : RANK_RUNNING;
}

static Group group_at(const OpenCalls *calls, unsigned first)
{
    Group group = { .first = first };
    int64_t heard = 0;

    for (unsigned i = first; i < calls->leaving->len; i++) {
        const Leaving *leaving = leaving_at(calls, i);
        const Dialog *dialog = dialogs_get(calls->dialogs, leaving->dialog);

        if (leaving->group != leaving_at(calls, first)->group)
            break;
        group.len++;
        group.rank = MAX(group.rank, rank_of(dialog));
        group.weight += dialog->messages + DIALOG_WEIGHT;
        if (leaving->dialog < calls->open->len)
            heard = MAX(heard, (int64_t)open_at(calls, leaving->dialog)->heard);
    }
    group.since = group.rank == RANK_RUNNING
                      ? dialogs_get(calls->dialogs, leaving_at(calls, first)->dialog)->start
                      : heard;
    return group;
}

static int compare_groups(gconstpointer a, gconstpointer b)
{
    const Group *left = a;
    const Group *right = b;

    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    if (left->since != right->since)
        return left->since < right->since ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

GByteArray *open_calls_choose(OpenCalls *calls)
{
    GByteArray *fates = g_byte_array_new();
    g_autoptr(GArray) groups = g_array_new(FALSE, FALSE, sizeof(Group));
    uint64_t all = 0, leaves = 0;

    g_byte_array_set_size(fates, dialogs_len(calls->dialogs) + 1);
    memset(fates->data, OPEN_STAYS, fates->len);
    open_calls_all_leave(calls);
    for (unsigned at = 0; at < calls->leaving->len;) {
        Group group = group_at(calls, at);

        g_array_append_val(groups, group);
        all += group.weight;
        at += group.len;
    }
    g_array_sort(groups, compare_groups);
    for (unsigned i = 0; i < groups->len; i++) {
        const Group *group = &g_array_index(groups, Group, i);

        if (group->rank != RANK_OVER && leaves >= all / OPEN_LEAVE_PART)
            break;
        leaves += group->weight;
        for (unsigned j = 0; j < group->len; j++)
            fates->data[leaving_at(calls, group->first + j)->dialog] =
                group->rank == RANK_RUNNING ? OPEN_EVICTED : OPEN_LEAVES;
    }
    g_array_set_size(calls->leaving, 0);
    return fates;
}
