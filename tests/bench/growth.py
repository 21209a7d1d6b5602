#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a message costs as things grow: growth.py --tools DIR [--sipstory PROGRAM] [--small]
          [--large] [--runs N] [--arguments=TEXT] [--only SERIES,...] [--markdown]

Each series lets one thing grow and nothing else: calls, distinct shapes, messages of one dialog,
participants of one call, TCP connections, calls at a time. Time (of all processors) and peak
memory are per message, less those of a capture of one call; `times the first` sets a message's
time against that in the smallest capture of its series which takes long enough to be told from
the start. Where nothing depends on the size that is 1; a cliff shows as a larger number.

DIR holds the programs generate and measure. Captures are made in a temporary folder, one at a
time. By default some minutes; --small takes half a minute, --large reads 1,000,000 calls (8 GB).
"""
import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from timing import Failed, measure, medians, print_table

HEADER = ('what grows', 'size', 'messages', 'wall s', 'processor ns a message', 'times the first',
          'bytes a message')


class Series(NamedTuple):
    """@option of the generator is given each of the sizes; with @others."""
    option: str
    small: tuple
    more: tuple
    large: tuple = ()
    others: str = ''


SERIES = {
    'calls': Series('--calls', (500, 5000), (50000,), (500000, 1000000)),
    'shapes': Series('--calls', (500, 5000), (50000,), (), '--vary'),
    'dialog': Series('--dialog-messages', (1000, 10000, 100000), (1000000,), (), '--calls 0'),
    'participants': Series('--participants', (10, 100), (1000,), (), '--calls 0'),
    'connections': Series('--tcp', (10, 1000), (100, 10000), (), '--calls 10000'),
    'concurrency': Series('--concurrency', (10, 1000), (100, 10000), (), '--calls 20000'),
}


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--tools', type=Path, required=True, metavar='DIR')
    parser.add_argument('--sipstory', default='build/src/sipstory')
    parser.add_argument('--small', action='store_true', help='the smaller sizes alone')
    parser.add_argument('--large', action='store_true', help='the largest sizes too')
    parser.add_argument('--runs', type=int, default=3, help='how often each (%(default)s)')
    parser.add_argument('--arguments', default='', metavar='TEXT',
                        help="what else sipstory is given: --arguments='--format jsonl'")
    parser.add_argument('--only', default=','.join(SERIES), metavar='SERIES,...',
                        help='%(default)s')
    parser.add_argument('--markdown', action='store_true')
    return parser.parse_args()


def sizes_of(series, options):
    sizes = series.small
    if not options.small:
        sizes += series.more + (series.large if options.large else ())
    return sorted(sizes)


def known_options(generate):
    run = subprocess.run([generate, '--help'], capture_output=True, text=True, check=True)
    return set(re.findall(r'--[a-z-]+', run.stdout))


def run_on(options, folder, words):
    """Makes the capture that @words ask for: the medians of reading it, and its messages."""
    path = Path(folder, 'calls.pcap')
    made = subprocess.run([options.tools / 'generate', *words, '--output', path],
                          capture_output=True, text=True, check=False)
    if made.returncode != 0:
        raise Failed(f'generate {shlex.join(words)}: {made.stderr}')
    command = [options.sipstory, *shlex.split(options.arguments), path]
    # the first one reads what was just written; the caches are its own matter
    runs = [measure(options.tools, command) for _ in range(options.runs + 1)][1:]
    path.unlink()
    return medians(runs), int(re.search(r'(\d+) messages', made.stdout)[1])


class Growth:
    """The rows of one series; @start is what is taken off each run."""

    def __init__(self, name, start):
        self.name, self.start, self.first = name, start, None

    def row(self, size, run, messages):
        cpu = run.cpu - self.start.cpu
        nanoseconds = times = ''
        if cpu > self.start.cpu / 2:
            self.first = self.first or cpu / messages
            nanoseconds = round(cpu / messages * 1e9)
            times = f'{cpu / messages / self.first:.2f}'
        size_each = round((run.kib - self.start.kib) * 1024 / messages)
        return self.name, size, messages, f'{run.wall:.3f}', nanoseconds, times, max(size_each, 0)


def rows_of(name, options, folder, start):
    series = SERIES[name]
    growth = Growth(name, start)
    for size in sizes_of(series, options):
        words = [series.option, str(size), *shlex.split(series.others)]
        try:
            run, messages = run_on(options, folder, words)
        except Failed as failed:
            print(f'left out: {failed}', file=sys.stderr)
        else:
            yield growth.row(size, run, messages)


def main():
    options = arguments()
    known = known_options(options.tools / 'generate')
    with tempfile.TemporaryDirectory() as folder:
        try:
            start, _ = run_on(options, folder, ['--calls', '1'])
        except Failed as failed:
            sys.exit(str(failed))
        print(f'sipstory {options.arguments}'.strip() + f', medians of {options.runs} runs; '
              f'the start took {start.cpu * 1e3:.0f} ms and {start.kib / 1024:.1f} MiB\n',
              flush=True)
        for name in options.only.split(','):
            if name not in SERIES:
                sys.exit(f'no series is called {name}')
            if SERIES[name].option not in known:
                print(f'left out: {name}, the generator has no {SERIES[name].option}',
                      file=sys.stderr)
                continue
            print_table(HEADER, list(rows_of(name, options, folder, start)), options.markdown)


if __name__ == '__main__':
    main()
