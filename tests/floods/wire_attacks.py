# SPDX-License-Identifier: Apache-2.0
"""Attacks below SIP at any size: TCP, WebSocket, tunnels, fragments, pcapng and gzip."""
import gzip
import struct

from attacks import A, B, address, datagram, request
from packets import RAW_IP, Tcp, ipv4

MESSAGE = request('OPTIONS', 0, 'stream')
UPGRADE = (b'GET / HTTP/1.1\r\nHost: example.net\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n'
           b'Sec-WebSocket-Protocol: sip\r\n\r\n')


def stream():
    return Tcp(A, B, 40000, 5060)


def split(text, size):
    return (text[at:at + size] for at in range(0, len(text), size))


def messages(n):
    return b''.join(request('OPTIONS', i, f's{i}') for i in range(n))


def with_long_body(n):
    """One message of n bytes and some."""
    head = MESSAGE.replace(b'Content-Length: 0', b'Content-Length: %d' % n)
    return head + b'x' * n


def tiny_segments(n):
    """Four bytes each."""
    tcp = stream()
    return (tcp.segment(part) for part in split(messages(n // 50), 4))


def tiny_segments_of_one(n):
    """Of a message whose body is long."""
    tcp = stream()
    return (tcp.segment(part) for part in split(with_long_body(4 * n), 4))


def tiny_segments_of_a_header(n):
    tcp = stream()
    text = request('INVITE', 0, 'long', headers='Subject: ' + 'a' * 2 * n + '\r\n')
    return (tcp.segment(part) for part in split(text, 2))


def tiny_segments_of_nothing(n):
    """Line ends, which keep a connection alive."""
    tcp = stream()
    return [tcp.segment(MESSAGE)] + [tcp.segment(b'\r\n') for _ in range(n)]


def reverse_segments(n):
    tcp = stream()
    first = tcp.segment(MESSAGE)
    return [first] + [tcp.segment(part) for part in split(messages(n // 5), 80)][::-1]


def shuffled_segments(n):
    """Each second one first."""
    tcp = stream()
    parts = [tcp.segment(part) for part in split(messages(n // 5), 80)]
    return [tcp.segment(MESSAGE), *parts[1::2], *parts[::2]]


def gaps(n):
    """A byte is missing behind each message."""
    tcp = stream()
    for i in range(n):
        yield tcp.segment(request('OPTIONS', i, f's{i}'))
        tcp.sequence += 1


def overlapping(n, gap=0):
    """Each segment begins a byte after the one before, and says something else."""
    tcp = stream()
    yield tcp.segment(MESSAGE[:20])
    tcp.sequence += gap
    for i in range(n):
        yield tcp.segment(bytes((i & 255,)) * 400)
        tcp.sequence -= 399


def overlapping_behind_a_gap(n):
    return overlapping(n, 1)


def connections(n):
    return (Tcp(address(i), B, 40000, 5060).segment(request('OPTIONS', i, f'tcp{i}'))
            for i in range(n))


def half_messages(n):
    """As many connections that wait for the rest."""
    return (Tcp(address(i), B, 40000, 5060).segment(MESSAGE[:100]) for i in range(n))


def ports_used_anew(n):
    for i in range(n):
        tcp = stream()
        tcp.sequence = i * 1000003 & 0xffffffff
        syn = bytearray(tcp.segment(b''))
        syn[33] = 2
        tcp.sequence += 1
        yield bytes(syn)
        yield tcp.segment(request('OPTIONS', i, f'tcp{i}'))


def segments_full(n):
    """Of messages without a body: a segment holds 180 of them."""
    tcp = stream()
    return (tcp.segment(part) for part in split(messages(n), 60000))


def not_sip(n):
    """Lines that might be the start of a message and are none."""
    tcp = stream()
    return (tcp.segment(part) for part in split(b'INVITE sip:b SIP/2.0\r\n' * n, 60000))


def frame(payload, opcode=2, is_last=True):
    head = bytes(((0x80 if is_last else 0) | opcode,))
    if len(payload) < 126:
        return head + bytes((len(payload),)) + payload
    return head + struct.pack('>BH', 126, len(payload)) + payload


def web(frames, size=1400):
    tcp = stream()
    yield tcp.segment(UPGRADE)
    for part in split(b''.join(frames), size):
        yield tcp.segment(part)


def web_frames(n):
    return web(frame(request('OPTIONS', i, f'w{i}')) for i in range(n))


def fragments_of(text, size):
    parts = list(split(text, size))
    return [frame(part, 0 if i else 2, i == len(parts) - 1) for i, part in enumerate(parts)]


def web_fragments(n):
    """Of one message, a fragment in each segment."""
    tcp = stream()
    return [tcp.segment(UPGRADE)] + [tcp.segment(part) for part in
                                     fragments_of(with_long_body(4 * n), 4)]


def web_fragments_reverse(n):
    tcp = stream()
    first = tcp.segment(UPGRADE)
    return [first] + [tcp.segment(part) for part in fragments_of(messages(n // 100), 4)][::-1]


def web_fragments_empty(n):
    return web([frame(MESSAGE, 2, False)] + [frame(b'', 0, False)] * n + [frame(b'', 0)])


def web_pings(n):
    """Control frames between the fragments of a message."""
    return web([frame(MESSAGE[:100], 2, False)] + [frame(b'', 9)] * n + [frame(MESSAGE[100:], 0)])


def tunnels(n):
    """IP in GRE in IP in IP, n deep."""
    packet = datagram(MESSAGE)
    for level in range(n):
        if level % 2:
            packet = ipv4(A, B, 4, packet)
        else:
            packet = ipv4(A, B, 47, b'\0\0\x08\0' + packet)
    return [packet] * 1000


def extension_headers(n):
    """Of IPv6: destination options, one behind the other."""
    packet = bytes((17, 0, 1, 4, 0, 0, 0, 0)) + bytes(8)
    for _ in range(n):
        packet = bytes((60, 0, 1, 4, 0, 0, 0, 0)) + packet
    head = struct.pack('>IHBB', 6 << 28, len(packet), 60, 64) + bytes(15) + b'\1' + \
        bytes(15) + b'\2'
    return [head + packet] * 1000


def fragments(n):
    """Of one datagram, eight bytes each, the first one last."""
    return [ipv4(A, B, 17, bytes(8), identification=7, more=True, offset=8 * i)
            for i in range(n, -1, -1)]


def fragments_of_many(n):
    return (ipv4(A, B, 17, bytes(8), identification=i & 0xffff, more=True, offset=8)
            for i in range(n))


def overlapping_fragments(n):
    return [ipv4(A, B, 17, bytes(800), identification=7, more=True, offset=8 * (i % 7000))
            for i in range(n)]


def block(kind, body, length=None, last=None):
    body += bytes(-len(body) % 4)
    length = 12 + len(body) if length is None else length
    return struct.pack('<II', kind, length) + body + \
        struct.pack('<I', length if last is None else last)


SECTION = block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1))
INTERFACE = block(1, struct.pack('<HHI', RAW_IP, 0, 0))


def record(code, value):
    return struct.pack('<HH', code, len(value)) + value + bytes(-len(value) % 4)


def packet_block(packet, interface=0, options=b''):
    return block(6, struct.pack('<IIIII', interface, 396000, 0, len(packet), len(packet)) +
                 packet + bytes(-len(packet) % 4) + options)


ONE = packet_block(datagram(MESSAGE))


def absurd_lengths(n):
    """Blocks whose lengths at the ends differ, or are beyond the file."""
    return SECTION + INTERFACE + ONE + block(5, bytes(8), 20, 0xfffffff0) * n + \
        block(11, bytes(8), 0xfffffff0) * n + ONE


def unknown_blocks(n):
    return SECTION + INTERFACE + block(0xbad, b'') * n + ONE


def tiny_blocks(n):
    """Of known kinds, too short for what they are to hold."""
    return SECTION + INTERFACE + b''.join(block(kind, b'') for kind in (1, 2, 3, 4, 5, 6)) * n + ONE


def options(n):
    return SECTION + INTERFACE + packet_block(datagram(MESSAGE), 0, record(1, b'a') * n) * 4


def empty_options(n):
    return SECTION + INTERFACE + packet_block(datagram(MESSAGE), 0, record(3000, b'') * n) * 4


def interface_options(n):
    return SECTION + block(1, struct.pack('<HHI', RAW_IP, 0, 0) + record(2, b'name') * n) + ONE


def interfaces(n):
    return SECTION + INTERFACE * n + b''.join(
        packet_block(datagram(request('OPTIONS', i, f'i{i}')), i) for i in range(n))


def sections(n):
    return (SECTION + INTERFACE + ONE) * n


def names_of_one(n):
    """Name records of one address."""
    records = b''.join(record(1, bytes((192, 0, 2, 1)) + b'name-%d\0' % i) for i in range(n))
    return SECTION + INTERFACE + block(4, records + bytes(4)) + ONE


def names(n):
    records = b''.join(record(1, i.to_bytes(4, 'big') + b'name\0') for i in range(n))
    return SECTION + INTERFACE + block(4, records + bytes(4)) + ONE


def names_in_one_record(n):
    return SECTION + INTERFACE + block(
        4, record(1, bytes((192, 0, 2, 1)) + b'a\0' * n) + bytes(4)) + ONE


def bomb(n):
    """n MiB of nothing, in packets: beyond what is unpacked."""
    head = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, RAW_IP)
    packet = struct.pack('<IIII', 1700000000, 0, 262128, 262128) + bytes(262128)
    return gzip.compress(head + packet * 4 * n)


def empty_members(n):
    head = struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, RAW_IP)
    return gzip.compress(head) + gzip.compress(b'') * n
