/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/packet_time.h"

#include <glib.h>

#define HUNDRED_YEARS (INT64_C(36525) * 24 * 3600 * 1000000000)

static void the_difference_of_any_two_fits(void)
{
    const int64_t ends[] = { TIME_NONE, TIME_FIRST, 0, TIME_LAST };

    for (unsigned i = 0; i < G_N_ELEMENTS(ends); i++)
        for (unsigned j = 0; j < G_N_ELEMENTS(ends); j++) {
            int64_t span;

            g_assert_false(__builtin_sub_overflow(ends[i], ends[j], &span));
            g_assert_cmpint(span, !=, SPAN_NONE);
        }
}

static void a_hundred_years_can_be_added_to_any(void)
{
    int64_t sum;

    g_assert_false(__builtin_add_overflow(TIME_LAST, HUNDRED_YEARS, &sum));
    g_assert_false(__builtin_sub_overflow(TIME_NONE, HUNDRED_YEARS, &sum));
}

static void none_is_before_all_others(void)
{
    g_assert_cmpint(TIME_NONE, <, TIME_FIRST);
    g_assert_cmpint(TIME_FIRST, <, TIME_LAST);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/packet_time/the_difference_of_any_two_fits",
                    the_difference_of_any_two_fits);
    g_test_add_func("/packet_time/a_hundred_years_can_be_added_to_any",
                    a_hundred_years_can_be_added_to_any);
    g_test_add_func("/packet_time/none_is_before_all_others", none_is_before_all_others);
    return g_test_run();
}
