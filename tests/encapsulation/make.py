#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes one capture for each way that SIP may be wrapped: make.py FOLDER

The headers are Scapy's (bytes are spelled out only where it has none), so that our decoders
are not tested against our own reading of a standard. Each capture holds one call of seven
messages whose Call-ID is the row's name.
"""

import os
import struct
import sys
from collections import namedtuple

from scapy.layers.dot11 import Dot11, Dot11QoS, RadioTap
from scapy.layers.inet import IP, UDP, fragment
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import (GRE, LLC, SNAP, CookedLinux, CookedLinuxV2, Dot1AD, Dot1Q, Dot3,
                             Ether, GRE_PPTP)
from scapy.layers.ppp import HDLC, PPP, PPPoE
from scapy.layers.vxlan import VXLAN
from scapy.contrib.erspan import ERSPAN_II, ERSPAN_III, ERSPAN_PlatformSpecific
from scapy.contrib.geneve import GENEVE, GeneveOptions
from scapy.contrib.gtp import GTP_U_Header, GTPPDUSessionContainer
from scapy.contrib.mpls import MPLS
from scapy.contrib.tzsp import TZSP, TZSPTagEnd, TZSPTagPadding, TZSPTagRawRSSIByte
from scapy.packet import Raw

MESSAGES = 7

# name: also the Call-ID; link_type: of the capture; wrap: from the inner IP packet to a frame
# or a list of frames; version: of the inner IP; tshark: options that it needs to read the row.
Row = namedtuple("Row", "name link_type wrap version tshark", defaults=(4, ()))

NULL, ETHERNET, PPP_LINK, RAW, PPP_HDLC, PPP_ETHER = 0, 1, 9, 101, 50, 51
IEEE80211, LOOP, SLL, RADIOTAP, MPLS_LINK = 105, 108, 113, 127, 219
IPV4_LINK, IPV6_LINK, SLL2 = 228, 229, 276

MAC_A, MAC_B, MAC_C = "02:00:00:00:00:01", "02:00:00:00:00:02", "a2:00:00:00:00:03"


def ether(**fields):
    return Ether(src=MAC_A, dst=MAC_B, **fields)


def outer():
    """The headers of a tunnel's own packets."""
    return ether() / outer_ip()


def outer_ip():
    return IP(src="198.51.100.1", dst="198.51.100.2")


def outer6():
    return ether() / IPv6(src="2001:db8:ffff::1", dst="2001:db8:ffff::2")


def udp(port):
    return UDP(sport=50000, dport=port)


def snap():
    return LLC(dsap=0xAA, ssap=0xAA, ctrl=3) / SNAP(OUI=0)


def data_frame(**fields):
    fields.setdefault("FCfield", "to-DS")
    return Dot11(type=2, addr1=MAC_A, addr2=MAC_B, addr3=MAC_A, **fields)


def wds_frame(**fields):
    return data_frame(FCfield="to-DS+from-DS", addr4=MAC_B, **fields)


def aggregate(packet):
    """An A-MSDU of one packet (IEEE 802.11, 9.3.2.2.2)."""
    body = bytes(snap() / packet)
    addresses = bytes.fromhex((MAC_A + MAC_B).replace(":", ""))
    return (data_frame(subtype=8) / Dot11QoS(A_MSDU_Present=1) /
            Raw(addresses + struct.pack(">H", len(body)) + body))


def padded_frame(packet):
    """The 26 bytes of a QoS header, and two that some adapters add."""
    head = bytes(data_frame(subtype=8) / Dot11QoS())
    return RadioTap(present="Flags", Flags="pad") / Raw(head + b"\0\0" +
                                                        bytes(snap() / packet))


def frame_with_checksum(packet):
    return (RadioTap(present="TSFT+Flags", mac_timestamp=7, Flags="FCS") /
            Raw(bytes(data_frame() / snap() / packet) + b"\xde\xad\xbe\xef"))


def high_throughput_frame(packet):
    """+HTC: four bytes behind QoS, which Scapy does not write."""
    head = bytes(data_frame(subtype=8, FCfield="to-DS+order") / Dot11QoS())
    return Raw(head + b"\0\0\0\0" + bytes(snap() / packet))


def family(number, order="<"):
    return Raw(struct.pack(order + "I", number))


def pptp():
    return GRE_PPTP(seqnum_present=1, sequence_number=1, call_id=9)


def ppp(packet):
    return PPP(proto=0x21 if packet.version == 4 else 0x57) / packet


def session(packet):
    return PPPoE(sessionid=1) / ppp(packet)


def labels(*numbers):
    stack = [MPLS(label=n, s=int(i == len(numbers) - 1), ttl=64)
             for i, n in enumerate(numbers)]
    packet = stack[0]
    for label in stack[1:]:
        packet = packet / label
    return packet


def mirrored(packet):
    return bytes(ether() / packet)


def erspan3(packet, **fields):
    header = ERSPAN_III(ver=2, session_id=5, **fields)
    if fields.get("o"):
        header = header / ERSPAN_PlatformSpecific(platf_id=3)
    return outer() / GRE(proto=0x22EB, seqnum_present=1) / header / Raw(mirrored(packet))


def gpe(next_protocol):
    return VXLAN(flags="Instance+NextProtocol", NextProtocol=next_protocol, vni=42)


def geneve_with_options():
    options = GeneveOptions(classid=0x0102, type=1, data=b"12345678")
    return GENEVE(vni=42, proto=0x6558, options=[options])


def gtpu_with_session():
    """What 5G sends: one extension, the PDU session container."""
    return (GTP_U_Header(teid=9, E=1, next_ex=0x85) /
            GTPPDUSessionContainer(type=1, QFI=9, NextExtHdr=0))


def gtpu_with_two_extensions(packet):
    """A UDP port (40), then a PDCP PDU number (c0); TS 29.281, 5.2.2."""
    body = bytes.fromhex("00070040" "0113c4c0" "01000100") + bytes(packet)
    return Raw(struct.pack(">BBHI", 0x36, 255, len(body), 9) + body)


def fragments(packet, around=lambda piece: piece):
    return [around(piece) for piece in fragment(packet, fragsize=200)]


def link_rows():
    yield Row("ethernet", ETHERNET, lambda p: ether() / p)
    yield Row("ethernet-v6", ETHERNET, lambda p: ether() / p, 6)
    yield Row("llc-snap", ETHERNET, lambda p: Dot3(src=MAC_A, dst=MAC_B) / snap() / p)
    yield Row("llc-ip", ETHERNET,
              lambda p: Dot3(src=MAC_A, dst=MAC_B) / LLC(dsap=6, ssap=6, ctrl=3) / p)
    yield Row("llc-snap-bridged", ETHERNET,
              lambda p: Dot3(src=MAC_A, dst=MAC_B) / LLC(dsap=0xAA, ssap=0xAA, ctrl=3) /
              SNAP(OUI=0xF8) / p)
    yield Row("sll", SLL, lambda p: CookedLinux(lladdrlen=6) / p)
    yield Row("sll-v6", SLL, lambda p: CookedLinux(lladdrlen=6) / p, 6)
    yield Row("sll-vlan", SLL, lambda p: CookedLinux(lladdrlen=6) / Dot1Q(vlan=7) / p)
    yield Row("sll2", SLL2, lambda p: CookedLinuxV2(lladdrlen=6, ifindex=2) / p)
    yield Row("sll2-v6", SLL2, lambda p: CookedLinuxV2(lladdrlen=6, ifindex=2) / p, 6)
    yield Row("null", NULL, lambda p: family(2) / p)
    yield Row("null-big-endian", NULL, lambda p: family(2, ">") / p)
    for number in 10, 23, 24, 28, 30:
        yield Row(f"null-v6-{number}", NULL, lambda p, n=number: family(n) / p, 6)
    yield Row("null-v6-big-endian", NULL, lambda p: family(30, ">") / p, 6)
    yield Row("loop", LOOP, lambda p: family(2, ">") / p)
    yield Row("loop-v6", LOOP, lambda p: family(24, ">") / p, 6)
    yield Row("raw", RAW, lambda p: p)
    yield Row("raw-v6", RAW, lambda p: p, 6)
    yield Row("raw-12", 12, lambda p: p)
    yield Row("raw-14", 14, lambda p: p)
    yield Row("raw-ipv4", IPV4_LINK, lambda p: p)
    yield Row("raw-ipv6", IPV6_LINK, lambda p: p, 6)


def ppp_rows():
    yield Row("ppp", PPP_LINK, lambda p: HDLC() / ppp(p))
    yield Row("ppp-v6", PPP_LINK, lambda p: HDLC() / ppp(p), 6)
    yield Row("ppp-unframed", PPP_LINK, ppp)
    yield Row("ppp-compressed", PPP_LINK, lambda p: Raw(b"\xff\x03\x21") / p)
    yield Row("ppp-all-compressed", PPP_LINK, lambda p: Raw(b"\x21") / p)
    yield Row("ppp-hdlc", PPP_HDLC, lambda p: HDLC() / ppp(p))
    yield Row("ppp-cisco", PPP_HDLC, lambda p: Raw(b"\x0f\x00\x08\x00") / p)
    yield Row("ppp-ether", PPP_ETHER, session)
    yield Row("pppoe", ETHERNET, lambda p: ether() / session(p))
    yield Row("pppoe-v6-in-vlan", ETHERNET, lambda p: ether() / Dot1Q(vlan=7) / session(p), 6)


def tag_rows():
    yield Row("vlan", ETHERNET, lambda p: ether() / Dot1Q(vlan=100, prio=5) / p)
    yield Row("vlan-llc", ETHERNET,
              lambda p: ether() / Dot1Q(vlan=7, type=len(snap() / p)) / snap() / p)
    yield Row("qinq", ETHERNET, lambda p: ether() / Dot1AD(vlan=100) / Dot1Q(vlan=200) / p)
    yield Row("qinq-9100", ETHERNET,
              lambda p: ether(type=0x9100) / Dot1Q(vlan=100) / Dot1Q(vlan=200) / p)
    yield Row("vlan-three-times", ETHERNET,
              lambda p: ether() / Dot1Q(vlan=1) / Dot1Q(vlan=2) / Dot1Q(vlan=3) / p)
    yield Row("mpls", ETHERNET, lambda p: ether(type=0x8847) / labels(16) / p)
    yield Row("mpls-three-labels", ETHERNET,
              lambda p: ether(type=0x8847) / labels(16, 17, 18) / p)
    yield Row("mpls-v6", ETHERNET, lambda p: ether(type=0x8847) / labels(16) / p, 6)
    yield Row("mpls-8848", ETHERNET, lambda p: ether(type=0x8848) / labels(16) / p)
    yield Row("mpls-link", MPLS_LINK, lambda p: labels(16, 17) / p)
    yield Row("mpls-pseudowire", ETHERNET,
              lambda p: ether(type=0x8847) / labels(16) / Raw(b"\0\0\0\0" + mirrored(p)),
              4, ("-d", "mpls.label==16,pwethcw"))
    yield Row("mpls-pseudowire-no-control-word", ETHERNET,
              lambda p: ether(type=0x8847) / labels(16) / Raw(mirrored(p)),
              4, ("-d", "mpls.label==16,pwethnocw"))
    yield Row("mpls-pseudowire-other-address", ETHERNET,
              lambda p: ether(type=0x8847) / labels(16) /
              Raw(bytes(Ether(src=MAC_A, dst=MAC_C) / p)),
              4, ("-d", "mpls.label==16,pwethnocw"))


def wireless_rows():
    yield Row("80211", IEEE80211, lambda p: data_frame() / snap() / p)
    yield Row("80211-qos", IEEE80211,
              lambda p: data_frame(subtype=8) / Dot11QoS() / snap() / p)
    yield Row("80211-wds", IEEE80211, lambda p: wds_frame() / snap() / p)
    yield Row("80211-qos-wds", IEEE80211,
              lambda p: wds_frame(subtype=8) / Dot11QoS() / snap() / p, 6)
    yield Row("80211-ht-control", IEEE80211, high_throughput_frame)
    yield Row("80211-aggregate", IEEE80211, aggregate)
    yield Row("radiotap", RADIOTAP, lambda p: RadioTap() / data_frame() / snap() / p)
    yield Row("radiotap-checksum", RADIOTAP, frame_with_checksum)
    yield Row("radiotap-padded", RADIOTAP, padded_frame)


def ip_rows():
    yield Row("ip-in-ip", ETHERNET, lambda p: outer() / p)
    yield Row("6in4", ETHERNET, lambda p: outer() / p, 6)
    yield Row("4in6", ETHERNET, lambda p: outer6() / p)
    yield Row("6in6", ETHERNET, lambda p: outer6() / p, 6)
    yield Row("ip-in-ip-in-ip", ETHERNET, lambda p: outer() / outer_ip() / p)
    yield Row("mpls-in-ip", ETHERNET,
              lambda p: ether() / IP(src="198.51.100.1", dst="198.51.100.2", proto=137) /
              labels(16) / p)
    yield Row("ethernet-in-ip", ETHERNET,
              lambda p: ether() / IPv6(src="2001:db8:ffff::1", dst="2001:db8:ffff::2", nh=143) /
              Raw(mirrored(p)))
    yield Row("fragments", ETHERNET, lambda p: fragments(ether() / p))
    yield Row("fragments-in-vxlan", ETHERNET,
              lambda p: fragments(p, lambda piece: outer() / udp(4789) / VXLAN(vni=42) /
                                  ether() / piece))
    yield Row("vxlan-in-fragments", ETHERNET,
              lambda p: fragments(outer() / udp(4789) / VXLAN(vni=42) / ether() / p))


def gre_rows():
    yield Row("gre", ETHERNET, lambda p: outer() / GRE() / p)
    yield Row("gre-v6", ETHERNET, lambda p: outer() / GRE() / p, 6)
    yield Row("gre-over-v6", ETHERNET, lambda p: outer6() / GRE() / p)
    yield Row("gre-key", ETHERNET, lambda p: outer() / GRE(key_present=1, key=42) / p)
    yield Row("gre-all-options", ETHERNET,
              lambda p: outer() / GRE(chksum_present=1, key_present=1, key=42,
                                      seqnum_present=1, sequence_number=7) / p)
    yield Row("gre-ethernet", ETHERNET, lambda p: outer() / GRE(proto=0x6558) / ether() / p)
    yield Row("gre-mpls", ETHERNET, lambda p: outer() / GRE(proto=0x8847) / labels(16) / p)
    yield Row("pptp", ETHERNET, lambda p: outer() / pptp() / HDLC() / ppp(p))
    yield Row("pptp-with-answer", ETHERNET,
              lambda p: outer() / GRE_PPTP(seqnum_present=1, sequence_number=1, call_id=9,
                                           acknum_present=1, ack_number=5) / HDLC() / ppp(p))
    yield Row("erspan-1", ETHERNET,
              lambda p: outer() / GRE(proto=0x88BE) / Raw(mirrored(p)))
    yield Row("erspan-2", ETHERNET,
              lambda p: outer() / GRE(proto=0x88BE, seqnum_present=1) /
              ERSPAN_II(ver=1, session_id=5) / Raw(mirrored(p)))
    yield Row("erspan-3", ETHERNET, erspan3)
    yield Row("erspan-3-platform", ETHERNET, lambda p: erspan3(p, o=1))
    yield Row("erspan-3-ip", ETHERNET,
              lambda p: outer() / GRE(proto=0x22EB, seqnum_present=1) /
              ERSPAN_III(ver=2, session_id=5, ft=2) / Raw(bytes(p)))


def udp_rows():
    yield Row("vxlan", ETHERNET, lambda p: outer() / udp(4789) / VXLAN(vni=42) / ether() / p)
    yield Row("vxlan-over-v6", ETHERNET,
              lambda p: outer6() / udp(4789) / VXLAN(vni=42) / ether() / p, 6)
    yield Row("vxlan-policy", ETHERNET,
              lambda p: outer() / udp(4789) / VXLAN(vni=42, flags="Instance+G", gpid=9) /
              ether() / p)
    yield Row("vxlan-8472", ETHERNET,
              lambda p: outer() / udp(8472) / VXLAN(vni=42) / ether() / p, 4,
              ("-d", "udp.port==8472,vxlan"))
    yield Row("vxlan-gpe", ETHERNET, lambda p: outer() / udp(4790) / gpe(1) / p)
    yield Row("vxlan-gpe-ethernet", ETHERNET,
              lambda p: outer() / udp(4790) / gpe(3) / ether() / p)
    yield Row("geneve", ETHERNET,
              lambda p: outer() / udp(6081) / GENEVE(vni=42, proto=0x6558) / ether() / p)
    yield Row("geneve-ip", ETHERNET,
              lambda p: outer() / udp(6081) / GENEVE(vni=42, proto=0x0800) / p)
    yield Row("geneve-options", ETHERNET,
              lambda p: outer() / udp(6081) / geneve_with_options() / ether() / p)
    yield Row("gtpu", ETHERNET, lambda p: outer() / udp(2152) / GTP_U_Header(teid=9) / p)
    yield Row("gtpu-v6", ETHERNET, lambda p: outer() / udp(2152) / GTP_U_Header(teid=9) / p, 6)
    yield Row("gtpu-sequence", ETHERNET,
              lambda p: outer() / udp(2152) / GTP_U_Header(teid=9, S=1, seq=77) / p)
    yield Row("gtpu-extension", ETHERNET,
              lambda p: outer() / udp(2152) / gtpu_with_session() / p)
    yield Row("gtpu-two-extensions", ETHERNET,
              lambda p: outer() / udp(2152) / gtpu_with_two_extensions(p))
    yield Row("tzsp", ETHERNET,
              lambda p: outer() / udp(37008) / TZSP(encapsulated_protocol=1) / TZSPTagEnd() /
              ether() / p)
    yield Row("tzsp-80211", ETHERNET,
              lambda p: outer() / udp(37008) / TZSP(encapsulated_protocol=18) /
              TZSPTagPadding() / TZSPTagRawRSSIByte() / TZSPTagEnd() /
              Raw(bytes(data_frame() / snap() / p)))


def moved(packet, port):
    packet[UDP].sport = packet[UDP].dport = port
    return packet


def port_rows():
    """SIP itself on the port of a tunnel."""
    for port in 2152, 4789, 6081, 37008:
        yield Row(f"sip-on-port-{port}", ETHERNET, lambda p, n=port: ether() / moved(p, n), 4,
                  ("-d", f"udp.port=={port},sip"))


def combined_rows():
    yield Row("vlan-gre-ppp", ETHERNET,
              lambda p: ether() / Dot1Q(vlan=7) / outer_ip() / pptp() / HDLC() / ppp(p))
    yield Row("vxlan-in-gre", ETHERNET,
              lambda p: outer() / GRE() / outer_ip() / udp(4789) / VXLAN(vni=42) / ether() / p)
    yield Row("gtpu-in-mpls-in-qinq", ETHERNET,
              lambda p: ether() / Dot1AD(vlan=1) / Dot1Q(vlan=2, type=0x8847) / labels(16, 17) /
              outer_ip() / udp(2152) / gtpu_with_session() / p)
    yield Row("qinq-in-erspan-2", ETHERNET,
              lambda p: outer() / GRE(proto=0x88BE, seqnum_present=1) / ERSPAN_II(ver=1) /
              Raw(bytes(ether() / Dot1AD(vlan=1) / Dot1Q(vlan=2) / p)))
    yield Row("geneve-in-sll2", SLL2,
              lambda p: CookedLinuxV2(lladdrlen=6) / outer_ip() / udp(6081) /
              GENEVE(vni=42, proto=0x6558) / ether() / Dot1Q(vlan=7) / p)
    yield Row("pppoe-in-vxlan", ETHERNET,
              lambda p: outer() / udp(4789) / VXLAN(vni=42) / ether() / session(p))


def all_rows():
    for rows in (link_rows, ppp_rows, tag_rows, wireless_rows, ip_rows, gre_rows, udp_rows,
                 port_rows, combined_rows):
        yield from rows()


def exchange(name, version):
    """The seven messages of a call: (from the caller?, text)."""
    caller, callee = ends(version)
    if version == 6:
        caller, callee = f"[{caller}]", f"[{callee}]"
    sdp = ("v=0\r\no=- 1 1 IN IP4 192.0.2.10\r\ns=-\r\nc=IN IP4 192.0.2.10\r\nt=0 0\r\n"
           "m=audio 40000 RTP/AVP 0\r\n")

    def message(start, cseq, branch, to_tag="", body=""):
        content = "Content-Type: application/sdp\r\n" if body else ""
        return (f"{start}\r\nVia: SIP/2.0/UDP {caller}:5060;branch=z9hG4bK{branch}\r\n"
                f"Max-Forwards: 70\r\nFrom: <sip:alice@{caller}>;tag=a\r\n"
                f"To: <sip:bob@{callee}>{to_tag}\r\nCall-ID: {name}\r\nCSeq: {cseq}\r\n"
                f"Contact: <sip:alice@{caller}>\r\n{content}"
                f"Content-Length: {len(body)}\r\n\r\n{body}")

    uri, tag = f"sip:bob@{callee}", ";tag=b"
    return [(True, message(f"INVITE {uri} SIP/2.0", "1 INVITE", "1", body=sdp)),
            (False, message("SIP/2.0 100 Trying", "1 INVITE", "1")),
            (False, message("SIP/2.0 180 Ringing", "1 INVITE", "1", tag)),
            (False, message("SIP/2.0 200 OK", "1 INVITE", "1", tag, sdp)),
            (True, message(f"ACK {uri} SIP/2.0", "1 ACK", "2", tag)),
            (True, message(f"BYE {uri} SIP/2.0", "2 BYE", "3", tag)),
            (False, message("SIP/2.0 200 OK", "2 BYE", "3", tag))]


def ends(version):
    return ("192.0.2.10", "192.0.2.20") if version == 4 else ("2001:db8::10", "2001:db8::20")


def inner_packets(row):
    caller, callee = ends(row.version)
    for number, (is_callers, text) in enumerate(exchange(row.name, row.version), 1):
        src, dst = (caller, callee) if is_callers else (callee, caller)
        ip = IP(src=src, dst=dst, id=number) if row.version == 4 else IPv6(src=src, dst=dst)
        yield ip / UDP(sport=5060, dport=5060) / Raw(text.encode())


def frames(row):
    for packet in inner_packets(row):
        wrapped = row.wrap(packet)
        for frame in wrapped if isinstance(wrapped, list) else [wrapped]:
            yield bytes(frame)


def write(row, folder):
    """Writes the capture of @row; returns its path. Packets are 10 ms apart."""
    path = os.path.join(folder, row.name + ".pcap")
    with open(path, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, row.link_type))
        for number, frame in enumerate(frames(row)):
            out.write(struct.pack("<IIII", 1700000000, number * 10000, len(frame), len(frame)))
            out.write(frame)
    return path


if __name__ == "__main__":
    for each in all_rows():
        print(write(each, sys.argv[1]))
