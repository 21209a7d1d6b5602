#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user does wrong, and what the program says: cli.py SIPSTORY

Every case is a function that begins with an article or a noun; its name is its sentence. Each
run must end with the status that the manual promises, say what is asserted on standard error
and nothing else, and leave no report of a sanitizer. TAP on standard output.
"""
import contextlib
import gzip
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path

PROGRAM = os.path.abspath(sys.argv[1])
HINT = "'sipstory --help' lists the options\n"
START = 1772705702  # 2026-03-05T10:15:02Z
MICROSECONDS = 0xa1b2c3d4


class Run:
    """What one run gave."""

    def __init__(self, *arguments, stdin=None, stdout=subprocess.PIPE, cwd=None, env=None):
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', **(env or {})}
        done = subprocess.run([PROGRAM, *map(os.fspath, arguments)], stdin=stdin or subprocess.DEVNULL,
                              stdout=stdout, stderr=subprocess.PIPE, cwd=cwd, env=environment,
                              timeout=60, check=False)
        self.status = done.returncode
        self.out = (done.stdout or b'').decode()
        self.err = done.stderr.decode()
        assert not re.search(r'Sanitizer|runtime error|CRITICAL|\*\*', self.err), self.err

    def ends(self, status, err=''):
        assert (self.status, self.err) == (status, err), \
            f'status {self.status}, expected {status}; it said {self.err!r}, expected {err!r}'
        return self

    def refuses(self, complaint):
        """Wrong usage: a line that says why, one that says where to look, nothing done."""
        self.ends(2, f'sipstory: {complaint}\n{HINT}')
        assert self.out == '', self.out

    def calls(self):
        return json.loads(self.out)['calls']

    def call_ids(self):
        return [call['dialogs'][0]['call_id'] for call in self.calls()]


def sip(method, call_id, cseq=1, status=None, user='1001', tag='', branch='a'):
    line = f'SIP/2.0 {status} Fine' if status else f'{method} sip:1002@example.net SIP/2.0'
    return (f'{line}\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK{branch}{call_id}\r\n'
            f'From: <sip:{user}@example.net>;tag=f-{call_id}\r\nTo: <sip:1002@example.net>{tag}\r\n'
            f'Call-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n'
            f'Content-Length: 0\r\n\r\n').encode()


def packet(payload, src=1, dst=2, src_port=5060, dst_port=5060):
    udp = struct.pack('>HHHH', src_port, dst_port, 8 + len(payload), 0) + payload
    ip = struct.pack('>BBHHHBBHBBBBBBBB', 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0,
                     192, 0, 2, src, 192, 0, 2, dst)
    return bytes.fromhex('020000000002020000000001 0800') + ip + udp


def pcap(*packets, link_type=1):
    """Each packet a second after the one before; one may be (seconds, packet)."""
    out = struct.pack('<IHHIIII', MICROSECONDS, 2, 4, 0, 0, 65535, link_type)
    for second, data in enumerate(packets):
        if isinstance(data, tuple):
            second, data = data
        whole = int(second // 1)
        out += struct.pack('<IIII', START + whole, round((second - whole) * 1e6), len(data),
                           len(data)) + data
    return out


def ping(call_id, second, **ends):
    back = {'src': ends.get('dst', 2), 'dst': ends.get('src', 1)}
    return ((second, packet(sip('OPTIONS', call_id), **ends)),
            (second + 0.02, packet(sip('OPTIONS', call_id, status=200, tag=';tag=t'), **back)))


def signals_as_usual():
    """A shell lets what it runs in the background ignore some."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def wait_for(condition):
    """Until @condition holds; for a minute at most."""
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, 'waited in vain'
        time.sleep(0.01)


TWO_CALLS = pcap(packet(sip('INVITE', 'one')), packet(sip('INVITE', 'two', user='bob'), src=3),
                 packet(sip('INVITE', 'one', status=486, tag=';tag=t'), src=2, dst=1))
NEAR_JSON = ['--format', 'json', '--summary']


class Case:
    """A folder with two calls in it, a.pcap, that is the current one of each run."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.write('a.pcap', TWO_CALLS)

    def write(self, name, content):
        (self.folder / name).write_bytes(content)

    def run(self, *arguments, **how):
        return Run(*arguments, cwd=self.folder, **how)

    def json(self, *arguments, **how):
        return self.run(*arguments, *NEAR_JSON, **how)


# Inputs

def a_missing_file(case):
    case.run('none.pcap').ends(3, 'sipstory: none.pcap: No such file or directory\n')


def a_directory(case):
    case.run('.').ends(3, 'sipstory: .: is a directory\n')


def an_empty_file(case):
    case.write('empty.pcap', b'')
    case.run('empty.pcap').ends(3, 'sipstory: empty.pcap: is empty\n')


def a_text_file(case):
    case.write('notes.txt', b'hello\n')
    case.run('notes.txt').ends(3, 'sipstory: notes.txt: is no capture: neither pcap nor '
                                  'pcapng; begins with "hello "\n')


def a_file_that_may_not_be_read(case):
    if os.geteuid() == 0:
        return 'SKIP root may read everything'
    os.chmod(case.folder / 'a.pcap', 0)
    case.run('a.pcap').ends(3, 'sipstory: a.pcap: Permission denied\n')


def a_foreign_format_is_named_with_the_way_out(case):
    case.write('monitor.cap', b'GMBU' + bytes(200))
    case.run('monitor.cap').ends(
        3, 'sipstory: monitor.cap: is a Microsoft Network Monitor 2 capture, neither pcap nor '
           "pcapng; 'editcap -F pcapng IN OUT' converts it\n")


def a_capture_cut_in_the_middle_tells_what_is_there(case):
    case.write('cut.pcap', TWO_CALLS[:-20])
    run = case.json('cut.pcap').ends(3, "sipstory: cut.pcap: cut short in packet 3's data\n")
    assert [call['counts']['messages'] for call in run.calls()] == [1, 1]


def a_wild_packet_length_tells_what_came_before(case):
    at = 24 + 16 + len(packet(sip('INVITE', 'one')))
    case.write('wild.pcap', TWO_CALLS[:at + 8] + b'\xff\xff\xff\x7f' + TWO_CALLS[at + 12:])
    run = case.json('wild.pcap')
    assert run.status == 3 and run.call_ids() == ['one'], (run.status, run.out)
    assert re.fullmatch(r'sipstory: wild\.pcap: [^\n]*packet 2[^\n]*\n', run.err), run.err


def an_unknown_link_type_is_counted(case):
    case.write('usb.pcap', pcap(b'some frame', b'another', link_type=189))
    run = case.json('usb.pcap').ends(0)
    assert json.loads(run.out)['captures'][0]['anomalies'] == {'unknown-link-type': 2}, run.out


def gzip_is_unpacked(case):
    case.write('a.pcap.gz', gzip.compress(TWO_CALLS))
    assert case.json('a.pcap.gz').ends(0).call_ids() == ['one', 'two']


def damaged_gzip_tells_what_is_there(case):
    many = pcap(*(packet(sip('INVITE', f'{i}-{os.urandom(9).hex()}')) for i in range(2000)))
    case.write('bad.pcap.gz', gzip.compress(many)[:-6000])
    run = case.json('bad.pcap.gz')
    assert run.status == 3 and len(run.calls()) > 100, (run.status, run.err)
    assert re.fullmatch(r'sipstory: bad\.pcap\.gz: [^\n]+\n', run.err), run.err


def one_of_two_inputs_is_missing(case):
    run = case.json('none.pcap', 'a.pcap').ends(
        3, 'sipstory: none.pcap: No such file or directory\n')
    assert run.call_ids() == ['one', 'two']
    assert case.json('a.pcap', 'none.pcap').ends(
        3, 'sipstory: none.pcap: No such file or directory\n').out == run.out


def two_missing_inputs_are_a_line_each(case):
    case.run('x', 'y').ends(3, 'sipstory: x: No such file or directory\n'
                               'sipstory: y: No such file or directory\n')


def standard_input_is_a_dash(case):
    expected = case.json('a.pcap').ends(0).calls()
    with open(case.folder / 'a.pcap', 'rb') as file:
        assert case.json('-', stdin=file).ends(0).calls() == expected
    with subprocess.Popen(['cat', case.folder / 'a.pcap'], stdout=subprocess.PIPE) as cat:
        run = case.run('-', '--ladder', stdin=cat.stdout).ends(0)
    assert run.out == case.run('a.pcap', '--ladder').ends(0).out


def standard_input_can_be_empty(case):
    case.run('-').ends(3, 'sipstory: standard input: is empty\n')


def standard_input_twice(case):
    case.run('-', 'a.pcap', '-').refuses("standard input ('-') can be read only once")


def a_fifo_is_read_twice_where_that_is_needed(case):
    os.mkfifo(case.folder / 'fifo')
    writer = threading.Thread(target=(case.folder / 'fifo').write_bytes, args=(TWO_CALLS,))
    writer.start()
    run = case.run('fifo', '--ladder').ends(0)
    writer.join()
    assert run.out == case.run('a.pcap', '--ladder').ends(0).out


def the_same_file_twice_is_the_same_calls_captured_twice(case):
    run = case.json('a.pcap', 'a.pcap').ends(0)
    counts = [(call['counts']['messages'], call['counts']['duplicates']) for call in run.calls()]
    assert counts == [(4, 2), (2, 1)], counts
    assert [capture['packets'] for capture in json.loads(run.out)['captures']] == [3, 3]


def a_capture_without_sip(case):
    case.write('rtp.pcap', pcap(packet(b'\x80\x08 some sound')))
    run = case.run('rtp.pcap').ends(0)
    assert run.out.startswith('No call'), run.out
    assert case.json('rtp.pcap').ends(0).calls() == []


def a_name_with_control_characters_does_no_harm(case):
    case.run('a\x1b[31m\nb.pcap').ends(
        3, 'sipstory: a\\x1b[31m\\nb.pcap: No such file or directory\n')


# Outputs


def a_signal_leaves_no_unfinished_file(case):
    os.mkfifo(case.folder / 'fifo.txt')  # nobody reads: it is opened after x.json, and waits
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with subprocess.Popen([PROGRAM, 'a.pcap', '-o', 'x.json', '-o', 'y.json',
                               '-o', 'fifo.txt'], cwd=case.folder,
                              preexec_fn=signals_as_usual) as program:
            wait_for(lambda: len(list(case.folder.glob('?.json.*'))) == 2)
            program.send_signal(number)
            assert program.wait(60) == -number, program.returncode
        assert sorted(os.listdir(case.folder)) == ['a.pcap', 'fifo.txt']


def a_signal_that_is_ignored_stays_ignored(case):
    os.mkfifo(case.folder / 'fifo.txt')
    with subprocess.Popen(['nohup', PROGRAM, 'a.pcap', '-o', 'x.json', '-o', 'fifo.txt'],
                          cwd=case.folder, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL) as program:
        wait_for(lambda: list(case.folder.glob('x.json.*')))
        program.send_signal(signal.SIGHUP)
        (case.folder / 'fifo.txt').read_bytes()
        assert program.wait(60) == 0, program.returncode
    assert sorted(os.listdir(case.folder)) == ['a.pcap', 'fifo.txt', 'x.json']


def a_signal_while_an_input_stays_open_leaves_nothing(case):
    os.mkfifo(case.folder / 'fifo')
    with subprocess.Popen([PROGRAM, 'fifo', '-o', 'x.json'], cwd=case.folder,
                          env={**os.environ, 'TMPDIR': case.folder},
                          preexec_fn=signals_as_usual) as program:
        with open(case.folder / 'fifo', 'wb') as fifo:
            fifo.write(TWO_CALLS)
            fifo.flush()
            time.sleep(0.2)
            program.send_signal(signal.SIGINT)
            assert program.wait(60) == -signal.SIGINT, program.returncode
    assert sorted(os.listdir(case.folder)) == ['a.pcap', 'fifo']


def a_full_disk(case):
    if not os.path.exists('/dev/full'):
        return 'SKIP no /dev/full'
    for arguments in (['a.pcap'], ['a.pcap', '--ladder'], ['a.pcap', '--format', 'json'],
                      ['a.pcap', '--message', '1'], ['states'], ['--version'], ['--help']):
        with open('/dev/full', 'wb') as full:
            case.run(*arguments, stdout=full).ends(
                3, 'sipstory: standard output: cannot be written: No space left on device\n')


def a_closed_pipe_ends_quietly(case):
    many = pcap(*(packet(sip('INVITE', f'call-{i}')) for i in range(3000)))
    case.write('many.pcap', many)
    for arguments in ([], ['--ladder'], ['--format', 'json'], ['--format', 'jsonl'],
                      ['--message', '1']):
        read, write = os.pipe()
        os.close(read)
        try:
            case.run('many.pcap', *arguments, stdout=write).ends(0)
        finally:
            os.close(write)


# Options

def no_arguments(case):
    case.run().refuses('no capture to read; as in: sipstory calls.pcapng, or -i eth0')


def help_lists_every_group(case):
    run = case.run('--help').ends(0)
    for title in ('Input', 'Selection', 'Output', 'Terminal and program', 'Formats'):
        assert f'\n{title}' in run.out, title
    assert max(map(len, run.out.splitlines())) <= 80
    assert case.run('--help-all').ends(0).out == run.out == case.run('-h').ends(0).out


def the_version(case):
    assert re.fullmatch(r'sipstory \d+\.\d+\.\d+\n', case.run('--version').ends(0).out)


def wrong_options(case):
    for arguments, complaint in (
            (['--frobnicate'], 'Unknown option --frobnicate'),
            (['-x'], 'Unknown option -x'),
            (['--number', '0'],
             '--number=0: expected numbers of the list, as 3 or 3,7 or 10-20'),
            (['--number=5-2'],
             '--number=5-2: expected numbers of the list, as 3 or 3,7 or 10-20'),
            (['--method', 'FOO'],
             "--method=FOO: 'FOO' is no method; known are ACK BYE CANCEL INFO INVITE MESSAGE "
             'NOTIFY OPTIONS PRACK PUBLISH REFER REGISTER SUBSCRIBE UPDATE'),
            (['--shift', 'nonsense'],
             '--shift=nonsense: expected FILE=SECONDS, as b.pcap=-1.5'),
            (['--shift', 'b.pcap=1'],
             '--shift=b.pcap=1: expected one of the inputs, written as there'),
            (['--message', '999999'], '--message=999999: the selected calls have 3 messages'),
            (['--name', 'nonsense'],
             '--name=nonsense: expected ADDRESS[:PORT]=NAME, or a file of such lines'),
            (['--memory', 'lots'], '--memory=lots: expected a size, as 512M or 2G'),
            (['--port', '99999'], '--port=99999: expected a number from 1 to 65535'),
            (['--endpoints', 'x'], '--endpoints=x: expected auto, ip or ip-port'),
            (['--color', 'red'], '--color=red: expected auto, always or never')):
        case.run('a.pcap', *arguments).refuses(complaint)


def an_unknown_format_is_told_the_known_ones(case):
    run = case.run('a.pcap', '--format', 'nonsense')
    assert run.status == 2, run.status
    assert re.fullmatch(rf'sipstory: --format=nonsense: no such format; known are list, text, json, '
                        rf'jsonl[a-z, ]*\n{HINT}', run.err), run.err
    run = case.run('a.pcap', '-o', 'calls.doc')
    assert run.status == 2, run.status
    assert re.fullmatch(rf'sipstory: -o calls\.doc: no format has that ending; known are \.txt, '
                        rf'\.json[a-z., ]*\n{HINT}', run.err), run.err
    case.run('a.pcap', '-o', '-').refuses('-o -: standard output takes its format by --format')
    case.run('a.pcap', '-o', 'CALLS.JSON').ends(0)


def an_option_that_no_chosen_format_has(case):
    only = 'is for these formats only: json, jsonl'
    for option in ('--summary', '--raw', '--headers'):
        for how in ([], ['--ladder'], ['--format', 'list'], ['-o', 'x.txt'], ['--message', '1']):
            case.run('a.pcap', option, *how).refuses(f'{option} {only}')
        case.run('a.pcap', option, '--format', 'jsonl').ends(0)
        case.run('a.pcap', option, '--format', 'list', '-o', 'x.json').ends(0)


def a_selection_of_nothing_says_how_many_calls_there_are(case):
    case.write('one.pcap', pcap(packet(sip('INVITE', 'one'))))
    case.write('none.pcap', pcap())
    for how in ([], ['--ladder']):
        for name, said in (('a', ': none of the 2 calls is selected'),
                           ('one', ': the only call is not selected'), ('none', '')):
            run = case.run(f'{name}.pcap', '--call-id', 'x', *how).ends(0)
            assert run.out == f'No call to show{said}.\n', run.out


def a_wrong_filter(case):
    run = case.run('a.pcap', '-f', 'udp prot 5060')
    assert run.status == 2 and run.out == '', run.out
    assert re.fullmatch(rf"sipstory: filter 'udp prot 5060': [^\n]*syntax error[^\n]*\n{HINT}",
                        run.err), run.err


def a_wrong_option_is_said_before_reading(case):
    os.mkfifo(case.folder / 'fifo')  # nobody writes: reading would not end
    case.run('fifo', '--number', 'x').refuses(
        '--number=x: expected numbers of the list, as 3 or 3,7 or 10-20')


def the_states(case):
    run = case.run('states').ends(0)
    assert run.out.count('\n') > 20 and 'cancelled' in run.out
    case.run('states', 'a.pcap').refuses(
        "'states' takes no arguments; a file of that name is ./states")


def a_file_called_states(case):
    case.write('states', TWO_CALLS)
    assert case.json('./states').ends(0).call_ids() == ['one', 'two']


def numbers_stay_whatever_is_selected(case):
    for arguments, numbers in (([], [1, 2]), (['--number', '2'], [2]), (['--from', 'BOB'], [2]),
                               (['--call-id', 'one'], [1]), (['--method', 'INVITE'], [1, 2]),
                               (['--method', '!INVITE'], []), (['--to', '1002'], [1, 2])):
        found = [call['id'] for call in case.json('a.pcap', *arguments).ends(0).calls()]
        assert found == numbers, (arguments, found)


def a_port_and_a_filter(case):
    case.write('b.pcap', pcap(packet(sip('INVITE', 'at-5060')),
                              packet(sip('INVITE', 'at-5080'), src_port=5080, dst_port=5080)))
    assert case.json('b.pcap', '--port', '5080').ends(0).call_ids() == ['at-5080']
    assert case.json('b.pcap', '-f', 'udp').ends(0).call_ids() == ['at-5060', 'at-5080']
    run = case.json('b.pcap', '-f', 'port 5060').ends(
        0, 'sipstory: the filter names a port: fragments and tunnels are lost by it; --port '
           'keeps them\n')
    assert run.call_ids() == ['at-5060']


def a_shift_moves_an_input(case):
    case.write('b.pcap', pcap((10, packet(sip('INVITE', 'b')))))
    assert case.json('a.pcap', 'b.pcap').ends(0).call_ids() == ['one', 'two', 'b']
    run = case.json('a.pcap', 'b.pcap', '--shift', 'b.pcap=-9.5').ends(0)
    assert run.call_ids() == ['one', 'b', 'two']
    assert run.calls()[1]['start'].startswith('2026-03-05T10:15:02.5'), run.calls()[1]['start']


def names_are_shown_and_join(case):
    names = ['--name', '192.0.2.1=phone', '--name', '192.0.2.2:5060=pbx']
    found = [p.get('name') for p in case.json('a.pcap', *names).ends(0).calls()[0]['participants']]
    assert sorted(found) == ['pbx', 'phone'], found
    case.write('names', b'# who\n192.0.2.1=phone\n192.0.2.2=pbx\n')
    again = case.json('a.pcap', '--name', 'names').ends(0).calls()[0]['participants']
    assert sorted(p.get('name') for p in again) == ['pbx', 'phone'], again


def endpoints_by_address_and_by_port(case):
    case.write('b.pcap', pcap(packet(sip('INVITE', 'b'), dst_port=5080),
                              packet(sip('INVITE', 'b', status=100), src=2, dst=1)))
    for mode, count in (('ip', 2), ('ip-port', 3)):
        call = case.json('b.pcap', '--endpoints', mode).ends(0).calls()[0]
        assert len(call['participants']) == count, (mode, call['participants'])


def pings_are_one_line_until_unfolded(case):
    case.write('b.pcap', pcap(*ping('p1', 0), *ping('p2', 1), *ping('p3', 2)))
    folded, unfolded = (case.run('b.pcap', *more).ends(0).out.count('OPTIONS')
                        for more in ([], ['--unfold']))
    assert (folded, unfolded) == (1, 3), (folded, unfolded)
    assert len(case.json('b.pcap').ends(0).calls()) == 3


def one_message_is_explained(case):
    run = case.run('a.pcap', '--call-id', 'one', '--message', '2').ends(0)
    assert 'SIP/2.0 486' in run.out, run.out
    case.run('a.pcap', '--message', '1', '-o', 'x.json').refuses(
        '--message prints to standard output: not with --ladder, --format, -o or --split')


def the_message_of_one_call_has_its_number_in_the_ladder(case):
    """Two taps, the same time: the answer is captured first, the ladder begins with INVITE."""
    case.write('one.pcap', pcap(packet(sip('INVITE', 'one', status=486, tag=';tag=t'),
                                       src=2, dst=1)))
    case.write('two.pcap', pcap(packet(sip('INVITE', 'one'))))
    case.write('three.pcap', pcap((5, packet(sip('INVITE', 'two')))))
    merged = ['one.pcap', 'two.pcap']
    ladder = case.run(*merged, '--ladder').ends(0).out
    assert ladder.index(' INVITE ─') < ladder.rindex('486'), ladder
    for inputs in (merged, [*merged, 'three.pcap', '--number', '1']):
        assert 'INVITE sip' in case.run(*inputs, '--message', '1').ends(0).out
        assert 'SIP/2.0 486' in case.run(*inputs, '--message', '2').ends(0).out
    assert 'SIP/2.0 486' in case.run(*merged, 'three.pcap', '--message', '1').ends(0).out
    assert 'Call-ID: two' in case.run(*merged, 'three.pcap', '--message', '3').ends(0).out
    case.run(*merged, '--message', '3').refuses('--message=3: the selected call has 2 messages')
    case.run(*merged, '--call-id', 'x', '--message', '3').refuses(
        '--message=3: no call is selected')


def many_calls():
    return pcap(*(packet(sip('INVITE', f'call-{i}')) for i in range(6000)))


def a_memory_that_is_too_small_for_what_waits_tells_what_fits(case):
    case.write('many.pcap', many_calls())
    run = case.run('many.pcap', '--format', 'json', '--memory', '1M').ends(
        3, 'sipstory: --memory is reached: what follows in the input is not told, for '
        '--format=json cannot be served before it is read to its end\n')
    assert 100 < len(run.calls()) < 6000, len(run.calls())


def where_memory_is_reached_calls_are_told_as_they_end(case):
    """Of 6,000 INVITEs without an answer, a second apart, 300 are open at a time."""
    case.write('many.pcap', many_calls())
    whole = case.json('many.pcap').ends(0)
    early = case.json('many.pcap', '--memory', '2M')
    assert early.status == 0, early.err
    told = json.loads(early.out)
    count = told['told_early']['calls']
    assert early.err == (f'sipstory: --memory was reached: calls told early: {count}, of them '
                         'evicted: 0\n'), early.err
    assert 2000 < count < 6000 and told['told_early']['evicted'] == 0, told['told_early']
    assert told['calls'] == whole.calls()
    assert told['captures'] == json.loads(whole.out)['captures']
    assert 'told_early' not in json.loads(whole.out)


def calls_that_are_told_early_are_selected_and_expected_as_all_are(case):
    case.write('many.pcap', many_calls())
    for number in (1, 5999):
        run = case.run('many.pcap', '--memory', '2M', '--number', str(number), '--format', 'csv')
        assert run.status == 0 and f',call-{number - 1},' in run.out, (number, run.err, run.out)
        assert len(run.out.splitlines()) == 2, run.out
    run = case.run('many.pcap', '--memory', '2M', '--verdict', 'deviates')
    assert run.status == 0 and 'No call' in run.out, run.out
    run = case.run('many.pcap', '--memory', '2M', '--expect', 'basic-call', '--call-id', 'call-7')
    assert run.status == 1 and run.err.startswith('sipstory: call 8 (packet 8): '), run.err


def what_has_to_wait_for_the_end_is_named_when_memory_is_reached(case):
    case.write('many.pcap', many_calls())
    for named, arguments in (('-o calls.html', ['--format', 'list', '-o', 'calls.html']),
                             ('--ladder', ['--ladder']), ('--validate', ['--validate']),
                             ('--split', ['--split', 'calls']), ('--message', ['--message', '1'])):
        run = case.run('many.pcap', '--memory', '1M', *arguments)
        assert run.status == 3, run
        assert f'is not told, for {named} cannot be served' in run.err, run.err


def an_input_that_ends_before_its_memory_is_looked_at_is_whole(case):
    # looked at every 1,024 packets: reached behind the first look, and there is no second one
    case.write('few.pcap', pcap(packet(b'no SIP'), *(packet(sip('INVITE', f'call-{i}'))
                                                     for i in range(1030))))
    run = case.run('few.pcap', '--format', 'json', '--memory', '1K').ends(0)
    assert len(run.calls()) == 1030, len(run.calls())


# The terminal

def on_terminal(case, *arguments, **env):
    """What the program shows on a terminal of 80 columns."""
    master, slave = pty.openpty()
    environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'TERM': 'xterm', **env}
    environment = {name: value for name, value in environment.items() if value is not None}
    with subprocess.Popen([PROGRAM, *arguments], cwd=case.folder, env=environment,
                          stdin=subprocess.DEVNULL, stdout=slave, stderr=slave) as program:
        os.close(slave)
        shown = b''
        with contextlib.suppress(OSError):  # how the end of a terminal is told
            while more := os.read(master, 65536):
                shown += more
    os.close(master)
    assert program.returncode == 0, program.returncode
    return shown.decode()


def colours_are_for_terminals(case):
    assert '\x1b[' in on_terminal(case, 'a.pcap', NO_COLOR=None)
    assert '\x1b[' not in on_terminal(case, 'a.pcap', NO_COLOR='1')
    assert '\x1b[' not in on_terminal(case, 'a.pcap', NO_COLOR=None, TERM='dumb')
    assert '\x1b[' not in on_terminal(case, 'a.pcap', '--color=never', NO_COLOR=None)
    assert '\x1b[' in on_terminal(case, 'a.pcap', '--color=always', NO_COLOR='1')
    assert '\x1b[' not in case.run('a.pcap').ends(0).out
    assert '\x1b[' in case.run('a.pcap', '--color=always').ends(0).out


def lines_fit_the_terminal(case):
    for columns in ('60', '100'):
        shown = on_terminal(case, 'a.pcap', '--color=never', COLUMNS=columns)
        widest = max(map(len, shown.splitlines()))
        assert widest <= int(columns), (columns, shown)


def ascii_where_the_locale_has_no_more(case):
    plain = case.run('a.pcap', '--ladder', env={'LC_ALL': 'C'}).ends(0).out
    assert plain.isascii(), plain
    assert plain == case.run('a.pcap', '--ladder', '--ascii').ends(0).out
    assert not case.run('a.pcap', '--ladder').ends(0).out.isascii()


def times_are_local_or_utc(case):
    west = {'TZ': 'WEST+5'}
    assert '05:15:02' in case.run('a.pcap', env=west).ends(0).out
    assert '10:15:02' in case.run('a.pcap', '--utc', env=west).ends(0).out
    assert '10:15:02' in case.json('a.pcap', env=west).ends(0).out


def verdict(case):
    folder = tempfile.mkdtemp(prefix='sipstory-cli-')
    try:
        return case(Case(folder)), None
    except Exception:  # whatever it is, the other cases run
        return None, traceback.format_exc()
    finally:
        shutil.rmtree(folder)


def run_cases(cases):
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        skip, fault = verdict(case)
        name = case.__name__.replace('_', ' ')
        print(f"{'not ok' if fault else 'ok'} {number} - {name}" + (f' # {skip}' if skip else ''),
              flush=True)
        if fault:
            print('# ' + fault.strip().replace('\n', '\n# '), flush=True)


def main():
    helpers = {'sip', 'packet', 'pcap', 'ping', 'on_terminal', 'signals_as_usual', 'wait_for',
               'many_calls', 'verdict', 'run_cases', 'main'}
    run_cases([case for name, case in globals().items()
               if callable(case) and getattr(case, '__module__', '') == '__main__'
               and name.islower() and name not in helpers])


if __name__ == '__main__':
    main()
