/* SPDX-License-Identifier: Apache-2.0 */
#include "src/reassembly.h"

#include "tests/unit/segment.h"

#define A "OPTIONS sip:a SIP/2.0\r\nl: 4\r\n\r\nbody"
#define B "OPTIONS sip:b SIP/2.0\r\nVia: SIP/2.0/TCP c\r\nl: 0\r\n\r\n"
#define C "SIP/2.0 200 c\r\nl: 0\r\n\r\n"
#define GET "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"
#define SWITCHING "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

/* The first length bytes of the messages, as they count in sequence numbers. */
#define LEN(text) ((uint32_t)sizeof(text) - 1)

/* Arrivals are noted as "a@5.0[3 5] ": the Request-URI or reason, the packet, the ordinal, the
 * packets; behind that "cut" and the like for anomalies, "ws" for WebSocket. */
typedef struct Trial {
    Reassembly *reassembly;
    Anomalies *anomalies;
    GString *seen;
    GString *besides; /* "a 1 2": the packets besides of each arrival, less its own */
    uint64_t packet;
    size_t text_len; /* of the last arrival */
    int64_t time;
} Trial;

static Trial *trial;

static bool carried_it(const Arrival *arrival, uint64_t packet)
{
    for (unsigned i = 0; i < arrival->packets_len; i++)
        if (arrival->packets[i] == packet)
            return true;
    return false;
}

static void note_besides(GString *besides, const Arrival *arrival, char name)
{
    g_string_append_printf(besides, "%s%c", besides->len ? ", " : "", name);
    for (unsigned i = 0; i < arrival->besides_len; i++)
        if (!carried_it(arrival, arrival->besides[i]))
            g_string_append_printf(besides, " %d", (int)arrival->besides[i]);
}

static void note_arrival(const Arrival *arrival, void *user)
{
    Trial *here = user;
    size_t word = slice_begins(arrival->text, "SIP/2.0 ") ? strlen("SIP/2.0 200 ")
                                                          : strlen("OPTIONS sip:");

    note_besides(here->besides, arrival, (char)arrival->text.data[word]);

    g_string_append_printf(here->seen, "%c@%d.%u[", arrival->text.data[word],
                           (int)arrival->packet, arrival->ordinal);
    for (unsigned i = 0; i < arrival->packets_len; i++)
        g_string_append_printf(here->seen, "%s%d", i ? " " : "", (int)arrival->packets[i]);
    g_string_append_printf(
        here->seen, "]%s%s%s%s ", arrival->transport == TRANSPORT_WS ? "ws" : "",
        arrival->anomalies & ANOMALY_BIT(ANOMALY_CUT_SHORT) ? "cut" : "",
        arrival->anomalies & ANOMALY_BIT(ANOMALY_NO_CONTENT_LENGTH) ? "none" : "",
        arrival->anomalies & ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH) ? "bad" : "");
    anomalies_add_set(here->anomalies, arrival->anomalies, arrival->packet);
    here->text_len = arrival->text.len;
    here->time = arrival->time;
}

static void send_segment(SegmentText text, const uint64_t *packets, unsigned packets_len)
{
    Decoded decoded = segment_decoded(&text);
    g_autofree uint8_t *copy = g_memdup2(decoded.payload.data, decoded.payload.len);
    Packet packet = segment_packet(&text, ++trial->packet);

    decoded.payload.data = copy;
    reassembly_segment(trial->reassembly, &packet, &decoded, packets ? packets : &packet.number,
                       packets ? packets_len : 1, trial->anomalies);
}

#define SEND(from, number, bits, ...)                                                          \
    send_segment((SegmentText){ .port = from, .seq = number, .flags = bits, __VA_ARGS__ },     \
                 NULL, 0)
#define SEEN(text) g_assert_cmpstr(trial->seen->str, ==, text)
#define BESIDES(text) g_assert_cmpstr(trial->besides->str, ==, text)
#define COUNTED(anomaly, times)                                                                \
    g_assert_cmpuint(anomalies_count(trial->anomalies, ANOMALY_##anomaly), ==, times)

static void finish(void)
{
    reassembly_finish(trial->reassembly);
}

static void messages_may_share_a_segment(void)
{
    SEND(1, 0, TCP_ACK, .text = A "\r\n\r\n" B C);
    SEEN("a@1.0[1] b@1.1[1] c@1.2[1] ");
    g_assert_cmpuint(trial->text_len, ==, LEN(C));
    g_assert_cmpint(trial->time, ==, 1000000);
}

static void a_message_may_need_many_segments(void)
{
    static const char TEXT[] = A B;

    for (uint32_t i = 0; i < LEN(TEXT); i += 20)
        SEND(1, i, TCP_ACK, .text = TEXT + i, .len = MIN(20, LEN(TEXT) - i));
    SEEN("a@2.0[1 2] b@5.0[2 3 4 5] ");
}

static void a_segment_may_have_come_in_fragments(void)
{
    const uint64_t fragments[] = { 4, 7 };

    trial->packet = 6;
    send_segment((SegmentText){ .port = 1, .text = A }, fragments, 2);
    SEEN("a@7.0[4 7] ");
}

static void a_segment_that_comes_twice_gives_no_second_message(void)
{
    SEND(1, 0, TCP_ACK, .text = A);
    SEND(1, 0, TCP_ACK, .text = A);
    SEND(1, LEN(A), TCP_ACK | TCP_FIN, .text = B);
    SEND(1, LEN(A), TCP_ACK | TCP_FIN, .text = B);
    SEEN("a@1.0[1] b@3.0[3] ");
}

static void messages_come_in_the_order_they_were_sent(void)
{
    SEND(1, 99, TCP_SYN);
    SEND(1, 100 + LEN(A), TCP_ACK, .text = B);
    SEND(1, 100, TCP_ACK, .text = A);
    SEEN("a@3.0[3] b@3.1[2] ");
    g_assert_cmpint(trial->time, ==, 3000000);
}

static void keep_alives_are_no_messages(void)
{
    SEND(1, 0, TCP_ACK, .text = "\r\n\r\n");
    SEND(-1, 0, TCP_ACK, .text = "\r\n");
    SEND(1, 4, TCP_ACK, .text = B);
    SEEN("b@3.0[3] ");
    COUNTED(TCP_NOT_FRAMED, 0);
}

static void a_capture_may_begin_in_the_midst_of_a_message(void)
{
    SEND(1, 0, TCP_ACK, .text = "Via: a\r\nl: 3\r\n\r\nabc");
    SEND(1, 19, TCP_ACK, .text = B);
    SEND(2, 0, TCP_ACK, .text = "Via: a\r\nl: 0\r\n\r\n" A);
    SEEN("b@2.0[2] a@3.0[3] ");
    COUNTED(TCP_NOT_FRAMED, 0);
}

static void a_lost_segment_costs_its_messages_alone(void)
{
    SEND(1, 0, TCP_ACK, .text = A);
    SEND(1, LEN(A), TCP_ACK, .text = "OPTIONS sip:b SIP/2.0\r\nl: 40\r\n\r\n1234567890");
    SEND(1, 1000, TCP_ACK, .text = "rest of a body" C);
    SEND(1, 1000 + 14 + LEN(C), TCP_ACK, .text = B);
    SEEN("a@1.0[1] ");
    SEND(-1, 0, TCP_ACK, .ack = 1020);
    SEEN("a@1.0[1] b@2.0[2]cut b@4.0[4] ");
    COUNTED(TCP_GAP, 1);
    COUNTED(CUT_SHORT, 1);
    COUNTED(TCP_NOT_FRAMED, 0);
}

static void after_a_gap_a_segment_that_begins_a_message_is_read(void)
{
    SEND(1, 0, TCP_ACK, .text = A);
    SEND(1, 1000, TCP_ACK, .text = "rest of a body");
    SEND(-1, 0, TCP_ACK, .ack = 1014);
    SEND(1, 1014, TCP_ACK, .text = C);
    SEEN("a@1.0[1] c@4.0[4] ");
}

static void a_content_length_that_is_too_small_spoils_no_other_message(void)
{
    SEND(1, 0, TCP_ACK, .text = A "s");
    SEND(1, LEN(A) + 1, TCP_ACK, .text = B);
    SEND(1, LEN(A) + 1 + LEN(B), TCP_ACK, .text = "OPT");
    SEND(1, LEN(A) + 4 + LEN(B), TCP_ACK, .text = &A[3]);
    SEEN("a@1.0[1] b@2.0[2] a@4.0[3 4] ");
    COUNTED(TCP_NOT_FRAMED, 1);
}

static void messages_without_content_length_are_read_and_marked(void)
{
    SEND(1, 0, TCP_ACK, .text = "OPTIONS sip:x SIP/2.0\r\n\r\nbody\r\n" A);
    SEEN("x@1.0[1]none a@1.1[1] ");
    COUNTED(NO_CONTENT_LENGTH, 1);
}

static void the_end_brings_out_what_has_its_headers(void)
{
    SEND(1, 0, TCP_ACK, .text = "OPTIONS sip:x SIP/2.0\r\nl: 9\r\n\r\nbody");
    SEND(2, 0, TCP_ACK, .text = "OPTIONS sip:y SIP/2.0\r\nl: 9\r\n");
    SEND(3, 0, TCP_ACK | TCP_FIN, .text = "OPTIONS sip:z SIP/2.0\r\nl: 9\r\n\r\nbody");
    SEEN("z@3.0[3]cut ");
    finish();
    SEEN("z@3.0[3]cut x@1.0[1]cut ");
    COUNTED(CUT_SHORT, 3);
}

static void segments_cut_by_the_snapshot_do_not_stop_the_stream(void)
{
    SEND(1, 0, TCP_ACK, .text = "OPTIONS sip:x SIP/2.0\r\nl: 9\r\n\r\nbo", .cut_short = true);
    SEEN("x@1.0[1]cut ");
    SEND(1, 100, TCP_ACK, .text = "OPTIONS sip:y SIP", .cut_short = true);
    SEND(1, 200, TCP_ACK, .text = B);
    SEEN("x@1.0[1]cut b@3.0[3] ");
    COUNTED(CUT_SHORT, 2);
    COUNTED(TCP_GAP, 0);
}

#define HELLO "\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00xxxxxxxx"

/* Bytes that are TLS, from a client's port, or back to it. */
static void send_hello(int port, uint32_t seq, unsigned flags)
{
    SEND(port, seq, flags | TCP_ACK, .text = HELLO, .len = sizeof HELLO);
}

static void what_is_recognised_but_not_read_is_counted_once_a_connection(void)
{
    send_hello(1, 0, 0);
    send_hello(1, sizeof HELLO, 0);
    send_hello(-1, 500, 0);
    COUNTED(TLS, 1);
    send_hello(-2, 0, TCP_FIN);
    send_hello(2, 0, TCP_FIN);
    COUNTED(TLS, 2);
    send_hello(-3, 0, 0);
    COUNTED(TLS, 3);
    COUNTED(TCP_NOT_FRAMED, 0);
}

static void connections_of_the_same_ports_are_counted_each(void)
{
    for (unsigned i = 1; i <= 3; i++) {
        uint32_t seq = i * 100000;

        SEND(1, seq - 1, TCP_SYN);
        SEND(-1, seq - 1, TCP_SYN | TCP_ACK);
        send_hello(1, seq, i == 2 ? TCP_FIN : 0);
        send_hello(-1, seq, i == 2 ? TCP_FIN : 0);
        COUNTED(TLS, i);
    }
}

static void connections_that_were_joined_late_are_counted_each(void)
{
    for (unsigned i = 1; i <= 3; i++) {
        uint32_t seq = i * 100000;

        send_hello(1, seq, 0);
        send_hello(-1, seq, 0);
        SEND(1, seq + sizeof HELLO, TCP_ACK | TCP_FIN);
        SEND(-1, seq + sizeof HELLO, TCP_ACK | TCP_FIN);
        COUNTED(TLS, i);
    }
}

static void a_connection_with_an_end_that_was_captured_alone_is_counted(void)
{
    SEND(-1, 99, TCP_SYN | TCP_ACK);
    send_hello(-1, 100, TCP_FIN);
    SEND(-1, 200099, TCP_SYN | TCP_ACK);
    send_hello(-1, 200100, TCP_FIN);
    COUNTED(TLS, 2);
}

static void other_protocols_are_passed_over_until_sip_begins(void)
{
    g_autofree char *filler = g_strnfill(30000, 'x');

    SEND(1, 0, TCP_ACK, .text = "POST / HTTP/1.1\r\nHost: a\r\n\r\n");
    for (uint32_t i = 0; i < 100; i++)
        SEND(1, 28 + i * 30000, TCP_ACK, .text = filler);
    SEND(1, 28 + 100 * 30000, TCP_ACK, .text = A);
    SEND(1, 28 + 100 * 30000 + LEN(A), TCP_ACK, .text = B);
    SEEN("a@102.0[102] b@103.0[103] ");
    COUNTED(TCP_NOT_FRAMED, 0);
}

/* A frame of less than 126 bytes, with the mask zero for a client. */
static uint32_t send_frame(int port, uint32_t seq, const char *first, const char *text)
{
    g_autoptr(GByteArray) wire = g_byte_array_new();
    uint8_t len = (uint8_t)(strlen(text) | (port > 0 ? 0x80 : 0));

    g_byte_array_append(wire, (const uint8_t *)first, 1);
    g_byte_array_append(wire, &len, 1);
    g_byte_array_append(wire, (const uint8_t *)"\0\0\0\0", port > 0 ? 4 : 0);
    g_byte_array_append(wire, (const uint8_t *)text, (unsigned)strlen(text));
    SEND(port, seq, TCP_ACK, .text = (const char *)wire->data, .len = wire->len);
    return seq + wire->len;
}

static void sip_in_a_websocket_is_read_both_ways(void)
{
    uint32_t seq = LEN(GET);
    uint32_t back = LEN(SWITCHING);

    SEND(1, 0, TCP_ACK, .text = GET);
    SEND(-1, 0, TCP_ACK, .text = SWITCHING);
    seq = send_frame(1, seq, "\x01", "OPTIONS sip:a SIP/2.0\r\n");
    seq = send_frame(1, seq, "\x89", "ping");
    seq = send_frame(1, seq, "\x80", "\r\n");
    back = send_frame(-1, back, "\x82", "\r\n\r\n");
    back = send_frame(-1, back, "\x82", C);
    send_frame(1, seq, "\x81", B);
    SEEN("a@5.0[3 4 5]ws c@7.0[7]ws b@8.0[8]ws ");
    COUNTED(MALFORMED_WEBSOCKET, 0);
    COUNTED(TCP_NOT_FRAMED, 0);
}

/* A reader of C's packet alone would begin in the midst of B. */
static void what_a_message_begins_in_the_midst_of_is_named_besides(void)
{
    static const char TEXT[] = A B C A;

    SEND(1, 99, TCP_SYN);
    SEND(-1, 199, TCP_SYN | TCP_ACK);
    SEND(1, 100, TCP_ACK, .text = TEXT, .len = LEN(A) + 10);
    SEND(1, 110 + LEN(A), TCP_ACK, .text = TEXT + LEN(A) + 10, .len = LEN(B));
    SEND(1, 110 + LEN(A B), TCP_ACK, .text = TEXT + LEN(A B) + 10, .len = LEN(C) - 10);
    SEND(1, 100 + LEN(A B C), TCP_ACK, .text = A);
    SEEN("a@3.0[3] b@4.0[3 4] c@5.0[4 5] a@6.0[6] ");
    BESIDES("a 1 2, b 1 2, c 1 2 3, a 1 2");
}

static void a_run_without_an_end_is_named_as_far_as_the_bound(void)
{
    const char *numbers;
    unsigned named = 0;

    SEND(1, 0, TCP_ACK, .text = A, .len = 10);
    for (uint32_t i = 0; i < 100; i++)
        SEND(1, 10 + i * LEN(A), TCP_ACK, .text = &(A A)[10], .len = LEN(A));
    numbers = strrchr(trial->besides->str, ',');
    for (const char *at = numbers; *at; at++)
        named += *at == ' ';
    g_assert_cmpuint(named, ==, 1 + 30); /* the name stands behind a blank too */
    g_assert_true(g_str_has_suffix(numbers, " 98 99"));
}

static void the_handshake_of_a_websocket_is_named_besides(void)
{
    uint32_t seq = LEN(GET);

    SEND(1, UINT32_MAX, TCP_SYN);
    SEND(-1, UINT32_MAX, TCP_SYN | TCP_ACK);
    SEND(1, 0, TCP_ACK, .text = GET, .len = 30);
    SEND(1, 30, TCP_ACK, .text = &GET[30]);
    SEND(-1, 0, TCP_ACK, .text = SWITCHING);
    seq = send_frame(1, seq, "\x81", B);
    send_frame(-1, LEN(SWITCHING), "\x82", C);
    SEND(-1, LEN(SWITCHING) + LEN(C) + 2, TCP_ACK | TCP_FIN);
    send_frame(1, seq, "\x81", A);
    BESIDES("b 1 3 4 2 5, c 2 5 1 3 4, a 1 3 4 2 5");
}

/* Else who has the packets of both could take the second for a copy of the first. */
static void a_connection_that_uses_the_ports_anew_has_an_opening_of_its_own(void)
{
    SEND(1, 0, TCP_SYN);
    SEND(-1, 0, TCP_SYN | TCP_ACK);
    SEND(1, 1, TCP_ACK, .text = A);
    SEND(1, 500, TCP_SYN);
    SEND(1, 501, TCP_ACK, .text = B);
    SEND(-1, 900, TCP_SYN | TCP_ACK);
    SEND(-1, 901, TCP_ACK, .text = C);
    BESIDES("a 1 2, b 4, c 6 4");
}

static void a_websocket_may_be_joined_late(void)
{
    uint32_t back = send_frame(-1, 0, "\x81", C);

    send_frame(-1, back, "\x81", B);
    send_frame(1, 0, "\x82", A);
    SEEN("c@1.0[1]ws b@2.0[2]ws a@3.0[3]ws ");
}

static void a_websocket_may_be_joined_at_a_ping(void)
{
    uint32_t seq = send_frame(1, 0, "\x89", "ping");

    seq = send_frame(1, seq, "\x81", "\r\n\r\n");
    SEND(-1, 0, TCP_ACK, .text = "\x89\x01x\x81\x17" C);
    SEEN("c@3.0[3]ws ");
}

static void compressed_websocket_messages_are_counted(void)
{
    uint32_t seq = LEN(GET);

    SEND(1, 0, TCP_ACK, .text = GET);
    seq = send_frame(1, seq, "\xc1", "packed");
    send_frame(1, seq, "\x81", B);
    SEEN("b@3.0[3]ws ");
    COUNTED(MALFORMED_WEBSOCKET, 1);
}

static void a_broken_websocket_is_read_on_at_the_next_message(void)
{
    uint32_t seq = LEN(GET);

    SEND(1, 0, TCP_ACK, .text = GET);
    seq = send_frame(1, seq, "\xb1", "what");
    seq = send_frame(1, seq, "\x81", "{}");
    seq = send_frame(1, seq, "\x81", A);
    send_frame(1, seq + 10, "\x81", B);
    SEND(-1, 0, TCP_ACK, .ack = seq + 100);
    SEEN("a@4.0[4]ws b@5.0[5]ws ");
    COUNTED(MALFORMED_WEBSOCKET, 1);
    COUNTED(TCP_GAP, 1);
}

static void after_websocket_frames_that_break_a_rule_the_next_ones_are_read(void)
{
    g_autofree char *text = g_strnfill(120, 'x');
    uint32_t seq = LEN(GET);

    SEND(1, 0, TCP_ACK, .text = GET);
    seq = send_frame(1, seq, "\x83", text);
    seq = send_frame(1, seq, "\x81", A);
    SEND(1, seq, TCP_ACK, .text = "\x89\xfe\0\xc8keys", .len = 8);
    SEND(1, seq + 8, TCP_ACK, .text = text, .len = 120);
    SEND(1, seq + 128, TCP_ACK, .text = text, .len = 80);
    seq = send_frame(1, seq + 208, "\x01", "OPTIONS sip:b SIP/2.0\r\n");
    seq = send_frame(1, seq, "\x09", "ping");
    send_frame(1, seq, "\x80", "\r\n");
    SEEN("a@3.0[3]ws b@9.0[7 8 9]ws ");
    COUNTED(MALFORMED_WEBSOCKET, 3);
    COUNTED(TCP_NOT_FRAMED, 0);
}

static void a_websocket_length_that_cannot_be_ends_the_reading_and_is_counted(void)
{
    uint32_t seq = LEN(GET);

    SEND(1, 0, TCP_ACK, .text = GET);
    SEND(1, seq, TCP_ACK, .text = "\x81\xff\x80\0\0\0\0\0\0\1keys{}", .len = 16);
    send_frame(1, seq + 16, "\x81", "{}");
    finish();
    SEEN("");
    COUNTED(MALFORMED_WEBSOCKET, 1);
    COUNTED(TCP_NOT_FRAMED, 1);
}

static void a_run_of_broken_websocket_frames_is_counted_as_bytes_before_long(void)
{
    uint32_t seq = LEN(GET);

    SEND(1, 0, TCP_ACK, .text = GET);
    for (int i = 0; i < 1000; i++)
        seq = send_frame(1, seq, i % 2 ? "\x80" : "\x87", "no");
    COUNTED(MALFORMED_WEBSOCKET, 16);
    COUNTED(TCP_NOT_FRAMED, 1);
    seq = send_frame(1, seq, "\x81", A);
    send_frame(1, seq, "\x87", "no");
    SEEN("a@1002.0[1002]ws ");
    COUNTED(MALFORMED_WEBSOCKET, 17);
    COUNTED(TCP_NOT_FRAMED, 1);
}

/* Messages with numbers, in random segments that come twice, early, and late. */
static void whatever_the_segments_the_messages_come_once_and_in_order(void)
{
    static const char NAMES[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    g_autoptr(GString) text = g_string_new("");
    g_autoptr(GString) names = g_string_new("");

    for (size_t i = 0; i < strlen(NAMES); i++)
        g_string_append_printf(text, "OPTIONS sip:%c SIP/2.0\r\nl: 6\r\n\r\nbody\r\n%s",
                               NAMES[i], i % 3 ? "" : "\r\n\r\n");
    for (uint32_t seed = 0; seed < 100; seed++) {
        g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
        uint32_t done = 0;
        uint32_t base = g_rand_int(rand);
        int port = (int)seed + 1;

        g_string_set_size(trial->seen, 0);
        SEND(port, base - 1, TCP_SYN);
        while (done < text->len) {
            uint32_t len = (uint32_t)g_rand_int_range(rand, 1, 120);
            uint32_t split = (uint32_t)g_rand_int_range(rand, 0, (int)len);

            len = MIN(len, (uint32_t)text->len - done);
            split = MIN(split, len);
            SEND(port, base + done + split, TCP_ACK, .text = text->str + done + split,
                 .len = len - split);
            if (split > 0)
                SEND(port, base + done, TCP_ACK, .text = text->str + done, .len = split);
            if (g_rand_boolean(rand))
                SEND(port, base + done, TCP_ACK, .text = text->str + done, .len = len);
            done += len;
        }
        g_string_set_size(names, 0);
        for (const char *at = trial->seen->str; (at = strchr(at, '@')); at++)
            g_string_append_c(names, at[-1]);
        g_assert_cmpstr(names->str, ==, NAMES);
    }
    for (unsigned i = 0; i < ANOMALY_COUNT; i++)
        g_assert_cmpuint(anomalies_count(trial->anomalies, i), ==, 0);
}

static void random_bytes_do_no_harm(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned round = 0; round < 20000; round++) {
        int port = g_rand_int_range(rand, 1, 6) * (g_rand_boolean(rand) ? 1 : -1);

        g_string_assign(text, round % 2 ? A B C : GET "\x81\x10" A);
        for (int i = g_rand_int_range(rand, 0, 5); i > 0; i--)
            text->str[g_rand_int_range(rand, 0, (int)text->len)] = (char)g_rand_int(rand);
        SEND(port, (uint32_t)g_rand_int_range(rand, 0, 20000),
             (unsigned)g_rand_int_range(rand, 0, 8) ? TCP_ACK : g_rand_int(rand) & 0x17,
             .text = text->str, .len = (size_t)g_rand_int_range(rand, 1, (int)text->len),
             .ack = (uint32_t)g_rand_int_range(rand, 0, 20000),
             .cut_short = g_rand_int_range(rand, 0, 9) == 0);
        g_string_set_size(trial->seen, 0);
    }
    finish();
}

static void a_flood_of_half_messages_ends(void)
{
    for (uint32_t i = 0; i < 200000; i++)
        SEND((int)(i % 60000) + 1, 0, TCP_ACK, .input = i / 60000,
             .text = "OPTIONS sip:x SIP/2.0\r\nl: 9\r\n\r\nbody");
    COUNTED(TCP_EVICTED, 200000 - 65536);
    finish();
    COUNTED(CUT_SHORT, 200000);
}

static void run(const void *body)
{
    Trial here = { .anomalies = anomalies_new(),
                   .seen = g_string_new(""),
                   .besides = g_string_new("") };

    here.reassembly = reassembly_new(note_arrival, &here);
    trial = &here;
    ((void (*)(void))body)();
    reassembly_free(here.reassembly);
    anomalies_free(here.anomalies);
    g_string_free(here.seen, TRUE);
    g_string_free(here.besides, TRUE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_data_func("/reassembly/" #name, (const void *)name, run)
    CASE(messages_may_share_a_segment);
    CASE(a_message_may_need_many_segments);
    CASE(a_segment_may_have_come_in_fragments);
    CASE(a_segment_that_comes_twice_gives_no_second_message);
    CASE(messages_come_in_the_order_they_were_sent);
    CASE(keep_alives_are_no_messages);
    CASE(a_capture_may_begin_in_the_midst_of_a_message);
    CASE(a_lost_segment_costs_its_messages_alone);
    CASE(after_a_gap_a_segment_that_begins_a_message_is_read);
    CASE(a_content_length_that_is_too_small_spoils_no_other_message);
    CASE(messages_without_content_length_are_read_and_marked);
    CASE(the_end_brings_out_what_has_its_headers);
    CASE(segments_cut_by_the_snapshot_do_not_stop_the_stream);
    CASE(what_is_recognised_but_not_read_is_counted_once_a_connection);
    CASE(connections_of_the_same_ports_are_counted_each);
    CASE(connections_that_were_joined_late_are_counted_each);
    CASE(a_connection_with_an_end_that_was_captured_alone_is_counted);
    CASE(other_protocols_are_passed_over_until_sip_begins);
    CASE(sip_in_a_websocket_is_read_both_ways);
    CASE(what_a_message_begins_in_the_midst_of_is_named_besides);
    CASE(a_run_without_an_end_is_named_as_far_as_the_bound);
    CASE(the_handshake_of_a_websocket_is_named_besides);
    CASE(a_connection_that_uses_the_ports_anew_has_an_opening_of_its_own);
    CASE(a_websocket_may_be_joined_late);
    CASE(a_websocket_may_be_joined_at_a_ping);
    CASE(compressed_websocket_messages_are_counted);
    CASE(a_broken_websocket_is_read_on_at_the_next_message);
    CASE(after_websocket_frames_that_break_a_rule_the_next_ones_are_read);
    CASE(a_websocket_length_that_cannot_be_ends_the_reading_and_is_counted);
    CASE(a_run_of_broken_websocket_frames_is_counted_as_bytes_before_long);
    CASE(whatever_the_segments_the_messages_come_once_and_in_order);
    CASE(random_bytes_do_no_harm);
    CASE(a_flood_of_half_messages_ends);
    return g_test_run();
}
