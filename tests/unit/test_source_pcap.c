/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/capture.h"
#include "tests/support/reading.h"

enum { MICRO = 0xa1b2c3d4, NANO = 0xa1b23c4d, MODIFIED = 0xa1b2cd34 };

#define NS_PER_S INT64_C(1000000000)

static Reading *read_capture(const Capture *capture, Anomalies *anomalies, Source **source)
{
    g_autofree char *path = capture_write(capture, "test.pcap");

    *source = reading_open(path, anomalies);
    return reading_new(*source);
}

static void micro_and_nanoseconds_are_read_in_both_byte_orders(void)
{
    for (int i = 0; i < 4; i++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = capture_new(i & 1);
        g_autoptr(Source) source = NULL;
        g_autoptr(Reading) reading = NULL;
        bool is_nano = i & 2;
        const Packet *packet;

        capture_pcap(capture, is_nano ? NANO : MICRO, 65535, 113);
        capture_record(capture, 1700000000, is_nano ? 123456789 : 123456, slice_text("one"));
        capture_record(capture, 1700000001, 0, slice_text("three"));
        reading = read_capture(capture, anomalies, &source);
        g_assert_cmpuint(reading->packets->len, ==, 2);
        packet = reading_packet(reading, 0);
        g_assert_cmpint(packet->time, ==,
                        1700000000 * NS_PER_S + (is_nano ? 123456789 : 123456000));
        g_assert_cmpuint(packet->number, ==, 1);
        g_assert_cmpuint(packet->link_type, ==, 113);
        g_assert_true(slice_is(packet->bytes, "one"));
        g_assert_true(slice_is(reading_packet(reading, 1)->bytes, "three"));
        g_assert_cmpint(reading->last, ==, SOURCE_END);
        g_assert_cmpuint(source_info(source)->time_digits, ==, is_nano ? 9 : 6);
        g_assert_cmpuint(source_info(source)->link_types_len, ==, 1);
        g_assert_cmpuint(source_info(source)->link_types[0], ==, 113);
        g_assert_cmpuint(source_info(source)->packets, ==, 2);
        g_assert_cmpuint(source_info(source)->bytes, ==, 8);
        g_assert_cmpstr(source_info(source)->format, ==, "pcap");
    }
}

/* Its packet headers hold eight bytes more: interface, protocol, packet type. */
static void the_modified_variant_is_read(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;

    capture_pcap(capture, MODIFIED, 65535, 1);
    for (int i = 0; i < 2; i++) {
        capture_number(capture, 1700000000, 4);
        capture_number(capture, 5, 4);
        capture_number(capture, 3, 4);
        capture_number(capture, 3, 4);
        capture_number(capture, 0, 8);
        capture_bytes(capture, slice_text("abc"));
    }
    reading = read_capture(capture, anomalies, &source);
    g_assert_cmpuint(reading->packets->len, ==, 2);
    g_assert_true(slice_is(reading_packet(reading, 1)->bytes, "abc"));
    g_assert_cmpint(reading_packet(reading, 1)->time, ==, 1700000000 * NS_PER_S + 5000);
}

/* Minor versions before 4 have them in either order, whatever the specification says. */
static void old_writers_may_swap_the_lengths(void)
{
    for (unsigned minor = 3; minor <= 4; minor++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = capture_new(false);
        g_autoptr(Source) source = NULL;
        g_autoptr(Reading) reading = NULL;

        capture_pcap(capture, MICRO, 65535, 1);
        capture->bytes->data[6] = (uint8_t)minor;
        capture_number(capture, 1, 8);
        capture_number(capture, 60, 4);
        capture_number(capture, 3, 4);
        capture_bytes(capture, slice_text("abc"));
        reading = read_capture(capture, anomalies, &source);
        g_assert_cmpuint(reading->packets->len, ==, minor == 3);
        if (minor == 3)
            g_assert_cmpuint(reading_packet(reading, 0)->wire_len, ==, 60);
    }
}

static void a_stamp_after_2038_is_no_step_back(void)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = capture_new(i);
        g_autoptr(Source) source = NULL;
        g_autoptr(Reading) reading = NULL;

        capture_pcap(capture, MICRO, 65535, 1);
        capture_record(capture, 0xfffffffe, 999999, slice_text("late"));
        reading = read_capture(capture, anomalies, &source);
        g_assert_cmpint(reading_packet(reading, 0)->time, ==,
                        0xfffffffe * NS_PER_S + 999999000);
    }
}

/* The time is what the header says, for the unit may be another one; it is said to be odd. */
static void more_parts_than_a_second_has_are_carried_and_counted(void)
{
    for (int i = 0; i < 2; i++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = capture_new(false);
        g_autoptr(Source) source = NULL;
        g_autoptr(Reading) reading = NULL;
        uint32_t second = i ? 1000000000 : 1000000;
        const uint64_t *packets;

        capture_pcap(capture, i ? NANO : MICRO, 65535, 1);
        capture_record(capture, 1700000000, second - 1, slice_text("the last"));
        capture_record(capture, 1700000000, second, slice_text("one too many"));
        capture_record(capture, 0xffffffff, 0xffffffff, slice_text("the end"));
        reading = read_capture(capture, anomalies, &source);
        g_assert_cmpint(reading_packet(reading, 1)->time, ==, 1700000001 * NS_PER_S);
        g_assert_cmpint(reading_packet(reading, 2)->time, ==,
                        0xffffffff * NS_PER_S + INT64_C(0xffffffff) * (i ? 1 : 1000));
        g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_IMPOSSIBLE_TIME), ==, 2);
        anomalies_examples(anomalies, ANOMALY_IMPOSSIBLE_TIME, &packets);
        g_assert_cmpuint(packets[0], ==, 2);
    }
}

static void bits_above_the_link_type_are_left_out(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;

    capture_pcap(capture, MICRO, 65535, 0x44000001);
    capture_record(capture, 1, 0, slice_text("with check sequence"));
    reading = read_capture(capture, anomalies, &source);
    g_assert_cmpuint(reading_packet(reading, 0)->link_type, ==, 1);
}

static void a_packet_beyond_the_snapshot_length_is_whole(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    g_autofree char *longest = g_strnfill(200000, 'x');

    capture_pcap(capture, MICRO, 4, 1);
    capture_record(capture, 1, 0, slice_text("longer than four"));
    capture_record(capture, 2, 0, slice_text(longest));
    reading = read_capture(capture, anomalies, &source);
    g_assert_true(slice_is(reading_packet(reading, 0)->bytes, "longer than four"));
    g_assert_true(slice_is(reading_packet(reading, 1)->bytes, longest));
}

static void an_absurd_length_ends_reading_by_name(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    Packet packet;

    capture_pcap(capture, MICRO, 65535, 1);
    capture_record(capture, 1, 0, slice_text("good"));
    capture_number(capture, 2, 8);
    capture_number(capture, 0xfffffff0, 4);
    capture_number(capture, 0xfffffff0, 4);
    capture_bytes(capture, slice_text("bad"));
    reading = read_capture(capture, anomalies, &source);
    g_assert_cmpuint(reading->packets->len, ==, 1);
    g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
    g_assert_nonnull(strstr(source_error(source), "test.pcap: packet 2 cannot be read: "));
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, 1);
    g_assert_cmpint(source_next(source, &packet), ==, SOURCE_BROKEN);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, 1);
}

static void an_end_within_a_packet_is_named(void)
{
    static const struct {
        unsigned missing;
        const char *where;
    } CUTS[] = { { 1, "cut short in packet 2's data" },
                 { 8, "cut short in packet 2's header" } };

    for (size_t i = 0; i < G_N_ELEMENTS(CUTS); i++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = capture_new(false);
        g_autoptr(Source) source = NULL;
        g_autoptr(Reading) reading = NULL;

        capture_pcap(capture, MICRO, 65535, 1);
        capture_record(capture, 1, 0, slice_text("first"));
        capture_record(capture, 2, 0, slice_text("second"));
        g_byte_array_set_size(capture->bytes, capture->bytes->len - CUTS[i].missing);
        reading = read_capture(capture, anomalies, &source);
        g_assert_cmpuint(reading->packets->len, ==, 1);
        g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
        g_assert_true(g_str_has_suffix(source_error(source), CUTS[i].where));
        g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_CUT_SHORT), ==, 1);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source_pcap/micro_and_nanoseconds_are_read_in_both_byte_orders",
                    micro_and_nanoseconds_are_read_in_both_byte_orders);
    g_test_add_func("/source_pcap/the_modified_variant_is_read", the_modified_variant_is_read);
    g_test_add_func("/source_pcap/old_writers_may_swap_the_lengths",
                    old_writers_may_swap_the_lengths);
    g_test_add_func("/source_pcap/a_stamp_after_2038_is_no_step_back",
                    a_stamp_after_2038_is_no_step_back);
    g_test_add_func("/source_pcap/more_parts_than_a_second_has_are_carried_and_counted",
                    more_parts_than_a_second_has_are_carried_and_counted);
    g_test_add_func("/source_pcap/bits_above_the_link_type_are_left_out",
                    bits_above_the_link_type_are_left_out);
    g_test_add_func("/source_pcap/a_packet_beyond_the_snapshot_length_is_whole",
                    a_packet_beyond_the_snapshot_length_is_whole);
    g_test_add_func("/source_pcap/an_absurd_length_ends_reading_by_name",
                    an_absurd_length_ends_reading_by_name);
    g_test_add_func("/source_pcap/an_end_within_a_packet_is_named",
                    an_end_within_a_packet_is_named);
    return g_test_run();
}
