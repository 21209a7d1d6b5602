/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* A hash for tables whose keys come from strangers: the same bytes and seed give the same
 * number, and without the seed nobody can choose bytes that collide. It folds the 128-bit
 * product of two words (the idea of wyhash, Wang Yi, public domain). Not for cryptography. */
uint64_t hash_bytes(Slice bytes, uint64_t seed);

/* Mixes @value into @hash; for keys made of several numbers. */
uint64_t hash_mix(uint64_t hash, uint64_t value);

/* A seed from the kernel's random source, never the same twice. */
uint64_t hash_seed(void);
