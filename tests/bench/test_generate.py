#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the generator to its word: test_generate.py GENERATE SIPSTORY. TAP on standard output.

A benchmark is worth what its input is worth, so another program, tshark, must find every
message that the generator counted, and nothing wrong with any. What sipstory says of the calls
is held against what was asked for.
"""
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


def generate(path, *options):
    """Makes @path; the numbers that the generator printed: calls, messages, RTP, bytes."""
    run = subprocess.run([sys.argv[1], '--output', path, *options], capture_output=True,
                         text=True, check=True)
    return [int(number) for number in re.findall(r'\d+', run.stdout)]


def tshark(path, *options):
    run = subprocess.run(['tshark', '-n', '-r', path, *options], capture_output=True, text=True,
                         check=True)
    return run.stdout.splitlines()


def told(path):
    """What sipstory says: the number of messages, and the state and the flow of each call."""
    run = subprocess.run([sys.argv[2], path, '--format', 'json', '--summary'],
                         capture_output=True, text=True, check=True)
    told = json.loads(run.stdout)
    return told['captures'][0]['sip_messages'], [
        (call['state'], call['flow']['name'], call['flow']['verdict']) for call in told['calls']]


def all_conform(path, calls, messages):
    """All is found, and no call deviates; tshark agrees where it is installed."""
    found, verdicts = told(path)
    if shutil.which('tshark'):
        wrong = '_ws.malformed || _ws.expert.severity >= 6291456'
        rows = tshark(path, '-Y', f'sip || {wrong}', '-T', 'fields', '-e', 'sip.CSeq.method',
                      '-e', '_ws.expert.severity', '-e', '_ws.malformed')
        methods, *worse = zip(*(row.split('\t') for row in rows))
        if sum(len(row.split(',')) for row in methods) != messages or \
                any(int(severity) >= 6291456 for row in worse[0] for severity in
                    row.split(',') if row) or any(worse[1]):
            return False
    return found == messages and len(verdicts) == calls and \
        {verdict for _, _, verdict in verdicts} == {'conforms'}


def same_seed_same_file(folder):
    for name, seed in (('a', '7'), ('b', '7'), ('c', '8')):
        generate(folder / name, '--calls', '300', '--seed', seed, '--rtp', '20')
    a, b, c = ((folder / name).read_bytes() for name in 'abc')
    return a == b and a != c


def the_size_it_says(folder):
    calls, _, rtp, size = generate(folder / 'size', '--calls', '50')
    return calls == 50 and rtp == 0 and size == (folder / 'size').stat().st_size


def every_message_is_found(folder):
    messages = generate(folder / 'sip', '--calls', '200')[1]
    found = tshark(folder / 'sip', '-Y', 'sip', '-T', 'fields', '-e', 'sip.CSeq')
    return len(found) == messages


def nothing_is_malformed(folder):
    generate(folder / 'good', '--calls', '200', '--seed', '5')
    warning = 0x600000
    wrong = f'_ws.malformed || _ws.expert.severity >= {warning}'
    return not tshark(folder / 'good', '-o', 'ip.check_checksum:TRUE', '-Y', wrong)


def the_calls_are_what_they_are_meant_to_be(folder):
    generate(folder / 'mix', '--calls', '400')
    kinds = ('-T', 'fields', '-e', 'sip.Method', '-e', 'sip.Status-Code')
    return {line.strip() for line in tshark(folder / 'mix', *kinds)} == {
        'INVITE', 'ACK', 'BYE', 'CANCEL', 'REGISTER', '100', '180', '200', '401', '486', '487'}


def calls_overlap_and_time_never_steps_back(folder):
    generate(folder / 'time', '--calls', '300')
    fields = ('-T', 'fields', '-e', 'frame.time_epoch', '-e', 'sip.Call-ID')
    rows = [line.split('\t') for line in tshark(folder / 'time', *fields)]
    times = [float(row[0]) for row in rows]
    calls = [row[1] for row in rows]
    turns = sum(before != after for before, after in zip(calls, calls[1:]))
    return times == sorted(times) and turns > len(rows) / 2 and len(set(calls)) == 300


def the_share_of_rtp_is_as_asked(folder):
    _, messages, rtp, _ = generate(folder / 'rtp', '--calls', '2000', '--rtp', '75')
    found = tshark(folder / 'rtp', '-Y', 'rtp', '-T', 'fields', '-e', 'rtp.seq')
    return abs(rtp / (rtp + messages) - 0.75) < 0.02 and len(found) == rtp


def calls_differ_if_asked_to(folder):
    calls, messages = generate(folder / 'vary', '--calls', '500', '--vary')[:2]
    fields = ('-T', 'fields', '-e', 'sip.Call-ID', '-e', 'sip.Method', '-e', 'sip.Status-Code',
              '-e', 'sip.CSeq.method', '-e', 'ip.src', '-e', 'sdp.media_attr')
    told, ends = {}, {}
    rows = [line.split('\t', 1) for line in tshark(folder / 'vary', '-Y', 'sip', *fields)]
    for call_id, row in rows:
        *row, source, sdp = row.split('\t')
        source = ends.setdefault(call_id, {}).setdefault(source, len(ends[call_id]))
        told.setdefault(call_id, []).append((*row, source, sdp.rsplit(',')[-1]))
    methods = {row[0] for call in told.values() for row in call}
    wrong = tshark(folder / 'vary', '-Y', '_ws.malformed || _ws.expert.severity >= 6291456')
    return len(rows) == messages and len({tuple(call) for call in told.values()}) == calls and \
        {'INFO', 'MESSAGE', 'OPTIONS', 'UPDATE'} < methods and not wrong


def messages_share_segments_of_tcp(folder):
    path = folder / 'tcp'
    for mss in ('100', '1448'):
        calls, messages = generate(path, '--calls', '60', '--tcp', '4', '--mss', mss)[:2]
        if not all_conform(path, calls, messages):
            return False
    if not shutil.which('tshark'):
        return True
    rows = tshark(path, '-o', 'tcp.check_checksum:TRUE', '-T', 'fields', '-e', 'sip.CSeq.method',
                  '-e', 'tcp.checksum.status', '-e', 'tcp.flags', '-e', 'tcp.len',
                  '-e', 'tcp.analysis.flags')
    methods, checksums, flags, lengths, odd = zip(*(row.split('\t') for row in rows))
    return sum(map(bool, methods)) < messages and set(checksums) == {'1'} and \
        flags.count('0x0002') == 4 and max(map(int, lengths)) == 1448 and not any(odd)


def proxies_in_a_row_are_hops(folder):
    path, counts = folder / 'hops', []
    for hops in ('0', '1', '4'):
        calls, messages = generate(path, '--calls', '40', '--hops', hops)[:2]
        counts.append(messages)
        if not all_conform(path, calls, messages):
            return False
    calls, messages = generate(path, '--calls', '20', '--hops', '3', '--tcp', '7', '--vary')[:2]
    return all_conform(path, calls, messages) and counts == sorted(counts) and \
        counts[2] > 3 * counts[0]


def kinds_come_in_the_shares_asked_for(folder):
    path = folder / 'kinds'
    calls, messages = generate(path, '--calls', '200', '--mix', 'busy=3,register=1')[:2]
    flows = [flow for _, flow, _ in told(path)[1]]
    return all_conform(path, calls, messages) and set(flows) == {'busy', 'register'} and \
        2 < flows.count('busy') / flows.count('register') < 4.5


def so_many_calls_are_in_progress(folder):
    path = folder / 'busy'
    calls, messages = generate(path, '--calls', '200', '--mix', 'answered=1', '--concurrency',
                               '20')[:2]
    run = subprocess.run([sys.argv[2], path, '--format', 'json', '--summary'],
                         capture_output=True, text=True, check=True)
    spans = [(call['start'], call['end']) for call in json.loads(run.stdout)['calls']]
    middle = sorted(spans)[100][0]
    return all_conform(path, calls, messages) and \
        18 <= sum(start <= middle < end for start, end in spans) <= 20


def packets_go_through_tunnels(folder):
    path, kinds = folder / 'tunnel', ('vlan', 'qinq', 'mpls', 'gre', 'ipip', 'vxlan', 'gtpu')
    for kind in kinds:
        calls, messages = generate(path, '--calls', '10', '--tunnel', kind)[:2]
        if not all_conform(path, calls, messages):
            return False
    return True


def pcapng_holds_the_same(folder):
    new, old = folder / 'new', folder / 'old'
    calls, messages, _, size = generate(new, '--calls', '50', '--pcapng')
    generate(old, '--calls', '50')
    outputs = [subprocess.run([sys.argv[2], path, '--ladder'], capture_output=True,
                              check=True).stdout for path in (old, new)]
    return all_conform(new, calls, messages) and size == new.stat().st_size and \
        outputs[0] == outputs[1] and new.read_bytes()[:4] == b'\n\r\r\n'


def one_dialog_has_so_many_messages(folder):
    path = folder / 'long'
    calls, messages = generate(path, '--calls', '0', '--dialog-messages', '402')[:2]
    if (calls, messages) != (1, 402) or not all_conform(path, 1, 402):
        return False
    calls, messages = generate(path, '--calls', '5', '--dialog-messages', '402', '--hops', '2',
                               '--tcp', '4')[:2]
    return calls == 6 and all_conform(path, calls, messages)


def one_call_rings_at_many_terminals(folder):
    path = folder / 'fork'
    for options in ((), ('--tcp', '2')):
        calls, messages = generate(path, '--calls', '0', '--participants', '12', *options)[:2]
        if not all_conform(path, calls, messages) or told(path)[1][0][1] != 'find-me':
            return False
    calls, messages = generate(path, '--calls', '5', '--participants', '5', '--hops', '2')[:2]
    return calls == 6 and all_conform(path, calls, messages)


def main():
    alone = [same_seed_same_file, the_size_it_says, messages_share_segments_of_tcp,
             proxies_in_a_row_are_hops, kinds_come_in_the_shares_asked_for,
             so_many_calls_are_in_progress, packets_go_through_tunnels,
             pcapng_holds_the_same, one_dialog_has_so_many_messages,
             one_call_rings_at_many_terminals]
    with_tshark = [every_message_is_found, nothing_is_malformed,
                   the_calls_are_what_they_are_meant_to_be,
                   calls_overlap_and_time_never_steps_back, the_share_of_rtp_is_as_asked,
                   calls_differ_if_asked_to]
    print(f'1..{len(alone + with_tshark)}')
    with tempfile.TemporaryDirectory() as folder:
        for number, test in enumerate(alone + with_tshark, 1):
            name = test.__name__.replace('_', ' ')
            if test in with_tshark and not shutil.which('tshark'):
                print(f'ok {number} - {name} # SKIP no tshark')
            else:
                result = 'ok' if test(Path(folder)) else 'not ok'
                print(f'{result} {number} - {name}', flush=True)


if __name__ == '__main__':
    main()
