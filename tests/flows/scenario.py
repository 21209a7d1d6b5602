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
    auth challenge          credentials (for the last challenge of the call); a challenge
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
        self.message(call, path[:2], status, method, words)
        for hop in zip(path[1:], path[2:]):
            self.message(call, hop, status, method, [])

    def message(self, call, hop, status, method, words):
        src, dst = hop
        options = dict(word.split("=", 1) for word in words if "=" in word and ":" not in word)
        self.time += int(float(options.get("wait", 0.02)) * 1e9)
        if "again" in words:
            text = call.last(lambda it: (it.src, it.dst, it.method, it.status) ==
                             (src, dst, method, status))
        elif status:
            text = self.response(call, src, dst, status, method, words)
        else:
            text = self.request(call, src, dst, method, words, options)
            self.add_headers(call, text, words, options)
        call.sent.append(text)
        self.send(src, dst, text.print(call.call_id))

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

    def request(self, call, src, dst, method, words, options):
        if method in ("CANCEL", "ACK"):
            invite = call.request_on(src, dst, "INVITE")
            answer = invite and call.last(lambda it: it.status >= 200 and it.method == "INVITE" and
                                          (it.src, it.dst) == (dst, src))
            if invite and (method == "CANCEL" or (answer and answer.status >= 300)):
                return self.hop_request(method, invite, answer)
        if src in SERVERS and "own" not in words:
            source = call.last(lambda it: (it.dst, it.method, it.status) == (src, method, 0))
            if source:
                return self.forwarded(call, src, dst, source, words, options)
        return self.begun(call, src, dst, method, words, options)

    @staticmethod
    def hop_request(method, invite, answer):
        """It belongs to the INVITE of its hop: one Via, the same branch."""
        start = invite.start.replace("INVITE", method, 1)
        to_tag = answer.to_tag if method == "ACK" else invite.to_tag
        return replace(invite, method=method, start=start, vias=invite.vias[:1], to_tag=to_tag,
                       routes=[], route=[], contact="", headers=[], sdp="")

    def forwarded(self, call, src, dst, source, words, options):
        uri = source.start.split()[1]
        if not source.to_tag and dst not in SERVERS:
            uri = contact_of(dst)[1:-1]
        if "uri" in options:
            uri = f"sip:{options['uri']}@example.net"
        routes = [src, *source.routes] if source.method == "INVITE" and src in self.routes \
            else source.routes
        sdp, offer = source.sdp, source.offer
        if any(word in SDP_WORDS for word in words):
            sdp, offer = self.sdp(call, src, words)
        return replace(source, src=src, dst=dst, start=f"{source.method} {uri} SIP/2.0",
                       vias=[self.via(src), *source.vias], routes=routes, sdp=sdp, offer=offer,
                       route=[each for each in source.route if each != src])

    def begun(self, call, src, dst, method, words, options):
        if call.caller is None:
            call.caller, call.method = src, method
            call.target = options.get("to", dst if dst not in SERVERS else "B")
        if method != "ACK":
            call.cseq[src] = call.cseq.get(src, 100 * ("ABCDPQRS".index(src) + 1)) + 1
        is_callers = src == call.caller
        in_dialog = call.remote is not None and (method != "INVITE" or call.is_confirmed)
        mine, theirs = options.get("from", src), call.remote if is_callers else call.caller
        if method in ("REGISTER", "PUBLISH") and "to" not in options:
            theirs = mine
        elif not in_dialog:
            theirs = options.get("to", call.target)
        user = user_of(theirs)
        uri = contact_of(theirs)[1:-1] if in_dialog or dst not in SERVERS else \
            f"sip:{user}@example.net"
        if method == "REGISTER":
            uri = "sip:example.net"
        if "uri" in options:
            uri = f"sip:{options['uri']}@example.net"
        number = call.cseq[src]
        if method == "ACK":
            number = call.last(lambda it: it.src == src and it.method == "INVITE").number
        has_sdp = method == "INVITE" or any(word in SDP_WORDS for word in words)
        sdp, offer = self.sdp(call, src, words) if has_sdp else ("", "")
        route = [] if not in_dialog else call.route[::-1] if is_callers else call.route
        return Text(src, dst, method, f"{method} {uri} SIP/2.0", number, [self.via(src)],
                    user_of(mine), call.tag(src), user, call.tag(theirs) if in_dialog else "",
                    contact=contact_of(src) if method in (*DIALOG, "REGISTER", "UPDATE", "NOTIFY")
                    else "", sdp=sdp, offer=offer, route=route)

    def add_headers(self, call, text, words, options):
        def add(line):
            text.headers = [*text.headers, line]
        if "auth" in words:
            kind = "Authorization" if text.method == "REGISTER" else "Proxy-Authorization"
            add(f'{kind}: Digest username="{text.from_user}", realm="example.net", '
                f'nonce="n{call.nonce}", uri="sip:example.net", response="{"0" * 32}"')
        if "expires" in options:
            add(f"Expires: {options['expires']}")
        if "replaces" in options:
            other = self.calls[int(options["replaces"])]
            add(f"Replaces: {other.call_id};to-tag={other.tag(other.remote)}"
                f";from-tag={other.tag(other.caller)}")
        if "refer-to" in options:
            add(f"Refer-To: {self.refer_to(options['refer-to'], options.get('refer-call'))}")
        if "referred-by" in options:
            add(f"Referred-By: <sip:{user_of(options['referred-by'])}@example.net>")
        for word in words:
            if ":" in word:
                name, value = word.split(":", 1)
                add(f"{name}: {value.replace('_', ' ')}")

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

    def response(self, call, src, dst, status, method, words):
        request = call.request_on(dst, src, method)
        if request is None:  # it is not in the script: the capture begins behind it
            request = self.begun(call, dst, src, method, words, {})
        source = None
        if src in SERVERS and status != 100 and method != "CANCEL" and "own" not in words:
            source = call.last(lambda it: it.dst == src and it.status == status and
                               (it.method, it.number) == (method, request.number))
        text = self.relayed(source, src, dst, request) if source else \
            self.answered(call, src, status, request, words)
        self.note_dialog(call, text, source.src if source else src)
        return text

    @staticmethod
    def relayed(source, src, dst, request):
        return replace(source, src=src, dst=dst, vias=request.vias)

    def answered(self, call, src, status, request, words):
        method, headers = request.method, []
        tag = request.to_tag or ("" if status == 100 else call.tag(src))
        if status in (401, 407):
            call.nonce += 1
            kind = "WWW" if status == 401 else "Proxy"
            headers = [f'{kind}-Authenticate: Digest realm="example.net", nonce="n{call.nonce}"']
        if status == 302:
            headers = ["Contact: <sip:1003@203.0.113.30:5060>"]
        is_answer = method in ("INVITE", "UPDATE") and status // 100 == 2
        sdp = ""
        if (is_answer and "no-sdp" not in words) or "sdp" in words or "early" in words:
            held = {"hold": "hold-answer", "hold0": "hold-answer", "inactive": "inactive"}
            sdp, _ = self.sdp(call, src, words if any(w in SDP_WORDS for w in words)
                              else [held.get(request.offer, "resume")])
        contact = contact_of(src) if method in DIALOG and 101 <= status < 300 else ""
        if method == "REGISTER" and status == 200:
            contact = f"{request.contact};expires=3600"
        routes = request.routes if method == "INVITE" and 101 <= status < 300 else []
        phrase = PHRASES.get(status, "Because")
        headers += [word.replace(":", ": ", 1) for word in words if ":" in word]
        return replace(request, src=request.dst, dst=request.src, status=status, to_tag=tag,
                       start=f"SIP/2.0 {status} {phrase}", route=[], contact=contact, headers=headers,
                       routes=routes, sdp=sdp)

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
