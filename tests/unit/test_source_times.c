/* SPDX-License-Identifier: Apache-2.0
 *
 * Times of a pcapng capture that no clock can have shown.
 */
#include "src/pcapng_blocks.h"
#include "tests/support/pcapng.h"
#include "tests/support/reading.h"

enum { ETHERNET = 1 };

#define STAMP UINT64_C(1700000000123456) /* microseconds */

static Source *open_capture(const Capture *capture, Anomalies *anomalies)
{
    g_autofree char *path = capture_write(capture, "test.pcapng");

    return reading_open(path, anomalies);
}

/* An interface with options that a stranger chose; microseconds are 6. */
static void odd_interface(Capture *capture, uint8_t resolution, uint64_t offset)
{
    g_autoptr(Capture) number = capture_new(capture->is_big_endian);
    unsigned begun = capture_begin(capture, BLOCK_INTERFACE);

    capture_number(capture, ETHERNET, 2);
    capture_number(capture, 0, 6);
    capture_option(capture, OPTION_INTERFACE_RESOLUTION, slice_of(&resolution, 1));
    capture_number(number, offset, 8);
    capture_option(capture, OPTION_INTERFACE_OFFSET, slice_of(number->bytes->data, 8));
    capture_end(capture, begun);
}

static Capture *capture_of_odd_times(void)
{
    Capture *capture = capture_new(false);

    pcapng_section(capture);
    odd_interface(capture, 6, 0);
    odd_interface(capture, 0xff, 0);                    /* 2^-127 */
    odd_interface(capture, 0x7f, 0);                    /* 10^-127 */
    odd_interface(capture, 6, UINT64_C(1) << 63);       /* before all times */
    odd_interface(capture, 6, (UINT64_C(1) << 63) - 1); /* behind them */
    odd_interface(capture, 0, 0);
    pcapng_enhanced(capture, 0, STAMP, slice_text("1"));
    for (uint32_t interface = 1; interface <= 4; interface++)
        pcapng_enhanced(capture, interface, STAMP, slice_text("2 to 5"));
    pcapng_enhanced(capture, 5, STAMP / 1000000, slice_text("6"));
    pcapng_enhanced(capture, 0, UINT64_MAX, slice_text("7"));
    return capture;
}

static void a_time_that_cannot_be_is_counted_once_for_its_packet(void)
{
    static const uint64_t EXPECTED[] = { 2, 3, 4, 5, 7 };
    g_autoptr(Capture) capture = capture_of_odd_times();
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = open_capture(capture, anomalies);
    const uint64_t *packets;

    for (unsigned pass = 0; pass < 2; pass++) {
        g_autoptr(Reading) reading = reading_new(source);

        g_assert_cmpuint(reading->packets->len, ==, 7);
        g_assert_true(source_rewind(source, NULL));
    }
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_IMPOSSIBLE_TIME), ==, 5);
    g_assert_cmpuint(anomalies_examples(anomalies, ANOMALY_IMPOSSIBLE_TIME, &packets), ==, 5);
    g_assert_cmpmem(packets, 5 * sizeof *packets, EXPECTED, sizeof EXPECTED);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, 0);
}

/* Every call would have ended long before the capture does. */
static void an_end_of_capture_that_cannot_be_is_not_taken(void)
{
    static const uint8_t LAST[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
    g_autoptr(Capture) capture = capture_new(false);
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    unsigned begun;

    pcapng_section(capture);
    pcapng_interface(capture, ETHERNET, 6);
    pcapng_enhanced(capture, 0, STAMP, slice_text("one"));
    begun = capture_begin(capture, BLOCK_STATISTICS);
    capture_number(capture, 0, 4);
    capture_number(capture, STAMP, 8);
    capture_option(capture, OPTION_STATISTICS_TO, slice_of(LAST, 8));
    capture_end(capture, begun);
    source = open_capture(capture, anomalies);
    reading = reading_new(source);
    g_assert_cmpuint(reading->packets->len, ==, 1);
    g_assert_cmpint(source_info(source)->end, ==, TIME_NONE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/source_times/a_time_that_cannot_be_is_counted_once_for_its_packet",
                    a_time_that_cannot_be_is_counted_once_for_its_packet);
    g_test_add_func("/source_times/an_end_of_capture_that_cannot_be_is_not_taken",
                    an_end_of_capture_that_cannot_be_is_not_taken);
    return g_test_run();
}
