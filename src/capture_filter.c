/* SPDX-License-Identifier: Apache-2.0
 *
 * The filter names what it drops, not what it passes: a packet of which libpcap's language
 * cannot say what is inside (behind the word "vlan" all offsets are shifted, with "mpls" and
 * "pppoes" too) is none of these and passes. So is one that a test of the filter misjudges.
 *
 *     IPv4 | version, words 1 | . 1 | length 2 | id 2 | flags, offset 2 | . 1 | protocol 1 |
 * ... IPv6 | version .. 4 | length 2 | next 1 | . 1 | addresses 32 | UDP 8 | payload UDP  |
 * ports 4 | length 2 | checksum 2 | payload
 *
 * A read past the end of a packet ends a program with "no": the length is asked first, for a
 * datagram without payload has no first byte. In "udp[...]" libpcap skips an IPv4 header of any
 * length; for IPv6 it has no such word. Of the UDP tunnels VXLAN alone may begin with the top
 * bit set (its group policy extension). 0xf8 and above is SigComp (RFC 3320, 7), which is
 * counted.
 */
#include "src/capture_filter.h"

#include <glib.h>
#include <stdbool.h>

#define MEDIA                                                                                  \
    "((ip and ip[6:2] & 0x3fff = 0 and udp[4:2] > 8 and udp[8] >= 0x80 and udp[8] < 0xf8) or " \
    "(ip6 and ip6[6] = 17 and ip6[44:2] > 8 and ip6[48] >= 0x80 and ip6[48] < 0xf8))"

#define VXLAN "(udp port 4789 or udp port 4790 or udp port 8472)"

/* GTP-U, GENEVE, TZSP: their payload has other ports inside. */
#define TUNNELS "(" VXLAN " or udp port 2152 or udp port 6081 or udp port 37008)"

/* What has its ports where they can be asked for. */
#define WITH_PORTS                                                                             \
    "((ip and ip[6:2] & 0x3fff = 0 and (ip[9] = 6 or ip[9] = 17)) or "                         \
    "(ip6 and (ip6[6] = 6 or ip6[6] = 17)))"

#define NO_MEDIA "(not " MEDIA " or " VXLAN ")"

static bool compiles(pcap_t *pcap, const char *text)
{
    struct bpf_program code;

    if (pcap_compile(pcap, &code, text, 1, PCAP_NETMASK_UNKNOWN) < 0)
        return false;
    pcap_freecode(&code);
    return true;
}

char *capture_filter_text(pcap_t *pcap, unsigned port)
{
    g_autofree char *narrow =
        g_strdup_printf(NO_MEDIA " and (not " WITH_PORTS " or port %u or " TUNNELS ")", port);

    if (port > 0 && compiles(pcap, narrow))
        return g_steal_pointer(&narrow);
    return compiles(pcap, NO_MEDIA) ? g_strdup(NO_MEDIA) : NULL;
}
