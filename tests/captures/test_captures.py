#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Real captures against what tshark says of them: test_captures.py SIPSTORY SHARED

SHARED/captures/index.json has, for each file, what tshark 4.0 counted. Where that is no
reference the table here says what is right, and why. Without the captures nothing is tested.
TAP on standard output.

The index calls messages distinct by start line, Call-ID, CSeq method, tags and Via branches;
the program, which asks for the CSeq number, the same hop and the body too, marks the others as
repeats. Where both come to another number it is for the CSeq number, and the table says so.
"""
import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

# What is right where it is not what the index says: field -> value, and the reason.
RIGHT = {
    'NormB__sipnab/c07-sip-r2.cap': (
        {'packets': 0, 'sip_messages': 0, 'distinct_messages': 0, 'call_ids': 0, 'methods': {},
         'statuses': {}, 'calls': []},
        'a Network Monitor file, which tshark reads and we do not'),
    'goffinet__sip_captures/voip-extension2downata.pcap': (
        {'distinct_messages': 14}, 'the REGISTERs 199 and 200 have no branch: two requests'),
    'yongs2__mts-project/UA_prack.pcap': (
        {'distinct_messages': 43}, 'the answers to PRACK 2 and PRACK 4 share a branch'),
}

# Exit status 3, and what is to be said of them.
NOT_WHOLE = {
    'NormB__sipnab/c07-sip-r2.cap': 'is a Microsoft Network Monitor 2 capture',
    'markofu__pcaps/http-fault-post.pcap': 'cut short',
}


class Reading:
    """What the program makes of one file."""

    def __init__(self, program, path):
        done = subprocess.run([program, path, '--format', 'json', '--unfold'], timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        self.status, self.err = done.returncode, done.stderr.decode()
        self.json = json.loads(done.stdout) if done.stdout else {'captures': [], 'calls': []}
        self.calls = self.json['calls']
        self.messages = [(call['dialogs'][message.get('dialog') or 0].get('call_id'), message)
                         for call in self.calls for message in call['messages']]

    def packets(self):
        return sum(capture['packets'] for capture in self.json['captures'])

    def methods(self):
        return Counter(m['method'] for _, m in self.messages if not m.get('status'))

    def statuses(self):
        return Counter(str(m['status']) for _, m in self.messages if m.get('status'))

    def call_ids(self):
        return {call_id for call_id, _ in self.messages if call_id}

    def repeats(self):
        return sum(1 for _, m in self.messages
                   if m.get('retransmission_of') or m.get('duplicate_of'))

    def in_order(self):
        """Each Call-ID's methods and statuses, in the order of the file."""
        told = {}
        for call_id, m in sorted(self.messages, key=lambda it: (it[1]['packet'], it[1]['ordinal'])):
            told.setdefault(call_id, []).append(str(m.get('status') or m['method']))
        return told


def faults_of(entry, found):
    right = {**entry, **RIGHT.get(entry['file'], ({}, ''))[0]}

    def fault(what, is_value, should_be):
        return [] if is_value == should_be else [f'{what}: {is_value}, expected {should_be}']

    faults = fault('status', found.status, 3 if entry['file'] in NOT_WHOLE else 0)
    if NOT_WHOLE.get(entry['file'], '') not in found.err:
        faults.append(f'it said {found.err!r}')
    faults += fault('packets', found.packets(), right['packets'])
    faults += fault('messages', len(found.messages), right['sip_messages'])
    faults += fault('messages counted', sum(c['sip_messages'] for c in found.json['captures']),
                    right['sip_messages'])
    faults += fault('methods', dict(found.methods()), right['methods'])
    faults += fault('statuses', dict(found.statuses()), right['statuses'])
    faults += fault('Call-IDs', len(found.call_ids()), right['call_ids'])
    told = found.in_order()
    for call in right['calls']:
        faults += fault(call['call_id'], told.get(call['call_id'], [])[:80], call['sequence'])
    faults += fault('distinct messages', len(found.messages) - found.repeats(),
                    right['distinct_messages'])
    return faults


def without_place(reading):
    """The calls without what only tells where they were found."""
    calls = json.loads(json.dumps(reading.calls))
    for call in calls:
        for message in call['messages']:
            message.pop('time')
        call.pop('start'), call.pop('end')
    return calls


def both_formats_tell_the_same_calls(readings):
    """The same capture as pcap and as pcapng."""
    pcap, pcapng = (readings[f'MichalCab__ISA/sip.{ending}'] for ending in ('pcap', 'pcap.pcapng'))
    assert pcap.calls and without_place(pcap) == without_place(pcapng)


def one_call_id_can_hold_six_calls(readings):
    """A phone that used one Call-ID for the registrations of two users."""
    shared = '578222729-4665d775@578222732-4665d772'
    found = [call['state'] for call in readings['irontec__sngrep/aaa.pcap'].calls
             if call['dialogs'][0]['call_id'] == shared]
    assert len(found) == 6, found


def read(entry, program, folder):
    path = os.path.join(folder, entry['file'])
    return Reading(program, path) if os.path.exists(path) else None


def results_of(entries, readings):
    """(name, faults; None if not tested)"""
    for entry in entries:
        found = readings[entry['file']]
        reason = RIGHT.get(entry['file'], (None, None))[1]
        yield (entry['file'] + (f' ({reason})' if reason else ''),
               None if found is None else faults_of(entry, found))
    for case in (both_formats_tell_the_same_calls, one_call_id_can_hold_six_calls):
        name = case.__name__.replace('_', ' ')
        try:
            case(readings)
            yield name, []
        except (KeyError, AttributeError):
            yield name, None
        except AssertionError as error:
            yield name, [str(error) or 'they differ']


def main():
    program, shared = sys.argv[1:]
    folder = os.path.join(shared, 'captures')
    index = os.path.join(folder, 'index.json')
    if not os.path.exists(index):
        print('1..0 # SKIP the captures are not here')
        return
    with open(index, encoding='utf-8') as file:
        entries = json.load(file)
    with ThreadPoolExecutor(2) as pool:
        readings = dict(zip((entry['file'] for entry in entries),
                            pool.map(lambda entry: read(entry, program, folder), entries)))
    print(f'1..{len(entries) + 2}')
    for number, (name, faults) in enumerate(results_of(entries, readings), 1):
        skip = ' # SKIP not here' if faults is None else ''
        print(f"{'not ok' if faults else 'ok'} {number} - {name}{skip}")
        for fault in faults or []:
            print(f'# {fault[:2000]}')


if __name__ == '__main__':
    main()
