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

/* How many bytes of a comparison are true, of those before byte number @before. */
static inline unsigned block_count(Block found, unsigned before)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    BlockHalves halves = (BlockHalves)found;
    uint64_t count = 0;

    for (unsigned i = 0; i<2; i++, before = before> 8 ? before - 8 : 0) {
        uint64_t mask = before >= 8 ? UINT64_MAX : (UINT64_C(1) << 8 * before) - 1;

        count += le64toh(halves[i]) & mask & ones;
    }
    return (unsigned)((count * ones) >> 56);
}
