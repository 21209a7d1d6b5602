/* SPDX-License-Identifier: Apache-2.0 */
#include "src/story.h"

#include <unistd.h>

#include "src/linting.h"
#include "src/say.h"
#include "src/story_private.h"

/* How often --memory is looked at, in messages: where calls are told when it is reached, so
 * often, and so much earlier, that it is kept between two looks. */
#define LOOK_EVERY 1024
#define LOOK_EVERY_STREAMING 256
#define EARLIER_PART 8

static void story_clear(Story *story)
{
    g_free(story->waiting);
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

static void reach_bound(Story *story, int64_t now)
{
    if (story->waiting)
        g_atomic_int_set(&story->wish, INPUTS_STOP);
    else
        story_tell_early(story, now);
}

static void keep_message(const Arrival *arrival, const SipView *view, void *user)
{
    Story *story = user;
    AnomalySet anomalies = 0;

    if (!asked_wants(story->asked, arrival))
        return;
    open_calls_pass(story->open, arrival->time);
    if ((++story->messages & story->look_mask) == 0 && story_memory(story) > story->bound)
        reach_bound(story, arrival->time);
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

static InputsWish wish_of(void *user)
{
    Story *story = user;

    return (InputsWish)g_atomic_int_get(&story->wish);
}

static uint64_t half_of_the_machine(void)
{
    return (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE) / 2;
}

void story_describe(Story *story)
{
    ReportContext *context = &story->context;

    context->captures = inputs_captures(story->inputs, &context->captures_len);
    context->unread = inputs_unread(story->inputs);
    context->dialogs = story->dialogs;
    context->texts = story->texts;
    asked_show(story->asked, context);
    story->call_options = asked_making(story->asked);
}

/* What is known when all is read. */
static void describe_all(Story *story)
{
    ReportContext *context = &story->context;

    story_describe(story);
    context->calls = story->index->told + story->index->len;
    context->links = story->index->counts;
    context->capture_end = inputs_end(story->inputs);
    story->call_options.capture_end = inputs_end(story->inputs);
}

static void settle_memory(Story *story)
{
    story->memory = asked_memory(story->asked, half_of_the_machine());
    story->waiting =
        story->options->message ? g_strdup("--message") : outputs_waiting(story->outputs);
    story->bound =
        story->waiting ? story->memory : story->memory - story->memory / EARLIER_PART;
    story->look_mask = (story->waiting ? LOOK_EVERY : LOOK_EVERY_STREAMING) - 1;
    story->wish = INPUTS_GO_ON;
}

/* What the command line can be wrong in is looked at before anything is read. */
static bool prepare(Story *story, GError **error)
{
    story->asked = asked_new(story->options, error);
    if (!story->asked)
        return false;
    story->outputs = outputs_new(story->options, error);
    if (!story->outputs || !outputs_can_begin(story->outputs, error))
        return false;
    settle_memory(story);
    story->inputs = inputs_open(story->options, error);
    return story->inputs != NULL;
}

/* Where --memory is to end the reading it has to end at the same packet each time, and that the
 * reading thread cannot tell. */
static bool reads_ahead(const Options *options)
{
    return !options->memory && g_get_num_processors() > 1;
}

void story_make_index(Story *story, const uint8_t *fates)
{
    const Options *options = story->options;
    CallIndexOptions index = { .links = options->no_link ? NULL : open_calls_links(story->open),
                               .selection = story->asked->selection,
                               .folds = !options->unfold,
                               .fates = fates,
                               .told = (unsigned)story->early.calls };

    story->index = call_index_new(story->dialogs, &index);
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
    inputs_read(story->inputs, &hooks, wish_of, reads_ahead(story->options));
    inputs_each_name(story->inputs, names_add, story->asked->names);
    open_calls_finish(story->open);
    story_make_index(story, NULL);
}

void story_prepare_judging(Story *story, int64_t capture_end)
{
    MatchOptions options = { .capture_end = capture_end,
                             .no_cache = story->options->no_shape_cache,
                             .is_taught = story->context.early != NULL };

    story->judging = judging_new(story->asked->library, story->dialogs, &options);
    story->tally = flow_tally_new(story->asked->library);
    story->context.tally = story->tally;
}

/* What was not told early can be judged now. */
static void prepare_judging(Story *story)
{
    if (story->context.early) {
        story_learn(story);
        judging_go_on(story->judging, inputs_end(story->inputs));
    } else {
        story_prepare_judging(story, inputs_end(story->inputs));
    }
    story_select(story);
}

/* What --memory did to the run. */
static void say_bound(const Story *story)
{
    g_autofree char *text = NULL;

    if (story->early.calls > 0)
        text = g_strdup_printf("--memory was reached: calls told early: %" G_GUINT64_FORMAT
                               ", of them evicted: %" G_GUINT64_FORMAT,
                               (guint64)story->early.calls, (guint64)story->early.evicted);
    else if (story->wish == INPUTS_STOP && !inputs_are_whole(story->inputs))
        text = g_strdup_printf("--memory is reached: what follows in the input is not told, "
                               "for %s cannot be served before it is read to its end",
                               story->waiting);
    if (text)
        say(text);
}

static StoryStatus status_of(const Story *story)
{
    bool is_whole = inputs_are_whole(story->inputs) && !story->file_changed;
    bool is_met =
        expecting_is_met(story->asked->expecting) & linting_is_met(story->asked->lint);

    say_bound(story);
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
        describe_all(&story);
        if (!story.wrong)
            prepare_judging(&story);
        wrong = g_steal_pointer(&story.wrong);
        if (!wrong && (options->message ? story_tell_message(&story, &wrong)
                                        : story_tell_calls(&story, &wrong)))
            return status_of(&story);
    }
    g_propagate_error(error, wrong);
    return status_of_error(wrong);
}
