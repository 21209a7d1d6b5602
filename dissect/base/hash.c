/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/hash.h"

#include <glib.h>
#include <sys/random.h>

static const uint64_t ODD[] = { 0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9 };

static uint64_t load8(const uint8_t *from)
{
    uint64_t word;

    memcpy(&word, from, sizeof word);
    return word;
}

static uint64_t load4(const uint8_t *from)
{
    uint32_t word;

    memcpy(&word, from, sizeof word);
    return word;
}

/* Every operand of a product holds a part of the seed: a factor that a stranger could make
 * zero would wipe out what was hashed before it, whatever the seed. The last two words overlap
 * what comes before them, or each other; the length tells texts apart that look the same. */
uint64_t hash_bytes(Slice bytes, uint64_t seed)
{
    const uint8_t *at = bytes.data;
    const uint8_t *end = bytes.len ? bytes.data + bytes.len : bytes.data;
    uint64_t one = (seed ^ ODD[2]) * ODD[0];
    uint64_t a = seed ^ ODD[0];
    uint64_t last = 0, before_last = 0;

    if (bytes.len > 16) {
        uint64_t two = (seed + ODD[0]) * ODD[1];
        uint64_t b = seed ^ ODD[1];

        for (; end - at > 32; at += 32) {
            a = hash_fold(load8(at) ^ one, load8(at + 8) ^ a);
            b = hash_fold(load8(at + 16) ^ two, load8(at + 24) ^ b);
        }
        if (end - at > 16)
            b = hash_fold(load8(at) ^ two, load8(at + 8) ^ b);
        a ^= b;
        before_last = load8(end - 16);
        last = load8(end - 8);
    } else if (bytes.len >= 8) {
        before_last = load8(at);
        last = load8(end - 8);
    } else if (bytes.len >= 4) {
        before_last = load4(at);
        last = load4(end - 4);
    } else if (bytes.len > 0) {
        last = (uint64_t)at[0] << 16 | (uint64_t)at[bytes.len / 2] << 8 | end[-1];
    }
    return hash_fold(hash_fold(before_last ^ one, last ^ a) ^ bytes.len, one);
}

uint64_t hash_seed(void)
{
    uint64_t seed = 0;

    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)g_get_real_time() * ODD[0];
    return seed;
}
