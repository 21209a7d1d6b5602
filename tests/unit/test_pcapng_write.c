/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pcapng_write.h"

#include "src/pcapng_blocks.h"

/* The body of the block at @at, which must be of @type and padded; moves @at behind it. */
static Wire body_of(const GByteArray *file, guint *at, uint32_t type)
{
    Slice left = slice_tail(slice_of(file->data, file->len), *at);
    Wire trailer = { .reader = { .left = left } };
    BlockHead head;

    g_assert_cmpint(block_head_decode(left, false, &head), ==, VERDICT_OK);
    g_assert_cmpuint(head.type, ==, type);
    g_assert_cmpuint(head.len % 4, ==, 0);
    g_assert_cmpuint(head.span, <=, left.len);
    trailer.reader.left = slice_tail(left, head.len - 4);
    g_assert_cmpuint(wire_u32(&trailer), ==, head.len);
    *at += head.len;
    return (Wire){ .reader = { .left = slice_of(left.data + 8, head.len - 12) } };
}

static void assert_option(Wire *options, uint16_t code, const char *value)
{
    Option option;

    g_assert_true(block_option_next(options, &option));
    g_assert_cmpuint(option.code, ==, code);
    g_assert_true(slice_is(option.value, value));
}

static void assert_no_option(Wire *options)
{
    Option option;

    g_assert_false(block_option_next(options, &option));
    g_assert_false(options->reader.failed);
}

static void a_section_is_little_endian_and_of_version_1(void)
{
    g_autoptr(GByteArray) options = g_byte_array_new();
    g_autoptr(GByteArray) file = g_byte_array_new();
    uint16_t major = 0;
    guint at = 0;
    Wire body;

    pcapng_write_option(options, PCAPNG_COMMENT, slice_text("one"));
    pcapng_write_option(options, PCAPNG_COMMENT, slice_text("four"));
    pcapng_write_section(file, slice_of(options->data, options->len));
    body = body_of(file, &at, BLOCK_SECTION);
    g_assert_cmpint(block_section_decode(&body, &major), ==, VERDICT_OK);
    g_assert_cmpuint(major, ==, 1);
    assert_option(&body, PCAPNG_COMMENT, "one");
    assert_option(&body, PCAPNG_COMMENT, "four");
    assert_no_option(&body);
    g_assert_cmpuint(at, ==, file->len);
}

static void an_interface_keeps_what_its_capture_says(void)
{
    g_autoptr(GByteArray) options = g_byte_array_new();
    g_autoptr(GByteArray) file = g_byte_array_new();
    PacketInterface interface = { .link_type = 113, .snap_len = 96, .digits = 6 };
    BlockInterface found;
    Option resolution;
    guint at = 0;
    Wire body;

    pcapng_write_option(options, 2, slice_text("eth0"));
    interface.options = slice_of(options->data, options->len);
    pcapng_write_interface(file, &interface, 9);
    body = body_of(file, &at, BLOCK_INTERFACE);
    g_assert_cmpint(block_interface_decode(&body, &found), ==, VERDICT_OK);
    g_assert_cmpuint(found.link_type, ==, 113);
    g_assert_cmpuint(found.snap_len, ==, 96);
    g_assert_true(block_option_next(&body, &resolution));
    g_assert_cmpuint(resolution.code, ==, OPTION_INTERFACE_RESOLUTION);
    g_assert_cmpuint(block_option_number(&body, resolution, 1), ==, 9);
    assert_option(&body, 2, "eth0");
    assert_no_option(&body);
}

/* The block of a packet of five bytes at @time, cut from 1,500. */
static BlockPacket packet_at(GByteArray *file, int64_t time, unsigned digits)
{
    Packet packet = { .time = time, .wire_len = 1500, .bytes = slice_text("bytes") };
    BlockPacket found;
    guint at = 0;
    Wire body;

    g_byte_array_set_size(file, 0);
    pcapng_write_packet(file, 7, digits, &packet, (Slice){ 0 });
    body = body_of(file, &at, BLOCK_ENHANCED);
    g_assert_cmpint(block_enhanced_decode(&body, &found), ==, VERDICT_OK);
    assert_no_option(&body);
    return found;
}

static void a_packet_keeps_its_bytes_and_what_was_cut_off(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    BlockPacket found = packet_at(file, 0, 6);

    g_assert_cmpuint(found.interface, ==, 7);
    g_assert_true(slice_is(found.bytes, "bytes"));
    g_assert_cmpuint(found.wire_len, ==, 1500);
}

static void a_time_has_the_digits_of_its_interface(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    int64_t time = INT64_C(1700000000123456789);

    g_assert_cmpuint(packet_at(file, time, 9).stamp, ==, UINT64_C(1700000000123456789));
    g_assert_cmpuint(packet_at(file, time, 6).stamp, ==, UINT64_C(1700000000123456));
    g_assert_cmpuint(packet_at(file, time, 0).stamp, ==, 1700000000);
}

static void a_time_that_cannot_be_said_is_0(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();

    g_assert_cmpuint(packet_at(file, -1, 9).stamp, ==, 0);
    g_assert_cmpuint(packet_at(file, TIME_NONE, 9).stamp, ==, 0);
}

static void a_value_longer_than_an_option_is_cut(void)
{
    g_autoptr(GByteArray) options = g_byte_array_new();
    g_autofree char *text = g_strnfill(70000, 'x');
    Option option;
    Wire wire;

    pcapng_write_option(options, PCAPNG_COMMENT, slice_text(text));
    wire = (Wire){ .reader = { .left = slice_of(options->data, options->len) } };
    g_assert_true(block_option_next(&wire, &option));
    g_assert_cmpuint(option.value.len, ==, 65535);
    assert_no_option(&wire);
}

static NamedAddress named(const char *address, const char *name)
{
    NamedAddress made = { .name = name };

    g_assert_true(endpoint_parse(slice_text(address), &made.address));
    return made;
}

static void names_are_of_both_kinds_of_address(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    NamedAddress names[] = { named("192.0.2.1", "proxy"), named("2001:db8::1", "phone") };
    BlockName name;
    guint at = 0;
    Wire body;

    pcapng_write_names(file, names, G_N_ELEMENTS(names));
    body = body_of(file, &at, BLOCK_NAMES);
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(block_name_next(&body, &name));
        g_assert_true(endpoint_equals(&name.address, &names[i].address));
        g_assert_true(slice_is(name.name, names[i].name));
    }
    g_assert_false(block_name_next(&body, &name));
    g_assert_false(body.reader.failed);
}

static void many_names_take_several_blocks_and_none_takes_none(void)
{
    g_autoptr(GByteArray) file = g_byte_array_new();
    g_autofree char *long_name = g_strnfill(300, 'n');
    g_autoptr(GArray) names = g_array_new(FALSE, FALSE, sizeof(NamedAddress));
    NamedAddress one = named("192.0.2.1", long_name);
    unsigned found = 0, blocks = 0;

    pcapng_write_names(file, NULL, 0);
    g_assert_cmpuint(file->len, ==, 0);
    for (unsigned i = 0; i < 2000; i++)
        g_array_append_val(names, one);
    pcapng_write_names(file, (const NamedAddress *)names->data, names->len);
    for (guint at = 0; at < file->len; blocks++) {
        Wire body = body_of(file, &at, BLOCK_NAMES);
        BlockName name;

        while (block_name_next(&body, &name))
            found++;
        g_assert_cmpuint(name.name.len, ==, 255);
    }
    g_assert_cmpuint(found, ==, 2000);
    g_assert_cmpuint(blocks, ==, 3);
}

static void the_end_of_an_interface_counts_its_packets(void)
{
    static const uint8_t BODY[] = {
        7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, /* interface 7, 2 us */
        3, 0, 8, 0, 0, 0, 0, 0, 2, 0, 0, 0, /* isb_endtime, */
        4, 0, 8, 0, 0, 1, 0, 0, 0, 0, 0, 0, /* isb_ifrecv 256, */
        5, 0, 8, 0, 9, 0, 0, 0, 1, 0, 0, 0, /* isb_ifdrop 2^32 + 9 */
        0, 0, 0, 0,
    };
    g_autoptr(GByteArray) file = g_byte_array_new();
    PcapngCounts counts = { .received = 256, .dropped = (UINT64_C(1) << 32) + 9 };
    guint at = 0;
    Wire body;

    pcapng_write_counts(file, 7, 6, 2999, &counts);
    body = body_of(file, &at, BLOCK_STATISTICS);
    g_assert_cmpmem(body.reader.left.data, body.reader.left.len, BODY, sizeof BODY);
}

#define CASE(function) g_test_add_func("/pcapng_write/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(a_section_is_little_endian_and_of_version_1);
    CASE(an_interface_keeps_what_its_capture_says);
    CASE(a_packet_keeps_its_bytes_and_what_was_cut_off);
    CASE(a_time_has_the_digits_of_its_interface);
    CASE(a_time_that_cannot_be_said_is_0);
    CASE(a_value_longer_than_an_option_is_cut);
    CASE(the_end_of_an_interface_counts_its_packets);
    CASE(names_are_of_both_kinds_of_address);
    CASE(many_names_take_several_blocks_and_none_takes_none);
    return g_test_run();
}
