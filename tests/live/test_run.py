#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A running capture, as its user meets it: what it says while it runs, what it makes of signals,
and what it leaves behind. TAP; as root, with a network of its own for each case.

test_run.py SIPSTORY
"""
import csv
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import wire
from wire import Call, Failed, Far, Sniffing, expect


def a_silent_interface_ends_by_itself_with_whole_files(program):
    wire.make_wire()
    with Sniffing(program, '--duration', '2', '-o', 'a.jsonl', '-o', 'a.json', '-o', 'a.csv',
                  '-w', 'a.pcapng') as run:
        expect(run.events() == [], 'something was told')
        said = run.ends()
    expect('Running for 0:00:0' in said and '0 packets' in said and '0 begun' in said, said)
    expect(wire.folder() == ['a.csv', 'a.json', 'a.jsonl', 'a.pcapng'], wire.folder())
    expect(wire.lines('a.jsonl') == [], 'lines')
    whole = json.loads(Path('a.json').read_text(encoding='utf-8'))
    expect(whole['calls'] == [] and whole['captures'][0]['packets'] == 0, whole)
    with open('a.csv', encoding='utf-8', newline='') as file:
        rows = list(csv.reader(file))
    expect(len(rows) == 1 and rows[0][0] == 'id', rows)
    expect(wire.packets('a.pcapng') == 0, 'packets')


def after_so_many_packets_it_ends(program):
    wire.make_wire()
    with Sniffing(program, '--count', '5', '-w', 'a.pcapng') as run:
        run.listens()
        call = Call(Far())
        for _ in range(2):
            call.whole()
        kinds = [event['event'] for event in run.events()]
        expect(kinds[0] == 'begin' and kinds[-1] == 'end', kinds)
        said = run.ends()
    expect('5 packets' in said and '5 SIP messages' in said, said)
    expect(wire.packets('a.pcapng') == 5, wire.packets('a.pcapng'))


def what_breaks_the_protocol_is_told_when_a_call_ends(program):
    wire.make_wire()
    with Sniffing(program, '--validate', '--count', '3', '-o', 'a.txt', '--format', 'jsonl') as run:
        run.listens()
        call = Call(Far())
        call.invite()
        call.say('SIP/2.0 200 OK', '1 INVITE', False)
        call.say('ACK sip:1002@192.0.2.2 SIP/2.0', '1 ACK', True)
        *events, last = run.events()
        run.ends(1)
    expect(events and all('lint' not in message for event in events
                          for message in event['call'].get('messages', [])), events)
    rules = [finding['rule'] for message in last['call']['messages']
             for finding in message['lint']]
    expect(last['event'] == 'end' and 'answer-contact-missing' in rules, last)
    text = Path('a.txt').read_text(encoding='utf-8')
    expect('error answer-contact-missing' in text and ' in 3 messages of 1 call.' in text, text)


def several_interfaces_are_heard(program):
    wire.make_wire()
    wire.make_wire('other')
    with Sniffing(program, '--format', 'json', wires=(wire.WIRE, 'other')) as run:
        run.listens()
        Call(Far(), 'one').whole()
        Call(Far('other'), 'two').whole()
        said = run.signal(signal.SIGINT).process.stdout.read()
        run.ends()
    whole = json.loads(said)
    expect([each['path'] for each in whole['captures']] == [wire.WIRE, 'other'], whole)
    expect([each['packets'] for each in whole['captures']] == [6, 6], whole)
    heard = {call['dialogs'][0]['call_id']: {m['capture'] for m in call['messages']}
             for call in whole['calls']}
    expect(heard == {'one': {0}, 'two': {1}}, heard)


def any_hears_every_interface(program):
    wire.make_wire()
    wire.make_wire('other')
    with Sniffing(program, wires=('any',)) as run:
        run.listens()
        Call(Far(), 'one').invite()
        Call(Far('other'), 'two').invite()
        run.event()
        run.event()
        run.signal(signal.SIGINT)
        ends = {event['call']['dialogs'][0]['call_id'] for event in run.events()}
        run.ends()
    expect(ends == {'one', 'two'}, ends)


def an_interface_that_is_not_there_is_said_beside_those_that_are(program):
    wire.make_wire()
    with Sniffing(program, wires=('absent',)) as run:
        said = run.ends(3)
        expect('absent: no such interface' in said and wire.WIRE in said and 'lo' in said, said)


def events_come_while_the_call_goes_on(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        call = Call(Far())
        call.invite()
        begin = run.event()
        expect(begin['event'] == 'begin' and begin['call']['state'] == 'trying', begin)
        call.ring()
        update = run.event()
        expect(update['event'] == 'update' and update['call']['state'] == 'ringing', update)
        call.answer()
        update = run.event()
        expect(update['event'] == 'update' and update['call']['state'] == 'in-call', update)
        call.hang_up()
        update = run.event()
        expect(update['event'] == 'update' and update['call']['state'] == 'completed', update)
        run.signal(signal.SIGINT)
        last = run.events()
        run.ends()
    expect([event['event'] for event in last] == ['end'], last)
    end = last[0]['call']
    expect((end['flow']['name'], end['flow']['verdict']) == ('basic-call', 'conforms'), end)
    expect(len(end['messages']) == 6 and end['id'] == begin['call']['id'], end)


def other_traffic_does_not_hold_the_events_up(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        far = Far()
        call = Call(far)
        call.invite()
        expect(run.event()['event'] == 'begin', 'no begin')
        call.ring()
        until = time.monotonic() + wire.LIMIT / 4
        while not select.select([run.process.stdout], [], [], 0.02)[0]:
            expect(time.monotonic() < until, 'no update while other packets come')
            far.send(b'no SIP at all', port=4321)
        expect(run.event()['call']['state'] == 'ringing', 'not the state')
        run.interrupt()


def nothing_of_the_status_line_is_in_a_pipe(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        Call(Far()).whole()
        run.event()
        run.event()
        run.signal(signal.SIGINT)
        run.events()
        said = run.ends()
    expect('\r' not in said and '\033' not in said, repr(said))


class Screen:
    """What a terminal shows of what it was sent: enough of one for lines that are replaced."""

    def __init__(self, columns):
        self.columns, self.rows, self.column = columns, [''], 0
        self.seen = []  # what stood in the last row whenever something was sent

    def put(self, text):
        for part in re.split('(\r|\n|\033\\[[0-9;]*[A-Za-z])', text):
            if part == '\r':
                self.column = 0
            elif part == '\n':
                self.rows.append('')
                self.column = 0
            elif part == '\033[K':
                self.rows[-1] = self.rows[-1][:self.column]
            elif part and not part.startswith('\033'):
                row = self.rows[-1].ljust(self.column)
                self.rows[-1] = row[:self.column] + part + row[self.column + len(part):]
                self.column += len(part)
                expect(self.column <= self.columns, f'wider than {self.columns}: {self.rows[-1]}')
        self.seen.append(self.rows[-1])


class Terminal:
    """Both standard output and standard error of a run."""

    def __init__(self, columns):
        self.screen = Screen(columns)
        self.own, self.its = pty.openpty()
        fcntl.ioctl(self.its, termios.TIOCSWINSZ, struct.pack('HHHH', 24, columns, 0, 0))

    def read_until(self, condition):
        until = time.monotonic() + wire.LIMIT
        text = b''
        while not condition(self.screen):
            if time.monotonic() > until:
                raise Failed('never shown; but\n' + '\n'.join(self.screen.rows))
            if not select.select([self.own], [], [], 0.2)[0]:
                continue
            text += os.read(self.own, 65536)
            try:
                self.screen.put(text.decode())
                text = b''
            except UnicodeDecodeError:
                pass  # the rest of a character is still to come

    def close(self):
        os.close(self.its)
        os.close(self.own)


def look_at_terminal(program, columns):
    terminal = Terminal(columns)
    wire.make_wire()
    with Sniffing(program, out=terminal.its, err=terminal.its) as run:
        terminal.read_until(lambda screen: 'listening on' in '\n'.join(screen.rows))
        far = Far()
        for number in range(3):
            Call(far, f'call-{number}', caller=f'100{number}').whole()
        terminal.read_until(lambda screen: '3 calls open' in screen.rows[-1] and
                            any('1002' in row for row in screen.rows))
        status = terminal.screen.rows[-1]
        run.signal(signal.SIGINT)
        terminal.read_until(lambda screen: any('Memory' in row for row in screen.rows))
        expect(run.process.wait(wire.LIMIT) == 0, run.process.returncode)
    rows = terminal.screen.rows
    terminal.close()
    shown = '\n'.join(rows)
    for number in range(3):
        of_call = [row for row in rows if f'100{number}' in row]
        expect('begins' in of_call[0] and 'basic-call ok' in of_call[-1], shown)
        expect(not any('SIP' in row for row in of_call), shown)
    expect(status and not any(row == status for row in rows), f'it stays: {status}', shown)


def in_a_terminal_of_80_columns_list_and_status_line_do_not_meet(program):
    look_at_terminal(program, 80)


def in_a_terminal_of_200_columns_list_and_status_line_do_not_meet(program):
    look_at_terminal(program, 200)


def when_its_terminal_goes_away_it_ends(program):
    """A terminal that is closed sends SIGHUP, too, which alone would have it go on for ever."""
    wire.make_wire()
    terminal = Terminal(80)
    with Sniffing(program, out=terminal.its, err=terminal.its, stdin=terminal.its,
                  before=['setsid', '--ctty']) as run:
        terminal.read_until(lambda screen: '0 calls open' in screen.rows[-1])
        terminal.close()
        expect(run.process.wait(wire.LIMIT) == 0, run.process.returncode)


def a_pipe_that_nobody_opens_can_be_given_up(program):
    wire.make_wire()
    os.mkfifo('a.jsonl')
    os.chmod('a.jsonl', 0o666)
    with Sniffing(program, '-o', 'a.jsonl') as run:
        run.says('running as ')
        run.signal(signal.SIGTERM).ends(-signal.SIGTERM)


def a_pipe_is_written_as_calls_go_on(program):
    wire.make_wire()
    os.mkfifo('a.jsonl')
    os.chmod('a.jsonl', 0o666)
    with Sniffing(program, '-o', 'a.jsonl') as run, open('a.jsonl', encoding='utf-8') as pipe:
        Call(Far()).invite()
        expect(json.loads(pipe.readline())['event'] == 'begin', 'no begin')
        run.signal(signal.SIGINT)
        expect([json.loads(line)['event'] for line in pipe] == ['end'], 'no end')
        run.ends()


def what_is_wrong_with_the_command_is_status_2(program):
    wire.make_wire()
    for wrong, words in (('-f', 'no such thing'), 'syntax error'), (('-o', 'a.html'), '-w'), (
            ('--keep', '2'), '--rotate'), (('-i', wire.WIRE), 'twice'), (
            ('--user', 'nobody-at-all'), 'nobody-at-all'), (('-w', 'no/a.pcapng'), 'install -d'):
        with Sniffing(program, *wrong) as run:
            said = run.ends(2)
        expect(words in said, said)
    expect(wire.folder() == [], wire.folder())


def end_by(program, number):
    wire.make_wire()
    with Sniffing(program, '-o', 'a.json', '-w', 'a.pcapng', '--format', 'jsonl') as run:
        run.listens()
        far = Far()
        call = Call(far)
        call.invite()
        call.ring()
        expect(run.event()['event'] == 'begin', 'no begin')
        Call(far, 'call-2').whole()  # is in the ring, or in the queue
        run.signal(number)
        last = run.events()
        said = run.ends()
    ends = {event['call']['id']: event['call'] for event in last if event['event'] == 'end'}
    expect(ends.keys() == {1, 2} and ends[2]['counts']['messages'] == 6, ends)
    flow = ends[1]['flow']
    expect((flow['verdict'], flow['reason']) == ('incomplete', 'ends-after-capture'), flow)
    expect('8 SIP messages' in said and '2 ended' in said, said)
    expect(wire.folder() == ['a.json', 'a.pcapng'], wire.folder())
    expect(wire.packets('a.pcapng') == 8, wire.packets('a.pcapng'))
    whole = json.loads(Path('a.json').read_text(encoding='utf-8'))
    expect(len(whole['calls']) == 2, whole)


def sigint_ends_it_with_all_that_came(program):
    end_by(program, signal.SIGINT)


def sigterm_ends_it_with_all_that_came(program):
    end_by(program, signal.SIGTERM)


def a_second_signal_ends_it_at_once(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        call = Call(Far())
        call.invite()
        run.event()
        run.signal(signal.SIGINT).signal(signal.SIGTERM)
        said = run.ends(-signal.SIGTERM)
    expect('Running for' not in said, said)


def sighup_begins_new_files(program):
    wire.make_wire()
    with Sniffing(program, '-o', 'a.jsonl', '-o', 'a.csv', '-w', 'a.pcapng', '--format',
                  'jsonl') as run:
        run.listens()
        far = Far()
        for number in range(3):
            Call(far, f'call-{number}').invite()
            expect(run.event()['event'] == 'begin', 'no begin')
            before = set(wire.folder())
            run.signal(signal.SIGHUP)
            wire.wait_for(lambda: set(wire.folder()) - before, f'no new file: {before}')
        run.signal(signal.SIGINT)
        run.events()
        run.ends()
    expect(not [name for name in wire.folder() if name.endswith('.part')], wire.folder())
    captured = sorted(Path().glob('a*.pcapng'))
    expect(len(captured) >= 3, wire.folder())
    expect(sum(map(wire.packets, captured)) == 3, wire.folder())
    written = [line for path in sorted(Path().glob('a*.jsonl')) for line in wire.lines(path)]
    kinds = [line['event'] for line in written]
    expect(kinds.count('begin') == kinds.count('end') == 3, kinds)


def sigusr1_prints_figures_and_the_run_goes_on(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        far = Far()
        Call(far, 'one').invite()
        run.event()
        run.signal(signal.SIGUSR1).says('Memory')
        expect('1 SIP message' in run.stderr() and '1 open' in run.stderr(), run.stderr())
        Call(far, 'two').invite()
        expect(run.event()['call']['id'] == 2, 'no second call')
        said = run.interrupt()
    expect(said.count('Running for') == 2, said)


def files_rotate_by_time_and_the_oldest_go(program):
    wire.make_wire()
    with Sniffing(program, '-w', 'a.pcapng', '--rotate', '1s', '--keep', '2',
                  out=subprocess.DEVNULL) as run:
        run.listens()
        far = Far()
        names = set()

        def more_files():
            Call(far).invite()
            names.update(wire.folder())
            return len({name.removesuffix('.part') for name in names}) >= 4

        wire.wait_for(more_files, lambda: f'files: {names}')
        run.interrupt()
    left = wire.folder()
    expect(len(left) == 2 and left[-1] == max(name.removesuffix('.part') for name in names),
           left, names)
    expect(all(map(wire.packets, left)), left)


def files_rotate_by_size(program):
    wire.make_wire()
    with Sniffing(program, '-w', 'a.pcapng', '-o', 'a.jsonl', '--rotate', '20K') as run:
        run.listens()
        far = Far()
        for number in range(100):
            Call(far, f'call-{number}', padding=500).invite()
        run.interrupt()
    sizes = {name: os.path.getsize(name) for name in wire.folder()}
    expect(not [name for name in sizes if name.endswith('.part')], sizes)
    for path in map(Path, sizes):  # a line's length shows when it is written
        last = len(path.read_bytes().splitlines(True)[-1]) if path.suffix == '.jsonl' else 0
        expect(sizes[path.name] <= 20480 + last, sizes)
    expect(len(sizes) >= 5, sizes)
    expect(sum(map(wire.packets, Path().glob('*.pcapng'))) == 100, sizes)
    ends = [line['call']['id'] for path in Path().glob('*.jsonl') for line in wire.lines(path)
            if line['event'] == 'end']
    expect(sorted(ends) == list(range(1, 101)), ends)


def without_the_right_it_says_which_and_how_to_get_it(program):
    wire.make_wire()
    away = ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups',
            '--bounding-set=-all', '--inh-caps=-all']
    if subprocess.run([*away, program, '--version'], capture_output=True, check=False,
                      timeout=wire.LIMIT).returncode:
        raise wire.Skip('nobody cannot run it')
    with Sniffing(program, before=away) as run:
        said = run.ends(3)
    expect('CAP_NET_RAW' in said and 'setcap cap_net_raw+ep /' in said, said)


CASES = [
    a_silent_interface_ends_by_itself_with_whole_files,
    after_so_many_packets_it_ends,
    what_breaks_the_protocol_is_told_when_a_call_ends,
    several_interfaces_are_heard,
    any_hears_every_interface,
    an_interface_that_is_not_there_is_said_beside_those_that_are,
    when_its_terminal_goes_away_it_ends,
    a_pipe_that_nobody_opens_can_be_given_up,
    a_pipe_is_written_as_calls_go_on,
    what_is_wrong_with_the_command_is_status_2,
    events_come_while_the_call_goes_on,
    other_traffic_does_not_hold_the_events_up,
    nothing_of_the_status_line_is_in_a_pipe,
    in_a_terminal_of_80_columns_list_and_status_line_do_not_meet,
    in_a_terminal_of_200_columns_list_and_status_line_do_not_meet,
    sigint_ends_it_with_all_that_came,
    sigterm_ends_it_with_all_that_came,
    a_second_signal_ends_it_at_once,
    sighup_begins_new_files,
    sigusr1_prints_figures_and_the_run_goes_on,
    files_rotate_by_time_and_the_oldest_go,
    files_rotate_by_size,
    without_the_right_it_says_which_and_how_to_get_it,
]


if __name__ == '__main__':
    sys.exit(wire.run_cases(CASES))
