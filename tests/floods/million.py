#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a million of something costs: million.py SIPSTORY [SMALL LARGE]

Captures of 100,000 and of 1,000,000 are read for the list, --summary and jsonl. Prints the table
of README.md: seconds of the processors and the most memory, and how often those of the small one
the large one takes. Ten minutes, 600 MB of a temporary folder, up to 2 GB of memory.
"""
import os
import subprocess
import sys
import tempfile

import attacks
from attack_table import JSONL, LIST, SUMMARY
from packets import pcap

OUTPUTS = {'list': LIST, 'summary': SUMMARY, 'jsonl': JSONL}
MILLIONS = {
    'participants of one call': attacks.participants,
    'To tags of one dialog': attacks.to_tags,
    'calls with a Call-ID each': attacks.fresh('OPTIONS'),
    'calls of one Call-ID': lambda n: attacks.one_call_id_both('REGISTER')(2 * n),
}


def measure(program, path, arguments):
    """Seconds of the processors, MiB."""
    with subprocess.Popen([program, *arguments.split(), path],
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode != 0:
        sys.exit(f'{program} {arguments} {path} ended with {run.returncode}')
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    program = sys.argv[1]
    small, large = map(int, sys.argv[2:] or ('100000', '1000000'))
    print(f'| {large:,} | output | seconds | of {small:,} | times | MiB | of {small:,} | times |')
    print('|---|---|---|---|---|---|---|---|')
    with tempfile.TemporaryDirectory() as folder:
        for name, make in MILLIONS.items():
            paths = []
            for size in (small, large):
                paths.append(os.path.join(folder, str(size)))
                pcap(paths[-1], make(size))
            for output, arguments in OUTPUTS.items():
                few, many = (measure(program, path, arguments) for path in paths)
                print(f'| {name} | {output} | {many[0]:.1f} | {few[0]:.2f} | '
                      f'{many[0] / few[0]:.1f} | {many[1]:,.0f} | {few[1]:,.0f} | '
                      f'{many[1] / few[1]:.1f} |', flush=True)


if __name__ == '__main__':
    main()
