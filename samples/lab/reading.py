# SPDX-License-Identifier: Apache-2.0
"""What tshark sees in a capture, as messages between roles."""

import xml.etree.ElementTree as xml
from collections import namedtuple

from stage import run

# frame: its number; ends: addresses with port; what: "INVITE" or "200 INVITE".
Seen = namedtuple("Seen", "frame time src dst transport what call_id")

OPTIONS = ("-d", "tcp.port==8080,http", "-o", "tcp.desegment_tcp_streams:TRUE")


def field(proto, *names):
    for name in names:
        found = proto.find(f".//field[@name='{name}']")
        if found is not None:
            return found.get("show")
    return None


def endpoint(packet, side):
    host = port = None
    for proto in packet.iter("proto"):
        name = proto.get("name")
        if name in ("ip", "ipv6"):
            host = field(proto, f"{name}.{side}")
        elif name in ("udp", "tcp"):
            port = field(proto, f"{name}.{side}port")
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def messages_of_packet(packet):
    names = [proto.get("name") for proto in packet.iter("proto")]
    sips = [proto for proto in packet.iter("proto") if proto.get("name") == "sip"]
    if not sips:
        return
    transport = "ws" if "websocket" in names else "tcp" if "tcp" in names else "udp"
    frame = next(packet.iter("proto"))
    number = time = None
    for proto in packet.iter("proto"):
        if proto.get("name") == "frame":
            frame = proto
            number = int(field(frame, "frame.number"))
            time = float(field(frame, "frame.time_epoch"))
    for sip in sips:
        method, code = field(sip, "sip.Method"), field(sip, "sip.Status-Code")
        if method is None and code is None:
            continue
        what = method if method else f"{code} {field(sip, 'sip.CSeq.method')}"
        yield Seen(number, time, endpoint(packet, "src"), endpoint(packet, "dst"), transport,
                   what, field(sip, "sip.Call-ID"))


def read(path, options=OPTIONS):
    """The messages of a capture in its order."""
    found = []
    text = run("tshark", "-n", "-r", str(path), *options, "-Y", "sip", "-T", "pdml")
    for packet in xml.fromstring(text).iter("packet"):
        found += messages_of_packet(packet)
    return found


def host_of(end):
    return end.rpartition(":")[0].strip("[]")


def with_roles(seen, hosts):
    """Each message as (call, from, to, what): a call's number is by its first message, the
    letters are those of @hosts."""
    roles = {host: role for role, host in hosts.items()}
    calls = {}
    return [(calls.setdefault(m.call_id, len(calls) + 1), roles.get(host_of(m.src), "?"),
             roles.get(host_of(m.dst), "?"), m.what) for m in seen]


def hop(src, dst):
    return "-".join(sorted((src, dst)))


def parse_steps(text):
    """Lines "A>P 200 INVITE"; "2 A>P 200 INVITE" of the second call, "1-5 A>P ..." of five; "+"
    stands behind one that may come several times."""
    steps = []
    for line in text.strip().splitlines():
        words = line.split()
        calls = words.pop(0) if words[0][0].isdigit() else "1"
        first, _, last = calls.partition("-")
        src, dst = words.pop(0).split(">")
        several = words[-1] == "+"
        what = " ".join(words[:-1] if several else words)
        steps += [(call, src, dst, what, several)
                  for call in range(int(first), int(last or first) + 1)]
    return steps


def faults(messages, steps, part="all"):
    """Where the messages of a call on a hop are not its steps there, in their order. @part:
    `all`, or `begin` or `end` if the capture need hold no more than that of the steps."""
    def place(step):
        return step[0], hop(step[1], step[2])

    for number, name in sorted({place(step) for step in [*messages, *steps]}):
        have = [m for m in messages if place(m) == (number, name)]
        want = [s for s in steps if place(s) == (number, name)]
        if part == "end":
            have, want = have[::-1], want[::-1]
        fault = fault_of_hop(have, want, part == "all")
        if fault:
            yield f"call {number}, hop {name}: {fault}"


def fault_of_hop(have, want, is_whole):
    at = 0
    for number, message in enumerate(have):
        again = number > 0 and at > 0 and want[at - 1][4] and message == want[at - 1][:4]
        if again:
            continue
        if at == len(want):
            return f"one too many: {show(message)}"
        if message != want[at][:4]:
            return f"message {number + 1} is {show(message)}, wanted is {show(want[at])}"
        at += 1
    if is_whole and at < len(want):
        return f"missing: {show(want[at])}"
    return None


def show(step):
    return f"{step[0]} {step[1]}>{step[2]} {step[3]}"
