/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/decoders.h"
#include "tests/unit/wire.h"

#define PORTS 0x13, 0xc4, 0x13, 0xc5 /* 5060, 5061 */
#define UDP(length) PORTS, 0, length, 0xab, 0xcd

/* A TCP header: words of header with reserved bits, flags. */
#define TCP(words, flags)                                                                      \
    PORTS, 0, 0, 1, 0, 0, 0, 2, 0, words, flags, 0xff, 0xff, 0xab, 0xcd, 0, 0

#define ADDRESSES_4 192, 0, 2, 1, 192, 0, 2, 2
#define ADDRESSES_6                                                                            \
    0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* */                          \
        0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2

/* ESP's front, its trailer without padding, signatures. */
#define ESP 0, 0, 0x10, 1, 0, 0, 0, 7
#define TWELVE 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
#define SIXTEEN TWELVE, 13, 14, 15, 16

static Decoded decoded_of(LayerDecode decode, Slice wire)
{
    Decoded decoded;

    g_assert_cmpint(wire_decode(decode, wire, wire.len, &decoded), ==, VERDICT_OK);
    return decoded;
}

static void a_datagram_yields_ports_and_payload(void)
{
    Slice wire = WIRE(UDP(10), 'h', 'i');
    Decoded decoded = decoded_of(udp_decode, wire);

    g_assert_cmpuint(decoded.segment.src.port, ==, 5060);
    g_assert_cmpuint(decoded.segment.dst.port, ==, 5061);
    g_assert_cmpint(decoded.next, ==, LAYER_NONE);
    g_assert_true(slice_is(decoded.payload, "hi"));
    g_assert_false(decoded.cut_short);
    for (size_t len = 0; len < wire.len; len++)
        g_assert_cmpint(wire_decode(udp_decode, wire, len, &decoded), ==,
                        len < 8 ? VERDICT_CUT_SHORT : VERDICT_OK);
    g_assert_true(decoded.cut_short);
    wire_decode_damaged(udp_decode, wire);
}

static void the_length_of_a_datagram_is_believed_but_zero(void)
{
    assert_payload(udp_decode, WIRE(UDP(9), 'h', 'i'), LAYER_NONE, 1, false);
    assert_payload(udp_decode, WIRE(UDP(11), 'h', 'i'), LAYER_NONE, 2, true);
    assert_payload(udp_decode, WIRE(UDP(0), 'h', 'i'), LAYER_NONE, 2, false);
    assert_payload(udp_decode, WIRE(UDP(8)), LAYER_NONE, 0, false);
    assert_verdict(udp_decode, WIRE(UDP(7), 'h', 'i'), VERDICT_MALFORMED);
}

static void a_datagram_whole_in_a_cut_packet_is_whole(void)
{
    Decoded decoded = { .cut_short = true };

    g_assert_cmpint(udp_decode(WIRE(UDP(10), 'h', 'i'), &decoded), ==, VERDICT_OK);
    g_assert_false(decoded.cut_short);
}

static void a_well_known_port_announces_a_tunnel(void)
{
    assert_payload(udp_decode, WIRE(0xd4, 0x31, 0x12, 0xb5, 0, 8, 0, 0), LAYER_VXLAN, 0, false);
}

static void a_tcp_header_yields_all_that_a_stream_needs(void)
{
    Slice wire = WIRE(TCP(0x61, 0x52), 1, 1, 1, 0, 'h', 'i');
    Decoded decoded = decoded_of(tcp_decode, wire);

    g_assert_cmpuint(decoded.segment.src.port, ==, 5060);
    g_assert_cmpuint(decoded.segment.dst.port, ==, 5061);
    g_assert_cmpuint(decoded.segment.seq, ==, 0x100);
    g_assert_cmpuint(decoded.segment.ack, ==, 0x200);
    g_assert_cmpuint(decoded.segment.tcp_flags & TCP_SYN, !=, 0);
    g_assert_cmpuint(decoded.segment.tcp_flags & TCP_ACK, !=, 0);
    g_assert_cmpuint(decoded.segment.tcp_flags & TCP_FIN, ==, 0);
    g_assert_true(slice_is(decoded.payload, "hi"));
    assert_reads(tcp_decode, wire, 24, 24, LAYER_NONE);
}

static void a_tcp_header_shorter_than_itself_is_malformed(void)
{
    assert_verdict(tcp_decode, WIRE(TCP(0x40, 0x10)), VERDICT_MALFORMED);
    assert_verdict(tcp_decode, WIRE(TCP(0xf0, 0x10), 1, 2, 3), VERDICT_CUT_SHORT);
}

static void icmp_errors_quote_a_packet(void)
{
    static const uint8_t TYPES_4[] = { 3, 4, 11, 12 };

    for (size_t i = 0; i < G_N_ELEMENTS(TYPES_4); i++)
        assert_reads(icmp_decode, WIRE(TYPES_4[i], 3, 0, 0, 0, 0, 0, 0, 0x45, 0), 8, 8,
                     LAYER_IPV4);
    for (uint8_t type = 1; type <= 4; type++)
        assert_reads(icmpv6_decode, WIRE(type, 3, 0, 0, 0, 0, 0, 0, 0x60, 0), 8, 8, LAYER_IPV6);
}

static void other_icmp_is_not_read(void)
{
    assert_verdict(icmp_decode, WIRE(8, 0, 0, 0, 0, 0, 0, 0, 1, 2), VERDICT_NOT_MINE);
    assert_verdict(icmp_decode, WIRE(5, 0, 0, 0, 0, 0, 0, 0, 1, 2), VERDICT_NOT_MINE);
    assert_verdict(icmpv6_decode, WIRE(0, 0, 0, 0, 0, 0, 0, 0, 1, 2), VERDICT_NOT_MINE);
    assert_verdict(icmpv6_decode, WIRE(128, 0, 0, 0, 0, 0, 0, 0, 1, 2), VERDICT_NOT_MINE);
    assert_verdict(icmpv6_decode, WIRE(135, 0, 0, 0, 0, 0, 0, 0, 1, 2), VERDICT_NOT_MINE);
}

static void icmp_extensions_are_not_quoted(void)
{
    uint8_t four[8 + 128 + 12] = { 11, 0, 0, 0, 0, 32 };
    uint8_t six[8 + 136 + 12] = { 3, 0, 0, 0, 17 };

    assert_payload(icmp_decode, slice_of(four, sizeof four), LAYER_IPV4, 128, false);
    assert_payload(icmpv6_decode, slice_of(six, sizeof six), LAYER_IPV6, 136, false);
    four[5] = 7; /* too short to be a length */
    assert_payload(icmp_decode, slice_of(four, sizeof four), LAYER_IPV4, 140, false);
}

static void a_quoted_packet_is_read_as_far_as_it_goes(void)
{
    Slice wire = WIRE(3, 3, 0, 0, 0, 0, 0, 0, /* port unreachable */
                      0x45, 0, 1, 44, 0, 1, 0x20, 0, 64, 17, 0, 0, ADDRESSES_4, /* a fragment */
                      PORTS, 3, 0, 0, 0, 'O', 'P', 'T');
    Decoded decoded = decoded_of(icmp_decode, wire);

    g_assert_cmpint(ipv4_decode(decoded.payload, &decoded), ==, VERDICT_OK);
    g_assert_true(decoded.cut_short && decoded.fragment.is_fragment);
    g_assert_cmpint(udp_decode(decoded.payload, &decoded), ==, VERDICT_OK);
    g_assert_true(decoded.cut_short);
    g_assert_cmpuint(decoded.segment.dst.port, ==, 5061);
    g_assert_true(slice_is(decoded.payload, "OPT"));
}

static void signed_udp_is_found_in_esp(void)
{
    /* 10 bytes of UDP, 2 of padding, 2 of trailer, the signature */
    assert_payload(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 1, 2, 2, 17, TWELVE), LAYER_UDP, 10,
                   false);
    assert_payload(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 1, 2, 2, 17, SIXTEEN), LAYER_UDP,
                   10, false);
    assert_payload(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 1, 2, 2, 17), LAYER_UDP, 10, false);
    assert_payload(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 0, 17, SIXTEEN, SIXTEEN), LAYER_UDP,
                   10, false);
}

static void signed_tcp_is_found_in_esp(void)
{
    assert_payload(esp_decode,
                   WIRE(ESP, TCP(0x50, 0x18), 'h', 'i', '!', '!', 1, 2, 2, 6, TWELVE),
                   LAYER_TCP, 24, false);
}

static void signed_tunnels_are_found_in_esp(void)
{
    assert_payload(esp_decode,
                   WIRE(ESP, 0x45, 0, 0, 21, 0, 0, 0, 0, 64, 17, 0, 0, ADDRESSES_4, 'h', 1, 1,
                        4, SIXTEEN),
                   LAYER_IPV4, 21, false);
    assert_payload(esp_decode,
                   WIRE(ESP, 0x60, 0, 0, 0, 0, 1, 17, 64, ADDRESSES_6, 'h', 1, 1, 41, SIXTEEN),
                   LAYER_IPV6, 41, false);
}

static void esp_that_makes_no_sense_is_encrypted(void)
{
    /* padding, next header, the length of UDP, TCP's flags, no SPI */
    assert_verdict(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 1, 3, 2, 17, TWELVE),
                   VERDICT_NOT_MINE);
    assert_verdict(esp_decode, WIRE(ESP, UDP(10), 'h', 'i', 1, 2, 2, 18, TWELVE),
                   VERDICT_NOT_MINE);
    assert_verdict(esp_decode, WIRE(ESP, UDP(11), 'h', 'i', 1, 2, 2, 17, TWELVE),
                   VERDICT_NOT_MINE);
    assert_verdict(esp_decode, WIRE(ESP, TCP(0x50, 0x03), 1, 2, 2, 6, TWELVE),
                   VERDICT_NOT_MINE);
    assert_verdict(esp_decode, WIRE(0, 0, 0, 0, 0, 0, 0, 7, UDP(10), 'h', 'i', 0, 17),
                   VERDICT_NOT_MINE);
}

static void random_bytes_are_hardly_ever_taken_for_signed(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(50);
    unsigned taken = 0;

    for (unsigned packet = 0; packet < 200000; packet++) {
        uint32_t words[25];
        Decoded decoded = { 0 };

        for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
            words[i] = g_rand_int(rand);
        taken += esp_decode(slice_of(words, sizeof words), &decoded) == VERDICT_OK;
    }
    g_assert_cmpuint(taken, <=, 4);
}

static void esp_cut_anywhere_is_not_read(void)
{
    Slice wire = WIRE(ESP, UDP(10), 'h', 'i', 1, 2, 2, 17, TWELVE);
    Decoded decoded = { .cut_short = true };

    g_assert_cmpint(esp_decode(wire, &decoded), ==, VERDICT_CUT_SHORT);
    for (size_t len = 0; len < wire.len; len++) {
        Verdict verdict = wire_decode(esp_decode, wire, len, &decoded);

        /* What is left is then as long as without a signature, or with one of eight bytes. */
        if (len == 22 || len == 30)
            g_assert_cmpint(verdict, ==, VERDICT_OK);
        else
            g_assert_cmpint(verdict, ==, len < 8 ? VERDICT_CUT_SHORT : VERDICT_NOT_MINE);
    }
    wire_decode_damaged(esp_decode, wire);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/transport/a_datagram_yields_ports_and_payload",
                    a_datagram_yields_ports_and_payload);
    g_test_add_func("/transport/the_length_of_a_datagram_is_believed_but_zero",
                    the_length_of_a_datagram_is_believed_but_zero);
    g_test_add_func("/transport/a_datagram_whole_in_a_cut_packet_is_whole",
                    a_datagram_whole_in_a_cut_packet_is_whole);
    g_test_add_func("/transport/a_well_known_port_announces_a_tunnel",
                    a_well_known_port_announces_a_tunnel);
    g_test_add_func("/transport/a_tcp_header_yields_all_that_a_stream_needs",
                    a_tcp_header_yields_all_that_a_stream_needs);
    g_test_add_func("/transport/a_tcp_header_shorter_than_itself_is_malformed",
                    a_tcp_header_shorter_than_itself_is_malformed);
    g_test_add_func("/transport/icmp_errors_quote_a_packet", icmp_errors_quote_a_packet);
    g_test_add_func("/transport/other_icmp_is_not_read", other_icmp_is_not_read);
    g_test_add_func("/transport/icmp_extensions_are_not_quoted",
                    icmp_extensions_are_not_quoted);
    g_test_add_func("/transport/a_quoted_packet_is_read_as_far_as_it_goes",
                    a_quoted_packet_is_read_as_far_as_it_goes);
    g_test_add_func("/transport/signed_udp_is_found_in_esp", signed_udp_is_found_in_esp);
    g_test_add_func("/transport/signed_tcp_is_found_in_esp", signed_tcp_is_found_in_esp);
    g_test_add_func("/transport/signed_tunnels_are_found_in_esp",
                    signed_tunnels_are_found_in_esp);
    g_test_add_func("/transport/esp_that_makes_no_sense_is_encrypted",
                    esp_that_makes_no_sense_is_encrypted);
    g_test_add_func("/transport/random_bytes_are_hardly_ever_taken_for_signed",
                    random_bytes_are_hardly_ever_taken_for_signed);
    g_test_add_func("/transport/esp_cut_anywhere_is_not_read", esp_cut_anywhere_is_not_read);
    return g_test_run();
}
