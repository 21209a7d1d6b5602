#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Python's reader of CSV finds in each row what the JSON of that call says. TAP on standard
output.

test_csv.py PROGRAM SAMPLES
"""
import csv
import io
import json
import subprocess
import sys
from pathlib import Path


def run(program, capture, name, *options):
    done = subprocess.run([program, str(capture), "--format", name, *options],
                          stdout=subprocess.PIPE, check=True)
    return done.stdout.decode()


def expected(call):
    """The fields that both have, as CSV writes them."""
    first, flow, timing = call["dialogs"][0], call["flow"], call["timing"]
    deviations = flow.get("deviations") or []
    row = {
        "id": call["id"], "start": call.get("start"), "end": call.get("end"),
        "duration_ms": call.get("duration_ms"), "method": first.get("method"),
        "from_uri": first["from"].get("uri"), "to_uri": first["to"].get("uri"),
        "state": call["state"], "final_status": call.get("final_status"),
        "released_by": call.get("released_by"), "flow": flow.get("name"),
        "verdict": flow["verdict"], "reason": flow.get("reason"), "deviations": len(deviations),
        "deviation": deviations[0]["text"] if deviations else None,
        "call_ids": " ".join(dialog["call_id"] for dialog in call["dialogs"]),
        "user_agent": first.get("user_agent"),
        **{name: timing.get(name) for name in ("setup_ms", "ring_ms", "talk_ms")},
        **{name: call["counts"][name] for name in ("messages", "retransmissions", "duplicates")},
    }
    return {name: "" if value is None else str(value) for name, value in row.items()}


def problems_of(program, capture):
    calls = [json.loads(line) for line in run(program, capture, "jsonl", "--summary").splitlines()]
    text = run(program, capture, "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    if len(rows) != len(calls):
        return [f"{len(rows)} rows for {len(calls)} calls"]
    if text.count("\n") != text.count("\r\n"):
        return ["a line does not end with CR LF"]
    return [f"call {call['id']}: {name} is {row.get(name)!r}, not {value!r}"
            for call, row in zip(calls, rows) for name, value in expected(call).items()
            if row.get(name) != value]


def main(program, samples):
    failed = number = 0
    for number, capture in enumerate(sorted(Path(samples).glob("*/capture.pcapng")), 1):
        problems = problems_of(program, capture)
        failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {capture.parent.name}")
        for problem in problems[:10]:
            print("# " + problem)
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
