/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pcapng_stream.h"

#include "tests/support/folder.h"
#include "tests/support/reading.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static const PacketInterface MICROS = { .link_type = 1, .snap_len = 128, .digits = 6 };
static const PacketInterface NANOS = { .link_type = 113, .digits = 9 };

/* Reads what @stream holds, as a file. The caller owns the source. */
static Source *read_back(const PcapngStream *stream, Anomalies *anomalies)
{
    const GByteArray *bytes = pcapng_stream_bytes(stream);
    g_autofree char *path = folder_write("a.pcapng", slice_of(bytes->data, bytes->len));

    return reading_open(path, anomalies);
}

static void add(PcapngStream *stream, Packet packet, Slice options)
{
    packet.bytes = slice_text("bytes");
    packet.wire_len = 9;
    pcapng_stream_add(stream, &(ReportPacket){ &packet, options }, NULL, NULL, 0);
}

static void each_interface_is_written_once_before_its_first_packet(void)
{
    g_auto(Story) story;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    PcapngStream *stream;

    story_init(&story);
    stream = pcapng_stream_new(&story.context, NULL, 0);
    add(stream, (Packet){ .time = 1000, .interface = &NANOS }, (Slice){ 0 });
    add(stream, (Packet){ .time = 2000, .interface = &MICROS }, (Slice){ 0 });
    add(stream, (Packet){ .time = 2001, .interface = &NANOS }, (Slice){ 0 });
    source = read_back(stream, anomalies);
    reading = reading_new(source);
    pcapng_stream_free(stream);
    g_assert_cmpuint(reading->packets->len, ==, 3);
    g_assert_cmpint(reading->last, ==, SOURCE_END);
    g_assert_cmpint(reading_packet(reading, 2)->time, ==, 2001);
    g_assert_cmpuint(reading_packet(reading, 1)->interface->snap_len, ==, 128);
    g_assert_cmpuint(reading_packet(reading, 1)->interface->digits, ==, 6);
    g_assert_true(reading_packet(reading, 0)->interface ==
                  reading_packet(reading, 2)->interface);
}

static void a_shift_finer_than_the_capture_gets_its_digits(void)
{
    g_auto(Story) story;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    PcapngStream *stream;

    story_init(&story);
    story.capture.shift_digits = 9;
    stream = pcapng_stream_new(&story.context, NULL, 0);
    add(stream, (Packet){ .time = 1234567891, .interface = &MICROS }, (Slice){ 0 });
    source = read_back(stream, anomalies);
    reading = reading_new(source);
    pcapng_stream_free(stream);
    g_assert_cmpint(reading_packet(reading, 0)->time, ==, 1234567891);
}

static void a_packet_keeps_its_comments_and_one_without_a_time_says_so(void)
{
    g_auto(Story) story;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GByteArray) options = g_byte_array_new();
    g_autoptr(Source) source = NULL;
    PcapngStream *stream;
    Packet packet;

    story_init(&story);
    pcapng_write_option(options, PCAPNG_COMMENT, slice_text("look here"));
    stream = pcapng_stream_new(&story.context, NULL, 0);
    add(stream, (Packet){ .time = 1000, .interface = &NANOS, .is_untimed = true },
        slice_of(options->data, options->len));
    source = read_back(stream, anomalies);
    pcapng_stream_free(stream);
    g_assert_cmpint(source_next(source, &packet), ==, SOURCE_PACKET);
    g_assert_true(slice_is(source_comment(source, 0), "look here"));
    g_assert_true(slice_is(source_comment(source, 1),
                           "the capture has no time for this packet: it got "
                           "that of the one before, or 1970"));
}

static void what_the_capture_says_of_itself_is_kept(void)
{
    g_auto(Story) story;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GByteArray) options = g_byte_array_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    PcapngStream *stream;

    story_init(&story);
    pcapng_write_option(options, PCAPNG_COMMENT, slice_text("tap at the gate"));
    pcapng_write_option(options, PCAPNG_SECTION_SYSTEM, slice_text("Linux"));
    story.capture.section = slice_of(options->data, options->len);
    stream = pcapng_stream_new(&story.context, NULL, 0);
    source = read_back(stream, anomalies);
    reading = reading_new(source);
    pcapng_stream_free(stream);
    g_assert_cmpstr(source_info(source)->comments[0], ==, "tap at the gate");
    g_assert_true(slice_find(source_info(source)->section, 'L') <
                  source_info(source)->section.len);
}

#define CASE(function) g_test_add_func("/pcapng_stream/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(each_interface_is_written_once_before_its_first_packet);
    CASE(a_shift_finer_than_the_capture_gets_its_digits);
    CASE(a_packet_keeps_its_comments_and_one_without_a_time_says_so);
    CASE(what_the_capture_says_of_itself_is_kept);
    return g_test_run();
}
