# SPDX-License-Identifier: Apache-2.0
"""pcapng blocks and SIP packets made by hand: what no capture at hand has in one file."""
import struct

RAW, ETHERNET = 101, 1


def sip(start_line, call_id, cseq, source='192.0.2.1', target='192.0.2.2', branch='a'):
    """A SIP message in a UDP packet over IPv4, without a link layer."""
    text = (f'{start_line}\r\nVia: SIP/2.0/UDP {source};branch=z9hG4bK{branch}\r\n'
            f'From: <sip:1001@example.net>;tag=f\r\nTo: <sip:1002@example.net>;tag=t\r\n'
            f'Call-ID: {call_id}\r\nCSeq: {cseq}\r\nContent-Length: 0\r\n\r\n').encode()
    udp = struct.pack('>HHHH', 5060, 5060, 8 + len(text), 0) + text
    addresses = bytes(map(int, f'{source}.{target}'.split('.')))
    return struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0) + addresses + udp


def ethernet(packet):
    return bytes.fromhex('020000000002020000000001') + b'\x08\x00' + packet


class Section:
    """The blocks of one section; `order` is '<' or '>'."""

    def __init__(self, order, *options):
        self.order, self.blocks = order, b''
        self.add(0x0a0d0d0a, struct.pack(order + 'IHHq', 0x1a2b3c4d, 1, 0, -1), options)

    def add(self, block, body, options=()):
        body += b''.join(self.record(code, value) for code, value in options)
        body += bytes(4) if options else b''
        length = 12 + len(body)
        self.blocks += struct.pack(self.order + 'II', block, length) + body
        self.blocks += struct.pack(self.order + 'I', length)

    def record(self, code, value):
        return struct.pack(self.order + 'HH', code, len(value)) + value + bytes(-len(value) % 4)

    def interface(self, link_type, snap_len, *options):
        self.add(1, struct.pack(self.order + 'HHI', link_type, 0, snap_len), options)

    def packet(self, interface, stamp, data, *options, wire_len=None):
        head = struct.pack(self.order + 'IIIII', interface, stamp >> 32, stamp & 0xffffffff,
                           len(data), wire_len or len(data))
        self.add(6, head + data + bytes(-len(data) % 4), options)

    def simple(self, data):
        self.add(3, struct.pack(self.order + 'I', len(data)) + data + bytes(-len(data) % 4))

    def name(self, address, name):
        record = bytes(map(int, address.split('.'))) + name.encode() + b'\0'
        self.add(4, self.record(1, record) + bytes(4))
