/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/number_map.h"

static void what_was_put_is_there(guint32 most)
{
    NumberMap map;

    number_map_init(&map, most);
    for (guint32 i = 1; i <= most; i++)
        number_map_put(&map, i * 64, i);
    for (guint32 i = 1; i <= most; i++)
        g_assert_cmpuint(number_map_get(&map, i * 64), ==, i);
    g_assert_cmpuint(number_map_get(&map, 63), ==, 0);
    number_map_put(&map, 64, 7);
    g_assert_cmpuint(number_map_get(&map, 64), ==, 7);
    number_map_clear(&map);
}

static void few_numbers_are_found_again(void)
{
    what_was_put_is_there(1);
    what_was_put_is_there(NUMBER_MAP_FEW / 2);
}

static void many_numbers_are_found_again(void)
{
    what_was_put_is_there(NUMBER_MAP_FEW / 2 + 1);
    what_was_put_is_there(5000);
}

static void nothing_stands_under_zero(void)
{
    NumberMap map;

    number_map_init(&map, 4);
    number_map_put(&map, 0, 9);
    g_assert_cmpuint(number_map_get(&map, 0), ==, 0);
    number_map_clear(&map);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/number_map/few_numbers_are_found_again", few_numbers_are_found_again);
    g_test_add_func("/number_map/many_numbers_are_found_again", many_numbers_are_found_again);
    g_test_add_func("/number_map/nothing_stands_under_zero", nothing_stands_under_zero);
    return g_test_run();
}
