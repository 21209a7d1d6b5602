#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The judge of the linking is judged: answers made by hand, and mixes looked at. TAP."""
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from evaluate import Evaluation
from make import Mix
from profiles import FIRST

HERE = Path(__file__).parent


def pair(one, other, facts, **more):
    return {'calls': [one, other], 'facts': facts, 'linkable': bool(facts), **more}


def direct(one, other, facts):
    return pair(one, other, facts, header='none', number='kept', sdp='rewritten',
                delay='1-10 ms')


# Three legs in a row, of which the outer two have nothing in common; two legs; one; a ping.
LABELS = {
    'calls': [
        {'id': 1, 'rate': 5, 'scenario': 'inbound_sbc', 'outcome': 'answered', 'ring': 0,
         'start': 1.0, 'missing': 0, 'legs': ['a', 'b', 'c'],
         'pairs': [direct('a', 'b', ['called']), pair('a', 'c', []),
                   direct('b', 'c', ['calling', 'media'])]},
        {'id': 2, 'rate': 5, 'scenario': 'internal', 'outcome': 'busy', 'ring': 0, 'start': 2.0,
         'missing': 0, 'legs': ['d', 'e'], 'pairs': [direct('d', 'e', ['icid'])]},
        {'id': 3, 'rate': 20, 'scenario': 'outbound', 'outcome': 'busy', 'ring': 0,
         'start': 3.0, 'missing': 0, 'legs': ['f', 'g'], 'pairs': [direct('f', 'g', [])]},
        {'id': 4, 'rate': 20, 'scenario': 'alone_in', 'outcome': 'busy', 'ring': 0,
         'start': 4.0, 'missing': 0, 'legs': ['h'], 'pairs': []}],
    'noise': ['n']}


def shares(*answers):
    result = Evaluation(LABELS, answers)
    return tuple((score.right, score.all) for score in (result.precision, result.recall,
                                                         result.direct, result.pure,
                                                         result.exact))


def all_right():
    return shares('abc', 'de', 'f', 'g', 'h', 'n') == ((4, 4), (4, 4), (3, 3), (2, 2), (3, 3))


def one_pair_missed():
    return shares('abc', 'd', 'e', 'f', 'g', 'h', 'n') == \
        ((3, 3), (3, 4), (2, 3), (1, 1), (2, 3))


def one_pair_wrong():
    return shares('abc', 'de', 'fh', 'g', 'n') == ((4, 5), (4, 4), (3, 3), (2, 3), (2, 3))


def a_pair_with_a_ping_is_wrong():
    return shares('abc', 'de', 'f', 'g', 'hn')[0] == (4, 5)


def a_pair_without_evidence_may_be_joined():
    return shares('abc', 'de', 'fg', 'h', 'n') == ((5, 5), (4, 4), (3, 3), (3, 3), (3, 3))


def outer_legs_are_linkable_over_the_one_between():
    return shares('ab', 'c', 'de', 'f', 'g', 'h', 'n')[1] == (2, 4)


def a_foreign_leg_in_a_call_spoils_a_pair_with_each_of_it():
    return shares('abch', 'de', 'f', 'g', 'n')[0] == (4, 7)


def the_tables_know_where_it_was():
    tables = Evaluation(LABELS, ['abc', 'd', 'e', 'fh', 'g', 'n']).tables
    rates = tables['precision by calls per second']
    return (rates[5].share, rates[20].share) == (1, 0) and \
        tables['recall by evidence']['a header'].share == 0 and \
        tables['recall by evidence']['calling + SDP'].share == 1


def what_is_lost_or_made_up_is_said():
    good = Evaluation(LABELS, ['abc', 'de', 'f', 'g', 'h', 'n'])
    bad = Evaluation(LABELS, ['abc', 'de', 'f', 'g', 'n', 'z'])
    return not list(good.complaints([])) and len(list(bad.complaints([]))) == 2


def what_is_required_decides_the_exit_status():
    with tempfile.TemporaryDirectory() as folder:
        labels, calls = Path(folder, 'labels'), Path(folder, 'calls')
        labels.write_text(json.dumps(LABELS), encoding='utf-8')
        answers = [{'dialogs': [{'call_id': leg} for leg in legs]}
                   for legs in ('abc', 'd', 'e', 'f', 'g', 'h', 'n')]
        calls.write_text('\n'.join(map(json.dumps, answers)), encoding='utf-8')

        def status(*required):
            options = [option for each in required for option in ('--require', each)]
            return subprocess.run([sys.executable, HERE / 'evaluate.py', labels, calls,
                                   *options], capture_output=True).returncode

        return (status(), status('recall=0.75'), status('recall=0.76'),
                status('precision=1', 'exact=0.7')) == (0, 0, 1, 1)


def make(path, seed, calls=400):
    mix = Mix(FIRST, seed, path)
    for rate in (5, 100):
        mix.segment(rate, calls // 2)
    mix.out.close()
    return mix


def digest(path):
    return hashlib.sha256(path.read_bytes()).digest()


def same_seed_same_mix():
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in 'abc']
        labels = [make(path, seed, 200).labels() for path, seed in zip(paths, (1, 1, 2))]
        return digest(paths[0]) == digest(paths[1]) != digest(paths[2]) and \
            labels[0] == labels[1] != labels[2]


def tshark(path, *options):
    run = subprocess.run(['tshark', '-n', '-r', path, *options], capture_output=True, text=True,
                         check=True)
    return run.stdout.splitlines()


def tshark_finds_every_call_and_no_fault():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'mix')
        mix = make(path, 3)
        labels = mix.labels()
        wrong = ('!sip || _ws.malformed || _ws.expert.severity >= 0x600000 || '
                 'ip.checksum.status == 0')
        rows = tshark(path, '-T', 'fields', '-e', 'sip.Call-ID')
        legs = {leg for call in labels['calls'] for leg in call['legs']}
        return len(rows) == mix.out.packets and set(rows) == legs | set(labels['noise']) and \
            not tshark(path, '-o', 'ip.check_checksum:TRUE', '-Y', wrong)


def answers_and_legs_follow_what_caused_them():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, 'mix')
        labels = make(path, 4).labels()
        fields = ('frame.time_epoch', 'sip.Call-ID', 'sip.CSeq', 'sip.Status-Code')
        options = [option for name in fields for option in ('-e', name)]
        rows = [row.split('\t') for row in tshark(path, '-T', 'fields', *options)]
        began, asked = {}, set()
        for time, call_id, cseq, status in rows:
            began.setdefault(call_id, float(time))
            if not status:
                asked.add((call_id, cseq))
            elif (call_id, cseq) not in asked:
                return False
        times = [float(row[0]) for row in rows]
        pairs = [p['calls'] for call in labels['calls'] for p in call['pairs'] if 'sdp' in p]
        return times == sorted(times) and all(began[a] < began[b] for a, b in pairs)


CASES = [all_right, one_pair_missed, one_pair_wrong, a_pair_with_a_ping_is_wrong,
         a_pair_without_evidence_may_be_joined, outer_legs_are_linkable_over_the_one_between,
         a_foreign_leg_in_a_call_spoils_a_pair_with_each_of_it, the_tables_know_where_it_was,
         what_is_lost_or_made_up_is_said, what_is_required_decides_the_exit_status,
         same_seed_same_mix, tshark_finds_every_call_and_no_fault,
         answers_and_legs_follow_what_caused_them]
WITH_TSHARK = {tshark_finds_every_call_and_no_fault, answers_and_legs_follow_what_caused_them}


def main():
    print(f'1..{len(CASES)}')
    for number, case in enumerate(CASES, 1):
        name = case.__name__.replace('_', ' ')
        if case in WITH_TSHARK and not shutil.which('tshark'):
            print(f'ok {number} - {name} # SKIP no tshark')
        else:
            print(f'{"ok" if case() else "not ok"} {number} - {name}', flush=True)


if __name__ == '__main__':
    main()
