# SPDX-License-Identifier: Apache-2.0
"""A network namespace in which one flow is played, and the processes in it.

Nothing in it can reach anything else: it has a loopback interface with documentation addresses
and no other. All that was started is stopped by its process id when the stage is left, and
ends by itself after its limit.
"""

import ipaddress
import os
import signal
import subprocess
import threading

PREFIX = "sipstory-"

HOSTS = {
    4: {"A": "192.0.2.10", "P": "198.51.100.1", "Q": "198.51.100.2", "B": "203.0.113.20",
        "C": "203.0.113.30"},
    6: {"A": "2001:db8:a::10", "P": "2001:db8:f::1", "Q": "2001:db8:f::2",
        "B": "2001:db8:b::20", "C": "2001:db8:b::30"},
}


class Failure(Exception):
    """Why a flow could not be played."""


def run(*command, check=True, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=60, check=False, **options)
    if check and done.returncode != 0:
        raise Failure(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def at(host, port=5060):
    """An address with its port, as SIP writes it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def in_proc_net(host, port):
    """An address as /proc/net/udp has it."""
    packed = ipaddress.ip_address(host).packed
    words = [packed[i:i + 4][::-1].hex() for i in range(0, len(packed), 4)]
    return f"{''.join(words)}:{port:04x}".upper()


class Stage:
    open = []       # those that are played on at this moment
    over = threading.Event()    # the run was interrupted: nobody goes on

    def __init__(self, name, folder, hosts, limit, mtu=None):
        self.space = PREFIX + name
        self.folder = folder
        self.hosts = hosts
        self.limit = limit
        self.mtu = mtu
        self.processes = []

    def __enter__(self):
        Stage.open.append(self)
        try:
            run("ip", "netns", "add", self.space)
            self.furnish()
        except BaseException:
            self.clear()
            raise
        return self

    def furnish(self):
        ip = ("ip", "-n", self.space)
        run(*ip, "link", "set", "lo", "up")
        for host in self.hosts.values():
            if ":" in host:
                run(*ip, "-6", "addr", "add", host + "/128", "dev", "lo", "nodad")
            else:
                run(*ip, "addr", "add", host + "/32", "dev", "lo")
        if self.mtu:
            run(*ip, "link", "set", "lo", "mtu", str(self.mtu))
            run(*ip, "link", "set", "lo", "gso_max_segs", "1")

    def lose(self, rules):
        """Throws away what a flow's `lose` names; @rules as in README.md."""
        nft = ("ip", "netns", "exec", self.space, "nft")
        run(*nft, "add table inet lab")
        run(*nft, "add chain inet lab seen { type filter hook input priority 0 ; }")
        run(*nft, "add chain inet lab unseen { type filter hook output priority 0 ; }")
        for rule in rules:
            chain = "seen" if rule.get("seen", True) else "unseen"
            start = rule["starts"].encode()
            match = f"udp dport 5060 @th,64,{8 * len(start)} 0x{start.hex()}"
            for key, word in (("from", "saddr"), ("to", "daddr")):
                if key in rule:
                    match = f"ip {word} {self.hosts[rule[key]]} {match}"
            bound = f"quota until {rule['bytes']} bytes" if "bytes" in rule else ""
            run(*nft, f"add rule inet lab {chain} {match} {bound} drop")

    @staticmethod
    def pause(seconds):
        if Stage.over.wait(seconds):
            raise Failure("interrupted")

    def start(self, name, *command):
        self.pause(0)
        log = open(os.path.join(self.folder, name + ".log"), "wb")
        with log:
            process = subprocess.Popen(
                ["ip", "netns", "exec", self.space, "timeout", "-k", "2",
                 str(self.limit), *command],
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                cwd=self.folder, start_new_session=True)
        process.name = name
        self.processes.append(process)
        return process

    def log(self, name):
        with open(os.path.join(self.folder, name + ".log"), encoding="utf-8",
                  errors="replace") as file:
            return file.read()

    def await_text(self, process, text):
        self.await_truth(process, lambda: text in self.log(process.name), text)

    def await_socket(self, process, host, port=5060):
        """Until somebody in the namespace has a socket at this address."""
        wanted = in_proc_net(host, port)

        def is_there():
            for table in ("udp", "udp6", "tcp", "tcp6"):
                try:
                    with open(f"/proc/{process.pid}/net/{table}", encoding="ascii") as file:
                        if f" {wanted} " in file.read():
                            return True
                except OSError:
                    pass
            return False
        self.await_truth(process, is_there, f"socket at {at(host, port)}")

    def await_truth(self, process, is_true, what):
        for _ in range(200):
            if is_true():
                return
            if process.poll() is not None:
                break
            self.pause(0.05)
        raise Failure(f"{process.name}: no {what}\n{self.log(process.name)[-1500:]}")

    def stop(self, process, how=signal.SIGTERM):
        if process.poll() is None:
            process.send_signal(how)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def clear(self):
        for process in reversed(self.processes):
            self.stop(process)
        for pid in run("ip", "netns", "pids", self.space, check=False).split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        run("ip", "netns", "del", self.space, check=False)
        if self in Stage.open:
            Stage.open.remove(self)

    @staticmethod
    def clear_all():
        """For the end of a run that was interrupted: what plays on a stage then fails."""
        Stage.over.set()
        for stage in list(Stage.open):
            stage.clear()

    def __exit__(self, *_):
        self.clear()
