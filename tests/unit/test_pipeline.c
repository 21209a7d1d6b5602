/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pipeline.h"

#include "dissect/sip/framing.h"
#include "tests/support/packets.h"
#include "tests/support/sip_text.h"

#define ETHERNET 1
#define IPV4 0x0800
#define ICMP 1
#define IP_IN_IP 4
#define TCP 6
#define UDP 17
#define GRE 47
#define ESP 50
#define SCTP 132
#define WRAP(packet, ...)                                                                      \
    packets_wrap(packet, slice_of((const uint8_t[]){ __VA_ARGS__ },                            \
                                  sizeof((const uint8_t[]){ __VA_ARGS__ })))

static const char MESSAGE[] = REQUEST(NEEDED "Content-Length: 0\r\n");

/* A pipeline for one input, and what came out of it: "packet/ordinal src>dst length" for an
 * arrival, with the number of packets where there are several and '~' where it is cut short;
 * "quote src>dst" for a quote. */
typedef struct Bench {
    Anomalies *anomalies;
    Pipeline *pipeline;
    GString *told;
    Packet packet;
} Bench;

static void tell_ends(Bench *bench, const Endpoint *src, const Endpoint *dst)
{
    char from[ENDPOINT_TEXT];
    char to[ENDPOINT_TEXT];

    g_string_append_printf(bench->told, "%s>%s", endpoint_print(src, from),
                           endpoint_print(dst, to));
}

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Bench *bench = user;

    g_assert_true(slice_equals(view->text, arrival->text));
    g_string_append_printf(bench->told, "%s%" G_GUINT64_FORMAT "/%u ",
                           bench->told->len ? "; " : "", arrival->packet, arrival->ordinal);
    tell_ends(bench, &arrival->src, &arrival->dst);
    g_string_append_printf(bench->told, " %zu", arrival->text.len);
    if (arrival->packets_len > 1)
        g_string_append_printf(bench->told, " of %u packets", arrival->packets_len);
    if (arrival->anomalies & ANOMALY_BIT(ANOMALY_CUT_SHORT))
        g_string_append_c(bench->told, '~');
}

static void on_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Bench *bench = user;

    g_assert_true(framing_begins_sip(text));
    g_assert_cmpuint(packet->number, ==, bench->packet.number);
    g_string_append(bench->told, "quote ");
    tell_ends(bench, &segment->src, &segment->dst);
}

static void bench_init(Bench *bench)
{
    PipelineHooks hooks = { .arrival = on_arrival, .quote = on_quote, .user = bench };

    *bench = (Bench){ .anomalies = anomalies_new(), .told = g_string_new(NULL) };
    bench->pipeline = pipeline_new(&hooks, &bench->anomalies, 1);
    bench->packet.link_type = ETHERNET;
}

static void bench_clear(Bench *bench)
{
    pipeline_free(bench->pipeline);
    anomalies_free(bench->anomalies);
    g_string_free(bench->told, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bench, bench_clear)

/* Sends the first @len bytes of @packet, in a block of exactly that size. */
static void send_head(Bench *bench, const Packets *packet, size_t len)
{
    g_autofree uint8_t *copy = g_memdup2(packet->data, len);

    bench->packet.number++;
    bench->packet.time += 1000000;
    bench->packet.wire_len = packet->len;
    bench->packet.bytes = slice_of(copy, len);
    pipeline_packet(bench->pipeline, &bench->packet);
}

static void send(Bench *bench, const Packets *packet)
{
    send_head(bench, packet, packet->len);
}

/* @payload in UDP and IP, from 192.0.2.1:5060 to 192.0.2.2:5060. */
static Packets *datagram(const char *payload)
{
    Packets *packet = packets_of(slice_text(payload));

    packets_udp(packet, 5060, 5060);
    packets_ipv4(packet, UDP, 1, 2);
    return packet;
}

static void assert_counts(const Bench *bench, Anomaly anomaly, uint64_t count)
{
    for (Anomaly other = 0; other < ANOMALY_COUNT; other++)
        if (anomalies_count(bench->anomalies, other) != (other == anomaly ? count : 0))
            g_error("%s: %" G_GUINT64_FORMAT, anomaly_name(other),
                    anomalies_count(bench->anomalies, other));
}

#define assert_nothing_odd(bench) assert_counts(bench, ANOMALY_COUNT, 0)

static void assert_endpoint(const Bench *bench, Anomaly anomaly, const char *expected)
{
    AnomalyAt at;
    char text[ENDPOINT_TEXT];

    g_assert_cmpuint(anomalies_endpoints(bench->anomalies, anomaly, &at, 1), ==, 1);
    g_assert_cmpuint(at.count, ==, 1);
    g_assert_cmpstr(endpoint_print(&at.server, text), ==, expected);
}

/* What comes out of one whole message between the two that datagram() names. */
static char *one(unsigned packet)
{
    return g_strdup_printf("%u/0 192.0.2.1:5060>192.0.2.2:5060 %zu", packet,
                           sizeof MESSAGE - 1);
}

#define assert_one(bench)                                                                      \
    do {                                                                                       \
        g_autofree char *one_ = one(1);                                                        \
        g_assert_cmpstr((bench)->told->str, ==, one_);                                         \
        assert_nothing_odd(bench);                                                             \
    } while (0)

static void a_datagram_is_a_message(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_one(&bench);
}

static void tags_are_passed(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    WRAP(packet, 0, 5, 0x08, 0x00);
    WRAP(packet, 0, 7, 0x81, 0x00);
    packets_ethernet(packet, 0x88a8);
    send(&bench, packet);
    assert_one(&bench);
}

static void other_traffic_says_nothing(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) rtp = datagram("\x80\x08 some sound");
    g_autoptr(Packets) arp = packets_of(slice_text("who has"));

    bench_init(&bench);
    packets_ethernet(rtp, IPV4);
    packets_ethernet(arp, 0x0806);
    send(&bench, rtp);
    send(&bench, arp);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_nothing_odd(&bench);
}

static void sip_without_a_start_line_is_counted(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram("INV(ITE sip:b@example.net SIP/2.0\r\n\r\n");

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_NO_START_LINE, 1);
}

static void an_unknown_link_type_is_counted(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    bench.packet.link_type = 147;
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_UNKNOWN_LINK_TYPE, 1);
}

static void messages_of_one_datagram_are_told_by_ordinal(void)
{
    g_auto(Bench) bench;
    g_autofree char *both = g_strconcat(MESSAGE, "\r\n\r\n", MESSAGE, NULL);
    g_autofree char *expected = g_strdup_printf("1/0 192.0.2.1:5060>192.0.2.2:5060 %zu; "
                                                "1/1 192.0.2.1:5060>192.0.2.2:5060 %zu",
                                                sizeof MESSAGE - 1, sizeof MESSAGE - 1);
    g_autoptr(Packets) packet = datagram(both);

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, expected);
    assert_nothing_odd(&bench);
}

/* The first @len bytes of the UDP datagram, then the rest, as fragments. */
static void send_fragments(Bench *bench, uint16_t len, bool is_last_first)
{
    g_autoptr(Packets) whole = packets_of(slice_text(MESSAGE));
    g_autoptr(Packets) first = NULL;
    g_autoptr(Packets) last = NULL;

    packets_udp(whole, 5060, 5060);
    first = packets_of(slice_of(whole->data, len));
    last = packets_of(slice_of(whole->data + len, whole->len - len));
    packets_ipv4_fragment(first, UDP, 0, true);
    packets_ipv4_fragment(last, UDP, len, false);
    packets_ethernet(first, IPV4);
    packets_ethernet(last, IPV4);
    send(bench, is_last_first ? last : first);
    send(bench, is_last_first ? first : last);
}

static void fragments_are_put_together_in_any_order(void)
{
    for (unsigned is_last_first = 0; is_last_first < 2; is_last_first++) {
        g_auto(Bench) bench;
        g_autofree char *bare = one(2);
        g_autofree char *expected = g_strconcat(bare, " of 2 packets", NULL);

        bench_init(&bench);
        send_fragments(&bench, 64, is_last_first);
        g_assert_cmpstr(bench.told->str, ==, expected);
        assert_nothing_odd(&bench);
    }
}

static void a_fragment_alone_is_lost_at_the_end(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_text("01234567"));

    bench_init(&bench);
    packets_ipv4_fragment(packet, UDP, 0, true);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_nothing_odd(&bench);
    pipeline_finish(bench.pipeline);
    assert_counts(&bench, ANOMALY_FRAGMENT_LOST, 1);
}

/* A first fragment that the snapshot cut can never be whole; what is there is shown. */
static void a_cut_first_fragment_is_read_for_what_it_is(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_text(MESSAGE));

    bench_init(&bench);
    packets_udp(packet, 5060, 5060);
    g_byte_array_set_size(packet, packet->len / 8 * 8);
    packets_ipv4_fragment(packet, UDP, 0, true);
    packets_ethernet(packet, IPV4);
    send_head(&bench, packet, packet->len - 40);
    g_assert_true(g_str_has_prefix(bench.told->str, "1/0 192.0.2.1:5060>192.0.2.2:5060 "));
    g_assert_true(g_str_has_suffix(bench.told->str, "~"));
}

static void what_the_snapshot_cut_is_shown_and_marked(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);
    g_autofree char *expected =
        g_strdup_printf("1/0 192.0.2.1:5060>192.0.2.2:5060 %zu~", sizeof MESSAGE - 1 - 30);

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    send_head(&bench, packet, packet->len - 30);
    g_assert_cmpstr(bench.told->str, ==, expected);
}

static void a_header_that_is_cut_is_counted(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    send_head(&bench, packet, 14 + 20 + 4);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_CUT_SHORT, 1);
}

static void a_header_that_lies_is_counted(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    packet->data[0] = 0x41; /* a header of four bytes */
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_MALFORMED, 1);
}

static void a_tunnel_is_entered(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    packets_ethernet(packet, IPV4);
    WRAP(packet, 8, 0, 0, 0, 0, 0, 42, 0); /* VXLAN */
    packets_udp(packet, 40000, 4789);
    packets_ipv4(packet, UDP, 101, 102);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_one(&bench);
}

static void sip_on_the_port_of_a_tunnel_is_sip(void)
{
    static const uint16_t PORTS[] = { 2152, 4789, 6081, 37008 };

    for (unsigned i = 0; i < G_N_ELEMENTS(PORTS); i++) {
        g_auto(Bench) bench;
        g_autoptr(Packets) packet = packets_of(slice_text(MESSAGE));
        g_autofree char *expected =
            g_strdup_printf("1/0 192.0.2.1:5060>192.0.2.2:%u %zu; "
                            "2/0 192.0.2.1:5060>192.0.2.2:%u %zu",
                            PORTS[i], sizeof MESSAGE - 1, PORTS[i], sizeof MESSAGE - 1);

        bench_init(&bench);
        packets_udp(packet, 5060, PORTS[i]);
        packets_ipv4(packet, UDP, 1, 2);
        packets_ethernet(packet, IPV4);
        send(&bench, packet);
        send(&bench, packet);
        g_assert_cmpstr(bench.told->str, ==, expected);
        assert_nothing_odd(&bench);
    }
}

/* An Ethernet frame with @depth IP headers inside each other. */
static Packets *nested(unsigned depth)
{
    Packets *packet = datagram(MESSAGE);

    for (unsigned i = 1; i < depth; i++)
        packets_ipv4(packet, IP_IN_IP, 3, 4);
    packets_ethernet(packet, IPV4);
    return packet;
}

static void eight_encapsulations_are_read_nine_are_not(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) eight = nested(1 + 8);
    g_autoptr(Packets) nine = nested(1 + 9);

    bench_init(&bench);
    send(&bench, eight);
    assert_one(&bench);
    send(&bench, nine);
    assert_counts(&bench, ANOMALY_TOO_DEEP, 1);
}

/* GRE and the IP in it are one encapsulation. */
static void a_tunnel_and_its_ip_count_once(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    for (unsigned i = 0; i < 8; i++) {
        WRAP(packet, 0, 0, 0x08, 0x00);
        packets_ipv4(packet, GRE, 3, 4);
    }
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_one(&bench);
}

/* Tags before the first IP header are no encapsulations, but nobody has forty of them. */
static void tags_without_end_are_refused(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    WRAP(packet, 0, 1, 0x08, 0x00);
    for (unsigned i = 0; i < 100; i++)
        WRAP(packet, 0, 1, 0x81, 0x00);
    packets_ethernet(packet, 0x8100);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_TOO_DEEP, 1);
}

static void an_icmp_error_quotes_and_is_no_message(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram(MESSAGE);

    bench_init(&bench);
    g_byte_array_set_size(packet, 100); /* a router quotes only the beginning */
    WRAP(packet, 3, 3, 0, 0, 0, 0, 0, 0);
    packets_ipv4(packet, ICMP, 2, 1);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "quote 192.0.2.1:5060>192.0.2.2:5060");
    assert_nothing_odd(&bench);
}

static void a_quote_of_something_else_says_nothing(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = datagram("\x80\x08 some sound");

    bench_init(&bench);
    WRAP(packet, 3, 3, 0, 0, 0, 0, 0, 0);
    packets_ipv4(packet, ICMP, 2, 1);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_nothing_odd(&bench);
}

static void esp_without_encryption_is_read(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_text(MESSAGE));
    uint8_t pad = (uint8_t)((4 - (sizeof MESSAGE - 1 + 8 + 2) % 4) % 4);

    bench_init(&bench);
    packets_udp(packet, 5060, 5060);
    g_byte_array_append(packet, (const uint8_t *)"\1\2\3", pad);
    g_byte_array_append(packet, &pad, 1);
    g_byte_array_append(packet, (const uint8_t[]){ UDP }, 1);
    g_byte_array_append(packet, (const uint8_t *)"signature 12", 12);
    WRAP(packet, 0, 0, 0, 9, 0, 0, 0, 1);
    packets_ipv4(packet, ESP, 1, 2);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_one(&bench);
}

static void esp_that_is_encrypted_is_counted_where_it_went(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_text("nobody can read these bytes, at all"));

    bench_init(&bench);
    WRAP(packet, 0, 0, 0, 9, 0, 0, 0, 1);
    packets_ipv4(packet, ESP, 1, 2);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_ESP, 1);
    assert_endpoint(&bench, ANOMALY_ESP, "192.0.2.2:0");
}

static void sctp_is_counted_where_it_went(void)
{
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_text("chunks"));

    bench_init(&bench);
    WRAP(packet, 0x9c, 0x40, 0x13, 0xc4, 0, 0, 0, 0, 0, 0, 0, 0);
    packets_ipv4(packet, SCTP, 1, 2);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    assert_counts(&bench, ANOMALY_SCTP, 1);
    assert_endpoint(&bench, ANOMALY_SCTP, "192.0.2.2:5060");
}

static void tls_is_counted_at_who_listens(void)
{
    static const char HELLO[] =
        "\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03 thirty-two bytes, "
        "and then what ciphers";
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = packets_of(slice_of(HELLO, sizeof HELLO - 1));

    bench_init(&bench);
    packets_tcp(packet, 40000, 5061, 1);
    packets_ipv4(packet, TCP, 1, 2);
    packets_ethernet(packet, IPV4);
    send(&bench, packet);
    pipeline_finish(bench.pipeline);
    g_assert_cmpstr(bench.told->str, ==, "");
    assert_counts(&bench, ANOMALY_TLS, 1);
    assert_endpoint(&bench, ANOMALY_TLS, "192.0.2.2:5061");
}

static void tcp_segments_become_a_message(void)
{
    g_auto(Bench) bench;
    g_autofree char *bare = one(2);
    g_autofree char *expected = g_strconcat(bare, " of 2 packets", NULL);
    size_t half = sizeof MESSAGE / 2;

    bench_init(&bench);
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(Packets) packet =
            packets_of(i ? slice_text(MESSAGE + half) : slice_of(MESSAGE, half));

        packets_tcp(packet, 5060, 5060, 1000 + (i ? (uint32_t)half : 0));
        packets_ipv4(packet, TCP, 1, 2);
        packets_ethernet(packet, IPV4);
        send(&bench, packet);
    }
    g_assert_cmpstr(bench.told->str, ==, expected);
    assert_nothing_odd(&bench);
}

/* Any change of any packet: no crash, and a message is never longer than its packet. */
static void damage_does_no_harm(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(5060);
    g_auto(Bench) bench;
    g_autoptr(Packets) packet = nested(3);

    bench_init(&bench);
    for (unsigned round = 0; round < 20000; round++) {
        g_autoptr(Packets) damaged = packets_of(slice_of(packet->data, packet->len));

        for (int i = g_rand_int_range(rand, 0, 5); i >= 0; i--)
            damaged->data[g_rand_int_range(rand, 0, 90)] = (uint8_t)g_rand_int(rand);
        send_head(&bench, damaged, (size_t)g_rand_int_range(rand, 1, (int)damaged->len + 1));
        g_string_truncate(bench.told, 0);
    }
    pipeline_finish(bench.pipeline);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pipeline/a_datagram_is_a_message", a_datagram_is_a_message);
    g_test_add_func("/pipeline/tags_are_passed", tags_are_passed);
    g_test_add_func("/pipeline/other_traffic_says_nothing", other_traffic_says_nothing);
    g_test_add_func("/pipeline/sip_without_a_start_line_is_counted",
                    sip_without_a_start_line_is_counted);
    g_test_add_func("/pipeline/an_unknown_link_type_is_counted",
                    an_unknown_link_type_is_counted);
    g_test_add_func("/pipeline/messages_of_one_datagram_are_told_by_ordinal",
                    messages_of_one_datagram_are_told_by_ordinal);
    g_test_add_func("/pipeline/fragments_are_put_together_in_any_order",
                    fragments_are_put_together_in_any_order);
    g_test_add_func("/pipeline/a_fragment_alone_is_lost_at_the_end",
                    a_fragment_alone_is_lost_at_the_end);
    g_test_add_func("/pipeline/a_cut_first_fragment_is_read_for_what_it_is",
                    a_cut_first_fragment_is_read_for_what_it_is);
    g_test_add_func("/pipeline/what_the_snapshot_cut_is_shown_and_marked",
                    what_the_snapshot_cut_is_shown_and_marked);
    g_test_add_func("/pipeline/a_header_that_is_cut_is_counted",
                    a_header_that_is_cut_is_counted);
    g_test_add_func("/pipeline/a_header_that_lies_is_counted", a_header_that_lies_is_counted);
    g_test_add_func("/pipeline/a_tunnel_is_entered", a_tunnel_is_entered);
    g_test_add_func("/pipeline/sip_on_the_port_of_a_tunnel_is_sip",
                    sip_on_the_port_of_a_tunnel_is_sip);
    g_test_add_func("/pipeline/eight_encapsulations_are_read_nine_are_not",
                    eight_encapsulations_are_read_nine_are_not);
    g_test_add_func("/pipeline/a_tunnel_and_its_ip_count_once", a_tunnel_and_its_ip_count_once);
    g_test_add_func("/pipeline/tags_without_end_are_refused", tags_without_end_are_refused);
    g_test_add_func("/pipeline/an_icmp_error_quotes_and_is_no_message",
                    an_icmp_error_quotes_and_is_no_message);
    g_test_add_func("/pipeline/a_quote_of_something_else_says_nothing",
                    a_quote_of_something_else_says_nothing);
    g_test_add_func("/pipeline/esp_without_encryption_is_read", esp_without_encryption_is_read);
    g_test_add_func("/pipeline/esp_that_is_encrypted_is_counted_where_it_went",
                    esp_that_is_encrypted_is_counted_where_it_went);
    g_test_add_func("/pipeline/sctp_is_counted_where_it_went", sctp_is_counted_where_it_went);
    g_test_add_func("/pipeline/tls_is_counted_at_who_listens", tls_is_counted_at_who_listens);
    g_test_add_func("/pipeline/tcp_segments_become_a_message", tcp_segments_become_a_message);
    g_test_add_func("/pipeline/damage_does_no_harm", damage_does_no_harm);
    return g_test_run();
}
