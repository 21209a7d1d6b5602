#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What floods take in memory: memory.py MEASURE. TAP.

Each table is flooded past its cap, and then with twice as much: the peak must not grow. And it
must not be further above that of ten packets than the cap allows. The program is the one that
is released (SIPSTORY_RELEASE): sanitizers keep what was freed. MEASURE is tests/bench/measure.
"""
import os
import subprocess
import sys
import tempfile

import makers
from packets import pcap

MIB = 1 << 20
SLACK = 2 * MIB  # by which two runs may differ

# What is flooded, how many packets are past the cap, and how many bytes the cap allows. That is
# the cap in bytes, or in entries times what one takes at most (an entry of the table, what
# hangs on it, and what malloc() adds).
FLOODS = (
    ('fragments', makers.fragments, 20000, 4096 * 512),
    ('bytes of fragments', makers.bytes_of_fragments, 600, 16 * MIB),
    ('TCP directions', makers.connections, 70000, 65536 * 1280),
    ('halves of messages by TCP', makers.half_messages, 1500, 64 * MIB),
    ('headers without an end', makers.endless_headers, 4500, 64 * MIB),
    ('bytes behind gaps', makers.behind_a_gap, 1500, 64 * MIB),
    ('WebSocket handshakes', makers.websocket_handshakes, 8200, 64 * MIB),
    ('halves of WebSocket messages', makers.websocket_halves, 1500, 64 * MIB),
    ('WebSocket continuations', makers.websocket_continuations, 1500, 64 * MIB),
)


def peak(measure, program, path, *arguments):
    """Bytes."""
    done = subprocess.run([measure, program, path, '--format', 'json', '--summary', *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120,
                          check=True)
    kib, status = done.stdout.split()[2:4]
    assert int(status) in (0, 3), (status, done.stderr.decode()[-500:])
    return int(kib) << 10


def faults_of(measured, flood, count, cap, path):
    """What is wrong with the memory that the flood takes; it is printed."""
    peaks = []
    for packets in 10, count, 2 * count:
        pcap(path, flood(packets))
        # no second thread, which has messages at hand
        peaks.append(peak(*measured, path, '--memory', '1G'))
    few, once, twice = peaks
    print(f'# {once - few >> 10} KiB of {cap >> 10}, twice as much: {twice - once >> 10} more')
    if once - few > cap + SLACK:
        yield f'it takes {once - few} bytes, its cap is {cap}'
    if twice - once > SLACK:
        yield f'twice as much takes {twice - once} bytes more'


def main():
    program = os.environ.get('SIPSTORY_RELEASE')
    if not program:
        print('1..0 # SKIP SIPSTORY_RELEASE names no program without sanitizers')
        return 0
    failed = False
    print(f'1..{len(FLOODS)}')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'flood.pcap')
        for number, (name, flood, count, cap) in enumerate(FLOODS, 1):
            faults = list(faults_of((sys.argv[1], program), flood, count, cap, path))
            failed |= bool(faults)
            print(f'{"not ok" if faults else "ok"} {number} - {name}')
            for fault in faults:
                print(f'# {fault}')
    return 1 if failed else 0


sys.exit(main())
