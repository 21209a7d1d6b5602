/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/pool.h"

#include <string.h>

static void slots_are_numbered_from_1_and_zero(void)
{
    Pool pool;

    pool_init(&pool, 72);
    for (uint32_t i = 1; i <= 3 * POOL_BLOCK; i++) {
        const uint8_t *slot;

        g_assert_cmpuint(pool_take(&pool), ==, i);
        slot = pool_get(&pool, i);
        for (unsigned at = 0; at < 72; at++)
            g_assert_cmpuint(slot[at], ==, 0);
        memset(pool_get(&pool, i), 0xff, 72);
    }
    pool_clear(&pool);
}

static void a_slot_stays_where_it_is(void)
{
    Pool pool;
    void *first;

    pool_init(&pool, 8);
    first = pool_get(&pool, pool_take(&pool));
    for (unsigned i = 0; i < 10 * POOL_BLOCK; i++)
        pool_take(&pool);
    g_assert_true(pool_get(&pool, 1) == first);
    pool_clear(&pool);
}

static void what_is_given_back_is_taken_again_and_zero(void)
{
    Pool pool;
    size_t empty;

    pool_init(&pool, 72);
    empty = pool_memory(&pool);
    for (unsigned i = 0; i < 10; i++)
        memset(pool_get(&pool, pool_take(&pool)), 0xff, 72);
    g_assert_cmpuint(pool_memory(&pool), ==, empty + 720);
    pool_give(&pool, 3);
    pool_give(&pool, 7);
    g_assert_cmpuint(pool_take(&pool), ==, 7);
    g_assert_cmpuint(pool_take(&pool), ==, 3);
    g_assert_cmpuint(pool_take(&pool), ==, 11);
    for (unsigned at = 0; at < 72; at++)
        g_assert_cmpuint(((uint8_t *)pool_get(&pool, 3))[at], ==, 0);
    for (uint32_t id = 1; id <= 11; id++)
        pool_give(&pool, id);
    g_assert_cmpuint(pool_memory(&pool), ==, empty);
    pool_clear(&pool);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pool/slots_are_numbered_from_1_and_zero",
                    slots_are_numbered_from_1_and_zero);
    g_test_add_func("/pool/a_slot_stays_where_it_is", a_slot_stays_where_it_is);
    g_test_add_func("/pool/what_is_given_back_is_taken_again_and_zero",
                    what_is_given_back_is_taken_again_and_zero);
    return g_test_run();
}
