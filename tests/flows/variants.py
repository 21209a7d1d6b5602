# SPDX-License-Identifier: Apache-2.0
"""Samples taken apart: which messages a flow asks for, and captures with one thing changed."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

import program
import wire

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
MILLISECOND = 10**6

# A template names these methods; what else is in a call is an aside, but for the flows below.
NAMED = {"INVITE", "ACK", "BYE", "CANCEL", "REGISTER"}
ALSO_NAMED = {"transfer-blind": {"REFER"}, "transfer-attended": {"REFER"}, "options": {"OPTIONS"},
              "message": {"MESSAGE"}, "subscribe": {"SUBSCRIBE"}, "publish": {"PUBLISH"}}


@dataclass
class Sample:
    """One capture and what the program says of it unchanged."""

    name: str
    packets: list
    calls: list
    several: set = field(default_factory=set)  # packets with more than one message

    def packet(self, message):
        return self.packets[message["packet"] - 1]

    def is_plain(self, message):
        """Whether it is one datagram, and the only message in it."""
        return message["packet"] not in self.several and len(message["packets"]) == 1 and \
            wire.datagram_of(self.packet(message)) is not None


def read(sipstory, name):
    path = SAMPLES / name / "capture.pcapng"
    told = json.loads(program.run(sipstory, path, "--format", "json", "--unfold"))
    sample = Sample(name, wire.read(path), told["calls"])
    seen = set()
    for message in (each for call in sample.calls for each in call["messages"]):
        for packet in message["packets"]:
            (sample.several if packet in seen else seen).add(packet)
    return sample


def conforming():
    """The names of the samples that are said to conform."""
    return [path.parent.name for path in sorted(SAMPLES.glob("*/truth.json"))
            if json.loads(path.read_text(encoding="utf-8"))["verdict"] == "conforms"]


def is_repeat(message):
    return bool(message.get("retransmission_of") or message.get("duplicate_of"))


def label(message):
    return f"{message['status']} {message['method']}" if message.get("status") else \
        message["method"]


def number_of(message):
    return message["cseq"].split()[0]


def family(method):
    """ACK and CANCEL belong to their INVITE."""
    return "INVITE" if method in ("ACK", "CANCEL") else method


def role_of(call, address):
    host = address.rpartition(":")[0]
    for each in call["participants"]:
        if address in each["addresses"]:
            return each.get("role") or "?"
    for each in call["participants"]:
        if any(it.rpartition(":")[0] == host for it in each["addresses"]):
            return each.get("role") or "?"
    return "?"


def hop(message):
    return frozenset((message["from"], message["to"]))


def place(call, message):
    """'1.6 180 INVITE P>A': call, message and what it is, for tables."""
    ends = ">".join(role_of(call, message[side]) for side in ("from", "to"))
    return f"{call['id']}.{message['n']} {label(message)} {ends}"


def is_relaying(call, message):
    return all(role_of(call, message[side]) == "P" for side in ("from", "to"))


def is_named(call, message):
    """Whether the flow's template has a step for it, required or not."""
    named = NAMED | ALSO_NAMED.get(call["flow"].get("name"), set())
    return message["method"] in named and not is_repeat(message) and \
        not is_relaying(call, message)


def is_required(call, message):
    return is_named(call, message) and not (message.get("status") or 999) < 200


def copies(call, message):
    """The message, its retransmissions and duplicates."""
    numbers, before = {message["n"]}, 0
    while len(numbers) != before:
        before = len(numbers)
        numbers |= {each["n"] for each in call["messages"]
                    if {each.get("retransmission_of"), each.get("duplicate_of")} & numbers}
    return [each for each in call["messages"] if each["n"] in numbers]


def twin(call, calls):
    """The call among @calls that has the most messages of @call; None if none has any. Another
    kind of file may keep more digits of the time."""
    def keys(one):
        return {(each["time"].rstrip("0Z"), each["from"], each["to"])
                for each in one["messages"]}
    wanted = keys(call)
    best = max(calls, key=lambda it: len(wanted & keys(it)), default=None)
    return best if best and wanted & keys(best) else None


def tell(sipstory, packets, path):
    """What the program says of @packets."""
    wire.write(path, packets)
    try:
        return program.calls_of(sipstory, path)
    finally:
        path.unlink()


# What may be done to a capture

def without(sample, call, message):
    gone = {packet for each in copies(call, message) for packet in each["packets"]}
    return [packet for number, packet in enumerate(sample.packets, 1) if number not in gone]


def swapped(sample, one, two):
    """The two change places, the times stay."""
    packets = list(sample.packets)
    first, second = one["packet"] - 1, two["packet"] - 1
    packets[first] = sample.packets[second]._replace(time=sample.packets[first].time)
    packets[second] = sample.packets[first]._replace(time=sample.packets[second].time)
    return packets


def with_more(packets, more):
    """Later ones stand behind those of the same time."""
    return sorted([*packets, *more], key=lambda packet: packet.time)


def again(packet, delay, identification=None):
    """@packet once more, with another IP identification if one is given."""
    data = packet.data
    if identification is not None:
        found = wire.datagram_of(packet)
        data = wire.frame(found.src, found.dst, found.payload, identification)
    return packet._replace(time=packet.time + delay, data=data)


def cut_behind(sample, message):
    return sample.packets[:max(message["packets"])]


# An INFO inside of a call, made from the ACK that it follows

def header(text, name):
    found = re.search(rf"(?im)^{name}\s*:\s*(.*?)\r?$", text)
    return found[1] if found else ""


def tag_of(value):
    found = re.search(r";\s*tag=([^;\s>]+)", value)
    return found[1] if found else None


def info_from(ack):
    """The INFO that goes the way of @ack, as text."""
    head = ack.split("\r\n\r\n")[0]
    head = re.sub(r"^ACK ", "INFO ", head)
    head = re.sub(r"(?im)^(CSeq\s*:\s*)(\d+).*?$", lambda it: f"{it[1]}{int(it[2]) + 1} INFO\r",
                  head)
    head = re.sub(r"branch=(z9hG4bK)?", r"branch=\1info", head)
    head = re.sub(r"(?im)^(Content-Type|Content-Length|l|c)\s*:.*\r?\n?", "", head).rstrip()
    return re.sub(r"\r+\n", "\r\n", head) + "\r\nContent-Length: 0\r\n\r\n"


def answer_to(request):
    kept = [line for line in request.split("\r\n")
            if re.match(r"(?i)(via|v|from|f|to|t|call-id|i|cseq)\s*:", line)]
    return "\r\n".join(["SIP/2.0 200 OK", *kept, "Content-Length: 0", "", ""])


def renumbered(packet, dialogs):
    """CSeq one more if it is of one of @dialogs: Call-ID and From tag -> the last number."""
    found = wire.datagram_of(packet)
    if found is None:
        return packet
    text = found.payload.decode("latin-1")
    last = dialogs.get((header(text, "Call-ID"), tag_of(header(text, "From"))))
    number = re.match(r"\d+", header(text, "CSeq"))
    if last is None or number is None or int(number[0]) <= last:
        return packet
    text = re.sub(r"(?im)^(CSeq\s*:\s*)\d+", rf"\g<1>{int(number[0]) + 1}", text, count=1)
    identification = int.from_bytes(packet.data[18:20], "big")
    return packet._replace(data=wire.frame(found.src, found.dst, text.encode("latin-1"),
                                           identification))


def with_info(sample, call):
    """An INFO and its 200 behind the first ACK of a 2xx; None where there is no room for it."""
    acks = first_acks(call)
    if not acks or not all(sample.is_plain(each) for each in acks):
        return None
    last = sample.packet(acks[-1]).time
    more, dialogs, requests = [], {}, []
    for at, ack in enumerate(acks):
        found = wire.datagram_of(sample.packet(ack))
        text = found.payload.decode("latin-1")
        dialogs[header(text, "Call-ID"), tag_of(header(text, "From"))] = int(number_of(ack))
        requests.append((found.src, found.dst, info_from(text), last + (at + 1) * MILLISECOND))
    for at, (src, dst, text, _) in enumerate(reversed(requests)):
        time = last + (len(requests) + at + 1) * MILLISECOND
        requests.append((dst, src, answer_to(text), time))
    for at, (src, dst, text, time) in enumerate(requests):
        more.append(wire.Packet(time, wire.ETHERNET, wire.frame(src, dst, text.encode("latin-1"),
                                                                60000 + at)))
    end = more[-1].time
    ends = {hop(ack) for ack in acks}
    if any(last < sample.packet(each).time <= end and hop(each) in ends
           for each in call["messages"]):
        return None
    return with_more([renumbered(packet, dialogs) for packet in sample.packets], more)


def first_acks(call):
    """The ACK to the 2xx of the first INVITE that had one, on each of its hops."""
    good = {(each["cseq"], hop(each)) for each in call["messages"]
            if each["method"] == "INVITE" and each.get("status") == 200}
    acks = [each for each in call["messages"] if label(each) == "ACK" and not is_repeat(each) and
            (f"{number_of(each)} INVITE", hop(each)) in good]
    number = number_of(acks[0]) if acks else None
    first = {}
    for each in acks:
        if number_of(each) == number or each["dialog"] != acks[0]["dialog"]:
            first.setdefault(hop(each), each)
    return list(first.values())
