/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ranks.h"

static void those_that_left_their_flow_come_first_then_the_earliest(void)
{
    CallEntry entries[] = {
        { .is_selected = true }, { .is_selected = true }, { .is_selected = false },
        { .is_selected = true }, { .is_selected = true },
    };
    CallIndex index = { .entries = entries, .len = G_N_ELEMENTS(entries) };
    bool deviates[] = { false, true, true, false, true };
    g_autoptr(Ranks) ranks = ranks_new(&index, deviates);

    g_assert_cmpuint(ranks_len(ranks, false), ==, 4);
    g_assert_cmpuint(ranks_of(ranks, 1, false), ==, 0);
    g_assert_cmpuint(ranks_of(ranks, 4, false), ==, 1);
    g_assert_cmpuint(ranks_of(ranks, 0, false), ==, 2);
    g_assert_cmpuint(ranks_of(ranks, 3, false), ==, 3);
    g_assert_cmpuint(ranks_of(ranks, 2, false), ==, G_MAXUINT);
}

static void what_is_told_with_another_call_takes_no_place_where_that_is_done(void)
{
    CallEntry entries[] = {
        { .is_selected = true },
        { .is_selected = true, .folded_into = 1 },
        { .is_selected = true, .folded_into = 1 },
        { .is_selected = true },
    };
    CallIndex index = { .entries = entries, .len = G_N_ELEMENTS(entries) };
    bool deviates[] = { false, false, true, false };
    g_autoptr(Ranks) ranks = ranks_new(&index, deviates);

    g_assert_cmpuint(ranks_len(ranks, true), ==, 3);
    g_assert_cmpuint(ranks_of(ranks, 1, true), ==, G_MAXUINT);
    g_assert_cmpuint(ranks_of(ranks, 2, true), ==, 0);
    g_assert_cmpuint(ranks_of(ranks, 3, true), ==, 2);
    g_assert_cmpuint(ranks_len(ranks, false), ==, 4);
    g_assert_cmpuint(ranks_of(ranks, 1, false), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ranks/those_that_left_their_flow_come_first_then_the_earliest",
                    those_that_left_their_flow_come_first_then_the_earliest);
    g_test_add_func("/ranks/what_is_told_with_another_call_takes_no_place_where_that_is_done",
                    what_is_told_with_another_call_takes_no_place_where_that_is_done);
    return g_test_run();
}
