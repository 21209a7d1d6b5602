/* SPDX-License-Identifier: Apache-2.0 */
#include "src/story.h"

#include <unistd.h>

#include "src/linting.h"
#include "src/say.h"
#include "src/story_private.h"

/* How often --memory is looked at, in messages. */
#define LOOK_EVERY 1024

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

size_t story_memory(const Story *story)
{
    return dialogs_memory(story->dialogs) + open_calls_memory(story->open);
}

static void keep_message(const Arrival *arrival, const SipView *view, void *user)
{
    Story *story = user;
    AnomalySet anomalies = 0;

    if (!asked_wants(story->asked, arrival))
        return;
    if (++story->messages % LOOK_EVERY == 0 && story_memory(story) > story->memory)
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
    CallIndexOptions index = { .selection = story->asked->selection,
                               .folds = !story->options->unfold };

    story->dialogs = dialogs_new();
    story->open = open_calls_new(story->dialogs, &open);
    link_store_name_headers(link_store_of(story->dialogs), story->options->link_headers);
    story->texts = message_texts_new(story->dialogs);
    inputs_read(story->inputs, &hooks, has_room, reads_ahead(story->options));
    inputs_each_name(story->inputs, names_add, story->asked->names);
    open_calls_finish(story->open);
    index.links = story->options->no_link ? NULL : open_calls_links(story->open);
    story->index = call_index_new(story->dialogs, &index);
}

static void prepare_judging(Story *story)
{
    MatchOptions options = { .capture_end = inputs_end(story->inputs),
                             .no_cache = story->options->no_shape_cache };

    story->judging = judging_new(story->asked->library, story->dialogs, &options);
    story->tally = flow_tally_new(story->asked->library);
    story->context.tally = story->tally;
    story_select(story);
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
        if (options->message ? story_tell_message(&story, &wrong)
                             : story_tell_calls(&story, &wrong))
            return status_of(&story);
    }
    g_propagate_error(error, wrong);
    return status_of_error(wrong);
}
