# SPDX-License-Identifier: Apache-2.0
"""Captures from scripts. A line is a message on its hop:

    A>P INVITE              a request; a terminal begins a transaction, a server passes on what
    P>B INVITE              it received last, with its Via (ACK and CANCEL hop by hop where due)
    B>P 180 INVITE          a response; a server passes on what it received, or else it is its
    P>A 180 INVITE          own (`own` makes it so in any case)
    A>P>B BYE               the same on several hops, one after the other; words go to the first
    2 C>P INVITE            of another call, with its own Call-ID

Terminals are A to D, servers P to S. Words behind it:

    wait=2                  seconds before it; 20 ms without
    again                   the last message of that kind on that hop, sent once more
    no-sdp sdp hold hold0 inactive resume change early   its SDP (hold0: c=0.0.0.0)
    auth                    credentials, for the last challenge of the call
    to=C from=A uri=1003    whom the call is for; who says to be calling; another Request-URI
    expires=0               of a REGISTER
    refer-to=C replaces=2 referred-by=B    headers of transfers; numbers are calls
    name:value              a header of that name (_ is a blank)
"""

from dataclasses import dataclass, field, replace

import wire

ADDRESSES = {"A": "192.0.2.10", "B": "203.0.113.20", "C": "203.0.113.30", "D": "203.0.113.40",
             "P": "198.51.100.1", "Q": "198.51.100.2", "R": "198.51.100.3", "S": "198.51.100.4"}
SERVERS = "PQRS"
START = 1_750_000_000 * 10**9
PHRASES = {100: "Trying", 180: "Ringing", 181: "Call Is Being Forwarded",
           183: "Session Progress", 200: "OK", 202: "Accepted", 302: "Moved Temporarily",
           401: "Unauthorized", 407: "Proxy Authentication Required", 486: "Busy Here",
           487: "Request Terminated"}
DIALOG = ("INVITE", "SUBSCRIBE", "REFER")  # what begins a dialog
SDP_WORDS = ("sdp", "no-sdp", "hold", "hold0", "inactive", "resume", "change", "early")


@dataclass
class Line:
    """A line of a script, for one hop."""

    src: str
    dst: str
    status: int
    method: str
    words: list

    def option(self, name, default=None):
        """What stands behind @name=."""
        return next((word[len(name) + 1:] for word in self.words
                     if word.startswith(name + "=")), default)

    def headers(self):
        return [word.replace(":", ": ", 1).replace("_", " ") for word in self.words
                if ":" in word]

    def sdp_words(self):
        return [word for word in self.words if word in SDP_WORDS]


@dataclass
class Text:
    """One SIP message before it is printed."""

    src: str
    dst: str
    method: str
    start: str
    number: int
    vias: list
    from_user: str
    from_tag: str
    to_user: str
    to_tag: str = ""
    status: int = 0
    routes: list = field(default_factory=list)  # servers that stay in the path
    route: list = field(default_factory=list)   # servers that a request still has to pass
    contact: str = ""
    headers: list = field(default_factory=list)
    sdp: str = ""
    offer: str = ""  # which words made the SDP that this answers

    def print(self, call_id):
        to_tag = f";tag={self.to_tag}" if self.to_tag else ""
        lines = [self.start, *(f"Via: {via}" for via in self.vias)]
        lines += [f"Record-Route: <sip:{ADDRESSES[each]};lr>" for each in self.routes]
        lines += [f"Route: <sip:{ADDRESSES[each]};lr>" for each in self.route]
        lines += ["Max-Forwards: 70"] if not self.status else []
        lines += [f"From: <sip:{self.from_user}@example.net>;tag={self.from_tag}",
                  f"To: <sip:{self.to_user}@example.net>{to_tag}", f"Call-ID: {call_id}",
                  f"CSeq: {self.number} {self.method}"]
        lines += [f"Contact: {self.contact}"] if self.contact else []
        lines += self.headers
        lines += ["Content-Type: application/sdp"] if self.sdp else []
        return "\r\n".join([*lines, f"Content-Length: {len(self.sdp)}", "", self.sdp]).encode()


class Call:
    """What the messages of one Call-ID have in common."""

    def __init__(self, number):
        self.number = number
        self.call_id = f"{number}-story@192.0.2.1"
        self.caller = self.method = self.target = None
        self.remote = None         # who has given the dialog its To tag
        self.is_confirmed = False  # a 2xx came
        self.route = []            # servers that stay in the path, the nearest to it first
        self.cseq = {}
        self.sent = []  # every Text, in order
        self.nonce = 0
        self.media = {}  # letter -> [version, port, direction, address]

    def tag(self, letter):
        return f"{letter.lower()}{self.number}tag"

    def last(self, wanted):
        return next((each for each in reversed(self.sent) if wanted(each)), None)

    def request_on(self, src, dst, method):
        return self.last(lambda it: (it.src, it.dst, it.method, it.status) ==
                         (src, dst, method, 0))


def user_of(letter):
    return str(1001 + "ABCD".index(letter)) if letter in "ABCD" else "server"


def contact_of(letter):
    return f"<sip:{user_of(letter)}@{ADDRESSES[letter]}:5060>"


class Story:
    """Plays scripts and keeps the packets. @routes names the servers that Record-Route."""

    def __init__(self, routes=SERVERS, start=START):
        self.routes = routes
        self.time = start
        self.calls = {}
        self.packets = []  # (hop, Packet)
        self.branches = self.datagrams = 0

    def play(self, script):
        for line in script.strip().splitlines():
            words = line.split("#")[0].split()
            if words:
                self.line(words)
        return self

    def line(self, words):
        number = int(words.pop(0)) if words[0].isdigit() else 1
        call = self.calls.setdefault(number, Call(number))
        path = words.pop(0).split(">")
        status = int(words.pop(0)) if words[0].isdigit() else 0
        method = words.pop(0)
        for at, hop in enumerate(zip(path, path[1:])):
            self.message(call, Line(*hop, status, method, words if at == 0 else []))

    def message(self, call, line):
        self.time += int(float(line.option("wait", 0.02)) * 1e9)
        if "again" in line.words:
            text = call.last(lambda it: (it.src, it.dst, it.method, it.status) ==
                             (line.src, line.dst, line.method, line.status))
        elif line.status:
            text = self.response(call, line)
        else:
            text = self.request(call, line)
            self.add_headers(call, text, line)
        call.sent.append(text)
        self.send(line.src, line.dst, text.print(call.call_id))

    def send(self, src, dst, payload):
        self.datagrams += 1
        ends = [(ADDRESSES[letter], 5060) for letter in (src, dst)]
        data = wire.frame(*ends, payload, self.datagrams)
        self.packets.append((frozenset((src, dst)), wire.Packet(self.time, wire.ETHERNET, data)))

    def silence(self, seconds):
        """A packet that is no SIP, so that the capture is known to go on."""
        self.time += int(seconds * 1e9)
        data = wire.frame(("192.0.2.53", 53), ("192.0.2.54", 40000), b"\0" * 24, 1)
        self.packets.append((None, wire.Packet(self.time, wire.ETHERNET, data)))
        return self

    def write(self, path, hops=None):
        """All of it, or what is on @hops, as in "A-P P-B"; what is no SIP always."""
        wanted = None if hops is None else {frozenset(hop.split("-")) for hop in hops.split()}
        wire.write(path, [packet for hop, packet in self.packets
                          if wanted is None or hop is None or hop in wanted])
        return path

    def via(self, letter, branch=None):
        if branch is None:
            self.branches += 1
            branch = f"{letter}{self.branches}"
        return f"SIP/2.0/UDP {ADDRESSES[letter]}:5060;branch=z9hG4bK-{branch}"

    # Requests

    def request(self, call, line):
        if line.method in ("CANCEL", "ACK"):
            invite = call.request_on(line.src, line.dst, "INVITE")
            answer = invite and call.last(lambda it: it.status >= 200 and it.method == "INVITE" and
                                          (it.src, it.dst) == (line.dst, line.src))
            if invite and (line.method == "CANCEL" or (answer and answer.status >= 300)):
                return self.hop_request(line.method, invite, answer)
        if line.src in SERVERS and "own" not in line.words:
            source = call.last(lambda it: (it.dst, it.method, it.status) ==
                               (line.src, line.method, 0))
            if source:
                return self.forwarded(call, line, source)
        return self.begun(call, line)

    @staticmethod
    def hop_request(method, invite, answer):
        """It belongs to the INVITE of its hop: one Via, the same branch."""
        start = invite.start.replace("INVITE", method, 1)
        to_tag = answer.to_tag if method == "ACK" else invite.to_tag
        return replace(invite, method=method, start=start, vias=invite.vias[:1], to_tag=to_tag,
                       routes=[], route=[], contact="", headers=[], sdp="")

    def forwarded(self, call, line, source):
        src, uri = line.src, source.start.split()[1]
        if not source.to_tag and line.dst not in SERVERS:
            uri = contact_of(line.dst)[1:-1]
        if line.option("uri"):
            uri = f"sip:{line.option('uri')}@example.net"
        is_recorded = source.method == "INVITE" and src in self.routes
        sdp, offer = self.sdp(call, src, line.words) if line.sdp_words() else \
            (source.sdp, source.offer)
        return replace(source, src=src, dst=line.dst, start=f"{source.method} {uri} SIP/2.0",
                       vias=[self.via(src), *source.vias], sdp=sdp, offer=offer,
                       routes=[src, *source.routes] if is_recorded else source.routes,
                       route=[each for each in source.route if each != src])

    def begun(self, call, line):
        src, method = line.src, line.method
        if call.caller is None:
            call.caller, call.method = src, method
            call.target = line.option("to", line.dst if line.dst not in SERVERS else "B")
        is_callers = src == call.caller
        in_dialog = call.remote is not None and (method != "INVITE" or call.is_confirmed)
        theirs = self.peer(call, line, in_dialog)
        has_sdp = method == "INVITE" or line.sdp_words()
        sdp, offer = self.sdp(call, src, line.words) if has_sdp else ("", "")
        has_contact = method in (*DIALOG, "REGISTER", "UPDATE", "NOTIFY")
        return Text(src, line.dst, method,
                    f"{method} {self.uri(line, theirs, in_dialog)} SIP/2.0",
                    self.number(call, line), [self.via(src)],
                    user_of(line.option("from", src)), call.tag(src), user_of(theirs),
                    call.tag(theirs) if in_dialog else "",
                    contact=contact_of(src) if has_contact else "", sdp=sdp, offer=offer,
                    route=[] if not in_dialog else
                    call.route[::-1] if is_callers else call.route)

    @staticmethod
    def peer(call, line, in_dialog):
        """Whom a request is for."""
        if line.method in ("REGISTER", "PUBLISH") and not line.option("to"):
            return line.option("from", line.src)
        if not in_dialog:
            return line.option("to", call.target)
        return call.remote if line.src == call.caller else call.caller

    @staticmethod
    def uri(line, theirs, in_dialog):
        if line.option("uri"):
            return f"sip:{line.option('uri')}@example.net"
        if line.method == "REGISTER":
            return "sip:example.net"
        if in_dialog or line.dst not in SERVERS:
            return contact_of(theirs)[1:-1]
        return f"sip:{user_of(theirs)}@example.net"

    @staticmethod
    def number(call, line):
        """CSeq: each sender counts its own transactions."""
        if line.method == "ACK":
            return call.last(lambda it: it.src == line.src and it.method == "INVITE").number
        first = 100 * ("ABCDPQRS".index(line.src) + 1)
        call.cseq[line.src] = call.cseq.get(line.src, first) + 1
        return call.cseq[line.src]

    def add_headers(self, call, text, line):
        lines = []
        if "auth" in line.words:
            kind = "Authorization" if text.method == "REGISTER" else "Proxy-Authorization"
            lines.append(f'{kind}: Digest username="{text.from_user}", realm="example.net", '
                         f'nonce="n{call.nonce}", uri="sip:example.net", response="{"0" * 32}"')
        if line.option("expires"):
            lines.append(f"Expires: {line.option('expires')}")
        if line.option("replaces"):
            other = self.calls[int(line.option("replaces"))]
            lines.append(f"Replaces: {other.call_id};to-tag={other.tag(other.remote)}"
                         f";from-tag={other.tag(other.caller)}")
        if line.option("refer-to"):
            lines.append("Refer-To: " +
                         self.refer_to(line.option("refer-to"), line.option("refer-call")))
        if line.option("referred-by"):
            lines.append(f"Referred-By: <sip:{user_of(line.option('referred-by'))}@example.net>")
        text.headers = [*text.headers, *lines, *line.headers()]

    def refer_to(self, letter, number):
        uri = f"sip:{user_of(letter)}@example.net"
        if number is None:
            return f"<{uri}>"
        other = self.calls[int(number)]
        value = f"{other.call_id};to-tag={other.tag(other.remote)}" \
            f";from-tag={other.tag(other.caller)}"
        for plain, escaped in (("@", "%40"), (";", "%3B"), ("=", "%3D")):
            value = value.replace(plain, escaped)
        return f"<{uri}?Replaces={value}>"

    # Responses

    def response(self, call, line):
        src, dst, status, method = line.src, line.dst, line.status, line.method
        request = call.request_on(dst, src, method)
        source = None
        if src in SERVERS and status != 100 and method != "CANCEL" and "own" not in line.words:
            source = call.last(lambda it: it.dst == src and it.status == status and
                               (it.method, it.number) == (method, request.number))
        text = self.relayed(source, src, dst, request) if source else \
            self.answered(call, line, request)
        self.note_dialog(call, text, source.src if source else src)
        return text

    @staticmethod
    def relayed(source, src, dst, request):
        return replace(source, src=src, dst=dst, vias=request.vias)

    def answered(self, call, line, request):
        status, method, headers = line.status, line.method, line.headers()
        if status in (401, 407):
            call.nonce += 1
            kind = "WWW" if status == 401 else "Proxy"
            headers.append(f'{kind}-Authenticate: Digest realm="example.net", '
                           f'nonce="n{call.nonce}"')
        is_made = method in DIALOG and 101 <= status < 300
        contact = contact_of(line.src) if is_made else ""
        if status == 302:
            contact = contact_of("C")
        if method == "REGISTER" and status == 200:
            contact = f"{request.contact};expires=3600"
        return replace(request, src=line.src, dst=line.dst, status=status,
                       to_tag=request.to_tag or ("" if status == 100 else call.tag(line.src)),
                       start=f"SIP/2.0 {status} {PHRASES.get(status, 'Because')}",
                       contact=contact, headers=headers, route=[],
                       routes=request.routes if is_made else [],
                       sdp=self.answer_sdp(call, line, request))

    def answer_sdp(self, call, line, request):
        is_answer = line.method in ("INVITE", "UPDATE") and line.status // 100 == 2
        words = line.sdp_words()
        if "no-sdp" in words or not (is_answer or words):
            return ""
        held = {"hold": "hold-answer", "hold0": "hold-answer", "inactive": "inactive"}
        return self.sdp(call, line.src, words or [held.get(request.offer, "resume")])[0]

    @staticmethod
    def note_dialog(call, text, author):
        is_first = call.remote is None or not call.is_confirmed
        if text.method in DIALOG and text.method == call.method and 101 <= text.status < 300 \
                and is_first:
            while author in SERVERS:
                source = call.last(lambda it: it.dst == author and it.status == text.status and
                                   it.to_tag == text.to_tag)
                if source is None or source.src == author:
                    break
                author = source.src
            call.remote, call.route = author, text.routes
            call.is_confirmed = call.is_confirmed or text.status >= 200

    # SDP

    def sdp(self, call, letter, words):
        """The text, and the word that made it."""
        if "no-sdp" in words:
            return "", "no-sdp"
        state = call.media.setdefault(letter, [0, 20000, "sendrecv", ADDRESSES[letter]])
        word = next((w for w in words if w in SDP_WORDS or w == "hold-answer"), "sdp")
        before = list(state)
        state[2] = {"hold": "sendonly", "inactive": "inactive", "hold-answer": "recvonly",
                    "resume": "sendrecv", "change": "sendrecv"}.get(word, state[2])
        state[3] = "0.0.0.0" if word == "hold0" else \
            ADDRESSES[letter] if word in ("resume", "change", "hold") else state[3]
        state[1] += 10 if word == "change" else 0
        state[0] += state != before or state[0] == 0
        version, port, direction, address = state
        return "\r\n".join([
            "v=0", f"o=- {ord(letter)}{call.number} {version} IN IP4 {ADDRESSES[letter]}", "s=-",
            f"c=IN IP4 {address}", "t=0 0", f"m=audio {port} RTP/AVP 0", "a=rtpmap:0 PCMU/8000",
            f"a={direction}", ""]), word
