/* SPDX-License-Identifier: Apache-2.0 */
#include "src/packet_writer.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "reports/pcapng_write.h"
#include "tests/support/folder.h"
#include "tests/support/reading.h"
#include "tests/support/small_disk.h"
#include "tests/support/yard.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Yard, yard_clear)

#define FIRST "c_00001_20261126031500.pcapng"

static const GrowingRules NO_RULES;
static const PacketInterface ETHERNET = { .link_type = 1, .snap_len = 262144, .digits = 9 };
static const PacketInterface COOKED = { .link_type = 113, .digits = 6 };

static PacketWriter *new_in(const Yard *yard, const GrowingRules *rules)
{
    g_autofree char *path = yard_path(yard, "c.pcapng");
    g_autoptr(GError) error = NULL;
    PacketWriter *writer = packet_writer_new(path, rules, YARD_NOW, &error);

    g_assert_no_error(error);
    return writer;
}

/* Packet @number, one each microsecond and nanosecond, has as many bytes as its number says. */
static bool add(PacketWriter *writer, const PacketInterface *interface, unsigned number)
{
    uint8_t bytes[256] = { 0 };
    Packet packet = { .number = number,
                      .time = YARD_NOW + number * 1001,
                      .wire_len = 1500,
                      .link_type = interface->link_type,
                      .bytes = slice_of(bytes, number % 200),
                      .interface = interface };

    memset(bytes, (int)number, sizeof bytes);
    return packet_writer_add(writer, &packet, packet.time);
}

static void flush(PacketWriter *writer)
{
    growing_file_flush(packet_writer_file(writer), YARD_NOW);
}

static void finish(PacketWriter *writer)
{
    g_autoptr(GError) error = NULL;

    g_assert_true(growing_file_finish(packet_writer_file(writer), &error));
    g_assert_no_error(error);
}

/* The packets of the file @path; @last is how it ends. */
static Reading *read_path(const char *path, SourceNext last)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = reading_open(path, anomalies);
    Reading *reading = reading_new(source);

    g_assert_cmpint(reading->last, ==, last);
    return reading;
}

static Reading *read_whole(const Yard *yard, const char *name)
{
    g_autofree char *path = yard_path(yard, name);

    return read_path(path, SOURCE_END);
}

static void assert_packets(const Reading *reading, unsigned first, unsigned count)
{
    g_assert_cmpuint(reading->packets->len, ==, count);
    for (unsigned i = 0; i < count; i++) {
        const Packet *packet = reading_packet(reading, i);

        g_assert_cmpuint(packet->bytes.len, ==, (first + i) % 200);
        g_assert_cmpuint(packet->wire_len, ==, 1500);
        g_assert_cmpint(packet->time, ==, YARD_NOW + (first + i) * 1001);
        if (packet->bytes.len)
            g_assert_cmpuint(packet->bytes.data[0], ==, (uint8_t)(first + i));
    }
}

static void after_each_packet_the_file_is_whole(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;

    yard_init(&yard);
    writer = new_in(&yard, &NO_RULES);
    for (unsigned i = 0; i < 1000; i++) {
        g_autoptr(Reading) reading = NULL;

        g_assert_true(add(writer, &ETHERNET, i));
        flush(writer);
        reading = read_whole(&yard, "c.pcapng.part");
        assert_packets(reading, 0, i + 1);
    }
    finish(writer);
    g_assert_cmpstr(yard_list(&yard), ==, "c.pcapng");
}

static void wherever_a_file_is_cut_all_whole_packets_are_read(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autofree char *path = NULL;
    g_autofree char *content = NULL;
    gsize len;
    gsize ends[20];

    yard_init(&yard);
    writer = new_in(&yard, &NO_RULES);
    path = yard_path(&yard, "c.pcapng.part");
    for (unsigned i = 0; i < 20; i++) {
        struct stat file;

        add(writer, &ETHERNET, i);
        flush(writer);
        g_assert_cmpint(stat(path, &file), ==, 0);
        ends[i] = (gsize)file.st_size;
    }
    g_assert_true(g_file_get_contents(path, &content, &len, NULL));
    for (gsize cut = ends[0]; cut <= len; cut++) {
        g_autofree char *part = folder_write("cut.pcapng", slice_of(content, cut));
        g_autoptr(Reading) reading = NULL;
        unsigned whole = 0;

        while (whole < 20 && ends[whole] <= cut)
            whole++;
        reading = read_path(part, ends[whole - 1] == cut ? SOURCE_END : SOURCE_BROKEN);
        assert_packets(reading, 0, whole);
    }
}

static void each_file_of_a_series_describes_its_interfaces(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autoptr(Reading) first = NULL;
    g_autoptr(Reading) second = NULL;
    g_autofree char *path = NULL;
    struct stat file;

    yard_init(&yard);
    writer = new_in(&yard, &(GrowingRules){ .size = 2000 });
    for (unsigned i = 100; i < 105; i++)
        add(writer, i % 2 ? &COOKED : &ETHERNET, i);
    growing_file_rotate(packet_writer_file(writer), YARD_NOW + YARD_SECOND);
    add(writer, &COOKED, 105);
    finish(writer);
    g_assert_cmpstr(yard_list(&yard), ==, FIRST " c_00002_20261126031501.pcapng");
    first = read_whole(&yard, FIRST);
    g_assert_cmpuint(first->packets->len, ==, 5);
    g_assert_cmpuint(reading_packet(first, 0)->link_type, ==, 1);
    g_assert_cmpint(reading_packet(first, 0)->time, ==, YARD_NOW + 100 * 1001);
    g_assert_cmpuint(reading_packet(first, 1)->link_type, ==, 113);
    g_assert_cmpint(reading_packet(first, 1)->time, ==, YARD_NOW + 101 * 1000);
    second = read_whole(&yard, "c_00002_20261126031501.pcapng");
    g_assert_cmpuint(second->packets->len, ==, 1);
    g_assert_cmpuint(reading_packet(second, 0)->link_type, ==, 113);
    path = yard_path(&yard, FIRST);
    g_assert_cmpint(stat(path, &file), ==, 0);
    g_assert_cmpint(file.st_size, <=, 2000);
}

static void no_file_exceeds_its_size_with_its_end(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_auto(GStrv) names = NULL;
    unsigned packets = 0;

    yard_init(&yard);
    writer = new_in(&yard, &(GrowingRules){ .size = 1500 });
    packet_writer_count(writer, &ETHERNET, 9, 1, YARD_NOW + 2002);
    packet_writer_count(writer, &COOKED, 9, 1, YARD_NOW + 2002);
    for (unsigned i = 0; i < 200; i++)
        add(writer, i % 7 ? &COOKED : &ETHERNET, i);
    finish(writer);
    names = g_strsplit(yard_list(&yard), " ", -1);
    for (char **name = names; *name; name++) {
        g_autoptr(Reading) reading = read_whole(&yard, *name);
        g_autofree char *path = yard_path(&yard, *name);
        struct stat file;

        g_assert_cmpint(stat(path, &file), ==, 0);
        g_assert_cmpint(file.st_size, <=, 1500);
        packets += reading->packets->len;
    }
    g_assert_cmpuint(packets, ==, 200);
    g_assert_cmpuint(g_strv_length(names), >, 10);
}

static void an_interface_that_came_back_is_the_same(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    g_autofree char *path = NULL;
    PacketInterface again = ETHERNET;

    yard_init(&yard);
    writer = new_in(&yard, &NO_RULES);
    add(writer, &ETHERNET, 1);
    add(writer, &again, 2);
    again.snap_len = 96;
    add(writer, &again, 3);
    finish(writer);
    path = yard_path(&yard, "c.pcapng");
    source = reading_open(path, anomalies);
    reading = reading_new(source);
    assert_packets(reading, 1, 3);
    g_assert_true(reading_packet(reading, 0)->interface ==
                  reading_packet(reading, 1)->interface);
    g_assert_cmpuint(reading_packet(reading, 2)->interface->snap_len, ==, 96);
}

static void what_was_dropped_is_told_where_each_file_ends(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    g_autofree char *path = NULL;

    yard_init(&yard);
    writer = new_in(&yard, &NO_RULES);
    add(writer, &ETHERNET, 1);
    add(writer, &COOKED, 2);
    packet_writer_count(writer, &ETHERNET, 10, 3, YARD_NOW + 2002);
    packet_writer_count(writer, &COOKED, 20, 4, YARD_NOW + 2002);
    packet_writer_count(writer, &COOKED, 21, 5, YARD_NOW + 2002);
    finish(writer);
    path = yard_path(&yard, "c.pcapng");
    source = reading_open(path, anomalies);
    reading = reading_new(source);
    g_assert_cmpuint(source_info(source)->dropped, ==, 8);
    g_assert_cmpint(source_info(source)->end, ==, YARD_NOW + 2002);
}

static void a_packet_lost_to_a_full_disk_takes_no_interface_with_it(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autoptr(Reading) reading = NULL;
    unsigned taken = 0;

    yard_init(&yard);
    writer = new_in(&yard, &NO_RULES);
    small_disk_set(10000);
    for (unsigned i = 0; i < 1000; i++)
        taken += add(writer, &ETHERNET, 100 + i % 2);
    g_assert_cmpuint(taken, <, 1000);
    g_assert_cmpuint(growing_file_lost(packet_writer_file(writer)), ==, 1000 - taken);
    g_assert_false(add(writer, &COOKED, 199));
    small_disk_set(SIZE_MAX);
    growing_file_tick(packet_writer_file(writer), YARD_NOW + 2 * YARD_SECOND);
    g_assert_true(add(writer, &COOKED, 199));
    g_assert_false(growing_file_finish(packet_writer_file(writer), NULL));
    reading = read_whole(&yard, "c.pcapng");
    g_assert_cmpuint(reading->packets->len, ==, taken + 1);
    g_assert_cmpuint(reading_packet(reading, taken)->link_type, ==, 113);
    g_assert_cmpuint(reading_packet(reading, taken)->bytes.len, ==, 199);
}

/* The system may cut the write that was going on when the signal came. */
static void a_killed_run_leaves_a_file_that_is_read_to_its_last_whole_packet(void)
{
    g_auto(Yard) yard;
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = NULL;
    g_autofree char *part = NULL;
    struct stat grown = { 0 };
    pid_t child;

    yard_init(&yard);
    part = yard_path(&yard, "c.pcapng.part");
    child = fork();
    if (child == 0) {
        int dies_with_its_parent = prctl(PR_SET_PDEATHSIG, SIGKILL);
        PacketWriter *writer = new_in(&yard, &NO_RULES);

        for (unsigned i = 0; dies_with_its_parent == 0; i++)
            add(writer, &ETHERNET, i);
    }
    while (grown.st_size < 200000)
        if (stat(part, &grown) != 0)
            g_usleep(1000);
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    source = reading_open(part, anomalies);
    reading = reading_new(source);
    assert_packets(reading, 0, reading->packets->len);
    g_assert_cmpuint(reading->packets->len, >, 500);
    if (reading->last == SOURCE_BROKEN)
        g_assert_nonnull(strstr(source_error(source), "cut short"));
}

static char *capinfos_of(const char *path)
{
    const char *const command[] = { "capinfos", "-M", "-c", "-s", path, NULL };
    g_autoptr(GError) error = NULL;
    char *out = NULL;
    int status;

    if (!g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
                      &status, &error))
        return NULL;
    g_assert_true(g_spawn_check_wait_status(status, &error));
    return out;
}

static void wireshark_reads_a_file_in_the_making_and_a_whole_one(void)
{
    g_auto(Yard) yard;
    g_autoptr(PacketWriter) writer = NULL;
    g_autofree char *part = NULL;
    g_autofree char *whole = NULL;
    g_autofree char *of_part = NULL;
    g_autofree char *of_whole = NULL;

    yard_init(&yard);
    part = yard_path(&yard, "c.pcapng.part");
    whole = yard_path(&yard, "c.pcapng");
    writer = new_in(&yard, &NO_RULES);
    for (unsigned i = 0; i < 1000; i++)
        add(writer, i % 2 ? &COOKED : &ETHERNET, i);
    flush(writer);
    of_part = capinfos_of(part);
    packet_writer_count(writer, &ETHERNET, 500, 7, YARD_NOW + 2002);
    finish(writer);
    of_whole = capinfos_of(whole);
    if (!of_part || !of_whole) {
        g_test_skip("capinfos is not installed");
        return;
    }
    g_assert_nonnull(strstr(of_part, "Number of packets:   1000"));
    g_assert_nonnull(strstr(of_whole, "Number of packets:   1000"));
}

#define CASE(function) g_test_add_func("/packet_writer/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(after_each_packet_the_file_is_whole);
    CASE(wherever_a_file_is_cut_all_whole_packets_are_read);
    CASE(each_file_of_a_series_describes_its_interfaces);
    CASE(no_file_exceeds_its_size_with_its_end);
    CASE(an_interface_that_came_back_is_the_same);
    CASE(what_was_dropped_is_told_where_each_file_ends);
    CASE(a_packet_lost_to_a_full_disk_takes_no_interface_with_it);
    CASE(a_killed_run_leaves_a_file_that_is_read_to_its_last_whole_packet);
    CASE(wireshark_reads_a_file_in_the_making_and_a_whole_one);
    return g_test_run();
}
