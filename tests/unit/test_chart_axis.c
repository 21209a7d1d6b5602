/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_axis.h"

#include <string.h>
#include <time.h>

#define MS INT64_C(1000000)
#define S (1000 * MS)
#define H (3600 * S)
#define DAY (24 * H)
#define NOON (INT64_C(1772712000) * S) /* 2026-03-05T12:00:00Z */

static void spans_are_round(void)
{
    g_assert_cmpint(chart_axis_round(1), ==, MS);
    g_assert_cmpint(chart_axis_round(3 * MS), ==, 5 * MS);
    g_assert_cmpint(chart_axis_round(11 * S), ==, 15 * S);
    g_assert_cmpint(chart_axis_round(40 * 60 * S), ==, H);
    g_assert_cmpint(chart_axis_round(3 * DAY), ==, 4 * DAY);
}

static void a_span_has_a_name(void)
{
    static const struct {
        int64_t span;
        const char *name;
    } NAMES[] = { { 200 * MS, "200 ms" }, { 15 * S, "15 s" }, { 300 * S, "5 min" },
                  { 2 * H, "2 h" },       { DAY, "1 day" },   { 4 * DAY, "4 days" } };

    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autofree char *name = chart_axis_step_text(NAMES[i].span);

        g_assert_cmpstr(name, ==, NAMES[i].name);
    }
}

static void ticks_are_at_round_times_with_the_date_where_it_changes(void)
{
    ChartAxis axis = { NOON + 11 * H + 100 * S, NOON + 13 * H, 100, 500, true };
    g_autoptr(GString) out = g_string_new(NULL);

    chart_axis_append(&axis, 0, 50, out);
    g_assert_nonnull(strstr(out->str, ">23:15<"));
    g_assert_nonnull(strstr(out->str, ">00:00<"));
    g_assert_nonnull(strstr(out->str, ">2026-03-05<"));
    g_assert_nonnull(strstr(out->str, ">2026-03-06<"));
    g_assert_null(strstr(out->str, ">23:00<"));
}

static void short_times_have_milliseconds(void)
{
    ChartAxis axis = { NOON, NOON + 8 * MS, 100, 500, true };
    g_autoptr(GString) out = g_string_new(NULL);

    chart_axis_append(&axis, 0, 50, out);
    g_assert_nonnull(strstr(out->str, ">12:00:00.003<"));
}

static void be_at(const char *zone)
{
    g_setenv("TZ", zone, TRUE);
    tzset();
}

static void ticks_follow_the_local_clock(void)
{
    ChartAxis axis = { NOON, NOON + 48 * H, 100, 500, false };
    g_autoptr(GString) out = g_string_new(NULL);

    be_at("IST-5:30");
    chart_axis_append(&axis, 0, 50, out);
    g_assert_nonnull(strstr(out->str, ">18:00<"));
    g_assert_null(strstr(out->str, ":30<"));
}

static void ticks_stay_round_where_the_clock_is_changed(void)
{
    ChartAxis axis = { NOON + 20 * DAY, NOON + 26 * DAY, 100, 500, false };
    g_autoptr(GString) out = g_string_new(NULL);

    be_at("CET-1CEST,M3.5.0,M10.5.0/3"); /* summer begins on the 29th */
    chart_axis_append(&axis, 0, 50, out);
    g_assert_nonnull(strstr(out->str, ">2026-03-28<"));
    g_assert_nonnull(strstr(out->str, ">2026-03-30<"));
    g_assert_null(strstr(out->str, ":"));
}

static void a_time_has_its_place(void)
{
    ChartAxis axis = { NOON, NOON + 10 * S, 100, 500, true };

    g_assert_cmpfloat(chart_axis_x(&axis, NOON), ==, 100);
    g_assert_cmpfloat(chart_axis_x(&axis, NOON + 5 * S), ==, 300);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart_axis/spans_are_round", spans_are_round);
    g_test_add_func("/chart_axis/a_span_has_a_name", a_span_has_a_name);
    g_test_add_func("/chart_axis/ticks_are_at_round_times_with_the_date_where_it_changes",
                    ticks_are_at_round_times_with_the_date_where_it_changes);
    g_test_add_func("/chart_axis/short_times_have_milliseconds", short_times_have_milliseconds);
    g_test_add_func("/chart_axis/ticks_follow_the_local_clock", ticks_follow_the_local_clock);
    g_test_add_func("/chart_axis/ticks_stay_round_where_the_clock_is_changed",
                    ticks_stay_round_where_the_clock_is_changed);
    g_test_add_func("/chart_axis/a_time_has_its_place", a_time_has_its_place);
    return g_test_run();
}
