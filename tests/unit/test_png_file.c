/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/paint/png_file.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define HEAD (8 + 25 + 21) /* signature, IHDR, pHYs */

/* A file of 2 by 2 pixels, red above blue. */
static char *written(size_t *len)
{
    static const uint8_t RED[] = { 255, 0, 0, 255, 0, 0 };
    static const uint8_t BLUE[] = { 0, 0, 255, 0, 0, 255 };
    char *bytes = NULL;
    FILE *out = open_memstream(&bytes, len);
    PngFile *file = png_file_new(out, 2, 2, 3780);

    g_assert_true(png_file_add(file, RED));
    g_assert_true(png_file_add(file, BLUE));
    g_assert_true(png_file_finish(file));
    fclose(out);
    return bytes;
}

static uint32_t be32(const char *at)
{
    uint32_t value;

    memcpy(&value, at, 4);
    return GUINT32_FROM_BE(value);
}

static void every_chunk_has_its_check(void)
{
    size_t len;
    size_t at = 8;
    char *bytes = written(&len);
    g_autoptr(GString) kinds = g_string_new(NULL);

    g_assert_cmpmem(bytes, 8, "\x89PNG\r\n\x1a\n", 8);
    while (at < len) {
        uint32_t size = be32(bytes + at);

        g_string_append_printf(kinds, "%.4s ", bytes + at + 4);
        g_assert_cmpuint(crc32(0, (const Bytef *)bytes + at + 4, size + 4), ==,
                         be32(bytes + at + 8 + size));
        at += size + 12;
    }
    g_assert_cmpuint(at, ==, len);
    g_assert_cmpstr(kinds->str, ==, "IHDR pHYs IDAT IEND ");
    g_assert_cmpuint(be32(bytes + 16), ==, 2);
    g_assert_cmpuint(be32(bytes + 20), ==, 2);
    free(bytes);
}

static void rows_are_what_differs_from_the_row_above(void)
{
    static const uint8_t ROWS[] = { 2, 255, 0, 0, 255, 0, 0, 2, 1, 0, 255, 1, 0, 255 };
    size_t len;
    char *bytes = written(&len);
    uint8_t rows[32];
    uLongf rows_len = sizeof rows;

    g_assert_cmpint(uncompress(rows, &rows_len, (const Bytef *)bytes + HEAD + 8,
                               be32(bytes + HEAD)),
                    ==, Z_OK);
    g_assert_cmpmem(rows, rows_len, ROWS, sizeof ROWS);
    free(bytes);
}

static void a_stream_that_takes_nothing_is_told(void)
{
    FILE *out = fopen("/dev/full", "w");
    uint8_t row[300] = { 0 };
    PngFile *file;

    if (!out) {
        g_test_skip("no /dev/full");
        return;
    }
    setvbuf(out, NULL, _IONBF, 0);
    file = png_file_new(out, 100, 1, 3780);
    g_assert_false(png_file_add(file, row));
    g_assert_false(png_file_finish(file));
    fclose(out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/png_file/every_chunk_has_its_check", every_chunk_has_its_check);
    g_test_add_func("/png_file/rows_are_what_differs_from_the_row_above",
                    rows_are_what_differs_from_the_row_above);
    g_test_add_func("/png_file/a_stream_that_takes_nothing_is_told",
                    a_stream_that_takes_nothing_is_told);
    return g_test_run();
}
