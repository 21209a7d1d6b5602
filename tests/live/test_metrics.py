#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The metrics of a running capture, read as a scraper reads them and asked as a stranger asks.
TAP on standard output.

test_metrics.py SERVE_FIGURES   the program that serves made-up figures. Skipped where it was built
without libmicrohttpd; what promtool says of the text only where there is one (Debian: prometheus).
"""
import http.client
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import exposition

LIMIT = 60  # seconds, for what would hang
TYPE = 'text/plain; version=0.0.4; charset=utf-8'
HOSTILE = 'wire "x\\y"\n\u00e4\ufffd'


class Skip(Exception):
    """A case that cannot be asked here, and why."""


class Failed(Exception):
    """What a case found."""


def expect(condition, what):
    if not condition:
        raise Failed(what)


class Server:
    """A program that serves, from its start to its end."""

    def __init__(self, program, address='127.0.0.1:0'):
        self.process = subprocess.Popen([program, address], stdin=subprocess.PIPE, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.url = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        status = self.process.wait(LIMIT)
        if self.url and status != 0:
            raise Failed(f'it ended with {status}: {self.process.stderr.read()}')

    def put(self):
        self.process.stdin.write('put\n')
        self.process.stdin.flush()
        expect(self.process.stdout.readline() == 'done\n', 'nothing was put')

    def read(self):
        with urllib.request.urlopen(self.url, timeout=LIMIT) as answer:
            expect(answer.headers['Content-Type'] == TYPE, answer.headers['Content-Type'])
            return answer.read().decode()

    def ask(self, method, path, **how):
        """Status, headers and body of any request."""
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=LIMIT)
        try:
            connection.request(method, path, **how)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()

    def connect(self):
        at = urlsplit(self.url)
        return socket.create_connection((at.hostname, at.port), timeout=LIMIT)


def the_text_is_what_prometheus_reads(program):
    with Server(program) as server:
        server.put()
        families = exposition.parse(server.read())
    calls = families['sipstory_calls_total'].samples
    named = {dict(labels)['flow']: value for (_, labels), value in calls.items()
             if dict(labels)['verdict'] == 'conforms'}
    expect(named['basic-call'] == 6 and named['busy'] == 0, named)
    dropped = families['sipstory_dropped_packets_total'].samples
    expect(7 in [value for (_, labels), value in dropped.items()
                 if dict(labels) == {'interface': HOSTILE, 'place': 'queue'}], dropped)
    setup = families['sipstory_setup_seconds'].samples
    expect(setup['sipstory_setup_seconds_sum', ()] == 27.09, setup)
    expect(setup['sipstory_setup_seconds_bucket', (('le', '2.5'),)] == 0, setup)
    expect(setup['sipstory_setup_seconds_bucket', (('le', '5'),)] == 9, setup)


def counters_never_fall_and_no_line_is_new(program):
    with Server(program) as server:
        server.put()
        before = exposition.flat(exposition.parse(server.read()))
        server.put()
        after = exposition.flat(exposition.parse(server.read()))
    expect(before.keys() == after.keys(), before.keys() ^ after.keys())
    fallen = [key for key in before if after[key] < before[key]]
    expect(not fallen, f'fell: {fallen}')
    calls = sum(value for (name, _), value in after.items() if name == 'sipstory_calls_total')
    expect(calls == 18, calls)


def promtool_finds_nothing_to_say(program):
    if not shutil.which('promtool'):
        raise Skip('no promtool')
    with Server(program) as server:
        server.put()
        text = server.read()
    done = subprocess.run(['promtool', 'check', 'metrics'], input=text, capture_output=True,
                          text=True, check=False, timeout=LIMIT)
    expect(done.returncode == 0 and not done.stdout + done.stderr, done.stdout + done.stderr)


def other_paths_and_methods_are_refused(program):
    with Server(program) as server:
        status, _, body = server.ask('GET', '/metrics')
        expect(status == 503 and 'not begun' in body, (status, body))
        server.put()
        for path in '/metrics/', '/metricsx', '/..%2f..%2fetc/passwd', '/favicon.ico':
            status, _, body = server.ask('GET', path)
            expect(status == 404 and '/metrics' in body, (path, status, body))
        for method in 'POST', 'PUT', 'DELETE', 'OPTIONS', 'BREW':
            status, headers, _ = server.ask(method, '/metrics', body='x' * 100000)
            expect(status == 405 and headers['Allow'] == 'GET, HEAD', (method, status))
        status, _, body = server.ask('GET', '/')
        expect(status == 200 and '/metrics' in body, (status, body))
        status, headers, body = server.ask('HEAD', '/metrics')
        expect(status == 200 and not body and headers['Content-Type'] == TYPE, (status, body))
        status, _, body = server.ask('GET', '/metrics?name=x')
        expect(status == 200 and 'sipstory_build_info' in body, status)


def an_endless_head_is_refused(program):
    with Server(program) as server:
        server.put()
        with server.connect() as stranger:
            try:
                stranger.sendall(b'GET /metrics HTTP/1.1\r\n')
                for number in range(10000):
                    stranger.sendall(b'X-%d: %s\r\n' % (number, b'x' * 100))
                answer = stranger.recv(100)
            except (BrokenPipeError, ConnectionResetError):
                answer = b''
        expect(not answer or re.match(rb'HTTP/1.1 4\d\d', answer), answer)
        with server.connect() as stranger:
            stranger.sendall(bytes(range(256)) * 100 + b'\r\n\r\n')
        exposition.parse(server.read())


def silent_connections_keep_their_place_for_a_while_only(program):
    with Server(program) as server:
        server.put()
        silent = [server.connect() for _ in range(20)]
        exposition.parse(server.read())
        for stranger in silent:
            stranger.close()


def no_signal_reaches_its_thread(program):
    with Server(program) as server:
        pid = server.process.pid
        masks = {task.name: int(re.search(r'SigBlk:\s*(\w+)',
                                          (task / 'status').read_text())[1], 16)
                 for task in Path(f'/proc/{pid}/task').iterdir()}
        main = masks.pop(str(pid))
        expect(masks, 'there is no thread')
        for number in signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1:
            bit = 1 << (number - 1)
            expect(not main & bit, f'the program does not get {number.name}')
            expect(any(mask & bit for mask in masks.values()), f'{number.name} gets through')


def a_port_in_use_is_said(program):
    with Server(program) as first:
        address = urlsplit(first.url).netloc
        with Server(program, address) as second:
            said = second.process.stderr.read()
    expect(not second.url and f'--metrics={address}: the port is in use' in said, said)


def a_restart_need_not_wait_for_the_port(program):
    with Server(program) as server:
        server.put()
        server.read()
        address = urlsplit(server.url).netloc
    with Server(program, address) as server:
        expect(urlsplit(server.url).netloc == address, server.url)


def addresses_are_as_users_type_them(program):
    for given, expected in (('0', '127.0.0.1'), ('localhost:0', '127.0.0.1'), ('[::1]:0', '::1')):
        with Server(program, given) as server:
            if not server.url and given == '[::1]:0':
                continue  # a machine without IPv6
            expect(urlsplit(server.url).hostname == expected, (given, server.url))
            expect(urlsplit(server.url).port > 0, server.url)
    for given in ('', ':9465', '::1:9465', '[::1]', '127.0.0.1', '65536', '9465x', '-1', 'eth0:9465',
                  'http://127.0.0.1:9465', '127.0.0.1:', '1.2.3:80'):
        with Server(program, given) as server:
            said = server.process.stderr.read()
        expect(not server.url and f'--metrics={given}: not an address and a port' in said, said)
    with Server(program, '192.0.2.1:9465') as server:
        said = server.process.stderr.read()
    expect('this machine has no such address' in said, said)


CASES = [the_text_is_what_prometheus_reads, counters_never_fall_and_no_line_is_new,
         promtool_finds_nothing_to_say, other_paths_and_methods_are_refused,
         an_endless_head_is_refused, silent_connections_keep_their_place_for_a_while_only,
         no_signal_reaches_its_thread, a_port_in_use_is_said,
         a_restart_need_not_wait_for_the_port, addresses_are_as_users_type_them]


def why_there_is_no_server(program):
    with Server(program) as server:
        said = '' if server.url else server.process.stderr.read()
    return said.strip() if 'not built' in said else None


def main():
    program = sys.argv[1]
    absent = why_there_is_no_server(program)
    if absent:
        print(f'1..0 # SKIP {absent}')
        return
    print(f'1..{len(CASES)}')
    for number, case in enumerate(CASES, 1):
        title = f'{number} - {case.__name__.replace("_", " ")}'
        try:
            case(program)
            print(f'ok {title}', flush=True)
        except Skip as why:
            print(f'ok {title} # SKIP {why}', flush=True)
        except (Failed, exposition.Wrong, OSError) as what:
            print(f'not ok {title}')
            print('\n'.join(f'# {line}' for line in str(what).splitlines()), flush=True)


main()
