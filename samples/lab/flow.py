# SPDX-License-Identifier: Apache-2.0
"""Plays one flow: its servers and terminals on a stage, with a tap; gives the capture."""

import os
import shlex
import sys
import tomllib
from pathlib import Path

import scenario
from stage import HOSTS, Failure, Stage, at, run

HERE = Path(__file__).resolve().parent
FLOWS = HERE / "flows"
USERS = {"A": "1001", "B": "1002", "C": "1003"}
NAMES = {"A": "Alice", "B": "Bob", "C": "Carol"}
SERVERS = ("P", "Q", "R")
LIMIT = 120         # seconds that anything in a flow may take
SILENCE = 34        # seconds without a message after which nothing can be outstanding: 64*T1

# Media is kept out, and what the interface says of itself.
FILTER = "port 5060 or port 8080 or (ip[6:2] & 0x3fff != 0) or ip6 proto 44"


def names():
    return sorted(path.stem for path in FLOWS.glob("*.toml"))


def load(name):
    with open(FLOWS / f"{name}.toml", "rb") as file:
        flow = tomllib.load(file)
    flow["name"] = name
    flow.setdefault("view", [])
    flow["hosts"] = {**HOSTS[flow.get("family", 4)], **flow.get("hosts", {})}
    return flow


def is_server(line):
    return line.startswith("kamailio")


def is_called(line):
    """A terminal that waits for others; it has to be there before them."""
    if line.startswith("sipp "):
        return True
    moves = [move.strip() for move in line.split(",")]
    return next(move for move in moves if not move.startswith("wait")).startswith("<")


class Play:
    def __init__(self, flow, stage):
        self.flow = flow
        self.stage = stage
        self.hosts = flow["hosts"]
        self.is_tcp = flow.get("transport") == "tcp"
        self.playing = []       # the processes that end by themselves, and have to end well

    def host(self, role):
        return self.hosts[role[0]]

    def kamailio(self, role, options):
        addresses = [f'{r}_AT="{at(h)}"' for r, h in self.hosts.items()]
        if self.is_tcp:
            addresses = [a[:-1] + ';transport=tcp"' for a in addresses]
        command = ["kamailio", "-f", str(HERE / "kamailio.cfg"), "-DD", "-E", "-m", "16",
                   "-M", "4", "-Y", self.stage.folder,
                   "-P", os.path.join(self.stage.folder, role + ".pid"),
                   "-l", f"udp:{at(self.host(role))}", "-l", f"tcp:{at(self.host(role))}"]
        if "WEBSOCKET" in options:
            command += ["-l", f"tcp:{at(self.host(role), 8080)}"]
        if self.is_tcp:
            options = [*options, f"TCP_FROM={self.host(role)}"]
        for define in [*addresses, *options]:
            command += ["-A", define]
        process = self.stage.start(role, *command)
        self.stage.await_socket(process, self.host(role))

    def who(self, role):
        """What a scenario is filled in with. @role is a letter, and whatever tells two
        programs of one terminal apart."""
        letter = role[0]
        who = {"role": letter, "user": USERS.get(letter, "server"),
               "name": NAMES.get(letter, "Server"), "host": self.host(role), "port": 5060,
               "peer": USERS["A" if letter == "B" else "B"], "password": "secret",
               "media": 40000, "calls": 1,
               "next": "P" if "P" in self.flow["play"] else "A" if letter == "B" else "B",
               "transport": ";transport=tcp" if self.is_tcp else ""}
        return {**who, **self.flow.get("who", {}).get(role, {})}

    def sipp(self, role, line):
        who = self.who(role)
        path = os.path.join(self.stage.folder, role + ".xml")
        script = scenario.whole if line.startswith("sipp ") else scenario.build
        Path(path).write_text(script(line, who), encoding="utf-8")
        command = ["sipp", "-sf", path, "-t", "t1" if self.is_tcp else "u1",
                   "-i", who["host"], "-p", str(who["port"]), "-mi", who["host"],
                   "-m", str(who["calls"]), "-s", who["peer"], "-nostdin",
                   "-max_invite_retrans", "10", "-max_non_invite_retrans", "10",
                   "-default_behaviors", "all,-bye", "-deadcall_wait", "0",
                   "-timeout", f"{self.stage.limit - 5}s", "-timeout_error",
                   "-trace_err", "-error_file", role + ".errors"]
        if "call_id" in who:
            command += ["-cid_str", who["call_id"]]
        if who["calls"] > 1 and not is_called(line):
            command += ["-l", "1", "-r", "2"]
        process = self.stage.start(role, *command, at(self.hosts[who["next"]]))
        if is_called(line):
            self.stage.await_socket(process, who["host"], who["port"])
        self.playing.append((role, process))

    def program(self, role, line):
        """A phone of the lab's folder: `baresip` and `webphone` take moves of their own."""
        name, _, moves = line.partition(" ")
        process = self.stage.start(
            role, sys.executable, str(HERE / f"{name}.py"), self.host(role),
            self.hosts["P" if "P" in self.flow["play"] and role[0] != "P" else "B"],
            USERS.get(role[0], "1000"), moves)
        self.stage.await_text(process, "ready")
        self.playing.append((role, process))

    def start(self, parts):
        """Servers first, then who is called, then who calls."""
        for role, line in parts.items():
            if is_server(line):
                self.kamailio(role, shlex.split(line, posix=False)[1:])
        scripts = {r: l for r, l in parts.items() if l.startswith(("<", ">", "wait", "sipp "))}
        programs = {r: l for r, l in parts.items()
                    if r not in scripts and not is_server(l)}
        for role, line in scripts.items():
            if is_called(line):
                self.sipp(role, line)
        for role, line in programs.items():
            self.program(role, line)
        for role, line in scripts.items():
            if not is_called(line):
                self.sipp(role, line)

    def await_end(self):
        """Waits for all that plays; who may fail is named by the flow."""
        may_fail = self.flow.get("may_fail", [])
        for role, process in self.playing:
            status = process.wait()     # bounded by the limit of the process itself
            if status != 0 and role not in may_fail:
                raise Failure(f"{role} ended with {status}\n{self.last_lines(role)}")
        self.playing = []

    def last_lines(self, role):
        errors = Path(self.stage.folder, role + ".errors")
        if errors.exists():
            return errors.read_text(encoding="utf-8", errors="replace")[-2000:]
        return self.stage.log(role)[-2000:]

    def tap(self, number):
        path = os.path.join(self.stage.folder, f"tap{number}.pcap")
        process = self.stage.start(
            f"tap{number}", "tcpdump", "-i", "lo", "--micro", "--immediate-mode", "-U",
            "-Z", "root", "-s", "0", "-w", path, FILTER)
        self.stage.await_text(process, "listening on")
        return process, path

    def end_taps(self, taps):
        for tap, _ in taps:
            self.stage.stop(tap)

    def last_words(self):
        """An OPTIONS and its 200 after all is over: nothing was cut off."""
        self.stage.pause(SILENCE)
        self.sipp("A-end", "> OPTIONS, < 200")
        self.await_end()


def play(flow, folder, how=Play):
    """Plays @flow in @folder and returns the path of what the tap saw."""
    limit = flow.get("limit", LIMIT)
    with Stage(flow["name"], folder, flow["hosts"], limit, flow.get("mtu")) as stage:
        performance = how(flow, stage)
        before = flow.get("before", {})
        if before:
            performance.start({**{r: l for r, l in flow["play"].items() if is_server(l)},
                               **before})
            performance.await_end()
            stage.pause(0.3)
        if "lose" in flow:
            stage.lose(flow["lose"])
        taps = [performance.tap(number) for number in range(flow.get("taps", 1))]
        performance.start({r: l for r, l in flow["play"].items()
                           if not (before and is_server(l))})
        performance.await_end()
        if "then" in flow:
            performance.start(flow["then"])
            performance.await_end()
        if flow.get("last_words"):
            performance.last_words()
        stage.pause(0.5)
        performance.end_taps(taps)
        if len(taps) == 1:
            return taps[0][1]
        merged = os.path.join(folder, "merged.pcapng")
        run("mergecap", "-I", "none", "-w", merged, *(path for _, path in taps))
        return merged


def versions():
    """Which software plays, as the READMEs of the samples name it."""
    return {
        "Kamailio": run("kamailio", "-v").split()[2],
        "SIPp": next(w for w in run("sipp", "-v", check=False).split()
                     if w.startswith("v")).split("-")[0].strip("v."),
        "baresip": run("baresip", "-h", check=False).split()[1].lstrip("v"),
    }
