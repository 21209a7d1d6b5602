#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each call by itself: test_round_trip.py SIPSTORY SAMPLES SHARED

Every call of each sample, of the first ones of each capture below SHARED/captures that has SIP in
TCP, and of connections in which many calls are interleaved, is written to a file of its own and
read again: the same call, by sipstory and, where a stream carried it, by tshark, without which
that is skipped. TAP on standard output.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import streams

# Samples whose calls are one story: alone, each follows another flow.
TOLD_TOGETHER = ('transfer-blind', 'waiting')

# Captures with SIP in TCP, and how many of their calls are looked at.
IN_TCP = ('NormB__sipnab/sip-over-tcp.pcap', 'OISF__suricata-verify/sip-body-large.pcap',
          'irontec__sngrep/ipip.pcap', 'nextcaller__sip-capture/sip-tcp.pcap',
          'open5gs__open5gs/volte.pcapng', 'sipcapture__heplify/sip_ipv4_tcp_retrans.pcap',
          'yongs2__mts-project/trace_SIP_TCP.pcap')
CALLS_MAX = 4

STREAMS = {
    'a segment for each message': {},
    'messages begin anywhere in a segment': {'packed': True},
    'keep-alives and repeated segments': {'noisy': True},
    'all of that': {'packed': True, 'noisy': True},
    'ports are used anew': {'connections': 2},
}


def run(*command):
    done = subprocess.run([str(word) for word in command], timeout=120, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode in (0, 3), f'{command}: {done.returncode}: {done.stderr[-500:]}'
    return done.stdout


def of_call(call, with_flow):
    """What is told of a call, less what tells of its place in the file."""
    told = {key: call.get(key) for key in ('dialogs', 'state', 'final_status', 'counts', 'timing',
                                           'start', 'end')}
    if with_flow:
        told['parties'] = call['participants'], call.get('released_by')
        told['flow'] = [(call.get('flow') or {}).get(key) for key in ('name', 'verdict')]
    told['messages'] = [{key: value for key, value in message.items()
                         if key not in ('packet', 'packets', 'ordinal') and
                         (with_flow or key not in ('step', 'phase'))}
                        for message in call['messages']]
    return told


def call_ids(call):
    return {dialog['call_id'] for dialog in call['dialogs']}


def by_tshark(path, wanted):
    """Time and first line of each message of these Call-IDs."""
    seen = Counter()
    out = run('tshark', '-n', '-r', path, '-Y', 'sip.Call-ID && !icmp && !icmpv6', '-T', 'fields',
              '-E', 'aggregator=\x1f', '-e', 'frame.time_epoch', '-e', 'sip.Call-ID')
    for line in out.decode('utf-8', 'replace').splitlines():
        time, found = line.split('\t')
        seen.update((time, call_id) for call_id in found.split('\x1f') if call_id in wanted)
    return seen


class Tests:
    def __init__(self, sipstory, folder):
        self.sipstory, self.folder = sipstory, Path(folder)
        self.has_tshark = shutil.which('tshark') is not None

    def calls(self, path):
        out = run(self.sipstory, path, '--format', 'jsonl', '--unfold')
        return [json.loads(line) for line in out.splitlines()]

    def one(self, path, name, call, with_flow, with_tshark):
        """Faults of one call's extract."""
        written = self.folder / f'{name}-{call["id"]}.pcapng'
        run(self.sipstory, path, '--number', call['id'], '-o', written)
        wanted = call_ids(call)
        found = [again for again in self.calls(written) if call_ids(again) & wanted]
        faults = [] if len(found) == 1 else [f'call {call["id"]} is {len(found)} calls']
        told = of_call(call, with_flow)
        for key, value in (of_call(found[0], with_flow) if found else {}).items():
            if value != told[key]:
                faults.append(f'call {call["id"]}, {key}: {value}, expected {told[key]}')
        if with_tshark and self.has_tshark:
            lost = by_tshark(path, wanted) - by_tshark(written, wanted)
            faults += [f'call {call["id"]}: tshark does not find {sorted(lost)}'] if lost else []
        return faults

    def file(self, path, name, limit=None):
        calls = self.calls(path)[:limit]
        faults = [] if calls else ['no call']
        for call in calls:
            in_stream = any(message['transport'] != 'udp' for message in call['messages'])
            faults += self.one(path, name, call, name not in TOLD_TOGETHER,
                               in_stream and call['id'] <= 2)
        return faults

    def stream(self, is_websocket, name, how):
        path = self.folder / f'{"ws" if is_websocket else "tcp"}-{name.replace(" ", "-")}.pcapng'
        path.write_bytes(streams.capture(is_websocket, **how))
        calls = self.calls(path)
        right = [len(streams.CALL)] * 4 * how.get('connections', 1)
        found = [len(call['messages']) for call in calls]
        return ([] if found == right else [f'messages {found}, expected {right}']) + \
            self.file(path, path.stem)


def cases_of(tests, samples, shared):
    cases = [(f'sample {path.parent.name}', lambda path=path: tests.file(path, path.parent.name))
             for path in sorted(samples.glob('*/capture.pcapng'))]
    for name, how in STREAMS.items():
        for is_websocket in (False, True):
            cases.append((f'{"WebSocket" if is_websocket else "TCP"}: {name}',
                          lambda *case: tests.stream(*case), is_websocket, name, how))
    for name in IN_TCP:
        path = shared / 'captures' / name
        if path.exists():
            cases.append((f'capture {name}', tests.file, path, path.name, CALLS_MAX))
    return cases


def attempt(case):
    try:
        return case[1](*case[2:])
    except (AssertionError, KeyError, IndexError, ValueError, OSError,
            subprocess.TimeoutExpired) as wrong:
        return [f'{type(wrong).__name__}: {wrong}']


def main(sipstory, samples, shared):
    os.environ.update(TZ='UTC', LC_ALL='C.UTF-8')
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        cases = cases_of(Tests(sipstory, folder), Path(samples), Path(shared))
        print(f'1..{len(cases)}')
        for number, (case, faults) in enumerate(zip(cases, pool.map(attempt, cases)), 1):
            failed += bool(faults)
            print(f"{'not ok' if faults else 'ok'} {number} - {case[0]}")
            for fault in faults:
                print(f'# {fault[:2000]}'.replace('\n', ' '))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
