#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a message may cost, in instructions: budget.py GENERATE [--sipstory PROGRAM] [--accept]

Time differs from minute to minute and from machine to machine; instructions, counted by valgrind,
hardly do. Two captures of the generator are read, a small one and a larger one: the difference
is what the messages cost, without the start, which a third capture of one call shows. A figure
that is 5 % above the one in budget.json fails; since the seeds of the tables and the turns of the
threads differ, it is measured twice more before that. TAP on standard output.

The program is the one that is released (SIPSTORY_RELEASE), since valgrind cannot run one with
sanitizers. --accept writes what was measured into budget.json; --runs N shows how far N runs of
each lie apart.
"""
import argparse
import datetime
import hashlib
import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))

from callgrind import instructions, why_not  # noqa: E402

BUDGET = Path(__file__).with_name('budget.json')
ONE, FEW, MANY = 1, 500, 1500   # calls
OUTPUTS = {'list': '', 'summary': '--format json --summary', 'jsonl': '--format jsonl'}
START = 'start'
TOLERANCE = 0.05


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('generate')
    parser.add_argument('--sipstory', default=os.environ.get('SIPSTORY_RELEASE'))
    parser.add_argument('--runs', type=int, default=1)
    parser.add_argument('--accept', action='store_true')
    return parser.parse_args()


def compiler_of(sipstory):
    """As it wrote itself into the program."""
    found = re.search(rb'GCC: \([^)]*\) [\d.]+|clang version [\d.]+',
                      Path(sipstory).read_bytes())
    return (found[0].decode() if found else 'unknown') + ', ' + platform.machine()


def make_captures(generate, folder):
    """The captures by their number of calls, with their number of messages; and a digest."""
    made, digest = {}, hashlib.sha256()
    for calls in (ONE, FEW, MANY):
        path = folder / f'{calls}.pcap'
        run = subprocess.run([generate, '--calls', str(calls), '--seed', '1', '--output', path],
                             capture_output=True, text=True, check=True)
        made[calls] = path, int(re.search(r'(\d+) messages', run.stdout)[1])
        digest.update(path.read_bytes())
    return made, digest.hexdigest()[:16]


def measure(sipstory, captures):
    """The figures by their names: of the start in all, of the outputs per message."""
    jobs = [('list', ONE)] + [(output, calls) for output in OUTPUTS for calls in (MANY, FEW)]
    with ThreadPoolExecutor(2) as pool:
        counts = dict(zip(jobs, pool.map(
            lambda job: instructions(sipstory, *shlex.split(OUTPUTS[job[0]]),
                                     captures[job[1]][0]),
            jobs)))
    messages = captures[MANY][1] - captures[FEW][1]
    figures = {START: counts['list', ONE]}
    for output in OUTPUTS:
        figures[output] = round((counts[output, MANY] - counts[output, FEW]) / messages)
    return figures


def medians(rows):
    return {name: sorted(row[name] for row in rows)[len(rows) // 2] for name in rows[0]}


def is_over(figures, budget):
    return any(figure > budget['instructions'].get(name, figure) * (1 + TOLERANCE)
               for name, figure in figures.items())


def print_spread(rows):
    for name in rows[0] if len(rows) > 1 else ():
        column = sorted(row[name] for row in rows)
        print(f'# {name}: {column[0]} to {column[-1]} in {len(rows)} runs, '
              f'{column[-1] / column[0] - 1:.2%}')


def how_to_profile(name):
    calls, output = (ONE, 'list') if name == START else (MANY, name)
    arguments_of = (OUTPUTS[output] + ' calls.pcap').strip()
    return (f'to see what it is spent on:\n'
            f'build/tests/bench/generate --calls {calls} --seed 1 --output calls.pcap\n'
            f'valgrind --tool=callgrind --callgrind-out-file=profile build/src/sipstory '
            f'{arguments_of} >/dev/null\n'
            f'callgrind_annotate profile | head -60   (before and after)')


def judge(name, figure, allowed):
    """Whether it is within the budget, and what there is to say."""
    unit = 'instructions' + ('' if name == START else ' a message')
    change = figure / allowed - 1
    told = f'{name}: {figure} {unit}, {change:+.1%} of the {allowed} that are budgeted'
    if change > TOLERANCE:
        return False, f'{told}; {how_to_profile(name)}'
    if change < -TOLERANCE:
        return True, f'{told}: the budget can be lowered, with budget.py --accept'
    return True, told


def report(figures, budget, made_with, digest):
    failed = 0
    print(f'1..{len(figures)}')
    for number, (name, figure) in enumerate(figures.items(), 1):
        title = f'{number} - instructions, {name}'
        if made_with != budget['compiler']:
            print(f'ok {title} # SKIP {figure}, but the budget is of {budget["compiler"]}, '
                  f'not of {made_with}')
            continue
        good, told = judge(name, figure, budget['instructions'][name])
        if digest != budget['captures']:
            good, told = False, 'the generator makes other captures than those of the ' \
                'budget: if it is meant to, measure anew with budget.py --accept'
        failed += not good
        print(f'{"ok" if good else "not ok"} {title}')
        print('# ' + told.replace('\n', '\n#   '), flush=True)
    return 1 if failed else 0


def main():
    options = arguments()
    obstacle = why_not(options.sipstory)
    if obstacle:
        print(f'1..0 # SKIP {obstacle}')
        return 0
    made_with = compiler_of(options.sipstory)
    budget = json.loads(BUDGET.read_text(encoding='utf-8'))
    with tempfile.TemporaryDirectory() as folder:
        captures, digest = make_captures(options.generate, Path(folder))
        rows = [measure(options.sipstory, captures) for _ in range(options.runs)]
        if not options.accept and made_with == budget['compiler'] and is_over(rows[0], budget):
            rows += [measure(options.sipstory, captures) for _ in range(2)]
    print_spread(rows)
    if options.accept:
        budget = {'compiler': made_with, 'date': datetime.date.today().isoformat(),
                  'captures': digest, 'instructions': medians(rows)}
        BUDGET.write_text(json.dumps(budget, indent=2) + '\n', encoding='utf-8')
    return report(medians(rows), budget, made_with, digest)


if __name__ == '__main__':
    sys.exit(main())
