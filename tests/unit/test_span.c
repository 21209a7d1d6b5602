/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/span.h"

#include <glib.h>

static void a_span_is_what_lies_between(void)
{
    g_assert_cmpint(span_between(5, 12), ==, 7);
    g_assert_cmpint(span_between(12, 5), ==, -7);
    g_assert_cmpint(span_before(12, 5), ==, 7);
}

static void without_a_time_it_ends_at_the_bounds(void)
{
    g_assert_cmpint(span_between(INT64_MIN, 1), ==, INT64_MAX);
    g_assert_cmpint(span_between(1, INT64_MIN), ==, -INT64_MAX);
    g_assert_cmpint(span_between(0, INT64_MIN), ==, -INT64_MAX);
    g_assert_cmpint(span_between(INT64_MIN, INT64_MIN), ==, 0);
    g_assert_cmpint(span_before(INT64_MIN, 1), ==, INT64_MIN);
    g_assert_cmpint(span_before(INT64_MIN + 1, 2), ==, INT64_MIN);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span/a_span_is_what_lies_between", a_span_is_what_lies_between);
    g_test_add_func("/span/without_a_time_it_ends_at_the_bounds",
                    without_a_time_it_ends_at_the_bounds);
    return g_test_run();
}
