# SPDX-License-Identifier: Apache-2.0
"""A wire of its own for each case of a test, SIP on it, and sipstory that listens.

Each case runs in a process with a network (and mounts) of its own, several at a time; what it
needs that is not there, or not permitted, skips it. Nothing here depends on how fast things go:
whatever is waited for is waited for until LIMIT.
"""
import concurrent.futures
import json
import os
import pwd
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 60  # seconds, for what would hang
AT_ONCE = 6
SKIPPED = 77
WIRE = 'wire'
ETHERNET = bytes.fromhex('020000000002020000000001')

# It becomes the user that called sudo, where there is one.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith('SUDO_')}
ENVIRONMENT |= {'LC_ALL': 'C.UTF-8', 'TERM': 'xterm'}


class Skip(Exception):
    """A case that cannot be asked here, and why."""


class Failed(Exception):
    """What a case found."""


def expect(condition, *what):
    if not condition:
        raise Failed('; '.join(map(str, what)) or 'not so')


def ip(arguments):
    subprocess.run(['ip', *arguments.split()], check=True, timeout=LIMIT)


def make_wire(name=WIRE, mtu=1500):
    """Two ends: sipstory listens at one, the other is NAME-far. Nothing is on it by itself."""
    for scope in 'default', 'all':
        path = Path(f'/proc/sys/net/ipv6/conf/{scope}/disable_ipv6')
        if path.exists():
            path.write_text('1', encoding='ascii')
    ip(f'link add {name} mtu {mtu} type veth peer name {name}-far mtu {mtu}')
    ip(f'link set {name} up')
    ip(f'link set {name}-far up')


def checksum(data):
    total = sum(struct.unpack(f'!{len(data) // 2}H', data))
    total = (total >> 16) + (total & 0xffff)
    return ~(total + (total >> 16)) & 0xffff


def frame(payload, src='192.0.2.1', dst='192.0.2.2', port=5060):
    """An Ethernet frame with IPv4 and UDP."""
    length = 28 + len(payload)
    head = struct.pack('!BBHHHBBH4s4s', 0x45, 0, length, 0, 0, 64, 17, 0,
                       socket.inet_aton(src), socket.inet_aton(dst))
    head = head[:10] + struct.pack('!H', checksum(head)) + head[12:]
    return ETHERNET + b'\x08\0' + head + struct.pack('!HHHH', port, port, length - 20, 0) + payload


class Far:
    """The other end of a wire."""

    def __init__(self, name=WIRE):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.socket.bind((name + '-far', 0))

    def send(self, payload, **ends):
        self.socket.send(frame(payload, **ends))


class Call:
    """A call from 192.0.2.1 to 192.0.2.2, said in steps."""

    def __init__(self, far, name='call-1', caller='1001', padding=0):
        self.far, self.name, self.caller = far, name, caller
        self.padding = f'X-Padding: {"x" * padding}\r\n' if padding else ''
        self.tag = ''

    def say(self, start, cseq, forth, more=''):
        message = (f'{start}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{self.name}{cseq[:1]}'
                   f'{cseq.split()[1].replace("ACK", "INVITE")}\r\n'
                   f'From: <sip:{self.caller}@example.net>;tag=a\r\n'
                   f'To: <sip:1002@example.net>{self.tag}\r\nCall-ID: {self.name}\r\n'
                   f'CSeq: {cseq}\r\n{more}{self.padding}Content-Length: 0\r\n\r\n').encode()
        ends = {'src': '192.0.2.1', 'dst': '192.0.2.2'}
        if not forth:
            ends = {'src': '192.0.2.2', 'dst': '192.0.2.1'}
        self.far.send(message, **ends)

    def invite(self):
        self.say('INVITE sip:1002@example.net SIP/2.0', '1 INVITE', True,
                 'Contact: <sip:1001@192.0.2.1>\r\n')

    def ring(self):
        self.tag = ';tag=b'
        self.say('SIP/2.0 180 Ringing', '1 INVITE', False)

    def answer(self):
        self.tag = ';tag=b'
        self.say('SIP/2.0 200 OK', '1 INVITE', False, 'Contact: <sip:1002@192.0.2.2>\r\n')
        self.say('ACK sip:1002@192.0.2.2 SIP/2.0', '1 ACK', True)

    def hang_up(self):
        self.say('BYE sip:1002@192.0.2.2 SIP/2.0', '2 BYE', True)
        self.say('SIP/2.0 200 OK', '2 BYE', False)

    def whole(self):
        self.invite()
        self.ring()
        self.answer()
        self.hang_up()
        return self


class Sniffing:
    """The program on wires, from when it listens to its end. Its standard output is a pipe that
    is read line by line, unless `out` (or `err`, `stdin`) is a descriptor."""

    def __init__(self, program, *arguments, wires=(WIRE,), before=(), **files):
        self.told = tempfile.TemporaryFile('w+', encoding='utf-8')
        asked = [word for wire in wires for word in ('-i', wire)]
        self.process = subprocess.Popen(
            [*before, program, *asked, *arguments], stdin=files.get('stdin', subprocess.DEVNULL),
            stdout=files.get('out', subprocess.PIPE), stderr=files.get('err', self.told),
            env=ENVIRONMENT)
        self.rest = b''

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self.told.close()

    def stderr(self):
        where = os.fstat(self.told.fileno()).st_size
        return os.pread(self.told.fileno(), where, 0).decode()

    def listens(self):
        """It says so once all is open and it takes packets."""
        self.says('listening on ')
        return self

    def says(self, text):
        wait_for(lambda: text in self.stderr() or self.process.poll() is not None,
                 lambda: f'never said: {text}; but {self.stderr()}')
        expect(text in self.stderr(), f'never said: {text}; but ended with '
               f'{self.process.returncode}: {self.stderr()}')

    def line(self):
        """The next line of its output; None at the end of it."""
        while b'\n' not in self.rest:
            if not select.select([self.process.stdout], [], [], LIMIT)[0]:
                raise Failed(f'no line of output; it said: {self.stderr()}')
            more = os.read(self.process.stdout.fileno(), 65536)
            if not more:
                expect(not self.rest, f'half a line: {self.rest}')
                return None
            self.rest += more
        line, self.rest = self.rest.split(b'\n', 1)
        return line.decode()

    def event(self):
        line = self.line()
        return None if line is None else json.loads(line)

    def events(self):
        """All that come until it ends."""
        found = []
        while (event := self.event()) is not None:
            found.append(event)
        return found

    def signal(self, number):
        self.process.send_signal(number)
        return self

    def ends(self, status=0):
        try:
            ended = self.process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            raise Failed(f'it does not end; it said: {self.stderr()}') from None
        expect(ended == status, f'it ended with {ended}, not {status}: {self.stderr()}')
        return self.stderr()

    def interrupt(self, status=0):
        return self.signal(signal.SIGINT).ends(status)


def wait_for(condition, why='it never came'):
    until = time.monotonic() + LIMIT
    while not (got := condition()):
        if time.monotonic() > until:
            raise Failed(why() if callable(why) else why)
        time.sleep(0.01)
    return got


def folder(path='.'):
    """The names of a directory's files."""
    return sorted(entry.name for entry in os.scandir(path))


def packets(path):
    """How many packets a pcapng file has; it must be whole."""
    data, at, count = Path(path).read_bytes(), 0, 0
    expect(data[:4] == b'\x0a\x0d\x0d\x0a', f'{path}: {data[:16]}')
    while at < len(data):
        kind, length = struct.unpack_from('<II', data, at)
        expect(length >= 12 and at + length <= len(data) and
               struct.unpack_from('<I', data, at + length - 4)[0] == length,
               f'{path}: a block of {length} at {at} of {len(data)}')
        count += kind == 6
        at += length
    return count


def lines(path):
    """The JSON of each line; the last one is whole, too."""
    text = Path(path).read_text(encoding='utf-8')
    expect(not text or text.endswith('\n'), f'{path}: cut short')
    return [json.loads(line) for line in text.splitlines()]


def run_alone(case, program):
    """In a namespace of its own already."""
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o777)
        os.chdir(place)
        try:
            case(program)
        except Skip as why:
            print(why)
            return SKIPPED
        except Failed as what:
            print(what)
            return 1
        finally:
            os.chdir('/')
    return 0


def spawn(name):
    """A case's process; its network, and its mounts, go with it."""
    done = subprocess.run(['unshare', '--net', '--mount', sys.executable, '-B', *sys.argv, name],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace', check=False, timeout=4 * LIMIT)
    return done.returncode, done.stdout


def why_not():
    """Why no case can be asked here."""
    if os.getuid() != 0:
        return 'not root'
    if not shutil.which('ip') or not shutil.which('unshare'):
        return 'no ip, or no unshare'
    try:
        pwd.getpwnam('nobody')
    except KeyError:
        return 'no user nobody'
    made = 'ip link add name one type veth peer name two'
    done = subprocess.run(['unshare', '--net', '--mount', 'sh', '-c', made], capture_output=True,
                          check=False, timeout=LIMIT)
    return '' if done.returncode == 0 else 'no network of its own for the test'


def run_cases(cases):
    """TAP of all @cases: functions that take the program, which is the first argument. The
    second, if any, is the one case to run here."""
    sys.argv[1] = os.path.abspath(sys.argv[1])
    if len(sys.argv) == 3:
        chosen = {case.__name__: case for case in cases}[sys.argv[2]]
        return run_alone(chosen, os.path.realpath(sys.argv[1]))
    print(f'1..{len(cases)}')
    reason = why_not()
    failed = False
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [] if reason else [pool.submit(spawn, case.__name__) for case in cases]
        for number, case in enumerate(cases, 1):
            name = re.sub('_', ' ', case.__name__)
            status, said = (SKIPPED, reason) if reason else asked[number - 1].result()
            if status == SKIPPED:
                print(f'ok {number} {name} # SKIP {said.strip()}')
            elif status == 0:
                print(f'ok {number} {name}')
            else:
                failed = True
                print(f'not ok {number} {name}\n# ' + said.strip().replace('\n', '\n# '))
            sys.stdout.flush()
    return failed
