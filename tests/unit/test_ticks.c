/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ticks.h"

#include <glib.h>

static int64_t ns(uint8_t resolution, int64_t offset, uint64_t stamp)
{
    Ticks ticks;

    ticks_init(&ticks, resolution, offset);
    return ticks_to_ns(&ticks, stamp);
}

static void powers_of_ten_give_nanoseconds(void)
{
    g_assert_cmpint(ns(0, 0, 1700000000), ==, 1700000000000000000);
    g_assert_cmpint(ns(3, 0, 1700000000123), ==, 1700000000123000000);
    g_assert_cmpint(ns(6, 0, 1700000000123456), ==, 1700000000123456000);
    g_assert_cmpint(ns(9, 0, 1700000000123456789), ==, 1700000000123456789);
    g_assert_cmpint(ns(12, 0, UINT64_C(17000000001234567899)), ==, 17000000001234567);
}

static void powers_of_two_give_nanoseconds(void)
{
    g_assert_cmpint(ns(0x80, 0, 1700000000), ==, 1700000000000000000);
    g_assert_cmpint(ns(0x80 | 1, 0, 3), ==, 1500000000);
    g_assert_cmpint(ns(0x80 | 20, 0, UINT64_C(1700000000) << 20 | 1 << 19), ==,
                    1700000000500000000);
    g_assert_cmpint(ns(0x80 | 32, 0, UINT64_C(1700000000) << 32 | UINT64_C(1) << 31), ==,
                    1700000000500000000);
}

static void an_offset_is_added_in_seconds(void)
{
    g_assert_cmpint(ns(6, 1700000000, 123456), ==, 1700000000123456000);
    g_assert_cmpint(ns(6, -10, 5000000), ==, -5000000000);
    g_assert_cmpint(ns(0x80 | 1, 5, 3), ==, 6500000000);
}

static void what_does_not_fit_ends_at_the_bounds(void)
{
    g_assert_cmpint(ns(0, 0, UINT64_MAX), ==, TIME_LAST);
    g_assert_cmpint(ns(9, 0, UINT64_MAX), ==, TIME_LAST);
    g_assert_cmpint(ns(6, INT64_MAX, 0), ==, TIME_LAST);
    g_assert_cmpint(ns(6, INT64_MIN, 0), ==, TIME_FIRST);
    g_assert_cmpint(ns(6, -9223372037, 0), ==, TIME_FIRST);
}

/* Bytes from a stranger: each of 256 resolutions, with stamps and offsets at their ends. */
static void every_resolution_is_safe_and_keeps_the_order(void)
{
    static const uint64_t STAMPS[] = { 0, 1, 1u << 31, UINT64_C(1) << 53, UINT64_MAX };
    static const int64_t OFFSETS[] = {
        INT64_MIN, -4294967297, -1, 0, 1, 4294967297, INT64_MAX
    };

    for (unsigned resolution = 0; resolution < 256; resolution++) {
        for (size_t i = 0; i < G_N_ELEMENTS(OFFSETS); i++) {
            int64_t before = INT64_MIN;

            for (size_t j = 0; j < G_N_ELEMENTS(STAMPS); j++) {
                int64_t now = ns((uint8_t)resolution, OFFSETS[i], STAMPS[j]);

                g_assert_cmpint(now, >=, TIME_FIRST);
                g_assert_cmpint(now, <=, TIME_LAST);
                g_assert_cmpint(now, >=, before);
                before = now;
            }
        }
    }
    g_assert_cmpint(ns(127, 0, UINT64_MAX), ==, 0);
    g_assert_cmpint(ns(255, 0, UINT64_MAX), ==, 0);
}

static bool can_be(uint8_t resolution, int64_t offset, uint64_t stamp)
{
    Ticks ticks;

    ticks_init(&ticks, resolution, offset);
    return ticks_can_be(&ticks, ticks_to_ns(&ticks, stamp));
}

static void a_time_at_the_bounds_or_of_too_fine_ticks_cannot_be(void)
{
    g_assert_true(can_be(6, 0, 1700000000123456));
    g_assert_true(can_be(6, 0, 0));
    g_assert_true(can_be(9, -4294967296, 0));
    g_assert_true(can_be(19, 1700000000, UINT64_MAX));
    g_assert_true(can_be(0x80 | 63, 1700000000, UINT64_MAX));
    g_assert_false(can_be(20, 1700000000, UINT64_MAX));
    g_assert_false(can_be(0x80 | 64, 1700000000, UINT64_MAX));
    g_assert_false(can_be(127, 0, 0));
    g_assert_false(can_be(255, 0, 0));
    g_assert_false(can_be(6, 0, UINT64_MAX));
    g_assert_false(can_be(6, INT64_MAX, 0));
    g_assert_false(can_be(6, INT64_MIN, 0));
}

static void digits_follow_the_resolution(void)
{
    g_assert_cmpuint(ticks_digits(0), ==, 0);
    g_assert_cmpuint(ticks_digits(6), ==, 6);
    g_assert_cmpuint(ticks_digits(9), ==, 9);
    g_assert_cmpuint(ticks_digits(12), ==, 9);
    g_assert_cmpuint(ticks_digits(0x80 | 10), ==, 4);
    g_assert_cmpuint(ticks_digits(0x80 | 20), ==, 7);
    g_assert_cmpuint(ticks_digits(0xff), ==, 9);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ticks/powers_of_ten_give_nanoseconds", powers_of_ten_give_nanoseconds);
    g_test_add_func("/ticks/powers_of_two_give_nanoseconds", powers_of_two_give_nanoseconds);
    g_test_add_func("/ticks/an_offset_is_added_in_seconds", an_offset_is_added_in_seconds);
    g_test_add_func("/ticks/what_does_not_fit_ends_at_the_bounds",
                    what_does_not_fit_ends_at_the_bounds);
    g_test_add_func("/ticks/every_resolution_is_safe_and_keeps_the_order",
                    every_resolution_is_safe_and_keeps_the_order);
    g_test_add_func("/ticks/a_time_at_the_bounds_or_of_too_fine_ticks_cannot_be",
                    a_time_at_the_bounds_or_of_too_fine_ticks_cannot_be);
    g_test_add_func("/ticks/digits_follow_the_resolution", digits_follow_the_resolution);
    return g_test_run();
}
