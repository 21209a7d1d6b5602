#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the test cases of a meson test run.

summary.py TESTLOG.json STATUS [FAILED...] prints the ends of the failing programs' logs, the
names of what failed, and "N passed, N failed[, N skipped]" as its last line. STATUS is what
`meson test` returned, FAILED what failed besides. Meson counts programs; here each line of a
program's TAP output is a case, and a program without TAP is one. A program that meson calls bad
has at least one failed case, also if all its lines were fine: it crashed, hung, or did not run
its plan.
"""
import json
import re
import sys

CASE = re.compile(r'^(not )?ok\b[ \t]*\d*[ \t-]*([^#]*)(#[ \t]*(skip|todo)\b)?', re.I)
PLAN = re.compile(r'^1\.\.(\d+)[ \t]*(#[ \t]*skip)?', re.I)
END_OF_LOG = 25


def cases_of(text):
    """(name, 'passed', 'failed' or 'skipped') for each TAP line; and the plan, if any."""
    cases = []
    plan = None
    for line in text.splitlines():
        planned = PLAN.match(line)
        case = CASE.match(line)
        if planned:
            plan = int(planned[1])
        elif case:
            name = case[2].strip()
            result = 'skipped' if case[4] else 'failed' if case[1] else 'passed'
            cases.append((name, result))
    return cases, plan


def results_of(program):
    """The cases of one program's record, judged together with what meson says of it."""
    name = program['name']
    cases, plan = cases_of(program.get('stdout') or '')
    verdict = program['result']
    if verdict == 'EXPECTEDFAIL':
        return [(name, 'passed')]
    if not cases:
        is_silent = plan is None and program.get('returncode') == 0  # for meson that is a skip
        if verdict == 'SKIP' and not is_silent:
            return [(name, 'skipped')]
        return [(name, 'passed' if verdict == 'OK' else 'failed')]
    cases = [(f'{name}: {case}', result) for case, result in cases]
    if verdict not in ('OK', 'SKIP') and not any(result == 'failed' for _, result in cases):
        cases.append((f'{name}: {verdict.lower()}', 'failed'))
    return cases


def log_end(program):
    """The last lines of what a program wrote, the harmless ones left out."""
    text = (program.get('stdout') or '') + (program.get('stderr') or '')
    lines = [line for line in text.splitlines()
             if not re.match(r'ok\b|# (Start|End) of ', line)]
    head = '... ' if len(lines) > END_OF_LOG else ''
    return f'--- {program["name"]} ({program["result"].lower()}) {head}\n' + \
        '\n'.join(lines[-END_OF_LOG:])


def summary(programs, status, also_failed=()):
    """The text to print and whether all is well."""
    results = [(name, 'failed') for name in also_failed]
    text = []
    for program in programs:
        cases = results_of(program)
        results += cases
        if any(result == 'failed' for _, result in cases):
            text.append(log_end(program))
    count = {kind: sum(result == kind for _, result in results)
             for kind in ('passed', 'failed', 'skipped')}
    if status != 0 and count['failed'] == len(also_failed):
        results.append((f'meson test (it ended with {status})', 'failed'))
        count['failed'] += 1
    text += [f'failed: {name}' for name, result in results if result == 'failed']
    if count['passed'] + count['failed'] == 0:
        text.append('no test ran')
    line = f'{count["passed"]} passed, {count["failed"]} failed'
    if count['skipped']:
        line += f', {count["skipped"]} skipped'
    return '\n'.join(text + [line]), count['failed'] == 0 and count['passed'] > 0


def main():
    try:
        with open(sys.argv[1], encoding='utf-8') as log:
            programs = [json.loads(line) for line in log if line.strip()]
    except FileNotFoundError:
        programs = []
    text, is_well = summary(programs, int(sys.argv[2]), sys.argv[3:])
    sys.stdout.reconfigure(errors='replace')
    print(text)
    return 0 if is_well else 1


if __name__ == '__main__':
    sys.exit(main())
