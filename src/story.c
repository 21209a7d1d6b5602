/* SPDX-License-Identifier: Apache-2.0 */
#include "src/story.h"

#include <string.h>
#include <unistd.h>

#include "dissect/sip/scan.h"
#include "flows/call.h"
#include "flows/dialog_fetch.h"
#include "flows/message_texts.h"
#include "flows/open_calls.h"
#include "src/asked.h"
#include "src/call_index.h"
#include "src/calls_ahead.h"
#include "src/inputs.h"
#include "src/judging.h"
#include "src/linting.h"
#include "src/outputs.h"
#include "src/say.h"

/* What a text costs besides its bytes, about; and texts always get this part of --memory, for
 * each batch of them is a pass over the inputs. */
#define TEXT_OVERHEAD 256
#define TEXTS_AT_LEAST_PART 4

/* How often --memory is looked at, in messages. */
#define LOOK_EVERY 1024

/* Of a call that will be made soon, so many messages are fetched before. */
#define MESSAGES_AHEAD 32

typedef struct Story {
    const Options *options;
    Inputs *inputs;
    Asked *asked;
    Judging *judging;
    FlowTally *tally;
    Dialogs *dialogs;
    OpenCalls *open;
    CallIndex *index;
    MessageTexts *texts;
    Ranks *ranks; /* NULL: no report is bound to fewer calls than there are */
    Outputs *outputs;
    CallOptions call_options;
    ReportContext context;
    uint64_t memory;
    uint64_t messages; /* kept so far */
    int is_full;       /* --memory was reached; the reading thread asks */
    bool file_changed; /* between the passes */
    bool is_unread;    /* nobody reads any output any more */
} Story;

static void story_clear(Story *story)
{
    outputs_free(story->outputs);
    ranks_free(story->ranks);
    message_texts_free(story->texts);
    call_index_free(story->index);
    flow_tally_free(story->tally);
    judging_free(story->judging);
    open_calls_free(story->open);
    dialogs_free(story->dialogs);
    inputs_free(story->inputs);
    asked_free(story->asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static size_t memory_used(const Story *story)
{
    return dialogs_memory(story->dialogs) + open_calls_memory(story->open);
}

static void keep_message(const Arrival *arrival, const SipView *view, void *user)
{
    Story *story = user;
    AnomalySet anomalies = 0;

    if (!asked_wants(story->asked, arrival))
        return;
    if (++story->messages % LOOK_EVERY == 0 && memory_used(story) > story->memory)
        g_atomic_int_set(&story->is_full, true);
    open_calls_pass(story->open, arrival->time);
    open_calls_hear(story->open, dialogs_add(story->dialogs, arrival, view, &anomalies));
    inputs_count_message(story->inputs, arrival,
                         scan_anomalies(view, arrival->anomalies) | anomalies);
}

static void mark_unreached(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Story *story = user;
    SipView view;
    AnomalySet quotes = ANOMALY_BIT(ANOMALY_ICMP_QUOTES_SIP);

    if (!scan_message(text, &view))
        return;
    dialogs_mark_unreached(story->dialogs, &view, &segment->src, &segment->dst);
    inputs_note(story->inputs, packet, quotes);
}

static bool has_room(void *user)
{
    Story *story = user;

    return !g_atomic_int_get(&story->is_full);
}

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

static uint64_t half_of_the_machine(void)
{
    return (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / 2;
}

static void describe(Story *story)
{
    ReportContext *context = &story->context;

    context->captures = inputs_captures(story->inputs, &context->captures_len);
    context->unread = inputs_unread(story->inputs);
    context->dialogs = story->dialogs;
    context->calls = story->index->len;
    context->links = story->index->counts;
    context->capture_end = inputs_end(story->inputs);
    context->texts = story->texts;
    asked_show(story->asked, context);
    story->call_options = asked_making(story->asked);
    story->call_options.capture_end = inputs_end(story->inputs);
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
    uint64_t used = memory_used(story);
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

static bool collect_texts(Story *story, GError **error)
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

static Call *make_call(const Story *story, unsigned at)
{
    return call_index_make(story->index, at, story->dialogs, &story->call_options);
}

/* Judges the calls that are related with the one at @at, which are one story. */
static void judge_related(const Story *story, unsigned at)
{
    unsigned related[LINK_CALL_MAX];
    unsigned len = call_index_related(story->index, at, story->dialogs, related);
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);

    for (unsigned i = 0; i < len; i++)
        g_ptr_array_add(calls, make_call(story, related[i]));
    judging_judge(story->judging, (Call *const *)calls->pdata, len);
}

/* Holds @call, the one at @at, against the flows. Its judgement is kept until it is forgotten.
 */
static void judge(const Story *story, unsigned at, Call *call)
{
    if (!judging_find(story->judging, call->id)) {
        if (story->index->entries[at].related == at)
            judging_judge(story->judging, &call, 1);
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
        call = make_call(story, i);
        judge(story, i, call);
        entry->is_selected = selection_has_verdict(story->asked->selection, call->judgement);
        story->index->selected -= !entry->is_selected;
        judging_forget(story->judging, call->id);
    }
}

/* Where a report holds fewer calls than are selected, those come first that left their flow. */
static void rank_calls(Story *story)
{
    unsigned limit = outputs_limit(story->outputs);
    g_autofree bool *deviates = NULL;

    if (!limit || story->index->selected <= limit)
        return;
    deviates = g_new0(bool, story->index->len);
    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = make_call(story, i);
        judge(story, i, call);
        deviates[i] = call->judgement->verdict == FLOW_DEVIATES;
        judging_forget(story->judging, call->id);
    }
    story->ranks = ranks_new(story->index, deviates);
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
    out->call = make_call(story, at);
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
    if (story->is_unread || !outputs_want_packets(story->outputs))
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

static bool tell_all(Story *story, GError **error)
{
    bool wants_texts = outputs_want_texts(story->outputs, OUTPUTS_ANY_CALL);
    CallsAhead calls = { expect_calls, make_judged, tell_call, story };
    bool goes_on = true;

    if (!outputs_have_room(story->outputs, count_stories(story), error) ||
        !outputs_begin(story->outputs, &story->context, story->ranks, error))
        return false;
    for (unsigned first = 0, next; goes_on && first < story->index->len; first = next) {
        bool collects = wants_texts && !story->is_unread;

        next = collects ? want_batch(story, first) : story->index->len;
        if (collects && !collect_texts(story, error))
            return false;
        goes_on = calls_ahead_run(&calls, first, next, g_get_num_processors() > 1);
    }
    return tell_packets(story, error) && outputs_finish(story->outputs, error);
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    MessageId left = *(const MessageId *)a;
    MessageId right = *(const MessageId *)b;

    return left < right ? -1 : left > right;
}

static void show_message(const Story *story, MessageId wanted)
{
    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = make_call(story, i);
        for (unsigned j = 0; j < call->messages_len; j++)
            if (call->messages[j].id == wanted)
                message_view_print(&story->context, call, &call->messages[j]);
    }
}

/* The messages that --message counts: of one call as its ladder numbers them, of several in the
 * order in which they were captured. */
static GArray *numbered_messages(const Story *story)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(MessageId));

    for (unsigned i = 0; i < story->index->len; i++) {
        g_autoptr(Call) call = NULL;

        if (!story->index->entries[i].is_selected)
            continue;
        call = make_call(story, i);
        for (unsigned j = 0; j < call->messages_len; j++)
            g_array_append_val(all, call->messages[j].id);
    }
    /* the pool gives slots in the order of the messages */
    if (story->index->selected > 1)
        g_array_sort(all, compare_ids);
    return all;
}

static bool refuse_number(const Story *story, unsigned messages, GError **error)
{
    unsigned calls = story->index->selected;

    if (calls == 0)
        g_set_error(error, OPTIONS_ERROR, 0, "--message=%d: no call is selected",
                    story->options->message);
    else
        g_set_error(error, OPTIONS_ERROR, 0, "--message=%d: the selected call%s %u message%s",
                    story->options->message, calls == 1 ? " has" : "s have", messages,
                    messages == 1 ? "" : "s");
    return false;
}

static bool tell_message(Story *story, GError **error)
{
    g_autoptr(GArray) all = numbered_messages(story);
    MessageId wanted;

    if ((unsigned)story->options->message > all->len)
        return refuse_number(story, all->len, error);
    wanted = g_array_index(all, MessageId, story->options->message - 1);
    message_texts_want(story->texts, dialogs_message(story->dialogs, wanted));
    if (!collect_texts(story, error))
        return false;
    story->context.out = stdout;
    show_message(story, wanted);
    return true;
}

/* What the command line can be wrong in is looked at before anything is read. */
static bool prepare(Story *story, GError **error)
{
    story->asked = asked_new(story->options, error);
    if (!story->asked)
        return false;
    story->memory = asked_memory(story->asked, half_of_the_machine());
    story->outputs = outputs_new(story->options, error);
    if (!story->outputs || !outputs_can_begin(story->outputs, error))
        return false;
    story->inputs = inputs_open(story->options, error);
    return story->inputs != NULL;
}

/* Where --memory is to end the reading it has to end at the same packet each time, and that the
 * reading thread cannot tell. */
static bool reads_ahead(const Options *options)
{
    return !options->memory && g_get_num_processors() > 1;
}

static void read_all(Story *story)
{
    PipelineHooks hooks = { .arrival = keep_message, .quote = mark_unreached, .user = story };
    OpenCallsOptions open = { .max_call = story->options->max_call,
                              .no_link = story->options->no_link };

    story->dialogs = dialogs_new();
    story->open = open_calls_new(story->dialogs, &open);
    link_store_name_headers(link_store_of(story->dialogs), story->options->link_headers);
    story->texts = message_texts_new(story->dialogs);
    inputs_read(story->inputs, &hooks, has_room, reads_ahead(story->options));
    inputs_each_name(story->inputs, names_add, story->asked->names);
    open_calls_finish(story->open);
    story->index =
        call_index_new(story->dialogs,
                       story->options->no_link ? NULL : open_calls_links(story->open),
                       story->asked->selection, !story->options->unfold);
}

static void prepare_judging(Story *story)
{
    MatchOptions options = { .capture_end = inputs_end(story->inputs),
                             .no_cache = story->options->no_shape_cache };

    story->judging = judging_new(story->asked->library, story->dialogs, &options);
    story->tally = flow_tally_new(story->asked->library);
    story->context.tally = story->tally;
    if (selection_needs_verdicts(story->asked->selection))
        select_by_verdict(story);
    rank_calls(story);
}

static StoryStatus status_of(const Story *story)
{
    bool is_whole = inputs_are_whole(story->inputs) && !story->file_changed;
    bool is_met =
        expecting_is_met(story->asked->expecting) & linting_is_met(story->asked->lint);

    if (story->is_full && !inputs_are_whole(story->inputs))
        say("--memory is reached: what follows in the input is not told");
    if (story->file_changed)
        say("an input changed while it was read: some texts are missing");
    if (!is_whole)
        return STORY_INCOMPLETE;
    return is_met ? STORY_OK : STORY_FAILED;
}

static StoryStatus status_of_error(const GError *error)
{
    return error->domain == OPTIONS_ERROR || error->domain == TEMPLATE_ERROR ? STORY_USAGE
                                                                             : STORY_INCOMPLETE;
}

StoryStatus story_tell(const Options *options, GError **error)
{
    g_auto(Story) story = { .options = options };
    GError *wrong = NULL;

    if (prepare(&story, &wrong)) {
        read_all(&story);
        describe(&story);
        prepare_judging(&story);
        if (options->message ? tell_message(&story, &wrong) : tell_all(&story, &wrong))
            return status_of(&story);
    }
    g_propagate_error(error, wrong);
    return status_of_error(wrong);
}
