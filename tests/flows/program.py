# SPDX-License-Identifier: Apache-2.0
"""The program under test, what its JSON has to keep to, and TAP."""

import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

VERDICTS = {"conforms", "incomplete", "deviates", "unknown"}
KINDS = {"missing", "unexpected", "out-of-order"}
REASONS = {None, "begins-before-capture", "ends-after-capture", "evicted", "work-bound",
           "nothing-close"}


class Broken(Exception):
    """The program did not do what any capture must get."""


def run(program, path, *options, timeout=120):
    """What @program says of the capture @path."""
    done = subprocess.run([program, str(path), *options], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=timeout, check=False)
    if done.returncode != 0:
        raise Broken(f"exit status {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout


def calls_of(program, path, *options):
    """The calls, each message its own."""
    return json.loads(run(program, path, "--format", "json", "--unfold", *options))["calls"]


def name_of(call):
    """'busy deviates', for a table."""
    flow = call["flow"]
    return f"{flow.get('name')} {flow.get('verdict')}"


def deviations_of(call):
    return call["flow"].get("deviations") or []


def words_of(call):
    """Name, verdict and deviations in one line, to be read by people."""
    texts = [f"{each.get('kind')} step {each.get('step')}: {each.get('text')}"
             for each in deviations_of(call)]
    flow = call["flow"]
    return f"{name_of(call)} ({flow.get('reason')}, {flow.get('observed')}) {'; '.join(texts)}"


def faults_of_form(call):
    """What no verdict may look like, whatever the call."""
    flow, deviations = call["flow"], deviations_of(call)
    verdict = flow.get("verdict")
    messages = {each["n"] for each in call.get("messages") or []}
    if verdict not in VERDICTS:
        yield f"no verdict is called {verdict}"
    if flow.get("reason") not in REASONS:
        yield f"no reason is called {flow.get('reason')}"
    if verdict in ("conforms", "incomplete") and deviations:
        yield f"{verdict}, with deviations: {words_of(call)}"
    if verdict == "deviates" and not deviations:
        yield "deviates, and nothing says where"
    if verdict != "unknown" and not flow.get("name"):
        yield f"{verdict} from no flow"
    for each in deviations:
        yield from faults_of_deviation(each, messages)


def faults_of_deviation(deviation, messages):
    if deviation.get("kind") not in KINDS:
        yield f"no deviation is called {deviation.get('kind')}"
    if not deviation.get("text"):
        yield "a deviation without a sentence"
    has_message = deviation.get("message") is not None
    if deviation.get("kind") == "missing" and (has_message or not deviation.get("expected")):
        yield f"what is missing is a step and no message: {deviation}"
    if has_message and messages and deviation["message"] not in messages:
        yield f"no message has the number {deviation['message']}"


def in_pool(work, items):
    """@work of each of @items, two at a time, in their order; an exception is its result."""
    def safe(item):
        try:
            return work(item)
        except (Broken, OSError, ValueError, KeyError, TypeError, AttributeError, IndexError,
                subprocess.TimeoutExpired) as error:
            return error
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(safe, items))


def release():
    """The program as it is released, for tests of speed and of large inputs; None without."""
    path = os.environ.get("SIPSTORY_RELEASE")
    return path if path and os.access(path, os.X_OK) else None


class Tap:
    """Prints cases as they end; each is a name and the sentences that say what is wrong."""

    def __init__(self):
        self.number = self.failed = 0

    def case(self, name, faults):
        self.number += 1
        if isinstance(faults, Exception):
            faults = [f"{type(faults).__name__}: {faults}"]
        faults = list(faults)
        self.failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {self.number} - {name}")
        for fault in faults[:20]:
            print("# " + str(fault)[:1500].replace("\n", "\n# "))
        if len(faults) > 20:
            print(f"# and {len(faults) - 20} more")
        sys.stdout.flush()

    def skip(self, name, why):
        self.number += 1
        print(f"ok {self.number} - {name} # SKIP {why}")

    def end(self):
        print(f"1..{self.number}")
        return 1 if self.failed else 0


def folder():
    return tempfile.TemporaryDirectory(prefix="sipstory-flows-")
