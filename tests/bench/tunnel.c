/* SPDX-License-Identifier: Apache-2.0
 *
 * IEEE 802.1Q (vlan, qinq), RFC 3032 (mpls), 2784 (gre), 2003 (ipip), 7348 (vxlan), 3GPP TS
 * 29.281 (gtpu). The tunnels of IP have one source and one destination, those of a tap and of
 * who listens to it.
 */
#include "tests/bench/tunnel.h"

#include <glib.h>
#include <string.h>

#include "tests/bench/put.h"

#define TAP 0xc0000201u      /* 192.0.2.1 */
#define LISTENER 0xc0000202u /* 192.0.2.2 */
#define ETHERNET_LEN 14
#define GRE_LEN 4
#define VXLAN_LEN 8
#define GTPU_LEN 8

enum { TYPE_IPV4 = 0x0800, TYPE_VLAN = 0x8100, TYPE_SERVICE = 0x88a8, TYPE_MPLS = 0x8847 };
enum { PROTOCOL_IPV4 = 4, PROTOCOL_UDP = 17, PROTOCOL_GRE = 47 };
enum { PORT_GTPU = 2152, PORT_VXLAN = 4789, PORT_FREE = 49152 };

static const char *const NAMES[] = {
    [TUNNEL_NONE] = "none", [TUNNEL_VLAN] = "vlan",   [TUNNEL_QINQ] = "qinq",
    [TUNNEL_MPLS] = "mpls", [TUNNEL_GRE] = "gre",     [TUNNEL_IPIP] = "ipip",
    [TUNNEL_GTPU] = "gtpu", [TUNNEL_VXLAN] = "vxlan",
};

bool tunnel_parse(const char *name, TunnelKind *kind)
{
    for (unsigned at = 0; at < G_N_ELEMENTS(NAMES); at++) {
        if (strcmp(name, NAMES[at]) == 0) {
            *kind = at;
            return true;
        }
    }
    return false;
}

static uint8_t *put_outer(uint8_t *at, uint8_t protocol, size_t len)
{
    at = put_be16(at, TYPE_IPV4);
    return put_ipv4(at,
                    (PutIpv4){ .from = TAP, .to = LISTENER, .protocol = protocol, .len = len });
}

static uint8_t *put_outer_udp(uint8_t *at, uint16_t port, size_t len)
{
    at = put_outer(at, PROTOCOL_UDP, PUT_UDP_LEN + len);
    return put_udp(at, PORT_FREE, port, len);
}

static uint8_t *put_vxlan(uint8_t *at, size_t len)
{
    at = put_outer_udp(at, PORT_VXLAN, VXLAN_LEN + ETHERNET_LEN + len);
    at = put_be32(at, 0x08000000); /* there is a network number: 7 */
    at = put_be32(at, 7 << 8);
    at = put_ethernet(at, TAP, LISTENER);
    return put_be16(at, TYPE_IPV4);
}

static uint8_t *put_gtpu(uint8_t *at, size_t len)
{
    at = put_outer_udp(at, PORT_GTPU, GTPU_LEN + len);
    at = put_be16(at, 0x30ff); /* version 1, a user's packet */
    at = put_be16(at, (unsigned)len);
    return put_be32(at, 7); /* the tunnel */
}

uint8_t *tunnel_put(uint8_t *at, TunnelKind kind, size_t len)
{
    switch (kind) {
    case TUNNEL_NONE: break;
    case TUNNEL_QINQ: at = put_be16(put_be16(at, TYPE_SERVICE), 100); G_GNUC_FALLTHROUGH;
    case TUNNEL_VLAN: at = put_be16(put_be16(at, TYPE_VLAN), 7); break;
    case TUNNEL_MPLS:
        at = put_be16(at, TYPE_MPLS);
        at = put_be32(at, 16u << 12 | 64);            /* a label, 64 hops */
        return put_be32(at, 17u << 12 | 1 << 8 | 64); /* the last */
    case TUNNEL_GRE: at = put_be16(put_outer(at, PROTOCOL_GRE, GRE_LEN + len), 0); break;
    case TUNNEL_IPIP: return put_outer(at, PROTOCOL_IPV4, len);
    case TUNNEL_VXLAN: return put_vxlan(at, len);
    case TUNNEL_GTPU: return put_gtpu(at, len);
    }
    return put_be16(at, TYPE_IPV4);
}
