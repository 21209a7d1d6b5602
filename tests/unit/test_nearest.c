/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/nearest.h"

static const char *const NAMES[] = { "hold",         "loop",           "busy",
                                     "forward-busy", "forward-always", NULL };

#define assert_near(word, expected)                                                            \
    do {                                                                                       \
        g_autofree char *near_ = nearest_of((word), NAMES);                                    \
        g_assert_cmpstr(near_, ==, (expected));                                                \
    } while (0)

static void a_slip_of_the_finger_is_near(void)
{
    assert_near("hodl", "hold");
    assert_near("busyy", "busy");
    assert_near("LOP", "loop");
    assert_near("forward-bsuy", "forward-busy");
    assert_near("holp", "hold, loop");
}

static void a_part_of_a_name_is_near(void)
{
    assert_near("forward", "forward-always, forward-busy");
    assert_near("busy", "busy, forward-busy");
    assert_near("for", "");
}

static void what_is_far_is_not_named(void)
{
    g_autofree char *long_word = g_strnfill(10000, 'x');

    assert_near("transfer", "");
    assert_near("", "");
    assert_near(long_word, "");
}

static void a_hint_is_a_question(void)
{
    g_autofree char *hint = nearest_hint("holp", NAMES);
    g_autofree char *none = nearest_hint("transfer", NAMES);

    g_assert_cmpstr(hint, ==, "; did you mean hold or loop?");
    g_assert_cmpstr(none, ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/nearest/a_slip_of_the_finger_is_near", a_slip_of_the_finger_is_near);
    g_test_add_func("/nearest/a_part_of_a_name_is_near", a_part_of_a_name_is_near);
    g_test_add_func("/nearest/what_is_far_is_not_named", what_is_far_is_not_named);
    g_test_add_func("/nearest/a_hint_is_a_question", a_hint_is_a_question);
    return g_test_run();
}
