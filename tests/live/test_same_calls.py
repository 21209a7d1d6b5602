#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Files and interfaces tell the same calls: test_same_calls.py SIPSTORY REPLAY GENERATE. TAP.

REPLAY lets a capture through the calls of a running capture. Compared is all that is told of a
call but its messages, at its end; and every call that began has an end.
"""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
for folder in ('live/play', 'linking'):
    sys.path.insert(0, str(TESTS / folder))

from make import main as make_mix       # noqa: E402
from same import Comparison, Events, calls_of    # noqa: E402

# Which legs are one call is a guess, and live some of what it rests on is not known any more, or
# not yet; so is what of a mix may differ.
MIX_SHARE = 0.99
SHOWN = 5
LINE_MAX = 600


def lines_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=200,
                          encoding='utf-8', check=False)
    assert (done.returncode, done.stderr) == (0, ''), (command, done.returncode, done.stderr)
    return done.stdout.splitlines()


class Test:
    def __init__(self, program, replay, generate, folder):
        self.program, self.replay, self.generate = program, replay, generate
        self.folder = Path(folder)
        self.remarks = []

    def events(self, capture, *options):
        return Events(lines_of(self.replay, capture, '--format', 'jsonl', '--summary',
                               '--unfold', *options))

    def compare(self, capture, *options, least=1.0):
        """Both tell the same of @capture, or of this share of its calls."""
        options = ('--summary', '--unfold', *options)
        events = self.events(capture, *options)
        calls = calls_of(lines_of(self.program, capture, '--format', 'jsonl', *options))
        same = Comparison(events.ends, calls)
        faults = list(events.faults())
        wrong = same.wrong + ([] if least < 1 else same.foreign)
        assert not faults, faults[:SHOWN]
        assert same.all > 0, 'there is no call'
        assert same.share >= least and (least < 1 or not wrong), \
            '\n'.join([f'{len(same.wrong)} of {same.all} calls differ', *wrong[:SHOWN]])
        if least < 1:
            self.remarks += [f'{same.share:.2%} of {same.all} calls are the same',
                             *same.wrong[:SHOWN]]

    def generated(self, calls, *options):
        path = self.folder / f'generated{calls}.pcap'
        subprocess.run([self.generate, '--calls', str(calls), '--output', path, *options],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return path

    def many_calls_at_a_time(self):
        self.compare(self.generated(600))

    def many_calls_without_links(self):
        self.compare(self.generated(300, '--vary'), '--no-link')

    def a_mix_of_legs(self):
        path = self.folder / 'mix.pcap'
        make_mix(['--profile', 'check', '--calls', '600', '--output', str(path)])
        self.compare(path, least=MIX_SHARE)

    def all_are_told_in_little_memory(self):
        """What is told before it is over says so, and is no other call than it was."""
        path = self.generated(3000)
        events = self.events(path, '--memory', '2M')
        calls = calls_of(lines_of(self.program, path, '--format', 'jsonl', '--summary'))
        faults = list(events.faults())
        assert not faults, faults[:SHOWN]
        told = {leg['call_id'] for call in events.ends for leg in call['dialogs']}
        wants = {leg['call_id'] for call in calls for leg in call['dialogs']}
        assert told == wants, f'{len(told)} Call-IDs are told, {len(wants)} are there'
        evicted = [call for call in events.ends if call['flow'].get('reason') == 'evicted']
        assert evicted, 'no call was evicted'
        verdicts = {call['flow']['verdict'] for call in evicted}
        assert verdicts == {'incomplete'}, verdicts
        self.remarks.append(f'{len(evicted)} of {len(events.ends)} calls were evicted')


def run(name, case, test, number):
    fault = None
    try:
        case()
    except (AssertionError, subprocess.SubprocessError, ValueError, KeyError) as error:
        fault = f'{type(error).__name__}: {error}'
    text = [f'{"not ok" if fault else "ok"} {number} - {name}']
    for line in (fault or '').splitlines() + test.remarks:
        text.append(f'# {line[:LINE_MAX]}')
    return '\n'.join(text)


def main():
    program, replay, generate = (os.path.abspath(path) for path in sys.argv[1:4])
    samples = sorted((TESTS.parent / 'samples').glob('*/capture.pcapng'))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:

        def of(method):
            test = Test(program, replay, generate, folder)
            return method.__name__.replace('_', ' '), lambda: method(test), test

        def sample(path):
            test = Test(program, replay, generate, folder)
            return path.parent.name, lambda: test.compare(path), test
        cases = [of(method) for method in (Test.a_mix_of_legs, Test.many_calls_at_a_time,
                                           Test.many_calls_without_links,
                                           Test.all_are_told_in_little_memory)]
        cases += [sample(path) for path in samples]
        print(f'1..{len(cases)}')
        numbered = [(*case, number) for number, case in enumerate(cases, 1)]
        for text in pool.map(lambda case: run(*case), numbered):
            print(text, flush=True)


if __name__ == '__main__':
    main()
