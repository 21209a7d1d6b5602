/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* A hash for tables whose keys come from strangers: the same bytes and seed give the same
 * number, and without the seed nobody can choose bytes that collide. It folds the 128-bit
 * product of two words (the idea of wyhash, Wang Yi, public domain). Not for cryptography. */
uint64_t hash_bytes(Slice bytes, uint64_t seed);

/* The halves of the 128-bit product, folded into one. An operand that a stranger can choose
 * must hold a part of the seed: with a factor of zero, nothing of the other is left. */
static inline uint64_t hash_fold(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Mixes @value into @hash; for keys made of several numbers. */
static inline uint64_t hash_mix(uint64_t hash, uint64_t value)
{
    return hash_fold(hash ^ 0x9e3779b97f4a7c15, value ^ 0xc2b2ae3d27d4eb4f);
}

/* A seed from the kernel's random source, never the same twice. */
uint64_t hash_seed(void);
