/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/dialog_fetch.h"
#include "src/calls_ahead.h"
#include "src/linting.h"
#include "src/story_private.h"

/* What a text costs besides its bytes, about; and texts always get this part of --memory, for
 * each batch of them is a pass over the inputs. */
#define TEXT_OVERHEAD 256
#define TEXTS_AT_LEAST_PART 4

/* Of a call that will be made soon, so many messages are fetched before. */
#define MESSAGES_AHEAD 32

static void no_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    (void)text;
    (void)segment;
    (void)packet;
    (void)user;
}

static void keep_text(const Arrival *arrival, const SipView *view, void *user)
{
    Story *story = user;

    (void)view;
    if (asked_wants(story->asked, arrival) && !message_texts_offer(story->texts, arrival))
        story->file_changed = true;
}

/* Asks for the texts of a dialog; what they will cost. */
static uint64_t want_texts_of(Story *story, DialogId dialog)
{
    uint64_t cost = 0;

    for (MessageId id = dialogs_get(story->dialogs, dialog)->first; id;) {
        const Message *message = dialogs_message(story->dialogs, id);

        message_texts_want(story->texts, message);
        cost += (uint64_t)message_size(message) + TEXT_OVERHEAD;
        id = message->next;
    }
    return cost;
}

static bool needs_texts(const Story *story, unsigned at)
{
    return story->index->entries[at].is_selected && outputs_want_texts(story->outputs, at);
}

/* How many calls from @first on have texts that fit into memory together; at least one. Asks
 * for these texts. */
static unsigned want_batch(Story *story, unsigned first)
{
    uint64_t used = story_memory(story);
    uint64_t left =
        MAX(story->memory - MIN(used, story->memory), story->memory / TEXTS_AT_LEAST_PART);
    unsigned next = first;

    message_texts_clear(story->texts);
    for (; next < story->index->len && left > 0; next++) {
        DialogId ids[LINK_CALL_MAX];
        unsigned len = call_index_dialogs(story->index, next, ids);
        uint64_t cost = 0;

        for (unsigned i = 0; i < len && needs_texts(story, next); i++)
            cost += want_texts_of(story, ids[i]);
        left -= MIN(left, cost);
    }
    return next;
}

bool story_collect_texts(Story *story, GError **error)
{
    PipelineHooks hooks = { .arrival = keep_text, .quote = no_quote, .user = story };

    if (message_texts_missing(story->texts) == 0)
        return true;
    outputs_flush(story->outputs); /* a progress line in the midst of a line would be a mess */
    if (!inputs_read_again(story->inputs, &hooks, error))
        return false;
    story->file_changed |= message_texts_missing(story->texts) > 0;
    return true;
}

Call *story_make_call(const Story *story, unsigned at)
{
    return call_index_make(story->index, at, story->dialogs, &story->call_options);
}

/* Judges what is one story, which leaves as one, too. */
static void judge_together(const Story *story, Call *const *calls, unsigned len)
{
    judging_judge(story->judging, calls, len);
    for (unsigned i = 0; i < len; i++)
        if (story->index->entries[calls[i]->id - story->index->told - 1].is_evicted)
            judging_withdraw(story->judging, calls[i]->id, REASON_EVICTED);
}

/* Judges the calls that are related with the one at @at, which are one story. */
static void judge_related(const Story *story, unsigned at)
{
    unsigned related[LINK_CALL_MAX];
    unsigned len = call_index_related(story->index, at, story->dialogs, related);
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);

    for (unsigned i = 0; i < len; i++)
        g_ptr_array_add(calls, story_make_call(story, related[i]));
    judge_together(story, (Call *const *)calls->pdata, len);
}

/* Holds @call, the one at @at, against the flows. Its judgement is kept until it is forgotten.
 */
static void judge(const Story *story, unsigned at, Call *call)
{
    if (!judging_find(story->judging, call->id)) {
        if (story->index->entries[at].related == at)
            judge_together(story, &call, 1);
        else
            judge_related(story, at);
    }
    call_judge(call, judging_find(story->judging, call->id), dialogs_texts(story->dialogs));
}

/* Leaves out the calls that --flow and --verdict do not select. */
static void select_by_verdict(Story *story)
{
    for (unsigned i = 0; i < story->index->len; i++) {
        CallEntry *entry = &story->index->entries[i];
        g_autoptr(Call) call = NULL;

        if (!entry->is_selected)
            continue;
        call = story_make_call(story, i);
        judge(story, i, call);
        entry->is_selected = selection_has_verdict(story->asked->selection, call->judgement);
        story->index->selected -= !entry->is_selected;
        judging_forget(story->judging, call->id);
    }
}

/* Where a report holds fewer calls than are selected, those come first that left their flow. */
static void rank_calls(Story *story)
{
    unsigned limit = outputs_needs(story->outputs).limit;
    g_autofree bool *deviates = NULL;

    if (!limit || story->index->selected <= limit)
        return;
    deviates = g_new0(bool, story->index->len);
    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = story_make_call(story, i);
        judge(story, i, call);
        deviates[i] = call->judgement->verdict == FLOW_DEVIATES;
        judging_forget(story->judging, call->id);
    }
    story->ranks = ranks_new(story->index, deviates);
}

void story_select(Story *story)
{
    if (selection_needs_verdicts(story->asked->selection))
        select_by_verdict(story);
    rank_calls(story);
}

/* Fetches their first legs; few calls have others. */
static void expect_calls(unsigned first, unsigned end, void *user)
{
    const Story *story = user;
    DialogId ids[DIALOGS_FETCH_MAX] = { 0 };
    TextId texts[3 * DIALOGS_FETCH_MAX];
    unsigned len = 0;

    for (unsigned at = first; at < end && len < DIALOGS_FETCH_MAX; at++)
        if (story->index->entries[at].is_selected)
            ids[len++] = story->index->entries[at].dialog;
    dialogs_fetch(story->dialogs, ids, len, MESSAGES_AHEAD);
    for (unsigned i = 0; i < len; i++) {
        const Dialog *dialog = dialogs_get(story->dialogs, ids[i]);

        texts[3 * i] = dialog->call_id;
        texts[3 * i + 1] = dialog->from;
        texts[3 * i + 2] = dialog->to;
    }
    texts_fetch(dialogs_texts(story->dialogs), texts, 3 * len);
}

static bool make_judged(unsigned at, MadeCall *out, void *user)
{
    const Story *story = user;

    if (!story->index->entries[at].is_selected)
        return false;
    out->call = story_make_call(story, at);
    judge(story, at, out->call);
    out->judgement = judging_take(story->judging, out->call->id);
    return true;
}

/* A call that is told with another shows itself where it left its flow. What is expected of the
 * calls is looked at to the end, whether anybody reads or not. False when there is no need to
 * go on. */
static bool tell_call(const MadeCall *made, void *user)
{
    Story *story = user;
    bool is_folded_away = story->index->entries[made->at].folded_into != 0;

    flow_tally_add(story->tally, made->call);
    expecting_look(story->asked->expecting, &story->context, made->call);
    if (story->asked->lint && !story->is_unread)
        lint_look(story->asked->lint, made->call, story->texts);
    if (!story->is_unread)
        story->is_unread =
            !outputs_call(story->outputs, made->call, made->at,
                          is_folded_away && made->judgement->verdict != FLOW_DEVIATES);
    return !story->is_unread || expecting_what(story->asked->expecting);
}

static bool hand_packet(const ReportPacket *packet, void *user)
{
    return outputs_packet(user, packet);
}

/* What the calls were told for is now known: which packets carried them. */
static bool tell_packets(Story *story, GError **error)
{
    if (story->is_unread || !outputs_needs(story->outputs).packets)
        return true;
    outputs_flush(story->outputs);
    return inputs_each_packet(story->inputs, hand_packet, story->outputs, error);
}

/* The selected calls, related ones counted as one. */
static unsigned count_stories(const Story *story)
{
    const CallEntry *entries = story->index->entries;
    unsigned stories = 0;

    for (unsigned i = 0; i < story->index->len; i++) {
        bool is_first = entries[i].is_selected;

        for (unsigned other = entries[i].related; other != i; other = entries[other].related)
            is_first &= other > i || !entries[other].is_selected;
        stories += is_first;
    }
    return stories;
}

bool story_tell_index(Story *story, GError **error)
{
    bool wants_texts = outputs_want_texts(story->outputs, OUTPUTS_ANY_CALL);
    CallsAhead calls = { expect_calls, make_judged, tell_call, story };
    bool goes_on = true;

    for (unsigned first = 0, next; goes_on && first < story->index->len; first = next) {
        bool collects = wants_texts && !story->is_unread;

        next = collects ? want_batch(story, first) : story->index->len;
        if (collects && !story_collect_texts(story, error))
            return false;
        goes_on = calls_ahead_run(&calls, first, next, g_get_num_processors() > 1);
    }
    return true;
}

static bool begin(Story *story, GError **error)
{
    return story->context.early ||
           (outputs_have_room(story->outputs, count_stories(story), error) &&
            outputs_begin(story->outputs, &story->context, story->ranks, error));
}

bool story_tell_calls(Story *story, GError **error)
{
    return begin(story, error) && story_tell_index(story, error) &&
           tell_packets(story, error) && outputs_finish(story->outputs, error);
}
