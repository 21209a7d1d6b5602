/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_calls.h"

#include "dissect/base/table.h"
#include "flows/dialog_end.h"
#include "flows/dialog_fetch.h"
#include "flows/open_calls.h"
#include "flows/patience.h"
#include "src/folding.h"
#include "src/judging.h"

#define SECOND INT64_C(1000000000)

/* How often memory is looked at, in messages. */
#define LOOK_EVERY 256

/* Pings and registrations that others are told with. */
#define LEADERS_MAX 65536

/* A dialog that was announced. */
typedef struct Announced {
    uint32_t number; /* 0: none */
    uint32_t late;   /* that of its Call-ID's dialog before, when this one began */
    uint8_t state;   /* that was told last */
    bool is_told;    /* somebody was told that it began */
    bool is_changed; /* it is in `changed` */
} Announced;

struct LiveCalls {
    LiveCallsOptions options;
    CallOptions making;
    Dialogs *dialogs;
    OpenCalls *open;
    MessageTexts *texts;
    Judging *judging;
    FlowTally *tally;
    GArray *announced; /* Announced, by DialogId */
    GArray *changed;   /* DialogId: their state may not be the one that was told */
    Table *leaders;    /* folding_key() -> bool */
    LiveCounts counts;
    bool is_ending; /* what is closed now is so by the end of the run */
    int64_t now;    /* of the messages, and of what passed without any */
    int64_t told;   /* the second in which changes were told last */
};

static void close_calls(const ClosedCalls *closed, void *user);
static void join_episodes(DialogId from, DialogId into, void *user);

LiveCalls *live_calls_new(const LiveCallsOptions *options)
{
    LiveCalls *calls = g_new0(LiveCalls, 1);
    OpenCallsOptions open = { .max_call = options->options->max_call,
                              .no_link = options->options->no_link,
                              .closed = close_calls,
                              .user = calls };
    MatchOptions match = { .no_cache = options->options->no_shape_cache, .is_live = true };

    calls->options = *options;
    calls->making = *options->making;
    calls->dialogs = dialogs_new();
    dialogs_watch(calls->dialogs, join_episodes, calls);
    link_store_name_headers(link_store_of(calls->dialogs), options->options->link_headers);
    calls->open = open_calls_new(calls->dialogs, &open);
    calls->texts = message_texts_new(calls->dialogs);
    calls->judging = judging_new(options->library, calls->dialogs, &match);
    calls->tally = flow_tally_new(options->library);
    calls->announced = g_array_new(FALSE, TRUE, sizeof(Announced));
    calls->changed = g_array_new(FALSE, FALSE, sizeof(DialogId));
    calls->leaders = table_new(sizeof(uint64_t), sizeof(bool), LEADERS_MAX, NULL, NULL);
    return calls;
}

void live_calls_free(LiveCalls *calls)
{
    if (!calls)
        return;
    table_free(calls->leaders);
    g_array_unref(calls->changed);
    g_array_unref(calls->announced);
    flow_tally_free(calls->tally);
    judging_free(calls->judging);
    message_texts_free(calls->texts);
    open_calls_free(calls->open);
    dialogs_free(calls->dialogs);
    g_free(calls);
}

static Announced *announced_at(const LiveCalls *calls, DialogId id)
{
    return &g_array_index(calls->announced, Announced, id);
}

/* The number of the call that had the Call-ID of @id before; 0 if there was none. */
static uint64_t late_of(const LiveCalls *calls, DialogId id)
{
    const Dialog *dialog = dialogs_get(calls->dialogs, id);
    const Dialog *before = dialogs_get(calls->dialogs, dialog->late);

    if (dialog->is_late_removed || !dialog->late)
        return dialog->late;
    if (!before || before->hash != dialog->hash) /* it was reported in the meantime */
        return announced_at(calls, id)->late;
    return announced_at(calls, links_call(open_calls_links(calls->open), dialog->late))->number;
}

/* The call that consists of @dialogs. */
static Call *make_call(const LiveCalls *calls, const DialogId *dialogs, unsigned len)
{
    const Links *links = open_calls_links(calls->open);
    const char *linked_by[LINK_CALL_MAX] = { NULL };
    DialogId possibly = links_possibly(links, dialogs[0]);
    CallParts parts = { .dialogs = dialogs,
                        .dialogs_len = len,
                        .linked_by = linked_by,
                        .id = announced_at(calls, dialogs[0])->number,
                        .possibly = possibly ? announced_at(calls, possibly)->number : 0,
                        .late = late_of(calls, dialogs[0]) };

    for (unsigned i = 1; i < len; i++)
        linked_by[i] = links_evidence(links, dialogs[i]);
    return call_new(calls->dialogs, &parts, &calls->making);
}

static bool is_selected(const LiveCalls *calls, const DialogId *ids, unsigned len)
{
    return selection_has(calls->options.selection, calls->dialogs, ids, len,
                         announced_at(calls, ids[0])->number);
}

/* Whether a ping or a registration is folded shows when it ends. */
static bool may_fold(const LiveCalls *calls, const Dialog *dialog)
{
    return !calls->options.options->unfold &&
           (dialog->method == METHOD_REGISTER || dialog->method == METHOD_OPTIONS);
}

static void tell(const LiveCalls *calls, const Call *call, LiveEvent event, bool is_folded)
{
    event.now = calls->now;
    calls->options.tell(call, &event, is_folded, calls->options.user);
}

/* Tells of one dialog that is not over, or is no call of its own. */
static void tell_dialog(LiveCalls *calls, DialogId id, LiveEvent event)
{
    g_autoptr(Call) call = make_call(calls, &id, 1);

    tell(calls, call, event, may_fold(calls, call->dialogs[0]));
}

/* The number of the dialog that was closed before this one; 0: there is none, or it is gone. */
static uint32_t number_before(const LiveCalls *calls, DialogId id)
{
    const Dialog *dialog = dialogs_get(calls->dialogs, id);

    return dialog->late && !dialog->is_late_removed ? announced_at(calls, dialog->late)->number
                                                    : 0;
}

static void announce(LiveCalls *calls, DialogId id)
{
    Announced *announced;

    if (id >= calls->announced->len)
        g_array_set_size(calls->announced, id + 1);
    announced = announced_at(calls, id);
    *announced = (Announced){ .number = (uint32_t)++calls->counts.begun,
                              .late = number_before(calls, id),
                              .state = dialogs_get(calls->dialogs, id)->state };
    if (!calls->options.wants_progress || !is_selected(calls, &id, 1))
        return;
    announced->is_told = true;
    tell_dialog(calls, id, (LiveEvent){ .kind = LIVE_BEGIN });
}

static void note_change(LiveCalls *calls, DialogId id)
{
    Announced *announced = announced_at(calls, id);

    if (!announced->is_told || announced->is_changed ||
        announced->state == dialogs_get(calls->dialogs, id)->state)
        return;
    announced->is_changed = true;
    g_array_append_val(calls->changed, id);
}

/* A state that lasts less than a second is not worth a word. */
static void tell_changes(LiveCalls *calls)
{
    for (unsigned i = 0; i < calls->changed->len; i++) {
        DialogId id = g_array_index(calls->changed, DialogId, i);
        const Dialog *dialog = dialogs_get(calls->dialogs, id);
        Announced *announced = announced_at(calls, id);

        if (!dialog || !announced->is_changed)
            continue;
        announced->is_changed = false;
        if (announced->state == dialog->state)
            continue;
        announced->state = dialog->state;
        tell_dialog(calls, id, (LiveEvent){ .kind = LIVE_UPDATE });
    }
    g_array_set_size(calls->changed, 0);
}

static size_t memory_of(const LiveCalls *calls)
{
    return dialogs_memory(calls->dialogs) + open_calls_memory(calls->open) +
           message_texts_memory(calls->texts) + calls->announced->len * sizeof(Announced) +
           calls->changed->len * sizeof(DialogId);
}

static bool must_evict(void *user)
{
    const LiveCalls *calls = user;

    return memory_of(calls) > calls->options.memory;
}

static void bound_memory(LiveCalls *calls)
{
    if (calls->counts.messages % LOOK_EVERY != 0 || !must_evict(calls))
        return;
    open_calls_forget(calls->open, calls->options.memory / OPEN_REMEMBERED_PART);
    calls->counts.evicted += open_calls_evict(calls->open, must_evict, calls);
}

static void go_on(LiveCalls *calls, int64_t time)
{
    calls->now = time;
    if (time / SECOND != calls->told) {
        calls->told = time / SECOND;
        tell_changes(calls);
    }
    open_calls_pass(calls->open, time);
}

AnomalySet live_calls_message(LiveCalls *calls, const Arrival *arrival, const SipView *view)
{
    AnomalySet anomalies = 0;
    const Dialog *dialog;
    DialogId id;

    go_on(calls, arrival->time);
    calls->counts.messages++;
    id = dialogs_add(calls->dialogs, arrival, view, &anomalies);
    dialog = dialogs_get(calls->dialogs, id);
    if (calls->options.wants_texts)
        message_texts_keep(calls->texts,
                           dialogs_message(calls->dialogs, dialogs_newest(calls->dialogs)),
                           arrival);
    open_calls_hear(calls->open, id);
    if (dialog->first == dialog->last)
        announce(calls, id);
    else
        note_change(calls, id);
    bound_memory(calls);
    return anomalies;
}

/* Seconds are counted from the first message, as when a file is read. */
void live_calls_pass(LiveCalls *calls, int64_t time)
{
    if (calls->counts.messages > 0 && time > calls->now)
        go_on(calls, time);
}

void live_calls_finish(LiveCalls *calls)
{
    calls->is_ending = true;
    open_calls_finish(calls->open);
}

/* The first of its like is told, until that registration is ended. */
static bool is_folded(LiveCalls *calls, const Call *call)
{
    const Dialog *dialog = call->dialogs[0];
    uint64_t key = may_fold(calls, dialog) ? folding_key(dialog) : 0;
    bool *leader;

    if (!key)
        return false;
    if (dialog->state == STATE_DEREGISTERED) {
        table_remove(calls->leaders, &key);
        return false;
    }
    leader = table_put(calls->leaders, &key);
    if (*leader)
        return true;
    *leader = true;
    return false;
}

static void tell_end(LiveCalls *calls, Call *call, bool is_selected)
{
    LiveEvent event = { .kind = LIVE_END };
    const Judgement *judgement = judging_find(calls->judging, call->id);

    call_judge(call, judgement, dialogs_texts(calls->dialogs));
    calls->counts.ended++;
    if (!is_selected || !selection_has_verdict(calls->options.selection, judgement))
        return;
    flow_tally_add(calls->tally, call);
    tell(calls, call, event, is_folded(calls, call));
}

/* What was announced as a call of its own is a part of another one. */
static void tell_part(LiveCalls *calls, DialogId id, DialogId of)
{
    LiveEvent event = { .kind = LIVE_JOINED, .into = announced_at(calls, of)->number };

    calls->counts.joined++;
    if (announced_at(calls, id)->is_told)
        tell_dialog(calls, id, event);
}

static void join_episodes(DialogId from, DialogId into, void *user)
{
    LiveCalls *calls = user;

    tell_part(calls, from, into);
    *announced_at(calls, from) = (Announced){ 0 };
}

/* How many of the @len dialogs are one call with the first. */
static unsigned call_len(const LiveCalls *calls, const DialogId *dialogs, unsigned len)
{
    const Links *links = open_calls_links(calls->open);
    unsigned end = 1;

    while (end < len && links_call(links, dialogs[end]) == links_call(links, dialogs[0]))
        end++;
    return end;
}

static void forget(LiveCalls *calls, DialogId id, uint32_t number)
{
    for (MessageId m = dialogs_get(calls->dialogs, id)->first; m;) {
        const Message *message = dialogs_message(calls->dialogs, m);

        message_texts_drop(calls->texts, message);
        m = message->next;
    }
    *announced_at(calls, id) = (Announced){ 0 };
    dialogs_remove(calls->dialogs, id, number);
}

/* The calls of @closed, each where its dialogs begin; they are judged together. */
static GPtrArray *make_calls(const LiveCalls *calls, const ClosedCalls *closed)
{
    GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);

    for (unsigned at = 0, len; at < closed->len; at += len) {
        len = call_len(calls, closed->dialogs + at, closed->len - at);
        g_ptr_array_add(all, make_call(calls, closed->dialogs + at, len));
    }
    return all;
}

/* True if a leg of it has not ended; after a REFER that was accepted nothing tells. */
static bool goes_on(const Call *call)
{
    for (unsigned i = 0; i < call->dialogs_len; i++)
        if (!patience_has_ended(call->dialogs[i]) &&
            call->dialogs[i]->state != STATE_TRANSFERRED)
            return true;
    return false;
}

static bool conforms(const LiveCalls *calls, const Call *call)
{
    return judging_find(calls->judging, call->id)->verdict == FLOW_CONFORMS;
}

static void close_calls(const ClosedCalls *closed, void *user)
{
    LiveCalls *calls = user;
    g_autoptr(GPtrArray) all = NULL;
    unsigned at = 0;

    calls->making.capture_end = calls->now;
    judging_go_on(calls->judging, calls->now);
    all = make_calls(calls, closed);
    judging_judge(calls->judging, (Call *const *)all->pdata, all->len);
    for (unsigned i = 0; i < all->len; i++) {
        Call *call = all->pdata[i];
        const DialogId *dialogs = closed->dialogs + at;

        if (closed->is_evicted && goes_on(call))
            judging_withdraw(calls->judging, call->id, REASON_EVICTED);
        else if (calls->is_ending && goes_on(call) && conforms(calls, call))
            judging_withdraw(calls->judging, call->id, REASON_ENDS_AFTER_CAPTURE);
        for (unsigned leg = 1; leg < call->dialogs_len; leg++)
            tell_part(calls, dialogs[leg], dialogs[0]);
        tell_end(calls, call, is_selected(calls, dialogs, call->dialogs_len));
        at += call->dialogs_len;
    }
    at = 0;
    for (unsigned i = 0; i < all->len; i++) {
        const Call *call = all->pdata[i];
        unsigned len = call->dialogs_len;

        for (unsigned leg = 0; leg < len; leg++)
            forget(calls, closed->dialogs[at + leg], (uint32_t)call->id);
        at += len;
        judging_forget(calls->judging, call->id);
    }
}

Dialogs *live_calls_dialogs(LiveCalls *calls)
{
    return calls->dialogs;
}

const MessageTexts *live_calls_texts(const LiveCalls *calls)
{
    return calls->texts;
}

LiveCounts live_calls_counts(const LiveCalls *calls)
{
    LiveCounts counts = calls->counts;

    counts.dialogs = open_calls_dialogs(calls->open);
    counts.memory = memory_of(calls);
    counts.memory_bound = calls->options.memory;
    counts.tally = calls->tally;
    return counts;
}
