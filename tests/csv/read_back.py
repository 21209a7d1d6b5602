#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Does a reader that is not ours find in the CSV what the JSON says? TAP on standard output.

read_back.py PROGRAM SAMPLES   each SAMPLES/*/capture.pcapng, by Python's csv module.
"""
import csv
import io
import json
import subprocess
import sys
from pathlib import Path

# Columns that hold text from the wire: one leading apostrophe is not of the value.
FOREIGN = ('from_user', 'from_uri', 'to_user', 'to_uri', 'call_ids', 'user_agent', 'flow',
           'first_deviation')


def run(program, capture, *options):
    done = subprocess.run([program, capture, *options], capture_output=True, check=True)
    return done.stdout.decode('utf-8')


def party(participant):
    role = participant.get('role')
    return (f'{role}=' if role else '') + ','.join(participant['addresses'])


def expected(call):
    """The row that the JSON of a call asks for."""
    first, flow, counts = call['dialogs'][0], call['flow'], call['counts']
    deviations = flow.get('deviations', [])
    values = {name: call.get(name) for name in ('id', 'start', 'end', 'duration_ms', 'state',
                                                'final_status', 'released_by')}
    values.update(call['timing'])
    values.update(counts)
    values.update({
        'method': first['method'], 'user_agent': first.get('user_agent'),
        'from_user': first['from'].get('user'), 'from_uri': first['from'].get('uri'),
        'to_user': first['to'].get('user'), 'to_uri': first['to'].get('uri'),
        'call_ids': ' '.join(d['call_id'] for d in call['dialogs'] if d.get('call_id')),
        'participants': ' '.join(party(p) for p in call['participants']),
        'flow': flow.get('name'), 'verdict': flow['verdict'], 'reason': flow.get('reason'),
        'deviations': len(deviations),
        'first_deviation': deviations[0]['text'] if deviations else None})
    return values


def value_of(row, name):
    value = row[name]
    return value[1:] if name in FOREIGN and value.startswith("'") else value


def problems_of(program, capture):
    text = run(program, capture, '--format=csv')
    calls = [json.loads(line) for line in
             run(program, capture, '--format=jsonl', '--summary').splitlines()]
    rows = list(csv.DictReader(io.StringIO(text, newline=''), strict=True))
    problems = []
    if len(rows) != len(calls):
        problems.append(f'{len(rows)} rows of {len(calls)} calls')
    if text.count('\n') != text.count('\r\n') or not text.endswith('\r\n'):
        problems.append('a line does not end with CR LF')
    for row, call in zip(rows, calls):
        values = expected(call)
        for name in row:
            want = values.get(name)
            want = '' if want is None else str(want)
            if value_of(row, name) != want:
                problems.append(f'{name}: {row[name]!r}, not {want!r}')
        problems += [f'{name}: no such column' for name in values if name not in row]
    return problems


def main(program, samples):
    captures = sorted(Path(samples).glob('*/capture.pcapng'))
    failed = 0
    print(f'1..{len(captures)}')
    for number, capture in enumerate(captures, 1):
        problems = problems_of(program, str(capture))
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {capture.parent.name}")
        for problem in problems[:10]:
            print(f'# {problem}')
    return 1 if failed or not captures else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
