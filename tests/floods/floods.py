#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Floods past the caps, with ten honest calls alongside: floods.py SIPSTORY. TAP.

The honest calls must come out as they do alone, and what the cap threw away must be said.
"""
import json
import os
import subprocess
import sys
import tempfile

from packets import Tcp, ipv4, pcap, sip, udp

CALLS = 10
A, B, SERVER = '192.0.2.1', '192.0.2.2', '203.0.113.1'
INVITE = 'INVITE sip:b@example.net SIP/2.0'


def honest_call(number):
    """The packets of a call that is answered and hung up, a list for each message: the last two
    calls come by TCP, and the INVITE of the first in two fragments."""
    a, b = f'198.51.100.{number + 1}', '198.51.100.200'
    name, branch = f'honest-{number}', f'z9hG4bK-h{number}'
    mine, his = f'h{number}', f't{number}'
    said = [(a, INVITE, '1 INVITE', branch, None),
            (b, 'SIP/2.0 180 Ringing', '1 INVITE', branch, his),
            (b, 'SIP/2.0 200 OK', '1 INVITE', branch, his),
            (a, 'ACK sip:b@example.net SIP/2.0', '1 ACK', branch + 'a', his),
            (b, 'BYE sip:a@example.net SIP/2.0', '1 BYE', branch + 'y', mine),
            (a, 'SIP/2.0 200 OK', '1 BYE', branch + 'y', mine)]
    streams = {a: Tcp(a, b, 40000, 5060), b: Tcp(b, a, 5060, 40000)}
    for source, start, cseq, via, tag in said:
        is_back = cseq == '1 BYE'
        text = sip(start, name, cseq, via, tag, from_tag=his if is_back else mine)
        if number >= CALLS - 2:
            yield [streams[source].segment(text)]
        elif number == 0 and start == INVITE:
            yield udp(source, b, text, fragments=2)
        else:
            yield udp(source, b if source == a else a, text)


def with_honest(flood):
    """Puts the honest calls' packets at equal distances among those of @flood."""
    calls = map(honest_call, range(CALLS))
    honest = [packets for message in zip(*calls) for packets in message]
    every = len(flood) // len(honest) + 1
    mixed = []
    for at, packet in enumerate(flood):
        if at % every == 0 and honest:
            mixed += honest.pop(0)
        mixed.append(packet)
    for packets in honest:
        mixed += packets
    return mixed


def invite(number, call_id, **more):
    return sip(INVITE, call_id, f'{number + 1} INVITE', f'z9hG4bK-{number}', None, **more)


def fragments():
    return [ipv4(f'203.0.113.{i >> 8}', B, 17, bytes(64), identification=i & 0xffff, more=True)
            for i in range(6000)]


def connections():
    return [Tcp(f'10.0.{i >> 8 & 255}.{i & 255}', f'203.0.113.{i >> 16}', 40000, 5060)
            .segment(b'INVITE sip:b') for i in range(70000)]


def to_tags():
    first = [udp(A, B, sip(INVITE, 'forks', '1 INVITE', 'z9hG4bK-f', None))[0]]
    return first + [udp(B, A, sip('SIP/2.0 180 Ringing', 'forks', '1 INVITE', 'z9hG4bK-f',
                                  f'tag-{i}'))[0] for i in range(5000)]


def one_call_id():
    return [udp(A, B, invite(i, 'one'))[0] for i in range(20000)]


def high_numbers():
    numbers = [2 ** 31 + 7 * i if i % 2 else 10 ** 21 + i for i in range(2000)]
    return [udp(A, B, sip(INVITE, f'high-{number % 4}', f'{number} INVITE', f'z9hG4bK-{number}',
                          None))[0] for number in numbers]


def participants():
    return [udp(f'10.0.{i >> 8}.{i & 255}', f'10.0.{i + 1 >> 8}.{i + 1 & 255}',
                invite(i, 'chain'))[0] for i in range(10000)]


def linking_header():
    return [udp(A, B, invite(0, f'linked-{i}', from_tag=f'f{i}',
                             headers='X-Call-ID: one\r\nP-Charging-Vector: icid-value=one\r\n'
                             'Session-ID: ab30317f1a784dc48ff824d0d3715d86\r\n'))[0]
            for i in range(5000)]


def replaces():
    return [udp(A, B, invite(0, f'replaced-{i}', from_tag=f'f{i}',
                             headers=f'Replaces: replaced-{max(0, i - 1)};'
                             'to-tag=a;from-tag=b\r\n'))[0] for i in range(5000)]


def tunnels():
    packet = b''
    for level in range(30):
        packet = ipv4(A, B, 4 if level else 17, packet)
    return [packet] * 100


def tls():
    hello = bytes.fromhex('16030100c8010000c40303') + bytes(190)
    return [Tcp(f'10.0.{i >> 8}.{i & 255}', f'203.0.113.{i % 250}', 40000, 5061 + i // 250)
            .segment(hello) for i in range(3000)]


def episodes():
    return [udp(A, B, sip('OPTIONS sip:b@example.net SIP/2.0', 'pings', f'{i + 1} OPTIONS',
                          f'z9hG4bK-{i}', None))[0] for i in range(5000)]


# What is flooded, with what, and what is said of it: an anomaly of the capture with how often
# it occurs at least, or a part of the closing summary.
FLOODS = (
    ('fragments', fragments, ('fragment-evicted', 6000 - 4096), None),
    ('TCP connections', connections, ('tcp-evicted', 70000 - 65536), None),
    ('To tags', to_tags, ('dialog-full', 1), None),
    ('one Call-ID', one_call_id, None, None),
    ('CSeq of 2^31 and beyond', high_numbers, ('bad-cseq', 1000), None),
    ('participants', participants, None, None),
    ('a linking header', linking_header, None, 'in too many dialogs, or too far apart'),
    ('Replaces', replaces, None, 'that would have made a call too large'),
    ('tunnels', tunnels, ('too-deep', 100), None),
    ('connections of TLS', tls, ('tls', 3000), None),
    ('episodes', episodes, None, None),
)


def run(program, path, *arguments):
    done = subprocess.run([program, path, *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=120, check=False)
    assert done.returncode == 0, (done.returncode, done.stderr.decode()[-500:])
    return done.stdout.decode()


def read(program, path):
    """The anomalies, and of each honest call what it is and how it went."""
    told = json.loads(run(program, path, '--format', 'json', '--summary'))
    honest = {}
    for call in told['calls']:
        name = call['dialogs'][0]['call_id']
        if name.startswith('honest'):
            assert name not in honest, name
            honest[name] = (call['state'], call['flow']['name'], call['flow']['verdict'],
                            call['counts']['messages'], len(call['dialogs']))
    return told['captures'][0]['anomalies'], honest


def main():
    program = sys.argv[1]
    failed = False
    print(f'1..{len(FLOODS) + 1}')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'flood.pcap')
        pcap(path, with_honest([]))
        _, alone = read(program, path)
        good = len(alone) == CALLS and all(
            about == ('completed', 'basic-call', 'conforms', 6, 1) for about in alone.values())
        failed |= not good
        print(f'{"ok" if good else "not ok"} 1 - the honest calls alone')
        for number, (name, flood, anomaly, said) in enumerate(FLOODS, 2):
            pcap(path, with_honest(flood()))
            anomalies, honest = read(program, path)
            wrong = []
            if honest != alone:
                wrong.append(f'honest calls differ: {honest}')
            if anomaly and anomalies.get(anomaly[0], 0) < anomaly[1]:
                wrong.append(f'{anomaly}: {anomalies}')
            if said and said not in ' '.join(run(program, path).split()):
                wrong.append(f'not said: {said}')
            failed |= bool(wrong)
            print(f'{"not ok" if wrong else "ok"} {number} - {name}')
            for line in wrong:
                print(f'# {line[:400]}')
    return 1 if failed else 0


sys.exit(main())
