/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/hash.h"

#include <glib.h>
#include <sys/random.h>

static const uint64_t ODD[] = { 0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f, 0x165667b19e3779f9 };

static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t load(const uint8_t *from, size_t len)
{
    uint64_t word = 0;

    memcpy(&word, from, len);
    return word;
}

/* Every operand of a product holds a part of the seed: a factor that a stranger could make
 * zero would wipe out what was hashed before it, whatever the seed. */
uint64_t hash_bytes(Slice bytes, uint64_t seed)
{
    const uint8_t *at = bytes.data;
    size_t left = bytes.len;
    uint64_t one = (seed ^ ODD[2]) * ODD[0];
    uint64_t two = (seed + ODD[0]) * ODD[1];
    uint64_t a = seed ^ ODD[0];
    uint64_t b = seed ^ ODD[1];

    for (; left >= 32; at += 32, left -= 32) {
        a = fold(load(at, 8) ^ one, load(at + 8, 8) ^ a);
        b = fold(load(at + 16, 8) ^ two, load(at + 24, 8) ^ b);
    }
    a ^= b;
    for (; left >= 8; at += 8, left -= 8)
        a = fold(load(at, 8) ^ one, a ^ two);
    if (left > 0)
        a = fold(load(at, left) ^ two, a ^ one);
    return fold(a ^ bytes.len, one);
}

uint64_t hash_mix(uint64_t hash, uint64_t value)
{
    return fold(hash ^ ODD[0], value ^ ODD[1]);
}

uint64_t hash_seed(void)
{
    uint64_t seed = 0;

    if (getrandom(&seed, sizeof seed, 0) != (ssize_t)sizeof seed)
        seed = (uint64_t)g_get_real_time() * ODD[0];
    return seed;
}
