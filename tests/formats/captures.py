# SPDX-License-Identifier: Apache-2.0
"""Calls that are hard to show: very short and very long ones, many participants, other scripts,
long names. Each is the packets of one call, in nanoseconds since 1970."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "flows"))

import wire  # noqa: E402

BEGIN = 1772705702 * 10**9  # 2026-03-05T10:15:02Z
CHINESE = "呼叫前转测试"
ARABIC = "مكالمة تجريبية"


class Call:
    """Messages of one call, as they are said."""

    def __init__(self, call_id="call@example.net", display="Alice"):
        self.call_id, self.display = call_id, display
        self.packets = []

    def say(self, src, dst, start_line, cseq, branch, to_tag=""):
        """A message from 192.0.2.@src to 192.0.2.@dst, a millisecond after the one before."""
        lines = [start_line, f"Via: SIP/2.0/UDP 192.0.2.{src};branch=z9hG4bK{branch}",
                 f'From: "{self.display}" <sip:1001@example.net>;tag=f1',
                 f"To: <sip:1002@example.net>{';tag=' + to_tag if to_tag else ''}",
                 f"Call-ID: {self.call_id}", f"CSeq: {cseq}", "Content-Length: 0", "", ""]
        number = len(self.packets)
        data = wire.frame((f"192.0.2.{src}", 5060), (f"192.0.2.{dst}", 5060),
                          "\r\n".join(lines).encode(), number + 1)
        self.packets.append(wire.Packet(BEGIN + number * 10**6, wire.ETHERNET, data))

    def ask(self, src, dst, method, number, branch, **more):
        self.say(src, dst, f"{method} sip:1002@example.net SIP/2.0", f"{number} {method}",
                 branch, **more)

    def answer(self, src, dst, status, cseq, branch):
        self.say(src, dst, f"SIP/2.0 {status}", cseq, branch, to_tag="t1")

    def write(self, path):
        wire.write(path, self.packets)


def three_messages(**how):
    call = Call(**how)
    call.ask(1, 2, "INVITE", 1, "a")
    call.answer(2, 1, "486 Busy Here", "1 INVITE", "a")
    call.ask(1, 2, "ACK", 1, "a", to_tag="t1")
    return call


def three_thousand_messages():
    call = Call()
    call.ask(1, 2, "INVITE", 1, "a")
    call.answer(2, 1, "200 OK", "1 INVITE", "a")
    call.ask(1, 2, "ACK", 1, "ack", to_tag="t1")
    for number in range(2, 1500):
        call.ask(1, 2, "INFO", number, f"i{number}", to_tag="t1")
        call.answer(2, 1, "200 OK", f"{number} INFO", f"i{number}")
    call.answer(2, 1, "200 OK", "1499 INFO", "i1499")
    return call


def twelve_participants():
    call = Call()
    for at in range(1, 12):
        call.ask(at, at + 1, "INVITE", 1, f"p{at}")
    for at in range(11, 0, -1):
        call.answer(at + 1, at, "404 Not Found", "1 INVITE", f"p{at}")
    return call


def other_scripts():
    call = Call(display=CHINESE)
    call.ask(1, 2, "INVITE", 1, "a")
    call.answer(2, 1, f"180 {CHINESE}", "1 INVITE", "a")
    call.answer(2, 1, f"480 {ARABIC}", "1 INVITE", "a")
    call.ask(1, 2, "ACK", 1, "a", to_tag="t1")
    return call


def long_call_id():
    return three_messages(call_id="x" * 4096 + "@example.net")


def markup():
    call = three_messages(call_id="</script><b>|`;#$(id)", display="=1+1 <script>hit()</script>")
    call.answer(2, 1, "486 </text><script>|`;# end %% \x1b[31m\u202e\u2028", "1 INVITE", "a")
    return call


ALL = [three_messages, three_thousand_messages, twelve_participants, other_scripts, long_call_id,
       markup]
