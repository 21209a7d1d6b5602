# SPDX-License-Identifier: Apache-2.0
"""Packets by hand: a hundred thousand of them must not take a library's time."""
import socket
import struct

RAW_IP = 101


def sip(start, call_id, cseq, branch, to_tag, from_tag='f', headers=''):
    return (f'{start}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch={branch}\r\nMax-Forwards: 70\r\n'
            f'From: <sip:a@example.net>;tag={from_tag}\r\n'
            f'To: <sip:b@example.net>{";tag=" + to_tag if to_tag else ""}\r\n'
            f'Call-ID: {call_id}\r\nCSeq: {cseq}\r\n{headers}'
            'Content-Length: 0\r\n\r\n').encode()


def ipv4(source, target, protocol, payload, identification=0, more=False, offset=0):
    return struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(payload), identification,
                       (0x2000 if more else 0) | offset // 8, 64, protocol, 0,
                       socket.inet_aton(source), socket.inet_aton(target)) + payload


def udp(source, target, text, fragments=1):
    """A datagram from and to port 5060, whole or in two fragments."""
    datagram = struct.pack('>HHHH', 5060, 5060, 8 + len(text), 0) + text
    if fragments == 1:
        return [ipv4(source, target, 17, datagram)]
    half = len(datagram) // 16 * 8
    return [ipv4(source, target, 17, datagram[:half], identification=7, more=True),
            ipv4(source, target, 17, datagram[half:], identification=7, offset=half)]


class Tcp:
    """One direction of a connection."""

    def __init__(self, source, target, source_port, target_port):
        self.ends = source, target
        self.ports = source_port, target_port
        self.sequence = 1

    def segment(self, payload):
        header = struct.pack('>HHIIBBHHH', *self.ports, self.sequence, 1, 0x50, 0x18, 65535,
                             0, 0)
        self.sequence += len(payload)
        return ipv4(*self.ends, 6, header + payload)


def pcap(path, packets):
    """Writes @packets, a tenth of a millisecond apart."""
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, RAW_IP))
        for number, packet in enumerate(packets):
            file.write(struct.pack('<IIII', 1700000000 + number // 10000, number % 10000 * 100,
                                   len(packet), len(packet)) + packet)


def block(kind, body):
    """A block of a pcapng file."""
    body += bytes(-len(body) % 4)
    length = struct.pack('<I', 12 + len(body))
    return struct.pack('<I', kind) + length + body + length


def option(code, value):
    return struct.pack('<HH', code, len(value)) + value + bytes(-len(value) % 4)


def enhanced(packet):
    """The block of a packet, whose time does not matter."""
    return block(6, struct.pack('<IIIII', 0, 0, 0, len(packet), len(packet)) + packet)


def pcapng(path, blocks):
    """Writes a section with an interface, and @blocks."""
    with open(path, 'wb') as file:
        file.write(block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1)))
        file.write(block(1, struct.pack('<HHI', RAW_IP, 0, 0)))
        for one in blocks:
            file.write(one)
