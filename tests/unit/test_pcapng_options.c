/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pcapng_options.h"

#include "tests/support/capture.h"

/* What is kept of the option @code whose value is these bytes. */
static Slice kept_of(GByteArray *out, uint16_t code, Slice value, bool is_big_endian,
                     PcapngOptions block)
{
    g_autoptr(GByteArray) in = g_byte_array_new();
    uint16_t head[] = { code, (uint16_t)value.len };

    for (unsigned i = 0; i < G_N_ELEMENTS(head); i++)
        head[i] = is_big_endian ? GUINT16_TO_BE(head[i]) : GUINT16_TO_LE(head[i]);
    g_byte_array_append(in, (const guint8 *)head, sizeof head);
    g_byte_array_append(in, value.data, (guint)value.len);
    g_byte_array_set_size(out, 0);
    pcapng_options_keep((Wire){ .reader = { .left = slice_of(in->data, in->len) },
                                .is_big_endian = is_big_endian },
                        block, out);
    return slice_of(out->data, out->len);
}

static void texts_stay_as_they_are(void)
{
    g_autoptr(GByteArray) out = g_byte_array_new();

    g_assert_true(
        slice_equals(kept_of(out, 2, slice_text("eth0"), true, PCAPNG_INTERFACE_OPTIONS),
                     slice_of("\x02\x00\x04\x00"
                              "eth0",
                              8)));
}

static void numbers_become_little_endian(void)
{
    g_autoptr(GByteArray) out = g_byte_array_new();
    Slice flags = slice_of("\x00\x00\x00\x01", 4);

    g_assert_true(slice_equals(kept_of(out, 2, flags, true, PCAPNG_PACKET_OPTIONS),
                               slice_of("\x02\x00\x04\x00\x01\x00\x00\x00", 8)));
    g_assert_true(slice_equals(kept_of(out, 2, flags, false, PCAPNG_PACKET_OPTIONS),
                               slice_of("\x02\x00\x04\x00\x00\x00\x00\x01", 8)));
}

static void a_number_of_another_length_is_left_out(void)
{
    g_autoptr(GByteArray) out = g_byte_array_new();

    g_assert_cmpuint(kept_of(out, 2, slice_text("abc"), false, PCAPNG_PACKET_OPTIONS).len, ==,
                     0);
}

static void resolution_and_offset_are_not_kept(void)
{
    g_autoptr(GByteArray) out = g_byte_array_new();

    g_assert_cmpuint(kept_of(out, OPTION_INTERFACE_RESOLUTION, slice_text("\x09"), false,
                             PCAPNG_INTERFACE_OPTIONS)
                         .len,
                     ==, 0);
    g_assert_cmpuint(kept_of(out, OPTION_INTERFACE_OFFSET, slice_text("12345678"), false,
                             PCAPNG_INTERFACE_OPTIONS)
                         .len,
                     ==, 0);
}

#define CASE(function) g_test_add_func("/pcapng_options/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(texts_stay_as_they_are);
    CASE(numbers_become_little_endian);
    CASE(a_number_of_another_length_is_left_out);
    CASE(resolution_and_offset_are_not_kept);
    return g_test_run();
}
