#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The call flows that RFC 3665 and RFC 5359 publish: published.py SIPSTORY. TAP.

Who sends what to whom is the RFCs'; the notation is scenario.py's. Each is named by its
section, with the flow and verdict that each of its calls has to get. What the library has no
template for is in OUTSIDE: whatever it is called, the verdict has to be one that can be.
"""

import sys
from pathlib import Path

from program import Tap, calls_of, faults_of_form, folder, in_pool, name_of, words_of
from scenario import Story

# Two proxies, as in most sections of RFC 3665, ...
OFFER_PQ = """
A>P INVITE
P>A 100 INVITE
P>Q INVITE
Q>P 100 INVITE
Q>B INVITE
"""
RING_PQ = "B>Q>P>A 180 INVITE\n"
ANSWER_PQ = "B>Q>P>A 200 INVITE wait=2\nA>P>Q>B ACK\n"
# ... one, as in RFC 5359, ...
OFFER_P = """
A>P INVITE
P>A 100 INVITE
P>B INVITE
"""
TALK_P = OFFER_P + """
B>P>A 180 INVITE
B>P>A 200 INVITE wait=2
A>P>B ACK
"""
# ... and none.
TALK = """
A>B INVITE
B>A 180 INVITE
B>A 200 INVITE wait=2
A>B ACK
"""

# Section -> script, what each call is, servers that Record-Route (all if it is not said).
RFC3665 = {
    "2.1 new registration": ("""
        A>P REGISTER
        P>A 401 REGISTER
        A>P REGISTER auth
        P>A 200 REGISTER
        """, ["register conforms"]),
    "2.2 update of the contacts": ("""
        A>P REGISTER auth
        P>A 200 REGISTER
        """, ["register conforms"]),
    "2.3 question for the contacts": ("""
        A>P REGISTER auth
        P>A 200 REGISTER
        """, ["register conforms"]),
    "2.4 cancellation": ("""
        A>P REGISTER auth expires=0
        P>A 200 REGISTER
        """, ["deregister conforms"]),
    "2.5 unsuccessful": ("""
        A>P REGISTER
        P>A 401 REGISTER
        A>P REGISTER auth
        P>A 401 REGISTER
        """, ["register-failed conforms"]),
    "3.1 session": (TALK + "B>A BYE wait=3\nA>B 200 BYE", ["basic-call conforms"]),
    "3.2 two proxies": ("""
        A>P INVITE
        P>A 407 INVITE
        A>P ACK
        A>P INVITE auth
        P>A 100 INVITE
        P>Q INVITE
        Q>P 100 INVITE
        Q>B INVITE
        """ + RING_PQ + ANSWER_PQ + "B>Q>P>A BYE wait=3\nA>P>Q>B 200 BYE",
                        ["basic-call conforms"]),
    "3.3 both proxies ask": ("""
        A>P INVITE
        P>A 407 INVITE
        A>P ACK
        A>P INVITE auth
        P>A 100 INVITE
        P>Q INVITE
        Q>P 407 INVITE
        P>Q ACK
        P>A 407 INVITE
        A>P ACK
        A>P INVITE auth
        P>A 100 INVITE
        P>Q INVITE
        Q>P 100 INVITE
        Q>B INVITE
        """ + RING_PQ + ANSWER_PQ + "B>Q>P>A BYE wait=3\nA>P>Q>B 200 BYE",
                             ["basic-call conforms"]),
    "3.5 application level gateway": (
        OFFER_PQ + RING_PQ + ANSWER_PQ + "B>Q>P>A BYE wait=3\nA>P>Q>B 200 BYE",
        ["basic-call conforms"]),
    "3.6 redirect, offer in the answer": ("""
        A>P INVITE no-sdp
        P>A 302 INVITE
        A>P ACK
        A>R INVITE no-sdp uri=1002
        R>A 100 INVITE
        R>B INVITE
        B>R>A 180 INVITE
        B>R>A 200 INVITE wait=2 sdp
        A>R>B ACK sdp
        B>R>A BYE wait=3
        A>R>B 200 BYE
        """, ["redirect conforms"]),
    "3.7 another address in mid-call": ("""
        A>P INVITE
        P>B INVITE
        P>A 100 INVITE
        B>P>A 180 INVITE
        B>P>A 200 INVITE wait=2
        A>B ACK
        B>A INVITE wait=3 change
        A>B 200 INVITE
        B>A ACK
        B>A BYE wait=3
        A>B 200 BYE
        """, ["session-change conforms"], ""),
    "3.8 no answer": (OFFER_PQ + RING_PQ + """
        A>P CANCEL wait=5
        P>A 200 CANCEL
        P>Q CANCEL
        Q>P 200 CANCEL
        Q>B CANCEL
        B>Q 200 CANCEL
        B>Q 487 INVITE
        Q>B ACK
        Q>P 487 INVITE
        P>Q ACK
        P>A 487 INVITE
        A>P ACK
        """, ["no-answer-caller conforms"]),
    "3.9 busy": (OFFER_PQ + """
        B>Q 486 INVITE
        Q>B ACK
        Q>P 486 INVITE
        P>Q ACK
        P>A 486 INVITE
        A>P ACK
        """, ["busy conforms"]),
    "3.10 no response": (OFFER_PQ + """
        Q>B INVITE again wait=0.5
        Q>B INVITE again wait=1
        Q>B INVITE again wait=2
        Q>B INVITE again wait=4
        Q>B INVITE again wait=8
        Q>B INVITE again wait=16
        Q>P 480 INVITE
        P>Q ACK
        P>A 480 INVITE
        A>P ACK
        """, ["unreachable conforms"]),
    "3.11 unavailable": (OFFER_PQ + RING_PQ + """
        B>Q 480 INVITE wait=4
        Q>B ACK
        Q>P 480 INVITE
        P>Q ACK
        P>A 480 INVITE
        A>P ACK
        """, ["no-answer-callee conforms"]),
}

RFC5359 = {
    "2.1 hold": (TALK_P + """
        B>P>A INVITE hold wait=2
        A>P>B 200 INVITE
        B>P>A ACK
        B>P>A INVITE resume wait=3
        A>P>B 200 INVITE
        B>P>A ACK
        A>P>B BYE wait=3
        B>P>A 200 BYE
        """, ["hold conforms"]),
    "2.2 consultation hold": (TALK_P + """
        B>P>A INVITE hold wait=2
        A>P>B 200 INVITE
        B>P>A ACK
        2 B>P INVITE to=C wait=1
        2 P>B 100 INVITE
        2 P>C INVITE
        2 C>P>B 180 INVITE
        2 C>P>B 200 INVITE wait=2
        2 B>P>C ACK
        2 B>P>C BYE wait=3
        2 C>P>B 200 BYE
        B>P>A INVITE resume wait=1
        A>P>B 200 INVITE
        B>P>A ACK
        A>P>B BYE wait=3
        B>P>A 200 BYE
        """, ["consultation-hold conforms"] * 2),
    "2.4 transfer, unattended": (TALK + """
        B>A REFER refer-to=C wait=2
        A>B 202 REFER
        A>B NOTIFY Event:refer Subscription-State:active
        B>A 200 NOTIFY
        2 A>C INVITE referred-by=B
        2 C>A 180 INVITE
        2 C>A 200 INVITE wait=2
        2 A>C ACK
        A>B NOTIFY Event:refer Subscription-State:terminated
        B>A 200 NOTIFY
        B>A BYE
        A>B 200 BYE
        2 C>A BYE wait=3
        2 A>C 200 BYE
        """, ["transfer-blind conforms"] * 2),
    "2.5 transfer, attended": (TALK + """
        B>A INVITE hold wait=2
        A>B 200 INVITE
        B>A ACK
        2 B>C INVITE
        2 C>B 180 INVITE
        2 C>B 200 INVITE wait=2
        2 B>C ACK
        2 B>C INVITE hold wait=2
        2 C>B 200 INVITE
        2 B>C ACK
        B>A REFER refer-to=C refer-call=2
        A>B 202 REFER
        A>B NOTIFY Event:refer Subscription-State:active
        B>A 200 NOTIFY
        3 A>C INVITE replaces=2 referred-by=B
        3 C>A 200 INVITE
        3 A>C ACK
        2 C>B BYE
        2 B>C 200 BYE
        A>B NOTIFY Event:refer Subscription-State:terminated
        B>A 200 NOTIFY
        B>A BYE
        A>B 200 BYE
        3 A>C BYE wait=3
        3 C>A 200 BYE
        """, ["transfer-attended conforms"] * 3),
    "2.7 forwarding, unconditional": ("""
        A>P INVITE
        P>A 181 INVITE
        P>C INVITE uri=1003
        C>P>A 180 INVITE
        C>P>A 200 INVITE wait=2
        A>P>C ACK
        A>P>C BYE wait=3
        C>P>A 200 BYE
        """, ["forward-unconditional conforms"]),
    "2.8 forwarding, busy": (OFFER_P + """
        B>P 486 INVITE
        P>B ACK
        P>A 181 INVITE
        P>C INVITE uri=1003
        C>P>A 180 INVITE
        C>P>A 200 INVITE wait=2
        A>P>C ACK
        A>P>C BYE wait=3
        C>P>A 200 BYE
        """, ["forward-busy conforms"]),
    "2.9 forwarding, no answer": (OFFER_P + """
        B>P>A 180 INVITE
        P>B CANCEL wait=6
        B>P 200 CANCEL
        B>P 487 INVITE
        P>B ACK
        P>A 181 INVITE
        P>C INVITE uri=1003
        C>P>A 180 INVITE
        C>P>A 200 INVITE wait=2
        A>P>C ACK
        A>P>C BYE wait=3
        C>P>A 200 BYE
        """, ["forward-no-answer conforms"]),
    "2.13 find me, both at a time": (OFFER_P + """
        P>C INVITE uri=1003
        B>P>A 180 INVITE
        C>P>A 180 INVITE
        C>P>A 200 INVITE wait=2
        P>B CANCEL
        B>P 200 CANCEL
        B>P 487 INVITE
        P>B ACK
        A>P>C ACK
        A>P>C BYE wait=3
        C>P>A 200 BYE
        """, ["find-me conforms"]),
    "2.14 incoming call screened": ("""
        A>P INVITE
        P>A 407 INVITE
        A>P ACK
        A>P INVITE auth
        P>A 100 INVITE
        P>A 403 INVITE
        A>P ACK
        """, ["call-rejected conforms"]),
    "2.15 outgoing call screened": ("""
        A>P INVITE
        P>A 403 INVITE
        A>P ACK
        """, ["call-rejected conforms"]),
}

# No template is meant for these; a call that is whole must not be taken for one that is cut.
OUTSIDE = {
    "RFC 3665 3.4 the first proxy fails": ("""
        A>P INVITE
        A>P INVITE again wait=0.5
        A>P INVITE again wait=1
        A>P INVITE again wait=2
        A>P INVITE again wait=4
        A>Q INVITE wait=8
        Q>A 100 INVITE
        Q>B INVITE
        B>Q>A 180 INVITE
        B>Q>A 200 INVITE wait=2
        A>Q>B ACK
        A>Q>B BYE wait=3
        B>Q>A 200 BYE
        """, 1),
    "RFC 5359 2.3 music on hold": (TALK + """
        2 B>C INVITE no-sdp wait=2
        2 C>B 200 INVITE
        B>A INVITE change
        A>B 200 INVITE
        B>A ACK
        2 B>C ACK sdp
        B>A INVITE change wait=4
        A>B 200 INVITE
        B>A ACK
        2 B>C BYE
        2 C>B 200 BYE
        A>B BYE wait=3
        B>A 200 BYE
        """, 2),
    "RFC 5359 2.6 transfer by a message": (TALK + """
        B>A BYE wait=3
        A>B 200 BYE
        2 B>A MESSAGE
        2 A>B 200 MESSAGE
        3 A>C INVITE
        3 C>A 180 INVITE
        3 C>A 200 INVITE wait=2
        3 A>C ACK
        3 C>A BYE wait=3
        3 A>C 200 BYE
        """, 3),
    "RFC 5359 2.10 a third party is added": (TALK + """
        B>A INVITE hold wait=2
        A>B 200 INVITE
        B>A ACK
        2 B>C INVITE
        2 C>B 180 INVITE
        2 C>B 200 INVITE wait=2
        2 B>C ACK
        B>A INVITE resume wait=1
        A>B 200 INVITE
        B>A ACK
        2 C>B BYE wait=3
        2 B>C 200 BYE
        A>B BYE wait=3
        B>A 200 BYE
        """, 2),
    "RFC 5359 2.11 a third party joins": (TALK + """
        2 C>B INVITE Join:1-story@192.0.2.1;to-tag=b1tag;from-tag=a1tag wait=2
        2 B>C 200 INVITE
        2 C>B ACK
        B>A INVITE change
        A>B 200 INVITE
        B>A ACK
        2 C>B BYE wait=3
        2 B>C 200 BYE
        A>B BYE wait=3
        B>A 200 BYE
        """, 2),
    "RFC 5359 2.12 a line on two telephones": (TALK_P + """
        2 C>P SUBSCRIBE to=B Event:dialog wait=1
        2 P>C 200 SUBSCRIBE
        2 P>C NOTIFY Event:dialog own
        2 C>P 200 NOTIFY
        A>P>B BYE wait=3
        B>P>A 200 BYE
        2 P>C NOTIFY Event:dialog own
        2 C>P 200 NOTIFY
        """, 2),
    "RFC 5359 2.16 park": (TALK + """
        2 B>D REFER refer-to=A refer-call=1 wait=2
        2 D>B 202 REFER
        3 D>A INVITE replaces=1
        3 A>D 200 INVITE
        3 D>A ACK
        A>B BYE
        B>A 200 BYE
        4 C>A INVITE replaces=3 wait=5
        4 A>C 200 INVITE
        4 C>A ACK
        3 A>D BYE
        3 D>A 200 BYE
        4 C>A BYE wait=3
        4 A>C 200 BYE
        """, 4),
    "RFC 5359 2.17 pick-up": ("""
        A>B INVITE
        B>A 180 INVITE
        2 C>B SUBSCRIBE Event:dialog wait=1
        2 B>C 200 SUBSCRIBE
        2 B>C NOTIFY Event:dialog
        2 C>B 200 NOTIFY
        3 C>A INVITE replaces=1
        3 A>C 200 INVITE
        3 C>A ACK
        A>B CANCEL
        B>A 200 CANCEL
        B>A 487 INVITE
        A>B ACK
        3 C>A BYE wait=3
        3 A>C 200 BYE
        """, 3),
    "RFC 5359 2.18 redial": ("""
        A>P INVITE
        P>B INVITE
        B>P 486 INVITE
        P>B ACK
        P>A 486 INVITE
        A>P ACK
        2 A>P>B SUBSCRIBE Event:dialog to=B wait=1
        2 B>P>A 200 SUBSCRIBE
        2 B>P>A NOTIFY Event:dialog
        2 A>P>B 200 NOTIFY
        2 B>P>A NOTIFY Event:dialog wait=9
        2 A>P>B 200 NOTIFY
        3 A>P>B INVITE to=B
        3 B>P>A 180 INVITE
        3 B>P>A 200 INVITE wait=2
        3 A>P>B ACK
        3 A>P>B BYE wait=3
        3 B>P>A 200 BYE
        """, 3),
    "RFC 5359 2.19 click to dial": ("""
        D>A REFER refer-to=B
        A>D 202 REFER
        A>D NOTIFY Event:refer
        D>A 200 NOTIFY
        2 A>B INVITE
        2 B>A 180 INVITE
        2 B>A 200 INVITE wait=2
        2 A>B ACK
        A>D NOTIFY Event:refer
        D>A 200 NOTIFY
        2 A>B BYE wait=3
        2 B>A 200 BYE
        """, 2),
}


def faults_of(program, path, script, wants, routes):
    Story(routes).play(script).silence(2).write(path)
    calls = calls_of(program, path)
    faults = [fault for call in calls for fault in faults_of_form(call)]
    if isinstance(wants, int):
        if len(calls) != wants:
            faults.append(f"{len(calls)} calls, {wants} are in the script")
        faults += [f"whole, and yet {words_of(call)}" for call in calls
                   if call["flow"].get("reason") == "begins-before-capture"]
    elif sorted(map(name_of, calls)) != sorted(wants):
        faults.append(f"should be {', '.join(wants)}; is " + ", ".join(map(words_of, calls)))
    return faults


def main(program):
    rows = [(f"{rfc} {section}", *row) for rfc, table in
            (("RFC 3665", RFC3665), ("RFC 5359", RFC5359)) for section, row in table.items()]
    rows += [(f"{section}, outside of the library", *row) for section, row in OUTSIDE.items()]
    tap = Tap()
    with folder() as place:
        def one(numbered):
            number, (_, script, wants, *routes) = numbered
            return faults_of(program, Path(place, f"{number}.pcap"), script, wants,
                             routes[0] if routes else "PQRS")
        for row, faults in zip(rows, in_pool(one, enumerate(rows))):
            tap.case(row[0], faults)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
