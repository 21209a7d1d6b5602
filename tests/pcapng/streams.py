# SPDX-License-Identifier: Apache-2.0
"""Captures of several calls in one TCP connection or WebSocket, their messages interleaved as
chance has it, which a seed makes the same each time."""
import random
import struct

import blocks

CLIENT, SERVER = 0, 1
ADDRESSES = ('192.0.2.1', '192.0.2.2')
PORT = 40000
SYN, PUSH, ACK = 0x02, 0x08, 0x10
SEGMENT = 600
BETWEEN = 2000  # microseconds from packet to packet

UPGRADE = (b'GET / HTTP/1.1\r\nHost: example.net\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
           b'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: sip\r\n'
           b'Sec-WebSocket-Version: 13\r\n\r\n')
ACCEPT = (b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
          b'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n'
          b'Sec-WebSocket-Protocol: sip\r\n\r\n')

# Side, start line, CSeq, has SDP.
CALL = (
    (CLIENT, 'INVITE sip:1002@example.net SIP/2.0', '1 INVITE', True),
    (SERVER, 'SIP/2.0 100 Trying', '1 INVITE', False),
    (SERVER, 'SIP/2.0 180 Ringing', '1 INVITE', False),
    (SERVER, 'SIP/2.0 200 OK', '1 INVITE', True),
    (CLIENT, 'ACK sip:1002@192.0.2.2 SIP/2.0', '1 ACK', False),
    (CLIENT, 'BYE sip:1002@192.0.2.2 SIP/2.0', '2 BYE', False),
    (SERVER, 'SIP/2.0 200 OK', '2 BYE', False),
)


def message(call, transport, side, start_line, cseq, has_sdp):
    body = (f'v=0\r\no=- 1 1 IN IP4 {ADDRESSES[side]}\r\ns=-\r\nc=IN IP4 {ADDRESSES[side]}\r\n'
            't=0 0\r\nm=audio 4000 RTP/AVP 0\r\n') if has_sdp else ''
    tag = '' if cseq == '1 INVITE' and side == CLIENT else f';tag=t{call}'
    return (f'{start_line}\r\nVia: SIP/2.0/{transport} {ADDRESSES[CLIENT]};'
            f'branch=z9hG4bK{call}{cseq.replace(" ", "")}\r\nMax-Forwards: 70\r\n'
            f'From: <sip:1001@example.net>;tag=f{call}\r\nTo: <sip:1002@example.net>{tag}\r\n'
            f'Call-ID: {call}@example.net\r\nCSeq: {cseq}\r\n'
            f'Contact: <sip:x@{ADDRESSES[side]};transport={transport.lower()}>\r\n' +
            ('Content-Type: application/sdp\r\n' if body else '') +
            f'Content-Length: {len(body)}\r\n\r\n{body}').encode()


def frame(payload, side, opcode=0x81):
    """A client masks (RFC 6455, 5.3)."""
    mask = 0x80 if side == CLIENT else 0
    length = bytes([mask | len(payload)]) if len(payload) < 126 else \
        bytes([mask | 126]) + struct.pack('>H', len(payload))
    key = b'\x12\x34\x56\x78' if mask else b''
    if key:
        payload = bytes(byte ^ key[i % 4] for i, byte in enumerate(payload))
    return bytes([opcode]) + length + key + payload


class Connection:
    """Writes the packets of one connection to the list `packets`."""

    def __init__(self, packets, first, server_port):
        self.packets, self.ports = packets, (PORT, server_port)
        self.next = [first, first + 100000]
        for side, flags in ((CLIENT, SYN), (SERVER, SYN | ACK)):
            self.segment(side, b'', flags, self.next[side])
            self.next[side] += 1
        self.acknowledge(CLIENT)

    def segment(self, side, data, flags, number):
        acknowledged = self.next[1 - side] if flags & ACK else 0
        tcp = struct.pack('>HHIIBBHHH', self.ports[side], self.ports[1 - side], number,
                          acknowledged, 0x50, flags, 65535, 0, 0) + data
        head = struct.pack('>BBHHHBBH', 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0)
        ends = bytes(map(int, f'{ADDRESSES[side]}.{ADDRESSES[1 - side]}'.split('.')))
        self.packets.append(head + ends + tcp)

    def acknowledge(self, side):
        self.segment(side, b'', ACK, self.next[side])

    def send(self, side, data, times=1):
        for _ in range(times):
            self.segment(side, data, PUSH | ACK, self.next[side])
        self.next[side] += len(data)


class Talk:
    """What both sides of a connection say. `packed`: messages begin anywhere in a segment;
    `noisy`: keep-alives between them, and segments that are sent again."""

    def __init__(self, packets, chance, is_websocket, first, packed=False, noisy=False):
        self.chance, self.is_websocket = chance, is_websocket
        self.packed, self.noisy = packed, noisy
        self.connection = Connection(packets, first, 8080 if is_websocket else 5060)
        self.buffers = [b'', b'']
        if is_websocket:
            self.connection.send(CLIENT, UPGRADE)
            self.connection.send(SERVER, ACCEPT)

    def flush(self, side, whole):
        while len(self.buffers[side]) >= (1 if whole else SEGMENT):
            data = self.buffers[side][:SEGMENT if self.packed else None]
            self.buffers[side] = self.buffers[side][len(data):]
            self.connection.send(side, data, 2 if self.noisy and self.chance.random() < 0.3 else 1)
            if self.noisy:
                self.connection.acknowledge(1 - side)

    def keep_alive(self, side):
        if self.noisy and self.chance.random() < 0.4:
            self.buffers[side] += frame(b'', side, 0x89) if self.is_websocket else b'\r\n\r\n'

    def say(self, side, text):
        self.flush(1 - side, True)
        self.keep_alive(side)
        self.buffers[side] += frame(text, side) if self.is_websocket else text
        self.flush(side, not self.packed or self.chance.random() < 0.3)

    def calls(self, names):
        left = [[name, list(CALL)] for name in names]
        while left:
            one = self.chance.choice(left)
            step = one[1].pop(0)
            self.say(step[0], message(one[0], 'WS' if self.is_websocket else 'TCP', *step))
            left = [each for each in left if each[1]]
        self.flush(CLIENT, True)
        self.flush(SERVER, True)


def capture(is_websocket, connections=1, **how):
    """A pcapng file of four calls in each of so many connections, one after the other between the
    same ports."""
    packets, chance = [], random.Random(5)
    for number in range(connections):
        talk = Talk(packets, chance, is_websocket, 1000 + 3000 * number, **how)
        talk.calls([f'{number}-{call}' for call in range(4)])
    section = blocks.Section('<')
    section.interface(blocks.RAW, 0)
    for number, packet in enumerate(packets):
        section.packet(0, 1_700_000_000_000_000 + number * BETWEEN, packet)
    return section.blocks
