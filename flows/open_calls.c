/* SPDX-License-Identifier: Apache-2.0
 *
 * Time is counted in whole seconds of a clock that never steps back. Each open dialog has a
 * second at which it is over unless something is heard of it; a wheel of seconds holds those to
 * come. A message that lets a dialog live longer moves nothing: that is found out when its
 * second comes.
 *
 * What links dialogs can change until they are over, so it is looked for in rounds, among all
 * that are open: soon after a dialog became ripe for it (it is over), but not for each of them,
 * since a round looks at every open dialog. When half of them are ripe a round costs each
 * dialog about two looks in its life; else the first that became ripe waits at most ROUND_WAIT.
 * Rounds depend on what was captured alone, never on how fast it came in.
 */
#include "flows/open_calls.h"

#include "flows/dialog_end.h"
#include "flows/open_calls_private.h"
#include "flows/patience.h"

#define SECOND INT64_C(1000000000)

/* Between packets of two interfaces time may step back so far; beyond, a clock was set. */
#define DISORDER (60 * SECOND)

/* So far ahead lies what a broken time stamp says, unless the next one says so too. */
#define LEAP (24 * 3600 * SECOND)

/* Makes empty arrays, with room for @members. */
static void make_arrays(OpenCalls *calls, unsigned members)
{
    calls->open = g_array_new(FALSE, TRUE, sizeof(Open));
    for (unsigned i = 0; i < WHEEL; i++)
        calls->dues[i] = g_array_new(FALSE, FALSE, sizeof(DialogId));
    calls->members = g_array_sized_new(FALSE, FALSE, sizeof(DialogId), members);
    calls->leaving = g_array_new(FALSE, FALSE, sizeof(Leaving));
    calls->group = g_array_new(FALSE, FALSE, sizeof(DialogId));
    calls->planned = g_array_new(FALSE, FALSE, sizeof(Leaving));
    calls->victims = g_array_new(FALSE, FALSE, sizeof(Victim));
    calls->victims_at = 0;
}

static void free_arrays(OpenCalls *calls)
{
    g_array_unref(calls->open);
    for (unsigned i = 0; i < WHEEL; i++)
        g_array_unref(calls->dues[i]);
    g_array_unref(calls->members);
    g_array_unref(calls->leaving);
    g_array_unref(calls->group);
    g_array_unref(calls->planned);
    g_array_unref(calls->victims);
}

OpenCalls *open_calls_new(Dialogs *dialogs, const OpenCallsOptions *options)
{
    OpenCalls *calls = g_new0(OpenCalls, 1);

    calls->dialogs = dialogs;
    calls->options = *options;
    calls->max_call =
        options->max_call ? MAX(1, options->max_call / SECOND) : (int64_t)OPEN_MAX_CALL;
    calls->links = links_new(dialogs, calls->max_call);
    make_arrays(calls, 0);
    return calls;
}

void open_calls_free(OpenCalls *calls)
{
    if (!calls)
        return;
    links_free(calls->links);
    free_arrays(calls);
    g_free(calls);
}

static GArray *dues_of(const OpenCalls *calls, uint32_t second)
{
    return calls->dues[second % WHEEL];
}

/* The second in which the dialog is over if nothing more is heard of it. */
static uint32_t due_of(const OpenCalls *calls, DialogId id)
{
    int64_t patience = patience_with(dialogs_get(calls->dialogs, id), calls->max_call);

    return (uint32_t)MIN((int64_t)open_at(calls, id)->heard + patience + 1, SECONDS_MAX);
}

/* Looks at the dialog when it is due, or before: an entry that lay far ahead would stay
 * although its dialog ends long before, and the wheel has no place for it. */
static void expect(OpenCalls *calls, DialogId id, uint32_t due)
{
    due = MIN(due, calls->now + LOOK_AGAIN);
    open_at(calls, id)->due = due;
    g_array_append_val(dues_of(calls, due), id);
}

/* The dialog is neither open nor known any more. */
static void forget(OpenCalls *calls, DialogId id)
{
    Open *open = open_at(calls, id);

    calls->members_len -= open->is_member;
    calls->open_len--;
    *open = (Open){ 0 };
}

/* Hands out one group of calls, which close with it. */
void open_calls_hand_out(OpenCalls *calls, const DialogId *dialogs, unsigned len,
                         bool is_evicted)
{
    ClosedCalls closed = { dialogs, len, is_evicted };

    for (unsigned i = 0; i < len; i++)
        forget(calls, dialogs[i]);
    for (unsigned i = 0; i < len; i++)
        links_retire(calls->links, dialogs[i]);
    calls->options.closed(&closed, calls->options.user);
    for (unsigned i = 0; i < len; i++)
        links_forget(calls->links, dialogs[i]);
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    DialogId left = *(const DialogId *)a;
    DialogId right = *(const DialogId *)b;

    return left < right ? -1 : left > right;
}

/* Brings `members` up to date: those that are open, each once, ascending. */
static void tidy_members(OpenCalls *calls)
{
    DialogId *ids = (DialogId *)(void *)calls->members->data;
    unsigned len = 0;
    bool is_sorted = true;

    for (unsigned i = 1; is_sorted && i < calls->members->len; i++)
        is_sorted = ids[i - 1] < ids[i];
    if (!is_sorted)
        g_array_sort(calls->members, compare_ids);
    for (unsigned i = 0; i < calls->members->len; i++)
        if (open_at(calls, ids[i])->is_member && (len == 0 || ids[len - 1] != ids[i]))
            ids[len++] = ids[i];
    g_array_set_size(calls->members, len);
}

static void link_members(OpenCalls *calls)
{
    tidy_members(calls);
    links_find(calls->links, (const DialogId *)(void *)calls->members->data,
               calls->options.no_link ? 0 : calls->members->len);
}

static bool is_before(const OpenCalls *calls, DialogId a, DialogId b)
{
    int64_t start = dialogs_get(calls->dialogs, a)->start;
    int64_t other = dialogs_get(calls->dialogs, b)->start;

    return start != other ? start < other : a < b;
}

/* Groups, the calls of a group, the dialogs of a call: each as they began. Whoever stands for a
 * call or a group is its first. */
static int compare_leaving(gconstpointer a, gconstpointer b, gpointer user)
{
    const Leaving *left = a;
    const Leaving *right = b;

    if (left->group != right->group)
        return is_before(user, left->group, right->group) ? -1 : 1;
    if (left->call != right->call)
        return is_before(user, left->call, right->call) ? -1 : 1;
    if (left->dialog != right->dialog)
        return is_before(user, left->dialog, right->dialog) ? -1 : 1;
    return 0;
}

static Leaving leaving_of(const OpenCalls *calls, DialogId id)
{
    return (Leaving){ links_group(calls->links, id), links_call(calls->links, id), id };
}

/* The dialogs of the group that begins at @first in `leaving`; the index after it. */
unsigned open_calls_take_group(OpenCalls *calls, unsigned first)
{
    const Leaving *all = (const Leaving *)(void *)calls->leaving->data;
    unsigned end = first;

    g_array_set_size(calls->group, 0);
    for (; end < calls->leaving->len && all[end].group == all[first].group; end++)
        g_array_append_val(calls->group, all[end].dialog);
    return end;
}

static void sort_leaving(OpenCalls *calls)
{
    g_array_sort_with_data(calls->leaving, compare_leaving, calls);
}

static void close_leaving(OpenCalls *calls)
{
    sort_leaving(calls);
    for (unsigned at = 0; at < calls->leaving->len;) {
        at = open_calls_take_group(calls, at);
        open_calls_hand_out(calls, (const DialogId *)(void *)calls->group->data,
                            calls->group->len, false);
    }
}

/* Closes the groups that are over as a whole. */
static void run_round(OpenCalls *calls)
{
    const DialogId *ids;

    calls->fresh = 0;
    link_members(calls);
    ids = (const DialogId *)(void *)calls->members->data;
    for (unsigned i = 0; i < calls->members->len; i++)
        open_at(calls, links_group(calls->links, ids[i]))->is_blocked = false;
    for (unsigned i = 0; i < calls->members->len; i++)
        if (!open_at(calls, ids[i])->is_ripe)
            open_at(calls, links_group(calls->links, ids[i]))->is_blocked = true;
    g_array_set_size(calls->leaving, 0);
    for (unsigned i = 0; i < calls->members->len; i++) {
        Leaving leaving = leaving_of(calls, ids[i]);

        if (!open_at(calls, leaving.group)->is_blocked)
            g_array_append_val(calls->leaving, leaving);
    }
    close_leaving(calls);
}

/* The second of the dialog has come. */
static void ripen(OpenCalls *calls, DialogId id)
{
    Open *open = open_at(calls, id);

    open->due = 0;
    dialogs_close(calls->dialogs, id);
    if (!calls->options.closed) {
        forget(calls, id);
    } else if (!open->is_member) {
        open_calls_hand_out(calls, &id, 1, false);
    } else {
        open->is_ripe = true;
        if (calls->fresh++ == 0)
            calls->fresh_since = calls->now;
    }
}

/* Looks at the dialog if the entry still stands for it: it may have ended, have been joined
 * with another one, or be due in another second. */
static void look_at(OpenCalls *calls, DialogId id)
{
    uint32_t really;

    if (open_at(calls, id)->due != calls->now)
        return;
    if (!dialogs_get(calls->dialogs, id)) {
        forget(calls, id);
        return;
    }
    really = due_of(calls, id);
    if (really <= calls->now)
        ripen(calls, id);
    else
        expect(calls, id, really);
}

static void look_at_dues(OpenCalls *calls)
{
    GArray *dues = dues_of(calls, calls->now);

    for (guint i = 0; i < dues->len; i++)
        look_at(calls, g_array_index(dues, DialogId, i));
    g_array_set_size(dues, 0);
}

/* One second after the other, as if each had been looked at when it came. */
static void pass_second(OpenCalls *calls)
{
    look_at_dues(calls);
    if (calls->fresh && (calls->fresh * 2 >= calls->members_len ||
                         calls->now - calls->fresh_since >= ROUND_WAIT))
        run_round(calls);
}

/* The next second in which anything can happen. */
static uint32_t next_second(const OpenCalls *calls)
{
    uint32_t next = calls->fresh ? calls->fresh_since + ROUND_WAIT : G_MAXUINT32;

    for (uint32_t second = calls->now; second <= calls->now + LOOK_AGAIN; second++)
        if (dues_of(calls, second)->len > 0)
            return MIN(next, second);
    return next;
}

/* Brings @time to the clock's; false if it is not to be believed. */
static bool take_time(OpenCalls *calls, int64_t *time)
{
    bool was_leap = calls->is_leap;

    calls->is_leap = false;
    if (*time > TIME_LAST - calls->offset)
        return false;
    *time += calls->offset;
    if (*time < calls->clock - DISORDER) {
        calls->offset += calls->clock - *time;
        return false;
    }
    calls->is_leap = *time - calls->clock > LEAP;
    return !calls->is_leap || was_leap;
}

void open_calls_pass(OpenCalls *calls, int64_t time)
{
    uint32_t now;

    if (time == TIME_NONE)
        return;
    if (!calls->has_begun) {
        calls->has_begun = true;
        calls->began = calls->clock = time;
        calls->now = 1;
    }
    if (!take_time(calls, &time))
        return;
    calls->clock = MAX(calls->clock, time);
    now = (uint32_t)MIN((calls->clock - calls->began) / SECOND + 1, SECONDS_MAX);
    if (now == calls->now)
        return;
    for (uint32_t next = next_second(calls); next <= now; next = next_second(calls)) {
        calls->now = MAX(calls->now, next);
        pass_second(calls);
    }
    calls->now = now;
}

static void open_dialog(OpenCalls *calls, DialogId id)
{
    Open *open;

    if (id >= calls->open->len)
        g_array_set_size(calls->open, id + 1);
    open = open_at(calls, id);
    if (!open->is_open)
        calls->open_len++;
    open->is_open = true;
}

void open_calls_hear(OpenCalls *calls, DialogId dialog)
{
    uint32_t due;
    Open *open;

    open_dialog(calls, dialog);
    open = open_at(calls, dialog);
    open->heard = calls->now;
    if (!open->is_member && calls->options.closed &&
        dialogs_get(calls->dialogs, dialog)->is_invite) {
        open->is_member = true;
        calls->members_len++;
        g_array_append_val(calls->members, dialog);
    }
    due = due_of(calls, dialog);
    if (open->due == 0 || due < open->due)
        expect(calls, dialog, due);
}

/* Links all dialogs there are. */
static void link_all(OpenCalls *calls)
{
    for (DialogId id = 1; id <= dialogs_len(calls->dialogs) && !calls->options.no_link; id++)
        if (dialogs_get(calls->dialogs, id))
            g_array_append_val(calls->members, id);
    links_find(calls->links, (const DialogId *)(void *)calls->members->data,
               calls->members->len);
    g_array_set_size(calls->members, 0);
}

/* All that are open, or, where all are kept, all there are, in groups. */
void open_calls_all_leave(OpenCalls *calls)
{
    if (calls->options.closed)
        link_members(calls);
    else
        link_all(calls);
    g_array_set_size(calls->leaving, 0);
    for (DialogId id = 1; id <= dialogs_len(calls->dialogs); id++) {
        bool is_open = id < calls->open->len && open_at(calls, id)->is_open;
        bool is_there = dialogs_get(calls->dialogs, id) != NULL;
        Leaving leaving = leaving_of(calls, id);

        if (is_there && (is_open || !calls->options.closed))
            g_array_append_val(calls->leaving, leaving);
        else if (is_open && !is_there)
            forget(calls, id);
    }
    sort_leaving(calls);
}

void open_calls_finish(OpenCalls *calls)
{
    if (!calls->options.closed) { /* what was known of the open ones makes room for it */
        free_arrays(calls);
        make_arrays(calls, dialogs_len(calls->dialogs));
        link_all(calls);
        free_arrays(calls);
        make_arrays(calls, 0);
        return;
    }
    open_calls_all_leave(calls);
    close_leaving(calls);
}

void open_calls_drop(OpenCalls *calls, DialogId id)
{
    if (id < calls->open->len && open_at(calls, id)->is_open)
        forget(calls, id);
    links_retire(calls->links, id);
    links_forget(calls->links, id);
}

unsigned open_calls_dialogs(const OpenCalls *calls)
{
    return calls->open_len;
}

const Links *open_calls_links(const OpenCalls *calls)
{
    return calls->links;
}

size_t open_calls_memory(const OpenCalls *calls)
{
    size_t dues = 0;

    for (unsigned i = 0; i < WHEEL; i++)
        dues += calls->dues[i]->len * sizeof(DialogId);
    return dues + calls->open->len * sizeof(Open) + calls->members->len * sizeof(DialogId) +
           links_memory(calls->links) + calls->planned->len * sizeof(Leaving) +
           calls->victims->len * sizeof(Victim);
}
