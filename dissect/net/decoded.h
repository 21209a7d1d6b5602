/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/endpoint.h"
#include "dissect/base/slice.h"
#include "dissect/base/verdict.h"

/* The protocols that a packet is peeled through. What stands below LAYER_NONE has a decoder,
 * one file each, in the table of decoders.c. */
typedef enum Layer {
    LAYER_NONE, /* nothing that is read follows: ARP, a routing protocol, ... */
    LAYER_ETHERNET,
    LAYER_VLAN,
    LAYER_SLL,
    LAYER_SLL2,
    LAYER_NULL,
    LAYER_LOOP,
    LAYER_RAW_IP,
    LAYER_PPP,
    LAYER_PPPOE,
    LAYER_MPLS,
    LAYER_IEEE80211,
    LAYER_RADIOTAP,
    LAYER_LLC,
    LAYER_IPV4,
    LAYER_IPV6,
    LAYER_GRE,
    LAYER_ERSPAN2,
    LAYER_ERSPAN3,
    LAYER_ESP,
    LAYER_VXLAN,
    LAYER_GENEVE,
    LAYER_GTPU,
    LAYER_TZSP,
    LAYER_UDP,
    LAYER_TCP,
    LAYER_ICMP,
    LAYER_ICMPV6,
    LAYER_SCTP,
    LAYER_COUNT
} Layer;

/* What an IP header says of fragments; RFC 791 and RFC 8200, 4.5. */
typedef struct Fragment {
    bool is_fragment;
    bool more;        /* others follow this one */
    uint32_t offset;  /* bytes, from the start of the reassembled payload */
    uint32_t id;      /* identification: 16 bits in IPv4, 32 in IPv6 */
    uint8_t protocol; /* the payload's IP protocol number */
} Fragment;

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_ACK 0x10

/* A UDP datagram's or TCP segment's header, and the addresses around it. */
typedef struct Segment {
    Endpoint src, dst;
    uint16_t ip_id;     /* IPv4 identification; 0 for IPv6 */
    uint16_t tcp_flags; /* TCP_* */
    uint32_t seq, ack;
} Segment;

/* What was decoded of a packet so far. One value passes through all decoders of a packet, each
 * adds its own: the innermost IP header wins. A decoder that does not say VERDICT_OK leaves it
 * untouched. */
typedef struct Decoded {
    Layer next;    /* what the payload is */
    Slice payload; /* borrowed from the packet */
    Fragment fragment;
    Segment segment;
    bool cut_short; /* the payload holds less than its headers say */
} Decoded;

/* Decodes one header at the front of @in. */
typedef Verdict (*LayerDecode)(Slice in, Decoded *out);
