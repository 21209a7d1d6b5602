/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"
#include "tests/unit/wire.h"

#define MAC_A 0x02, 0x00, 0x00, 0x00, 0x00, 0x01
#define MAC_B 0x02, 0x00, 0x00, 0x00, 0x00, 0x02
#define SNAP_IPV4 0xaa, 0xaa, 0x03, 0x00, 0x00, 0x00, 0x08, 0x00

static void ethernet_knows_its_payload_by_type(void)
{
    assert_reads(ethernet_decode, WIRE(MAC_A, MAC_B, 0x08, 0x00, 0x45, 0x00), 14, 14,
                 LAYER_IPV4);
    assert_reads(ethernet_decode, WIRE(MAC_A, MAC_B, 0x86, 0xdd, 0x60), 14, 14, LAYER_IPV6);
    assert_reads(ethernet_decode, WIRE(MAC_A, MAC_B, 0x08, 0x06, 0x00, 0x01), 14, 14,
                 LAYER_NONE);
}

static void ethernet_with_a_length_holds_llc_of_that_length(void)
{
    assert_payload(ethernet_decode, WIRE(MAC_A, MAC_B, 0x00, 0x03, 0x42, 0x42, 0x03, 0, 0),
                   LAYER_LLC, 3, false);
    assert_payload(ethernet_decode, WIRE(MAC_A, MAC_B, 0x00, 0x09, 0x42, 0x42, 0x03), LAYER_LLC,
                   3, true);
}

static void between_length_and_type_nothing_can_be(void)
{
    assert_verdict(ethernet_decode, WIRE(MAC_A, MAC_B, 0x05, 0xdd, 0x45), VERDICT_MALFORMED);
    assert_verdict(ethernet_decode, WIRE(MAC_A, MAC_B, 0x05, 0xff, 0x45), VERDICT_MALFORMED);
    assert_verdict(vlan_decode, WIRE(0x00, 0x01, 0x05, 0xff, 0x45), VERDICT_MALFORMED);
}

static void tags_of_every_kind_stack(void)
{
    g_assert_cmpint(layers_of_ethertype(0x8100), ==, LAYER_VLAN);
    g_assert_cmpint(layers_of_ethertype(0x88a8), ==, LAYER_VLAN);
    g_assert_cmpint(layers_of_ethertype(0x9100), ==, LAYER_VLAN);
    assert_reads(vlan_decode, WIRE(0x20, 0x64, 0x81, 0x00, 0x00, 0x65), 4, 4, LAYER_VLAN);
    assert_reads(vlan_decode, WIRE(0x20, 0x64, 0x08, 0x00, 0x45), 4, 4, LAYER_IPV4);
    assert_payload(vlan_decode, WIRE(0x20, 0x64, 0x00, 0x03, 0x06, 0x06, 0x03, 0, 0), LAYER_LLC,
                   3, false);
}

static void llc_reads_ethertypes_behind_snap(void)
{
    assert_reads(llc_decode, WIRE(SNAP_IPV4, 0x45), 8, 8, LAYER_IPV4);
    assert_reads(llc_decode, WIRE(0xaa, 0xaa, 0x03, 0x00, 0x00, 0xf8, 0x86, 0xdd, 0x60), 8, 8,
                 LAYER_IPV6);
    assert_reads(llc_decode, WIRE(0xaa, 0xaa, 0x03, 0x00, 0x00, 0x0c, 0x08, 0x00, 0x02), 8, 8,
                 LAYER_NONE);
}

static void llc_reads_ip_without_snap(void)
{
    assert_reads(llc_decode, WIRE(0x06, 0x06, 0x03, 0x45), 3, 3, LAYER_IPV4);
    assert_reads(llc_decode, WIRE(0x42, 0x42, 0x03, 0x00, 0x00), 3, 3, LAYER_NONE);
}

#define SLL(device, protocol)                                                                  \
    WIRE(0, 0, (device) >> 8, (device)&0xff, 0, 6, MAC_A, 0, 0, (protocol) >> 8,               \
         (protocol)&0xff, 0x45, 0x00)
#define SLL2(device, protocol)                                                                 \
    WIRE((protocol) >> 8, (protocol)&0xff, 0, 0, 0, 0, 0, 2, (device) >> 8, (device)&0xff, 0,  \
         6, MAC_A, 0, 0, 0x45, 0x00)

static void cooked_captures_name_the_protocol(void)
{
    assert_reads(sll_decode, SLL(1, 0x0800), 16, 16, LAYER_IPV4);
    assert_reads(sll_decode, SLL(1, 0x8100), 16, 16, LAYER_VLAN);
    assert_reads(sll_decode, SLL(1, 0x0004), 16, 16, LAYER_LLC);
    assert_reads(sll2_decode, SLL2(1, 0x86dd), 20, 20, LAYER_IPV6);
    assert_reads(sll2_decode, SLL2(1, 0x000c), 20, 20, LAYER_NONE);
}

static void a_cooked_monitor_interface_holds_radiotap(void)
{
    assert_reads(sll_decode, SLL(803, 0x0003), 16, 16, LAYER_RADIOTAP);
    assert_reads(sll2_decode, SLL2(803, 0x0003), 20, 20, LAYER_RADIOTAP);
}

static void null_is_read_in_either_byte_order(void)
{
    assert_reads(null_decode, WIRE(2, 0, 0, 0, 0x45), 4, 4, LAYER_IPV4);
    assert_reads(null_decode, WIRE(0, 0, 0, 2, 0x45), 4, 4, LAYER_IPV4);
    assert_reads(null_decode, WIRE(0, 0, 0, 30, 0x60), 4, 4, LAYER_IPV6);
    assert_reads(null_decode, WIRE(7, 0, 0, 0, 0x60), 4, 4, LAYER_NONE);
}

static void every_system_has_its_number_for_ipv6(void)
{
    static const uint8_t FAMILIES[] = { 10, 23, 24, 28, 30 };

    for (size_t i = 0; i < sizeof(FAMILIES); i++) {
        assert_reads(null_decode, WIRE(FAMILIES[i], 0, 0, 0, 0x60), 4, 4, LAYER_IPV6);
        assert_reads(loop_decode, WIRE(0, 0, 0, FAMILIES[i], 0x60), 4, 4, LAYER_IPV6);
    }
}

static void loop_is_read_in_network_order_alone(void)
{
    assert_reads(loop_decode, WIRE(0, 0, 0, 2, 0x45), 4, 4, LAYER_IPV4);
    assert_reads(loop_decode, WIRE(2, 0, 0, 0, 0x45), 4, 4, LAYER_NONE);
}

static void raw_ip_goes_by_the_version(void)
{
    assert_reads(raw_ip_decode, WIRE(0x45, 0x00), 0, 1, LAYER_IPV4);
    assert_reads(raw_ip_decode, WIRE(0x60, 0x00), 0, 1, LAYER_IPV6);
    assert_verdict(raw_ip_decode, WIRE(0x50, 0x00), VERDICT_MALFORMED);
}

static void ppp_is_read_with_or_without_framing(void)
{
    assert_reads(ppp_decode, WIRE(0xff, 0x03, 0x00, 0x21, 0x45), 4, 4, LAYER_IPV4);
    assert_reads(ppp_decode, WIRE(0x00, 0x57, 0x60), 2, 2, LAYER_IPV6);
    assert_reads(ppp_decode, WIRE(0xc0, 0x21, 0x01), 2, 2, LAYER_NONE);
}

static void ppp_protocols_may_be_one_byte(void)
{
    assert_reads(ppp_decode, WIRE(0x21, 0x45), 1, 2, LAYER_IPV4);
    assert_reads(ppp_decode, WIRE(0xff, 0x03, 0x57, 0x60), 3, 3, LAYER_IPV6);
}

static void hdlc_as_cisco_frames_it_holds_an_ethertype(void)
{
    assert_payload(ppp_decode, WIRE(0x0f, 0x00, 0x08, 0x00, 0x45), LAYER_IPV4, 1, false);
    assert_payload(ppp_decode, WIRE(0x8f, 0x00, 0x20, 0x00, 0x45), LAYER_NONE, 1, false);
}

static void pppoe_has_a_length(void)
{
    assert_reads(pppoe_decode, WIRE(0x11, 0x00, 0x00, 0x01, 0x00, 0x02, 0x00, 0x21), 6, 6,
                 LAYER_PPP);
    assert_payload(pppoe_decode, WIRE(0x11, 0, 0, 1, 0x00, 0x02, 0x00, 0x21, 0, 0), LAYER_PPP,
                   2, false);
    assert_payload(pppoe_decode, WIRE(0x11, 0, 0, 1, 0x00, 0x09, 0x00, 0x21), LAYER_PPP, 2,
                   true);
}

static void pppoe_discovery_is_passed_over(void)
{
    assert_payload(pppoe_decode, WIRE(0x11, 0x09, 0, 0, 0x00, 0x00), LAYER_NONE, 0, false);
    assert_verdict(pppoe_decode, WIRE(0x21, 0x00, 0, 0, 0x00, 0x00), VERDICT_MALFORMED);
}

static void mpls_pops_the_whole_stack(void)
{
    assert_reads(mpls_decode, WIRE(0, 1, 0, 64, 0, 2, 0, 64, 0, 3, 1, 64, 0x45), 12, 13,
                 LAYER_IPV4);
    assert_reads(mpls_decode, WIRE(0, 3, 1, 64, 0x60), 4, 5, LAYER_IPV6);
    assert_reads(mpls_decode, WIRE(0, 3, 1, 64, 0x10, 0x00), 4, 5, LAYER_NONE);
}

static void mpls_carries_ethernet_with_a_control_word(void)
{
    assert_reads(mpls_decode, WIRE(0, 3, 1, 64, 0, 0, 0, 0, MAC_A, MAC_B, 0x08, 0x00), 8, 8,
                 LAYER_ETHERNET);
}

static void mpls_carries_ethernet_without_a_control_word(void)
{
    Slice frame = WIRE(0, 3, 1, 64, MAC_A, MAC_B, 0x08, 0x00);

    assert_payload(mpls_decode, frame, LAYER_ETHERNET, 14, false);
    frame = WIRE(0, 3, 1, 64, 0xa2, 0, 0, 0, 0, 1, MAC_B, 0x81, 0x00);
    assert_payload(mpls_decode, frame, LAYER_ETHERNET, 14, false);
}

/* Frame control and the 22 bytes that every data frame has behind it. */
#define DATA_FRAME(low, high)                                                                  \
    (low), (high), 0, 0, MAC_A, MAC_B, MAC_A, 0x10, 0x00 /* fragment 0 */

static void data_frames_of_80211_hold_llc(void)
{
    assert_reads(ieee80211_decode, WIRE(DATA_FRAME(0x08, 0x01), SNAP_IPV4), 24, 24, LAYER_LLC);
    assert_reads(ieee80211_decode, WIRE(DATA_FRAME(0x08, 0x03), MAC_B, SNAP_IPV4), 30, 30,
                 LAYER_LLC);
    assert_reads(ieee80211_decode, WIRE(DATA_FRAME(0x88, 0x02), 0, 0, SNAP_IPV4), 26, 26,
                 LAYER_LLC);
    assert_reads(ieee80211_decode,
                 WIRE(DATA_FRAME(0x88, 0x83), MAC_B, 0, 0, 9, 9, 9, 9, SNAP_IPV4), 36, 36,
                 LAYER_LLC);
}

static void padding_behind_the_80211_header_is_seen(void)
{
    assert_reads(ieee80211_decode, WIRE(DATA_FRAME(0x88, 0x02), 0, 0, 0, 0, SNAP_IPV4), 28, 26,
                 LAYER_LLC);
}

static void the_first_packet_of_an_80211_aggregate_is_read(void)
{
    assert_payload(ieee80211_decode,
                   WIRE(DATA_FRAME(0x88, 0x02), 0x80, 0, MAC_A, MAC_B, 0, 9, SNAP_IPV4, 0x45, 0,
                        0, 0),
                   LAYER_LLC, 9, false);
}

static void other_80211_frames_are_passed_over(void)
{
    assert_payload(ieee80211_decode, WIRE(0x80, 0x00, 0, 0), LAYER_NONE, 2, false);
    assert_payload(ieee80211_decode, WIRE(0xd4, 0x00, 0, 0), LAYER_NONE, 2, false);
    assert_payload(ieee80211_decode, WIRE(0xc8, 0x01, 0, 0), LAYER_NONE, 2, false);
    assert_payload(ieee80211_decode, WIRE(0x08, 0x41, 0, 0), LAYER_NONE, 2, false);
    assert_verdict(ieee80211_decode, WIRE(0x0a, 0x01, 0, 0), VERDICT_NOT_MINE);
}

static void a_later_80211_fragment_is_passed_over(void)
{
    assert_payload(ieee80211_decode,
                   WIRE(0x08, 0x01, 0, 0, MAC_A, MAC_B, MAC_A, 0x11, 0x00, SNAP_IPV4),
                   LAYER_NONE, 8, false);
}

static void radiotap_is_passed_over_by_its_length(void)
{
    assert_reads(radiotap_decode, WIRE(0, 0, 8, 0, 0, 0, 0, 0, 0x08, 0x01), 8, 8,
                 LAYER_IEEE80211);
    assert_reads(radiotap_decode, WIRE(0, 0, 9, 0, 2, 0, 0, 0, 0x10, 0x08), 9, 9,
                 LAYER_IEEE80211);
    assert_verdict(radiotap_decode, WIRE(0, 0, 7, 0, 0, 0, 0, 0), VERDICT_MALFORMED);
    assert_verdict(radiotap_decode, WIRE(1, 0, 8, 0, 0, 0, 0, 0), VERDICT_NOT_MINE);
}

static void link_types_are_known_by_number(void)
{
    g_assert_cmpint(layers_of_link_type(1), ==, LAYER_ETHERNET);
    g_assert_cmpint(layers_of_link_type(276), ==, LAYER_SLL2);
    g_assert_cmpint(layers_of_link_type(147), ==, LAYER_NONE);
    g_assert_cmpint(layers_of_link_type(0x10001), ==, LAYER_NONE);
}

static void every_layer_has_a_name(void)
{
    for (Layer layer = LAYER_NONE; layer < LAYER_COUNT; layer++)
        g_assert_nonnull(layers_name(layer));
    g_assert_cmpstr(layers_name(LAYER_VXLAN), ==, "vxlan");
    g_assert_true(layers_is_encapsulation(LAYER_IPV4));
    g_assert_false(layers_is_encapsulation(LAYER_UDP));
}

#define CASE(name) g_test_add_func("/link/" #name, name)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(ethernet_knows_its_payload_by_type);
    CASE(ethernet_with_a_length_holds_llc_of_that_length);
    CASE(between_length_and_type_nothing_can_be);
    CASE(tags_of_every_kind_stack);
    CASE(llc_reads_ethertypes_behind_snap);
    CASE(llc_reads_ip_without_snap);
    CASE(cooked_captures_name_the_protocol);
    CASE(a_cooked_monitor_interface_holds_radiotap);
    CASE(null_is_read_in_either_byte_order);
    CASE(every_system_has_its_number_for_ipv6);
    CASE(loop_is_read_in_network_order_alone);
    CASE(raw_ip_goes_by_the_version);
    CASE(ppp_is_read_with_or_without_framing);
    CASE(ppp_protocols_may_be_one_byte);
    CASE(hdlc_as_cisco_frames_it_holds_an_ethertype);
    CASE(pppoe_has_a_length);
    CASE(pppoe_discovery_is_passed_over);
    CASE(mpls_pops_the_whole_stack);
    CASE(mpls_carries_ethernet_with_a_control_word);
    CASE(mpls_carries_ethernet_without_a_control_word);
    CASE(data_frames_of_80211_hold_llc);
    CASE(padding_behind_the_80211_header_is_seen);
    CASE(the_first_packet_of_an_80211_aggregate_is_read);
    CASE(other_80211_frames_are_passed_over);
    CASE(a_later_80211_fragment_is_passed_over);
    CASE(radiotap_is_passed_over_by_its_length);
    CASE(link_types_are_known_by_number);
    CASE(every_layer_has_a_name);
    return g_test_run();
}
