/* SPDX-License-Identifier: Apache-2.0
 *
 * What a source keeps for writing its packets again.
 */
#include "src/pcapng_blocks.h"
#include "src/source_private.h"
#include "tests/support/pcapng.h"
#include "tests/support/reading.h"

enum { ETHERNET = 1, RAW = 101, COOKED = 113 };

/* Reads @capture whole. The caller owns the source; *@reading too. */
static Source *read_whole(const Capture *capture, Anomalies *anomalies, Reading **reading)
{
    g_autofree char *path = capture_write(capture, "test.pcapng");
    Source *source = reading_open(path, anomalies);

    *reading = reading_new(source);
    g_assert_cmpint((*reading)->last, ==, SOURCE_END);
    return source;
}

static void an_interface_of_pcapng_is_the_same_in_each_pass(void)
{
    g_autoptr(Capture) capture = capture_new(true);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Reading) reading = NULL;
    g_autoptr(Reading) again = NULL;
    g_autoptr(Source) source = NULL;
    const PacketInterface *first;
    unsigned begun;

    pcapng_section(capture);
    begun = capture_begin(capture, BLOCK_INTERFACE);
    capture_number(capture, COOKED, 2);
    capture_number(capture, 0, 2);
    capture_number(capture, 96, 4);
    capture_option(capture, 2, slice_text("eth0"));
    capture_option(capture, OPTION_INTERFACE_RESOLUTION, slice_text("\x09"));
    capture_end(capture, begun);
    pcapng_enhanced(capture, 0, 1, slice_text("data"));
    pcapng_simple(capture, 4, slice_text("none"));
    source = read_whole(capture, anomalies, &reading);
    first = reading_packet(reading, 0)->interface;
    g_assert_cmpuint(first->link_type, ==, COOKED);
    g_assert_cmpuint(first->snap_len, ==, 96);
    g_assert_cmpuint(first->digits, ==, 9);
    g_assert_true(slice_equals(first->options, slice_of("\x02\x00\x04\x00"
                                                        "eth0",
                                                        8)));
    g_assert_false(reading_packet(reading, 0)->is_untimed);
    g_assert_true(reading_packet(reading, 1)->is_untimed);
    g_assert_true(source_rewind(source, NULL));
    again = reading_new(source);
    g_assert_true(reading_packet(again, 1)->interface == first);
}

static void a_pcap_is_one_interface(void)
{
    g_autoptr(Capture) capture = capture_new(true);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Reading) reading = NULL;
    g_autoptr(Source) source = NULL;
    const PacketInterface *interface;

    capture_pcap(capture, 0xa1b23c4d, 4096, RAW);
    capture_record(capture, 1, 1, slice_text("data"));
    source = read_whole(capture, anomalies, &reading);
    interface = reading_packet(reading, 0)->interface;
    g_assert_cmpuint(interface->link_type, ==, RAW);
    g_assert_cmpuint(interface->snap_len, ==, 4096);
    g_assert_cmpuint(interface->digits, ==, 9);
    g_assert_cmpuint(interface->options.len, ==, 0);
}

static void statistics_tell_when_the_capture_ended(void)
{
    g_autoptr(Capture) capture = capture_new(true);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Reading) reading = NULL;
    g_autoptr(Source) source = NULL;
    unsigned begun;

    pcapng_section(capture);
    pcapng_interface(capture, ETHERNET, 6);
    begun = capture_begin(capture, BLOCK_STATISTICS);
    capture_number(capture, 0, 4);
    capture_number(capture, 0, 8);
    capture_option(capture, OPTION_STATISTICS_TO,
                   slice_of("\x00\x00\x00\x01\x00\x00\x00\x02", 8));
    capture_end(capture, begun);
    source = read_whole(capture, anomalies, &reading);
    g_assert_cmpint(source_info(source)->end, ==, ((INT64_C(1) << 32) + 2) * 1000);
}

static void interfaces_without_end_share_one_of_their_link_type(void)
{
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Reading) reading = NULL;
    g_autoptr(Source) source = NULL;

    for (unsigned i = 0; i < SOURCE_INTERFACES_MAX; i++) {
        if (i % 1000 == 0)
            pcapng_section(capture);
        pcapng_interface(capture, i ? RAW : ETHERNET, 6);
    }
    pcapng_section(capture);
    pcapng_interface(capture, RAW, 6);
    pcapng_interface(capture, COOKED, 6);
    pcapng_enhanced(capture, 0, 1, slice_text("data"));
    pcapng_enhanced(capture, 1, 1, slice_text("lost"));
    source = read_whole(capture, anomalies, &reading);
    g_assert_cmpuint(reading->packets->len, ==, 1);
    g_assert_cmpuint(reading_packet(reading, 0)->interface->link_type, ==, RAW);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, 2);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_DESCRIPTION_DROPPED), ==, 2);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source_interfaces/an_interface_of_pcapng_is_the_same_in_each_pass",
                    an_interface_of_pcapng_is_the_same_in_each_pass);
    g_test_add_func("/source_interfaces/a_pcap_is_one_interface", a_pcap_is_one_interface);
    g_test_add_func("/source_interfaces/statistics_tell_when_the_capture_ended",
                    statistics_tell_when_the_capture_ended);
    g_test_add_func("/source_interfaces/interfaces_without_end_share_one_of_their_link_type",
                    interfaces_without_end_share_one_of_their_link_type);
    return g_test_run();
}
