# SPDX-License-Identifier: Apache-2.0
"""Whether a running capture told the same calls as the reading of a file does."""

import json
from collections import Counter, defaultdict

# Numbers of calls count otherwise: offline every call, live every dialog that begins.
NUMBERS = ("id", "possibly", "late")


class Events:
    """The lines of a running capture."""

    def __init__(self, lines):
        self.events = [json.loads(line) for line in lines]
        self.ends = [each["call"] for each in self.events if each["event"] == "end"]

    def faults(self):
        """What is wrong with their order: each call begins once and ends once, or is joined to
        one that ends."""
        open_calls, over = set(), {}
        for each in self.events:
            kind, number = each["event"], each["call"]["id"]
            if kind == "begin":
                if number in open_calls or number in over:
                    yield f"call {number} begins twice"
                open_calls.add(number)
                continue
            if number not in open_calls:
                yield f"call {number}: {kind} of a call that is not open"
            if kind in ("end", "joined"):
                open_calls.discard(number)
                over[number] = each.get("into")
        for number in sorted(open_calls):
            yield f"call {number} begins and does not end"
        for number, into in over.items():
            if into is not None and into not in over:
                yield f"call {number} is joined to {into}, which does not end"


def calls_of(lines):
    return [json.loads(line) for line in lines]


def call_ids(call):
    return tuple(sorted({dialog["call_id"] for dialog in call["dialogs"]}))


def story(call):
    """What both have to tell of a call."""
    flow = call.get("flow") or {}
    told = {key: value for key, value in call.items() if key not in (*NUMBERS, "messages")}
    told["flow"] = {key: value for key, value in flow.items() if key not in NUMBERS}
    return told


def differences(has, wants):
    """The fields of a story that are not the same."""
    for key in sorted(set(has) | set(wants)):
        if has.get(key) != wants.get(key):
            yield f"{key} is {has.get(key)}, should be {wants.get(key)}"


def as_a_file_tells(has, wants):
    """An answered call that goes on when the run ends is incomplete live; a file, whose end says
    nothing, lets it conform."""
    flow = has["flow"]
    goes_on = (flow.get("verdict"), flow.get("reason")) == ("incomplete", "ends-after-capture")
    if goes_on and has["state"] in ("in-call", "held") and wants["flow"]["verdict"] == "conforms":
        flow["verdict"] = "conforms"
        del flow["reason"]
    return has


class Comparison:
    """The calls of a file, held against how the same calls ended live."""

    def __init__(self, ends, calls):
        self.all = len(calls)
        self.wrong = []     # sentences, one for each call that differs
        self.foreign = []   # sentences about calls that only live told
        live = defaultdict(list)
        for call in ends:
            live[call_ids(call), call["start"]].append(story(call))
        legs = Counter(leg for call in ends for leg in call_ids(call))
        for call in calls:
            self.compare(live, legs, call)
        self.foreign = [f"{key} is told live alone" for key, left in live.items() if left]

    def compare(self, live, legs, call):
        key, wants = (call_ids(call), call["start"]), story(call)
        if not live[key]:
            told = "in other calls" if all(legs[leg] for leg in key[0]) else "not at all"
            self.wrong.append(f"{key}: its Call-IDs end {told}")
            return
        has = wants if wants in live[key] else live[key][0]
        live[key].remove(has)
        has = as_a_file_tells(has, wants)
        if has != wants:
            self.wrong.append(f"{key}: {'; '.join(differences(has, wants))}")

    @property
    def share(self):
        """Of the calls of the file, those that live told the same."""
        return 1 - len(self.wrong) / self.all if self.all else 1.0
