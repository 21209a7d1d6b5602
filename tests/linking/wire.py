# SPDX-License-Identifier: Apache-2.0
"""Ethernet, IPv4, UDP and the pcap file: only what the mixes need, and quick.

Scapy takes longer for one packet than this module for fifty, and a mix has half a million.
"""
import socket
import struct
from itertools import count

EPOCH = 1772438400  # when every mix begins
MICROSECONDS = 1_000_000

FILE_HEADER = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
RECORD = struct.Struct('<IIII')
HEADERS = struct.Struct('>6s6sHBBHHHBBH4s4sHHHH')
HEADERS_LEN = 14 + 20 + 8
MTU = 1500


def sum16(data):
    """The one's complement sum of @data, of even length, not folded."""
    return sum(struct.unpack(f'>{len(data) // 2}H', data))


def folded(total):
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total


class Capture:
    """A pcap file. Packets may be added in any order until flush(), which sorts them."""

    def __init__(self, path):
        self.file = open(path, 'wb')
        self.file.write(FILE_HEADER)
        self.waiting = []
        self.hosts = {}
        self.idents = {}
        self.packets = 0

    def add(self, time, source, target, text):
        """@time in seconds since EPOCH; @source and @target are (address, port)."""
        self.waiting.append((time, len(self.waiting), source, target, text))

    def flush(self):
        """Writes what waits. What is added later must be later in time, too."""
        self.waiting.sort()
        parts = []
        for time, _, source, target, text in self.waiting:
            data = self.frame(source, target, text.encode())
            stamp = int(time * MICROSECONDS)
            parts.append(RECORD.pack(EPOCH + stamp // MICROSECONDS, stamp % MICROSECONDS,
                                     len(data), len(data)))
            parts.append(data)
        self.file.write(b''.join(parts))
        self.packets += len(self.waiting)
        self.waiting = []

    def close(self):
        self.flush()
        self.file.close()

    def host(self, address):
        """The address in four bytes, and the MAC that goes with it."""
        found = self.hosts.get(address)
        if found is None:
            packed = socket.inet_aton(address)
            found = self.hosts[address] = (packed, b'\x02\x00' + packed)
        return found

    def frame(self, source, target, body):
        source_ip, source_mac = self.host(source[0])
        target_ip, target_mac = self.host(target[0])
        length = 28 + len(body)
        if length > MTU:
            raise ValueError(f'a message of {len(body)} bytes needs fragments')
        ident = next(self.idents.setdefault(source[0], count(1))) & 0xffff
        addresses = sum16(source_ip + target_ip)
        checksum = folded(0x4500 + length + ident + 0x4000 + 0x4011 + addresses) ^ 0xffff
        return HEADERS.pack(target_mac, source_mac, 0x0800, 0x45, 0, length, ident, 0x4000, 64,
                            17, checksum, source_ip, target_ip, source[1], target[1],
                            8 + len(body), 0) + body
