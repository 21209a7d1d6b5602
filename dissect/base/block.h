/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <endian.h>
#include <stdint.h>
#include <string.h>

/* Sixteen bytes that are looked at in one step, in the vector types of GCC and Clang:
 * `block == ','` is a block with 0xff where there is a comma. */
#define BLOCK_BYTES 16
typedef uint8_t Block __attribute__((vector_size(BLOCK_BYTES)));
typedef uint64_t BlockHalves __attribute__((vector_size(BLOCK_BYTES)));

/* The sixteen bytes at @from. */
static inline Block block_load(const uint8_t *from)
{
    Block block;

    memcpy(&block, from, sizeof block);
    return block;
}

/* Where the first byte stands that is not 0; BLOCK_BYTES if all are. */
static inline unsigned block_first(Block found)
{
    BlockHalves halves = (BlockHalves)found;

    if (halves[0])
        return (unsigned)__builtin_ctzll(le64toh(halves[0])) / 8;
    return halves[1] ? 8 + (unsigned)__builtin_ctzll(le64toh(halves[1])) / 8 : BLOCK_BYTES;
}
