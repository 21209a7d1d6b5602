#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What has to hold of every sample that conforms: properties.py SIPSTORY [SAMPLE...]. TAP.

One thing of a capture is changed at a time, and the new verdict compared with the old one:

deleted   a message that the flow asks for, with all its copies: the call deviates or is
          incomplete, and the first thing named is that step or belongs to its transaction
swapped   two neighbours of one transaction on one hop: out of order, the late one named
neutral   an INFO and its 200 inside of the call, a retransmission, a duplicate: no change
cut       the capture ends behind some message: conforms or incomplete, never anything else

EXCEPTIONS has what is right although it is not so, one in ten at most. Of many changes to one
sample MOST are tried, spread evenly; they are told by the released program (SIPSTORY_RELEASE)
where there is one, for with sanitizers its start alone takes too long, and fewer are tried.
"""

import sys
from collections import Counter
from pathlib import Path

import program
import variants as v

MOST = {"deleted": 14, "swapped": 10, "neutral": 10, "cut": 12}
FEWER = {"deleted": 4, "swapped": 3, "neutral": 3, "cut": 4}

# (property, sample, change as a failing case names it) -> why it may be otherwise.
APART = "without it nothing says that the legs are one call, and each conforms for itself"
TWO_CALLS = "without the REFER on both hops the calls are not related, or cheaper one by one (2.7)"
IS_18X = "181 is an 18x too, so that no order is between them"
EXCEPTIONS = {
    ("deleted", "b2bua", "1.1 INVITE A>P"): APART,
    ("deleted", "b2bua", "1.3 INVITE P>B"): APART,
    ("deleted", "b2bua", "1.6 200 INVITE B>P"): APART,
    ("deleted", "b2bua", "1.8 200 INVITE P>A"): APART,
    ("swapped", "b2bua", "1.2 180 INVITE P>A, 1.8 200 INVITE P>A"): APART,
    ("swapped", "b2bua", "1.3 INVITE P>B, 1.4 100 INVITE B>P"): APART,
    ("deleted", "b2bua-header", "1.3 INVITE P>B"): APART,
    ("swapped", "forward-told", "1.7 181 INVITE P>A, 1.11 180 INVITE P>A"): IS_18X,
    ("swapped", "forward-unconditional", "1.2 181 INVITE P>A, 1.6 180 INVITE P>A"): IS_18X,
    ("deleted", "interval-too-brief", "2.1 REGISTER A>P"):
        "its answer alone begins no episode (2.1) and falls into the one before",
    ("deleted", "phones", "4.1 REGISTER A>P"):
        "its 401 falls into the episode before; what is left knew its nonce",
    ("deleted", "phones", "5.1 REGISTER A>P"):
        "its 401 falls into the episode before; what is left knew its nonce",
    ("deleted", "transfer-blind", "1.12 REFER P>A"): TWO_CALLS,
    ("deleted", "transfer-blind", "1.13 202 REFER A>P"): TWO_CALLS,
    ("swapped", "transfer-blind", "1.12 REFER P>A, 1.13 202 REFER A>P"): TWO_CALLS,
}

IS_WHOLE = ("conforms", "incomplete")


def spread(items, most):
    """@most of @items, the first and the last among them."""
    if len(items) <= most:
        return items
    return [items[at * (len(items) - 1) // (most - 1)] for at in range(most)]


# A change is its name, the packets, and what to say of the calls of the changed capture.

def deletions(sample):
    for call in conforming_calls(sample):
        for message in call["messages"]:
            if v.is_required(call, message) and not leaves_nothing(call, message) and \
                    not sample.several & set(message["packets"]):
                yield (v.place(call, message), v.without(sample, call, message),
                       lambda calls, c=call, m=message: faults_of_deletion(sample, c, m, calls))


def conforming_calls(sample):
    return [call for call in sample.calls if call["flow"].get("verdict") == "conforms"]


def leaves_nothing(call, message):
    """Nothing else was seen on its hop: without it the hop is one that was not captured."""
    gone = {each["n"] for each in v.copies(call, message)}
    return not any(v.hop(each) == v.hop(message) and each["n"] not in gone
                   for each in call["messages"])


def faults_of_deletion(sample, call, message, calls):
    """Calls that are judged together may carry each other's faults."""
    group = [each for each in conforming_calls(sample)
             if each["flow"].get("name") == call["flow"].get("name")]
    group = sorted(group, key=lambda it: it["id"] != call["id"])
    faults = []
    for each in group:
        other = v.twin(each, calls)
        fault = "no such call is left" if other is None else \
            fault_after_deletion(call, message, other)
        if fault is None:
            return []
        faults.append(fault)
    return faults[:1]


def fault_after_deletion(call, message, other):
    flow = other["flow"]
    if flow.get("verdict") == "incomplete":
        if flow.get("reason") != "begins-before-capture" or is_first_of_hop(call, message):
            return None
        return f"it should not begin before the capture: {program.words_of(other)}"
    if flow.get("verdict") != "deviates" or not program.deviations_of(other):
        return f"should deviate or be incomplete: {program.words_of(other)}"
    first = program.deviations_of(other)[0]
    if is_of_transaction(first, message, other) or is_step(first, call, message):
        return None
    return f"the first deviation is none of its transaction: {program.words_of(other)}"


def is_first_of_hop(call, message):
    before = [each for each in call["messages"] if v.hop(each) == v.hop(message)]
    return before[0]["n"] == message["n"]


def is_step(deviation, call, message):
    ends = [v.role_of(call, message[side]) for side in ("from", "to")]
    return message.get("step") is not None and deviation.get("step") == message["step"] and \
        [deviation.get("from"), deviation.get("to")] == ends


def is_of_transaction(deviation, message, other):
    named = next((each for each in other["messages"] if each["n"] == deviation.get("message")),
                 None)
    if named is not None:
        return v.family(named["method"]) == v.family(message["method"]) and \
            v.number_of(named) == v.number_of(message)
    method = (deviation.get("expected") or "?").split()[-1]
    return v.family(message["method"]) in map(v.family, method.split("/"))


def swaps(sample):
    """Not without an INVITE: there an answer ends its episode, and what follows is the next."""
    for call in conforming_calls(sample):
        if not any(v.label(each) == "INVITE" for each in call["messages"]):
            continue
        lines = {}
        for message in call["messages"]:
            lines.setdefault(v.hop(message), []).append(message)
        for one, two in (pair for line in lines.values() for pair in zip(line, line[1:])):
            if is_ordered(call, one, two) and sample.is_plain(one) and sample.is_plain(two):
                yield (f"{v.place(call, one)}, {v.place(call, two)}", v.swapped(sample, one, two),
                       lambda calls, c=call, m=two: faults_of_swap(sample, c, m, calls))


def is_ordered(call, one, two):
    """Whether these two neighbours have an order that the flow knows."""
    if not (v.is_named(call, one) and v.is_named(call, two)) or \
            v.number_of(one) != v.number_of(two) or v.label(one) == v.label(two):
        return False
    is_acknowledged = v.label(two) == "ACK" and one["method"] == "INVITE" and \
        (one.get("status") or 0) >= 200
    return one["method"] == two["method"] or is_acknowledged


def faults_of_swap(sample, call, late, calls):
    other = v.twin(call, calls)
    if other is None:
        return ["no such call is left"]
    deviations = program.deviations_of(other)
    if [each.get("kind") for each in deviations] != ["out-of-order"]:
        return [f"should be out of order, and nothing else: {program.words_of(other)}"]
    named = next((each for each in other["messages"] if each["n"] == deviations[0]["message"]),
                 None)
    if named is None or named["packet"] != late["packet"]:
        return [f"the late one is packet {late['packet']}: {program.words_of(other)}"]
    return []


def neutrals(sample):
    def same(calls):
        return [] if story_of(calls) == story_of(sample.calls) else [
            "it changed the story: " + "; ".join(map(program.words_of, calls))]
    for call in conforming_calls(sample):
        with_info = v.with_info(sample, call)
        if with_info:
            yield f"{call['id']}: INFO and its 200", with_info, same
    for call in conforming_calls(sample):
        plain = [each for each in call["messages"]
                 if sample.is_plain(each) and not v.is_repeat(each)]
        for message in plain:
            packet = sample.packet(message)
            if not message.get("status"):
                yield (f"retransmission of {v.place(call, message)}", v.with_more(
                    sample.packets, [v.again(packet, 500 * v.MILLISECOND, 61000)]), same)
        for message in plain[::3]:
            packet = sample.packet(message)
            yield (f"duplicate of {v.place(call, message)}", v.with_more(
                sample.packets, [v.again(packet, v.MILLISECOND // 2)]), same)


def story_of(calls):
    return Counter((program.name_of(call), tuple(
        tuple(each.get(key) for key in ("kind", "step", "expected", "from", "to"))
        for each in program.deviations_of(call))) for call in calls)


def cuts(sample):
    def whole(calls):
        return [program.words_of(call) for call in calls
                if call["flow"].get("verdict") not in IS_WHOLE]
    messages = {max(each["packets"]): (call, each) for call in sample.calls
                for each in call["messages"]}
    for packet in sorted(messages):
        call, message = messages[packet]
        yield f"behind {v.place(call, message)}", v.cut_behind(sample, message), whole


PROPERTIES = {"deleted": deletions, "swapped": swaps, "neutral": neutrals, "cut": cuts}


class Tally:
    """How many changes were tried, and how many were excused."""

    def __init__(self):
        self.tried, self.excused = Counter(), Counter()
        self.used = set()

    def faults(self, kind, sample, what, found):
        self.tried[kind] += 1
        if isinstance(found, Exception):
            found = [f"{type(found).__name__}: {found}"]
        if found and (kind, sample, what) in EXCEPTIONS:
            self.excused[kind] += 1
            self.used.add((kind, sample, what))
            return []
        return [f"{what}: {fault}" for fault in found]

    def faults_at_end(self, kind, names):
        if self.tried[kind] == 0:
            yield "nothing was tried"
        if self.excused[kind] * 10 > self.tried[kind]:
            yield f"{self.excused[kind]} exceptions of {self.tried[kind]}: one in ten at most"
        for key in EXCEPTIONS:
            if key[0] == kind and key[1] in names and key not in self.used and program.release():
                yield f"no exception any more: {key}"


def changes_of(sipstory, names, is_released):
    """(sample, property) -> its changes; and what is wrong with a sample unchanged."""
    changes, faults = {}, []
    for name, sample in zip(names, program.in_pool(lambda it: v.read(sipstory, it), names)):
        if isinstance(sample, Exception) or not conforming_calls(sample):
            faults.append(f"{name}: {sample}" if isinstance(sample, Exception) else
                          f"{name} should conform: " +
                          "; ".join(map(program.words_of, sample.calls)))
            continue
        for kind, make in PROPERTIES.items():
            tried = spread(list(make(sample)), MOST[kind])
            # of these, so that the exceptions are the same
            changes[name, kind] = tried if is_released else spread(tried, FEWER[kind])
    return changes, faults


def main(sipstory, names):
    tap, tally = program.Tap(), Tally()
    release = program.release()
    changes, faults = changes_of(sipstory, names, release)
    tap.case("the samples conform before anything is changed", faults)
    with program.folder() as place:
        def judge(numbered):
            number, (_, packets, faults_in) = numbered
            return faults_in(v.tell(release or sipstory, packets, Path(place, f"{number}.pcap")))
        flat = [change for several in changes.values() for change in several]
        judged = iter(program.in_pool(judge, enumerate(flat)))
        for (name, kind), several in changes.items():
            found = [fault for change in several
                     for fault in tally.faults(kind, name, change[0], next(judged))]
            if several:
                tap.case(f"{name}: {kind}, {len(several)} times", found)
    for kind in PROPERTIES:
        tap.case(f"{kind}: {tally.tried[kind]} changes, {tally.excused[kind]} exceptions",
                 tally.faults_at_end(kind, names))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:] or v.conforming()))
