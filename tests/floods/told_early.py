#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Where --memory is reached while a file is read, its calls are told all the same:
told_early.py SIPSTORY SCHEMA. TAP.
"""
import csv
import io
import json
import os
import re
import struct
import subprocess
import sys
import tempfile

from packets import RAW_IP, sip, udp

CALLS = 5000      # one begins each 50 ms, and ends after TALK seconds
TALK = 10
FLOOD = 100000    # INVITEs that nobody answers, of as many Call-IDs, each 0.2 ms
HONEST = 10
LITTLE = '2M'     # holds a part of the calls, but all that go on at a time
SERVER, PHONE = '192.0.2.1', '198.51.100.1'
INVITE = 'INVITE sip:b@example.net SIP/2.0'


def write(path, packets):
    """Writes (seconds, bytes) in the order of time."""
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 262144, RAW_IP))
        for time, packet in sorted(packets, key=lambda one: one[0]):
            whole, part = divmod(round(time * 1e6), 1000000)
            file.write(struct.pack('<IIII', 1700000000 + whole, part, len(packet), len(packet))
                       + packet)


def call(name, start):
    """A call that is answered and hung up TALK seconds later."""
    said = [(0, True, INVITE, '1 INVITE', 'i', None),
            (0.1, False, 'SIP/2.0 180 Ringing', '1 INVITE', 'i', 't'),
            (0.5, False, 'SIP/2.0 200 OK', '1 INVITE', 'i', 't'),
            (0.51, True, 'ACK sip:b@example.net SIP/2.0', '1 ACK', 'a', 't'),
            (TALK, True, 'BYE sip:b@example.net SIP/2.0', '2 BYE', 'b', 't'),
            (TALK + 0.1, False, 'SIP/2.0 200 OK', '2 BYE', 'b', 't')]
    for after, is_caller, line, cseq, branch, tag in said:
        ends = (PHONE, SERVER) if is_caller else (SERVER, PHONE)
        text = sip(line, name, cseq, f'z9hG4bK-{name}-{branch}', tag, from_tag=f'f-{name}')
        yield start + after, udp(*ends, text)[0]


def many_calls():
    return [packet for i in range(CALLS) for packet in call(f'call-{i}', i / 20)]


def flood():
    """Unfinished INVITEs; the honest calls begin when all of them were sent."""
    packets = [(i / 5000, udp(PHONE, SERVER, sip(INVITE, f'flood-{i}', '1 INVITE',
                                                 f'z9hG4bK-{i}', None, from_tag=f'f{i}'))[0])
               for i in range(FLOOD)]
    for i in range(HONEST):
        packets += call(f'honest-{i}', FLOOD / 5000 + 1 + i)
    return packets


class Told:
    """What a run told of the calls, and how many were told early, and evicted."""

    def __init__(self, program, *arguments):
        done = subprocess.run([program, *arguments], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=120, encoding='utf-8', check=False)
        assert done.returncode == 0, (done.returncode, done.stderr[-500:])
        said = re.fullmatch(r'sipstory: --memory was reached: calls told early: (\d+), of them '
                            r'evicted: (\d+)\n', done.stderr)
        assert said or not done.stderr, done.stderr
        self.early, self.evicted = map(int, said.groups()) if said else (0, 0)
        self.out = done.stdout


class Test:
    def __init__(self, program, schema, folder):
        self.program, self.schema = program, schema
        self.calls = os.path.join(folder, 'calls.pcap')
        self.flood = os.path.join(folder, 'flood.pcap')
        write(self.calls, many_calls())
        write(self.flood, flood())

    def both(self, *arguments):
        """What is told of the many calls, with memory for all and for a part of them."""
        whole = Told(self.program, self.calls, *arguments)
        early = Told(self.program, self.calls, *arguments, '--memory', LITTLE)
        assert whole.early == 0 and early.evicted == 0, (whole.early, early.evicted)
        assert CALLS / 3 < early.early < CALLS, early.early
        return whole.out, early.out

    def each_call_of_many_is_told_once(self):
        whole, early = self.both('--format', 'jsonl', '--summary')
        calls = [json.loads(line) for line in early.splitlines()]
        assert [one['id'] for one in calls] == list(range(1, CALLS + 1))
        assert {one['dialogs'][0]['call_id'] for one in calls} == \
            {f'call-{i}' for i in range(CALLS)}
        assert sorted(early.splitlines()) == sorted(whole.splitlines())

    def a_list_has_the_same_lines(self):
        whole, early = ([line.split() for line in text.splitlines()]
                        for text in self.both())
        assert early == whole, [pair for pair in zip(whole, early) if pair[0] != pair[1]][:3]

    def a_table_has_the_same_rows(self):
        whole, early = (list(csv.reader(io.StringIO(text)))
                        for text in self.both('--format', 'csv'))
        assert len(early) == CALLS + 1 and early == whole

    def json_says_how_many_and_fits_its_schema(self):
        early = Told(self.program, self.calls, '--format', 'json', '--summary', '--memory',
                     LITTLE)
        told = json.loads(early.out)
        assert told['told_early'] == {'calls': early.early, 'evicted': 0}, told['told_early']
        assert told['captures'][0]['sip_messages'] == 6 * CALLS, told['captures']
        told['calls'] = told['calls'][:100]
        try:
            import jsonschema
        except ImportError:
            return
        with open(self.schema, encoding='utf-8') as file:
            jsonschema.validate(told, json.load(file))

    def the_same_memory_gives_the_same_answer(self):
        arguments = (self.calls, '--format', 'jsonl', '--summary', '--memory', '1M')
        assert Told(self.program, *arguments).out == Told(self.program, *arguments).out

    def a_flood_that_never_ends_hides_no_call_behind_it(self):
        early = Told(self.program, self.flood, '--format', 'jsonl', '--summary', '--memory',
                     '16M')
        honest, reasons, names = [], [], set()
        for line in early.out.splitlines():
            one = json.loads(line)
            names.add(one['dialogs'][0]['call_id'])
            if one['dialogs'][0]['call_id'].startswith('honest'):
                honest.append((one['state'], one['flow']['name'], one['flow']['verdict'],
                               one['counts']['messages']))
            else:
                reasons.append(one['flow'].get('reason'))
        assert honest == [('completed', 'basic-call', 'conforms', 6)] * HONEST, honest
        assert len(reasons) == FLOOD and len(names) == FLOOD + HONEST
        assert reasons.count('evicted') == early.evicted > FLOOD / 2, early.evicted


def main():
    program, schema = sys.argv[1:]
    cases = [getattr(Test, name) for name in vars(Test)
             if name not in ('both',) and not name.startswith('__')]
    failed = False
    print(f'1..{len(cases)}')
    with tempfile.TemporaryDirectory() as folder:
        test = Test(program, schema, folder)
        for number, case in enumerate(cases, 1):
            fault = None
            try:
                case(test)
            except AssertionError as error:
                fault = f'{error}'[:500] or 'it does not hold'
            failed |= fault is not None
            name = case.__name__.replace('_', ' ')
            print(f'{"not ok" if fault else "ok"} {number} - {name}', flush=True)
            if fault:
                print('# ' + fault.replace('\n', '\n# '), flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
