/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* A packet that is built from the inside out: begin with a payload, then put each header in
 * front of what is there. Hosts are the last byte of 192.0.2.X. */
typedef GByteArray Packets;

Packets *packets_of(Slice payload);
void packets_free(Packets *packet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Packets, packets_free)

/* Puts bytes in front. */
void packets_wrap(Packets *packet, Slice header);

/* Headers. Lengths are those of what is there; checksums are zero. */
void packets_udp(Packets *packet, uint16_t src_port, uint16_t dst_port);
void packets_tcp(Packets *packet, uint16_t src_port, uint16_t dst_port, uint32_t seq);
void packets_ipv4(Packets *packet, uint8_t protocol, uint8_t src, uint8_t dst);
void packets_ethernet(Packets *packet, uint16_t ethertype);

/* The fragment of an IPv4 payload: @offset in bytes, a multiple of eight. */
void packets_ipv4_fragment(Packets *packet, uint8_t protocol, uint16_t offset, bool more);
