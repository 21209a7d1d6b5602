/* SPDX-License-Identifier: Apache-2.0
 *
 * replay [OPTION...] CAPTURE...   tells the calls of captures as if they had just been sniffed:
 *                                 the events of a running capture, as jsonl on standard output.
 *
 * Options are those for reading files. The captures are read twice, since what a report says of
 * an input is known once it was read.
 */
#include <stdio.h>

#include "dissect/sip/full.h"
#include "src/asked.h"
#include "src/inputs.h"
#include "src/live_calls.h"
#include "src/live_outputs.h"

#define MEMORY (UINT64_C(256) << 20)

typedef struct Replay {
    const Options *options;
    Asked *asked;
    Inputs *inputs;
    LiveOutputs *outputs;
    LiveCalls *calls;
} Replay;

static void replay_clear(Replay *replay)
{
    live_outputs_free(replay->outputs);
    live_calls_free(replay->calls);
    inputs_free(replay->inputs);
    asked_free(replay->asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Replay, replay_clear)

static void skip_message(const Arrival *arrival, const SipView *view, void *user)
{
    (void)arrival;
    (void)view;
    (void)user;
}

static void skip_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    (void)text;
    (void)segment;
    (void)packet;
    (void)user;
}

static InputsWish go_on(void *user)
{
    (void)user;
    return INPUTS_GO_ON;
}

static void take_message(const Arrival *arrival, const SipView *view, void *user)
{
    Replay *replay = user;

    live_calls_message(replay->calls, arrival, view);
}

static void take_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Replay *replay = user;
    SipView view;

    (void)packet;
    if (scan_message(text, &view))
        dialogs_mark_unreached(live_calls_dialogs(replay->calls), &view, &segment->src,
                               &segment->dst);
}

static void tell(const Call *call, const LiveEvent *event, bool is_folded, void *user)
{
    Replay *replay = user;

    live_outputs_call(replay->outputs, call, event, is_folded);
}

static bool prepare(Replay *replay, GError **error)
{
    const Options *options = replay->options;

    replay->asked = asked_new(options, error);
    replay->outputs = replay->asked ? live_outputs_new(options, error) : NULL;
    replay->inputs = replay->outputs ? inputs_open(options, error) : NULL;
    return replay->inputs != NULL;
}

static void prepare_calls(Replay *replay)
{
    CallOptions making = asked_making(replay->asked);
    LiveCallsOptions with = { .options = replay->options,
                              .library = replay->asked->library,
                              .selection = replay->asked->selection,
                              .making = &making,
                              .memory = asked_memory(replay->asked, MEMORY),
                              .wants_texts = live_outputs_wishes(replay->outputs).texts,
                              .wants_progress =
                                  !selection_needs_verdicts(replay->asked->selection),
                              .tell = tell,
                              .user = replay };

    replay->calls = live_calls_new(&with);
}

static bool begin(Replay *replay, GError **error)
{
    ReportContext context = { .dialogs = live_calls_dialogs(replay->calls),
                              .texts = live_calls_texts(replay->calls),
                              .tally = live_calls_counts(replay->calls).tally };

    asked_show(replay->asked, &context);
    context.captures = inputs_captures(replay->inputs, &context.captures_len);
    return live_outputs_begin(replay->outputs, &context, error);
}

static bool run(Replay *replay, GError **error)
{
    PipelineHooks skip = { .arrival = skip_message, .quote = skip_quote, .user = replay };
    PipelineHooks take = { .arrival = take_message, .quote = take_quote, .user = replay };

    if (!prepare(replay, error))
        return false;
    inputs_read(replay->inputs, &skip, go_on, false);
    prepare_calls(replay);
    if (!begin(replay, error) || !inputs_read_again(replay->inputs, &take, error))
        return false;
    live_calls_pass(replay->calls, inputs_end(replay->inputs));
    live_calls_finish(replay->calls);
    return live_outputs_finish(replay->outputs, error);
}

int main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Options) options = NULL;
    g_auto(Replay) replay = { 0 };

    full_init();
    options = options_parse(&argc, &argv, &error);
    replay.options = options;
    if (options && run(&replay, &error))
        return 0;
    fprintf(stderr, "replay: %s\n", error->message);
    return 1;
}
