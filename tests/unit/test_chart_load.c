/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/chart_load.h"

#define S INT64_C(1000000000)

static void a_call_counts_in_every_part_that_it_touches(void)
{
    static const ChartSpan SPANS[] = { { 0, 238 * S, FLOW_CONFORMS },
                                       { 10 * S, 10 * S, FLOW_DEVIATES },
                                       { 10 * S, 12 * S, FLOW_CONFORMS } };
    ChartLoad load;

    chart_load_init(&load, SPANS, G_N_ELEMENTS(SPANS), true);
    g_assert_cmpint(load.step, ==, 2 * S);
    g_assert_cmpuint(load.len, ==, 120);
    g_assert_cmpuint(load.calls[0][FLOW_CONFORMS], ==, 1);
    g_assert_cmpuint(load.calls[5][FLOW_CONFORMS], ==, 2);
    g_assert_cmpuint(load.calls[6][FLOW_CONFORMS], ==, 2);
    g_assert_cmpuint(load.calls[7][FLOW_CONFORMS], ==, 1);
    g_assert_cmpuint(load.calls[5][FLOW_DEVIATES], ==, 1);
    g_assert_cmpuint(load.calls[6][FLOW_DEVIATES], ==, 0);
    g_assert_cmpuint(load.most, ==, 3);
    chart_load_clear(&load);
}

static void years_have_no_more_parts_than_seconds(void)
{
    static const int64_t LENGTHS[] = {
        0, 1, S / 7, 239 * S, 86400 * S, 31536000 * S, 3153600000 * S
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
        ChartSpan span = { 1772712000 * S + 3, 1772712000 * S + 3 + LENGTHS[i], FLOW_UNKNOWN };
        ChartLoad load;

        chart_load_init(&load, &span, 1, true);
        g_assert_cmpuint(load.len, >, 0);
        g_assert_cmpuint(load.len, <=, CHART_LOAD_PARTS);
        g_assert_cmpint(load.first, <=, span.start);
        g_assert_cmpint(load.first + load.len * load.step, >, span.end);
        chart_load_clear(&load);
    }
}

static void scales_are_round(void)
{
    g_assert_cmpuint(chart_load_round(0), ==, 1);
    g_assert_cmpuint(chart_load_round(7), ==, 8);
    g_assert_cmpuint(chart_load_round(303), ==, 400);
    g_assert_cmpuint(chart_load_round(81000), ==, 100000);
}

static void a_column_tells_its_numbers_and_marks_what_deviates(void)
{
    static const ChartSpan SPANS[] = { { 0, 200 * S, FLOW_CONFORMS },
                                       { 10 * S, 10 * S, FLOW_DEVIATES } };
    ChartAxis axis = { 0, 200 * S, 50, 850, true };
    g_autoptr(GString) out = g_string_new(NULL);
    ChartLoad load;

    chart_load_init(&load, SPANS, G_N_ELEMENTS(SPANS), true);
    chart_load_append(&load, &axis, 20, 100, out);
    g_assert_nonnull(
        strstr(out->str, "<title>00:00:10, 1 s: 2 calls, 1 deviates, 1 conforms</"));
    g_assert_nonnull(strstr(out->str, "class=\"mark deviates\""));
    g_assert_nonnull(strstr(out->str, "class=\"load conforms\""));
    g_assert_null(strstr(out->str, "class=\"load unknown\""));
    chart_load_clear(&load);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/chart_load/a_call_counts_in_every_part_that_it_touches",
                    a_call_counts_in_every_part_that_it_touches);
    g_test_add_func("/chart_load/years_have_no_more_parts_than_seconds",
                    years_have_no_more_parts_than_seconds);
    g_test_add_func("/chart_load/scales_are_round", scales_are_round);
    g_test_add_func("/chart_load/a_column_tells_its_numbers_and_marks_what_deviates",
                    a_column_tells_its_numbers_and_marks_what_deviates);
    return g_test_run();
}
