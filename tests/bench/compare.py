#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long sipstory reads a capture, in multiples of what any reader needs, and its memory.

compare.py --tools DIR [--sipstory PROGRAM] [--runs N] [--arguments TEXT] CAPTURE

Runs `bare CAPTURE` (libpcap's loop) and `sipstory CAPTURE` in turn, N times each after one that
warms the page cache, and prints medians. Nothing is asserted: a machine that is busy with
something else must not turn a test red. DIR holds the programs bare and measure.
"""
import argparse
import mmap
import re
import shlex
import statistics
import subprocess
import sys
from pathlib import Path


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--tools', type=Path, required=True)
    parser.add_argument('--sipstory', default='build/src/sipstory')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--arguments', default='', help='what else sipstory is given')
    parser.add_argument('capture', type=Path)
    return parser.parse_args()


def count_messages(capture):
    """SIP messages in plain sight: the lines that begin with CSeq."""
    with open(capture, 'rb') as file, \
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return sum(1 for _ in re.finditer(rb'\nCSeq[ \t]*:', data, re.I))


def measure(tools, command):
    """(wall seconds, processor seconds, peak KiB) of one run that must succeed."""
    run = subprocess.run([tools / 'measure', *command], capture_output=True, text=True,
                         check=True)
    wall, cpu, kib, status = run.stdout.split()
    if status != '0':
        sys.exit(f'{shlex.join(map(str, command))} ended with {status}\n{run.stderr}')
    return float(wall), float(cpu), int(kib)


def medians(rows):
    return [statistics.median(column) for column in zip(*rows)]


def main():
    options = arguments()
    commands = {
        'bare': [options.tools / 'bare', options.capture],
        'sipstory': [options.sipstory, *shlex.split(options.arguments), options.capture],
    }
    rows = {name: [] for name in commands}
    for number in range(options.runs + 1):
        for name, command in commands.items():
            row = measure(options.tools, command)
            if number > 0:
                rows[name].append(row)
    idle_kib = measure(options.tools, [options.sipstory, '--version'])[2]
    messages = count_messages(options.capture)
    size = options.capture.stat().st_size

    print(f'{options.capture.name}: {messages} messages, {size / 1e6:.1f} MB; '
          f'medians of {options.runs} runs')
    print(f'{"":10}{"seconds":>10}{"fastest":>10}{"processor":>11}{"peak MiB":>10}'
          f'{"messages/s":>12}')
    for name, measured in rows.items():
        wall, cpu, kib = medians(measured)
        fastest = min(row[0] for row in measured)
        print(f'{name:10}{wall:10.3f}{fastest:10.3f}{cpu:11.3f}{kib / 1024:10.1f}'
              f'{messages / wall:12.0f}')
    bare, ours = medians(rows['bare']), medians(rows['sipstory'])
    each = 1024 / max(messages, 1)
    print(f'ratio {ours[0] / bare[0]:.2f}; peak memory a message: {ours[2] * each:.0f} bytes, '
          f'{(ours[2] - idle_kib) * each:.0f} without the idle program '
          f'({idle_kib / 1024:.1f} MiB)')


if __name__ == '__main__':
    main()
