/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/decoded.h"

/* The decoders, one file each, called after the file. Each reads one header at the front of
 * @in, sets out->next and out->payload, and what else Decoded holds of it. */

/* Link layers */
Verdict ethernet_decode(Slice in, Decoded *out); /* IEEE 802.3, Ethernet II */
Verdict vlan_decode(Slice in,
                    Decoded *out); /* IEEE 802.1Q, 802.1ad: what follows the tag type */
Verdict sll_decode(Slice in, Decoded *out);       /* LINKTYPE_LINUX_SLL */
Verdict sll2_decode(Slice in, Decoded *out);      /* LINKTYPE_LINUX_SLL2 */
Verdict null_decode(Slice in, Decoded *out);      /* LINKTYPE_NULL, either byte order */
Verdict loop_decode(Slice in, Decoded *out);      /* LINKTYPE_LOOP */
Verdict raw_ip_decode(Slice in, Decoded *out);    /* LINKTYPE_RAW, _IPV4, _IPV6 */
Verdict ppp_decode(Slice in, Decoded *out);       /* RFC 1661, RFC 1662 framing optional */
Verdict pppoe_decode(Slice in, Decoded *out);     /* RFC 2516, session stage */
Verdict mpls_decode(Slice in, Decoded *out);      /* RFC 3032, the whole label stack */
Verdict ieee80211_decode(Slice in, Decoded *out); /* data frames that are not encrypted */
Verdict radiotap_decode(Slice in, Decoded *out);
Verdict llc_decode(Slice in, Decoded *out); /* IEEE 802.2 with SNAP */

/* Tunnels */
Verdict gre_decode(Slice in, Decoded *out);     /* RFC 2784, RFC 2890; version 1 RFC 2637 */
Verdict erspan2_decode(Slice in, Decoded *out); /* draft-foschiano-erspan */
Verdict erspan3_decode(Slice in, Decoded *out);
Verdict esp_decode(Slice in, Decoded *out);    /* RFC 4303, NULL encryption (RFC 2410) alone */
Verdict vxlan_decode(Slice in, Decoded *out);  /* RFC 7348 */
Verdict geneve_decode(Slice in, Decoded *out); /* RFC 8926 */
Verdict gtpu_decode(Slice in, Decoded *out);   /* 3GPP TS 29.281 */
Verdict tzsp_decode(Slice in, Decoded *out);

/* Internet and transport */
Verdict ipv4_decode(Slice in, Decoded *out); /* RFC 791 */
Verdict ipv6_decode(Slice in, Decoded *out); /* RFC 8200, extension headers included */
Verdict udp_decode(Slice in, Decoded *out);  /* RFC 768 */
Verdict tcp_decode(Slice in, Decoded *out);  /* RFC 9293 */
Verdict icmp_decode(Slice in,
                    Decoded *out); /* RFC 792: errors; the payload is the quoted packet */
Verdict icmpv6_decode(Slice in, Decoded *out); /* RFC 4443: errors */

/* The decoder of @layer, NULL where there is none (LAYER_NONE, LAYER_SCTP). */
LayerDecode decoders_of(Layer layer);
