#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The captures that sipstory writes: test_pcapng.py SIPSTORY SAMPLES SHARED

Each sample, and each capture below SHARED/captures where there are any, is written as pcapng
and has to tell the same calls. tshark, of which a start costs most of the time, reads a choice of
them: these have to hold the same SIP at the same times. Skipped without tshark. TAP on standard
output.
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

import blocks

# Samples that tshark reads too: each way in which a message is carried. Of the captures it reads
# the first of each folder.
WITH_TSHARK = ('b2bua', 'captured-twice', 'fragments', 'ipv6', 'tcp', 'websocket')

# Captures of which there is nothing to compare: one that tshark reads and we do not, one that is
# cut short and holds no SIP.
LEFT_OUT = {'NormB__sipnab/c07-sip-r2.cap', 'markofu__pcaps/http-fault-post.pcap'}

# Samples whose comments are kept beside this file. With ACCEPT in the environment they are
# written anew, to be read as prose before they are committed.
REVIEWED = ('487-missing', 'reinvite-refused', 'retransmissions')

STAMP = 1_700_000_000_123_456_789


def run(*command, given=None, status=0):
    """Standard output and standard error."""
    done = subprocess.run([str(word) for word in command], input=given, timeout=120, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == status, f'{command}: status {done.returncode}: {done.stderr[-500:]}'
    return done.stdout, done.stderr.decode('utf-8', 'replace')


def fields(path, *names, shown='sip.Call-ID && !icmp && !icmpv6'):
    """Those fields of each packet, as tshark has them; values that repeat end in \\x1f."""
    wanted = [word for name in names for word in ('-e', name)]
    out, err = run('tshark', '-n', '-r', path, '-Y', shown, '-T', 'fields', '-E',
                   'aggregator=\x1f', *wanted)
    bad = [line for line in err.splitlines() if 'Running as user' not in line]
    assert not bad, bad
    return [tuple(line.split('\t')) for line in out.decode('utf-8', 'replace').splitlines()]


def comments(path):
    return [line[0].split('\x1f') if line[0] else []
            for line in fields(path, 'frame.comment', shown='frame')]


def differ(what, found, expected):
    return [] if found == expected else [f'{what}: {found}, expected {expected}']


class Tests:
    def __init__(self, sipstory, folder):
        self.sipstory, self.folder = sipstory, Path(folder)

    def write(self, *arguments, name='out.pcapng', status=0):
        path = self.folder / name
        run(self.sipstory, *arguments, '-o', path, status=status)
        return path

    def calls(self, path):
        """What is told of each call, less what counts packets of the file."""
        out, _ = run(self.sipstory, path, '--format', 'jsonl', '--summary', '--unfold')
        calls = [json.loads(line) for line in out.splitlines()]
        for call in calls:
            for deviation in (call.get('flow') or {}).get('deviations') or []:
                deviation.pop('packet', None)
        return calls

    def capture(self, path, name, with_tshark):
        """Faults of what is written of the capture at `path`. An ICMP error is no message."""
        written = self.write(path, name=f'{name}.pcapng')
        faults = differ('calls', self.calls(written), self.calls(path))
        if not with_tshark:
            return faults
        seen = [Counter(line) for line in (fields(it, 'frame.time_epoch', 'sip.Call-ID',
                'sip.Status-Line', 'sip.Request-Line') for it in (written, path))]
        return faults + differ('less in what is written', seen[1] - seen[0], Counter()) + \
            differ('more in what is written', seen[0] - seen[1], Counter())

    def several_interfaces_and_byte_orders(self):
        """Digits, names, filters, cut packets, comments, sections: all are kept."""
        first = blocks.Section('>', (1, b'tap at the gate'), (3, b'Linux'))
        first.interface(blocks.RAW, 0, (2, b'lan'), (9, b'\x09'), (11, b'\0udp'))
        first.interface(blocks.ETHERNET, 400, (2, b'wan'), (3, b'to the world'))
        invite = blocks.sip('INVITE sip:1002@example.net SIP/2.0', 'one@example.net', '1 INVITE')
        first.packet(0, STAMP, invite, (1, b'look here'), (2, bytes([0, 0, 0, 1])))
        first.packet(1, STAMP // 1000 + 5, blocks.ethernet(blocks.sip(
            'SIP/2.0 486 Busy', 'one@example.net', '1 INVITE', '192.0.2.2', '192.0.2.1')),
            wire_len=777)
        second = blocks.Section('<', (1, b'another day'))
        second.interface(blocks.RAW, 0, (2, b'lan'))
        second.name('192.0.2.1', 'phone')
        ack = blocks.sip('ACK sip:1002@example.net SIP/2.0', 'one@example.net', '1 ACK')
        second.packet(0, STAMP // 1000 + 9, ack)
        second.simple(blocks.sip('MESSAGE sip:1002@example.net SIP/2.0', 'two', '1 MESSAGE'))
        source = self.folder / 'several-in.pcapng'
        source.write_bytes(first.blocks + second.blocks)
        written = self.write(source, '--name', '192.0.2.2=proxy', name='several.pcapng')
        found = fields(written, 'frame.time_epoch', 'frame.interface_name', 'frame.len',
                       'frame.encap_type', 'frame.packet_flags_direction')
        faults = differ('packets', found, [
            ('1700000000.123456789', 'lan', str(len(invite)), '7', '0x00000001'),
            ('1700000000.123461000', 'wan', '777', '1', ''),
            ('1700000000.123465000', 'lan', str(len(ack)), '7', ''),
            ('1700000000.123465000', 'lan', found[-1][2], '7', '')])
        said = comments(written)
        faults += differ('own comment', said[0][0], 'look here')
        faults += differ('no time', said[3][-1],
                         'the capture has no time for this packet: it got that of the one before, or 1970')
        about, _ = run('capinfos', written)
        faults += [f'capinfos does not say {text}' for text in (
            b'tap at the gate', b'another day', b'Linux', b'Description = to the world',
            b'Filter string = udp', b'Number of interfaces in file: 3', b'Capture length = 400',
            b'Time resolution = 0x09') if text not in about]
        names, _ = run('tshark', '-r', written, '-q', '-z', 'hosts')
        faults += [f'{name} is not named' for name in (b'192.0.2.1\tphone', b'192.0.2.2\tproxy')
                   if name not in names]
        return faults

    def inputs_merged_in_time(self):
        """One file, an interface for each input; --shift moves, to the last digit."""
        paths = []
        for number, text in enumerate(('INVITE sip:1002@example.net SIP/2.0', 'SIP/2.0 486 Busy')):
            section = blocks.Section('<')
            section.interface(blocks.RAW, 0, (2, f'tap{number}'.encode()))
            section.packet(0, STAMP // 1000, blocks.sip(text, 'one@example.net', '1 INVITE'))
            paths.append(self.folder / f'tap{number}.pcapng')
            paths[-1].write_bytes(section.blocks)
        written = self.write(*paths, '--shift', f'{paths[0]}=-0.0000001', name='merged.pcapng')
        return differ('packets', fields(written, 'frame.time_epoch', 'frame.interface_name'), [
            ('1700000000.123455900', 'tap0'), ('1700000000.123456000', 'tap1')])

    def pipes(self, sample):
        """From a pipe into a pipe, it is what it is as a file."""
        into_pipe, _ = run(self.sipstory, '-', '--format', 'pcapng', given=sample.read_bytes())
        as_file = self.write(sample, name='piped.pcapng').read_bytes()
        read, _ = run('tshark', '-r', '-', '-Y', 'sip', given=into_pipe)
        return differ('same bytes', into_pipe == as_file, True) + \
            differ('packets in a pipe', bool(read), True)

    def split(self, sample):
        """A file for each call, with its packets alone. That the hop P-B was tapped is known from
        the other calls, so that call 6 by itself deviates at another step."""
        folder = self.folder / 'split'
        out, err = run(self.sipstory, sample, '--split', folder)
        calls = self.calls(sample)
        paths = sorted(folder.iterdir())
        faults = differ('standard output', out, b'')
        faults += differ('names', [path.name for path in paths], [
            f"{call['id']:06}-{call['flow']['name']}-{call['flow']['verdict']}.pcapng"
            for call in calls])
        faults += differ('said', err, f'sipstory: {folder}: {len(calls)} captures written\n')
        for path, call in zip(paths, calls):
            found, = self.calls(path)
            faults += differ(path.name, found['flow']['verdict'], call['flow']['verdict'])
            without = {'id': None, 'flow': None}
            faults += differ(path.name, {**found, **without}, {**call, **without})
        run(self.sipstory, sample, '--split', folder)
        return faults + differ('again', sorted(folder.iterdir()), paths)

    def a_selection(self, sample):
        """The packets of one call, with one verdict."""
        found = comments(self.write(sample, '--number', '6', name='selected.pcapng'))
        return differ('comments', found, [
            ['call 6 basic-call deviates', 'call 6 basic-call step 1: INVITE A-P'],
            ['call 6 basic-call step 3: 100 INVITE P-A',
             'call 6 basic-call: missing step 2: INVITE P-B '
             '(P never sent the INVITE; expected INVITE P to B)']])

    def reviewed(self, sample):
        """The comments are what was read as prose: a line for each, behind the packet's number."""
        expected = Path(__file__).with_name(f'{sample.parent.name}.txt')
        found = [f'{number} {text}'
                 for number, texts in enumerate(comments(self.write(
                     sample, name=f'reviewed-{sample.parent.name}.pcapng')), 1)
                 for text in texts]
        if os.environ.get('ACCEPT'):
            expected.write_text('\n'.join(found) + '\n', encoding='utf-8')
        return differ('comments', found, expected.read_text(encoding='utf-8').splitlines())

    def what_cannot_be_written(self, sample):
        """An error that names the place, status 3, and no half file."""
        _, full = run(self.sipstory, sample, '-o', '/dev/full', '--format', 'pcapng', status=2)
        self.folder.joinpath('there').mkdir()
        _, nowhere = run(self.sipstory, sample, '--split', self.folder / 'no' / 'where', status=3)
        with open('/dev/full', 'wb') as out:
            done = subprocess.run([self.sipstory, sample, '--format', 'pcapng'], stdout=out,
                                  stderr=subprocess.PIPE, timeout=120, check=False)
        return differ('no ending', 'no format has that ending' in full, True) + \
            differ('no parent', 'where: cannot be written: No such file' in nowhere, True) + \
            differ('full', (done.returncode, b'No space left' in done.stderr), (3, True))


def cases_of(tests, samples, shared):
    """Name and function of each case."""
    cases = [(f'sample {path.parent.name}',
              lambda path=path: tests.capture(path, path.parent.name,
                                           path.parent.name in WITH_TSHARK))
             for path in sorted(samples.glob('*/capture.pcapng'))]
    never = samples / 'never-forwarded' / 'capture.pcapng'
    cases += [
        ('several interfaces and byte orders', tests.several_interfaces_and_byte_orders),
        ('inputs merged in time', tests.inputs_merged_in_time),
        ('from a pipe into a pipe', lambda: tests.pipes(never)),
        ('a file for each call', lambda: tests.split(never)),
        ('the packets of one call', lambda: tests.a_selection(never)),
        *((f'comments on {name}',
           lambda name=name: tests.reviewed(samples / name / 'capture.pcapng'))
          for name in REVIEWED),
        ('what cannot be written', lambda: tests.what_cannot_be_written(never)),
    ]
    index = shared / 'captures' / 'index.json'
    entries = json.loads(index.read_text(encoding='utf-8')) if index.exists() else []
    entries = entries.get('files', entries) if isinstance(entries, dict) else entries
    seen = set()
    for entry in entries:
        path = shared / 'captures' / entry['file']
        name = entry['file'].replace('/', '--')
        if path.exists() and entry['file'] not in LEFT_OUT:
            cases.append((f'capture {entry["file"]}',
                          lambda path=path, name=name, first=path.parent not in seen:
                          tests.capture(path, name, first)))
            seen.add(path.parent)
    return cases


def attempt(case):
    try:
        return case[1]()
    except (AssertionError, KeyError, IndexError, ValueError, OSError,
            subprocess.TimeoutExpired) as wrong:
        return [f'{type(wrong).__name__}: {wrong}']


def main(sipstory, samples, shared):
    if not shutil.which('tshark') or not shutil.which('capinfos'):
        print('1..0 # SKIP needs tshark and capinfos')
        return 0
    os.environ.update(TZ='UTC', LC_ALL='C.UTF-8')
    failed = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        cases = cases_of(Tests(sipstory, folder), Path(samples), Path(shared))
        print(f'1..{len(cases)}')
        for number, (case, faults) in enumerate(zip(cases, pool.map(attempt, cases)), 1):
            failed += bool(faults)
            print(f"{'not ok' if faults else 'ok'} {number} - {case[0]}")
            for fault in faults:
                print(f'# {fault[:3000]}'.replace('\n', ' '))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
