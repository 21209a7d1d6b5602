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

import makers
from packets import Tcp, enhanced, pcap, pcapng, sip, udp

CALLS = 10
INVITE = makers.INVITE


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


def with_honest(flood, count, wrap=bytes):
    """Puts the honest calls' packets at equal distances among the @count packets of @flood, or
    among its blocks, with @wrap around them."""
    calls = map(honest_call, range(CALLS))
    honest = [map(wrap, packets) for message in zip(*calls) for packets in message]
    every = count // len(honest) + 1
    for at, packet in enumerate(flood):
        if at % every == 0 and honest:
            yield from honest.pop(0)
        yield packet
    for packets in honest:
        yield from packets


# What is flooded, with what, how many packets of it, and what is said of it: an anomaly of the capture with how often
# it occurs at least, or a part of the closing summary.
FLOODS = (
    ('fragments', makers.fragments, 6000, ('fragment-evicted', 6000 - 4096), None),
    ('bytes of fragments', makers.bytes_of_fragments, 400, ('fragment-evicted', 100), None),
    ('TCP connections', makers.connections, 70000, ('tcp-evicted', 70000 - 65536), None),
    ('halves of messages by TCP', makers.half_messages, 1400, ('tcp-evicted', 1), None),
    ('headers without an end', makers.endless_headers, 4000, ('tcp-evicted', 1), None),
    ('bytes behind gaps', makers.behind_a_gap, 1400, ('tcp-evicted', 1), None),
    ('WebSocket handshakes', makers.websocket_handshakes, 8200, ('tcp-evicted', 1), None),
    ('halves of WebSocket messages', makers.websocket_halves, 1400, ('tcp-evicted', 1), None),
    ('WebSocket continuations', makers.websocket_continuations, 1400, ('tcp-evicted', 1), None),
    ('To tags', makers.to_tags, 5000, ('dialog-full', 1), None),
    ('one Call-ID', makers.one_call_id, 20000, None, None),
    ('CSeq of 2^31 and beyond', makers.high_numbers, 2000, ('bad-cseq', 1000), None),
    ('participants', makers.participants, 10000, None, None),
    ('a linking header', makers.linking_header, 5000, None,
     'in too many dialogs, or too far apart'),
    ('values of linking headers', makers.linking_values, 5000, None, None),
    ('Replaces', makers.replaces, 5000, None, 'that would have made a call too large'),
    ('shapes', makers.shapes, 12000, None, None),
    ('relays', makers.relays, 10000, None, None),
    ('tunnels', makers.tunnels, 100, ('too-deep', 100), None),
    ('connections of TLS', makers.tls, 3000, ('tls', 3000), None),
    ('episodes', makers.episodes, 5000, None, None),
)

# The same with blocks of a pcapng file.
DESCRIBED = (
    ('names of addresses', makers.address_names, 66000, ('description-dropped', 66000 - 65536),
     None),
    ('interfaces', makers.interfaces, 66000, ('malformed-block', 1), None),
    ('comments of sections', makers.comments, 500, ('description-dropped', 500 - 64), None),
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
    print(f'1..{len(FLOODS + DESCRIBED) + 1}')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'flood.pcap')
        pcap(path, with_honest((), 0))
        _, alone = read(program, path)
        good = len(alone) == CALLS and all(
            about == ('completed', 'basic-call', 'conforms', 6, 1) for about in alone.values())
        failed |= not good
        print(f'{"ok" if good else "not ok"} 1 - the honest calls alone')
        for number, (name, flood, count, anomaly, said) in enumerate(FLOODS + DESCRIBED, 2):
            if number - 2 < len(FLOODS):
                pcap(path, with_honest(flood(count), count))
            else:
                pcapng(path, with_honest(flood(count), count, enhanced))
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
