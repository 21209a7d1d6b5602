/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "dissect/net/layers.h"

/* A number of an outer header and the layer it announces. */
typedef struct Row {
    uint16_t number;
    uint16_t layer;
} Row;

static const Row LINK_TYPES[] = {
    { 0, LAYER_NULL },        /* NULL */
    { 1, LAYER_ETHERNET },    /* ETHERNET */
    { 9, LAYER_PPP },         /* PPP */
    { 12, LAYER_RAW_IP },     /* RAW, as most systems' libpcap numbers it in old files */
    { 14, LAYER_RAW_IP },     /* RAW, as OpenBSD numbers it */
    { 50, LAYER_PPP },        /* PPP_HDLC */
    { 51, LAYER_PPPOE },      /* PPP_ETHER */
    { 101, LAYER_RAW_IP },    /* RAW */
    { 105, LAYER_IEEE80211 }, /* IEEE802_11 */
    { 108, LAYER_LOOP },      /* LOOP */
    { 113, LAYER_SLL },       /* LINUX_SLL */
    { 127, LAYER_RADIOTAP },  /* IEEE802_11_RADIOTAP */
    { 219, LAYER_MPLS },      /* MPLS */
    { 228, LAYER_RAW_IP },    /* IPV4 */
    { 229, LAYER_RAW_IP },    /* IPV6 */
    { 276, LAYER_SLL2 },      /* LINUX_SLL2 */
};

static const Row ETHERTYPES[] = {
    { 0x0800, LAYER_IPV4 },
    { 0x6558, LAYER_ETHERNET }, /* transparent Ethernet bridging, in GRE and GENEVE */
    { 0x8100, LAYER_VLAN },     /* 802.1Q */
    { 0x86dd, LAYER_IPV6 },
    { 0x8847, LAYER_MPLS },
    { 0x8848, LAYER_MPLS },  /* multicast, or a label that upstream assigned */
    { 0x8864, LAYER_PPPOE }, /* session; 0x8863, discovery, carries no traffic */
    { 0x88a8, LAYER_VLAN },  /* 802.1ad */
    { 0x9100, LAYER_VLAN },  /* QinQ before 802.1ad */
};

/* 137 is RFC 4023; 143, Ethernet, is RFC 8986. */
static const Row IP_PROTOCOLS[] = {
    { 1, LAYER_ICMP },   { 4, LAYER_IPV4 },   { 6, LAYER_TCP },        { 17, LAYER_UDP },
    { 41, LAYER_IPV6 },  { 47, LAYER_GRE },   { 50, LAYER_ESP },       { 58, LAYER_ICMPV6 },
    { 132, LAYER_SCTP }, { 137, LAYER_MPLS }, { 143, LAYER_ETHERNET },
};

static const Row PPP_PROTOCOLS[] = {
    { 0x0021, LAYER_IPV4 },
    { 0x0057, LAYER_IPV6 },
    { 0x0281, LAYER_MPLS },
    { 0x0283, LAYER_MPLS },
};

/* 4790 is VXLAN-GPE; 8472 was Linux's default before VXLAN had a port. */
static const Row UDP_PORTS[] = {
    { 2152, LAYER_GTPU },   { 4789, LAYER_VXLAN }, { 4790, LAYER_VXLAN },
    { 6081, LAYER_GENEVE }, { 8472, LAYER_VXLAN }, { 37008, LAYER_TZSP },
};

static Layer find(const Row *rows, size_t count, unsigned number)
{
    for (size_t i = 0; i < count; i++) {
        if (rows[i].number == number)
            return rows[i].layer;
    }
    return LAYER_NONE;
}

Layer layers_of_link_type(unsigned link_type)
{
    return find(LINK_TYPES, G_N_ELEMENTS(LINK_TYPES), link_type);
}

Layer layers_of_ethertype(uint16_t ethertype)
{
    return find(ETHERTYPES, G_N_ELEMENTS(ETHERTYPES), ethertype);
}

Layer layers_of_ip_protocol(uint8_t protocol)
{
    return find(IP_PROTOCOLS, G_N_ELEMENTS(IP_PROTOCOLS), protocol);
}

Layer layers_of_ppp(uint16_t protocol)
{
    return find(PPP_PROTOCOLS, G_N_ELEMENTS(PPP_PROTOCOLS), protocol);
}

Layer layers_of_udp_ports(uint16_t src, uint16_t dst)
{
    Layer layer = find(UDP_PORTS, G_N_ELEMENTS(UDP_PORTS), dst);

    return layer != LAYER_NONE ? layer : find(UDP_PORTS, G_N_ELEMENTS(UDP_PORTS), src);
}

/* What there is to say of a layer itself. */
typedef struct Trait {
    const char *name;
    bool is_encapsulation;
} Trait;

static const Trait TRAITS[LAYER_COUNT] = {
    [LAYER_NONE] = { "none", false },
    [LAYER_ETHERNET] = { "ethernet", false },
    [LAYER_VLAN] = { "vlan", true },
    [LAYER_SLL] = { "sll", false },
    [LAYER_SLL2] = { "sll2", false },
    [LAYER_NULL] = { "null", false },
    [LAYER_LOOP] = { "loop", false },
    [LAYER_RAW_IP] = { "raw-ip", false },
    [LAYER_PPP] = { "ppp", true },
    [LAYER_PPPOE] = { "pppoe", true },
    [LAYER_MPLS] = { "mpls", true },
    [LAYER_IEEE80211] = { "ieee80211", false },
    [LAYER_RADIOTAP] = { "radiotap", false },
    [LAYER_LLC] = { "llc", false },
    [LAYER_IPV4] = { "ipv4", true },
    [LAYER_IPV6] = { "ipv6", true },
    [LAYER_GRE] = { "gre", true },
    [LAYER_ERSPAN2] = { "erspan2", true },
    [LAYER_ERSPAN3] = { "erspan3", true },
    [LAYER_ESP] = { "esp", true },
    [LAYER_VXLAN] = { "vxlan", true },
    [LAYER_GENEVE] = { "geneve", true },
    [LAYER_GTPU] = { "gtpu", true },
    [LAYER_TZSP] = { "tzsp", true },
    [LAYER_UDP] = { "udp", false },
    [LAYER_TCP] = { "tcp", false },
    [LAYER_ICMP] = { "icmp", false },
    [LAYER_ICMPV6] = { "icmpv6", false },
    [LAYER_SCTP] = { "sctp", false },
};

const char *layers_name(Layer layer)
{
    return TRAITS[layer].name;
}

bool layers_is_encapsulation(Layer layer)
{
    return TRAITS[layer].is_encapsulation;
}
