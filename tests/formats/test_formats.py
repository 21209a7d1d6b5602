#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What every format has to stand: calls that are hard to show, and places where nothing can be
written. TAP on standard output.

test_formats.py PROGRAM   The formats are those that the program itself names, so that a new one
is tried from its first day.
"""
import csv
import io
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import captures

BINARY = {"png": b"\x89PNG\r\n\x1a\n", "pdf": b"%PDF-", "pcapng": b"\x0a\x0d\x0d\x0a"}


class Failed(Exception):
    """What a case found."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


class Program:
    def __init__(self, path):
        self.path = str(Path(path).resolve())
        wrong = self.run("x.pcap", "--format", "none").stderr.decode()
        self.formats = re.search(r"known are (.*)", wrong).group(1).split(", ")
        self.suffixes = self.find_suffixes()

    def run(self, *arguments, **how):
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
        return subprocess.run([self.path, *arguments], env=environment, check=False,
                              timeout=120, **how)

    def find_suffixes(self):
        """Endings by format, as --help tells them: "  json  .json  ..."."""
        text = self.run("--help").stdout.decode()
        return dict(re.findall(r"^ +([a-z]+) +(\.[a-z]+)", text, re.MULTILINE))


def read_xml(data):
    ElementTree.fromstring(data)


READERS = {
    "json": json.loads,
    "jsonl": lambda data: [json.loads(line) for line in data.splitlines()],
    "svg": read_xml,
    "junit": read_xml,
    "csv": lambda data: list(csv.reader(io.StringIO(data.decode()), strict=True)),
}


def is_not_built(done):
    """A format whose module is not built says so, and that is all."""
    return done.returncode == 2 and b"not built" in done.stderr


def check_capture(program, name, make, folder):
    path = folder / "call.pcap"
    make().write(path)
    done = program.run(str(path), "--format", name)
    if is_not_built(done):
        return
    expect(done.returncode == 0, f"exit status {done.returncode}: {done.stderr[-2000:]}")
    expect(done.stdout.startswith(BINARY.get(name, b"")), f"begins with {done.stdout[:20]}")
    if name in BINARY:
        return
    text = done.stdout.decode("utf-8")
    unsafe = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202e]", text)
    expect(name in ("json", "jsonl") or not unsafe,
           f"holds {unsafe and text[max(0, unsafe.start() - 40):unsafe.end() + 20]!r}")
    READERS.get(name, len)(done.stdout)


def check_other_scripts(program, name, folder):
    """Where reason phrases are shown they are shown as they are."""
    path = folder / "call.pcap"
    captures.other_scripts().write(path)
    text = program.run(str(path), "--format", name).stdout.decode("utf-8", "replace")
    expect(captures.CHINESE in text and captures.ARABIC in text, "a reason phrase is not there")


def check_full_device(program, name, folder):
    path = folder / "call.pcap"
    captures.three_messages().write(path)
    with open("/dev/full", "wb") as full:
        done = program.run(str(path), "--format", name, stdout=full)
    if is_not_built(done):
        return
    expect(done.returncode == 3, f"exit status {done.returncode}")
    expect(b"standard output: cannot be written: No space left on device" in done.stderr,
           done.stderr)


def bound_file_size():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, 16))


def check_disk_that_fills_up(program, name, folder):
    """Files end at 16 bytes, as on a disk that is full."""
    captures.three_messages().write(folder / "call.pcap")
    target = "report" + program.suffixes[name]
    done = program.run("call.pcap", "-o", target, cwd=folder, preexec_fn=bound_file_size)
    if is_not_built(done):
        return
    expect(done.returncode == 3, f"exit status {done.returncode}: {done.stderr}")
    expect(re.search(rf"{re.escape(target)}: cannot be written: \w".encode(), done.stderr),
           done.stderr)
    expect(sorted(os.listdir(folder)) == ["call.pcap"], os.listdir(folder))


def check_folder_that_takes_nothing(program, name, folder):
    captures.three_messages().write(folder / "call.pcap")
    target = "/sys/kernel/report" + program.suffixes[name]
    done = program.run("call.pcap", "-o", target, cwd=folder)
    if is_not_built(done):
        return
    expect(done.returncode == 3, f"exit status {done.returncode}: {done.stderr}")
    expect(re.search(rf"{re.escape(target)}: cannot be written: \w".encode(), done.stderr),
           done.stderr)


def check_closed_pipe(program, name, folder):
    captures.three_thousand_messages().write(folder / "call.pcap")
    read, write = os.pipe()
    os.close(read)
    try:
        done = program.run("call.pcap", "--format", name, stdout=write, cwd=folder)
    finally:
        os.close(write)
    if is_not_built(done):
        return
    expect(done.returncode == 0, f"exit status {done.returncode}")
    expect(done.stderr == b"", done.stderr)


def cases_of(program):
    shows_reasons = [name for name in program.formats
                     if name in ("text", "json", "jsonl", "svg", "md", "mermaid", "html")]
    for name in program.formats:
        for make in captures.ALL:
            yield (f"{name}: {make.__name__.replace('_', ' ')}", check_capture, name, make)
        yield (f"{name}: a full device", check_full_device, name)
        yield (f"{name}: a closed pipe ends quietly", check_closed_pipe, name)
        if name in program.suffixes:
            yield (f"{name}: a disk that fills up leaves no file", check_disk_that_fills_up, name)
            if os.path.isdir("/sys/kernel"):
                yield (f"{name}: a folder that takes nothing", check_folder_that_takes_nothing,
                       name)
    for name in shows_reasons:
        yield (f"{name}: Chinese and Arabic stay what they are", check_other_scripts, name)


def main(path):
    program = Program(path)
    failed = number = 0
    for number, (title, check, *arguments) in enumerate(cases_of(program), 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(program, *arguments, Path(folder))
                print(f"ok {number} - {title}")
            except (Failed, ValueError, ElementTree.ParseError, csv.Error) as problem:
                failed += 1
                print(f"not ok {number} - {title}")
                print("# " + str(problem).replace("\n", "\n# "))
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
