#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Is what sipstory prints what was reviewed? TAP on standard output.

run.py PROGRAM [--accept] [NAME...]   runs the cases of `cases` (or those named) and compares
what they print with NAME.txt. --accept writes NAME.txt anew, to be read as prose before it is
committed: a user reads it too.

A case is a line: its name, the capture below samples/, and the arguments. `COLUMNS=120` among
them sets the width of the terminal (80), `status=3` the exit status that is expected (0),
`command=stats` the subcommand.
"""
import difflib
import os
import shlex
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent.parent / 'samples'


class Case:
    """One line of `cases`."""

    def __init__(self, line):
        words = shlex.split(line)
        self.name, self.sample = words[:2]
        self.command = []
        self.columns, self.status, self.arguments = '80', 0, []
        for word in words[2:]:
            if word.startswith('COLUMNS='):
                self.columns = word.partition('=')[2]
            elif word.startswith('status='):
                self.status = int(word.partition('=')[2])
            elif word.startswith('command='):
                self.command = [word.partition('=')[2]]
            else:
                self.arguments.append(word)

    def expected_file(self):
        return HERE / f'{self.name}.txt'

    def run(self, program):
        """What the program prints on both outputs, and its exit status."""
        environment = {**os.environ, 'TZ': 'UTC', 'LC_ALL': 'C.UTF-8', 'COLUMNS': self.columns}
        environment.pop('NO_COLOR', None)
        done = subprocess.run([program, *self.command, self.sample, *self.arguments], cwd=SAMPLES, check=False,
                              env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.stdout, done.returncode


def read_cases():
    lines = (HERE / 'cases').read_text(encoding='utf-8').splitlines()
    return [Case(line) for line in lines if line.strip() and not line.startswith('#')]


def difference(expected, printed):
    def lines(text):
        return text.decode('utf-8', 'backslashreplace').splitlines()
    return list(difflib.unified_diff(lines(expected), lines(printed), 'expected', 'printed',
                                     lineterm=''))[:60]


def problems_of(case, program, accept):
    printed, status = case.run(program)
    if status != case.status:
        return [f'exit status {status}, not {case.status}'] + printed.decode(
            'utf-8', 'backslashreplace').splitlines()[:20]
    if accept:
        case.expected_file().write_bytes(printed)
        return []
    if not case.expected_file().exists():
        return [f'{case.expected_file().name} is not there: run --accept and read it']
    return difference(case.expected_file().read_bytes(), printed)


def orphans(cases):
    """Expectations that no case asks for."""
    known = {case.expected_file() for case in cases}
    return [f'{path.name}: no case of that name' for path in sorted(HERE.glob('*.txt'))
            if path not in known]


def main(arguments):
    accept = '--accept' in arguments
    program, *names = [word for word in arguments if word != '--accept']
    program = str(Path(program).resolve())
    cases = read_cases()
    failed = 0
    chosen = [case for case in cases if not names or case.name in names]
    print(f'1..{len(chosen) + 1}')
    for number, case in enumerate(chosen, 1):
        problems = problems_of(case, program, accept)
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {case.name}")
        for problem in problems:
            print(f'# {problem}')
    problems = orphans(cases)
    print(f"{'not ok' if problems else 'ok'} {len(chosen) + 1} - every expectation has its case")
    for problem in problems:
        print(f'# {problem}')
    return 1 if failed or problems else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
