/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"

#include <glib.h>

static const uint8_t BYTES[] = { 0x01, 0x82, 0x03, 0x84, 0x85, 0x06, 0x07 };

static Reader reader_of(size_t len)
{
    return (Reader){ .left = slice_of(BYTES, len) };
}

static void numbers_come_in_either_byte_order(void)
{
    Reader reader = reader_of(7);

    g_assert_cmphex(reader_u8(&reader), ==, 0x01);
    g_assert_cmphex(reader_be16(&reader), ==, 0x8203);
    g_assert_cmphex(reader_be32(&reader), ==, 0x84850607);
    g_assert_cmpuint(reader.left.len, ==, 0);
    g_assert_false(reader.failed);

    reader = reader_of(7);
    g_assert_cmphex(reader_le16(&reader), ==, 0x8201);
    g_assert_cmphex(reader_le32(&reader), ==, 0x06858403);
    g_assert_false(reader.failed);
}

static void the_highest_bit_is_no_sign(void)
{
    Reader reader = { .left = slice_of("\xff\xff\xff\xff\xff\xff\xff\xff", 8) };

    g_assert_cmphex(reader_be32(&reader), ==, 0xffffffff);
    g_assert_cmphex(reader_le32(&reader), ==, 0xffffffff);
}

static void bytes_are_borrowed(void)
{
    Reader reader = reader_of(7);
    Slice taken;

    reader_skip(&reader, 2);
    taken = reader_take(&reader, 3);
    g_assert_true(taken.data == BYTES + 2);
    g_assert_cmpuint(taken.len, ==, 3);
    g_assert_cmpuint(reader.left.len, ==, 2);
}

static void past_the_end_all_is_zero(void)
{
    Reader reader = reader_of(3);

    g_assert_cmpuint(reader_be32(&reader), ==, 0);
    g_assert_true(reader.failed);
    g_assert_cmpuint(reader_u8(&reader), ==, 0);
    g_assert_cmpuint(reader_be16(&reader), ==, 0);
    g_assert_cmpuint(reader_le16(&reader), ==, 0);
    g_assert_cmpuint(reader_le32(&reader), ==, 0);
    g_assert_cmpuint(reader_take(&reader, 1).len, ==, 0);
    g_assert_cmpuint(reader.left.len, ==, 0);
}

static void a_failed_reader_stays_failed(void)
{
    Reader reader = reader_of(3);

    reader_skip(&reader, SIZE_MAX);
    g_assert_true(reader.failed);
    reader_skip(&reader, 0);
    g_assert_true(reader.failed);
    g_assert_cmpuint(reader_u8(&reader), ==, 0);
}

static void taking_nothing_never_fails(void)
{
    Reader reader = { 0 };

    g_assert_cmpuint(reader_take(&reader, 0).len, ==, 0);
    g_assert_false(reader.failed);
}

static void every_read_stops_at_the_end(void)
{
    for (size_t len = 0; len < 4; len++) {
        g_autofree uint8_t *copy = g_malloc(MAX(len, 1));
        Reader big = { .left = slice_of(copy, len) };
        Reader little = { .left = slice_of(copy, len) };

        memset(copy, 0xff, len);
        g_assert_cmpuint(reader_be32(&big), ==, 0);
        g_assert_cmpuint(reader_le32(&little), ==, 0);
        g_assert_true(big.failed && little.failed);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/reader/numbers_come_in_either_byte_order",
                    numbers_come_in_either_byte_order);
    g_test_add_func("/reader/the_highest_bit_is_no_sign", the_highest_bit_is_no_sign);
    g_test_add_func("/reader/bytes_are_borrowed", bytes_are_borrowed);
    g_test_add_func("/reader/past_the_end_all_is_zero", past_the_end_all_is_zero);
    g_test_add_func("/reader/a_failed_reader_stays_failed", a_failed_reader_stays_failed);
    g_test_add_func("/reader/taking_nothing_never_fails", taking_nothing_never_fails);
    g_test_add_func("/reader/every_read_stops_at_the_end", every_read_stops_at_the_end);
    return g_test_run();
}
