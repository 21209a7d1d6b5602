#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Legs are joined as they belong together: test_linking.py SIPSTORY. TAP.

A mix of 2000 calls; the whole evaluation is printed as remarks. README.md tells of the two large
mixes that the published figures come from. The program as released (SIPSTORY_RELEASE) is asked
where there is one: what joins the legs is the same, and with sanitizers it takes minutes.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from evaluate import Evaluation, read_answers
from make import main as make_mix

REQUIRED = [('precision', 0.99), ('recall', 0.90)]


def evaluate(folder):
    """The mix in @folder as the program joins it."""
    program = os.environ.get('SIPSTORY_RELEASE') or sys.argv[1]
    run = subprocess.run([program, folder / 'mix.pcap', '--format', 'jsonl', '--summary',
                          '--unfold'], capture_output=True, text=True, encoding='utf-8')
    if run.returncode != 0:
        raise SystemExit(f'Bail out! exit status {run.returncode}: {run.stderr}')
    labels = json.loads((folder / 'mix.json').read_text(encoding='utf-8'))
    return Evaluation(labels, read_answers(run.stdout.splitlines()))


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_mix(['--profile', 'check', '--calls', '2000',
                  '--output', str(folder / 'mix.pcap')])
        joined = evaluate(folder)
    print(f'1..{1 + len(REQUIRED)}')
    lost = list(joined.complaints([]))
    print(f'{"not ok" if lost else "ok"} 1 - every Call-ID is in a call, and none is made up')
    for complaint in lost:
        print(f'# {complaint}')
    for number, (measure, least) in enumerate(REQUIRED, 2):
        score = getattr(joined, measure)
        print(f'{"ok" if score.all and score.share >= least else "not ok"} {number} - '
              f'{measure} is at least {least}')
        print(f'# {score}')
    for line in joined.lines(show=20):
        print(f'# {line}')


if __name__ == '__main__':
    main()
