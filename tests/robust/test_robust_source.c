/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pcapng_blocks.h"
#include "tests/support/folder.h"
#include "tests/support/pcapng.h"
#include "tests/support/reading.h"

/* Files as strangers may send them: cut anywhere, changed anywhere. Reading must end, never
 * crash, and give every packet that lies before the damage. */

#define MAGIC 0xa1b2c3d4
#define PACKETS 4

/* A capture, and where each of its packets ends. */
typedef struct Subject {
    Capture *capture;
    unsigned ends[PACKETS];
    unsigned boundaries[16]; /* where a cut leaves a file that is whole */
    unsigned boundaries_len;
} Subject;

static void mark(Subject *subject)
{
    subject->boundaries[subject->boundaries_len++] = subject->capture->bytes->len;
}

static void make_pcap(Subject *subject)
{
    Capture *capture = subject->capture = capture_new(false);

    capture_pcap(capture, MAGIC, 65535, 1);
    mark(subject);
    for (unsigned i = 0; i < PACKETS; i++) {
        capture_record(capture, 100 + i, 0, slice_head(slice_text("packet"), 3 + i));
        subject->ends[i] = capture->bytes->len;
        mark(subject);
    }
}

static void add_options(Capture *capture)
{
    capture_option(capture, OPTION_COMMENT, slice_text("comment"));
    capture_option(capture, OPTION_PACKET_DROPS, slice_text("12345678"));
    capture_option(capture, 0, (Slice){ 0 });
}

static void add_names(Capture *capture)
{
    unsigned begun = capture_begin(capture, BLOCK_NAMES);

    capture_number(capture, 1, 2);
    capture_number(capture, 8, 2);
    capture_bytes(capture, slice_text("\xc0\1\2\1pbx"));
    capture_end(capture, begun);
}

static void make_pcapng(Subject *subject)
{
    Capture *capture = subject->capture = capture_new(true);
    unsigned begun;

    pcapng_section(capture);
    mark(subject);
    pcapng_interface(capture, 1, 9);
    mark(subject);
    add_names(capture);
    mark(subject);
    for (unsigned i = 0; i < PACKETS - 1; i++) {
        begun = pcapng_enhanced_begin(capture, 0, i, slice_head(slice_text("packet"), 3 + i));
        add_options(capture);
        capture_end(capture, begun);
        subject->ends[i] = capture->bytes->len;
        mark(subject);
    }
    begun = capture_begin(capture, 0xbad);
    capture_bytes(capture, slice_text("custom"));
    capture_end(capture, begun);
    mark(subject);
    pcapng_simple(capture, 6, slice_text("simple"));
    subject->ends[PACKETS - 1] = capture->bytes->len;
    mark(subject);
}

static bool is_boundary(const Subject *subject, unsigned len)
{
    for (unsigned i = 0; i < subject->boundaries_len; i++) {
        if (subject->boundaries[i] == len)
            return true;
    }
    return false;
}

static unsigned packets_before(const Subject *subject, unsigned len)
{
    unsigned packets = 0;

    while (packets < PACKETS && subject->ends[packets] <= len)
        packets++;
    return packets;
}

static void check_cut(const Subject *subject, unsigned len)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = folder_write("cut", slice_of(subject->capture->bytes->data, len));
    g_autoptr(Source) source = source_open(path, 0, anomalies, &error);
    g_autoptr(Reading) reading = source ? reading_new(source) : NULL;

    if (!source) {
        g_assert_nonnull(error);
        g_assert_cmpuint(len, <, 24);
        return;
    }
    g_assert_cmpuint(reading->packets->len, ==, packets_before(subject, len));
    g_assert_cmpint(reading->last, ==, is_boundary(subject, len) ? SOURCE_END : SOURCE_BROKEN);
    if (reading->last == SOURCE_BROKEN)
        g_assert_nonnull(strstr(source_error(source), "cut: cut short in "));
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_CUT_SHORT), ==,
                     reading->last == SOURCE_BROKEN);
}

static void run_cuts(void (*make)(Subject *))
{
    Subject subject = { 0 };

    make(&subject);
    for (unsigned len = 0; len <= subject.capture->bytes->len; len++)
        check_cut(&subject, len);
    capture_free(subject.capture);
}

static void a_pcap_cut_at_every_byte_gives_what_is_before(void)
{
    run_cuts(make_pcap);
}

static void a_pcapng_cut_at_every_byte_gives_what_is_before(void)
{
    run_cuts(make_pcapng);
}

/* Reads whatever @bytes are, twice, and looks at all there is to see. */
static void read_all(Slice bytes)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autofree char *path = folder_write("changed", bytes);
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    g_autoptr(Reading) first = source ? reading_new(source) : NULL;
    g_autoptr(Reading) second = NULL;
    uint64_t counted;

    if (!source)
        return;
    g_assert_true((first->last == SOURCE_BROKEN) == (source_error(source) != NULL));
    (void)source_comment(source, 0);
    counted = anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK);
    g_assert_true(source_rewind(source, NULL));
    second = reading_new(source);
    reading_assert_equal(first, second);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, counted);
}

static void run_changes(void (*make)(Subject *))
{
    static const uint8_t VALUES[] = { 0x00, 0x01, 0x7f, 0x80, 0xff };
    Subject subject = { 0 };
    GByteArray *bytes;

    make(&subject);
    bytes = subject.capture->bytes;
    for (unsigned i = 0; i < bytes->len; i++) {
        uint8_t before = bytes->data[i];

        for (size_t j = 0; j < G_N_ELEMENTS(VALUES); j++) {
            bytes->data[i] = VALUES[j];
            read_all(slice_of(bytes->data, bytes->len));
        }
        bytes->data[i] = before;
    }
    capture_free(subject.capture);
}

static void a_pcap_changed_at_every_byte_is_read_to_an_end(void)
{
    run_changes(make_pcap);
}

static void a_pcapng_changed_at_every_byte_is_read_to_an_end(void)
{
    run_changes(make_pcapng);
}

static void random_bytes_behind_a_good_begin_are_read_to_an_end(void)
{
    for (int round = 0; round < 500; round++) {
        Subject subject = { 0 };
        GByteArray *bytes;

        if (round & 1)
            make_pcap(&subject);
        else
            make_pcapng(&subject);
        bytes = subject.capture->bytes;
        for (int i = 0; i < 1 + round % 7; i++)
            bytes->data[g_test_rand_int_range(0, (int)bytes->len)] ^=
                (uint8_t)g_test_rand_int_range(1, 256);
        read_all(slice_of(bytes->data, bytes->len));
        capture_free(subject.capture);
    }
}

/* In a heap block of exactly their size, so that a read beyond the end is seen. */
static void decode_all(Slice in, bool is_big_endian)
{
    g_autofree uint8_t *copy = g_memdup2(in.data, in.len);
    Wire whole = { .reader = { .left = slice_of(copy, in.len) },
                   .is_big_endian = is_big_endian };
    Wire body = whole;
    BlockHead head;
    BlockInterface interface;
    BlockPacket packet;
    BlockName name;
    Option option;
    uint16_t major;

    (void)block_head_decode(whole.reader.left, is_big_endian, &head);
    (void)block_section_decode(&body, &major);
    body = whole;
    (void)block_interface_decode(&body, &interface);
    body = whole;
    (void)block_enhanced_decode(&body, &packet);
    body = whole;
    (void)block_obsolete_decode(&body, &packet);
    body = whole;
    (void)block_simple_decode(&body, 3, &packet);
    for (body = whole; block_option_next(&body, &option);)
        (void)block_option_number(&body, option, option.value.len == 1 ? 1 : 8);
    for (body = whole; block_name_next(&body, &name);)
        g_assert_cmpuint(name.name.len, >, 0);
}

static void every_block_decoder_stays_within_its_bytes(void)
{
    Subject subject = { 0 };
    Slice all;

    make_pcapng(&subject);
    all = slice_of(subject.capture->bytes->data, subject.capture->bytes->len);
    for (size_t from = 0; from < all.len; from += 4) {
        for (size_t len = 0; len <= MIN(all.len - from, 80); len++) {
            decode_all(slice_head(slice_tail(all, from), len), true);
            decode_all(slice_head(slice_tail(all, from), len), false);
        }
    }
    capture_free(subject.capture);
}

/* Two gigabytes of interfaces would be a small packed file. */
static void a_flood_of_interfaces_is_bounded(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = capture_new(false);
    g_autofree char *path = NULL;
    g_autoptr(Source) source = NULL;
    Packet packet;

    pcapng_section(capture);
    for (unsigned i = 0; i < 65536 + 10; i++)
        pcapng_interface(capture, (uint16_t)i, 6);
    pcapng_enhanced(capture, 65536, 1, slice_text("beyond"));
    for (unsigned i = 0; i < 100; i++)
        pcapng_enhanced(capture, i, 1, slice_text("good"));
    path = folder_write_gzip("flood.gz", slice_of(capture->bytes->data, capture->bytes->len));
    source = reading_open(path, anomalies);
    while (source_next(source, &packet) == SOURCE_PACKET)
        g_assert_true(slice_is(packet.bytes, "good"));
    g_assert_cmpuint(source_info(source)->packets, ==, 100);
    g_assert_cmpuint(source_info(source)->link_types_len, ==, 16);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_MALFORMED_BLOCK), ==, 11);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/robust/source/a_pcap_cut_at_every_byte_gives_what_is_before",
                    a_pcap_cut_at_every_byte_gives_what_is_before);
    g_test_add_func("/robust/source/a_pcapng_cut_at_every_byte_gives_what_is_before",
                    a_pcapng_cut_at_every_byte_gives_what_is_before);
    g_test_add_func("/robust/source/a_pcap_changed_at_every_byte_is_read_to_an_end",
                    a_pcap_changed_at_every_byte_is_read_to_an_end);
    g_test_add_func("/robust/source/a_pcapng_changed_at_every_byte_is_read_to_an_end",
                    a_pcapng_changed_at_every_byte_is_read_to_an_end);
    g_test_add_func("/robust/source/random_bytes_behind_a_good_begin_are_read_to_an_end",
                    random_bytes_behind_a_good_begin_are_read_to_an_end);
    g_test_add_func("/robust/source/every_block_decoder_stays_within_its_bytes",
                    every_block_decoder_stays_within_its_bytes);
    g_test_add_func("/robust/source/a_flood_of_interfaces_is_bounded",
                    a_flood_of_interfaces_is_bounded);
    return g_test_run();
}
