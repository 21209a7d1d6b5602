# SPDX-License-Identifier: Apache-2.0
"""Builds a SIPp scenario from the line that a flow gives a terminal.

    > INVITE, < 100, < 180, < 200, > ACK, wait 2, > BYE, < 200

`> X` sends, `< X` receives (`?` behind it: may be left out), `wait S` lets time pass. Each
move is one file of scenarios/, its `{...}` filled in here. Words behind a move:

    hold, zero, held            SDP: on hold, by c=0.0.0.0 too, the answer to that
    change, active, sdp, nosdp  another codec; as before; with a body; without one
    to N                        the number that is called, or referred to
    auth                        with credentials for the challenge received last
    expires N                   of a REGISTER
    INVITE                      behind a code: answers the INVITE although another request came
    rel                         behind a 18x: reliable (RFC 3262)
    once, again                 is not retransmitted; the same SDP as before
    contact URI                 of a 3xx
    joined                      in one write with what was sent before (TCP)
"""

import re
from pathlib import Path

PARTS = Path(__file__).resolve().parent / "scenarios"
DOMAIN = "example.com"

# Bodies: the direction of the stream.
BODIES = {"sdp": "sendrecv", "active": "sendrecv", "change": "sendrecv", "hold": "sendonly",
          "zero": "sendonly", "held": "recvonly", "nosdp": None}

ALONE = ("REGISTER", "OPTIONS", "MESSAGE")
TEXT = "Content-Type: text/plain\nContent-Length: [len]\n\nBack at three.\n"

REASONS = {
    100: "Trying", 180: "Ringing", 183: "Session Progress", 200: "OK",
    302: "Moved Temporarily", 401: "Unauthorized", 404: "Not Found", 408: "Request Timeout",
    480: "Temporarily Unavailable", 486: "Busy Here", 487: "Request Terminated",
    488: "Not Acceptable Here", 491: "Request Pending", 600: "Busy Everywhere",
    603: "Decline",
}


def fill(part, values):
    text = (PARTS / f"{part}.xml").read_text(encoding="utf-8")
    text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.S)
    return re.sub(r"\{(\w+)\}", lambda match: str(values[match[1]]), text)


class Scenario:
    """What one terminal has sent and received so far, and the XML that it came to."""

    def __init__(self, who):
        self.who = who                  # role, user, name, peer, password, transport, port, tag
        self.parts = []
        self.cseq = self.invite_cseq = who.get("cseq", 0)
        self.version = 0
        self.is_caller = True
        self.is_answered = False
        self.last = None                # received last: a code or a method
        self.answered_method = None     # the method that the next reply without a word answers
        self.open = []                  # own requests without a final answer

    def add(self, part, **values):
        common = {"domain": DOMAIN, "extra": "", "retrans": "", "optional": "", "auth": "",
                  "transport": "", "tag": self.tag, "cseq": self.cseq, "body": "\n"}
        self.parts.append(fill(part, {**common, **self.who, **values}))

    @property
    def tag(self):
        return f"[pid]{self.who['role']}[call_number]"

    def branch(self, cseq, method):
        return f"z9hG4bK[pid].[call_number].{cseq}.{method.lower()}"

    def body(self, words, default):
        kind = next((w for w in words if w in BODIES),
                    default)
        if kind == "nosdp":
            return "Content-Length: 0\n\n"
        self.version += "again" not in words
        text = fill("sdp", {
            "session": 1000 + ord(self.who["role"][0]), "version": self.version,
            "media": "0.0.0.0" if kind == "zero" else "[media_ip]", "port": self.who["media"],
            "payload": 8 if kind == "change" else 0,
            "direction": BODIES[kind]})
        if "joined" not in words:
            return text
        # SIPp takes all behind the first empty line for the body, the second message too.
        text = text.replace("[media_ip_type]", "4").replace("[media_ip]", self.who["host"])
        body = text.partition("\n\n")[2]
        return text.replace("[len]", str(len(body.replace("\n", "\r\n"))))

    def ends(self):
        """From and To of a request inside of the call."""
        local = f'"{self.who["name"]}" <sip:{self.who["user"]}@{DOMAIN}>;tag={self.tag}'
        if self.is_caller:
            return {"from": local,
                    "to": f"<sip:{self.who['peer']}@{DOMAIN}>[peer_tag_param]"}
        return {"from": f"[$to];tag={self.tag}", "to": "[$from]"}

    def send_request(self, method, words):
        if method != "ACK":
            self.open.append(method)
        if "to" in words:
            self.who["peer"] = words[words.index("to") + 1]
        extra = ""
        if "auth" in words:
            extra += (f"[authentication username={self.who['user']} "
                      f"password={self.who['password']}]\n")
        if "expires" in words:
            extra += f"Expires: {words[words.index('expires') + 1]}\n"
        if method in ("ACK", "CANCEL") and (method == "CANCEL" or self.last >= 300):
            self.send_in_transaction(method)
        elif method == "ACK":
            self.add("in-dialog", method=method, cseq=self.invite_cseq, **self.ends(),
                     branch=self.branch(self.invite_cseq, "ack"),
                     body=self.body(words, "nosdp"))
        else:
            self.cseq += 1
            self.send_new(method, words, extra)

    def send_in_transaction(self, method):
        ends = self.ends()
        if method == "CANCEL":
            ends["to"] = ends["to"].replace("[peer_tag_param]", "")
        self.add("same-transaction", method=method, cseq=self.invite_cseq, **ends,
                 target="[next_url]" if self.is_answered
                 else f"sip:{self.who['peer']}@{DOMAIN}",
                 branch=self.branch(self.invite_cseq, "invite"),
                 retrans='retrans="500"' if method == "CANCEL" else "",
                 body="Content-Length: 0\n\n")

    def send_new(self, method, words, extra):
        branch = self.branch(self.cseq, method)
        retrans = "" if "once" in words else 'retrans="500"'
        if method == "INVITE":
            self.invite_cseq = self.cseq
        body = self.body(words, "active" if method in ("INVITE", "UPDATE") else "nosdp")
        if method == "INVITE" and not self.is_answered:
            if "100rel" in words:
                extra += "Supported: 100rel\n"
            for header in self.who.get("headers", []):
                extra += header + "\n"
            self.add("invite", branch=branch, extra=extra, body=body)
        elif method in ALONE and not self.is_answered:
            to = self.who["peer" if method == "MESSAGE" else "user"]
            target = {"REGISTER": DOMAIN, "OPTIONS": "[remote_ip]:[remote_port]",
                      "MESSAGE": f"{to}@{DOMAIN}"}[method]
            self.add("alone", method=method, target=target, to=to, branch=branch, extra=extra,
                     body=TEXT if method == "MESSAGE" else body)
        else:
            if method == "REFER":
                extra += f"Refer-To: <sip:{self.who['peer']}@{DOMAIN}>\n"
            if method == "PRACK":
                extra += f"RAck: 1 {self.invite_cseq} INVITE\n"
            self.add("in-dialog", method=method, branch=branch, extra=extra, body=body,
                     retrans=retrans, **self.ends())

    def send_reply(self, code, words):
        late = "INVITE" in words
        method = "INVITE" if late else self.answered_method
        is_2xx = 200 <= code < 300
        default = "active" if method in ("INVITE", "UPDATE") and is_2xx else "nosdp"
        extra = ""
        if "rel" in words:
            extra += "Require: 100rel\nRSeq: 1\n"
        if "contact" in words:
            extra += f"Contact: <{words[words.index('contact') + 1]}>\n"
        if "expires" in words:
            extra += f"Expires: {words[words.index('expires') + 1]}\n"
        retrans = method == "INVITE" and (code >= 200 or "rel" in words) and "once" not in words
        needs_tag = code > 100 and not self.is_answered
        self.add("reply-to-invite" if late else "reply", code=code,
                 reason=REASONS.get(code, "Unknown"),
                 totag=f";tag={self.tag}" if needs_tag else "",
                 routes="Record-Route:[$route]\n" if code < 300 else "",
                 retrans='retrans="500"' if retrans else "", extra=extra,
                 body=self.body(words, default))
        if "contact" in words:
            self.parts[-1] = re.sub(r"Contact: <sip:[^\n]*\[local_port\][^\n]*\n", "",
                                    self.parts[-1])
        if method == "INVITE" and is_2xx:
            self.is_answered = True

    def receive(self, what, words):
        optional = 'optional="true"' if what.endswith("?") else ""
        what = what.rstrip("?")
        if what.isdigit():
            self.last = int(what)
            to_invite = self.open[-1:] == ["INVITE"]
            if self.last >= 200 and self.open and not optional:
                self.open.pop()
            self.add("receive-response", code=what, optional=optional,
                     rrs='rrs="true"' if self.last // 100 == 2 and to_invite or "rel" in words
                     else "",
                     auth='auth="true"' if what in ("401", "407") else "")
            if 200 <= self.last < 300 and to_invite:
                self.is_answered = True
            return
        self.last = what
        if not self.parts:
            self.is_caller = False
        if what != "ACK":
            self.answered_method = what
        if what == "INVITE" and not self.is_answered:
            self.add("receive-invite")
        else:
            self.add("receive-request", method=what, optional=optional)

    def move(self, text):
        verb, *words = text.split()
        if verb == "wait":
            self.add("wait", ms=round(float(words[0]) * 1000))
        elif verb == "<":
            self.receive(words[0], words[1:])
        elif verb == ">" and words[0].isdigit():
            self.send_reply(int(words[0]), words[1:])
        elif verb == ">":
            self.send_request(words[0], words[1:])
        else:
            raise ValueError(f"no such move: {text}")
        if "joined" in words:
            first, second = self.parts[-2:]
            self.parts[-2:] = [first.replace("]]></send>\n", "") +
                               second.partition("<![CDATA[\n\n")[2]]


def build(line, who):
    """The XML of @line played by @who."""
    scenario = Scenario(dict(who))
    for text in line.replace("\n", " ").split(","):
        if text.strip():
            scenario.move(text.strip())
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="' + who["role"] + '">\n' +
            "".join(scenario.parts) + "</scenario>\n")


def whole(line, who):
    """The XML of a scenario that is a file of its own: "sipp NAME"."""
    return fill(line.split()[1], {**who, "domain": DOMAIN})
