/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"
#include "tests/unit/wire.h"

static void gre_reads_plain_headers(void)
{
    assert_reads(gre_decode, WIRE(0, 0, 0x08, 0x00, 0x45), 4, 4, LAYER_IPV4);
    assert_reads(gre_decode, WIRE(0, 0, 0x65, 0x58, 0x02), 4, 4, LAYER_ETHERNET);
    assert_reads(gre_decode, WIRE(0, 0, 0x88, 0x47, 0x00), 4, 4, LAYER_MPLS);
    assert_reads(gre_decode, WIRE(0, 0, 0x20, 0x03, 0x00), 4, 4, LAYER_NONE);
}

static void gre_passes_over_checksum_key_and_sequence(void)
{
    assert_reads(gre_decode, WIRE(0x20, 0, 0x86, 0xdd, 0, 0, 0, 7, 0x60), 8, 8, LAYER_IPV6);
    assert_reads(gre_decode,
                 WIRE(0xb0, 0, 0x08, 0x00, 1, 2, 0, 0, 0, 0, 0, 7, 0, 0, 0, 1, 0x45), 16, 16,
                 LAYER_IPV4);
}

static void gre_with_routing_or_a_later_version_is_not_read(void)
{
    assert_verdict(gre_decode, WIRE(0x40, 0, 0x08, 0x00, 0, 0, 0, 0), VERDICT_NOT_MINE);
    assert_verdict(gre_decode, WIRE(0x00, 2, 0x08, 0x00, 0, 0, 0, 0), VERDICT_NOT_MINE);
}

static void pptp_carries_ppp_of_a_given_length(void)
{
    assert_reads(gre_decode, WIRE(0x30, 0x01, 0x88, 0x0b, 0, 1, 0, 9, 0, 0, 0, 1, 0x21), 12, 12,
                 LAYER_PPP);
    assert_payload(gre_decode,
                   WIRE(0x30, 0x81, 0x88, 0x0b, 0, 2, 0, 9, 0, 0, 0, 1, 0, 0, 0, 5, 0x21, 0x45,
                        0xee),
                   LAYER_PPP, 2, false);
    assert_payload(gre_decode, WIRE(0x30, 0x01, 0x88, 0x0b, 0, 9, 0, 9, 0, 0, 0, 1, 0x21),
                   LAYER_PPP, 1, true);
}

static void pptp_that_only_answers_has_no_payload(void)
{
    assert_payload(gre_decode, WIRE(0x20, 0x81, 0x88, 0x0b, 0, 0, 0, 9, 0, 0, 0, 1), LAYER_NONE,
                   0, false);
    assert_verdict(gre_decode, WIRE(0x00, 0x01, 0x88, 0x0b, 0, 0, 0, 9), VERDICT_NOT_MINE);
    assert_verdict(gre_decode, WIRE(0x20, 0x01, 0x08, 0x00, 0, 0, 0, 9), VERDICT_NOT_MINE);
}

static void erspan_is_told_by_gre(void)
{
    assert_reads(gre_decode, WIRE(0x00, 0, 0x88, 0xbe, 0x02), 4, 4, LAYER_ETHERNET);
    assert_reads(gre_decode, WIRE(0x10, 0, 0x88, 0xbe, 0, 0, 0, 1, 0x10), 8, 8, LAYER_ERSPAN2);
    assert_reads(gre_decode, WIRE(0x10, 0, 0x22, 0xeb, 0, 0, 0, 1, 0x20), 8, 8, LAYER_ERSPAN3);
}

static void erspan_2_is_followed_by_ethernet(void)
{
    assert_reads(erspan2_decode, WIRE(0x10, 0x64, 0, 1, 0, 0, 0, 5, 0x02), 8, 8,
                 LAYER_ETHERNET);
    assert_verdict(erspan2_decode, WIRE(0x20, 0x64, 0, 1, 0, 0, 0, 5), VERDICT_NOT_MINE);
}

static void erspan_3_names_its_frame(void)
{
    assert_reads(erspan3_decode, WIRE(0x20, 0x64, 0, 1, 0, 0, 0, 5, 0, 0, 0x00, 0, 0x02), 12,
                 12, LAYER_ETHERNET);
    assert_reads(erspan3_decode, WIRE(0x20, 0x64, 0, 1, 0, 0, 0, 5, 0, 0, 0x08, 0, 0x45), 12,
                 12, LAYER_RAW_IP);
    assert_reads(erspan3_decode, WIRE(0x20, 0x64, 0, 1, 0, 0, 0, 5, 0, 0, 0x04, 0, 0x45), 12,
                 12, LAYER_NONE);
    assert_verdict(erspan3_decode, WIRE(0x10, 0x64, 0, 1, 0, 0, 0, 5, 0, 0, 0, 0),
                   VERDICT_NOT_MINE);
}

static void erspan_3_may_have_a_platform_header(void)
{
    assert_reads(erspan3_decode,
                 WIRE(0x20, 0x64, 0, 1, 0, 0, 0, 5, 0, 0, 0x00, 1, 8, 7, 6, 5, 4, 3, 2, 1,
                      0x02),
                 20, 20, LAYER_ETHERNET);
}

static void vxlan_is_told_by_its_flag(void)
{
    assert_reads(vxlan_decode, WIRE(0x08, 0, 0, 0, 0, 0, 42, 0, 0x02), 8, 8, LAYER_ETHERNET);
    assert_reads(vxlan_decode, WIRE(0x88, 0, 0, 9, 0, 0, 42, 0, 0x02), 8, 8, LAYER_ETHERNET);
    assert_verdict(vxlan_decode, WIRE(0x00, 0, 0, 0, 0, 0, 42, 0), VERDICT_NOT_MINE);
}

static void vxlan_gpe_names_its_payload(void)
{
    assert_reads(vxlan_decode, WIRE(0x0c, 0, 0, 1, 0, 0, 42, 0, 0x45), 8, 8, LAYER_IPV4);
    assert_reads(vxlan_decode, WIRE(0x0c, 0, 0, 2, 0, 0, 42, 0, 0x60), 8, 8, LAYER_IPV6);
    assert_reads(vxlan_decode, WIRE(0x0c, 0, 0, 3, 0, 0, 42, 0, 0x02), 8, 8, LAYER_ETHERNET);
    assert_reads(vxlan_decode, WIRE(0x0c, 0, 0, 4, 0, 0, 42, 0, 0x02), 8, 8, LAYER_NONE);
    assert_reads(vxlan_decode, WIRE(0x0c, 0, 0, 5, 0, 0, 42, 0, 0x02), 8, 8, LAYER_MPLS);
}

static void geneve_passes_over_its_options(void)
{
    assert_reads(geneve_decode, WIRE(0, 0, 0x65, 0x58, 0, 0, 42, 0, 0x02), 8, 8,
                 LAYER_ETHERNET);
    assert_reads(geneve_decode,
                 WIRE(2, 0, 0x08, 0x00, 0, 0, 42, 0, 1, 1, 1, 1, 9, 9, 9, 9, 0x45), 16, 16,
                 LAYER_IPV4);
    assert_verdict(geneve_decode, WIRE(0x40, 0, 0x65, 0x58, 0, 0, 42, 0), VERDICT_NOT_MINE);
}

static void gtpu_carries_the_packet_of_a_terminal(void)
{
    assert_reads(gtpu_decode, WIRE(0x30, 0xff, 0, 2, 0, 0, 0, 9, 0x45, 0), 8, 8, LAYER_RAW_IP);
    assert_payload(gtpu_decode, WIRE(0x30, 0xff, 0, 2, 0, 0, 0, 9, 0x60, 0, 0), LAYER_RAW_IP, 2,
                   false);
    assert_payload(gtpu_decode, WIRE(0x30, 0xff, 0, 8, 0, 0, 0, 9, 0x60, 0, 0), LAYER_RAW_IP, 3,
                   true);
    assert_payload(gtpu_decode, WIRE(0x30, 0xff, 0, 2, 0, 0, 0, 9, 0xff, 3), LAYER_NONE, 2,
                   false);
}

static void gtpu_passes_over_options_and_extensions(void)
{
    assert_reads(gtpu_decode, WIRE(0x32, 0xff, 0, 5, 0, 0, 0, 9, 0, 1, 0, 0, 0x45), 12, 12,
                 LAYER_RAW_IP);
    assert_reads(gtpu_decode,
                 WIRE(0x34, 0xff, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 9, 0, 0x45), 16, 16,
                 LAYER_RAW_IP);
    assert_reads(gtpu_decode,
                 WIRE(0x34, 0xff, 0, 17, 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 9, 0x40, 2, 0, 0,
                      0, 0, 0, 0, 0, 0x45),
                 24, 24, LAYER_RAW_IP);
}

static void a_next_extension_counts_only_with_its_flag(void)
{
    assert_reads(gtpu_decode, WIRE(0x32, 0xff, 0, 5, 0, 0, 0, 9, 0, 1, 0, 0x85, 0x45), 12, 12,
                 LAYER_RAW_IP);
}

static void gtpu_extensions_that_cannot_be_are_malformed(void)
{
    assert_verdict(gtpu_decode,
                   WIRE(0x34, 0xff, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0x85, 0, 0x10, 9, 0, 0x45),
                   VERDICT_MALFORMED);
    assert_verdict(gtpu_decode,
                   WIRE(0x34, 0xff, 0, 6, 0, 0, 0, 9, 0, 0, 0, 0x85, 1, 0x10, 9, 0, 0x45),
                   VERDICT_MALFORMED);
}

static void gtpu_that_carries_no_packet_is_not_read(void)
{
    assert_verdict(gtpu_decode, WIRE(0x32, 0x01, 0, 4, 0, 0, 0, 0, 0, 1, 0, 0),
                   VERDICT_NOT_MINE);
    assert_verdict(gtpu_decode, WIRE(0x50, 0xff, 0, 0, 0, 0, 0, 0), VERDICT_NOT_MINE);
    assert_verdict(gtpu_decode, WIRE(0x20, 0xff, 0, 0, 0, 0, 0, 0), VERDICT_NOT_MINE);
}

static void tzsp_walks_its_tags(void)
{
    assert_reads(tzsp_decode, WIRE(1, 0, 0, 1, 1, 0x02), 5, 5, LAYER_ETHERNET);
    assert_reads(tzsp_decode, WIRE(1, 1, 0, 18, 0, 0, 10, 2, 1, 1, 11, 0, 1, 0x08, 0x01), 13,
                 13, LAYER_IEEE80211);
}

static void tzsp_of_another_kind_is_passed_over(void)
{
    assert_payload(tzsp_decode, WIRE(1, 0, 0, 119, 1, 0x02), LAYER_NONE, 2, false);
    assert_payload(tzsp_decode, WIRE(1, 4, 0, 0), LAYER_NONE, 0, false);
    assert_verdict(tzsp_decode, WIRE(2, 0, 0, 1, 1, 0x02), VERDICT_NOT_MINE);
    assert_verdict(tzsp_decode, WIRE(1, 6, 0, 1, 1, 0x02), VERDICT_NOT_MINE);
}

static void ports_announce_tunnels_in_either_direction(void)
{
    g_assert_cmpint(layers_of_udp_ports(50000, 4789), ==, LAYER_VXLAN);
    g_assert_cmpint(layers_of_udp_ports(50000, 8472), ==, LAYER_VXLAN);
    g_assert_cmpint(layers_of_udp_ports(6081, 50000), ==, LAYER_GENEVE);
    g_assert_cmpint(layers_of_udp_ports(2152, 37008), ==, LAYER_TZSP);
    g_assert_cmpint(layers_of_udp_ports(5060, 5060), ==, LAYER_NONE);
}

static void sip_on_the_port_of_a_tunnel_is_not_taken(void)
{
    static const LayerDecode TUNNELS[] = { vxlan_decode, geneve_decode, gtpu_decode,
                                           tzsp_decode };
    static const char *const STARTS[] = { "INVITE sip:a@example.com SIP/2.0\r\n",
                                          "SIP/2.0 200 OK\r\n", "HELLO sip:a SIP/2.0\r\n",
                                          "xyz sip:a SIP/2.0\r\n" };

    for (size_t i = 0; i < G_N_ELEMENTS(TUNNELS); i++) {
        for (size_t j = 0; j < G_N_ELEMENTS(STARTS); j++)
            assert_verdict(TUNNELS[i], slice_text(STARTS[j]), VERDICT_NOT_MINE);
    }
}

#define CASE(name) g_test_add_func("/tunnels/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(gre_reads_plain_headers);
    CASE(gre_passes_over_checksum_key_and_sequence);
    CASE(gre_with_routing_or_a_later_version_is_not_read);
    CASE(pptp_carries_ppp_of_a_given_length);
    CASE(pptp_that_only_answers_has_no_payload);
    CASE(erspan_is_told_by_gre);
    CASE(erspan_2_is_followed_by_ethernet);
    CASE(erspan_3_names_its_frame);
    CASE(erspan_3_may_have_a_platform_header);
    CASE(vxlan_is_told_by_its_flag);
    CASE(vxlan_gpe_names_its_payload);
    CASE(geneve_passes_over_its_options);
    CASE(gtpu_carries_the_packet_of_a_terminal);
    CASE(gtpu_passes_over_options_and_extensions);
    CASE(a_next_extension_counts_only_with_its_flag);
    CASE(gtpu_extensions_that_cannot_be_are_malformed);
    CASE(gtpu_that_carries_no_packet_is_not_read);
    CASE(tzsp_walks_its_tags);
    CASE(tzsp_of_another_kind_is_passed_over);
    CASE(ports_announce_tunnels_in_either_direction);
    CASE(sip_on_the_port_of_a_tunnel_is_not_taken);
    return g_test_run();
}
