#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Attacks cost no more than what they send: work.py [--all | NAME...]

Each attack lets one thing grow. valgrind counts what the program needs for a capture of it and
for one that is FACTOR times as large, less what it needs for a capture of one message. Their
ratio says whether the work grows with the attack (FACTOR), or has a bound (1), or more than with
the attack: that fails. TAP on standard output.

By itself, half a minute, it tries the worst of each kind; given --all every one of
attack_table.py, which takes minutes. A name, or part of one, picks attacks.
"""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))

from attack_table import ATTACKS, MORE, START  # noqa: E402
from callgrind import instructions, why_not  # noqa: E402
from packets import pcap  # noqa: E402

FACTOR = 4
MOST = FACTOR * 1.15
STATUSES = (0, 1, 3)    # --validate finds errors; an input that breaks is not read whole
PAIR = """sequenceDiagram
    title A story of two calls
    actor A as Caller
    participant P as Network
    actor B as First call
    actor C as Second call
    Note over A,B: include offer
    Note over A,C: include offer(B=C,call=2)
"""


def make_flows(program, folder):
    """The search for a call's flow has a bound of its own (tests/unit/test_match.c), which is
    above all that is counted here. So each flow gives way to one that no call alone can be."""
    known = subprocess.run([program, 'flows'], capture_output=True, text=True, check=True).stdout
    flows = Path(folder) / 'flows'
    flows.mkdir()
    for line in known.split('\n\n')[0].splitlines():
        if not line.startswith(' '):
            (flows / f'{line.split()[0]}.flow').write_text(PAIR, encoding='utf-8')
    return flows


def capture(folder, packets):
    path = tempfile.mkstemp(dir=folder)[1]
    if isinstance(packets, bytes):
        Path(path).write_bytes(packets)
    else:
        pcap(path, packets)
    return path


class Work:
    """Counts what @program needs, for captures in @folder."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.flows = make_flows(program, folder)

    def of(self, packets, arguments):
        path = capture(self.folder, packets)
        try:
            return instructions(self.program, *arguments.split(), '--flows', self.flows, path,
                                statuses=STATUSES)
        finally:
            os.remove(path)

    def beyond(self, start, attack):
        """What the smaller and the larger attack need beyond the @start."""
        small, large = (self.of(attack.make(size), attack.arguments)
                        for size in (attack.size // FACTOR, attack.size))
        return small - start, large - start


def chosen(names):
    if not names:
        return ATTACKS
    return [attack for attack in ATTACKS + MORE
            if names == ['--all'] or any(name in attack.name for name in names)]


def main():
    program = os.environ.get('SIPSTORY_RELEASE')
    obstacle = why_not(program)
    if obstacle:
        print(f'1..0 # SKIP {obstacle}')
        return 0
    attacks = chosen(sys.argv[1:])
    failed = False
    print(f'1..{len(attacks)}')
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        outputs = sorted({attack.arguments for attack in attacks})
        work = Work(program, folder)
        starts = dict(zip(outputs, pool.map(
            lambda arguments: work.of(START, arguments), outputs)))
        costs = pool.map(lambda attack: work.beyond(starts[attack.arguments], attack), attacks)
        for number, (attack, (small, large)) in enumerate(zip(attacks, costs), 1):
            ratio = large / max(small, 1)
            good = ratio <= MOST
            failed |= not good
            print(f'{"" if good else "not "}ok {number} - {attack.name}')
            print(f'# {attack.size}: {large:,} instructions, {large / attack.size:,.0f} each, '
                  f'{ratio:.2f} times those of {attack.size // FACTOR}', flush=True)
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
