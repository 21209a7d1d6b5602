#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever tortures a parser is shown: shown.py SIPSTORY [SHARED]

Each message of the index, and of the index in SHARED/torture where there is one, is read as the
only datagram of a capture. The JSON then has that message as the first of a call, with its start
line, its Call-ID and the anomalies that name what is wrong. TAP on standard output.
"""
import json
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def capture_of(payload):
    """A pcap of one UDP datagram in raw IPv4."""
    udp = struct.pack('>HHHH', 5060, 5060, 8 + len(payload), 0) + payload
    ip = struct.pack('>BBHHHBBH4s4s', 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0,
                     bytes((192, 0, 2, 1)), bytes((192, 0, 2, 2))) + udp
    return struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, 101) + \
        struct.pack('<IIII', 1700000000, 0, len(ip), len(ip)) + ip


def read(sipstory, path):
    run = subprocess.run([sipstory, path, '--format', 'json'], capture_output=True, check=True,
                         timeout=60)
    return json.loads(run.stdout)


def faults(document, message, anomalies):
    """What is otherwise than expected."""
    reading = message['lenient_reading']
    if not document['calls']:
        return ['not shown']
    call = document['calls'][0]
    shown = call['messages'][0]
    found = {
        'start_line': (shown['start_line'], reading['start_line']),
        'call_id': (call['dialogs'][0].get('call_id') or None, reading['call_id']),
        'anomalies': (set(shown.get('anomalies') or ()), anomalies),
    }
    if len(reading.get('status', '')) == 3:
        found['status'] = (shown.get('status'), int(reading['status']))
    return [f'{name}: {got!r} instead of {expected!r}'
            for name, (got, expected) in found.items() if got != expected]


def main():
    sipstory = sys.argv[1]
    kinds = json.loads((HERE / 'index.json').read_text())
    by_name = {kind['name']: kind for kind in kinds}
    messages = [(HERE, kind) for kind in kinds if 'file' in kind]
    shared = Path(sys.argv[2] if len(sys.argv) > 2 else 'none') / 'torture'
    if (shared / 'index.json').exists():
        messages += [(shared, row) for row in json.loads((shared / 'index.json').read_text())]
    failed = False
    print(f'1..{len(messages)}')
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / 'one.pcap'
        for number, (place, message) in enumerate(messages, 1):
            kind = by_name[message['name']]
            also = () if message is kind else kind.get('also_beside', ())
            path.write_bytes(capture_of((place / message['file']).read_bytes()))
            wrong = faults(read(sipstory, path), message, {*kind['anomalies'], *also})
            failed = failed or bool(wrong)
            print(f'{"not " if wrong else ""}ok {number} - {message["file"]}')
            for line in wrong:
                print(f'# {line}')
    return failed


if __name__ == '__main__':
    sys.exit(main())
