#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Where two names fit, and where one fault must not become five: ambiguity.py SIPSTORY. TAP.

Each case is a script (scenario.py), what is seen of it, and what has to be said: flow and
verdict of each call, the deviations of the last one as "kind step from>to", the hops.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import stories as s
from program import (Tap, calls_of, deviations_of, faults_of_form, folder, in_pool, name_of,
                     words_of)
from scenario import Story


@dataclass
class Case:
    name: str
    script: str
    wants: str             # "busy conforms", calls apart by commas
    deviations: tuple = ()
    observed: str = None   # "A-P P-B"; not looked at without
    hops: str = None       # what was captured; None: all
    silence: float = 2     # seconds of other traffic behind it
    routes: str = "PQRS"
    skip: int = 0          # so many packets at the beginning were not captured
    late: tuple = ()       # numbers of two packets that change places


NAMES = [
    Case("a hold after a change is a hold", s.TALK + s.CHANGE + s.HOLD + s.END, "hold conforms"),
    Case("a change after a hold is a hold", s.TALK + s.HOLD + s.CHANGE + s.END, "hold conforms"),
    Case("a change is no basic call", s.TALK + s.CHANGE + s.END, "session-change conforms"),
    Case("a refresh with the same SDP is a basic call", s.TALK + s.REFRESH + s.END,
         "basic-call conforms"),
    Case("a hold by UPDATE is a hold", s.TALK + """
        B>P>A UPDATE hold wait=1
        A>P>B 200 UPDATE
        """ + s.END, "hold conforms"),
    Case("a hold by c=0.0.0.0 is a hold", s.TALK + s.HOLD.replace("hold", "hold0") + s.END,
         "hold conforms"),
    Case("a hold by the caller is a hold", s.TALK + s.CALLERS_HOLD + s.END, "hold conforms"),
    Case("a forwarding that the caller sees is a basic call", s.FORWARD_BUSY,
         "basic-call conforms", observed="A-P", hops="A-P"),
    Case("a forwarding that the busy terminal sees is busy", s.FORWARD_BUSY, "busy conforms",
         observed="P-B", hops="P-B"),
    Case("a forwarding that its target sees is a basic call", s.FORWARD_BUSY,
         "basic-call conforms", hops="P-C"),
    Case("a forwarding that all see is one", s.FORWARD_BUSY, "forward-busy conforms",
         observed="A-P P-B P-C"),
    Case("another refusal before the next target is a failover",
         s.FORWARD_BUSY.replace("486", "404"), "failover conforms"),
    Case("480 without ringing is a rejection", s.OFFER + s.REFUSED.format(code=480),
         "call-rejected conforms"),
    Case("480 after ringing is no answer", s.OFFER + s.RING + s.REFUSED.format(code=480),
         "no-answer-callee conforms"),
    Case("480 at the caller is no half of a forwarding", s.OFFER + s.REFUSED.format(code=480),
         "call-rejected conforms", hops="A-P"),
    Case("a 100 to an INVITE, and nothing else, is no registration", "A>P INVITE\nP>A 100 INVITE",
         "basic-call incomplete", skip=1),
    Case("600 is busy", s.OFFER + s.REFUSED.format(code=600), "busy conforms"),
    Case("403 is a rejection", s.OFFER + s.REFUSED.format(code=403), "call-rejected conforms"),
    Case("a call to a terminal without a proxy is on both hops", s.DIRECT, "basic-call conforms",
         observed="A-P P-B"),
    Case("two proxies are one network", s.TWO_PROXIES, "basic-call conforms"),
    Case("a request that returns with another target is no loop", s.SPIRAL,
         "basic-call conforms"),
    Case("both legs of a B2BUA are one call", s.B2BUA, "basic-call conforms"),
    Case("a refresh with a known nonce is a register too", s.REGISTERED + s.REFRESHED,
         "register conforms, register conforms"),
    Case("a wrong password is a failed registration", s.REGISTERED.replace("200", "401"),
         "register-failed conforms"),
    Case("403 to credentials is a failed registration", s.REGISTERED.replace("200", "403"),
         "register-failed conforms"),
    Case("an answered call without BYE still talks", s.TALK, "basic-call conforms", silence=90),
    Case("a call that only rings yet is not over", s.OFFER + s.RING, "basic-call incomplete"),
    Case("a release alone is a release", s.TALK + s.END, "release incomplete", skip=10),
    Case("a call from its answer on is one that began before", s.TALK + s.END,
         "basic-call incomplete", skip=6),
    Case("a relay seen before its original is no deviation", s.TALK + s.END,
         "basic-call conforms", late=(-4, -3)),
    Case("INFO and OPTIONS in a call change nothing, refused or not", s.TALK + """
        A>P>B INFO wait=1
        B>P>A 200 INFO
        B>P>A OPTIONS
        A>P>B 200 OPTIONS
        A>P>B INFO
        B>P>A 415 INFO
        """ + s.END, "basic-call conforms"),
]

FAULTS = [
    Case("forward-busy whose target does not exist keeps its name", s.FORWARDED + s.C_REFUSES
         .format(code=404), "forward-busy deviates", ("unexpected 10 C>P",), silence=40),
    Case("forward-busy whose target is busy keeps its name", s.FORWARDED + s.C_REFUSES
         .format(code=486), "forward-busy deviates", ("unexpected 10 C>P",), silence=40),
    Case("forward-no-answer whose target is busy keeps its name", s.NOT_ANSWERED + s.C_REFUSES
         .format(code=486), "forward-no-answer deviates", ("unexpected 14 C>P",), silence=40),
    Case("a hold that is refused stays one", s.TALK + s.HOLD_REFUSED + s.END, "hold deviates",
         ("unexpected 14 A>P",)),
    Case("a change that is refused stays one", s.TALK + s.HOLD_REFUSED.replace("hold", "change") +
         s.END, "session-change deviates", ("unexpected 3 A>P",)),
    Case("a call without ACK names the caller's", s.NO_ACK, "basic-call deviates",
         ("missing 9 A>P",), silence=40),
    Case("a call without ACK that is cut is not over", s.NO_ACK, "basic-call incomplete"),
    Case("a BYE that the proxy answers with 408 names the 200 that never came", s.NO_BYE_ANSWER,
         "basic-call deviates", ("missing 4 B>P",), silence=40),
    Case("a CANCEL that crosses the 200 is the one fault", s.LATE_CANCEL, "basic-call deviates",
         ("unexpected None A>P",), silence=40),
    Case("a CANCEL whose INVITE is never answered names the 487", s.NO_487,
         "no-answer-caller deviates", ("missing 11 B>P",), silence=40),
    Case("a proxy that never forwards, seen by its caller alone, is judged there",
         s.SWALLOWED.format(call=1), "", observed="A-P", hops="A-P", silence=40),
    Case("a proxy that is seen to forward others and not this one is named",
         s.calls(5) + s.SWALLOWED.format(call=6),
         ", ".join(["basic-call conforms"] * 5 + ["basic-call deviates"]), ("missing 2 P>B",),
         silence=40),
    Case("that others were forwarded where nobody sees it tells nothing",
         s.calls(5) + s.SWALLOWED.format(call=6), "", observed="A-P", hops="A-P", silence=40),
    Case("an INVITE that is not yet forwarded is not over", s.calls(5) +
         s.SWALLOWED.format(call=6),
         ", ".join(["basic-call conforms"] * 5 + ["basic-call incomplete"])),
]


def told(deviation):
    return (f"{deviation.get('kind')} {deviation.get('step')} "
            f"{deviation.get('from')}>{deviation.get('to')}")


def is_like(is_told, wanted):
    """None as a step: the step is not looked at."""
    has, wants = is_told.split(), wanted.split()
    return has == wants or (wants[1] == "None" and (has[0], has[2]) == (wants[0], wants[2]))


def faults_of(case, calls):
    if not calls:
        return ["no call"]
    faults = [fault for call in calls for fault in faults_of_form(call)]
    last = calls[-1]
    if case.wants and ", ".join(map(name_of, calls)) != case.wants:
        faults.append(f"should be {case.wants}; is " + ", ".join(map(words_of, calls)))
    if case.wants:
        has = [told(each) for each in deviations_of(last)]
        if len(has) != len(case.deviations) or not all(map(is_like, has, case.deviations)):
            faults.append(f"deviations should be {list(case.deviations)}, are {has}: "
                          f"{words_of(last)}")
    observed = last["flow"].get("observed")
    if case.observed is not None and observed != case.observed.split():
        faults.append(f"observed should be {case.observed}, is {observed}")
    for each in deviations_of(last):
        if case.observed is not None and not on_hops(each, case.observed):
            faults.append(f"judges what was not seen: {told(each)}")
    return faults


def on_hops(deviation, hops):
    ends = (deviation.get("from"), deviation.get("to"))
    return "-".join(map(str, ends)) in hops or "-".join(map(str, ends[::-1])) in hops


def write(case, path):
    story = Story(case.routes).play(case.script).silence(case.silence)
    del story.packets[:case.skip]
    if case.late:
        one, two = (at - 1 for at in case.late)  # behind them is the silence
        packets = story.packets
        times = [packets[at][1].time for at in (one, two)]
        packets[one], packets[two] = (
            (hop, packet._replace(time=time)) for (hop, packet), time in
            zip((packets[two], packets[one]), times))
    return story.write(path, case.hops)


def main(program):
    cases = NAMES + FAULTS
    tap = Tap()
    with folder() as place:
        def one(numbered):
            number, case = numbered
            return faults_of(case, calls_of(program, write(case, Path(place, f"{number}.pcap"))))
        for case, faults in zip(cases, in_pool(one, enumerate(cases))):
            tap.case(case.name, faults)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
