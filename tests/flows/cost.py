#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What linking and matching cost: cost.py --tools DIR --before PROGRAM [--after PROGRAM]

--before is the program as it was without them, --after as it is now (SIPSTORY_RELEASE if not
given), both built alike. Each reads the capture of 50,000 calls, and the one whose calls all
differ, in turn; printed are the medians of the ratios of the pairs, in wall time and in
processor time, with the smallest and largest, and what a call costs more. Asked is 1.3 for the
first, 2.5 for the second, of which hardly two calls share a shape.
Nothing is asserted: a machine that is busy otherwise must not turn a test red. DIR holds the
programs generate and measure.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

CAPTURES = [("like calls", [], 1.3), ("all calls differ", ["--vary"], 2.5)]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, required=True)
    parser.add_argument("--before", required=True)
    parser.add_argument("--after", default=os.environ.get("SIPSTORY_RELEASE"))
    parser.add_argument("--calls", type=int, default=50000)
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    if not options.after:
        parser.error("--after or SIPSTORY_RELEASE says which program")
    return options


def measure(tools, program, capture):
    """(wall seconds, processor seconds, peak KiB)"""
    run = subprocess.run([tools / "measure", program, capture], capture_output=True, text=True,
                         check=True)
    wall, cpu, kib, status = run.stdout.split()
    if status != "0":
        sys.exit(f"{program} ended with {status}\n{run.stderr}")
    return float(wall), float(cpu), int(kib)


def compare(options, capture):
    """Rows (before, after); the first pair only warms the page cache."""
    rows = [tuple(measure(options.tools, program, capture)
                  for program in (options.before, options.after))
            for _ in range(options.pairs + 1)]
    return rows[1:]


def told(name, rows, at):
    ratios = [after[at] / before[at] for before, after in rows]
    before, after = (statistics.median(row[side][at] for row in rows) for side in (0, 1))
    return (f"  {name:10}{before:10.2f}{after:10.2f}{statistics.median(ratios):10.2f}"
            f"   {min(ratios):.2f} to {max(ratios):.2f}")


def told_of_a_call(rows, calls):
    """Microseconds of processor time that one call takes more, as a median."""
    more = statistics.median(after[1] - before[1] for before, after in rows)
    return f"  a call takes {more / calls * 1e6:.1f} us more"


def main():
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="sipstory-cost-") as folder:
        for name, how, asked in CAPTURES:
            capture = Path(folder, "calls.pcap")
            made = subprocess.run([options.tools / "generate", "--calls", str(options.calls),
                                   "--output", capture, *how], capture_output=True, text=True,
                                  check=True)
            rows = compare(options, capture)
            print(f"{name}: {made.stdout.strip()}; {options.pairs} pairs, {asked} is asked")
            print(f"  {'':10}{'before':>10}{'after':>10}{'ratio':>10}")
            print(told("seconds", rows, 0))
            print(told("processor", rows, 1))
            print(told_of_a_call(rows, options.calls))
            print(told("MiB", [[(0, 0, each[2] / 1024) for each in row] for row in rows], 2))
            capture.unlink()


if __name__ == "__main__":
    main()
