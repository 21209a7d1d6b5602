/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/decoders.h"

static const LayerDecode DECODERS[LAYER_COUNT] = {
    [LAYER_ETHERNET] = ethernet_decode,
    [LAYER_VLAN] = vlan_decode,
    [LAYER_SLL] = sll_decode,
    [LAYER_SLL2] = sll2_decode,
    [LAYER_NULL] = null_decode,
    [LAYER_LOOP] = loop_decode,
    [LAYER_RAW_IP] = raw_ip_decode,
    [LAYER_PPP] = ppp_decode,
    [LAYER_PPPOE] = pppoe_decode,
    [LAYER_MPLS] = mpls_decode,
    [LAYER_IEEE80211] = ieee80211_decode,
    [LAYER_RADIOTAP] = radiotap_decode,
    [LAYER_LLC] = llc_decode,
    [LAYER_IPV4] = ipv4_decode,
    [LAYER_IPV6] = ipv6_decode,
    [LAYER_GRE] = gre_decode,
    [LAYER_ERSPAN2] = erspan2_decode,
    [LAYER_ERSPAN3] = erspan3_decode,
    [LAYER_ESP] = esp_decode,
    [LAYER_VXLAN] = vxlan_decode,
    [LAYER_GENEVE] = geneve_decode,
    [LAYER_GTPU] = gtpu_decode,
    [LAYER_TZSP] = tzsp_decode,
    [LAYER_UDP] = udp_decode,
    [LAYER_TCP] = tcp_decode,
    [LAYER_ICMP] = icmp_decode,
    [LAYER_ICMPV6] = icmpv6_decode,
};

LayerDecode decoders_of(Layer layer)
{
    return DECODERS[layer];
}
