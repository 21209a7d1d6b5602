#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reads SIP in every wrapping as tshark does: test_encapsulation.py SIPSTORY

For each row of make.py the messages of every Call-ID are counted, by tshark and by the program
under test, and compared. Without a program, tshark alone is held against what was written: that
shows whether the captures are right.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

# What tshark does not read: the program is held against what was written.
NOT_READ_BY_TSHARK = {
    "erspan-3-ip": "no dissector for frames that are IP",
    "mpls-link": "link type 219 unknown",
    "null-v6-10": "Linux's AF_INET6 unknown",
    "null-v6-23": "AF_INET6 of Windows unknown",
}


def output_of(command):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            timeout=60)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {result.returncode}: {result.stderr}")
    return result.stdout


def as_tshark_reads(path, options):
    lines = output_of(["tshark", "-r", path, *options, "-Y", "sip", "-T", "fields",
                       "-e", "sip.Call-ID"])
    return Counter(lines.split())


def as_sipstory_reads(program, path):
    """A call of one dialog has all of its messages; of several, each message says whose."""
    counts = Counter()
    for line in output_of([program, path, "--format", "jsonl"]).splitlines():
        call = json.loads(line)
        for message in call["messages"]:
            counts[call["dialogs"][message.get("dialog") or 0]["call_id"]] += 1
    return counts


def fault_of(row, path, program, messages):
    """What is wrong with @row, or None."""
    written = Counter({row.name: messages})
    expected = written
    if row.name not in NOT_READ_BY_TSHARK:
        expected = as_tshark_reads(path, row.tshark)
        if expected != written:
            return f"tshark reads {dict(expected)}, written were {dict(written)}"
    if program:
        found = as_sipstory_reads(program, path)
        if found != expected:
            return f"read were {dict(found)}, expected {dict(expected)}"
    return None


def line_of(number, row, folder, program, make):
    try:
        fault = fault_of(row, make.write(row, folder), program, make.MESSAGES)
    except (RuntimeError, ValueError, KeyError, subprocess.TimeoutExpired) as error:
        fault = str(error)
    reason = NOT_READ_BY_TSHARK.get(row.name)
    note = f" (not by tshark: {reason})" if reason else ""
    if fault is None:
        return f"ok {number} - {row.name}{note}"
    return f"not ok {number} - {row.name}{note}\n# " + fault.strip().replace("\n", "\n# ")


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else None
    if not shutil.which("tshark"):
        print("1..0 # SKIP tshark is not installed")
        return
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    try:
        import make
    except ImportError as error:
        print(f"1..0 # SKIP Scapy is not installed or too old: {error}")
        return

    rows = list(make.all_rows())
    print(f"1..{len(rows)}")
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as pool:
        def check(numbered):
            return line_of(*numbered, folder, program, make)
        for line in pool.map(check, enumerate(rows, 1)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
