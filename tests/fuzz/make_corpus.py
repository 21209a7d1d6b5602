#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the corpus of the fuzz targets out of the samples: make_corpus.py SIPSTORY

Writes tests/fuzz/corpus/TARGET/NAME; what else lies there (finds, with names of their own) stays.
The first bytes of each kind of input are explained in the target's file. Needs Scapy.
"""
import gzip
import json
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORPUS = HERE / 'corpus'

# As LINK_TYPES of fuzz_packet.c.
LINK_TYPES = [1, 0, 9, 12, 14, 50, 51, 101, 105, 108, 113, 127, 192, 219, 228, 229, 276, 147]
CALLS = ['basic-call', 'busy-caller-side', 'keepalive', 'register', 'redirect', 'message',
         'proxy-auth', 'cancel-crosses-200']
PACKETS = ['fragments', 'tcp', 'websocket', 'ipv6', 'unreachable']


def write(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def capture_of(sample):
    return ROOT / 'samples' / sample / 'capture.pcapng'


def blocks(data):
    """(type, whole block) of a little-endian pcapng file."""
    at = 0
    while at < len(data):
        kind, size = struct.unpack_from('<II', data, at)
        yield kind, data[at:at + size]
        at += size


def packets_of(path):
    """(link type, bytes) of each packet."""
    links = []
    for kind, block in blocks(path.read_bytes()):
        if kind == 1:
            links.append(struct.unpack_from('<H', block, 8)[0])
        elif kind == 6:
            interface, size = struct.unpack_from('<I', block, 8)[0], \
                struct.unpack_from('<I', block, 20)[0]
            yield links[interface], block[28:28 + size]


def pcap_packets(data):
    at = 24
    while at < len(data):
        size = struct.unpack_from('<I', data, at + 8)[0]
        yield data[at + 16:at + 16 + size]
        at += 16 + size


def packet_input(link, packets):
    return bytes([LINK_TYPES.index(link)]) + b''.join(
        struct.pack('>H', len(packet)) + packet for packet in packets)


def messages_of(program, sample):
    """(from, to, text) of each message."""
    out = subprocess.run([program, capture_of(sample), '--format', 'jsonl', '--raw'], check=True,
                         stdout=subprocess.PIPE).stdout
    for line in out.splitlines():
        for message in json.loads(line).get('messages', []):
            yield message['from'], message['to'], message['raw'].encode()


def tale_of(number, messages):
    """The messages for fuzz_writers.c, to be written in that format."""
    ends, out = [], bytes([number])
    for src, dst, text in messages:
        for end in (src, dst):
            if end not in ends:
                ends.append(end)
        out += struct.pack('>BHH', ends.index(src) & 7 | (ends.index(dst) & 7) << 4, 20,
                           len(text)) + text
    return out


def from_messages(program):
    seen = set()
    for rank, sample in enumerate(CALLS):
        messages = list(messages_of(program, sample))
        texts = [text for _, _, text in messages]
        write('writers', sample, tale_of(rank, messages[:14]))
        write('framing', sample, bytes([40]) + b'\r\n\r\n'.join(texts[:3]))
        for number, text in enumerate(texts):
            start = b' '.join(text.split(b'\r\n')[0].split()[:2 if text[:4] == b'SIP/' else 1])
            if start in seen:
                continue
            seen.add(start)
            name = f'{sample}-{number + 1}'
            write('scan', name, struct.pack('>H', len(text) // 2) + text)
            write('full', name, text)
            body = text.partition(b'\r\n\r\n')[2]
            if body:
                kind = b'application/sdp'
                write('sdp', name, bytes([len(kind)]) + kind + body)


def from_packets():
    for sample in PACKETS:
        packets = list(packets_of(capture_of(sample)))[:8]
        write('packet', sample, packet_input(packets[0][0], [data for _, data in packets]))
    # all the ways to wrap a packet
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, ROOT / 'tests/encapsulation/make.py', folder],
                       check=True, stdout=subprocess.DEVNULL)
        wrapped = {}
        for path in sorted(Path(folder).glob('*.pcap')):
            data = path.read_bytes()
            link = struct.unpack_from('<I', data, 20)[0]
            wrapped.setdefault(link, []).append(next(pcap_packets(data)))
    for link, packets in wrapped.items():
        for at in range(0, len(packets), 4):
            write('packet', f'wrapped-{link}-{at // 4}', packet_input(link, packets[at:at + 4]))


def pcap_of(sample):
    out = struct.pack('<IHHIIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
    for number, (_, data) in enumerate(packets_of(capture_of(sample))):
        out += struct.pack('<IIII', 1772705702, number, len(data), len(data)) + data
    return out


def with_odd_times(data):
    """The first half of the packets without a time, the others with the greatest there is."""
    left = sum(kind == 6 for kind, _ in blocks(data)) // 2
    for kind, block in blocks(data):
        if kind == 6 and left > 0:
            size, length = struct.unpack_from('<II', block, 20)
            body = struct.pack('<I', length) + block[28:28 + size + -size % 4]
            size = struct.pack('<I', 12 + len(body))
            block, left = struct.pack('<I', 3) + size + body + size, left - 1
        elif kind == 6:
            block = block[:12] + b'\xff' * 8 + block[20:]
        yield block


def from_files():
    small = sorted((ROOT / 'samples').glob('*/capture.pcapng'), key=lambda p: p.stat().st_size)
    for number, path in enumerate(small[:9]):
        write('pcapng', path.parent.name, path.read_bytes())
        write('pipeline', path.parent.name, bytes([number]) + path.read_bytes())
        if number < 5:
            told = (0, 3, 6, 128, 193)[number]
            write('program', path.parent.name, bytes([told, 6]) + path.read_bytes())
    for number, sample in enumerate(['forward-told', 'tcp', 'websocket', 'fragments']):
        write('pipeline', sample, bytes([number]) + capture_of(sample).read_bytes())
    for sample in ('transfer-blind', 'b2bua-header'):
        odd = b''.join(with_odd_times(capture_of(sample).read_bytes()))
        write('pipeline', 'odd-times-' + sample, b'\0' + odd)
    pcap = pcap_of(small[0].parent.name)
    write('pcapng', 'old', pcap)
    write('pcapng', 'old-packed', gzip.compress(pcap, mtime=0))
    write('pcapng', 'packed', gzip.compress(small[0].read_bytes(), mtime=0))
    write('pipeline', 'old-packed', bytes([2]) + gzip.compress(pcap, mtime=0))


def websocket_frame(text, opcode=1, mask=b'\0\0\0\0', final=True):
    size = bytes([0x80 | len(text)]) if len(text) < 126 else \
        b'\xfe' + struct.pack('>H', len(text))
    masked = bytes(byte ^ mask[at % 4] for at, byte in enumerate(text))
    return bytes([(0x80 if final else 0) | opcode]) + size + mask + masked


def by_hand():
    text = b'OPTIONS sip:a@example.net SIP/2.0\r\nCall-ID: x\r\nContent-Length: 0\r\n\r\n'
    shake = (b'GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
             b'Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n\r\n')
    answer = (b'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n'
              b'Sec-WebSocket-Protocol: sip\r\n\r\n')
    write('websocket', 'opened', b'\x07' + shake + websocket_frame(text, mask=b'abcd'))
    write('websocket', 'accepted', b'\x20' + answer + websocket_frame(text, opcode=2))
    write('websocket', 'in-pieces', b'\x03' + websocket_frame(text[:30], final=False) +
          websocket_frame(b'ping', opcode=9) + websocket_frame(text[30:], opcode=0))
    write('websocket', 'long', b'\xff' + websocket_frame(text + b'x' * 200))
    write('websocket', 'broken', b'\x09' + websocket_frame(b'what', opcode=3) +
          websocket_frame(b'p' * 200, opcode=9) + websocket_frame(text[:30], final=False) +
          websocket_frame(b'odd', opcode=11) + websocket_frame(text[30:], opcode=0))
    write('sdp', 'multipart', bytes([29]) + b'multipart/mixed;boundary="b1"' +
          b'--b1\r\nContent-Type: text/plain\r\n\r\nhi\r\n--b1\r\n'
          b'Content-Type: application/sdp\r\n\r\nv=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n'
          b'c=IN IP6 ::\r\nm=audio 4000 RTP/AVP 0 96\r\na=rtpmap:96 opus/48000/2\r\n'
          b'a=sendonly\r\nm=image 4002 udptl t38\r\n--b1--\r\n')
    write('sdp', 'untyped', b'\0v=0\r\nc=IN IP4 0.0.0.0\r\nm=video 0 RTP/AVP 31\r\na=inactive')
    segment = lambda at, size, bits=0: struct.pack('>BHB', bits, at, size)
    start = b'\xff\xff\xff\xf0'
    write('stream', 'in-order', start + segment(1024, 50) + segment(1074, 20, 8) + b'\x02\xff')
    write('stream', 'late', start + segment(1074, 20) + segment(1130, 9) + segment(1024, 50) +
          b'\x02\x80' + segment(1090, 60, 4) + b'\x02\xff')
    write('stream', 'lost', start + segment(1040, 20) + b'\x03\x05\x03\xff\x02\x40' +
          segment(1020, 100, 4) + b'\x03\x09')
    part = lambda bits, at, size, gap=0: bytes([bits, at, size, gap])
    write('fragments', 'in-order', part(0x44, 0, 10) + part(0x44, 10, 10) + part(0, 20, 5))
    write('fragments', 'backwards', part(8, 20, 5) + part(0x4c, 10, 10) + part(0x4c, 0, 10))
    write('fragments', 'forged', part(0x44, 0, 10) + part(0x54, 5, 10, 31) + part(0, 15, 3) +
          part(0x65, 0, 2) + part(0x80, 3, 9))


def from_flows():
    for name in ('basic-call', 'transfer-blind', 'challenge', 'parallel-fork', 'find-me'):
        path = ROOT / 'flows' / 'library' / (name + '.flow')
        if path.exists():
            write('template', name, path.read_bytes())
    head = b'sequenceDiagram\nactor A\nparticipant P\nactor B\n'
    write('template', 'includes', head + b'alt\nNote over A,P: include one\nelse\n'
          b'A->>P: INVITE [initial,sdp]\nend\n\0' + head + b'P-->>A: 4xx INVITE\n\0' + head)


def main():
    program = os.path.abspath(sys.argv[1])
    from_messages(program)
    from_packets()
    from_files()
    by_hand()
    from_flows()


if __name__ == '__main__':
    main()
