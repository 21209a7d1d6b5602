/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/connections.h"

#include "tests/unit/segment.h"

/* What the hooks saw: bytes as they are, a break as "|"; a quote mark: bytes that wait. */
typedef struct Trial {
    Connections *connections;
    Anomalies *anomalies;
    GString *seen;
    uint64_t packet;
    unsigned readers;
    bool leaves_bytes, ignores;
} Trial;

static Trial *trial; /* of the running case: a reader is freed without being told of it */

static void forget(void *reader)
{
    g_assert_true(reader == trial);
    trial->readers--;
}

static void note_ready(Direction *direction, bool is_break, void *user)
{
    Trial *here = user;
    Slice ready = stream_ready(direction->stream);

    if (!direction->reader)
        here->readers++;
    direction->reader = here;
    direction->is_ignored = here->ignores;
    if (is_break) {
        g_string_append_c(here->seen, '|');
    } else if (!here->leaves_bytes) {
        g_string_append_len(here->seen, (const char *)ready.data, (gssize)ready.len);
        stream_take(direction->stream, ready.len);
    }
}

static void trial_begin(Trial *fresh)
{
    ConnectionsHooks hooks = { note_ready, forget, fresh };

    *fresh = (Trial){ .connections = connections_new(&hooks),
                      .anomalies = anomalies_new(),
                      .seen = g_string_new("") };
    trial = fresh;
}

static void trial_end(Trial *here)
{
    connections_free(here->connections);
    g_assert_cmpuint(here->readers, ==, 0);
    anomalies_free(here->anomalies);
    g_string_free(here->seen, TRUE);
}

static void send_text(Trial *here, SegmentText text)
{
    Decoded decoded = segment_decoded(&text);
    Packet packet = segment_packet(&text, ++here->packet);

    connections_add(here->connections, &(Captured){ .packet = &packet,
                                                    .decoded = &decoded,
                                                    .packets = &packet.number,
                                                    .packets_len = 1,
                                                    .anomalies = here->anomalies });
}

#define SEND(from, number, bits, ...)                                                          \
    send_text(trial, (SegmentText){ .port = from, .seq = number, .flags = bits, __VA_ARGS__ })
#define SEEN(text) g_assert_cmpstr(trial->seen->str, ==, text)
#define COUNTED(anomaly, times)                                                                \
    g_assert_cmpuint(anomalies_count(trial->anomalies, ANOMALY_##anomaly), ==, times)

static void a_connection_is_read_from_its_syn_to_its_fin(void)
{
    SEND(1, 99, TCP_SYN);
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 103, TCP_ACK | TCP_FIN, .text = "de");
    SEEN("abcde|");
    SEND(1, 103, TCP_ACK | TCP_FIN, .text = "de");
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 99, TCP_SYN);
    SEEN("abcde|");
}

static void a_syn_tells_that_the_first_segment_is_late(void)
{
    SEND(1, 99, TCP_SYN);
    SEND(1, 103, TCP_ACK, .text = "de");
    SEEN("");
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEEN("abcde");
}

static void a_connection_may_be_joined_late(void)
{
    SEND(1, 5000, TCP_ACK, .text = "abc");
    SEND(1, 5003, TCP_ACK, .text = "de");
    SEEN("abcde");
}

static void directions_inputs_and_ports_are_kept_apart(void)
{
    SEND(1, 0, TCP_ACK, .text = "a");
    SEND(-1, 0, TCP_ACK, .text = "b");
    SEND(2, 0, TCP_ACK, .text = "c");
    SEND(1, 0, TCP_ACK, .text = "d", .input = 1);
    SEND(1, 0, TCP_ACK, .text = "a");
    SEEN("abcd");
}

static void a_port_may_be_used_again(void)
{
    SEND(1, 99, TCP_SYN);
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 70099, TCP_SYN);
    SEND(1, 70100, TCP_ACK, .text = "def");
    SEND(1, 70103, TCP_FIN);
    SEND(1, 900000000, TCP_ACK, .text = "ghi");
    SEND(1, 300000, TCP_ACK, .text = "jkl");
    SEEN("abc|def|ghi|jkl");
}

static void a_reset_ends(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 200, TCP_RST);
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEEN("abc|");
}

static void a_gap_is_given_up_once_its_bytes_are_acknowledged(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 106, TCP_ACK, .text = "ghi");
    SEND(-1, 1, TCP_ACK, .ack = 103);
    SEEN("abc");
    COUNTED(TCP_GAP, 0);
    SEND(-1, 1, TCP_ACK, .ack = 109);
    SEEN("abc|ghi");
    COUNTED(TCP_GAP, 1);
}

static void an_acknowledgement_alone_gives_nothing_up(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(-1, 1, TCP_ACK, .ack = 106);
    SEND(1, 103, TCP_ACK, .text = "def");
    SEEN("abcdef");
    COUNTED(TCP_GAP, 0);
}

static void a_segment_that_was_given_up_is_read_apart(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 109, TCP_ACK, .text = "jkl");
    SEND(-1, 1, TCP_ACK, .ack = 112);
    SEND(1, 103, TCP_ACK, .text = "def");
    SEND(1, 103, TCP_ACK, .text = "def");
    SEND(1, 106, TCP_ACK, .text = "ghi");
    SEND(1, 112, TCP_ACK, .text = "mno");
    SEEN("abc|jkldef|ghi|mno");
}

static void what_comes_before_the_first_bytes_is_read_apart(void)
{
    SEND(1, 103, TCP_ACK, .text = "def");
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 106, TCP_ACK, .text = "ghi");
    SEEN("defabc|ghi");
}

static void a_gap_is_given_up_after_ten_seconds(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc", .time = 1000000000);
    SEND(1, 106, TCP_ACK, .text = "ghi", .time = 2000000000);
    SEND(1, 109, TCP_ACK, .text = "jkl", .time = 11000000000);
    SEEN("abc");
    SEND(1, 112, TCP_ACK, .text = "mno", .time = 13000000000);
    SEEN("abc|ghijklmno");
}

static void a_gap_is_given_up_when_too_much_waits(void)
{
    for (uint32_t i = 0; i <= 256; i++) {
        SEEN("");
        SEND(1, 99, TCP_SYN);
        SEND(1, 101 + i, TCP_ACK, .text = "x");
    }
    g_assert_cmpuint(trial->seen->len, ==, 1 + 257);
    COUNTED(TCP_GAP, 1);
}

static void a_gap_before_the_fin_ends_with_its_acknowledgement(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 106, TCP_FIN);
    SEEN("abc");
    SEND(-1, 1, TCP_ACK, .ack = 103);
    SEEN("abc");
    SEND(-1, 1, TCP_ACK, .ack = 107);
    SEEN("abc||");
    COUNTED(TCP_GAP, 1);
}

static void the_end_gives_every_gap_up(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 106, TCP_ACK, .text = "ghi");
    SEND(1, 112, TCP_ACK, .text = "mno");
    SEND(1, 118, TCP_FIN);
    connections_finish(trial->connections);
    SEEN("abc|ghi|mno||");
    COUNTED(TCP_GAP, 3);
}

static void what_the_snapshot_cut_off_is_no_gap_to_wait_for(void)
{
    SEND(1, 100, TCP_ACK, .text = "abc", .cut_short = true);
    SEEN("abc|");
    SEND(1, 106, TCP_ACK, .text = "ghi", .cut_short = true);
    SEEN("abc||ghi|");
    SEND(1, 112, TCP_ACK, .text = "mno");
    SEEN("abc||ghi||mno");
    COUNTED(TCP_GAP, 0);
}

static void probes_do_no_harm(void)
{
    SEND(1, 99, TCP_ACK, .text = "a");
    SEND(1, 100, TCP_ACK, .text = "b");
    SEND(1, 100, TCP_ACK);
    SEND(1, 100, TCP_ACK, .text = "b");
    SEND(1, 101, TCP_ACK, .text = "c");
    SEND(1, 101, TCP_ACK, .text = "cde");
    SEEN("abcde");
    COUNTED(TCP_OVERLAP, 0);
}

static void repeated_bytes_with_other_content_are_counted(void)
{
    trial->leaves_bytes = true;
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 100, TCP_ACK, .text = "abc");
    COUNTED(TCP_OVERLAP, 0);
    SEND(1, 100, TCP_ACK, .text = "axc");
    COUNTED(TCP_OVERLAP, 1);
}

static void in_a_direction_that_is_ignored_nothing_waits(void)
{
    trial->ignores = true;
    SEND(1, 100, TCP_ACK, .text = "abc");
    SEND(1, 106, TCP_ACK, .text = "ghi");
    SEND(1, 103, TCP_ACK, .text = "def");
    SEEN("abcghi");
    COUNTED(TCP_GAP, 0);
}

static void a_flood_of_connections_is_bounded(void)
{
    for (uint32_t i = 0; i < 200000; i++) {
        SEND((int)(i % 60000) + 1, 99, TCP_SYN, .input = i / 60000);
        SEND((int)(i % 60000) + 1, 101, TCP_ACK, .text = "waits", .input = i / 60000);
        g_assert_cmpuint(connections_held(trial->connections), <=, CONNECTIONS_HELD_MAX);
    }
    COUNTED(TCP_EVICTED, 200000 - CONNECTIONS_MAX);
    g_assert_cmpuint(trial->readers, <=, CONNECTIONS_MAX);
}

static void what_all_directions_hold_is_bounded(void)
{
    g_autofree char *text = g_strnfill(60000, 'x');

    trial->leaves_bytes = true;
    for (int port = 1; port <= 400; port++)
        for (uint32_t i = 0; i < 10; i++) {
            SEND(port, 100 + i * 60000, TCP_ACK, .text = text);
            g_assert_cmpuint(connections_held(trial->connections), <=, CONNECTIONS_HELD_MAX);
        }
    g_assert_cmpuint(anomalies_count(trial->anomalies, ANOMALY_TCP_EVICTED), >, 100);
    SEND(1, 900000, TCP_ACK, .text = "comes back");
}

static void a_hundred_megabytes_behind_a_gap_are_not_kept(void)
{
    g_autofree char *text = g_strnfill(60000, 'x');

    SEND(1, 99, TCP_SYN);
    for (uint32_t i = 0; i < 1700; i++) {
        SEND(1, 200 + i * 60001, TCP_ACK, .text = text);
        g_assert_cmpuint(connections_held(trial->connections), <, 4 << 20);
        g_string_set_size(trial->seen, 0);
    }
    g_assert_cmpuint(anomalies_count(trial->anomalies, ANOMALY_TCP_GAP), >, 1600);
}

static void run(const void *body)
{
    Trial here;

    trial_begin(&here);
    ((void (*)(void))body)();
    trial_end(&here);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_data_func("/connections/" #name, (const void *)name, run)
    CASE(a_connection_is_read_from_its_syn_to_its_fin);
    CASE(a_syn_tells_that_the_first_segment_is_late);
    CASE(a_connection_may_be_joined_late);
    CASE(directions_inputs_and_ports_are_kept_apart);
    CASE(a_port_may_be_used_again);
    CASE(a_reset_ends);
    CASE(a_gap_is_given_up_once_its_bytes_are_acknowledged);
    CASE(an_acknowledgement_alone_gives_nothing_up);
    CASE(a_segment_that_was_given_up_is_read_apart);
    CASE(what_comes_before_the_first_bytes_is_read_apart);
    CASE(a_gap_is_given_up_after_ten_seconds);
    CASE(a_gap_is_given_up_when_too_much_waits);
    CASE(a_gap_before_the_fin_ends_with_its_acknowledgement);
    CASE(the_end_gives_every_gap_up);
    CASE(what_the_snapshot_cut_off_is_no_gap_to_wait_for);
    CASE(probes_do_no_harm);
    CASE(repeated_bytes_with_other_content_are_counted);
    CASE(in_a_direction_that_is_ignored_nothing_waits);
    CASE(a_flood_of_connections_is_bounded);
    CASE(what_all_directions_hold_is_bounded);
    CASE(a_hundred_megabytes_behind_a_gap_are_not_kept);
    return g_test_run();
}
