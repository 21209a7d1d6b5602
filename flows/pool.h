/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

/* Slots of one size in blocks that never move, numbered from 1, with a free list: for what
 * there are millions of. A slot's first four bytes are the pool's while it is free. */
typedef struct Pool {
    GPtrArray *blocks;
    size_t slot_size;
    uint32_t used, first_free, live;
} Pool;

/* Makes an empty pool of slots of @slot_size bytes inside something else. */
void pool_init(Pool *pool, size_t slot_size);

/* Frees all slots. */
void pool_clear(Pool *pool);

/* Takes a slot, all zero; its number. */
uint32_t pool_take(Pool *pool);

/* Gives a slot back. */
void pool_give(Pool *pool, uint32_t id);

/* Bytes of the slots that are taken; blocks are kept for the next. */
size_t pool_memory(const Pool *pool);

#define POOL_BLOCK 4096

/* The slot with number @id; borrowed until it is given back. */
static inline void *pool_get(const Pool *pool, uint32_t id)
{
    uint8_t *block = g_ptr_array_index(pool->blocks, id / POOL_BLOCK);

    return block + id % POOL_BLOCK * pool->slot_size;
}
