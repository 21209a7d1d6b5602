/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the packets are wrapped in, as a mirror port or a core network does. */
typedef enum TunnelKind {
    TUNNEL_NONE,
    TUNNEL_VLAN,
    TUNNEL_QINQ,
    TUNNEL_MPLS,
    TUNNEL_GRE,
    TUNNEL_IPIP,
    TUNNEL_VXLAN,
    TUNNEL_GTPU
} TunnelKind;

/* Room for the longest. */
#define TUNNEL_MAX 64

/* Reads a name: vlan, qinq, mpls, gre, ipip, vxlan, gtpu. False if it is none. */
bool tunnel_parse(const char *name, TunnelKind *kind);

/* Puts what is between the addresses of the frame and the IPv4 packet of @len bytes at @at: at
 * least the type of the frame. Returns the byte after it. */
uint8_t *tunnel_put(uint8_t *at, TunnelKind kind, size_t len);
