#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""To align each shape once must change nothing: cache.py SIPSTORY GENERATE. TAP.

Every sample, and with the released program (SIPSTORY_RELEASE) the large capture of the
benchmarks, with and without --no-shape-cache: the same bytes.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

import program
from variants import SAMPLES

CALLS = 50000


def digest(sipstory, path, *options):
    """Of what is printed as JSON, which for the large capture is more than memory should hold."""
    command = [sipstory, str(path), "--format", "json", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        total = hashlib.sha256()
        size = 0
        for block in iter(lambda: child.stdout.read(1 << 20), b""):
            total.update(block)
            size += len(block)
        errors = child.stderr.read().decode(errors="replace")
    if child.returncode != 0 or size == 0:
        raise program.Broken(f"exit status {child.returncode}, {size} bytes: {errors}")
    return total.hexdigest()


def faults_of(sipstory, path, *options):
    same = digest(sipstory, path, *options) == \
        digest(sipstory, path, *options, "--no-shape-cache")
    return [] if same else ["the outputs differ"]


def main(sipstory, generate):
    tap = program.Tap()
    samples = sorted(SAMPLES.glob("*/capture.pcapng"))
    for path, faults in zip(samples, program.in_pool(lambda it: faults_of(sipstory, it), samples)):
        tap.case(path.parent.name, faults)
    name = f"a capture of {CALLS} calls"
    release = program.release()
    if not release:
        tap.skip(name, "SIPSTORY_RELEASE is not set")
        return tap.end()
    with program.folder() as place:
        path = Path(place, "calls.pcap")
        subprocess.run([generate, "--calls", str(CALLS), "--output", path], check=True,
                       stdout=subprocess.DEVNULL)
        found, = program.in_pool(lambda it: faults_of(release, it, "--summary"), [path])
        tap.case(name, found)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
