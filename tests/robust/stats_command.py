#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user does with 'sipstory stats', rightly and wrongly: stats_command.py SIPSTORY. Each
case is a function whose name is its sentence. TAP on standard output.
"""
import json
import sys
import tempfile
import traceback
from pathlib import Path

from cli import Case, packet, pcap, sip

# Two calls: one is answered, one is busy.
CALLS = pcap(packet(sip('INVITE', 'one')),
             packet(sip('INVITE', 'one', status=200, tag=';tag=t'), src=2, dst=1),
             packet(sip('INVITE', 'two', user='bob')),
             packet(sip('INVITE', 'two', status=486, tag=';tag=t', user='bob'), src=2, dst=1))


def metric(run, name):
    return next(m for m in json.loads(run.out)['stats']['metrics'] if m['name'] == name)


def the_text_tells_of_all_calls(case):
    run = case.run('stats', 'c.pcap').ends(0)
    assert run.out.startswith('2 calls; 2 session requests (1 in a call'), run.out
    assert ' 50.00 %  1 of 2  Session Establishment Ratio' in run.out, run.out


def a_selection_counts_alone(case):
    run = case.run('stats', 'c.pcap', '--format=json', '--from=bob').ends(0)
    assert json.loads(run.out)['stats']['calls'] == 1
    assert metric(run, 'SER')['result'] == 0 and metric(run, 'SEER')['result'] == 10000
    assert 'result' not in metric(run, 'RRD') and metric(run, 'RRD')['absent']


def nothing_selected_is_said_and_is_no_percentage(case):
    run = case.run('stats', 'c.pcap', '--method=REGISTER').ends(0)
    assert '%' not in run.out and 'calls' in run.out, run.out


def outputs_are_chosen_by_their_ending(case):
    case.run('stats', 'c.pcap', '-o', 'a.json', '-o', 'a.txt').ends(0)
    assert json.loads(Path(case.folder, 'a.json').read_text('utf-8'))['stats']['calls'] == 2
    assert Path(case.folder, 'a.txt').read_text('utf-8').startswith('2 calls;')


def what_does_not_fit_is_refused(case):
    case.run('stats', 'c.pcap', '--format=csv').refuses(
        '--format=csv: no such format; known are text, json')
    for option in ('--ladder', '--message=1', '--summary', '--raw', '--headers',
                   '--validate'):
        case.run('stats', 'c.pcap', option).refuses(
            "'stats' tells of all calls together: not with --ladder, --message, "
            '--summary, --raw, --headers or --validate')
    case.run('stats').refuses('no capture to read; as in: sipstory stats calls.pcapng')


def a_file_called_stats_is_read(case):
    case.write('stats', CALLS)
    assert case.json('./stats').ends(0).call_ids() == ['one', 'two']


def the_help_names_the_subcommand(case):
    assert 'sipstory stats' in case.run('--help').ends(0).out
    assert case.run('stats', '--help').ends(0).out == case.run('--help').out


def main():
    failed = 0
    cases = [value for value in globals().values()
             if callable(value) and getattr(value, '__module__', '') == '__main__'
             and value not in (main, metric)]
    print(f'1..{len(cases)}')
    for number, test in enumerate(cases, 1):
        with tempfile.TemporaryDirectory() as folder:
            case = Case(folder)
            case.write('c.pcap', CALLS)
            try:
                test(case)
                print(f'ok {number} - {test.__name__}')
            except Exception:  # pylint: disable=broad-except
                failed += 1
                print(f'not ok {number} - {test.__name__}')
                for line in traceback.format_exc().splitlines():
                    print(f'# {line}')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
