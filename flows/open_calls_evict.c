/* SPDX-License-Identifier: Apache-2.0
 *
 * To look at all that is open takes a while, in which nothing else is done; so who goes, and in
 * which order, is planned for a while, and calls go one by one as room is needed. A plan is
 * passed over where calls went on, or ended, in the meantime.
 */
#include <string.h>

#include "flows/dialog_end.h"
#include "flows/open_calls_private.h"
#include "flows/patience.h"

static Leaving *planned_at(const OpenCalls *calls, unsigned at)
{
    return &g_array_index(calls->planned, Leaving, at);
}

static Victim victim_of(const OpenCalls *calls, unsigned first)
{
    Victim victim = { .first = first };

    for (unsigned i = first; i < calls->planned->len; i++) {
        const Leaving *leaving = planned_at(calls, i);
        const Dialog *dialog = dialogs_get(calls->dialogs, leaving->dialog);

        if (leaving->group != planned_at(calls, first)->group)
            break;
        victim.len++;
        victim.is_running |= !patience_has_ended(dialog);
        victim.heard = MAX(victim.heard, open_at(calls, leaving->dialog)->heard);
        victim.mark += dialog->hash;
    }
    victim.since = victim.is_running
                       ? dialogs_get(calls->dialogs, planned_at(calls, first)->dialog)->start
                       : victim.heard;
    return victim;
}

static int compare_victims(gconstpointer a, gconstpointer b)
{
    const Victim *left = a;
    const Victim *right = b;

    if (left->is_running != right->is_running)
        return left->is_running - right->is_running;
    if (left->since != right->since)
        return left->since < right->since ? -1 : 1;
    return left->first < right->first ? -1 : left->first > right->first;
}

static void plan(OpenCalls *calls)
{
    open_calls_all_leave(calls);
    g_array_set_size(calls->victims, 0);
    g_array_set_size(calls->planned, 0);
    g_array_append_vals(calls->planned, calls->leaving->data, calls->leaving->len);
    for (unsigned at = 0; at < calls->planned->len;) {
        Victim victim = victim_of(calls, at);

        g_array_append_val(calls->victims, victim);
        at += victim.len;
    }
    g_array_sort(calls->victims, compare_victims);
    calls->victims_at = 0;
    calls->planned_at = calls->now;
}

/* True if the group is as it was looked at: open, and, if it had ended, not heard of since. */
static bool is_as_planned(const OpenCalls *calls, const Victim *victim)
{
    uint64_t mark = 0;

    for (unsigned i = victim->first; i < victim->first + victim->len; i++) {
        DialogId id = planned_at(calls, i)->dialog;
        const Dialog *dialog = dialogs_get(calls->dialogs, id);

        if (!dialog || !open_at(calls, id)->is_open ||
            (!victim->is_running && open_at(calls, id)->heard > victim->heard))
            return false;
        mark += dialog->hash;
    }
    return mark == victim->mark;
}

/* Hands out the group; how many calls it was. */
static unsigned evict(OpenCalls *calls, const Victim *victim)
{
    unsigned len = 1;

    g_array_set_size(calls->group, 0);
    for (unsigned i = 0; i < victim->len; i++) {
        const Leaving *leaving = planned_at(calls, victim->first + i);

        len += i > 0 && leaving->call != planned_at(calls, victim->first + i - 1)->call;
        g_array_append_val(calls->group, leaving->dialog);
    }
    open_calls_hand_out(calls, (const DialogId *)(void *)calls->group->data, calls->group->len,
                        true);
    return len;
}

unsigned open_calls_evict(OpenCalls *calls, bool (*must)(void *user), void *user)
{
    bool is_new = false;
    unsigned evicted = 0;

    while (must(user)) {
        bool is_old = calls->now - calls->planned_at >= ROUND_WAIT;

        if (!is_new && (is_old || calls->victims_at == calls->victims->len)) {
            plan(calls);
            is_new = true;
        }
        if (calls->victims_at == calls->victims->len)
            break;
        Victim victim = g_array_index(calls->victims, Victim, calls->victims_at++);

        if (is_as_planned(calls, &victim))
            evicted += evict(calls, &victim);
    }
    return evicted;
}

void open_calls_forget(OpenCalls *calls, size_t bytes)
{
    dialogs_forget_removed(calls->dialogs, bytes / 2);
    links_forget_retired(calls->links, bytes / 2);
}
