/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pcapng_blocks.h"
#include "tests/support/pcapng.h"
#include "tests/support/reading.h"

enum { ETHERNET = 1, RAW = 101, COOKED = 113 };

#define SECOND INT64_C(1000000000)
#define STAMP UINT64_C(1700000000123456) /* microseconds */

/* What a case works on: a capture of one section, then the source that reads it. */
typedef struct Case {
    Capture *capture;
    Anomalies *anomalies;
    Source *source;
    Reading *reading;
} Case;

static void begin(Case *it, bool is_big_endian)
{
    *it = (Case){ .capture = capture_new(is_big_endian), .anomalies = anomalies_new() };
    pcapng_section(it->capture);
}

static void end(Case *it)
{
    capture_free(it->capture);
    reading_free(it->reading);
    source_free(it->source);
    anomalies_free(it->anomalies);
}

static void open_it(Case *it)
{
    g_autofree char *path = capture_write(it->capture, "test.pcapng");

    it->source = reading_open(path, it->anomalies);
}

static void read_it(Case *it, unsigned packets)
{
    open_it(it);
    it->reading = reading_new(it->source);
    g_assert_cmpuint(it->reading->packets->len, ==, packets);
}

static void assert_malformed(const Case *it, unsigned count)
{
    g_assert_cmpuint(anomalies_count(it->anomalies, ANOMALY_MALFORMED_BLOCK), ==, count);
}

static void enhanced_packets_are_read_in_both_byte_orders(void)
{
    for (int i = 0; i < 2; i++) {
        Case it;
        const Packet *packet;

        begin(&it, i);
        pcapng_interface(it.capture, ETHERNET, 6);
        pcapng_enhanced(it.capture, 0, STAMP, slice_text("first"));
        pcapng_enhanced(it.capture, 0, STAMP + 1, slice_text("second!!"));
        read_it(&it, 2);
        packet = reading_packet(it.reading, 0);
        g_assert_cmpint(packet->time, ==, 1700000000 * SECOND + 123456000);
        g_assert_cmpuint(packet->link_type, ==, ETHERNET);
        g_assert_cmpuint(packet->number, ==, 1);
        g_assert_cmpuint(packet->wire_len, ==, 5);
        g_assert_true(slice_is(packet->bytes, "first"));
        g_assert_true(slice_is(reading_packet(it.reading, 1)->bytes, "second!!"));
        g_assert_cmpint(it.reading->last, ==, SOURCE_END);
        g_assert_cmpstr(source_info(it.source)->format, ==, "pcapng");
        g_assert_cmpuint(source_info(it.source)->time_digits, ==, 6);
        assert_malformed(&it, 0);
        end(&it);
    }
}

static void interfaces_differ_in_link_type_and_resolution(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_interface(it.capture, COOKED, 9);
    pcapng_interface(it.capture, RAW, 0x80 | 10);
    pcapng_enhanced(it.capture, 2, 1024 + 512, slice_text("raw"));
    pcapng_enhanced(it.capture, 1, 2000000001, slice_text("cooked"));
    pcapng_enhanced(it.capture, 0, 3000001, slice_text("ethernet"));
    read_it(&it, 3);
    g_assert_cmpuint(reading_packet(it.reading, 0)->link_type, ==, RAW);
    g_assert_cmpint(reading_packet(it.reading, 0)->time, ==, 1500000000);
    g_assert_cmpuint(reading_packet(it.reading, 1)->link_type, ==, COOKED);
    g_assert_cmpint(reading_packet(it.reading, 1)->time, ==, 2000000001);
    g_assert_cmpuint(reading_packet(it.reading, 2)->link_type, ==, ETHERNET);
    g_assert_cmpint(reading_packet(it.reading, 2)->time, ==, 3000001000);
    g_assert_cmpuint(source_info(it.source)->link_types_len, ==, 3);
    g_assert_cmpuint(source_info(it.source)->link_types[0], ==, RAW);
    g_assert_cmpuint(source_info(it.source)->time_digits, ==, 9);
    end(&it);
}

static void a_section_has_a_byte_order_and_interfaces_of_its_own(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("little"));
    it.capture->is_big_endian = true;
    pcapng_section(it.capture);
    pcapng_interface(it.capture, RAW, 9);
    pcapng_enhanced(it.capture, 0, STAMP * 1000 + 7, slice_text("big"));
    it.capture->is_big_endian = false;
    pcapng_section(it.capture);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("without an interface"));
    pcapng_interface(it.capture, COOKED, 6);
    pcapng_enhanced(it.capture, 0, STAMP + 2, slice_text("little again"));
    read_it(&it, 3);
    g_assert_cmpuint(reading_packet(it.reading, 1)->link_type, ==, RAW);
    g_assert_cmpint(reading_packet(it.reading, 1)->time, ==, STAMP * 1000 + 7);
    g_assert_true(slice_is(reading_packet(it.reading, 1)->bytes, "big"));
    g_assert_cmpuint(reading_packet(it.reading, 2)->link_type, ==, COOKED);
    assert_malformed(&it, 1);
    end(&it);
}

static void an_offset_of_the_interface_is_added(void)
{
    Case it;
    g_autoptr(Capture) offset = capture_new(true);
    unsigned begun;

    begin(&it, true);
    begun = capture_begin(it.capture, BLOCK_INTERFACE);
    capture_number(it.capture, ETHERNET, 2);
    capture_number(it.capture, 0, 6);
    capture_number(offset, (uint64_t)-100, 8);
    capture_option(it.capture, OPTION_INTERFACE_OFFSET, slice_of(offset->bytes->data, 8));
    capture_end(it.capture, begun);
    pcapng_enhanced(it.capture, 0, 1000000, slice_text("early"));
    read_it(&it, 1);
    g_assert_cmpint(reading_packet(it.reading, 0)->time, ==, -99 * SECOND);
    end(&it);
}

static void a_simple_packet_has_the_time_before_and_the_snapshot_length(void)
{
    Case it;
    unsigned begun;

    begin(&it, false);
    begun = capture_begin(it.capture, BLOCK_INTERFACE);
    capture_number(it.capture, ETHERNET, 4);
    capture_number(it.capture, 6, 4);
    capture_end(it.capture, begun);
    pcapng_simple(it.capture, 3, slice_text("one"));
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("two"));
    pcapng_simple(it.capture, 5000, slice_text("threee\0"));
    pcapng_simple(it.capture, 5, slice_text("no"));
    read_it(&it, 3);
    g_assert_cmpint(reading_packet(it.reading, 0)->time, ==, TIME_NONE);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "one"));
    g_assert_cmpint(reading_packet(it.reading, 2)->time, ==, STAMP * 1000);
    g_assert_true(slice_is(reading_packet(it.reading, 2)->bytes, "threee"));
    g_assert_cmpuint(reading_packet(it.reading, 2)->wire_len, ==, 5000);
    assert_malformed(&it, 1);
    end(&it);
}

static void an_obsolete_packet_is_read_and_its_drops_counted(void)
{
    Case it;

    begin(&it, true);
    pcapng_interface(it.capture, RAW, 6);
    for (unsigned drops = 3; drops <= 0xffff; drops += 0xfffc) {
        unsigned begun = capture_begin(it.capture, BLOCK_OBSOLETE);

        capture_number(it.capture, 0, 2);
        capture_number(it.capture, drops, 2);
        capture_number(it.capture, STAMP, 8);
        capture_number(it.capture, 3, 4);
        capture_number(it.capture, 99, 4);
        capture_bytes(it.capture, slice_text("old"));
        capture_end(it.capture, begun);
    }
    read_it(&it, 2);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "old"));
    g_assert_cmpint(reading_packet(it.reading, 0)->time, ==, STAMP * 1000);
    g_assert_cmpuint(reading_packet(it.reading, 0)->wire_len, ==, 99);
    g_assert_cmpuint(source_info(it.source)->dropped, ==, 3);
    end(&it);
}

static void name_record(Capture *capture, uint16_t type, Slice address, Slice names)
{
    capture_number(capture, type, 2);
    capture_number(capture, address.len + names.len, 2);
    capture_bytes(capture, address);
    capture_bytes(capture, names);
    capture_pad(capture);
}

static void list_name(const Endpoint *endpoint, const char *name, void *user)
{
    char text[ENDPOINT_TEXT];

    g_string_append_printf(user, "%s=%s ", endpoint_print_address(endpoint, text), name);
}

static void names_of_addresses_are_kept(void)
{
    Case it;
    g_autoptr(GString) names = g_string_new(NULL);
    unsigned begun;

    begin(&it, false);
    begun = capture_begin(it.capture, BLOCK_NAMES);
    name_record(it.capture, 1, slice_of("\xc0\0\2\1", 4), slice_of("pbx\0pbx.example", 16));
    name_record(it.capture, 3, slice_of("\2\0\0\0\0\1", 6), slice_of("mac", 4));
    name_record(it.capture, 2, slice_of("\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16),
                slice_of("phone", 5));
    name_record(it.capture, 0, (Slice){ 0 }, (Slice){ 0 });
    capture_option(it.capture, OPTION_COMMENT, slice_text("not a name"));
    capture_end(it.capture, begun);
    begun = capture_begin(it.capture, BLOCK_NAMES);
    capture_number(it.capture, 1, 2);
    capture_number(it.capture, 200, 2);
    capture_end(it.capture, begun);
    read_it(&it, 0);
    source_each_name(it.source, list_name, names);
    g_assert_cmpstr(names->str, ==, "192.0.2.1=pbx 2001:db8::1=phone ");
    assert_malformed(&it, 1);
    end(&it);
}

static void statistics(Capture *capture, uint32_t interface, uint8_t if_drops, uint8_t os_drops)
{
    unsigned begun = capture_begin(capture, BLOCK_STATISTICS);

    capture_number(capture, interface, 4);
    capture_number(capture, STAMP, 8);
    capture_option(capture, OPTION_STATISTICS_IF_DROPS, slice_of((uint8_t[8]){ if_drops }, 8));
    capture_option(capture, OPTION_STATISTICS_OS_DROPS, slice_of((uint8_t[8]){ os_drops }, 8));
    capture_end(capture, begun);
}

static void the_last_statistics_of_each_interface_count_the_drops(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_interface(it.capture, ETHERNET, 6);
    statistics(it.capture, 0, 10, 1);
    statistics(it.capture, 1, 100, 0);
    statistics(it.capture, 0, 20, 2);
    statistics(it.capture, 7, 99, 9);
    read_it(&it, 0);
    g_assert_cmpuint(source_info(it.source)->dropped, ==, 122);
    assert_malformed(&it, 1);
    g_assert_true(source_rewind(it.source, NULL));
    reading_free(it.reading);
    it.reading = reading_new(it.source);
    g_assert_cmpuint(source_info(it.source)->dropped, ==, 122);
    assert_malformed(&it, 1);
    end(&it);
}

static void drops_told_by_packets_are_counted(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    for (uint8_t drops = 1; drops < 4; drops++) {
        unsigned begun = pcapng_enhanced_begin(it.capture, 0, STAMP, slice_text("x"));

        capture_option(it.capture, OPTION_PACKET_DROPS, slice_of((uint8_t[8]){ drops }, 8));
        capture_end(it.capture, begun);
    }
    read_it(&it, 3);
    g_assert_cmpuint(source_info(it.source)->dropped, ==, 6);
    end(&it);
}

static void comments_of_a_packet_are_given_with_it(void)
{
    Case it;
    Packet packet;
    unsigned begun;

    begin(&it, true);
    pcapng_interface(it.capture, ETHERNET, 6);
    begun = pcapng_enhanced_begin(it.capture, 0, STAMP, slice_text("data"));
    capture_option(it.capture, OPTION_COMMENT, slice_text("first"));
    capture_option(it.capture, 2, slice_text("flag"));
    capture_option(it.capture, OPTION_COMMENT, slice_text("second one"));
    capture_option(it.capture, 0, (Slice){ 0 });
    capture_end(it.capture, begun);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("without"));
    open_it(&it);
    g_assert_cmpuint(source_comment(it.source, 0).len, ==, 0);
    g_assert_cmpint(source_next(it.source, &packet), ==, SOURCE_PACKET);
    g_assert_true(slice_is(source_comment(it.source, 0), "first"));
    g_assert_true(slice_is(source_comment(it.source, 1), "second one"));
    g_assert_cmpuint(source_comment(it.source, 2).len, ==, 0);
    g_assert_cmpint(source_next(it.source, &packet), ==, SOURCE_PACKET);
    g_assert_cmpuint(source_comment(it.source, 0).len, ==, 0);
    end(&it);
}

static void comments_of_the_file_are_kept_and_bounded(void)
{
    Case it;

    begin(&it, false);
    for (int i = 0; i < 100; i++) {
        unsigned begun = capture_begin(it.capture, BLOCK_INTERFACE);

        capture_number(it.capture, ETHERNET, 4);
        capture_number(it.capture, 0, 4);
        capture_option(it.capture, OPTION_COMMENT, slice_text("in the lab"));
        capture_end(it.capture, begun);
    }
    read_it(&it, 0);
    g_assert_true(source_rewind(it.source, NULL));
    reading_free(it.reading);
    it.reading = reading_new(it.source);
    g_assert_cmpstr(source_info(it.source)->comments[0], ==, "in the lab");
    g_assert_cmpuint(g_strv_length((char **)(gpointer)source_info(it.source)->comments), ==,
                     64);
    g_assert_cmpuint(anomalies_count(it.anomalies, ANOMALY_DESCRIPTION_DROPPED), ==, 100 - 64);
    end(&it);
}

static void unknown_blocks_are_skipped_at_any_length(void)
{
    Case it;
    g_autofree char *filling = g_malloc0(20 << 20);
    static const uint32_t TYPES[] = { 0x0a, 0xbad, 0x40000bad, 0x12345678 };

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        unsigned begun = capture_begin(it.capture, TYPES[i]);

        capture_bytes(it.capture, slice_of(filling, i == 2 ? 20 << 20 : 10));
        capture_end(it.capture, begun);
    }
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("behind"));
    read_it(&it, 1);
    assert_malformed(&it, 0);
    end(&it);
}

static void a_packet_of_megabytes_is_read_and_one_beyond_the_bound_passed_over(void)
{
    Case it;
    g_autofree char *large = g_strnfill(17 << 20, 'x');

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_of(large, 15 << 20));
    pcapng_enhanced(it.capture, 0, STAMP, slice_of(large, 17 << 20));
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("behind"));
    read_it(&it, 2);
    g_assert_cmpuint(reading_packet(it.reading, 0)->bytes.len, ==, 15 << 20);
    g_assert_true(slice_is(reading_packet(it.reading, 1)->bytes, "behind"));
    g_assert_cmpint(it.reading->last, ==, SOURCE_END);
    assert_malformed(&it, 1);
    end(&it);
}

/* Changes the four bytes at @at, counted from the capture's end. */
static void patch(Case *it, unsigned at, uint32_t number)
{
    g_autoptr(Capture) field = capture_new(it->capture->is_big_endian);

    capture_number(field, number, 4);
    memcpy(it->capture->bytes->data + it->capture->bytes->len - at, field->bytes->data, 4);
}

static void a_wrong_length_at_the_end_is_counted_if_a_block_follows(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("good"));
    patch(&it, 4, 999);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("next"));
    read_it(&it, 2);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "good"));
    g_assert_cmpint(it.reading->last, ==, SOURCE_END);
    assert_malformed(&it, 1);
    end(&it);
}

static void a_wrong_length_that_leads_nowhere_ends_reading_by_name(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("good"));
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("bad length"));
    patch(&it, 44 - 4, 32);
    read_it(&it, 1);
    g_assert_cmpint(it.reading->last, ==, SOURCE_BROKEN);
    g_assert_nonnull(strstr(source_error(it.source), "at byte 84, behind packet 1"));
    assert_malformed(&it, 1);
    end(&it);
}

static void a_length_that_cannot_be_ends_reading(void)
{
    static const uint32_t LENGTHS[] = { 0, 8, 11 };

    for (size_t i = 0; i < G_N_ELEMENTS(LENGTHS); i++) {
        Case it;

        begin(&it, true);
        pcapng_interface(it.capture, ETHERNET, 6);
        pcapng_enhanced(it.capture, 0, STAMP, slice_text("good"));
        pcapng_enhanced(it.capture, 0, STAMP, slice_text("bad!"));
        patch(&it, 32, LENGTHS[i]);
        read_it(&it, 1);
        g_assert_cmpint(it.reading->last, ==, SOURCE_BROKEN);
        assert_malformed(&it, 1);
        end(&it);
    }
}

static void a_wild_length_is_cut_short(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("wild"));
    patch(&it, 32, 0xfffffff0);
    read_it(&it, 0);
    g_assert_cmpint(it.reading->last, ==, SOURCE_BROKEN);
    g_assert_true(g_str_has_suffix(source_error(it.source), "cut short in packet 1's data"));
    end(&it);
}

/* Some writers count and pad differently: the length is that of the unpadded bytes. */
static void a_length_without_the_padding_is_understood(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("odd"));
    patch(&it, 32, 35);
    patch(&it, 4, 35);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("next"));
    read_it(&it, 2);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "odd"));
    assert_malformed(&it, 1);
    end(&it);
}

static void a_packet_longer_than_its_block_is_passed_over(void)
{
    Case it;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("bad"));
    patch(&it, 16, 5);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("next"));
    read_it(&it, 1);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "next"));
    assert_malformed(&it, 1);
    end(&it);
}

static void options_that_overrun_leave_the_packet(void)
{
    Case it;
    unsigned begun;

    begin(&it, false);
    pcapng_interface(it.capture, ETHERNET, 6);
    begun = pcapng_enhanced_begin(it.capture, 0, STAMP, slice_text("data"));
    capture_number(it.capture, OPTION_COMMENT, 2);
    capture_number(it.capture, 500, 2);
    capture_end(it.capture, begun);
    read_it(&it, 1);
    g_assert_true(slice_is(reading_packet(it.reading, 0)->bytes, "data"));
    g_assert_cmpint(it.reading->last, ==, SOURCE_END);
    assert_malformed(&it, 1);
    end(&it);
}

static void a_broken_interface_keeps_the_numbers_of_the_others(void)
{
    Case it;
    unsigned begun;

    begin(&it, false);
    begun = capture_begin(it.capture, BLOCK_INTERFACE);
    capture_number(it.capture, ETHERNET, 2);
    capture_end(it.capture, begun);
    pcapng_interface(it.capture, RAW, 6);
    pcapng_enhanced(it.capture, 0, STAMP, slice_text("lost"));
    pcapng_enhanced(it.capture, 1, STAMP, slice_text("raw"));
    read_it(&it, 1);
    g_assert_cmpuint(reading_packet(it.reading, 0)->link_type, ==, RAW);
    assert_malformed(&it, 2);
    end(&it);
}

static void another_major_version_is_refused(void)
{
    Case it;

    begin(&it, false);
    patch(&it, 28 - 12, 2);
    read_it(&it, 0);
    g_assert_cmpint(it.reading->last, ==, SOURCE_BROKEN);
    g_assert_nonnull(strstr(source_error(it.source), "version 2"));
    end(&it);
}

#define CASE(name)                                                                             \
    {                                                                                          \
        "/source_pcapng/" #name, name                                                          \
    }

static const struct {
    const char *path;
    void (*run)(void);
} CASES[] = {
    CASE(enhanced_packets_are_read_in_both_byte_orders),
    CASE(interfaces_differ_in_link_type_and_resolution),
    CASE(a_section_has_a_byte_order_and_interfaces_of_its_own),
    CASE(an_offset_of_the_interface_is_added),
    CASE(a_simple_packet_has_the_time_before_and_the_snapshot_length),
    CASE(an_obsolete_packet_is_read_and_its_drops_counted),
    CASE(names_of_addresses_are_kept),
    CASE(the_last_statistics_of_each_interface_count_the_drops),
    CASE(drops_told_by_packets_are_counted),
    CASE(comments_of_a_packet_are_given_with_it),
    CASE(comments_of_the_file_are_kept_and_bounded),
    CASE(unknown_blocks_are_skipped_at_any_length),
    CASE(a_packet_of_megabytes_is_read_and_one_beyond_the_bound_passed_over),
    CASE(a_wrong_length_at_the_end_is_counted_if_a_block_follows),
    CASE(a_wrong_length_that_leads_nowhere_ends_reading_by_name),
    CASE(a_length_that_cannot_be_ends_reading),
    CASE(a_wild_length_is_cut_short),
    CASE(a_length_without_the_padding_is_understood),
    CASE(a_packet_longer_than_its_block_is_passed_over),
    CASE(options_that_overrun_leave_the_packet),
    CASE(a_broken_interface_keeps_the_numbers_of_the_others),
    CASE(another_major_version_is_refused),
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        g_test_add_func(CASES[i].path, CASES[i].run);
    return g_test_run();
}
