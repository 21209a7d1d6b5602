#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Sniffs while flows of samples/lab are played: play.py SIPSTORY

Real SIP software plays them in network namespaces of their own; the program runs there beside
the lab's tcpdump, as root began it. What it told is held against what the same program reads
from the packets it wrote, against what tshark sees, and against the flow. Prints TAP, and as its
last line "N passed, N failed[, N skipped]". Wants root, and the packages of samples/lab.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
for place in ("samples/lab", "tests/samples"):
    sys.path.insert(0, str(ROOT / place))

import flow as flows        # noqa: E402
import sample               # noqa: E402
import test_samples         # noqa: E402
from same import Comparison, Events, calls_of   # noqa: E402
from stage import PREFIX, Failure, run          # noqa: E402

# What is played, and how the program is told to write. The last one is followed by a silence in
# which its call ends; those of the others end with the run.
FLOWS = {"register": (), "basic-call": (), "forward-no-answer": ("--rotate", "4K"),
         "waiting": (), "tcp": (), "fragments": (), "487-missing": ()}
LINES_SHOWN = 6


class Sniffed(flows.Play):
    """A flow with the program as a further tap."""

    sipstory = options = None

    def tap(self, number):
        found = super().tap(number)
        place = Path(self.stage.folder, "live")
        os.mkdir(place)
        shutil.chown(place, "nobody")
        self.watch = self.stage.start(
            "live", str(self.sipstory), "-i", "lo", "-w", str(place / "packets.pcapng"),
            "-o", str(place / "calls.jsonl"), *self.options)
        self.stage.await_text(self.watch, "listening on")
        self.stage.await_truth(self.watch, lambda: any(place.iterdir()), "file")
        return found

    def end_taps(self, taps):
        super().end_taps(taps)
        rights = rights_in(self.stage.space)
        self.stage.stop(self.watch, signal.SIGINT)
        Path(self.stage.folder, "rights").write_text(
            json.dumps({**rights, "status": self.watch.returncode}), encoding="utf-8")


def rights_in(space):
    """What the kernel says of the program in the namespace."""
    for pid in run("ip", "netns", "pids", space).split():
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
        status = dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
        if status["Name"] == "sipstory":
            return {"users": status["Uid"].split(), "seccomp": status["Seccomp"],
                    "capabilities": int(status["CapPrm"], 16)}
    return {}


def in_order(place, ending):
    """The files of an output, as they were begun; the last one bears the output's own name."""
    return sorted(place.glob(f"*.{ending}"), key=lambda path: path.stat().st_mtime_ns)


class Sniffing:
    """What came out of one flow; each check gives what is wrong."""

    def __init__(self, program, name, folder):
        self.program, self.flow = program, flows.load(name)
        self.folder = Path(folder)
        self.view = next(sample.views(self.flow))
        how = type("How", (Sniffed,), {"sipstory": program, "options": FLOWS[name]})
        self.seen = sample.check(self.view, flows.play(self.flow, folder, how))
        self.packets = in_order(self.folder / "live", "pcapng")
        lines = [line for path in in_order(self.folder / "live", "jsonl")
                 for line in path.read_text(encoding="utf-8").splitlines()]
        self.events = Events(lines)

    def read(self, form):
        return run(str(self.program), *map(str, self.packets), "--format", form, "--unfold")

    def runs_with_little(self):
        """It gave its rights away, was in its sandbox, and ended well."""
        rights = json.loads((self.folder / "rights").read_text(encoding="utf-8"))
        if rights["status"] != 0:
            yield f"it ended with {rights['status']}"
        if set(rights.get("users", ["none"])) & {"0", "none"}:
            yield f"its users are {rights.get('users')}"
        if rights.get("seccomp") != "2":
            yield f"its sandbox is {rights.get('seccomp')}, not 2"
        if rights.get("capabilities") != 1 << 13:
            yield f"its capabilities are {rights.get('capabilities')}, not CAP_NET_RAW alone"

    def loses_nothing(self):
        """Its packets are all there, as often as it says; tshark reads the flow in them."""
        log = (self.folder / "live.log").read_text(encoding="utf-8")
        count = sum(len(run("tshark", "-n", "-r", str(path), "-T", "fields", "-e",
                            "frame.number").splitlines()) for path in self.packets)
        ours = sum(each["packets"] for each in json.loads(self.read("json"))["captures"])
        if f"lo: {count} packet" not in log or "nothing lost" not in log or ours != count:
            yield f"tshark reads {count} packets, the program {ours}; it said: {log}"
        if len(self.packets) < (2 if "--rotate" in FLOWS[self.flow["name"]] else 1):
            yield f"packets are in {len(self.packets)} files"
        whole = self.folder / "whole.pcapng"
        run("mergecap", "-w", str(whole), *map(str, self.packets))
        try:
            seen = sample.check(self.view, whole)
        except Failure as failure:
            yield str(failure)
            return
        if [m[2:] for m in seen] != [m[2:] for m in self.seen]:
            yield "tcpdump saw other messages"

    def ends_what_begins(self):
        """Every call that begins ends, or is joined to another one."""
        yield from self.events.faults()

    def tells_the_same(self):
        """The program tells the same calls when it reads what it wrote."""
        same = Comparison(self.events.ends, calls_of(self.read("jsonl").splitlines()))
        yield from same.wrong + same.foreign
        if not same.all:
            yield "there is no call"

    def tells_the_truth(self):
        """The calls are those of the flow, with its verdict, as in the sample's truth.json."""
        truth = sample.truth(self.view, self.seen)
        path = sample.SAMPLES / self.flow["name"] / "truth.json"
        known = json.loads(path.read_text(encoding="utf-8"))
        if any(known[key] != truth[key] for key in ("flow", "verdict", "deviations", "calls")):
            yield f"the sample is of {known['flow']}, {known['verdict']}"
        told = {"calls": self.events.ends}
        if test_samples.messages_by_call_id(told) != truth["call_ids"]:
            yield "the messages of the calls are not those that tcpdump saw"
        yield from test_samples.faults_of_calls(told, truth)
        yield from test_samples.faults_of_flows(told, truth)

    CHECKS = (runs_with_little, loses_nothing, ends_what_begins, tells_the_same,
              tells_the_truth)


def play(program, name, scratch):
    """The cases of one flow: (sentence, what is wrong)."""
    folder = os.path.join(scratch, name)
    os.mkdir(folder)
    sentence = f"{name} is played"
    try:
        sniffing = Sniffing(program, name, folder)
    except (Failure, OSError, ValueError, subprocess.TimeoutExpired) as failure:
        return [(sentence, [str(failure)])]
    cases = [(sentence, [])]
    for check in Sniffing.CHECKS:
        try:
            wrong = list(check(sniffing))
        except (Failure, OSError, ValueError, KeyError, subprocess.TimeoutExpired) as failure:
            wrong = [f"{type(failure).__name__}: {failure}"]
        cases.append((f"{name} {check.__name__.replace('_', ' ')}", wrong))
    return cases


def why_not():
    """Why nothing can be played here; None if it can."""
    if os.geteuid() != 0:
        return "it wants root"
    space = f"{PREFIX}try"
    try:
        run("ip", "netns", "add", space)
    except (Failure, OSError) as failure:
        return f"network namespaces are not permitted ({failure})"
    run("ip", "netns", "del", space, check=False)
    return None


def stop_all(signum, _):
    raise SystemExit(128 + signum)


def main():
    program = Path(sys.argv[1]).resolve()
    reason = why_not()
    if reason:
        print(f"1..0 # SKIP {reason}\n0 passed, 0 failed, 1 skipped")
        return 0
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop_all)
    passed = failed = 0
    with tempfile.TemporaryDirectory() as scratch:
        os.chmod(scratch, 0o755)    # nobody has to find the way
        pool = ThreadPoolExecutor(len(FLOWS))
        try:
            for cases in pool.map(lambda name: play(program, name, scratch), FLOWS):
                for sentence, wrong in cases:
                    print(f"{'not ok' if wrong else 'ok'} {passed + failed + 1} - {sentence}")
                    for line in "\n".join(wrong[:LINES_SHOWN]).splitlines():
                        print(f"# {line}")
                    sys.stdout.flush()
                    passed, failed = passed + (not wrong), failed + bool(wrong)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            flows.Stage.clear_all()
            pool.shutdown()
    print(f"1..{passed + failed}\n{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
