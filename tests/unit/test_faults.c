/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/faults.h"

static const Fault MISSING = { .kind = FAULT_ABSENT, .b = 7 };
static const Fault ENDED = { .kind = FAULT_ENDED, .a = 1 };
static const Fault LATE = { .kind = FAULT_LATE, .a = 2, .b = 3 };

static void a_set_has_one_number_in_whatever_order_it_was_made(void)
{
    g_autoptr(Faults) faults = faults_new();
    uint32_t one =
        faults_add(faults, faults_add(faults, faults_add(faults, 0, LATE), ENDED), MISSING);
    uint32_t other =
        faults_add(faults, faults_add(faults, faults_add(faults, 0, MISSING), LATE), ENDED);

    g_assert_cmpuint(one, ==, other);
    g_assert_cmpuint(one, !=, 0);
}

static void a_fault_is_in_a_set_once(void)
{
    g_autoptr(Faults) faults = faults_new();
    uint32_t once = faults_add(faults, 0, ENDED);

    g_assert_cmpuint(faults_add(faults, once, ENDED), ==, once);
}

static void what_is_removed_leaves_the_set_that_was(void)
{
    g_autoptr(Faults) faults = faults_new();
    uint32_t two = faults_add(faults, faults_add(faults, 0, MISSING), LATE);
    uint32_t three = faults_add(faults, two, ENDED);

    g_assert_cmpuint(faults_remove(faults, three, ENDED), ==, two);
    g_assert_cmpuint(faults_remove(faults, two, ENDED), ==, two);
    g_assert_true(faults_has(faults, three, FAULT_ABSENT, 0, 7));
    g_assert_false(faults_has(faults, three, FAULT_ABSENT, 0, 8));
}

static void many_sets_keep_their_numbers(void)
{
    g_autoptr(Faults) faults = faults_new();
    g_autofree uint32_t *numbers = g_new(uint32_t, 5000);

    for (unsigned i = 0; i < 5000; i++)
        numbers[i] = faults_add(faults, 0, (Fault){ .kind = FAULT_MOVED, .b = (uint16_t)i });
    for (unsigned i = 0; i < 5000; i++)
        g_assert_cmpuint(faults_add(faults, 0,
                                    (Fault){ .kind = FAULT_MOVED, .b = (uint16_t)i }),
                         ==, numbers[i]);
}

static uint32_t many(Faults *faults, unsigned len)
{
    uint32_t list = 0;

    for (unsigned i = 0; i < len; i++)
        list = faults_add(faults, list, (Fault){ .kind = FAULT_MESSAGE, .b = (uint16_t)i });
    return list;
}

static void a_long_set_is_no_deep_recursion(void)
{
    g_autoptr(Faults) faults = faults_new();
    uint32_t list = many(faults, UINT16_MAX);
    Fault last = { .kind = FAULT_ABSENT, .b = 1 };
    uint32_t longer = faults_add(faults, list, last);

    g_assert_true(faults_has(faults, longer, FAULT_ABSENT, 0, 1));
    g_assert_cmpuint(faults_remove(faults, longer, last), ==, list);
}

static void what_a_long_set_costs_is_counted(void)
{
    g_autoptr(Faults) faults = faults_new();
    uint32_t list = many(faults, 1000);
    uint64_t before = faults_steps(faults);

    g_assert_false(faults_has(faults, list, FAULT_ENDED, 0, 0));
    g_assert_cmpuint(faults_steps(faults) - before, ==, 1000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/faults/a_set_has_one_number_in_whatever_order_it_was_made",
                    a_set_has_one_number_in_whatever_order_it_was_made);
    g_test_add_func("/faults/a_fault_is_in_a_set_once", a_fault_is_in_a_set_once);
    g_test_add_func("/faults/what_is_removed_leaves_the_set_that_was",
                    what_is_removed_leaves_the_set_that_was);
    g_test_add_func("/faults/many_sets_keep_their_numbers", many_sets_keep_their_numbers);
    g_test_add_func("/faults/a_long_set_is_no_deep_recursion", a_long_set_is_no_deep_recursion);
    g_test_add_func("/faults/what_a_long_set_costs_is_counted",
                    what_a_long_set_costs_is_counted);
    return g_test_run();
}
