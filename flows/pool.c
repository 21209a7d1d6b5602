/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/pool.h"

#include <stdlib.h>
#include <string.h>

/* Slots of 64 bytes are to lie in one line of the processor's cache each. */
#define ALIGNMENT 64

static void add_block(Pool *pool)
{
    void *block = aligned_alloc(ALIGNMENT, POOL_BLOCK * pool->slot_size);

    if (!block)
        g_error("no memory for %zu bytes", POOL_BLOCK * pool->slot_size);
    g_ptr_array_add(pool->blocks, block);
}

void pool_init(Pool *pool, size_t slot_size)
{
    g_assert(slot_size >= sizeof(uint32_t));
    pool->blocks = g_ptr_array_new_with_free_func(free);
    pool->slot_size = slot_size;
    pool->used = 1;
    pool->live = 0;
    pool->first_free = 0;
    add_block(pool);
}

void pool_clear(Pool *pool)
{
    g_clear_pointer(&pool->blocks, g_ptr_array_unref);
}

uint32_t pool_take(Pool *pool)
{
    uint32_t id = pool->first_free;

    if (id) {
        memcpy(&pool->first_free, pool_get(pool, id), sizeof pool->first_free);
    } else {
        id = pool->used++;
        if (id / POOL_BLOCK == pool->blocks->len)
            add_block(pool);
    }
    pool->live++;
    memset(pool_get(pool, id), 0, pool->slot_size);
    return id;
}

void pool_give(Pool *pool, uint32_t id)
{
    memcpy(pool_get(pool, id), &pool->first_free, sizeof pool->first_free);
    pool->first_free = id;
    pool->live--;
}

size_t pool_memory(const Pool *pool)
{
    return pool->live * pool->slot_size;
}
