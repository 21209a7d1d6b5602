#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""One call of a hundred thousand messages: large.py GENERATE. TAP; the program is
SIPSTORY_RELEASE.

It has to end soon and in little memory, with a verdict that it can stand by: the call's own,
or `unknown` because the search met its bound.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import program
import stories
from scenario import Story

MANY, LESS = 100_000, 20_000  # messages
SECONDS = 60
MEMORY = 1 << 30
FORK_MEMORY = 100 << 20

INFO = """
    A>P>B INFO
    B>P>A 200 INFO
"""
RESUME = stories.HOLD.replace("hold", "resume")
# A BYE that nobody wants to answer, so that there is a fault to be found at the end.
UNANSWERED = "A>P>B BYE wait=1\n"

# name, how many messages, what is repeated, its end, what it may be called
CASES = [
    ("INFO and its 200", MANY, INFO, stories.END, {"basic-call conforms"}),
    ("hold and resume", MANY, stories.HOLD + RESUME, stories.END, {"hold conforms"}),
    ("INFO and its 200, and a BYE without an answer", LESS, INFO, UNANSWERED,
     {"basic-call deviates"}),
    ("hold and resume, and a BYE without an answer", LESS, stories.HOLD + RESUME, UNANSWERED,
     {"hold deviates"}),
    ("refusals of a hold", LESS, stories.HOLD_REFUSED, stories.END, {"hold deviates"}),
    ("new calls to a busy terminal under one Call-ID", LESS,
     stories.OFFER + stories.REFUSED.format(code=486), "", None),
]


def write(path, messages, repeated, end):
    story = Story()
    story.play(stories.TALK if end else "")
    while len(story.packets) < messages:
        story.play(repeated)
    return story.play(end).silence(40).write(path)


def faults_of(release, path, wanted, memory=MEMORY):
    began = time.monotonic()
    with subprocess.Popen([release, str(path), "--format", "json", "--summary"],
                          stdout=subprocess.PIPE) as child:
        told = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - began
    print(f"# {seconds:.1f} s, {usage.ru_maxrss / 1024:.0f} MiB", flush=True)
    if child.returncode != 0:
        return [f"exit status {child.returncode}"]
    faults = [f"it took {seconds:.0f} s"] if seconds > SECONDS else []
    if usage.ru_maxrss * 1024 > memory:
        faults.append(f"it took more than {memory >> 20} MiB")
    calls = json.loads(told)["calls"]
    for call in calls:
        faults += program.faults_of_form(call)
        is_given_up = call["flow"].get("verdict") == "unknown" and \
            call["flow"].get("reason") == "work-bound"
        if wanted and not is_given_up and program.name_of(call) not in wanted:
            faults.append(program.words_of(call))
    return faults if calls else ["no call"]


def faults_of_fork(release, generate, path):
    """A call that rings at hundreds of terminals has as many ways to give them roles."""
    subprocess.run([generate, "--calls", "0", "--participants", "1000", "--output", path],
                   stdout=subprocess.DEVNULL, check=True)
    return faults_of(release, path, None, FORK_MEMORY)


def main():
    release = program.release()
    if not release:
        print("1..0 # SKIP SIPSTORY_RELEASE is not set")
        return 0
    tap = program.Tap()
    with program.folder() as place:
        # first: a child's peak counts what this process had when it was started
        path = Path(place, "fork.pcap")
        tap.case("a call forked to 1,000 terminals", faults_of_fork(release, sys.argv[1], path))
        for number, (name, messages, repeated, end, wanted) in enumerate(CASES):
            path = write(Path(place, f"{number}.pcap"), messages, repeated, end)
            tap.case(f"{name}, {messages} messages", faults_of(release, path, wanted))
            path.unlink()
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
