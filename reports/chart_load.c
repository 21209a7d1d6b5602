/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that deviate stand at the foot of their column, where one among thousands is seen best,
 * and have a mark below it, where one among ten thousand is seen as well.
 */
#include "reports/chart_load.h"

#include <string.h>

/* From the foot of a column to its head. */
static const FlowVerdict ORDER[] = { FLOW_DEVIATES, FLOW_UNKNOWN, FLOW_INCOMPLETE,
                                     FLOW_CONFORMS };

#define SCALE_GAP 6

static unsigned part_of(const ChartLoad *load, int64_t time)
{
    return (unsigned)MIN((time - load->first) / load->step, (int64_t)load->len - 1);
}

/* Each call counts where it begins and is taken off after the part in which it ends. */
static void count(ChartLoad *load, const ChartSpan *spans, unsigned len)
{
    g_autofree int(*changes)[FLOW_VERDICTS] = g_malloc0_n(load->len + 1, sizeof *changes);
    int now[FLOW_VERDICTS] = { 0 };

    for (unsigned i = 0; i < len; i++) {
        changes[part_of(load, spans[i].start)][spans[i].verdict]++;
        changes[part_of(load, spans[i].end) + 1][spans[i].verdict]--;
    }
    for (unsigned part = 0; part < load->len; part++) {
        unsigned sum = 0;

        for (unsigned verdict = 0; verdict < FLOW_VERDICTS; verdict++) {
            now[verdict] += changes[part][verdict];
            load->calls[part][verdict] = (unsigned)now[verdict];
            sum += (unsigned)now[verdict];
        }
        load->most = MAX(load->most, sum);
    }
}

void chart_load_init(ChartLoad *load, const ChartSpan *spans, unsigned len, bool utc)
{
    TimeText clock = { .utc = utc };
    int64_t first = INT64_MAX;
    int64_t last = TIME_NONE;

    *load = (ChartLoad){ 0 };
    for (unsigned i = 0; i < len; i++) {
        first = MIN(first, spans[i].start);
        last = MAX(last, spans[i].end);
    }
    if (len == 0)
        return;
    load->step = chart_axis_round((last - first) / (CHART_LOAD_PARTS - 2) + 1);
    load->first = chart_axis_floor(&clock, first, load->step);
    load->len = (unsigned)((last - load->first) / load->step) + 1;
    load->calls = g_malloc0_n(load->len, sizeof *load->calls);
    count(load, spans, len);
}

void chart_load_clear(ChartLoad *load)
{
    g_clear_pointer(&load->calls, g_free);
    load->len = 0;
}

unsigned chart_load_round(unsigned number)
{
    static const unsigned STEPS[] = { 1, 2, 3, 4, 5, 6, 8 };

    for (unsigned power = 1; power < 1000000000; power *= 10)
        for (unsigned i = 0; i < G_N_ELEMENTS(STEPS); i++)
            if (STEPS[i] * power >= number)
                return STEPS[i] * power;
    return number;
}

/* All columns of one verdict, each upon those of the verdicts before it. */
static void append_verdict(const ChartLoad *load, const ChartAxis *axis, unsigned order,
                           const double scale[2], GString *out)
{
    FlowVerdict verdict = ORDER[order];
    double foot = scale[0];
    double unit = scale[1];
    bool is_empty = true;

    for (unsigned part = 0; part < load->len; part++) {
        int64_t start = load->first + (int64_t)part * load->step;
        double x = chart_axis_x(axis, start);
        double width = chart_axis_x(axis, start + load->step) - x;
        unsigned below = 0;

        for (unsigned i = 0; i < order; i++)
            below += load->calls[part][ORDER[i]];
        if (load->calls[part][verdict] == 0)
            continue;
        if (is_empty)
            g_string_append_printf(out, "<path class=\"load %s\" d=\"",
                                   flow_verdict_name(verdict));
        is_empty = false;
        g_string_append_printf(out, "M%.1f %.1fv%.1fh%.1fV%.1fz", x, foot - below * unit,
                               -(load->calls[part][verdict] * unit), MAX(width - 0.5, 0.5),
                               foot - below * unit);
    }
    if (!is_empty)
        g_string_append(out, "\"/>\n");
}

/* What a pointer over a column is told, and the mark of one that has calls which deviate. */
static void append_part(const ChartLoad *load, const ChartAxis *axis, unsigned part,
                        const unsigned rows[2], GString *out)
{
    TimeText clock = { .utc = axis->utc };
    int64_t start = load->first + (int64_t)part * load->step;
    double x = chart_axis_x(axis, start);
    double width = chart_axis_x(axis, start + load->step) - x;
    char time[TIME_TEXT];
    g_autofree char *span = chart_axis_step_text(load->step);
    unsigned sum = 0;

    for (unsigned i = 0; i < FLOW_VERDICTS; i++)
        sum += load->calls[part][i];
    if (sum == 0)
        return;
    time_text_clock(&clock, start, 0, time);
    g_string_append_printf(out, "<g class=\"part\"><title>%s, %s: %u call%s", time, span, sum,
                           sum == 1 ? "" : "s");
    for (unsigned i = 0; i < G_N_ELEMENTS(ORDER); i++)
        if (load->calls[part][ORDER[i]])
            g_string_append_printf(out, ", %u %s", load->calls[part][ORDER[i]],
                                   flow_verdict_name(ORDER[i]));
    g_string_append_printf(out,
                           "</title><rect class=\"reach\" x=\"%.1f\" y=\"%u\" "
                           "width=\"%.1f\" height=\"%u\"/>",
                           x, rows[0], width, rows[1]);
    if (load->calls[part][FLOW_DEVIATES])
        g_string_append_printf(out, "<path class=\"mark deviates\" d=\"M%.1f %ul-3 6h6z\"/>",
                               x + width / 2, rows[0] + rows[1] + 2);
    g_string_append(out, "</g>\n");
}

void chart_load_append(const ChartLoad *load, const ChartAxis *axis, unsigned top,
                       unsigned height, GString *out)
{
    unsigned high = chart_load_round(load->most);
    double scale[] = { top + height, (double)height / MAX(high, 1) };

    g_string_append_printf(out,
                           "<g class=\"axis\"><text x=\"%u\" y=\"%u\" text-anchor=\"end\">%u"
                           "</text><path class=\"grid\" d=\"M%u %uH%u\"/>"
                           "<text x=\"%u\" y=\"%u\" text-anchor=\"end\">0</text></g>\n",
                           axis->left - SCALE_GAP, top + 10, high, axis->left, top, axis->right,
                           axis->left - SCALE_GAP, top + height);
    for (unsigned i = 0; i < G_N_ELEMENTS(ORDER); i++)
        append_verdict(load, axis, i, scale, out);
    for (unsigned part = 0; part < load->len; part++)
        append_part(load, axis, part, (unsigned[]){ top, height }, out);
}
