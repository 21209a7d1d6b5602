# SPDX-License-Identifier: Apache-2.0
"""What compare.py and growth.py share: one measured run, medians, and tables."""
import shlex
import statistics
import subprocess
import sys
from typing import NamedTuple


class Run(NamedTuple):
    """One run, or the medians of several."""
    wall: float   # seconds
    cpu: float    # seconds of all processors
    kib: float    # the most memory at a time


class Failed(Exception):
    pass


def measure(tools, command):
    """A run of @command, whose first word is a path; Failed unless it succeeds. @tools is the
    folder of the program measure."""
    run = subprocess.run([tools / 'measure', *command], capture_output=True, text=True,
                         errors='replace', stdin=subprocess.DEVNULL, check=True)
    wall, cpu, kib, status = run.stdout.split()
    if status != '0':
        raise Failed(f'{shlex.join(map(str, command))} ended with {status}\n{run.stderr}')
    return Run(float(wall), float(cpu), int(kib))


def medians(runs):
    return Run(*(statistics.median(column) for column in zip(*runs)))


def leave_out(failed):
    print(f'left out: {failed}', file=sys.stderr, flush=True)


def in_turn(tools, commands, runs, optional):
    """Each of @commands, a dictionary, in turn and so several times: its medians by its name.
    Two programs that are compared thus have the same neighbours on a machine that is shared.
    One of the names in @optional is left out once it fails."""
    rows = {name: [] for name in commands}
    for _ in range(runs):
        for name in list(rows):
            try:
                rows[name].append(measure(tools, commands[name]))
            except Failed as failed:
                if name not in optional:
                    raise
                leave_out(failed)
                del rows[name]
    return {name: medians(measured) for name, measured in rows.items()}


def grouped(number):
    """568432 as 568,432; a text, or nothing, stays as it is."""
    return f'{number:,}' if isinstance(number, int) else str(number or '')


def print_table(header, rows, markdown):
    """The first column is left-aligned, the others right-aligned."""
    cells = [list(header)] + [[grouped(cell) for cell in row] for row in rows]
    widths = [max(len(row[at]) for row in cells) for at in range(len(header))]
    edge, between = ('| ', ' | ') if markdown else ('', '  ')
    for number, row in enumerate(cells):
        padded = [row[0].ljust(widths[0])] + \
            [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print((edge + between.join(padded) + edge[::-1]).rstrip())
        if markdown and number == 0:
            print('|---' + '|--:' * (len(header) - 1) + '|')
    print(flush=True)
