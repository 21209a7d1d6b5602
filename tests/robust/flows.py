#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user asks about flows, and what the program says: flows.py SIPSTORY

Whatever flow the calls here are held to follow, none of them is a registration. Cases are
functions as in cli.py. TAP on standard output.
"""
import os
import re

from cli import HINT, packet, pcap, ping, run_cases, sip

COMPLAINT = r'sipstory: call \d+ \(packet \d+\): [^\n]*; expected register\n'


def a_flow_that_is_not_known(case):
    for option in ('--flow', '--expect'):
        for value, name in (('busx', 'busx'), ('busy,busx', 'busx')):
            run = case.run('a.pcap', option, value)
            assert run.status == 2 and run.out == '', run.out
            assert re.fullmatch(rf'sipstory: {option}={name}: no flow of that name; did you mean '
                                rf'[^\n]*busy[^\n]*\?\n{HINT}', run.err), run.err


def a_verdict_that_is_not_known(case):
    case.run('a.pcap', '--verdict', 'good').refuses(
        "--verdict=good: 'good' is no verdict; known are conforms, incomplete, deviates, unknown")


def what_makes_no_sense_together(case):
    case.run('a.pcap', '--allow-incomplete').refuses('--allow-incomplete is for --expect only')
    case.run('a.pcap', '--expect', 'busy', '--message', '1').refuses(
        '--message shows one message: --expect is for whole calls')


def a_wrong_name_is_said_before_reading(case):
    os.mkfifo(case.folder / 'fifo')  # nobody writes: reading would not end
    for option in ('--flow', '--expect', '--verdict'):
        assert case.run('fifo', option, 'x').status == 2


def what_is_not_as_expected_is_a_line_each(case):
    run = case.run('a.pcap', '--expect', 'register')
    assert run.status == 1, run.status
    assert re.fullmatch(COMPLAINT * 2, run.err), run.err
    assert 'bob' in run.out, run.out


def no_call_to_check(case):
    case.write('pings.pcap', pcap(*ping('a', 1)))
    for arguments in (['a.pcap', '--call-id', 'x', '--expect', 'register'],
                      ['pings.pcap', '--expect', 'busy']):
        case.run(*arguments).ends(1, 'sipstory: no call to check\n')
    run = case.run('pings.pcap', '--expect', 'busy', '--format', 'tap')
    assert re.fullmatch(r'TAP version 13\nok 1 - call 1 [^\n]* # SKIP without an INVITE\n'
                        r'not ok 2 - there is a call to check\n1\.\.2\n', run.out), run.out


def a_method_says_which_calls_are_checked(case):
    case.write('pings.pcap', pcap(*ping('a', 1)))
    run = case.run('pings.pcap', '--method', 'OPTIONS', '--expect', 'busy')
    assert run.status == 1 and '; expected busy\n' in run.err, run.err


def an_input_that_is_not_whole_comes_first(case):
    run = case.run('a.pcap', 'none.pcap', '--expect', 'register')
    assert run.status == 3, run.status


def calls_are_checked_though_nobody_reads(case):
    case.write('many.pcap', pcap(*(packet(sip('INVITE', f'call-{i}')) for i in range(3000))))
    reader, writer = os.pipe()
    os.close(reader)
    run = case.run('many.pcap', '--expect', 'register', '--format', 'jsonl', stdout=writer)
    os.close(writer)
    assert run.status == 1 and len(re.findall(COMPLAINT, run.err)) == 3000, run.err[-300:]


def test_reports_go_to_files_too(case):
    case.run('a.pcap', '-o', 'x.tap', '-o', 'x.xml').ends(0)
    tap, xml = ((case.folder / name).read_text('utf-8') for name in ('x.tap', 'x.xml'))
    assert tap.startswith('TAP version 13\n') and tap.endswith('1..2\n'), tap
    assert xml.count('<testcase ') == 2 and ' tests="2" ' in xml, xml


def a_flow_that_no_call_follows(case):
    run = case.run('a.pcap', '--flow', 'register').ends(0)
    assert run.out == 'No call to show: none of the 2 calls is selected.\n', run.out
    assert case.json('a.pcap', '--verdict', 'conforms', '--flow', 'register').calls() == []


def each_call_has_one_verdict(case):
    verdicts = ('conforms', 'incomplete', 'deviates', 'unknown')
    found = [call['id'] for verdict in verdicts
             for call in case.json('a.pcap', '--verdict', verdict).calls()]
    assert sorted(found) == [1, 2], found
    every = case.json('a.pcap', '--verdict', ','.join(verdicts)).call_ids()
    assert every == case.json('a.pcap').call_ids(), every


def the_summary_is_a_paragraph_of_its_own(case):
    lines, summary = case.run('a.pcap').ends(0).out.split('\n\n', 1)
    assert lines.count('\n') == 2, lines
    assert 'Not seen: ' in summary and '\n\n' not in summary, summary


def the_shape_cache_changes_nothing(case):
    for how in ([], ['--ladder'], ['--format', 'json']):
        assert case.run('a.pcap', *how).out == case.run('a.pcap', '--no-shape-cache', *how).out


if __name__ == '__main__':
    run_cases([case for case in globals().values()
               if getattr(case, '__module__', '') == '__main__'])
