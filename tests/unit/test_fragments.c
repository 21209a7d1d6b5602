/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/fragments.h"

#define SECOND INT64_C(1000000000)
#define UDP 17
#define MORE true
#define LAST false

/* A store, its anomalies, and the number and time of the packet that comes next. */
typedef struct Bench {
    Anomalies *anomalies;
    Fragments *fragments;
    Packet packet;
    Decoded decoded; /* of the last fragment */
} Bench;

static void bench_init(Bench *bench)
{
    *bench = (Bench){ .anomalies = anomalies_new(), .packet = { .number = 1, .time = SECOND } };
    bench->fragments = fragments_new(bench->anomalies);
}

static void bench_clear(Bench *bench)
{
    fragments_free(bench->fragments);
    anomalies_free(bench->anomalies);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Bench, bench_clear)

static Decoded decoded_of(uint8_t version, uint32_t id, uint32_t offset, bool more)
{
    return (Decoded){
        .fragment = { true, more, offset, id, UDP },
        .segment = { .src = { { 192, 0, 2, 1 }, 0, version, 0 },
                     .dst = { { 192, 0, 2, 2 }, 0, version, 0 },
                     .ip_id = (uint16_t)id },
    };
}

/* The next packet brings @decoded with @payload, which is gone afterwards. */
static Verdict add_decoded(Bench *bench, Decoded decoded, Slice payload)
{
    g_autofree uint8_t *copy = g_malloc(payload.len);
    Verdict verdict;

    if (payload.len > 0)
        memcpy(copy, payload.data, payload.len);
    decoded.payload = slice_of(copy, payload.len);
    bench->decoded = decoded;
    verdict = fragments_add(bench->fragments, &bench->packet, &bench->decoded);
    bench->packet.number++;
    if (verdict != VERDICT_OK)
        g_assert_cmpmem(&bench->decoded, sizeof decoded, &decoded, sizeof decoded);
    return verdict;
}

static Verdict add(Bench *bench, uint32_t id, uint32_t offset, bool more, const char *payload)
{
    return add_decoded(bench, decoded_of(4, id, offset, more), slice_text(payload));
}

static void assert_whole(const Bench *bench, const char *text)
{
    g_assert_true(slice_is(bench->decoded.payload, text));
    g_assert_false(bench->decoded.fragment.is_fragment);
    g_assert_cmpint(bench->decoded.next, ==, LAYER_UDP);
}

static void assert_packets(const Bench *bench, unsigned count, const uint64_t *expected)
{
    unsigned len;
    const uint64_t *packets = fragments_packets(bench->fragments, &len);

    g_assert_cmpmem(packets, len * sizeof *packets, expected, count * sizeof *expected);
}

static uint64_t count_of(const Bench *bench, Anomaly anomaly)
{
    return anomalies_count(bench->anomalies, anomaly);
}

static void assert_no_anomaly(Bench *bench)
{
    fragments_end(bench->fragments);
    for (Anomaly anomaly = 0; anomaly < ANOMALY_COUNT; anomaly++)
        g_assert_cmpuint(count_of(bench, anomaly), ==, 0);
}

/* Adds the four fragments of a datagram in @order. */
static void try_order(const unsigned order[4])
{
    static const char *const PARTS[] = { "INVITE s", "ip:b@exa", "mple.net", " SIP" };
    static const uint64_t PACKETS[] = { 1, 2, 3, 4 };
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    for (unsigned i = 0; i < 4; i++) {
        unsigned part = order[i];

        g_assert_cmpint(add(&bench, 7, part * 8, part < 3, PARTS[part]), ==,
                        i < 3 ? VERDICT_MORE_NEEDED : VERDICT_OK);
    }
    assert_whole(&bench, "INVITE sip:b@example.net SIP");
    assert_packets(&bench, 4, PACKETS);
    assert_no_anomaly(&bench);
}

static void fragments_come_in_any_order(void)
{
    for (unsigned code = 0; code < 256; code++) {
        unsigned order[4] = { code & 3, code >> 2 & 3, code >> 4 & 3, code >> 6 };
        unsigned seen = 0;

        for (unsigned i = 0; i < 4; i++)
            seen |= 1u << order[i];
        if (seen == 15)
            try_order(order);
    }
}

static void packets_between_are_not_of_the_datagram(void)
{
    static const uint64_t PACKETS[] = { 10, 12 };
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    bench.packet.number = 10;
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 8, 0, MORE, "abcdefgh");
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
    assert_packets(&bench, 2, PACKETS);
}

static void datagrams_do_not_mix(void)
{
    g_auto(Bench) bench = { 0 };
    Decoded tcp = decoded_of(4, 7, 8, LAST);
    Decoded back = decoded_of(4, 7, 8, LAST);
    Decoded six = decoded_of(6, 7, 8, LAST);

    tcp.fragment.protocol = 6;
    back.segment.src.address[3] = 2;
    back.segment.dst.address[3] = 1;
    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    g_assert_cmpint(add(&bench, 8, 8, LAST, "x"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add_decoded(&bench, tcp, slice_text("x")), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add_decoded(&bench, back, slice_text("x")), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add_decoded(&bench, six, slice_text("x")), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
    assert_whole(&bench, "123456789");
}

static void ipv6_asks_the_first_fragment_for_the_protocol(void)
{
    g_auto(Bench) bench = { 0 };
    Decoded last = decoded_of(6, 0xdeadbeef, 8, LAST);

    last.fragment.protocol = 59;
    bench_init(&bench);
    g_assert_cmpint(add_decoded(&bench, last, slice_text("9")), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add_decoded(&bench, decoded_of(6, 0xdeadbeef, 0, MORE),
                                slice_text("12345678")),
                    ==, VERDICT_OK);
    assert_whole(&bench, "123456789");
}

static void extension_headers_in_the_whole_are_passed_over(void)
{
    g_auto(Bench) bench = { 0 };
    Decoded first = decoded_of(6, 1, 0, MORE);

    first.fragment.protocol = 60;
    bench_init(&bench);
    add_decoded(&bench, first, slice_of("\x11\0\1\4\0\0\0\0", 8));
    g_assert_cmpint(add_decoded(&bench, decoded_of(6, 1, 8, LAST), slice_text("hi")), ==,
                    VERDICT_OK);
    assert_whole(&bench, "hi");
    g_assert_cmpuint(bench.decoded.fragment.protocol, ==, UDP);
}

static void duplicates_say_nothing(void)
{
    static const uint64_t PACKETS[] = { 1, 4 };
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 7, 0, MORE, "12345678");
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
    assert_whole(&bench, "123456789");
    assert_packets(&bench, 2, PACKETS);
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_MORE_NEEDED);
    assert_no_anomaly(&bench);
}

static void a_datagram_sent_twice_is_whole_twice(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    for (unsigned i = 0; i < 2; i++) {
        add(&bench, 7, 0, MORE, "12345678");
        g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
        assert_whole(&bench, "123456789");
    }
    assert_no_anomaly(&bench);
}

static void a_late_copy_does_not_mix_with_the_next_of_its_number(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 7, 8, LAST, "9");
    add(&bench, 7, 8, LAST, "9");
    bench.packet.time += 5 * SECOND;
    add(&bench, 7, 0, MORE, "abcdefgh");
    g_assert_cmpint(add(&bench, 7, 8, LAST, "i"), ==, VERDICT_OK);
    assert_whole(&bench, "abcdefghi");
    assert_no_anomaly(&bench);
}

static void a_loss_after_a_whole_of_the_same_number_is_counted(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 7, 8, LAST, "9");
    bench.packet.time += 5 * SECOND;
    add(&bench, 7, 0, MORE, "abcdefgh");
    fragments_end(bench.fragments);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, 1);
}

static void fragments_may_overlap_where_they_agree(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "1234567812345678");
    add(&bench, 7, 24, LAST, "9");
    add(&bench, 7, 0, MORE, "12345678");
    g_assert_cmpint(add(&bench, 7, 8, MORE, "12345678abcdefgh"), ==, VERDICT_OK);
    assert_whole(&bench, "1234567812345678abcdefgh9");
    assert_no_anomaly(&bench);
}

static void of_fragments_that_differ_the_first_wins(void)
{
    const uint64_t *packets;
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "1234567812345678");
    g_assert_cmpint(add(&bench, 7, 8, MORE, "forged!!12345678"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_OVERLAP), ==, 1);
    g_assert_cmpuint(anomalies_examples(bench.anomalies, ANOMALY_FRAGMENT_OVERLAP, &packets),
                     ==, 1);
    g_assert_cmpuint(packets[0], ==, 2);
    g_assert_cmpint(add(&bench, 7, 16, LAST, "9"), ==, VERDICT_OK);
    assert_whole(&bench, "12345678123456789");
}

static void a_datagram_has_one_end(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 16, LAST, "9");
    add(&bench, 7, 24, LAST, "9");
    add(&bench, 7, 8, LAST, "8");
    add(&bench, 7, 16, MORE, "99999999");
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_OVERLAP), ==, 3);
    g_assert_cmpint(add(&bench, 7, 0, MORE, "1234567812345678"), ==, VERDICT_OK);
    assert_whole(&bench, "12345678123456789");
}

static void what_cannot_be_is_not_kept(void)
{
    g_auto(Bench) bench = { 0 };
    Decoded cut = decoded_of(4, 7, 0, MORE);

    cut.cut_short = true;
    bench_init(&bench);
    g_assert_cmpint(add(&bench, 7, 0, MORE, ""), ==, VERDICT_MALFORMED);
    g_assert_cmpint(add(&bench, 7, 8, LAST, ""), ==, VERDICT_MALFORMED);
    g_assert_cmpint(add(&bench, 7, 0, MORE, "1234567"), ==, VERDICT_MALFORMED);
    g_assert_cmpint(add(&bench, 7, 65528, LAST, "12345678"), ==, VERDICT_MALFORMED);
    g_assert_cmpint(add_decoded(&bench, cut, slice_text("12345678")), ==, VERDICT_CUT_SHORT);
    assert_no_anomaly(&bench);
}

static void the_largest_datagram_becomes_whole(void)
{
    g_auto(Bench) bench = { 0 };
    g_autofree char *bytes = g_malloc(65535);
    Verdict verdict = VERDICT_MORE_NEEDED;

    memset(bytes, 'x', 65535);
    bench_init(&bench);
    for (uint32_t offset = 0; offset < 65535; offset += 256)
        verdict = add_decoded(&bench, decoded_of(4, 7, offset, offset + 256 < 65535),
                              slice_of(bytes + offset, MIN(256, 65535 - offset)));
    g_assert_cmpint(verdict, ==, VERDICT_OK);
    g_assert_true(slice_equals(bench.decoded.payload, slice_of(bytes, 65535)));
}

static void too_many_fragments_of_one_are_given_up(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    for (uint32_t i = 0; i <= FRAGMENTS_PIECES_MAX; i++)
        g_assert_cmpint(add(&bench, 7, i * 8, MORE, "12345678"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_EVICTED), ==, 1);
}

static void at_the_end_every_fragment_that_waits_is_lost(void)
{
    const uint64_t *packets;
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    add(&bench, 8, 8, LAST, "9");
    add(&bench, 8, 8, LAST, "9");
    fragments_end(bench.fragments);
    fragments_end(bench.fragments);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, 2);
    g_assert_cmpuint(anomalies_examples(bench.anomalies, ANOMALY_FRAGMENT_LOST, &packets), ==,
                     2);
    g_assert_cmpuint(packets[0], ==, 1);
    g_assert_cmpuint(packets[1], ==, 2);
}

static void fragments_age_with_the_time_of_packets(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    add(&bench, 7, 0, MORE, "12345678");
    bench.packet.time += FRAGMENTS_AGE_NS;
    add(&bench, 8, 0, MORE, "12345678");
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, 0);
    bench.packet.time += 1;
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, 1);
}

static void an_aged_datagram_behind_one_from_the_future_is_lost_too(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    bench.packet.time = INT64_MAX;
    add(&bench, 6, 0, MORE, "12345678");
    bench.packet.time = 0;
    add(&bench, 7, 0, MORE, "12345678");
    bench.packet.time = 40 * SECOND;
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, 1);
}

static void without_time_nothing_ages(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    bench.packet.time = TIME_NONE;
    add(&bench, 7, 0, MORE, "12345678");
    bench.packet.time = INT64_MAX;
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
}

static void whatever_comes_what_is_whole_is_right(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(791);
    g_auto(Bench) bench = { 0 };
    uint8_t bytes[256];
    unsigned whole = 0;

    for (unsigned i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)i;
    bench_init(&bench);
    for (unsigned i = 0; i < 50000; i++) {
        uint32_t offset = 8 * (uint32_t)g_rand_int_range(rand, 0, 16);
        size_t len = 8 * (size_t)g_rand_int_range(rand, 1, 8);
        bool more = g_rand_int_range(rand, 0, 8) > 0;
        Decoded decoded = decoded_of(4, (uint32_t)g_rand_int_range(rand, 0, 20), offset, more);

        bench.packet.time += g_rand_int_range(rand, -2, 3) * SECOND / 4;
        if (add_decoded(&bench, decoded, slice_of(bytes + offset, len)) == VERDICT_OK) {
            g_assert_true(slice_equals(bench.decoded.payload,
                                       slice_of(bytes, bench.decoded.payload.len)));
            whole++;
        }
    }
    g_assert_cmpuint(whole, >, 100);
}

static void a_flood_of_first_fragments_stays_at_the_cap(void)
{
    g_auto(Bench) bench = { 0 };

    bench_init(&bench);
    for (uint32_t i = 0; i < 100000; i++)
        add_decoded(&bench, decoded_of(6, i + 10, 0, MORE), slice_text("12345678"));
    add(&bench, 7, 0, MORE, "12345678");
    for (uint32_t i = 0; i < 1000; i++)
        add_decoded(&bench, decoded_of(6, i + 200000, 8, LAST), slice_text("12345678"));
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
    assert_whole(&bench, "123456789");
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_EVICTED), ==,
                     101001 - FRAGMENTS_DATAGRAMS_MAX);
    fragments_end(bench.fragments);
    g_assert_cmpuint(count_of(&bench, ANOMALY_FRAGMENT_LOST), ==, FRAGMENTS_DATAGRAMS_MAX - 1);
}

static void a_flood_of_bytes_stays_at_the_cap(void)
{
    g_auto(Bench) bench = { 0 };
    g_autofree uint8_t *bytes = g_malloc0(65528);
    uint64_t kept;

    bench_init(&bench);
    for (uint32_t i = 0; i < 1000; i++)
        add_decoded(&bench, decoded_of(4, i + 10, 0, MORE), slice_of(bytes, 65528));
    kept = 1000 - count_of(&bench, ANOMALY_FRAGMENT_EVICTED);
    g_assert_cmpuint(kept, <=, FRAGMENTS_BYTES_MAX / 65528);
    g_assert_cmpuint(kept, >, 200);
    add(&bench, 7, 0, MORE, "12345678");
    g_assert_cmpint(add(&bench, 7, 8, LAST, "9"), ==, VERDICT_OK);
}

/* Packets 1 and 2 are fragments of a datagram that is the first fragment of another, which
 * packet 3 completes. */
static void a_fragment_in_fragments_was_carried_by_all_of_their_packets(void)
{
    g_auto(Bench) bench;

    bench_init(&bench);
    g_assert_cmpint(add(&bench, 7, 0, MORE, "outer---"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add(&bench, 7, 8, LAST, "more"), ==, VERDICT_OK);
    bench.packet.number--;
    g_assert_cmpint(add(&bench, 9, 0, MORE, "inner---"), ==, VERDICT_MORE_NEEDED);
    g_assert_cmpint(add(&bench, 9, 8, LAST, "end"), ==, VERDICT_OK);
    assert_whole(&bench, "inner---end");
    assert_packets(&bench, 3, (uint64_t[]){ 1, 2, 3 });
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/fragments/fragments_come_in_any_order", fragments_come_in_any_order);
    g_test_add_func("/fragments/packets_between_are_not_of_the_datagram",
                    packets_between_are_not_of_the_datagram);
    g_test_add_func("/fragments/datagrams_do_not_mix", datagrams_do_not_mix);
    g_test_add_func("/fragments/ipv6_asks_the_first_fragment_for_the_protocol",
                    ipv6_asks_the_first_fragment_for_the_protocol);
    g_test_add_func("/fragments/extension_headers_in_the_whole_are_passed_over",
                    extension_headers_in_the_whole_are_passed_over);
    g_test_add_func("/fragments/a_fragment_in_fragments_was_carried_by_all_of_their_packets",
                    a_fragment_in_fragments_was_carried_by_all_of_their_packets);
    g_test_add_func("/fragments/duplicates_say_nothing", duplicates_say_nothing);
    g_test_add_func("/fragments/a_datagram_sent_twice_is_whole_twice",
                    a_datagram_sent_twice_is_whole_twice);
    g_test_add_func("/fragments/a_late_copy_does_not_mix_with_the_next_of_its_number",
                    a_late_copy_does_not_mix_with_the_next_of_its_number);
    g_test_add_func("/fragments/a_loss_after_a_whole_of_the_same_number_is_counted",
                    a_loss_after_a_whole_of_the_same_number_is_counted);
    g_test_add_func("/fragments/fragments_may_overlap_where_they_agree",
                    fragments_may_overlap_where_they_agree);
    g_test_add_func("/fragments/of_fragments_that_differ_the_first_wins",
                    of_fragments_that_differ_the_first_wins);
    g_test_add_func("/fragments/a_datagram_has_one_end", a_datagram_has_one_end);
    g_test_add_func("/fragments/what_cannot_be_is_not_kept", what_cannot_be_is_not_kept);
    g_test_add_func("/fragments/the_largest_datagram_becomes_whole",
                    the_largest_datagram_becomes_whole);
    g_test_add_func("/fragments/too_many_fragments_of_one_are_given_up",
                    too_many_fragments_of_one_are_given_up);
    g_test_add_func("/fragments/at_the_end_every_fragment_that_waits_is_lost",
                    at_the_end_every_fragment_that_waits_is_lost);
    g_test_add_func("/fragments/fragments_age_with_the_time_of_packets",
                    fragments_age_with_the_time_of_packets);
    g_test_add_func("/fragments/an_aged_datagram_behind_one_from_the_future_is_lost_too",
                    an_aged_datagram_behind_one_from_the_future_is_lost_too);
    g_test_add_func("/fragments/without_time_nothing_ages", without_time_nothing_ages);
    g_test_add_func("/fragments/whatever_comes_what_is_whole_is_right",
                    whatever_comes_what_is_whole_is_right);
    g_test_add_func("/fragments/a_flood_of_first_fragments_stays_at_the_cap",
                    a_flood_of_first_fragments_stays_at_the_cap);
    g_test_add_func("/fragments/a_flood_of_bytes_stays_at_the_cap",
                    a_flood_of_bytes_stays_at_the_cap);
    return g_test_run();
}
