/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/hash.h"

#include <glib.h>

#define BUCKETS 256
#define FIRST 1
#define SECOND 2

static unsigned bucket_of(uint32_t key, uint64_t seed)
{
    return (unsigned)hash_bytes(slice_of(&key, sizeof key), seed) % BUCKETS;
}

/* A stranger who knew the seed would send these. */
static void keys_that_collide_under_one_seed_spread_under_another(void)
{
    unsigned lens[BUCKETS] = { 0 }, longest = 0, found = 0;

    for (uint32_t key = 0; found < 4096; key++) {
        if (bucket_of(key, FIRST) != 0)
            continue;
        found++;
        lens[bucket_of(key, SECOND)]++;
    }
    for (unsigned i = 0; i < BUCKETS; i++)
        longest = MAX(longest, lens[i]);
    g_assert_cmpuint(longest, <, 48); /* 16, if they spread evenly */
}

/* Bytes that are zero, or that equal the constants, must not wipe out what was before them. */
static void no_word_wipes_out_the_seed(void)
{
    static const uint64_t WORDS[] = { 0, 0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f,
                                      0x165667b19e3779f9 };

    for (unsigned i = 0; i < G_N_ELEMENTS(WORDS); i++) {
        uint64_t key[6];

        for (unsigned j = 0; j < G_N_ELEMENTS(key); j++)
            key[j] = WORDS[i];
        for (size_t len = 1; len <= sizeof key; len++)
            g_assert_cmpuint(hash_bytes(slice_of(key, len), FIRST), !=,
                             hash_bytes(slice_of(key, len), SECOND));
    }
}

static void two_seeds_are_not_the_same(void)
{
    g_assert_cmpuint(hash_seed(), !=, hash_seed());
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/hash/keys_that_collide_under_one_seed_spread_under_another",
                    keys_that_collide_under_one_seed_spread_under_another);
    g_test_add_func("/hash/no_word_wipes_out_the_seed", no_word_wipes_out_the_seed);
    g_test_add_func("/hash/two_seeds_are_not_the_same", two_seeds_are_not_the_same);
    return g_test_run();
}
