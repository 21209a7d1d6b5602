/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_timeline.h"

#include "reports/chart_load.h"
#include "reports/flow_words.h"
#include "reports/svg_text.h"
#include "reports/terminal.h"

#define NS_PER_MS 1000000

/* px */
#define WIDTH 900
#define SIDE 10
#define SCALE_SIDE 50 /* at the left of columns */
#define LEGEND 26
#define LANE 15
#define BAR 11
#define BAR_MIN 5 /* how short a call ever was */
#define BARS_APART 2
#define COLUMNS 150 /* height */
#define MARKS 10    /* below columns */
#define USER_WIDTH 40

typedef struct Bar {
    int64_t ringing, answer, bye; /* TIME_NONE: it did not come to that */
    uint64_t id;
    char *title;
    unsigned lane;
    bool is_invite; /* else it has no parts */
} Bar;

struct ChartTimeline {
    const ReportContext *context;
    GArray *spans; /* ChartSpan, of all calls */
    GArray *bars;  /* Bar, of the same; empty once there are too many */
    TimeText clock;
    int64_t first, last;
};

static void bar_clear(gpointer bar)
{
    g_free(((Bar *)bar)->title);
}

ChartTimeline *chart_timeline_new(const ReportContext *context)
{
    ChartTimeline *timeline = g_new0(ChartTimeline, 1);

    timeline->context = context;
    timeline->spans = g_array_new(FALSE, FALSE, sizeof(ChartSpan));
    timeline->bars = g_array_new(FALSE, FALSE, sizeof(Bar));
    g_array_set_clear_func(timeline->bars, bar_clear);
    timeline->clock.utc = context->utc;
    timeline->first = INT64_MAX;
    timeline->last = TIME_NONE;
    return timeline;
}

void chart_timeline_free(ChartTimeline *timeline)
{
    if (!timeline)
        return;
    g_array_unref(timeline->spans);
    g_array_unref(timeline->bars);
    g_free(timeline);
}

/* When it rang, was answered and hung up: by the caller's hop of the first leg, as the call's
 * own times are measured (Call.setup_ms). */
static void find_moments(Bar *bar, const Call *call)
{
    bar->ringing = bar->answer = bar->bye = TIME_NONE;
    for (unsigned i = 0; i < call->messages_len && bar->answer == TIME_NONE; i++) {
        const CallMessage *at = &call->messages[i];
        const Message *message = at->message;

        if (at->dialog != 0 || at->repeat != REPEAT_NONE || message->method != METHOD_INVITE ||
            !(message->flags & MESSAGE_AT_CALLER))
            continue;
        if (message->status > 100 && message->status < 200 && bar->ringing == TIME_NONE)
            bar->ringing = message->time;
        else if (message->status >= 200 && message->status < 300)
            bar->answer = message->time;
    }
    if (bar->answer != TIME_NONE)
        bar->bye = call->talk_ms >= 0 ? bar->answer + call->talk_ms * NS_PER_MS : call->end;
}

static char *title_of(ChartTimeline *timeline, const Call *call)
{
    const Texts *texts = dialogs_texts(timeline->context->dialogs);
    GString *title = g_string_new(NULL);
    char text[TIME_TEXT];

    g_string_append_printf(title, "Call %" G_GUINT64_FORMAT ": ", call->id);
    terminal_append_cut(title, call_from(call, texts), USER_WIDTH, true);
    g_string_append(title, " > ");
    terminal_append_cut(title, call_to(call, texts), USER_WIDTH, true);
    g_string_append(title, ", ");
    flow_words_append_verdict(title, call->judgement);
    time_text_clock(&timeline->clock, call->start, 3, text);
    g_string_append_printf(title, ", %s", text);
    time_text_span(call->end - call->start, text);
    g_string_append_printf(title, ", %s", text);
    return g_string_free(title, FALSE);
}

void chart_timeline_add(ChartTimeline *timeline, const Call *call)
{
    ChartSpan span = { call->start, call->end,
                       call->judgement ? call->judgement->verdict : FLOW_UNKNOWN };
    Bar bar = { .id = call->id, .is_invite = call->dialogs[0]->is_invite };

    /* a clock that is broken would leave no room for the others */
    if (call->start < 0 || call->end < call->start || call->end == TIME_LAST)
        return;
    g_array_append_val(timeline->spans, span);
    timeline->first = MIN(timeline->first, call->start);
    timeline->last = MAX(timeline->last, call->end);
    if (timeline->spans->len > CHART_TIMELINE_BARS) {
        g_array_set_size(timeline->bars, 0);
        return;
    }
    find_moments(&bar, call);
    bar.title = title_of(timeline, call);
    g_array_append_val(timeline->bars, bar);
}

/* What bars take of a lane: the shortest are drawn longer than they were. */
static double end_of(const ChartAxis *axis, const ChartSpan *span)
{
    return MAX(chart_axis_x(axis, span->end), chart_axis_x(axis, span->start) + BAR_MIN);
}

/* Puts each bar into the first lane that is free. Gives the number of lanes; 0 if there are
 * too many. */
static unsigned find_lanes(const ChartTimeline *timeline, const ChartAxis *axis)
{
    double free_from[CHART_TIMELINE_LANES];
    unsigned lanes = 0;

    for (unsigned i = 0; i < timeline->bars->len; i++) {
        const ChartSpan *span = &g_array_index(timeline->spans, ChartSpan, i);
        Bar *bar = &g_array_index(timeline->bars, Bar, i);
        double x = chart_axis_x(axis, span->start);

        bar->lane = 0;
        while (bar->lane < lanes && free_from[bar->lane] > x)
            bar->lane++;
        if (bar->lane == CHART_TIMELINE_LANES)
            return 0;
        lanes = MAX(lanes, bar->lane + 1);
        free_from[bar->lane] = end_of(axis, span) + BARS_APART;
    }
    return lanes;
}

typedef enum BarPart {
    PART_SETUP,
    PART_RINGING,
    PART_TALK,
    PART_OTHER, /* all of what is no phone call */
    PARTS
} BarPart;

static const struct {
    const char *class, *about;
    unsigned height;
} LOOKS[] = {
    [PART_SETUP] = { "setup", "setup", 3 },
    [PART_RINGING] = { "ringing", "ringing", 7 },
    [PART_TALK] = { "talk", "talk", BAR },
    [PART_OTHER] = { "other", "no INVITE", 5 },
};

/* From x[0] to x[1]; nothing if it took no time that can be seen. */
static void append_part(GString *out, BarPart part, const double x[2], unsigned y)
{
    if (x[1] - x[0] < 0.05)
        return;
    g_string_append_printf(out,
                           "<rect class=\"piece %s\" x=\"%.1f\" y=\"%u.5\" width=\"%.1f\" "
                           "height=\"%u\"/>",
                           LOOKS[part].class, x[0], y + (BAR - LOOKS[part].height) / 2,
                           x[1] - x[0], LOOKS[part].height);
}

static double x_or(const ChartAxis *axis, int64_t time, double otherwise)
{
    return time == TIME_NONE ? otherwise : chart_axis_x(axis, time);
}

static void append_parts(const ChartAxis *axis, const Bar *bar, const double x[2], unsigned y,
                         GString *out)
{
    double answer = MIN(x_or(axis, bar->answer, x[1]), x[1]);
    double ringing = MIN(x_or(axis, bar->ringing, answer), answer);
    double bye = MIN(x_or(axis, bar->bye, x[1]), x[1]);

    append_part(out, PART_SETUP, (double[]){ x[0], ringing }, y);
    append_part(out, PART_RINGING, (double[]){ ringing, answer }, y);
    append_part(out, PART_TALK, (double[]){ answer, bye }, y);
    append_part(out, PART_SETUP, (double[]){ MAX(bye, answer), x[1] }, y);
}

static void append_bar(const ChartAxis *axis, const ChartSpan *span, const Bar *bar,
                       GString *out)
{
    double start = chart_axis_x(axis, span->start);
    double end = end_of(axis, span);
    unsigned y = LEGEND + bar->lane * LANE;

    g_string_append_printf(out,
                           "<g class=\"bar %s\" data-call=\"%" G_GUINT64_FORMAT "\"><title>",
                           flow_verdict_name(span->verdict), bar->id);
    svg_text_append(out, bar->title);
    g_string_append_printf(out,
                           "</title><rect class=\"reach\" x=\"%.1f\" y=\"%u\" width=\"%.1f\" "
                           "height=\"%u\"/>",
                           start, y, end - start, LANE);
    if (bar->is_invite)
        append_parts(axis, bar, (double[]){ start, end }, y, out);
    else
        append_part(out, PART_OTHER, (double[]){ start, end }, y);
    g_string_append(out, "</g>\n");
}

static void append_legend_item(GString *out, unsigned *x, const char *class, BarPart part,
                               const char *text)
{
    g_string_append_printf(out, "<g class=\"%s\">", class);
    append_part(out, part, (double[]){ *x, *x + 22 }, 5);
    g_string_append_printf(out, "</g><text x=\"%u\" y=\"14\">%s</text>", *x + 28, text);
    *x += 50 + (unsigned)strlen(text) * 7;
}

/* What the looks mean; those of the parts too where there are bars. */
static void append_legend(const ChartTimeline *timeline, bool has_bars, GString *out)
{
    unsigned calls[FLOW_VERDICTS] = { 0 };
    bool has[PARTS] = { false };
    unsigned x = SIDE;

    for (unsigned i = 0; i < timeline->spans->len; i++)
        calls[g_array_index(timeline->spans, ChartSpan, i).verdict]++;
    for (unsigned i = 0; has_bars && i < timeline->bars->len; i++) {
        bool is_invite = g_array_index(timeline->bars, Bar, i).is_invite;

        has[PART_SETUP] = has[PART_RINGING] = has[PART_TALK] |= is_invite;
        has[PART_OTHER] |= !is_invite;
    }
    g_string_append(out, "<g class=\"legend\">");
    for (unsigned i = 0; i < FLOW_VERDICTS; i++) {
        g_autofree char *text = g_strdup_printf("%u %s", calls[i], flow_verdict_name(i));

        if (calls[i] > 0)
            append_legend_item(out, &x, flow_verdict_name(i), PART_TALK, text);
    }
    for (unsigned i = 0; i < PARTS; i++)
        if (has[i])
            append_legend_item(out, &x, "sample", (BarPart)i, LOOKS[i].about);
    g_string_append(out, "</g>\n");
}

static void append_begin(const ChartTimeline *timeline, unsigned height, const char *about,
                         GString *out)
{
    unsigned calls = timeline->spans->len;

    g_string_append_printf(
        out,
        "<svg class=\"chart timeline\" xmlns=\"http://www.w3.org/2000/svg\" "
        "viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"timeline-title "
        "timeline-about\">\n<title id=\"timeline-title\">Timeline of %u call%s</title>\n"
        "<desc id=\"timeline-about\">%s</desc>\n"
        "<defs><pattern id=\"timeline-hatch\" width=\"4\" height=\"4\" "
        "patternUnits=\"userSpaceOnUse\"><rect class=\"hatch-back\" width=\"4\" "
        "height=\"4\"/><path class=\"hatch\" d=\"M-1 1l2-2M0 4l4-4M3 5l2-2\"/></pattern>"
        "</defs>\n",
        WIDTH, height, calls, calls == 1 ? "" : "s", about);
}

static void append_bars(const ChartTimeline *timeline, const ChartAxis *axis, unsigned lanes,
                        GString *out)
{
    unsigned bottom = LEGEND + lanes * LANE + 4;

    append_begin(timeline, bottom + CHART_AXIS_HEIGHT,
                 "A bar for each call: thin while it is set up, middling while it rings, broad "
                 "while they talk",
                 out);
    append_legend(timeline, true, out);
    chart_axis_append(axis, LEGEND, bottom, out);
    for (unsigned i = 0; i < timeline->bars->len; i++)
        append_bar(axis, &g_array_index(timeline->spans, ChartSpan, i),
                   &g_array_index(timeline->bars, Bar, i), out);
    g_string_append(out, "</svg>\n");
}

static void append_columns(const ChartTimeline *timeline, ChartAxis axis, GString *out)
{
    ChartLoad load;
    g_autofree char *span = NULL;
    g_autofree char *about = NULL;

    chart_load_init(&load, (const ChartSpan *)(const void *)timeline->spans->data,
                    timeline->spans->len, timeline->context->utc);
    axis.left = SCALE_SIDE;
    axis.first = load.first;
    axis.last = load.first + load.len * load.step;
    span = chart_axis_step_text(load.step);
    about =
        g_strdup_printf("Calls in progress in each %s; a mark below where one deviates", span);
    append_begin(timeline, LEGEND + 18 + COLUMNS + MARKS + CHART_AXIS_HEIGHT, about, out);
    append_legend(timeline, false, out);
    g_string_append_printf(out, "<text class=\"about\" x=\"%u\" y=\"%u\">%s</text>\n", SIDE,
                           LEGEND + 10, about);
    chart_axis_append(&axis, LEGEND + 18, LEGEND + 18 + COLUMNS + MARKS, out);
    chart_load_append(&load, &axis, LEGEND + 18, COLUMNS, out);
    g_string_append(out, "</svg>\n");
    chart_load_clear(&load);
}

void chart_timeline_append(const ChartTimeline *timeline, GString *out)
{
    ChartAxis axis = { .left = SIDE, .right = WIDTH - SIDE, .utc = timeline->context->utc };
    unsigned lanes;

    if (timeline->spans->len == 0)
        return;
    axis.first = timeline->first;
    axis.last = MAX(timeline->last, timeline->first + NS_PER_MS);
    lanes = find_lanes(timeline, &axis);
    if (lanes > 0)
        append_bars(timeline, &axis, lanes, out);
    else
        append_columns(timeline, axis, out);
}
