# SPDX-License-Identifier: Apache-2.0
"""Captures in and out: packets of a pcapng or pcap file, and datagrams on Ethernet."""

import ipaddress
import struct
from collections import namedtuple

ETHERNET = 1
TOO_LONG = 65535 - 28  # what a datagram of IPv4 cannot carry

# time: nanoseconds since 1970; link: the link type's number; data: all bytes of the frame.
Packet = namedtuple("Packet", "time link data")

# A datagram of IPv4 without options on Ethernet, taken apart; at: where the IP header begins.
Datagram = namedtuple("Datagram", "at src dst payload")


def read(path):
    """The packets of a capture, in its order."""
    with open(path, "rb") as file:
        data = file.read()
    return list(of_pcapng(data) if data[:4] == b"\x0a\x0d\x0d\x0a" else of_pcap(data))


def of_pcapng(data):
    at, links = 0, []
    order = "<"
    while at + 12 <= len(data):
        if data[at:at + 4] == b"\x0a\x0d\x0d\x0a":
            order = "<" if data[at + 8:at + 12] == b"\x4d\x3c\x2b\x1a" else ">"
            links = []
        kind, length = struct.unpack_from(order + "II", data, at)
        body = data[at + 8:at + length - 4]
        if kind == 1:
            link, _, _ = struct.unpack_from(order + "HHI", body)
            links.append((link, resolution_of(body[8:], order)))
        elif kind == 6:
            interface, high, low, size, _ = struct.unpack_from(order + "IIIII", body)
            link, ticks = links[interface]
            yield Packet((high << 32 | low) * 10**9 // ticks, link, body[20:20 + size])
        at += length


def resolution_of(options, order):
    """Ticks per second: the option if_tsresol, microseconds without it."""
    at = 0
    while at + 4 <= len(options):
        code, length = struct.unpack_from(order + "HH", options, at)
        if code == 9:
            value = options[at + 4]
            return 2**(value & 127) if value & 128 else 10**value
        at += 4 + (length + 3) // 4 * 4
    return 10**6


def of_pcap(data):
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    magic, link = struct.unpack_from(order + "I16xI", data)
    unit = 1 if magic == 0xa1b23c4d else 1000
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, size, _ = struct.unpack_from(order + "IIII", data, at)
        yield Packet(seconds * 10**9 + fraction * unit, link, data[at + 16:at + 16 + size])
        at += 16 + size


def write(path, packets):
    """A pcap file with nanoseconds. All packets have one link type."""
    link = packets[0].link if packets else ETHERNET
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, link))
        for packet in packets:
            file.write(struct.pack("<IIII", packet.time // 10**9, packet.time % 10**9,
                                   len(packet.data), len(packet.data)))
            file.write(packet.data)


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    total = (total & 0xffff) + (total >> 16)
    return ~((total & 0xffff) + (total >> 16)) & 0xffff


def frame(src, dst, payload, identification):
    """A datagram from @src to @dst, both ("192.0.2.1", 5060), as bytes on Ethernet."""
    addresses = b"".join(ipaddress.IPv4Address(end[0]).packed for end in (src, dst))
    if len(payload) > TOO_LONG:
        raise ValueError("no datagram holds that")
    header = struct.pack(">BBHHHBBH", 0x45, 0, 28 + len(payload), identification & 0xffff,
                         0x4000, 64, 17, 0) + addresses
    header = header[:10] + struct.pack(">H", checksum(header)) + header[12:]
    udp = struct.pack(">HHHH", src[1], dst[1], 8 + len(payload), 0)
    macs = b"\x02\x00" + addresses[4:] + b"\x02\x00" + addresses[:4]
    return macs + b"\x08\x00" + header + udp + payload


def datagram_of(packet):
    """@packet taken apart; None if it is anything but plain UDP over IPv4 on Ethernet."""
    data = packet.data
    if packet.link != ETHERNET or data[12:15] != b"\x08\x00\x45" or data[23] != 17:
        return None
    if struct.unpack_from(">H", data, 20)[0] & 0x3fff:
        return None
    ends = [(str(ipaddress.IPv4Address(data[at:at + 4])), port) for at, port in
            zip((26, 30), struct.unpack_from(">HH", data, 34))]
    length = struct.unpack_from(">H", data, 38)[0]
    return Datagram(14, *ends, data[42:34 + length])
