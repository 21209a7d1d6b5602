/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <pcap/pcap.h>

/* The filter of an interface for which the user gave none, in libpcap's language: what cannot
 * be SIP, and fills most of the wire, is left in the kernel. It leaves out UDP whose first
 * payload byte is none of anything that is read (0x80 to 0xf7: RTP, RTCP) where it lies in
 * untagged, unfragmented IPv4 or in IPv6 directly. All else passes: fragments, which carry no
 * ports, tags and labels, tunnels, TCP, ICMP errors, which quote SIP.
 *
 * With a @port other than 0 it also leaves out untagged, unfragmented UDP and TCP of other
 * ports, those of tunnels excepted.
 *
 * The caller owns the text. NULL where no filter can be compiled for the kind of link that
 * @pcap has: all packets are to be taken. */
char *capture_filter_text(pcap_t *pcap, unsigned port);
