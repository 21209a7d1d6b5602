/* SPDX-License-Identifier: Apache-2.0
 *
 *     kernel's ring -> sniffer's thread -> queue -> here: -w, pipeline, calls -> outputs
 *
 * What needs a right, or is forbidden later, comes first: the interfaces are opened, then the
 * port for metrics; then rights are given away; then, as who it has become, the files are
 * opened; then the sandbox is entered, and only then are packets taken.
 */
#include "src/live.h"

#include <time.h>

#include "reports/figures_text.h"
#include "reports/prometheus.h"
#include "src/asked.h"
#include "src/filter.h"
#include "src/linting.h"
#include "src/live_calls.h"
#include "src/live_inputs.h"
#include "src/live_outputs.h"
#include "src/live_signals.h"
#include "src/metrics_server.h"
#include "src/pipeline.h"
#include "src/privileges.h"
#include "src/sandbox.h"
#include "src/say.h"
#include "src/sniffer.h"
#include "src/status.h"

#define SECOND INT64_C(1000000000)
#define MEMORY (UINT64_C(256) << 20)

/* How often the clock is looked at while packets come, in packets (and whenever they say that
 * it is time), and how long is waited for one. */
#define LOOK_EVERY 64
#define WAIT_MS 250

/* Between ticks, and between what is done once a second; microseconds. */
#define TICK 250000
#define SLOW_TICK 1000000

/* Where no SIP comes, time passes by what else comes, or by the clock of the machine, this much
 * late: a message that was captured before must not come after. */
#define QUIET (2 * SECOND)

typedef struct Live {
    const Options *options;
    LiveSignals *signals;
    Sniffer *sniffer;
    Asked *asked;
    LiveOutputs *outputs;
    LiveCalls *calls;
    LiveTimes *times;
    MetricsServer *metrics;
    Pipeline *pipeline;
    Status *status;
    LiveInputs *inputs;
    ReportContext context;
    uint64_t packets;
    int64_t start;                               /* ns since 1970, */
    int64_t captured;                            /* as when the last packet was captured */
    int64_t began, ticked, ticked_slowly, heard; /* by the clock that is never set; us */
    int64_t looked;                              /* as packets tell the time; ns since 1970 */
    bool is_ending;
} Live;

static void live_clear(Live *live)
{
    live_signals_free(live->signals);
    metrics_server_free(live->metrics);
    sniffer_free(live->sniffer);
    pipeline_free(live->pipeline);
    live_outputs_free(live->outputs);
    live_calls_free(live->calls);
    live_times_free(live->times);
    status_free(live->status);
    live_inputs_free(live->inputs);
    asked_free(live->asked);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Live, live_clear)

static void take_message(const Arrival *arrival, const SipView *view, void *user)
{
    Live *live = user;
    AnomalySet anomalies;

    if (!asked_wants(live->asked, arrival))
        return;
    anomalies = live_calls_message(live->calls, arrival, view);
    live_inputs_message(live->inputs, arrival,
                        scan_anomalies(view, arrival->anomalies) | anomalies);
}

static void take_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Live *live = user;
    SipView view;

    if (!scan_message(text, &view))
        return;
    dialogs_mark_unreached(live_calls_dialogs(live->calls), &view, &segment->src,
                           &segment->dst);
    live_inputs_note(live->inputs, packet, ANOMALY_BIT(ANOMALY_ICMP_QUOTES_SIP));
}

static void tell(const Call *call, const LiveEvent *event, bool is_folded, void *user)
{
    Live *live = user;
    LiveEvent with = *event;

    with.dropped = live_inputs_drops(live->inputs);
    status_hide(live->status);
    if (live->asked->lint && event->kind == LIVE_END)
        lint_look(live->asked->lint, call, live->context.texts);
    live_outputs_call(live->outputs, call, &with, is_folded);
    if (event->kind != LIVE_END)
        return;
    live_times_add(live->times, call, event->now);
    expecting_look(live->asked->expecting, &live->context, call);
}

/* Says a sentence, and frees it; NULL is fine. */
static void note(Live *live, char *text)
{
    if (!text)
        return;
    status_hide(live->status);
    say(text);
    g_free(text);
}

static LiveFigures figures_of(Live *live)
{
    LiveCounts counts = live_calls_counts(live->calls);

    live_inputs_look(live->inputs);
    return (LiveFigures){
        .start = live->start,
        .running = (g_get_monotonic_time() - live->began) * 1000,
        .interfaces = live_inputs_figures(live->inputs),
        .interfaces_len = sniffer_len(live->sniffer),
        .calls_begun = counts.begun,
        .calls_ended = counts.ended,
        .calls_joined = counts.joined,
        .calls_evicted = counts.evicted,
        .calls_open = (unsigned)(counts.begun - counts.ended - counts.joined),
        .dialogs_open = counts.dialogs,
        .tally = counts.tally,
        .times = live->times,
        .memory = counts.memory,
        .memory_bound = counts.memory_bound,
        .resident = status_resident(live->status),
        .lost_written = live_outputs_lost(live->outputs),
    };
}

static void show_figures(Live *live)
{
    LiveFigures figures = figures_of(live);
    g_autofree char *text =
        figures_text_new(&figures, live->context.width, live->context.unicode);

    status_hide(live->status);
    fputs(text, stderr);
    fflush(stderr);
}

static void serve_figures(Live *live)
{
    LiveFigures figures;
    g_autoptr(GBytes) text = NULL;

    if (!live->metrics)
        return;
    figures = figures_of(live);
    text = prometheus_new(&figures);
    metrics_server_put(live->metrics, text);
}

/* The files say at any time what came in and was lost until then. */
static void count_interfaces(Live *live)
{
    for (unsigned i = 0; i < sniffer_len(live->sniffer); i++) {
        const PacketInterface *kinds[SNIFFER_KINDS_MAX];
        unsigned len = sniffer_kinds(live->sniffer, i, kinds);
        SnifferCounts counts = sniffer_counts(live->sniffer, i);

        if (len > 0)
            live_outputs_count(live->outputs, kinds[len - 1], counts.packets,
                               counts.dropped_kernel + counts.dropped_interface +
                                   counts.dropped_queue);
    }
}

static void end_run(Live *live)
{
    if (live->is_ending)
        return;
    live->is_ending = true;
    sniffer_stop(live->sniffer);
}

static void tick_slowly(Live *live, int64_t now)
{
    LiveFigures figures = figures_of(live);

    live->ticked_slowly = now;
    status_show(live->status, &figures);
    serve_figures(live);
    count_interfaces(live);
    for (char *text; (text = sniffer_take_note(live->sniffer));)
        note(live, text);
    if (!live_outputs_are_read(live->outputs))
        end_run(live);
}

/* Without messages time passes all the same, and without any packet. */
static void pass_time(Live *live, int64_t now)
{
    if ((now - live->heard) * 1000 >= QUIET)
        live_calls_pass(live->calls, g_get_real_time() * 1000 - QUIET);
    else if (live->packets > 0)
        live_calls_pass(live->calls, live->captured);
}

/* Time goes on to @now by the clock that is never set. */
static void tick(Live *live, int64_t now)
{
    live->ticked = now;
    pass_time(live, now);
    live_outputs_tick(live->outputs);
    if (live_signals_take_rotate(live->signals))
        live_outputs_rotate(live->outputs);
    if (live_signals_take_show(live->signals))
        show_figures(live);
    if (now - live->ticked_slowly >= SLOW_TICK)
        tick_slowly(live, now);
    if (live_signals_end(live->signals) ||
        (live->options->duration && (now - live->began) * 1000 >= live->options->duration))
        end_run(live);
}

static void take_packet(Live *live, const Packet *packet)
{
    live->packets++;
    live->captured = packet->time;
    live_inputs_packet(live->inputs, packet);
    live_outputs_packet(live->outputs, packet);
    pipeline_packet(live->pipeline, packet);
    if (live->packets % LOOK_EVERY == 0)
        live->heard = g_get_monotonic_time();
    if (live->packets == live->options->count)
        end_run(live);
}

static bool is_enough(const Live *live)
{
    return live->options->count && live->packets >= live->options->count;
}

static bool is_to_look(Live *live, const Packet *packet)
{
    if (live->packets % LOOK_EVERY && ABS(packet->time - live->looked) < TICK * 1000 &&
        !live_signals_end(live->signals))
        return false;
    live->looked = packet->time;
    return true;
}

static void run(Live *live)
{
    Packet packet;
    SnifferNext next;

    while ((next = sniffer_next(live->sniffer, WAIT_MS, &packet)) != SNIFFER_END) {
        bool is_packet = next == SNIFFER_PACKET;
        int64_t now;

        if (is_packet && !is_enough(live))
            take_packet(live, &packet);
        if (is_packet && !is_to_look(live, &packet))
            continue;
        now = g_get_monotonic_time();
        live->heard = is_packet ? now : live->heard;
        if (now - live->ticked >= TICK || !is_packet)
            tick(live, now);
    }
}

static bool read_wishes(Live *live, GError **error)
{
    live->asked = asked_new(live->options, error);
    live->outputs = live->asked ? live_outputs_new(live->options, error) : NULL;
    return live->outputs != NULL;
}

/* What libpcap does not understand is a wrong command line, whatever the interface. */
static bool check_filter(const Live *live, GError **error)
{
    g_autoptr(Filter) filter = NULL;

    if (live->options->filter)
        filter = filter_new_typed(live->options->filter, error);
    return filter || !live->options->filter;
}

static bool open_interfaces(Live *live, GError **error)
{
    const Options *options = live->options;
    SnifferOptions sniff = { .interfaces = options->interfaces,
                             .filter = options->filter,
                             .port = options->port,
                             .snaplen = options->snaplen,
                             .promiscuous = options->promiscuous,
                             .buffer = options->buffer };

    live->sniffer = sniffer_open(&sniff, error);
    if (!live->sniffer)
        return false;
    for (char *text; (text = sniffer_take_note(live->sniffer));)
        note(live, text);
    if (options->metrics)
        live->metrics = metrics_server_new(options->metrics, error);
    return !options->metrics || live->metrics;
}

static bool drop_privileges(Live *live, GError **error)
{
    const Options *options = live->options;
    g_autoptr(GPtrArray) paths = g_ptr_array_new();
    char *told = NULL;
    bool is_good;

    for (char **path = options->outputs; path && *path; path++)
        g_ptr_array_add(paths, *path);
    if (options->write)
        g_ptr_array_add(paths, options->write);
    g_ptr_array_add(paths, NULL);
    is_good = privileges_drop(options->user, (const char *const *)paths->pdata, &told, error);
    note(live, told);
    return is_good;
}

static void describe(Live *live)
{
    ReportContext *context = &live->context;

    context->captures = live_inputs_captures(live->inputs);
    context->captures_len = sniffer_len(live->sniffer);
    context->dialogs = live_calls_dialogs(live->calls);
    context->texts = live_calls_texts(live->calls);
    context->tally = live_calls_counts(live->calls).tally;
    asked_show(live->asked, context);
}

static void prepare_calls(Live *live)
{
    CallOptions making = asked_making(live->asked);
    LiveWishes wishes = live_outputs_wishes(live->outputs);
    LiveCallsOptions with = { .options = live->options,
                              .library = live->asked->library,
                              .selection = live->asked->selection,
                              .making = &making,
                              .memory = asked_memory(live->asked, MEMORY),
                              .wants_texts = wishes.texts,
                              .wants_progress = wishes.progress && !selection_needs_verdicts(
                                                                       live->asked->selection),
                              .tell = tell,
                              .user = live };
    PipelineHooks hooks = { .arrival = take_message, .quote = take_quote, .user = live };

    live->calls = live_calls_new(&with);
    live->times = live_times_new();
    live->inputs = live_inputs_new(live->sniffer);
    live->pipeline =
        pipeline_new(&hooks, live_inputs_anomalies(live->inputs), sniffer_len(live->sniffer));
}

/* All is open; from here on nothing is done that a running capture does not need. */
static bool enter_sandbox(Live *live, GError **error)
{
    tzset();
    return live->options->no_sandbox || sandbox_enter(live->metrics != NULL, error);
}

/* "listening on eth0, lo; RTP and RTCP stay in the kernel" */
static char *listening(const Live *live)
{
    g_autofree char *names = g_strjoinv(", ", live->options->interfaces);

    return g_strconcat("listening on ", names,
                       live->options->filter ? "" : "; RTP and RTCP stay in the kernel", NULL);
}

static void wake(void *user)
{
    sniffer_wake(user);
}

static bool start(Live *live, GError **error)
{
    live->start = g_get_real_time() * 1000;
    live->began = live->heard = live->ticked = g_get_monotonic_time();
    live->ticked_slowly = live->began - SLOW_TICK;
    live_signals_start(live->signals, wake, live->sniffer);
    sniffer_start(live->sniffer);
    note(live, listening(live));
    if (!live->metrics)
        return true;
    serve_figures(live);
    note(live, g_strconcat("metrics are at ", metrics_server_url(live->metrics), NULL));
    return metrics_server_start(live->metrics, error);
}

static bool prepare(Live *live, GError **error)
{
    if (!read_wishes(live, error) || !check_filter(live, error) ||
        !open_interfaces(live, error))
        return false;
    live->status = status_new(live->options);
    if (!drop_privileges(live, error))
        return false;
    prepare_calls(live);
    describe(live);
    return live_outputs_begin(live->outputs, &live->context, error) &&
           enter_sandbox(live, error) && start(live, error);
}

/* What is left is told; then the run itself. */
static StoryStatus finish(Live *live, GError **error)
{
    LiveFigures figures;
    bool is_written;

    pipeline_finish(live->pipeline);
    live_inputs_look(live->inputs); /* the last events say what was lost, too */
    live_calls_finish(live->calls);
    count_interfaces(live);
    figures = figures_of(live);
    status_hide(live->status);
    is_written = live_outputs_finish(live->outputs, error);
    if (live_outputs_are_read(live->outputs)) /* else it ends quietly */
        show_figures(live);
    note(live, figures_text_drops(&figures));
    if (!is_written || live_outputs_lost(live->outputs) > 0)
        return STORY_INCOMPLETE;
    return expecting_is_met(live->asked->expecting) & linting_is_met(live->asked->lint)
               ? STORY_OK
               : STORY_FAILED;
}

StoryStatus live_run(const Options *options, GError **error)
{
    g_auto(Live) live = { .options = options };
    GError *wrong = NULL;

    live.signals = live_signals_new();
    if (prepare(&live, &wrong)) {
        run(&live);
        return finish(&live, error);
    }
    g_propagate_error(error, wrong);
    return wrong->domain == OPTIONS_ERROR || wrong->domain == TEMPLATE_ERROR ? STORY_USAGE
                                                                             : STORY_INCOMPLETE;
}
