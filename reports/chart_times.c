/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_times.h"

#include <math.h>

#include "reports/response_times.h"
#include "reports/time_text.h"

/* px */
#define WIDTH 900
#define LEFT 172
#define RIGHT 620
#define HEAD 24
#define ROW 72
#define PLOT 50 /* height of columns */
#define AXIS 34
#define STATS 636 /* where the figures begin */
#define STAT 66
#define DOT 3

#define DOTS_MAX 20 /* so few are dots */
#define BINS_PER_DECADE 10
#define DECADES_MAX 10

/* From how many on a percentile is one. */
#define P95_LEAST 20
#define P99_LEAST 100

struct ChartTimes {
    ResponseTimes times;
};

/* The scale all rows share: whole powers of ten, in microseconds. */
typedef struct Scale {
    int low, high; /* exponents */
} Scale;

static const char *const NAMES[][2] = {
    [RESPONSE_RINGING] = { "INVITE", "to ringing (1xx)" },
    [RESPONSE_SETUP] = { "INVITE", "to final answer" },
    [RESPONSE_BYE] = { "BYE", "to final answer" },
    [RESPONSE_REGISTER] = { "REGISTER", "to final answer" },
    [RESPONSE_OPTIONS] = { "OPTIONS", "to final answer" },
};

ChartTimes *chart_times_new(const ReportContext *context)
{
    ChartTimes *times = g_new0(ChartTimes, 1);

    (void)context; /* times of any call are measured alike */
    response_times_init(&times->times);
    return times;
}

void chart_times_free(ChartTimes *times)
{
    if (!times)
        return;
    response_times_clear(&times->times);
    g_free(times);
}

void chart_times_add(ChartTimes *times, const Call *call)
{
    response_times_add(&times->times, call);
}

char *chart_times_text(uint32_t us)
{
    char text[TIME_TEXT];

    if (us < 1000)
        return g_strdup_printf("%.2f ms", us / 1000.0);
    if (us < 9950)
        return g_strdup_printf("%.1f ms", us / 1000.0);
    time_text_span((int64_t)us * 1000, text);
    return g_strdup(text);
}

static uint32_t value_at(const GArray *all, unsigned index)
{
    return MAX(g_array_index(all, uint32_t, index), 1);
}

static Scale find_scale(const ResponseTimes *times)
{
    uint32_t low = UINT32_MAX;
    uint32_t high = 1;
    Scale scale;

    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++) {
        const GArray *all = times->of[kind];

        if (all->len == 0)
            continue;
        low = MIN(low, value_at(all, 0));
        high = MAX(high, value_at(all, all->len - 1));
    }
    scale.low = (int)floor(log10(low));
    scale.high = (int)ceil(log10(high));
    scale.high = MAX(scale.high, scale.low + 1);
    return scale;
}

static double x_of(const Scale *scale, double us)
{
    return LEFT + (log10(us) - scale->low) / (scale->high - scale->low) * (RIGHT - LEFT);
}

static void append_columns(const GArray *all, const Scale *scale, unsigned y, GString *out)
{
    unsigned bins[DECADES_MAX * BINS_PER_DECADE + 1] = { 0 };
    unsigned len = (unsigned)(scale->high - scale->low) * BINS_PER_DECADE;
    double width = (double)(RIGHT - LEFT) / len;
    unsigned most = 0;

    for (unsigned i = 0; i < all->len; i++) {
        double at = (log10(value_at(all, i)) - scale->low) * BINS_PER_DECADE;
        unsigned bin = MIN((unsigned)at, len - 1);

        bins[bin]++;
        most = MAX(most, bins[bin]);
    }
    g_string_append(out, "<path class=\"column\" d=\"");
    for (unsigned bin = 0; bin < len; bin++)
        if (bins[bin] > 0)
            g_string_append_printf(out, "M%.1f %uv%.1fh%.1fV%uz", LEFT + bin * width, y,
                                   -MAX((double)bins[bin] / most * PLOT, 1), width - 1, y);
    g_string_append(out, "\"/>\n");
}

/* Dots that would lie on each other are stacked. */
static void append_dots(const GArray *all, const Scale *scale, unsigned y, GString *out)
{
    double before = -1;
    unsigned stacked = 0;

    for (unsigned i = 0; i < all->len; i++) {
        g_autofree char *text = chart_times_text(g_array_index(all, uint32_t, i));
        double x = x_of(scale, value_at(all, i));

        stacked = i > 0 && x - before < 2 * DOT ? (stacked + 1) % (PLOT / 2 / DOT) : 0;
        if (stacked == 0)
            before = x;
        g_string_append_printf(out,
                               "<circle class=\"dot\" cx=\"%.1f\" cy=\"%u\" r=\"%d\">"
                               "<title>%s</title></circle>\n",
                               x, y - DOT - 1 - stacked * 2 * DOT, DOT, text);
    }
}

static void append_figure(unsigned y, unsigned nth, const char *text, GString *out)
{
    g_string_append_printf(out,
                           "<text class=\"figure\" x=\"%u\" y=\"%u\" "
                           "text-anchor=\"end\">%s</text>\n",
                           STATS + (nth + 1) * STAT - 2, y - 14, text);
}

/* One figure, and its line across the columns. @nth is its place in the row. */
static void append_stat(const Scale *scale, unsigned y, unsigned nth, uint32_t us, GString *out)
{
    static const char *const CLASSES[] = { "median", "p95", "p99", "most" };
    g_autofree char *text = chart_times_text(us);
    double x = x_of(scale, MAX(us, 1));

    g_string_append_printf(out,
                           "<path class=\"stat %s\" d=\"M%.1f %uV%u\"><title>%s %s</title>"
                           "</path>",
                           CLASSES[nth], x, y + 2, y - PLOT - 2, CLASSES[nth], text);
    append_figure(y, nth, text, out);
}

static void append_row(const ResponseTimes *times, ResponseKind kind, const Scale *scale,
                       unsigned y, GString *out)
{
    const GArray *all = times->of[kind];

    g_string_append_printf(out,
                           "<g class=\"times-row\" data-kind=\"%u\"><text class=\"name\" "
                           "x=\"6\" y=\"%u\">%s</text><text class=\"about\" x=\"6\" y=\"%u\">%s"
                           "</text><text class=\"about\" x=\"6\" y=\"%u\">n = %u</text>"
                           "<path class=\"line\" d=\"M%u %uH%u\"/>\n",
                           kind, y - 32, NAMES[kind][0], y - 17, NAMES[kind][1], y - 2,
                           all->len, LEFT, y, RIGHT);
    if (all->len <= DOTS_MAX)
        append_dots(all, scale, y, out);
    else
        append_columns(all, scale, y, out);
    append_stat(scale, y, 0, response_times_percentile(times, kind, 50), out);
    if (all->len >= P95_LEAST)
        append_stat(scale, y, 1, response_times_percentile(times, kind, 95), out);
    else
        append_figure(y, 1, "\u2013", out);
    if (all->len >= P99_LEAST)
        append_stat(scale, y, 2, response_times_percentile(times, kind, 99), out);
    else
        append_figure(y, 2, "\u2013", out);
    append_stat(scale, y, 3, response_times_percentile(times, kind, 100), out);
    g_string_append(out, "</g>\n");
}

static void append_axis(const Scale *scale, unsigned y, GString *out)
{
    static const char *const HEADS[] = { "median", "p95", "p99", "longest" };

    g_string_append(out, "<g class=\"axis\">");
    for (int exponent = scale->low; exponent <= scale->high; exponent++) {
        double us = pow(10, exponent);
        double x = x_of(scale, us);
        g_autofree char *text = us < 999999 ? g_strdup_printf("%g ms", us / 1000)
                                            : g_strdup_printf("%g s", us / 1000000);

        g_string_append_printf(out,
                               "<path class=\"grid\" d=\"M%.1f %uV%u\"/><text x=\"%.1f\" "
                               "y=\"%u\" text-anchor=\"middle\">%s</text>",
                               x, HEAD, y + 4, x, y + 18, text);
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(HEADS); i++)
        g_string_append_printf(out,
                               "<text class=\"head\" x=\"%u\" y=\"15\" "
                               "text-anchor=\"end\">%s</text>",
                               STATS + (i + 1) * STAT - 2, HEADS[i]);
    g_string_append(out, "</g>\n");
}

void chart_times_append(ChartTimes *chart, GString *out)
{
    const ResponseTimes *times = &chart->times;
    unsigned rows = 0;
    Scale scale;

    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        rows += times->of[kind]->len > 0;
    if (rows == 0)
        return;
    response_times_sort(&chart->times);
    scale = find_scale(times);
    g_string_append_printf(
        out,
        "<svg class=\"chart times\" xmlns=\"http://www.w3.org/2000/svg\" "
        "viewBox=\"0 0 %u %u\" role=\"img\" aria-labelledby=\"times-title times-about\">\n"
        "<title id=\"times-title\">Response times</title>\n<desc id=\"times-about\">How often "
        "requests waited how long for an answer, on a logarithmic scale</desc>\n",
        WIDTH, HEAD + rows * ROW + AXIS);
    append_axis(&scale, HEAD + rows * ROW + 4, out);
    rows = 0;
    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        if (times->of[kind]->len > 0)
            append_row(times, (ResponseKind)kind, &scale, HEAD + ++rows * ROW, out);
    g_string_append(out, "</svg>\n");
}
