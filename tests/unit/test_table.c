/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/table.h"

static uint32_t *put(Table *table, uint32_t key, uint32_t value)
{
    uint32_t *stored = table_put(table, &key);

    *stored = value;
    return stored;
}

static const uint32_t *find(Table *table, uint32_t key)
{
    return table_find(table, &key);
}

static void what_was_put_is_found(void)
{
    g_autoptr(Table) table = table_new(sizeof(uint32_t), sizeof(uint32_t), 100000, NULL, NULL);

    for (uint32_t i = 0; i < 5000; i++)
        put(table, i, i * 7);
    g_assert_cmpuint(table_size(table), ==, 5000);
    for (uint32_t i = 0; i < 5000; i++)
        g_assert_cmpuint(*find(table, i), ==, i * 7);
    g_assert_null(find(table, 5000));
}

static void at_the_cap_the_entry_touched_longest_ago_goes(void)
{
    g_autoptr(Table) table = table_new(sizeof(uint32_t), sizeof(uint32_t), 3, NULL, NULL);

    put(table, 1, 1);
    put(table, 2, 2);
    put(table, 3, 3);
    g_assert_nonnull(find(table, 1));
    put(table, 4, 4);
    g_assert_null(find(table, 2));
    g_assert_nonnull(find(table, 1));
    g_assert_cmpuint(table_evicted(table), ==, 1);
    g_assert_cmpuint(table_size(table), ==, 3);
}

static void count_drop(void *value, void *user)
{
    *(uint32_t *)user += *(uint32_t *)value;
}

static void every_value_is_dropped_once(void)
{
    uint32_t dropped = 0;
    Table *table = table_new(sizeof(uint32_t), sizeof(uint32_t), 2, count_drop, &dropped);
    uint32_t one = 1;

    put(table, 1, 1);
    put(table, 2, 10);
    put(table, 3, 100);
    g_assert_cmpuint(dropped, ==, 1);
    g_assert_false(table_remove(table, &one));
    table_drop_oldest(table);
    g_assert_cmpuint(dropped, ==, 11);
    table_free(table);
    g_assert_cmpuint(dropped, ==, 111);
}

static void a_flood_stays_at_the_cap(void)
{
    g_autoptr(Table) table = table_new(sizeof(uint32_t), sizeof(uint32_t), 1000, NULL, NULL);

    for (uint32_t i = 0; i < 200000; i++)
        put(table, i, i);
    g_assert_cmpuint(table_size(table), ==, 1000);
    g_assert_cmpuint(table_evicted(table), ==, 199000);
    g_assert_cmpuint(*find(table, 199999), ==, 199999);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/table/what_was_put_is_found", what_was_put_is_found);
    g_test_add_func("/table/at_the_cap_the_entry_touched_longest_ago_goes",
                    at_the_cap_the_entry_touched_longest_ago_goes);
    g_test_add_func("/table/every_value_is_dropped_once", every_value_is_dropped_once);
    g_test_add_func("/table/a_flood_stays_at_the_cap", a_flood_stays_at_the_cap);
    return g_test_run();
}
