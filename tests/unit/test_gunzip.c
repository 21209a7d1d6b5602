/* SPDX-License-Identifier: Apache-2.0 */
#include "src/gunzip.h"

#include <string.h>
#include <zlib.h>

#include "tests/support/folder.h"

#define BLOCK (1u << 20)

/* What came out of a file, and why that ended. */
typedef struct Unpacked {
    uint64_t len;
    char *error;
} Unpacked;

/* Packs @blocks of zeros, each with @random bytes at its begin, and unpacks them. */
static Unpacked unpack(unsigned blocks, unsigned random)
{
    g_autofree char *path = folder_path("bomb.gz");
    g_autofree uint8_t *block = g_malloc0(BLOCK);
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    gzFile file = gzopen(path, "wb1");
    g_autoptr(Spool) spool = NULL;
    g_autoptr(Gunzip) gunzip = NULL;
    Unpacked unpacked = { 0, NULL };
    size_t got;

    for (unsigned i = 0; i < blocks; i++) {
        for (unsigned j = 0; j < random; j++)
            block[j] = (uint8_t)g_rand_int(rand);
        g_assert_cmpint(gzwrite(file, block, BLOCK), ==, BLOCK);
    }
    g_assert_cmpint(gzclose(file), ==, Z_OK);
    spool = spool_open(path, NULL);
    g_assert_nonnull(spool);
    gunzip = gunzip_new(spool, (Slice){ 0 });
    while ((got = gunzip_read(gunzip, block, BLOCK)) > 0)
        unpacked.len += got;
    unpacked.error = g_strdup(gunzip_error(gunzip));
    return unpacked;
}

static void zeros_without_end_are_no_capture(void)
{
    Unpacked unpacked = unpack(GUNZIP_UNASKED / BLOCK + 16, 0);

    g_assert_cmpuint(unpacked.len, <=, GUNZIP_UNASKED + BLOCK);
    g_assert_cmpstr(
        unpacked.error, ==,
        "its gzip data unpacks to more than 150 times its size, as no capture does");
    g_free(unpacked.error);
}

/* Seventy times is more than a capture of one packet, sent again and again, has. */
static void a_capture_that_repeats_itself_is_read_to_its_end(void)
{
    Unpacked unpacked = unpack(GUNZIP_UNASKED / BLOCK + 16, BLOCK / 100);

    g_assert_cmpstr(unpacked.error, ==, NULL);
    g_assert_cmpuint(unpacked.len, ==, GUNZIP_UNASKED + 16 * BLOCK);
}

static void what_is_small_may_be_of_zeros(void)
{
    Unpacked unpacked = unpack(4, 0);

    g_assert_cmpstr(unpacked.error, ==, NULL);
    g_assert_cmpuint(unpacked.len, ==, 4 * BLOCK);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gunzip/zeros_without_end_are_no_capture",
                    zeros_without_end_are_no_capture);
    g_test_add_func("/gunzip/a_capture_that_repeats_itself_is_read_to_its_end",
                    a_capture_that_repeats_itself_is_read_to_its_end);
    g_test_add_func("/gunzip/what_is_small_may_be_of_zeros", what_is_small_may_be_of_zeros);
    return g_test_run();
}
