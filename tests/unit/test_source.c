/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/capture.h"
#include "tests/support/folder.h"
#include "tests/support/pcapng.h"
#include "tests/support/reading.h"

#define MAGIC 0xa1b2c3d4

/* Some packets, of which one steps back in time. */
static Capture *make_capture(unsigned packets)
{
    Capture *capture = capture_new(false);

    capture_pcap(capture, MAGIC, 65535, 1);
    for (unsigned i = 1; i <= packets; i++) {
        g_autofree char *text = g_strdup_printf("packet %u with %u bytes", i, i * 7919);

        capture_record(capture, i == 3 ? 1 : i, i, slice_text(text));
    }
    return capture;
}

static Slice content(const Capture *capture)
{
    return slice_of(capture->bytes->data, capture->bytes->len);
}

static void assert_refused(const char *path, const char *reason)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *expected = g_strdup_printf("%s: %s", path, reason);

    g_assert_null(source_open(path, 0, anomalies, &error));
    g_assert_error(error, SOURCE_ERROR, 0);
    g_assert_cmpstr(error->message, ==, expected);
}

static void assert_content_refused(Slice bytes, const char *reason)
{
    g_autofree char *path = folder_write("refused", bytes);

    assert_refused(path, reason);
}

static void what_cannot_be_opened_says_why(void)
{
    g_autofree char *missing = folder_path("missing.pcap");
    g_autofree char *folder = g_path_get_dirname(missing);
    g_autofree char *secret = NULL;

    assert_refused(missing, "No such file or directory");
    assert_refused(folder, "is a directory");
    assert_refused("/dev/null", "is empty");
    assert_content_refused((Slice){ 0 }, "is empty");
    if (geteuid() == 0)
        return; /* who may read everything */
    secret = folder_write("secret.pcap", slice_text("x"));
    g_assert_cmpint(g_chmod(secret, 0), ==, 0);
    assert_refused(secret, "Permission denied");
}

static void what_is_no_capture_shows_how_it_begins(void)
{
    assert_content_refused(slice_text("INVITE sip:bob@example.com SIP/2.0\r\n"),
                           "is no capture: neither pcap nor pcapng; begins with "
                           "\"INVITE sip:bob@e\"");
    assert_content_refused(slice_of("\x7f"
                                    "ELF\2",
                                    5),
                           "is no capture: neither pcap nor pcapng; begins with "
                           "7f 45 4c 46 02");
    assert_content_refused(slice_text("\n"),
                           "is no capture: neither pcap nor pcapng; begins with \" \"");
}

static void formats_of_others_are_named_with_what_helps(void)
{
    assert_content_refused(slice_text("GMBU\0\2"),
                           "is a Microsoft Network Monitor 2 capture, neither pcap nor pcapng; "
                           "'editcap -F pcapng IN OUT' converts it");
    assert_content_refused(slice_of("snoop\0\0\0\0\0\0\2", 12),
                           "is a snoop capture, neither pcap nor pcapng; "
                           "'editcap -F pcapng IN OUT' converts it");
    assert_content_refused(slice_text("BZh91AY&SY"),
                           "is compressed with bzip2, neither pcap nor "
                           "pcapng; decompress it first");
    assert_content_refused(
        slice_of("\xfd"
                 "7zXZ\0",
                 6),
        "is compressed with xz, neither pcap nor pcapng; decompress it first");
    assert_content_refused(slice_of("\x28\xb5\x2f\xfd", 4),
                           "is compressed with zstd, neither "
                           "pcap nor pcapng; decompress it first");
}

static void a_pcap_of_another_version_is_refused(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(Capture) capture = make_capture(1);
    g_autofree char *path = NULL;

    capture->bytes->data[4] = 99; /* major version */
    path = capture_write(capture, "version.pcap");
    g_assert_null(source_open(path, 0, anomalies, &error));
    g_assert_nonnull(strstr(error->message, "version.pcap: is pcap of version 99.4; "));
    assert_content_refused(slice_head(content(capture), 20), "cut short in the file's header");
}

static void a_packed_capture_reads_as_the_plain_one(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(50000);
    g_autofree char *plain_path = capture_write(capture, "plain.pcap");
    g_autofree char *packed_path = folder_write_gzip("packed", content(capture));
    g_autoptr(Source) plain = reading_open(plain_path, anomalies);
    g_autoptr(Source) packed = reading_open(packed_path, anomalies);
    g_autoptr(Reading) expected = reading_new(plain);
    g_autoptr(Reading) first = reading_new(packed);
    g_autoptr(Reading) second = NULL;

    g_assert_cmpuint(expected->packets->len, ==, 50000);
    reading_assert_equal(first, expected);
    g_assert_true(source_rewind(packed, NULL));
    second = reading_new(packed);
    reading_assert_equal(second, expected);
}

/* What gzip gives for @first, then @second, one behind the other, then @rest. */
static char *two_members(Slice first, Slice second, Slice rest)
{
    g_autoptr(Capture) all = capture_new(false);
    Slice parts[] = { first, second };

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = folder_write_gzip("member", parts[i]);
        g_autofree char *bytes = NULL;
        size_t len;

        g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
        capture_bytes(all, slice_of(bytes, len));
    }
    capture_bytes(all, rest);
    return capture_write(all, "members.gz");
}

static void members_of_gzip_in_a_row_are_one_capture(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(10);
    Slice all = content(capture);
    g_autofree char *path =
        two_members(slice_head(all, 100), slice_tail(all, 100), slice_of("\0\0\0", 3));
    g_autoptr(Source) source = reading_open(path, anomalies);
    g_autoptr(Reading) reading = reading_new(source);

    g_assert_cmpuint(reading->packets->len, ==, 10);
    g_assert_cmpint(reading->last, ==, SOURCE_END);
}

static void garbage_behind_gzip_is_said(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(10);
    Slice all = content(capture);
    g_autofree char *path =
        two_members(slice_head(all, 100), slice_tail(all, 100), slice_text("more"));
    g_autoptr(Source) source = reading_open(path, anomalies);
    g_autoptr(Reading) reading = reading_new(source);

    g_assert_cmpuint(reading->packets->len, ==, 10);
    g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
    g_assert_true(g_str_has_suffix(source_error(source),
                                   "cut short behind packet 10: something that is not gzip "
                                   "follows its gzip data"));
}

static Reading *read_changed_gzip(Source **source, unsigned cut, unsigned change,
                                  Anomalies *anomalies)
{
    g_autoptr(Capture) capture = make_capture(5000);
    g_autofree char *path = folder_write_gzip("changed.gz", content(capture));
    g_autofree char *bytes = NULL;
    g_autofree char *changed = NULL;
    size_t len;

    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    if (change)
        memset(bytes + change, 0xff, 64);
    changed = folder_write("changed.gz", slice_of(bytes, len - cut));
    *source = reading_open(changed, anomalies);
    return reading_new(*source);
}

static void a_gzip_that_is_cut_gives_what_it_holds(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = read_changed_gzip(&source, 1000, 0, anomalies);

    g_assert_cmpuint(reading->packets->len, >, 1000);
    g_assert_cmpuint(reading->packets->len, <, 5000);
    g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
    g_assert_true(g_str_has_suffix(source_error(source), ": its gzip data is cut short"));
}

static void a_gzip_without_its_trailer_gives_every_packet(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = read_changed_gzip(&source, 8, 0, anomalies);

    g_assert_cmpuint(reading->packets->len, ==, 5000);
    g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
    g_assert_true(g_str_has_suffix(source_error(source),
                                   "cut short behind packet 5000: its gzip data is cut short"));
}

static void a_gzip_that_is_damaged_gives_what_lies_before(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) reading = read_changed_gzip(&source, 0, 20000, anomalies);

    g_assert_cmpuint(reading->packets->len, <, 5000);
    g_assert_cmpint(reading->last, ==, SOURCE_BROKEN);
}

/* Writes into a pipe what a reader takes at its own pace. */
typedef struct Feed {
    const char *path; /* or NULL for @fd */
    int fd;
    Slice bytes;
} Feed;

static gpointer feed(gpointer user)
{
    const Feed *it = user;
    int fd = it->path ? open(it->path, O_WRONLY) : it->fd;

    for (Slice left = it->bytes; left.len;) {
        ssize_t put = write(fd, left.data, MIN(left.len, 777));

        g_assert_cmpint(put, >, 0);
        left = slice_tail(left, (size_t)put);
    }
    close(fd);
    return NULL;
}

static void a_fifo_is_read_twice(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(20000);
    g_autofree char *plain_path = capture_write(capture, "plain.pcap");
    g_autofree char *fifo = folder_path("fifo");
    Feed it = { .path = fifo, .bytes = content(capture) };
    g_autoptr(Source) plain = reading_open(plain_path, anomalies);
    g_autoptr(Reading) expected = reading_new(plain);
    g_autoptr(Reading) second = NULL;
    Packet packet;
    GThread *writer;

    g_assert_cmpint(mkfifo(fifo, 0600), ==, 0);
    writer = g_thread_new("feed", feed, &it);
    {
        g_autoptr(Source) source = reading_open(fifo, anomalies);

        /* The first pass ends early: what nobody read yet still comes from the pipe. */
        for (int i = 0; i < 5000; i++)
            g_assert_cmpint(source_next(source, &packet), ==, SOURCE_PACKET);
        g_assert_true(source_rewind(source, NULL));
        g_clear_pointer(&second, reading_free);
        second = reading_new(source);
        reading_assert_equal(second, expected);
        g_assert_true(source_rewind(source, NULL));
        g_clear_pointer(&second, reading_free);
        second = reading_new(source);
        reading_assert_equal(second, expected);
    }
    g_thread_join(writer);
}

/* The pipe stays open, so that waiting for more than the packet would wait for good. */
static void a_packet_is_given_as_soon_as_the_pipe_has_it(void)
{
    for (int is_pcapng = 0; is_pcapng < 2; is_pcapng++) {
        g_autoptr(Anomalies) anomalies = anomalies_new();
        g_autoptr(Capture) capture = is_pcapng ? capture_new(false) : make_capture(0);
        g_autoptr(Source) source = NULL;
        g_autofree char *path = NULL;
        Packet packet;
        int ends[2];

        g_assert_cmpint(pipe(ends), ==, 0);
        path = g_strdup_printf("/dev/fd/%d", ends[0]);
        if (is_pcapng) {
            pcapng_section(capture);
            pcapng_interface(capture, 1, 6);
        }
        for (unsigned i = 0; i < 3; i++) {
            if (is_pcapng)
                pcapng_enhanced(capture, 0, i, slice_text("now"));
            else
                capture_record(capture, i, 0, slice_text("now"));
            g_assert_cmpint(write(ends[1], capture->bytes->data, capture->bytes->len), ==,
                            capture->bytes->len);
            g_byte_array_set_size(capture->bytes, 0);
            if (!source)
                source = reading_open(path, anomalies);
            g_assert_cmpint(source_next(source, &packet), ==, SOURCE_PACKET);
            g_assert_true(slice_is(packet.bytes, "now"));
        }
        close(ends[1]);
        g_assert_cmpint(source_next(source, &packet), ==, SOURCE_END);
        close(ends[0]);
    }
}

/* Standard input is @fd while @body runs. */
static void with_stdin(int fd, void (*body)(const Capture *), const Capture *capture)
{
    int before = dup(STDIN_FILENO);

    g_assert_cmpint(dup2(fd, STDIN_FILENO), ==, STDIN_FILENO);
    close(fd);
    body(capture);
    g_assert_cmpint(dup2(before, STDIN_FILENO), ==, STDIN_FILENO);
    close(before);
}

static void read_stdin_twice(const Capture *capture)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = reading_open("-", anomalies);
    g_autoptr(Reading) first = reading_new(source);
    g_autoptr(Reading) second = NULL;

    (void)capture;
    g_assert_cmpuint(first->packets->len, ==, 100);
    g_assert_true(source_rewind(source, NULL));
    second = reading_new(source);
    reading_assert_equal(first, second);
    g_assert_cmpstr(source_info(source)->path, ==, "-");
}

static void standard_input_may_be_a_file_or_a_pipe(void)
{
    g_autoptr(Capture) capture = make_capture(100);
    g_autofree char *path = capture_write(capture, "stdin.pcap");
    int ends[2];
    Feed it = { .bytes = content(capture) };
    GThread *writer;

    with_stdin(open(path, O_RDONLY), read_stdin_twice, capture);
    g_assert_cmpint(pipe(ends), ==, 0);
    it.fd = ends[1];
    writer = g_thread_new("feed", feed, &it);
    with_stdin(ends[0], read_stdin_twice, capture);
    g_thread_join(writer);
}

static void refuse_empty_stdin(const Capture *capture)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(GError) error = NULL;

    (void)capture;
    g_assert_null(source_open("-", 0, anomalies, &error));
    g_assert_cmpstr(error->message, ==, "standard input: is empty");
}

static void an_empty_pipe_is_said_to_be_empty(void)
{
    int ends[2];

    g_assert_cmpint(pipe(ends), ==, 0);
    close(ends[1]);
    with_stdin(ends[0], refuse_empty_stdin, NULL);
}

static void read_stdin_without_a_copy(const Capture *capture)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = reading_open("-", anomalies);
    g_autoptr(Reading) reading = reading_new(source);
    g_autoptr(GError) error = NULL;
    Packet packet;

    (void)capture;
    g_assert_cmpuint(reading->packets->len, ==, 100);
    g_assert_cmpint(reading->last, ==, SOURCE_END);
    g_assert_false(source_rewind(source, &error));
    g_assert_nonnull(strstr(error->message, "standard input: cannot be read a second time"));
    g_assert_cmpint(source_next(source, &packet), ==, SOURCE_BROKEN);
    g_assert_cmpuint(source_comment(source, 0).len, ==, 0);
}

static void a_pipe_that_cannot_be_copied_is_read_once(void)
{
    g_autoptr(Capture) capture = make_capture(100);
    Feed it = { .bytes = content(capture) };
    int ends[2];

    if (g_test_subprocess()) {
        g_setenv("TMPDIR", "/nonexistent/folder", TRUE);
        g_assert_cmpint(pipe(ends), ==, 0);
        it.fd = ends[1];
        (void)feed(&it);
        with_stdin(ends[0], read_stdin_without_a_copy, NULL);
        return;
    }
    g_test_trap_subprocess(NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed();
}

static void a_second_pass_gives_the_same_and_counts_nothing_again(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(10);
    g_autofree char *path = NULL;
    g_autoptr(Source) source = NULL;
    g_autoptr(Reading) first = NULL;
    SourceInfo before;

    g_byte_array_set_size(capture->bytes, capture->bytes->len - 1);
    path = capture_write(capture, "broken.pcap");
    source = reading_open(path, anomalies);
    first = reading_new(source);
    before = *source_info(source);
    g_assert_cmpuint(before.packets, ==, 9);
    for (int i = 0; i < 2; i++) {
        g_autoptr(Reading) again = NULL;

        g_assert_true(source_rewind(source, NULL));
        g_assert_nonnull(source_error(source));
        again = reading_new(source);
        reading_assert_equal(first, again);
        g_assert_cmpmem(source_info(source), sizeof(before), &before, sizeof(before));
    }
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_TIME_STEPS_BACK), ==, 1);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_CUT_SHORT), ==, 1);
}

static void a_file_that_grew_is_longer_in_the_second_pass(void)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Capture) capture = make_capture(4);
    g_autofree char *path = capture_write(capture, "grows.pcap");
    g_autoptr(Source) source = reading_open(path, anomalies);
    g_autoptr(Reading) first = reading_new(source);
    g_autoptr(Reading) second = NULL;
    FILE *file = fopen(path, "ab");

    g_assert_cmpuint(first->packets->len, ==, 4);
    capture_record(capture, 1, 0, slice_text("new"));
    g_assert_cmpuint(fwrite(capture->bytes->data + capture->bytes->len - 19, 1, 19, file), ==,
                     19);
    g_assert_cmpint(fclose(file), ==, 0);
    g_assert_true(source_rewind(source, NULL));
    second = reading_new(source);
    g_assert_cmpuint(second->packets->len, ==, 5);
    g_assert_cmpuint(source_info(source)->packets, ==, 5);
    g_assert_cmpuint(anomalies_count(anomalies, ANOMALY_TIME_STEPS_BACK), ==, 2);
}

#define CASE(name)                                                                             \
    {                                                                                          \
        "/source/" #name, name                                                                 \
    }

static const struct {
    const char *path;
    void (*run)(void);
} CASES[] = {
    CASE(what_cannot_be_opened_says_why),
    CASE(what_is_no_capture_shows_how_it_begins),
    CASE(formats_of_others_are_named_with_what_helps),
    CASE(a_pcap_of_another_version_is_refused),
    CASE(a_packed_capture_reads_as_the_plain_one),
    CASE(members_of_gzip_in_a_row_are_one_capture),
    CASE(garbage_behind_gzip_is_said),
    CASE(a_gzip_that_is_cut_gives_what_it_holds),
    CASE(a_gzip_without_its_trailer_gives_every_packet),
    CASE(a_gzip_that_is_damaged_gives_what_lies_before),
    CASE(a_fifo_is_read_twice),
    CASE(a_packet_is_given_as_soon_as_the_pipe_has_it),
    CASE(standard_input_may_be_a_file_or_a_pipe),
    CASE(an_empty_pipe_is_said_to_be_empty),
    CASE(a_pipe_that_cannot_be_copied_is_read_once),
    CASE(a_second_pass_gives_the_same_and_counts_nothing_again),
    CASE(a_file_that_grew_is_longer_in_the_second_pass),
};

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
        g_test_add_func(CASES[i].path, CASES[i].run);
    return g_test_run();
}
