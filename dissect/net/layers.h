/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/decoded.h"

/* Which number of an outer header means which inner layer; which decoder reads it stands in
 * decoders.c. A new layer is a file, a row in each, a capture and a test. */

/* The layer's name, as "vxlan"; static. */
const char *layers_name(Layer layer);

/* True if entering @layer is an encapsulation that counts towards the bound of eight once the
 * first IP header was read: a tag, a label, PPP, a tunnel, and IP itself (IP in IP). False for
 * link types, the Ethernet or LLC that a tunnel carries (the tunnel was counted), and for what
 * ends a packet: UDP, TCP, ICMP, SCTP. */
bool layers_is_encapsulation(Layer layer);

/* What a LINKTYPE_ value, an EtherType, an IP protocol number, a PPP protocol number stands
 * for; LAYER_NONE if it is not read. */
Layer layers_of_link_type(unsigned link_type);
Layer layers_of_ethertype(uint16_t ethertype);
Layer layers_of_ip_protocol(uint8_t protocol);
Layer layers_of_ppp(uint16_t protocol);

/* The tunnel that a UDP datagram between these ports carries by its well-known port (VXLAN
 * 4789, GENEVE 6081, GTP-U 2152, TZSP 37008, ...); LAYER_NONE if none. The tunnel's decoder
 * answers VERDICT_NOT_MINE where the payload does not look like it. */
Layer layers_of_udp_ports(uint16_t src, uint16_t dst);
