/* SPDX-License-Identifier: Apache-2.0 */
#include "src/merge.h"

#include "src/ticks.h"
#include "tests/support/capture.h"
#include "tests/support/reading.h"

#define MAGIC 0xa1b2c3d4
#define NS_PER_S INT64_C(1000000000)

/* A source with a packet for each of @times, in seconds, up to a zero. */
static Source *source_of(unsigned input, const uint32_t *times, Anomalies *anomalies)
{
    g_autoptr(Capture) capture = capture_new(false);
    g_autofree char *name = g_strdup_printf("%u.pcap", input);
    g_autofree char *path = NULL;

    capture_pcap(capture, MAGIC, 65535, 1);
    for (; *times; times++)
        capture_record(capture, *times, 0, slice_of(times, 4));
    path = capture_write(capture, name);
    return source_open(path, input, anomalies, NULL);
}

/* The packets that are left, as "input:seconds input:seconds ". */
static char *told(Merge *merge)
{
    GString *text = g_string_new(NULL);
    Packet packet;

    while (merge_next(merge, &packet))
        g_string_append_printf(text, "%u:%" G_GINT64_FORMAT " ", packet.input,
                               packet.time / NS_PER_S);
    return g_string_free(text, FALSE);
}

static void assert_told(Merge *merge, const char *expected)
{
    g_autofree char *text = told(merge);

    g_assert_cmpstr(text, ==, expected);
    g_assert_false(merge_next(merge, &(Packet){ 0 }));
}

static void add(Merge *merge, Anomalies *anomalies, int64_t shift, const uint32_t *times)
{
    merge_add(merge, source_of((unsigned)merge_len(merge), times, anomalies), shift);
}

#define TIMES(...) ((const uint32_t[]){ __VA_ARGS__, 0 })

static void the_earlier_packet_comes_first(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();

    add(merge, anomalies, 0, TIMES(10, 40, 50));
    add(merge, anomalies, 0, TIMES(20, 30, 60));
    add(merge, anomalies, 0, TIMES(15, 55));
    assert_told(merge, "0:10 2:15 1:20 1:30 0:40 0:50 2:55 1:60 ");
}

static void of_equal_times_the_first_input_comes_first(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();

    add(merge, anomalies, 0, TIMES(10, 10, 20));
    add(merge, anomalies, 0, TIMES(10, 20));
    add(merge, anomalies, 0, TIMES(10, 20));
    assert_told(merge, "0:10 0:10 1:10 2:10 0:20 1:20 2:20 ");
}

static void a_step_back_inside_an_input_keeps_the_order_of_the_file(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();

    add(merge, anomalies, 0, TIMES(10, 50, 20, 60));
    add(merge, anomalies, 0, TIMES(30, 55));
    assert_told(merge, "0:10 1:30 0:50 0:20 1:55 0:60 ");
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_TIME_STEPS_BACK), ==, 1);
}

static void a_shift_moves_an_input(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();

    add(merge, anomalies, 0, TIMES(10, 20));
    add(merge, anomalies, -100 * NS_PER_S, TIMES(115, 125));
    assert_told(merge, "0:10 1:15 0:20 1:25 ");
}

static void a_wild_shift_ends_at_the_bounds(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();
    Packet packet;

    add(merge, anomalies, INT64_MAX, TIMES(10));
    add(merge, anomalies, INT64_MIN, TIMES(10));
    g_assert_true(merge_next(merge, &packet));
    g_assert_cmpuint(packet.input, ==, 1);
    g_assert_cmpint(packet.time, ==, TIME_FIRST);
    g_assert_true(merge_next(merge, &packet));
    g_assert_cmpint(packet.time, ==, TIME_LAST);
}

static void nothing_and_empty_inputs_give_nothing(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();
    g_autoptr(Merge) empty = merge_new();

    assert_told(empty, "");
    add(merge, anomalies, 0, TIMES(0));
    add(merge, anomalies, 0, TIMES(7));
    assert_told(merge, "1:7 ");
}

static void a_second_pass_gives_the_same(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();
    Packet packet;

    add(merge, anomalies, 0, TIMES(10, 50, 20));
    add(merge, anomalies, 0, TIMES(30));
    g_assert_true(merge_next(merge, &packet));
    g_assert_true(merge_next(merge, &packet));
    g_assert_true(merge_rewind(merge, NULL));
    assert_told(merge, "0:10 1:30 0:50 0:20 ");
    g_assert_true(merge_rewind(merge, NULL));
    assert_told(merge, "0:10 1:30 0:50 0:20 ");
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_TIME_STEPS_BACK), ==, 1);
}

/* Random inputs: each keeps its order, and no packet is given while an earlier one waits. */
static void many_random_inputs_keep_both_rules(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Merge) merge = merge_new();
    g_autoptr(GArray) all = g_array_new(FALSE, FALSE, sizeof(uint32_t));
    unsigned at[40] = { 0 };
    Packet packet;

    for (unsigned i = 0; i < G_N_ELEMENTS(at); i++) {
        uint32_t times[101] = { 0 };

        for (int j = 0; j < 100; j++)
            times[j] = (uint32_t)g_test_rand_int_range(1, 200);
        g_array_append_vals(all, times, G_N_ELEMENTS(times));
        merge_add(merge, source_of(i, times, anomalies), 0);
    }
    while (merge_next(merge, &packet)) {
        const uint32_t *times = (const uint32_t *)(gpointer)all->data;
        uint32_t time = (uint32_t)(packet.time / NS_PER_S);

        g_assert_cmpuint(packet.number, ==, at[packet.input] + 1);
        g_assert_cmpuint(time, ==, times[packet.input * 101 + at[packet.input]]);
        for (unsigned i = 0; i < G_N_ELEMENTS(at); i++) {
            uint32_t waiting = times[i * 101 + at[i]];

            g_assert_true(!waiting || waiting > time || (waiting == time && packet.input <= i));
        }
        at[packet.input]++;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(at); i++)
        g_assert_cmpuint(at[i], ==, 100);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/merge/the_earlier_packet_comes_first", the_earlier_packet_comes_first);
    g_test_add_func("/merge/of_equal_times_the_first_input_comes_first",
                    of_equal_times_the_first_input_comes_first);
    g_test_add_func("/merge/a_step_back_inside_an_input_keeps_the_order_of_the_file",
                    a_step_back_inside_an_input_keeps_the_order_of_the_file);
    g_test_add_func("/merge/a_shift_moves_an_input", a_shift_moves_an_input);
    g_test_add_func("/merge/a_wild_shift_ends_at_the_bounds", a_wild_shift_ends_at_the_bounds);
    g_test_add_func("/merge/nothing_and_empty_inputs_give_nothing",
                    nothing_and_empty_inputs_give_nothing);
    g_test_add_func("/merge/a_second_pass_gives_the_same", a_second_pass_gives_the_same);
    g_test_add_func("/merge/many_random_inputs_keep_both_rules",
                    many_random_inputs_keep_both_rules);
    return g_test_run();
}
