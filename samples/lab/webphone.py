# SPDX-License-Identifier: Apache-2.0
"""A phone as a browser has it: SIP over WebSocket (RFC 7118), frames masked (RFC 6455).

    webphone.py ADDRESS SERVER USER MOVES

Moves, with commas between them: register, dial N, hangup; `await CODE` until a final answer
has that code; `wait S`. Kamailio has a server's side of WebSocket only, so this is our own.
"""

import base64
import os
import re
import socket
import struct
import sys
import time

DOMAIN = "example.com"
PORT = 8080
PATIENCE = 20


class WebSocket:
    def __init__(self, address, server):
        self.socket = socket.create_connection((server, PORT), 5, (address, 0))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall((
            f"GET / HTTP/1.1\r\nHost: {server}:{PORT}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Protocol: sip\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: http://{DOMAIN}\r\n\r\n").encode())
        self.left = b""
        while b"\r\n\r\n" not in self.left:
            self.receive(PATIENCE)
        answer, _, self.left = self.left.partition(b"\r\n\r\n")
        if b" 101 " not in answer:
            raise SystemExit(answer.decode())

    def receive(self, seconds):
        self.socket.settimeout(seconds)
        try:
            more = self.socket.recv(65536)
        except TimeoutError:
            return False
        if not more:
            raise SystemExit("the server closed the connection")
        self.left += more
        return True

    def send(self, text):
        data, mask = text.encode(), os.urandom(4)
        size = struct.pack(">BH", 0x80 | 126, len(data)) if len(data) > 125 else \
            struct.pack(">B", 0x80 | len(data))
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.socket.sendall(b"\x81" + size + mask + masked)

    def take(self):
        """The next whole frame that came, or None."""
        if len(self.left) < 2:
            return None
        head, size = 2, self.left[1] & 0x7F
        if size == 126:
            head, size = 4, int.from_bytes(self.left[2:4], "big")
        if len(self.left) < head + size:
            return None
        data, self.left = self.left[head:head + size], self.left[head + size:]
        return data.decode()


class Phone:
    def __init__(self, address, server, user):
        self.web = WebSocket(address, server)
        self.user = user
        self.host = os.urandom(6).hex() + ".invalid"
        self.tag = os.urandom(4).hex()
        self.cseq = 0
        self.call = None        # what a call needs to go on
        self.answers = []

    def request(self, method, uri, to, call_id, cseq, routes=(), body=""):
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/WS {self.host};branch=z9hG4bK{os.urandom(5).hex()}",
                 *[f"Route: {route}" for route in routes],
                 "Max-Forwards: 70", f"From: <sip:{self.user}@{DOMAIN}>;tag={self.tag}",
                 f"To: {to}", f"Call-ID: {call_id}", f"CSeq: {cseq} {method}",
                 f"Contact: <sip:{self.user}@{self.host};transport=ws>",
                 "User-Agent: Lab webphone"]
        if method == "REGISTER":
            lines.append("Expires: 600")
        if body:
            lines.append("Content-Type: application/sdp")
        lines.append(f"Content-Length: {len(body)}")
        self.web.send("\r\n".join(lines) + "\r\n\r\n" + body)

    def register(self):
        self.cseq += 1
        self.request("REGISTER", f"sip:{DOMAIN}", f"<sip:{self.user}@{DOMAIN}>",
                     os.urandom(8).hex(), self.cseq)

    def dial(self, number):
        self.cseq += 1
        self.call = {"id": os.urandom(8).hex(), "to": f"<sip:{number}@{DOMAIN}>",
                     "uri": f"sip:{number}@{DOMAIN}", "routes": [], "cseq": self.cseq}
        host = self.web.socket.getsockname()[0]
        body = (f"v=0\r\no=- 3001 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
                "m=audio 40000 RTP/AVP 0\r\na=sendrecv\r\n")
        self.request("INVITE", self.call["uri"], self.call["to"], self.call["id"], self.cseq,
                     body=body)

    def in_call(self, method):
        if method != "ACK":
            self.call["cseq"] += 1
        self.request(method, self.call["uri"], self.call["to"], self.call["id"],
                     self.call["cseq"], self.call["routes"])

    def read(self, seconds):
        """Takes what comes in that time; a 200 to an INVITE gets its ACK at once."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.web.receive(0.05)
            text = self.web.take()
            while text:
                self.answer(text)
                text = self.web.take()

    def answer(self, text):
        code = int(text.split()[1]) if text.startswith("SIP/2.0") else 0
        self.answers.append(code)
        print("got", text.splitlines()[0], flush=True)
        if code != 200 or not re.search(r"^CSeq: \d+ INVITE", text, re.M | re.I):
            return
        self.call["to"] = re.search(r"^To: *(.*)\r$", text, re.M | re.I)[1]
        self.call["uri"] = re.search(r"^Contact: *<(.*?)>", text, re.M | re.I)[1]
        routes = re.findall(r"^Record-Route: *(.*)\r$", text, re.M | re.I)
        self.call["routes"] = [r.strip() for line in routes for r in line.split(",")][::-1]
        self.in_call("ACK")

    def move(self, text):
        verb, _, rest = text.partition(" ")
        if verb == "wait":
            self.read(float(rest))
        elif verb == "await":
            end = time.monotonic() + PATIENCE
            self.answers.clear()
            while int(rest) not in self.answers:
                if time.monotonic() > end:
                    raise SystemExit(f"no {rest}")
                self.read(0.05)
        elif verb == "dial":
            self.dial(rest)
        elif verb == "register":
            self.register()
        elif verb == "hangup":
            self.in_call("BYE")
        else:
            raise SystemExit(f"no such move: {text}")


def main():
    address, server, user, text = sys.argv[1:]
    phone = Phone(address, server, user)
    print("ready", flush=True)
    for move in text.split(","):
        phone.move(move.strip())


if __name__ == "__main__":
    main()
