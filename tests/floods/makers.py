# SPDX-License-Identifier: Apache-2.0
"""The floods: each makes the packets that fill one table, @count of them or about so many; those
of a pcapng file its blocks."""
import socket
import struct

from packets import RAW_IP, Tcp, block, ipv4, option, sip, udp

A, B = '192.0.2.1', '192.0.2.2'
INVITE = 'INVITE sip:b@example.net SIP/2.0'
BIG = 60000  # bytes of a packet where bytes are what counts; a multiple of eight

UPGRADE = (b'GET / HTTP/1.1\r\nHost: example.net\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           b'Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n')


def address(number):
    """Another one for each number."""
    return f'10.{number >> 16}.{number >> 8 & 255}.{number & 255}'


def invite(number, call_id, **more):
    return sip(INVITE, call_id, f'{number + 1} INVITE', f'z9hG4bK-{number}', None, **more)


def fragments(count):
    for i in range(count):
        yield ipv4(address(i >> 8), B, 17, bytes(64), identification=i & 0xffff, more=True)


def bytes_of_fragments(count):
    for i in range(count):
        yield ipv4(A, B, 17, bytes(BIG), identification=i & 0xffff, more=True)


def small_fragments(count):
    """Of eight bytes, every other eight bytes: what is kept around them is more than they are."""
    for i in range(count):
        yield ipv4(address(i >> 16), B, 17, bytes(8), identification=i >> 8 & 0xffff, more=True,
                   offset=(i & 255) * 16)


def connections(count):
    for i in range(count):
        yield Tcp(address(i), '203.0.113.1', 40000, 5060).segment(b'INVITE sip:b')


def halves(count, begin, more, each):
    """Connections that send @begin and @each packets of @more."""
    for i in range(count // (each + 1)):
        stream = Tcp(address(i), '203.0.113.1', 40000, 5060)
        yield stream.segment(begin)
        for _ in range(each):
            yield stream.segment(more)


def half_messages(count):
    begin = sip('MESSAGE sip:b@example.net SIP/2.0', 'half', '1 MESSAGE', 'z9hG4bK-half', None)
    return halves(count, begin.replace(b'Content-Length: 0', b'Content-Length: 16000000'),
                  bytes(BIG), 30)


def endless_headers(count):
    return halves(count, INVITE.encode() + b'\r\nX: ', b'x' * 30000, 2)


def behind_a_gap(count):
    """Each connection leaves a byte out, and sends less than a megabyte behind it."""
    for i in range(count // 16):
        stream = Tcp(address(i), '203.0.113.1', 40000, 5060)
        yield stream.segment(INVITE.encode())
        stream.sequence += 1
        for _ in range(15):
            yield stream.segment(bytes(BIG))


def websocket_handshakes(count):
    return halves(count, UPGRADE + b'X: ', b'x' * 15000, 1)


def websocket_halves(count):
    """A frame that says it will have 16,000,000 bytes."""
    begin = b'\x82\x7f' + (16000000).to_bytes(8, 'big')
    return halves(count, UPGRADE + b'\r\n' + begin, bytes(BIG), 30)


def websocket_continuations(count):
    """A message that goes on in frames of 60,000 bytes without the last of them."""
    frame = (BIG).to_bytes(2, 'big') + bytes(BIG)
    return halves(count, UPGRADE + b'\r\n' + b'\x02\x00', b'\x00\x7e' + frame, 30)


def to_tags(count):
    yield udp(A, B, sip(INVITE, 'forks', '1 INVITE', 'z9hG4bK-f', None))[0]
    for i in range(count):
        yield udp(B, A, sip('SIP/2.0 180 Ringing', 'forks', '1 INVITE', 'z9hG4bK-f',
                            f'tag-{i}'))[0]


def one_call_id(count):
    for i in range(count):
        yield udp(A, B, invite(i, 'one'))[0]


def high_numbers(count):
    for i in range(count):
        number = 2 ** 31 + 7 * i if i % 2 else 10 ** 21 + i
        yield udp(A, B, sip(INVITE, f'high-{number % 4}', f'{number} INVITE',
                            f'z9hG4bK-{number}', None))[0]


def participants(count):
    for i in range(count):
        yield udp(address(i), address(i + 1), invite(i, 'chain'))[0]


def linking_header(count):
    for i in range(count):
        yield udp(A, B, invite(0, f'linked-{i}', from_tag=f'f{i}',
                               headers='X-Call-ID: one\r\nP-Charging-Vector: icid-value=one\r\n'
                               'Session-ID: ab30317f1a784dc48ff824d0d3715d86\r\n'))[0]


def linking_values(count):
    for i in range(count):
        yield udp(A, B, invite(0, f'valued-{i}', from_tag=f'f{i}',
                               headers=f'X-Call-ID: one-{i}\r\nP-Charging-Vector: '
                               f'icid-value=two-{i}\r\nSession-ID: {i:032x}\r\n'))[0]


def replaces(count):
    for i in range(count):
        yield udp(A, B, invite(0, f'replaced-{i}', from_tag=f'f{i}',
                               headers=f'Replaces: replaced-{max(0, i - 1)};'
                               'to-tag=a;from-tag=b\r\n'))[0]


def texts(count):
    """Names that never come twice, and are long."""
    for i in range(count):
        text = invite(0, f'text-{i}', from_tag=f'f{i}', headers=f'User-Agent: agent {i:0500}\r\n')
        yield udp(A, B, text.replace(b'a@example.net', b'a%0300d@example.net' % i)
                  .replace(b'<sip:b@', b'<sip:b%0300d@' % i))[0]


def shapes(count):
    """Calls of which no two go the same way: which of ten answers came how often."""
    for i in range(count // 6):
        call_id, branch = f'shape-{i}', f'z9hG4bK-shape-{i}'
        yield udp(A, B, sip(INVITE, call_id, '1 INVITE', branch, None, from_tag=f's{i}'))[0]
        for digit in f'{i:05}':
            yield udp(B, A, sip(f'SIP/2.0 18{digit} Progress', call_id, '1 INVITE', branch, 't',
                                from_tag=f's{i}', headers=f'X: {i}\r\n'))[0]


def relays(count):
    """Servers that pass a request on, each another one: its Via is on top of the caller's."""
    for i in range(count // 2):
        text = invite(0, f'relayed-{i}', from_tag=f'f{i}')
        via = f'Via: SIP/2.0/UDP {address(i)};branch=z9hG4bK-relay-{i}\r\nVia:'.encode()
        yield udp(A, address(i), text)[0]
        yield udp(address(i), B, text.replace(b'Via:', via, 1))[0]


def tunnels(count):
    packet = b''
    for level in range(30):
        packet = ipv4(A, B, 4 if level else 17, packet)
    for _ in range(count):
        yield packet


def tls(count):
    hello = bytes.fromhex('16030100c8010000c40303') + bytes(190)
    for i in range(count):
        yield Tcp(address(i), f'203.0.113.{i % 250}', 40000, 5061 + i // 250).segment(hello)


def episodes(count):
    for i in range(count):
        yield udp(A, B, sip('OPTIONS sip:b@example.net SIP/2.0', 'pings', f'{i + 1} OPTIONS',
                            f'z9hG4bK-{i}', None))[0]


def address_names(count):
    """Each for an address of its own."""
    for i in range(count):
        record = socket.inet_aton(address(i)) + b'host-%0100d.example.net\0' % i
        yield block(4, struct.pack('<H', 1) + option(0, record)[2:] + bytes(4))


def interfaces(count):
    for i in range(count):
        yield block(1, struct.pack('<HHI', RAW_IP, 0, 0) + option(2, b'if-%0100d' % i))


def comments(count):
    """Sections with a comment; the interface of each is that of the packets that may follow."""
    for i in range(count):
        yield (block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1) +
                     option(1, b'comment %04000d' % i)) +
               block(1, struct.pack('<HHI', RAW_IP, 0, 0)))
