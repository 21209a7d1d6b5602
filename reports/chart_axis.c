/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_axis.h"

#define MS INT64_C(1000000)
#define S (1000 * MS)
#define MIN_ (60 * S)
#define H (60 * MIN_)
#define DAY (24 * H)

#define TICKS_MAX 8
#define TICK 5
#define TIME_BASE 18 /* from the line to the base of its texts */
#define DATE_BASE 32

static const int64_t ROUND[] = {
    MS,        2 * MS,    5 * MS,    10 * MS, 20 * MS, 50 * MS, 100 * MS, 200 * MS, 500 * MS,
    S,         2 * S,     5 * S,     10 * S,  15 * S,  30 * S,  MIN_,     2 * MIN_, 5 * MIN_,
    10 * MIN_, 15 * MIN_, 30 * MIN_, H,       2 * H,   3 * H,   6 * H,    12 * H,   DAY,
};

double chart_axis_x(const ChartAxis *axis, int64_t time)
{
    double part =
        ((double)time - (double)axis->first) / ((double)axis->last - (double)axis->first);

    return axis->left + part * (axis->right - axis->left);
}

int64_t chart_axis_round(int64_t least)
{
    int64_t days = 1;

    for (unsigned i = 0; i < G_N_ELEMENTS(ROUND); i++)
        if (ROUND[i] >= least)
            return ROUND[i];
    while (days * DAY < least && days < 36500)
        days *= 2;
    return days * DAY;
}

char *chart_axis_step_text(int64_t step)
{
    static const struct {
        int64_t unit;
        const char *name;
    } UNITS[] = { { DAY, "days" }, { H, "h" }, { MIN_, "min" }, { S, "s" }, { MS, "ms" } };

    for (unsigned i = 0; i < G_N_ELEMENTS(UNITS); i++)
        if (step >= UNITS[i].unit)
            return g_strdup_printf("%" G_GINT64_FORMAT " %s", step / UNITS[i].unit,
                                   step == DAY ? "day" : UNITS[i].name);
    return g_strdup("moment");
}

static int64_t floor_to(int64_t value, int64_t step)
{
    int64_t rest = value % step;

    return value - (rest < 0 ? rest + step : rest);
}

int64_t chart_axis_floor(TimeText *clock, int64_t time, int64_t step)
{
    int64_t offset;

    (void)time_text_day(clock, time); /* so that the clock knows its offset */
    offset = clock->utc ? 0 : clock->offset * S;
    return floor_to(time + offset, step) - offset;
}

/* The tick after @time: where the clock is changed in between, that of the new clock. */
static int64_t next_tick(TimeText *clock, int64_t time, int64_t step)
{
    int64_t next = chart_axis_floor(clock, time + step + step / 2, step);

    return next > time ? next : time + step;
}

static void append_text(GString *out, double x, unsigned y, const char *text)
{
    const char *anchor = x < 60 ? "start" : x > 840 ? "end" : "middle";

    g_string_append_printf(out, "<text x=\"%.1f\" y=\"%u\" text-anchor=\"%s\">%s</text>",
                           anchor[0] == 's' ? MAX(x - 20, 2) : x, y, anchor, text);
}

/* A time as short as @step allows: "10:15", "10:15:02", "10:15:02.125". */
static void clock_text(TimeText *clock, int64_t time, int64_t step, char text[TIME_TEXT])
{
    time_text_clock(clock, time, step < S ? 3 : 0, text);
    if (step >= MIN_)
        text[5] = '\0';
}

void chart_axis_append(const ChartAxis *axis, unsigned top, unsigned y, GString *out)
{
    TimeText clock = { .utc = axis->utc };
    int64_t step = chart_axis_round((axis->last - axis->first) / TICKS_MAX);
    int64_t day = TIME_NONE;
    int64_t time = chart_axis_floor(&clock, axis->first, step);
    char text[TIME_TEXT];

    g_string_append_printf(out, "<g class=\"axis\"><path class=\"line\" d=\"M%u %uH%u\"/>",
                           axis->left, y, axis->right);
    if (time < axis->first)
        time = next_tick(&clock, time, step);
    for (; time <= axis->last; time = next_tick(&clock, time, step)) {
        double x = chart_axis_x(axis, time);

        g_string_append_printf(out, "<path class=\"grid\" d=\"M%.1f %uV%u\"/>", x, top,
                               y + TICK);
        if (step < DAY) {
            clock_text(&clock, time, step, text);
            append_text(out, x, y + TIME_BASE, text);
        }
        if (time_text_day(&clock, time) != day) {
            time_text_date(&clock, time, text);
            append_text(out, x, y + (step < DAY ? DATE_BASE : TIME_BASE), text);
        }
        day = time_text_day(&clock, time);
    }
    g_string_append(out, "</g>\n");
}
