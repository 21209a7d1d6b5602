# SPDX-License-Identifier: Apache-2.0
"""A baresip that does what its moves say: baresip.py ADDRESS SERVER USER MOVES

Moves, with commas between them:

    register            by itself at its start; it takes that back when it quits
    auto                answers by itself
    b2bua               passes every call on to SERVER as a call of its own
    refer               (and any other word) an account parameter NAME=VALUE
    wait S              lets time pass
    await EVENT         until baresip tells of it: CALL_INCOMING, CALL_ESTABLISHED, ...
    dial N, accept, hold, resume, hangup, ...   commands of its menu
    quit                as all do in the end
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time

CONTROL_PORT = 4444     # at the loopback address with the last byte of the phone's own
PATIENCE = 40       # seconds, for one event

CONFIG = """\
module_path /usr/lib/baresip/modules
module g711.so
module aubridge.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {control}
sip_listen {listen}
sip_trans_def udp
audio_player aubridge,one
audio_source aubridge,one
audio_alert aubridge,one
rtp_ports 10000-10100
rtcp_mux no
call_max_calls 4
call_local_timeout 120
"""


class Phone:
    def __init__(self, folder, address, server, user, setup):
        self.control = f"127.0.0.{address.rpartition('.')[2]}"
        port = "[{}]:5060" if ":" in address else "{}:5060"
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "config"), "w", encoding="utf-8") as file:
            file.write(CONFIG.format(listen=port.format(address),
                                     control=f"{self.control}:{CONTROL_PORT}"))
            if "b2bua" in setup:
                file.write("module_app b2bua.so\n")
        account = [f"<sip:{user}@example.com>", "auth_pass=secret",
                   f'outbound="sip:{port.format(server)}"',
                   f"regint={3600 if 'register' in setup else 0}",
                   f"answermode={'auto' if 'auto' in setup else 'manual'}",
                   *[word for word in setup if "=" in word]]
        with open(os.path.join(folder, "accounts"), "w", encoding="utf-8") as file:
            if "b2bua" in setup:
                file.write("<sip:in@example.com>;regint=0;b2bua=inbound\n")
                account.append("b2bua=outbound")
            file.write(";".join(account) + "\n")
        self.process = subprocess.Popen(["baresip", "-f", folder], stdin=subprocess.DEVNULL)
        self.events = []
        self.left = b""
        self.socket = self.connect()

    def connect(self):
        for _ in range(100):
            try:
                return socket.create_connection((self.control, CONTROL_PORT), 1)
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise SystemExit("baresip does not listen to us")

    def read(self):
        """Takes what baresip has told since; netstrings of JSON."""
        self.socket.settimeout(0.1)
        try:
            more = self.socket.recv(65536)
        except TimeoutError:
            return
        self.left += more
        while b":" in self.left:
            size, _, rest = self.left.partition(b":")
            if len(rest) < int(size) + 1:
                return
            told = json.loads(rest[:int(size)])
            self.left = rest[int(size) + 1:]
            print("told", told, flush=True)
            if told.get("event"):
                self.events.append(told["type"])

    def wait(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()

    def wait_for(self, event):
        end = time.monotonic() + PATIENCE
        while event not in self.events:
            if time.monotonic() > end:
                raise SystemExit(f"no {event}")
            self.read()
        del self.events[:self.events.index(event) + 1]

    def command(self, name, params=""):
        text = json.dumps({"command": name, "params": params}).encode()
        self.socket.sendall(b"%d:%s," % (len(text), text))
        self.read()

    def move(self, text):
        verb, _, rest = text.partition(" ")
        if verb == "wait":
            self.wait(float(rest))
        elif verb == "await":
            self.wait_for(rest)
        elif verb == "dial":
            self.command("dial", f"sip:{rest}@example.com")
        else:
            self.command(verb, rest)

    def quit(self):
        """baresip takes its registration back and ends its calls, then itself."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def main():
    address, server, user, text = sys.argv[1:]
    moves = [move.strip() for move in text.split(",")]
    setup = [m for m in moves if m in ("register", "auto", "b2bua") or "=" in m]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    phone = Phone(os.path.abspath(f"baresip-{address.replace(':', '_')}"), address, server,
                  user, setup)
    try:
        print("ready", flush=True)
        for move in moves:
            if move not in setup and move != "quit":
                phone.move(move)
    finally:
        phone.quit()


if __name__ == "__main__":
    main()
