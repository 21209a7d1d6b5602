/* SPDX-License-Identifier: Apache-2.0 */
#include "src/capture_filter.h"

#include <stdio.h>

#include "src/pipeline.h"
#include "src/source.h"
#include "tests/unit/wire.h"

/* test_capture_filter SAMPLES MAKER SHARED: the samples' folder, the program that writes a
 * capture for each encapsulation, and the folder of captures from all over, if there is one. */
static const char *samples, *maker, *shared;

enum { ETHERNET = 1, RAW = 101, SLL = 113, SLL2 = 276, SIP_PORT = 5060 };

/* Our filter for captures of one link type. */
typedef struct Program {
    bool takes_all;
    struct bpf_program code;
} Program;

static pcap_t *open_empty(unsigned link_type)
{
    struct pcap_file_header header = { .magic = 0xa1b2c3d4,
                                       .version_major = PCAP_VERSION_MAJOR,
                                       .version_minor = PCAP_VERSION_MINOR,
                                       .linktype = link_type };
    char reason[PCAP_ERRBUF_SIZE];
    FILE *stream = fmemopen(&header, sizeof(header), "r");
    pcap_t *pcap;

    g_assert_nonnull(stream);
    pcap = pcap_fopen_offline(stream, reason);
    g_assert_nonnull(pcap);
    return pcap;
}

static Program *program_new(unsigned link_type, unsigned port)
{
    pcap_t *pcap = open_empty(link_type);
    g_autofree char *text = capture_filter_text(pcap, port);
    Program *program = g_new0(Program, 1);

    program->takes_all = !text;
    if (text)
        g_assert_cmpint(pcap_compile(pcap, &program->code, text, 1, PCAP_NETMASK_UNKNOWN), ==,
                        0);
    pcap_close(pcap);
    return program;
}

static void program_free(gpointer data)
{
    Program *program = data;

    if (!program->takes_all)
        pcap_freecode(&program->code);
    g_free(program);
}

static bool passes(const Program *program, Slice bytes, uint32_t wire_len)
{
    struct pcap_pkthdr head = { .caplen = (uint32_t)bytes.len, .len = wire_len };

    return program->takes_all || pcap_offline_filter(&program->code, &head, bytes.data) != 0;
}

/* One capture on its way through the pipeline. */
typedef struct Run {
    unsigned port;
    GHashTable *programs; /* of link type */
    GByteArray *taken;    /* of packet N at N: whether the filter lets it pass */
    unsigned messages, quotes, lost;
    const char *path;
} Run;

static bool is_taken(const Run *run, uint64_t packet)
{
    g_assert_cmpuint(packet, <, run->taken->len);
    if (!run->taken->data[packet])
        g_test_message("%s: packet %" G_GUINT64_FORMAT " is lost", run->path, packet);
    return run->taken->data[packet];
}

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Run *run = user;

    (void)view;
    if (run->port && arrival->src.port != run->port && arrival->dst.port != run->port)
        return;
    run->messages++;
    for (unsigned i = 0; i < arrival->packets_len; i++)
        run->lost += !is_taken(run, arrival->packets[i]);
}

static void on_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Run *run = user;

    (void)text;
    (void)segment;
    run->quotes++;
    run->lost += !is_taken(run, packet->number);
}

static void judge(Run *run, const Packet *packet)
{
    gpointer key = GUINT_TO_POINTER(packet->link_type);
    Program *program = g_hash_table_lookup(run->programs, key);
    uint8_t taken;

    if (!program) {
        program = program_new(packet->link_type, run->port);
        g_hash_table_insert(run->programs, key, program);
    }
    taken = passes(program, packet->bytes, packet->wire_len);
    g_byte_array_append(run->taken, &taken, 1);
}

/* Reads the capture at @path with the filter for @port before it; false if it is none. */
static bool run_capture(const char *path, unsigned port, Run *run)
{
    g_autoptr(Anomalies) anomalies = anomalies_new();
    g_autoptr(Source) source = source_open(path, 0, anomalies, NULL);
    PipelineHooks hooks = { .arrival = on_arrival, .quote = on_quote, .user = run };
    g_autoptr(Pipeline) pipeline = pipeline_new(&hooks, &anomalies, 1);
    Packet packet;

    *run = (Run){ .port = port, .path = path, .taken = g_byte_array_new() };
    run->programs = g_hash_table_new_full(NULL, NULL, NULL, program_free);
    g_byte_array_append(run->taken, (const uint8_t *)"", 1);
    while (source && source_next(source, &packet) == SOURCE_PACKET) {
        judge(run, &packet);
        pipeline_packet(pipeline, &packet);
    }
    pipeline_finish(pipeline);
    g_hash_table_unref(run->programs);
    g_byte_array_unref(run->taken);
    return source != NULL;
}

typedef struct Sum {
    unsigned captures, messages, quotes, lost;
} Sum;

static void add_capture(const char *path, unsigned port, Sum *sum)
{
    Run run;

    if (!run_capture(path, port, &run))
        return;
    sum->captures++;
    sum->messages += run.messages;
    sum->quotes += run.quotes;
    sum->lost += run.lost;
}

/* All captures below @folder; what is none is passed over. */
static void add_folder(const char *folder, unsigned port, Sum *sum)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            add_folder(path, port, sum);
        else if (strstr(name, ".pcap") || strstr(name, ".cap"))
            add_capture(path, port, sum);
    }
}

/* No message of any capture below @folder is lost. Returns how many captures there are. */
static unsigned check_folder(const char *folder)
{
    Sum all = { 0 }, narrowed = { 0 };

    add_folder(folder, 0, &all);
    add_folder(folder, SIP_PORT, &narrowed);
    g_test_message("%u captures, %u messages, %u of port %u, %u quotes", all.captures,
                   all.messages, narrowed.messages, SIP_PORT, all.quotes);
    g_assert_cmpuint(all.lost, ==, 0);
    g_assert_cmpuint(narrowed.lost, ==, 0);
    return all.captures;
}

static void no_message_of_a_sample_is_lost(void)
{
    g_assert_cmpuint(check_folder(samples), >, 50);
}

static void no_message_of_captures_from_all_over_is_lost(void)
{
    g_autofree char *folder = g_build_filename(shared, "captures", NULL);

    if (check_folder(folder) == 0)
        g_test_skip("no captures beside the checkout");
}

static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);

        (void)remove(path);
    }
    (void)remove(folder);
}

static void no_message_in_an_encapsulation_is_lost(void)
{
    g_autofree char *folder = g_dir_make_tmp("sipstory-XXXXXX", NULL);
    const char *argv[] = { "/usr/bin/python3", maker, folder, NULL };
    bool is_made = g_spawn_sync(NULL, (char **)argv, NULL,
                                G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                                NULL, NULL, NULL, NULL, NULL);

    g_assert_nonnull(folder);
    if (!is_made || check_folder(folder) == 0)
        g_test_skip("nothing that makes encapsulations (python3-scapy)");
    remove_folder(folder);
}

/* Packets as phones send them; @FIRST is the payload's first byte. */
#define UDP4(LEN, FIRST) 0x9c, 0x40, 0x9c, 0x42, 0, LEN, 0, 0, FIRST, 0, 0, 1
#define IPV4(FLAGS, OFFSET, PROTOCOL)                                                          \
    0x45, 0, 0, 32, 0, 1, FLAGS, OFFSET, 64, PROTOCOL, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2
#define IPV4_OPTIONS                                                                           \
    0x46, 0, 0, 36, 0, 1, 0, 0, 64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2, 1, 1, 1, 1
#define ADDRESSES6                                                                             \
    0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, \
        0, 0, 0, 0, 0, 0, 2
#define IPV6(NEXT, LEN) 0x60, 0, 0, 0, 0, LEN, NEXT, 64, ADDRESSES6
#define ETHER(...) 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, __VA_ARGS__
#define RTP 0x80

static bool takes(unsigned link_type, unsigned port, Slice bytes)
{
    g_autofree uint8_t *copy = g_memdup2(bytes.data, bytes.len);
    Program *program = program_new(link_type, port);
    bool result = passes(program, slice_of(copy, bytes.len), (uint32_t)bytes.len);

    program_free(program);
    return result;
}

static bool ethernet_takes(Slice bytes)
{
    return takes(ETHERNET, 0, bytes);
}

static void media_stays_in_the_kernel(void)
{
    g_assert_false(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, RTP))));
    g_assert_false(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0x40, 0, 17), UDP4(12, RTP))));
    g_assert_false(ethernet_takes(WIRE(ETHER(8, 0), IPV4_OPTIONS, UDP4(12, RTP))));
    g_assert_false(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, 0xbf))));
    g_assert_false(ethernet_takes(WIRE(ETHER(0x86, 0xdd), IPV6(17, 12), UDP4(12, RTP))));
    g_assert_false(takes(RAW, 0, WIRE(IPV4(0, 0, 17), UDP4(12, RTP))));
    g_assert_false(takes(RAW, 0, WIRE(IPV6(17, 12), UDP4(12, RTP))));
    g_assert_false(takes(SLL, 0,
                         WIRE(0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 8, 0, IPV4(0, 0, 17),
                              UDP4(12, RTP))));
    g_assert_false(takes(SLL2, 0,
                         WIRE(8, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0,
                              IPV4(0, 0, 17), UDP4(12, RTP))));
}

static void other_first_bytes_pass(void)
{
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, 'I'))));
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, '\r'))));
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, 22))));
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(12, 0xf8))));
    g_assert_true(ethernet_takes(WIRE(ETHER(0x86, 0xdd), IPV6(17, 12), UDP4(12, 'I'))));
    g_assert_true(ethernet_takes(WIRE(ETHER(0x86, 0xdd), IPV6(17, 12), UDP4(12, 0xff))));
}

/* The last one has nothing behind its header to be asked for. */
static void a_datagram_without_payload_passes(void)
{
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), UDP4(8, RTP))));
    g_assert_true(ethernet_takes(WIRE(ETHER(0x86, 0xdd), IPV6(17, 8), UDP4(8, RTP))));
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), 1, 2, 3, 4, 0, 8, 0, 0)));
}

static void fragments_and_tags_pass_whatever_they_carry(void)
{
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0x20, 0, 17), UDP4(12, RTP))));
    g_assert_true(ethernet_takes(WIRE(ETHER(8, 0), IPV4(0, 9, 17), UDP4(12, RTP))));
    g_assert_true(ethernet_takes(
        WIRE(ETHER(0x86, 0xdd), IPV6(44, 20), 17, 0, 0, 1, 0, 0, 0, 7, UDP4(12, RTP))));
    g_assert_true(
        ethernet_takes(WIRE(ETHER(0x81, 0), 0, 7, 8, 0, IPV4(0, 0, 17), UDP4(12, RTP))));
    g_assert_true(ethernet_takes(
        WIRE(ETHER(0x88, 0xa8), 0, 7, 0x81, 0, 0, 8, 8, 0, IPV4(0, 0, 17), UDP4(12, RTP))));
}

static void a_tunnel_may_begin_like_media(void)
{
    g_assert_true(ethernet_takes(
        WIRE(ETHER(8, 0), IPV4(0, 0, 17), 0xc0, 0, 0x12, 0xb5, 0, 12, 0, 0, 0x88, 0, 0, 9)));
    g_assert_true(ethernet_takes(WIRE(ETHER(0x86, 0xdd), IPV6(17, 12), 0x21, 0x18, 0xc0, 0, 0,
                                      12, 0, 0, 0x88, 0, 0, 9)));
}

static bool narrow_takes(Slice bytes)
{
    return takes(ETHERNET, SIP_PORT, bytes);
}

#define PORTS(SRC, DST) (SRC) >> 8, (SRC)&0xff, (DST) >> 8, (DST)&0xff, 0, 12, 0, 0

static void a_port_leaves_others_out(void)
{
    g_assert_true(narrow_takes(
        WIRE(ETHER(8, 0), IPV4(0, 0, 17), PORTS(40000, SIP_PORT), 'I', 'N', 'V', 'I')));
    g_assert_true(narrow_takes(
        WIRE(ETHER(8, 0), IPV4(0, 0, 6), PORTS(SIP_PORT, 40000), 'I', 'N', 'V', 'I')));
    g_assert_true(narrow_takes(
        WIRE(ETHER(0x86, 0xdd), IPV6(17, 12), PORTS(40000, SIP_PORT), 'I', 'N', 'V', 'I')));
    g_assert_false(narrow_takes(
        WIRE(ETHER(8, 0), IPV4(0, 0, 17), PORTS(40000, 5070), 'I', 'N', 'V', 'I')));
    g_assert_false(
        narrow_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 6), PORTS(40000, 80), 'I', 'N', 'V', 'I')));
    g_assert_false(narrow_takes(
        WIRE(ETHER(0x86, 0xdd), IPV6(6, 12), PORTS(40000, 80), 'I', 'N', 'V', 'I')));
    g_assert_false(narrow_takes(
        WIRE(ETHER(8, 0), IPV4(0, 0, 17), PORTS(40000, SIP_PORT), RTP, 'N', 'V', 'I')));
}

static void what_shows_no_ports_passes_with_a_port_too(void)
{
    g_assert_true(narrow_takes(WIRE(ETHER(8, 0), IPV4(0x20, 0, 17), UDP4(12, 'I'))));
    g_assert_true(narrow_takes(WIRE(ETHER(8, 0), IPV4(0, 9, 17), UDP4(12, 'I'))));
    g_assert_true(narrow_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 47), UDP4(12, 'I'))));
    g_assert_true(narrow_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 1), UDP4(12, 'I'))));
    g_assert_true(
        narrow_takes(WIRE(ETHER(0x81, 0), 0, 7, 8, 0, IPV4(0, 0, 17), UDP4(12, 'I'))));
    g_assert_true(
        narrow_takes(WIRE(ETHER(8, 0), IPV4(0, 0, 17), PORTS(40000, 2152), 0x30, 0xff, 0, 0)));
}

/* Link type 147 is for private use: nobody knows what lies in its frames. */
static void a_link_without_a_language_has_no_filter(void)
{
    pcap_t *pcap = open_empty(147);

    g_assert_null(capture_filter_text(pcap, 0));
    g_assert_null(capture_filter_text(pcap, SIP_PORT));
    pcap_close(pcap);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    samples = argc > 1 ? argv[1] : "samples";
    maker = argc > 2 ? argv[2] : "tests/encapsulation/make.py";
    shared = g_getenv("SIPSTORY_SHARED");
    if (!shared)
        shared = argc > 3 ? argv[3] : "";
    g_test_add_func("/capture_filter/no_message_of_a_sample_is_lost",
                    no_message_of_a_sample_is_lost);
    g_test_add_func("/capture_filter/no_message_of_captures_from_all_over_is_lost",
                    no_message_of_captures_from_all_over_is_lost);
    g_test_add_func("/capture_filter/no_message_in_an_encapsulation_is_lost",
                    no_message_in_an_encapsulation_is_lost);
    g_test_add_func("/capture_filter/media_stays_in_the_kernel", media_stays_in_the_kernel);
    g_test_add_func("/capture_filter/other_first_bytes_pass", other_first_bytes_pass);
    g_test_add_func("/capture_filter/a_datagram_without_payload_passes",
                    a_datagram_without_payload_passes);
    g_test_add_func("/capture_filter/fragments_and_tags_pass_whatever_they_carry",
                    fragments_and_tags_pass_whatever_they_carry);
    g_test_add_func("/capture_filter/a_tunnel_may_begin_like_media",
                    a_tunnel_may_begin_like_media);
    g_test_add_func("/capture_filter/a_port_leaves_others_out", a_port_leaves_others_out);
    g_test_add_func("/capture_filter/what_shows_no_ports_passes_with_a_port_too",
                    what_shows_no_ports_passes_with_a_port_too);
    g_test_add_func("/capture_filter/a_link_without_a_language_has_no_filter",
                    a_link_without_a_language_has_no_filter);
    return g_test_run();
}
