/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/decoders.h"
#include "tests/unit/wire.h"

#define ADDRESSES_4 192, 0, 2, 1, 192, 0, 2, 2
#define ADDRESSES_6                                                                            \
    0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, /* */                          \
        0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2

/* An IPv4 header without options: total length, identification, flags with offset, protocol.
 */
#define IPV4(total, flags_high, flags_low, protocol)                                           \
    0x45, 0, 0, total, 0x12, 0x34, flags_high, flags_low, 64, protocol, 0, 0, ADDRESSES_4

/* An IPv6 header: payload length, next header. */
#define IPV6(length, next) 0x60, 0, 0, 0, 0, length, next, 64, ADDRESSES_6

#define UDP 17
#define TCP 6
#define AH 51

/* @decode of @wire, in exactly as many bytes, says ok. */
static Decoded decoded_of(LayerDecode decode, Slice wire)
{
    Decoded decoded;

    g_assert_cmpint(wire_decode(decode, wire, wire.len, &decoded), ==, VERDICT_OK);
    return decoded;
}

static void assert_endpoint(const Endpoint *endpoint, const char *text)
{
    char printed[ENDPOINT_TEXT];

    g_assert_cmpstr(endpoint_print(endpoint, printed), ==, text);
}

/* @wire cut at every byte: cut short while the first @headers bytes are not all there, then
 * marked as holding less than it says. */
static void assert_every_cut(LayerDecode decode, Slice wire, size_t headers)
{
    for (size_t len = 0; len < wire.len; len++) {
        Decoded decoded;
        Verdict verdict = wire_decode(decode, wire, len, &decoded);

        g_assert_cmpint(verdict, ==, len < headers ? VERDICT_CUT_SHORT : VERDICT_OK);
        if (verdict == VERDICT_OK) {
            g_assert_true(decoded.cut_short);
            g_assert_cmpuint(decoded.payload.len, ==, len - headers);
        }
    }
    wire_decode_damaged(decode, wire);
}

static void an_ipv4_header_yields_addresses_and_identification(void)
{
    Decoded decoded = decoded_of(ipv4_decode, WIRE(IPV4(22, 0x40, 0, UDP), 'h', 'i'));

    assert_endpoint(&decoded.segment.src, "192.0.2.1:0");
    assert_endpoint(&decoded.segment.dst, "192.0.2.2:0");
    g_assert_cmpuint(decoded.segment.ip_id, ==, 0x1234);
    g_assert_cmpint(decoded.next, ==, LAYER_UDP);
    g_assert_true(slice_is(decoded.payload, "hi"));
    g_assert_false(decoded.cut_short);
    g_assert_false(decoded.fragment.is_fragment);
}

static void ipv4_options_are_passed_over(void)
{
    Slice wire =
        WIRE(0x46, 0, 0, 26, 0, 0, 0, 0, 64, TCP, 0, 0, ADDRESSES_4, 1, 1, 1, 0, 'h', 'i');

    g_assert_true(slice_is(decoded_of(ipv4_decode, wire).payload, "hi"));
    assert_every_cut(ipv4_decode, wire, 24);
}

static void ethernet_padding_is_no_payload(void)
{
    Decoded four = decoded_of(ipv4_decode, WIRE(IPV4(22, 0, 0, UDP), 'h', 'i', 0, 0, 0));
    Decoded six = decoded_of(ipv6_decode, WIRE(IPV6(2, UDP), 'h', 'i', 0, 0, 0));

    g_assert_true(slice_is(four.payload, "hi"));
    g_assert_true(slice_is(six.payload, "hi"));
    g_assert_false(four.cut_short || six.cut_short);
}

static void length_zero_takes_all_there_is(void)
{
    Decoded four = decoded_of(ipv4_decode, WIRE(IPV4(0, 0, 0, TCP), 'h', 'i'));
    Decoded six = decoded_of(ipv6_decode, WIRE(IPV6(0, TCP), 'h', 'i'));

    g_assert_true(slice_is(four.payload, "hi"));
    g_assert_true(slice_is(six.payload, "hi"));
    g_assert_false(four.cut_short || six.cut_short);
}

static void a_cut_packet_keeps_what_is_there(void)
{
    assert_every_cut(ipv4_decode, WIRE(IPV4(26, 0, 0, UDP), 'h', 'i', 1, 2, 3, 4), 20);
    assert_every_cut(ipv6_decode, WIRE(IPV6(6, UDP), 'h', 'i', 1, 2, 3, 4), 40);
}

static void impossible_headers_are_malformed(void)
{
    assert_verdict(ipv4_decode, WIRE(IPV4(19, 0, 0, UDP)), VERDICT_MALFORMED);
    assert_verdict(ipv4_decode, WIRE(0x44, 0, 0, 20, 0, 0, 0, 0, 64, UDP, 0, 0, ADDRESSES_4),
                   VERDICT_MALFORMED);
    assert_verdict(ipv4_decode, WIRE(0x65, 0, 0, 20, 0, 0, 0, 0, 64, UDP, 0, 0, ADDRESSES_4),
                   VERDICT_MALFORMED);
    assert_verdict(ipv6_decode, WIRE(0x40, 0, 0, 0, 0, 0, UDP, 64, ADDRESSES_6),
                   VERDICT_MALFORMED);
}

static void ipv4_fragments_are_told(void)
{
    Fragment first = decoded_of(ipv4_decode, WIRE(IPV4(22, 0x20, 0, UDP), 1, 2)).fragment;
    Fragment last = decoded_of(ipv4_decode, WIRE(IPV4(22, 0x00, 185, UDP), 1, 2)).fragment;

    g_assert_true(first.is_fragment && first.more);
    g_assert_cmpuint(first.offset, ==, 0);
    g_assert_cmpuint(first.id, ==, 0x1234);
    g_assert_cmpuint(first.protocol, ==, UDP);
    g_assert_true(last.is_fragment && !last.more);
    g_assert_cmpuint(last.offset, ==, 1480);
}

static void an_authentication_header_is_passed_over(void)
{
    static const uint8_t IN_4[] = { IPV4(46, 0, 0, AH),
                                    UDP,
                                    4,
                                    0,
                                    0,
                                    0,
                                    0,
                                    1,
                                    0,
                                    0,
                                    0,
                                    0,
                                    1,
                                    1,
                                    2,
                                    3,
                                    4,
                                    5,
                                    6,
                                    7,
                                    8,
                                    9,
                                    10,
                                    11,
                                    12,
                                    'h',
                                    'i' };
    static const uint8_t IN_6[] = {
        IPV6(26, AH), UDP, 4,  0,   0,  0, 0, 1, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9,
        10,           11,  12, 'h', 'i'
    };
    Decoded four = decoded_of(ipv4_decode, slice_of(IN_4, sizeof IN_4));
    Decoded six = decoded_of(ipv6_decode, slice_of(IN_6, sizeof IN_6));

    g_assert_true(slice_is(four.payload, "hi") && four.next == LAYER_UDP);
    g_assert_true(slice_is(six.payload, "hi") && six.next == LAYER_UDP);
    assert_every_cut(ipv4_decode, slice_of(IN_4, sizeof IN_4), 44);
    assert_every_cut(ipv6_decode, slice_of(IN_6, sizeof IN_6), 64);
}

static void ipv6_extension_headers_are_passed_over(void)
{
    Slice wire = WIRE(IPV6(34, 0), 60, 0, 1, 4, 0, 0, 0, 0, /* hop-by-hop */
                      43, 0, 1, 4, 0, 0, 0, 0,              /* destination options */
                      UDP, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, /* routing */
                      'h', 'i');
    Decoded decoded = decoded_of(ipv6_decode, wire);

    assert_endpoint(&decoded.segment.src, "[2001:db8::1]:0");
    assert_endpoint(&decoded.segment.dst, "[2001:db8::2]:0");
    g_assert_cmpint(decoded.next, ==, LAYER_UDP);
    g_assert_cmpuint(decoded.segment.ip_id, ==, 0);
    g_assert_true(slice_is(decoded.payload, "hi"));
    assert_every_cut(ipv6_decode, wire, 72);
}

static void ipv6_fragments_are_told(void)
{
    Slice wire = WIRE(IPV6(18, 0), 44, 0, 1, 4, 0, 0, 0, 0, /* hop-by-hop */
                      UDP, 0, 0x05, 0xa9, 1, 2, 3, 4,       /* fragment: 1448, more */
                      'h', 'i');
    Decoded decoded = decoded_of(ipv6_decode, wire);

    g_assert_true(decoded.fragment.is_fragment && decoded.fragment.more);
    g_assert_cmpuint(decoded.fragment.offset, ==, 1448);
    g_assert_cmpuint(decoded.fragment.id, ==, 0x01020304);
    g_assert_cmpuint(decoded.fragment.protocol, ==, UDP);
    g_assert_true(slice_is(decoded.payload, "hi"));
    assert_every_cut(ipv6_decode, wire, 56);
}

static void an_atomic_fragment_is_none(void)
{
    Slice wire =
        WIRE(IPV6(18, 44), 60, 0, 0, 0, 1, 2, 3, 4, UDP, 0, 1, 4, 0, 0, 0, 0, 'h', 'i');
    Decoded decoded = decoded_of(ipv6_decode, wire);

    g_assert_false(decoded.fragment.is_fragment);
    g_assert_cmpint(decoded.next, ==, LAYER_UDP);
    g_assert_true(slice_is(decoded.payload, "hi"));
}

static void nothing_follows_no_next_header(void)
{
    g_assert_cmpint(decoded_of(ipv6_decode, WIRE(IPV6(2, 59), 1, 2)).next, ==, LAYER_NONE);
}

static void endless_extension_headers_are_malformed(void)
{
    uint8_t bytes[40 + 17 * 8] = { IPV6(17 * 8, 60) };

    for (unsigned i = 0; i < 17; i++)
        bytes[40 + i * 8] = i == 16 ? UDP : 60;
    assert_verdict(ipv6_decode, slice_of(bytes, sizeof bytes), VERDICT_MALFORMED);
}

static void ip_announces_what_it_carries(void)
{
    static const struct {
        uint8_t protocol;
        Layer layer;
    } CARRIED[] = {
        { 1, LAYER_ICMP },   { 4, LAYER_IPV4 },   { 6, LAYER_TCP },  { 17, LAYER_UDP },
        { 41, LAYER_IPV6 },  { 47, LAYER_GRE },   { 50, LAYER_ESP }, { 58, LAYER_ICMPV6 },
        { 132, LAYER_SCTP }, { 136, LAYER_NONE },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(CARRIED); i++) {
        uint8_t p = CARRIED[i].protocol;

        g_assert_cmpint(decoded_of(ipv4_decode, WIRE(IPV4(21, 0, 0, p), 1)).next, ==,
                        CARRIED[i].layer);
        g_assert_cmpint(decoded_of(ipv6_decode, WIRE(IPV6(1, p), 1)).next, ==,
                        CARRIED[i].layer);
    }
}

static void the_inner_header_wins(void)
{
    Slice inner = WIRE(IPV6(2, UDP), 'h', 'i');
    Decoded decoded = { 0 };

    decoded.fragment.is_fragment = true;
    decoded.cut_short = true;
    decoded.segment.src.port = 2152;
    g_assert_cmpint(ipv6_decode(inner, &decoded), ==, VERDICT_OK);
    g_assert_false(decoded.fragment.is_fragment);
    g_assert_false(decoded.cut_short);
    assert_endpoint(&decoded.segment.src, "[2001:db8::1]:0");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ip/an_ipv4_header_yields_addresses_and_identification",
                    an_ipv4_header_yields_addresses_and_identification);
    g_test_add_func("/ip/ipv4_options_are_passed_over", ipv4_options_are_passed_over);
    g_test_add_func("/ip/ethernet_padding_is_no_payload", ethernet_padding_is_no_payload);
    g_test_add_func("/ip/length_zero_takes_all_there_is", length_zero_takes_all_there_is);
    g_test_add_func("/ip/a_cut_packet_keeps_what_is_there", a_cut_packet_keeps_what_is_there);
    g_test_add_func("/ip/impossible_headers_are_malformed", impossible_headers_are_malformed);
    g_test_add_func("/ip/ipv4_fragments_are_told", ipv4_fragments_are_told);
    g_test_add_func("/ip/an_authentication_header_is_passed_over",
                    an_authentication_header_is_passed_over);
    g_test_add_func("/ip/ipv6_extension_headers_are_passed_over",
                    ipv6_extension_headers_are_passed_over);
    g_test_add_func("/ip/ipv6_fragments_are_told", ipv6_fragments_are_told);
    g_test_add_func("/ip/an_atomic_fragment_is_none", an_atomic_fragment_is_none);
    g_test_add_func("/ip/nothing_follows_no_next_header", nothing_follows_no_next_header);
    g_test_add_func("/ip/endless_extension_headers_are_malformed",
                    endless_extension_headers_are_malformed);
    g_test_add_func("/ip/ip_announces_what_it_carries", ip_announces_what_it_carries);
    g_test_add_func("/ip/the_inner_header_wins", the_inner_header_wins);
    return g_test_run();
}
