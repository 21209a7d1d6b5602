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
import typing

import makers
from packets import pcap, pcapng

MIB = 1 << 20
SLACK = 2 * MIB  # by which two runs may differ


class Flood(typing.NamedTuple):
    """@count of @make are past the cap, which allows @cap bytes: those of the cap itself, or its
    entries times what one takes at most (an entry of the table, what hangs on it, and what
    malloc() adds)."""
    name: str
    make: typing.Callable
    count: int
    cap: int
    write: typing.Callable = pcap
    memory: str = '1G'  # with --memory there is no second thread, which has messages at hand
    said: str = ''


def calls(name, make, count, report=MIB):
    """What is kept of calls: --memory is the cap. What links them, how they are judged and the
    report of one call at a time may take @report besides."""
    return Flood(name, make, count, 4 * MIB + report, memory='4M', said='--memory was reached')


# A call of 4 MiB has 58,000 messages of 72 bytes; with another participant each, 43,000.
FLOODS = (
    Flood('fragments', makers.fragments, 20000, 4096 * 512),
    Flood('bytes of fragments', makers.bytes_of_fragments, 600, 16 * MIB),
    Flood('TCP directions', makers.connections, 70000, 65536 * 1536),
    Flood('halves of messages by TCP', makers.half_messages, 1500, 64 * MIB),
    Flood('headers without an end', makers.endless_headers, 4500, 64 * MIB),
    Flood('bytes behind gaps', makers.behind_a_gap, 1500, 64 * MIB),
    Flood('WebSocket handshakes', makers.websocket_handshakes, 8200, 64 * MIB),
    Flood('halves of WebSocket messages', makers.websocket_halves, 1500, 64 * MIB),
    Flood('WebSocket continuations', makers.websocket_continuations, 1500, 64 * MIB),
    Flood('names of addresses', makers.address_names, 70000, 65536 * 512, pcapng),
    Flood('interfaces', makers.interfaces, 70000, 4 * MIB + 65536 * 256, pcapng),
    Flood('comments of sections', makers.comments, 500, 64 * 8192, pcapng),
    calls('texts', makers.texts, 6000),
    calls('values of linking headers', makers.linking_values, 25000),
    calls('Replaces', makers.replaces, 25000),
    calls('relays', makers.relays, 25000),
    calls('episodes', makers.episodes, 100000),
    calls('To tags of a call', makers.to_tags, 75000, 58000 * 128),
    calls('messages of a call', makers.one_call_id, 75000, 58000 * 128),
    calls('participants of a call', makers.participants, 50000, 43000 * 1024),
)


def peak(measure, program, path, flood, said):
    """Bytes; of what is allocated and not used, none."""
    plain = {name: value for name, value in os.environ.items() if name != 'MALLOC_PERTURB_'}
    done = subprocess.run([measure, program, path, '--format', 'json', '--summary', '--memory',
                           flood.memory], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120, env=plain, check=True)
    told = done.stderr.decode()
    kib, got = done.stdout.split()[2:4]
    assert int(got) == 0 and said in told, (int(got), told[-500:])
    return int(kib) << 10


def faults_of(measure, program, flood, path):
    """What is wrong with the memory that the flood takes; it is printed."""
    peaks = []
    for count in 10, flood.count, 2 * flood.count:
        flood.write(path, flood.make(count))
        try:
            peaks.append(peak(measure, program, path, flood, flood.said if count > 10 else ''))
        except AssertionError as error:
            yield f'{count} packets: {error}'
            return
    few, once, twice = peaks
    print(f'# {once - few >> 10} KiB of {flood.cap >> 10}, twice as much: '
          f'{twice - once >> 10} more')
    if once - few > flood.cap + SLACK:
        yield f'it takes {once - few} bytes, its cap is {flood.cap}'
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
        path = os.path.join(folder, 'flood')
        for number, flood in enumerate(FLOODS, 1):
            faults = list(faults_of(sys.argv[1], program, flood, path))
            failed |= bool(faults)
            print(f'{"not ok" if faults else "ok"} {number} - {flood.name}')
            for fault in faults:
                print(f'# {fault}')
    return 1 if failed else 0


sys.exit(main())
