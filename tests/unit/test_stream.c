/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/stream.h"

#include <glib.h>

static bool add_from(Stream *stream, uint32_t seq, Slice payload, uint64_t packet)
{
    return stream_add(stream, &(StreamSegment){ .seq = seq,
                                                .payload = payload,
                                                .packets = &packet,
                                                .packets_len = 1,
                                                .time = (int64_t)packet * 10 }) &&
           (stream_keep(stream), true);
}

static bool add(Stream *stream, uint32_t seq, const char *text)
{
    return add_from(stream, seq, slice_text(text), 1);
}

static void assert_ready(const Stream *stream, const char *expected)
{
    Slice ready = stream_ready(stream);

    g_assert_cmpmem(ready.data, ready.len, expected, strlen(expected));
}

static void segments_in_order_are_ready_at_once(void)
{
    g_autoptr(Stream) stream = stream_new(100);

    add(stream, 100, "INV");
    add(stream, 103, "ITE");
    assert_ready(stream, "INVITE");
    stream_take(stream, 4);
    assert_ready(stream, "TE");
    g_assert_cmpuint(stream_next_seq(stream), ==, 106);
}

static void a_late_segment_fills_the_gap(void)
{
    g_autoptr(Stream) stream = stream_new(100);
    unsigned segments;

    add(stream, 103, "ITE");
    assert_ready(stream, "");
    g_assert_cmpuint(stream_waiting(stream, &segments), ==, 3);
    g_assert_cmpuint(segments, ==, 1);
    add(stream, 100, "INV");
    assert_ready(stream, "INVITE");
    g_assert_cmpuint(stream_waiting(stream, NULL), ==, 0);
}

static void a_segment_that_comes_twice_counts_once(void)
{
    g_autoptr(Stream) stream = stream_new(100);

    add(stream, 100, "INV");
    add(stream, 100, "INV");
    add(stream, 106, "sip");
    add(stream, 106, "sip");
    add(stream, 103, "ITE");
    stream_take(stream, 9);
    add(stream, 100, "INVITEsip");
    assert_ready(stream, "");
    g_assert_false(stream_take_overlap(stream));
}

static void of_overlapping_segments_the_first_bytes_stay(void)
{
    g_autoptr(Stream) stream = stream_new(0);

    add(stream, 2, "CD");
    add(stream, 6, "GH");
    g_assert_false(stream_take_overlap(stream));
    add(stream, 1, "bxxefxxi");
    g_assert_true(stream_take_overlap(stream));
    g_assert_false(stream_take_overlap(stream));
    add(stream, 0, "ax");
    assert_ready(stream, "abCDefGHi");
    g_assert_true(stream_take_overlap(stream));
    add(stream, 3, "Def");
    g_assert_false(stream_take_overlap(stream));
    add(stream, 3, "Dxf");
    g_assert_true(stream_take_overlap(stream));
}

static void sequence_numbers_wrap(void)
{
    g_autoptr(Stream) stream = stream_new(UINT32_MAX - 1);

    add(stream, 1, "DE");
    add(stream, UINT32_MAX - 1, "ABC");
    assert_ready(stream, "ABCDE");
    g_assert_cmpuint(stream_next_seq(stream), ==, 3);
}

static void keep_alive_probes_do_no_harm(void)
{
    g_autoptr(Stream) stream = stream_new(0);

    add(stream, UINT32_MAX, "");
    add(stream, UINT32_MAX, "\x01");
    add(stream, 0, "abc");
    add(stream, 2, "");
    stream_take(stream, 3);
    add(stream, 2, "\x01");
    assert_ready(stream, "");
    g_assert_false(stream_take_overlap(stream));
}

static void a_gap_that_is_given_up_is_counted_and_skipped(void)
{
    g_autoptr(Stream) stream = stream_new(0);

    add(stream, 0, "abc");
    add(stream, 10, "klm");
    add(stream, 13, "no");
    add(stream, 20, "uv");
    assert_ready(stream, "abc");
    g_assert_cmpuint(stream_skip_gap(stream, UINT64_MAX), ==, 7);
    assert_ready(stream, "klmno");
    g_assert_cmpuint(stream_skip_gap(stream, 2), ==, 2);
    assert_ready(stream, "");
    add(stream, 17, "rst");
    assert_ready(stream, "rstuv");
    g_assert_cmpuint(stream_skip_gap(stream, UINT64_MAX), ==, 0);
    g_assert_cmpuint(stream_skip_gap(stream, 4), ==, 4);
    g_assert_cmpuint(stream_next_seq(stream), ==, 26);
}

static void what_comes_in_order_and_is_taken_is_never_copied(void)
{
    static const char TEXT[] = "INVITE and more";
    g_autoptr(Stream) stream = stream_new(0);
    uint64_t packet = 7;
    StreamSegment segment = { 0, slice_text(TEXT), &packet, 1, 70 };

    g_assert_true(stream_add(stream, &segment));
    g_assert_true(stream_ready(stream).data == (const uint8_t *)TEXT);
    stream_take(stream, strlen(TEXT));
    stream_keep(stream);
    g_assert_cmpuint(stream_memory(stream), ==, 0);
}

static void assert_packets(Stream *stream, size_t len, const char *expected, int64_t time)
{
    g_autoptr(GArray) packets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_autoptr(GString) text = g_string_new("");

    g_assert_cmpint(stream_packets(stream, len, packets), ==, time);
    for (unsigned i = 0; i < packets->len; i++)
        g_string_append_printf(text, "%s%d", i ? " " : "",
                               (int)g_array_index(packets, uint64_t, i));
    g_assert_cmpstr(text->str, ==, expected);
}

static void the_packets_of_ready_bytes_are_known(void)
{
    g_autoptr(Stream) stream = stream_new(0);
    const uint64_t fragments[] = { 8, 9 };
    StreamSegment segment = { 9, slice_text("jkl"), fragments, 2, 90 };

    add_from(stream, 0, slice_text("abc"), 1);
    add_from(stream, 6, slice_text("ghi"), 3);
    add_from(stream, 3, slice_text("def"), 5);
    g_assert_true(stream_add(stream, &segment));
    stream_keep(stream);
    assert_packets(stream, 1, "1", 10);
    assert_packets(stream, 3, "1", 10);
    assert_packets(stream, 4, "1 5", 50);
    assert_packets(stream, 9, "1 3 5", 50);
    assert_packets(stream, 10, "1 3 5 8 9", 90);
    stream_take(stream, 6);
    assert_packets(stream, 2, "3", 30);
    assert_packets(stream, 6, "3 8 9", 90);
}

static void the_packets_of_lent_bytes_are_known(void)
{
    g_autoptr(Stream) stream = stream_new(0);
    const uint64_t packets[] = { 2, 4 };
    StreamSegment segment = { 0, slice_text("abcdef"), packets, 2, 40 };

    g_assert_true(stream_add(stream, &segment));
    assert_packets(stream, 3, "2 4", 40);
    stream_take(stream, 3);
    stream_keep(stream);
    assert_packets(stream, 1, "2 4", 40);
}

static void too_much_behind_a_gap_is_refused(void)
{
    g_autoptr(Stream) stream = stream_new(0);
    g_autofree char *text = g_strnfill(60000, 'x');
    uint32_t seq = 1;

    while (add(stream, seq, text))
        seq += 60000;
    g_assert_cmpuint(stream_waiting(stream, NULL), <=, STREAM_MAX);
    g_assert_cmpuint(stream_memory(stream), <, 2 * STREAM_MAX);
    add(stream, 0, "x");
    g_assert_cmpuint(stream_ready(stream).len, ==, seq);
}

static void too_many_segments_behind_a_gap_are_refused(void)
{
    g_autoptr(Stream) stream = stream_new(0);
    uint32_t seq = 1;

    while (add(stream, seq, "x"))
        seq += 2;
    g_assert_cmpuint(seq, ==, 1 + 2 * STREAM_SEGMENTS_MAX);
}

static void carriers_of_a_stream_of_single_bytes_are_bounded(void)
{
    g_autoptr(Stream) stream = stream_new(0);

    for (uint32_t i = 0; i < 200000; i++)
        add_from(stream, i, slice_text("x"), i + 1);
    g_assert_cmpuint(stream_memory(stream), <, 2 << 20);
    g_assert_cmpuint(stream_ready(stream).len, ==, 200000);
}

#define TEXT_LEN 3000

static void fill(uint8_t *text, GRand *rand)
{
    for (size_t i = 0; i < TEXT_LEN; i++)
        text[i] = (uint8_t)g_rand_int(rand);
}

/* Sends random pieces of @text until all of it arrived, reading some now and then. */
static void send_at_random(GRand *rand, const uint8_t *text, GByteArray *read)
{
    uint32_t first_seq = g_rand_int(rand);
    g_autoptr(Stream) stream = stream_new(first_seq);

    for (unsigned i = 0; read->len < TEXT_LEN; i++) {
        uint32_t about = read->len + (uint32_t)stream_ready(stream).len;
        uint32_t low = about > 200 ? about - 200 : 0;
        uint32_t at =
            (uint32_t)g_rand_int_range(rand, (int)low, (int)MIN(about + 300, TEXT_LEN));
        uint32_t len = (uint32_t)g_rand_int_range(rand, 0, (int)MIN(200, TEXT_LEN - at) + 1);
        g_autofree uint8_t *copy = g_memdup2(text + at, len);

        g_assert_true(add_from(stream, first_seq + at, slice_of(copy, len), i));
        if (g_rand_int_range(rand, 0, 4) == 0) {
            Slice ready = stream_ready(stream);
            size_t take = ready.len ? (size_t)g_rand_int_range(rand, 0, (int)ready.len + 1) : 0;

            g_byte_array_append(read, ready.data, (unsigned)take);
            stream_take(stream, take);
        }
    }
    g_assert_false(stream_take_overlap(stream));
}

static void whatever_the_segments_the_text_comes_back(void)
{
    for (uint32_t seed = 0; seed < 300; seed++) {
        GRand *rand = g_rand_new_with_seed(seed);
        g_autoptr(GByteArray) read = g_byte_array_new();
        uint8_t text[TEXT_LEN];

        fill(text, rand);
        send_at_random(rand, text, read);
        g_assert_cmpmem(read->data, read->len, text, TEXT_LEN);
        g_rand_free(rand);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/stream/" #name, name)
    CASE(segments_in_order_are_ready_at_once);
    CASE(a_late_segment_fills_the_gap);
    CASE(a_segment_that_comes_twice_counts_once);
    CASE(of_overlapping_segments_the_first_bytes_stay);
    CASE(sequence_numbers_wrap);
    CASE(keep_alive_probes_do_no_harm);
    CASE(a_gap_that_is_given_up_is_counted_and_skipped);
    CASE(what_comes_in_order_and_is_taken_is_never_copied);
    CASE(the_packets_of_ready_bytes_are_known);
    CASE(the_packets_of_lent_bytes_are_known);
    CASE(too_much_behind_a_gap_is_refused);
    CASE(too_many_segments_behind_a_gap_are_refused);
    CASE(carriers_of_a_stream_of_single_bytes_are_bounded);
    CASE(whatever_the_segments_the_text_comes_back);
    return g_test_run();
}
