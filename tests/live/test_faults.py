#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a running capture has to stand: a full disk, readers and interfaces that go away, its own
death, a burst. TAP; as root, with a network and mounts of its own for each case.

test_faults.py SIPSTORY
"""
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import wire
from wire import Call, Far, Sniffing, expect


def a_full_disk_is_said_once_and_the_run_goes_on(program):
    wire.make_wire()
    os.mkdir('disk')
    if subprocess.run('mount -t tmpfs -o size=256k,mode=777 none disk'.split(), check=False,
                      timeout=wire.LIMIT).returncode:
        raise wire.Skip('nothing may be mounted')
    try:
        fill_the_disk(program)
    finally:
        subprocess.run(['umount', '--lazy', 'disk'], check=True, timeout=wire.LIMIT)


def fill_the_disk(program):
    filler = Path('disk/filler')
    with Sniffing(program, '-w', 'disk/a.pcapng', '-o', 'disk/a.jsonl', '--format', 'jsonl') as run:
        run.listens()
        far = Far()
        Call(far, 'first').invite()
        run.event()
        filler.write_bytes(b'x' * 160 * 1024)
        for number in range(300):  # more than may wait, and than the disk has room for
            Call(far, f'call-{number}', padding=1000).invite()
            run.event()
        run.says('a.jsonl.part: cannot be written: No space left on device')
        run.says('a.pcapng.part: cannot be written: No space left on device')
        filler.unlink()
        run.says('a.jsonl.part: is written again; events lost: ')
        run.says('a.pcapng.part: is written again; packets lost: ')
        Call(far, 'last').invite()
        expect(run.event()['call']['dialogs'][0]['call_id'] == 'last', 'not the last one')
        run.signal(signal.SIGINT)
        ends = [event for event in run.events() if event['event'] == 'end']
        said = run.ends(3)
    expect(len(ends) == 302, len(ends))
    for name in 'a.jsonl', 'a.pcapng':
        expect(said.count(f'{name}.part: cannot be written: No space') == 1, said)
    written = wire.lines('disk/a.jsonl')
    names = [line['call']['dialogs'][0]['call_id'] for line in written]
    expect('first' in names and 'last' in names and len(names) < 604, names)
    expect(1 < wire.packets('disk/a.pcapng') < 302, wire.packets('disk/a.pcapng'))
    expect(wire.folder('disk') == ['a.jsonl', 'a.pcapng'], wire.folder('disk'))


def what_has_no_room_for_its_end_is_said(program):
    wire.make_wire()
    with open('/dev/full', 'wb') as full, Sniffing(program, '--format', 'json', '--duration', '1',
                                                   out=full) as run:
        said = run.ends(3)
    expect('standard output: cannot be written: No space left on device' in said, said)
    expect('standard output: could not be written whole' in said, said)


def when_nobody_reads_any_more_it_ends_quietly(program):
    wire.make_wire()
    with Sniffing(program) as run:
        run.listens()
        call = Call(Far())
        call.invite()
        run.event()
        run.process.stdout.close()
        call.ring()
        said = run.ends()
        run.process.stdout = None
    expect('cannot' not in said and 'pipe' not in said, said)


def without_a_reader_it_goes_on_with_the_files(program):
    wire.make_wire()
    with Sniffing(program, '-w', 'a.pcapng') as run:
        run.listens()
        far = Far()
        call = Call(far)
        call.invite()
        run.event()
        run.process.stdout.close()
        run.process.stdout = None
        call.ring()
        call.answer()
        for _ in range(25):  # for longer than it looks at its readers
            time.sleep(0.1)
            Call(far, 'other').invite()
        expect(run.process.poll() is None, 'it ended')
        run.interrupt()
    expect(wire.packets('a.pcapng') == 29, wire.packets('a.pcapng'))


def an_interface_that_comes_back_is_heard_again(program):
    wire.make_wire()
    with Sniffing(program, '-w', 'a.pcapng') as run:
        run.listens()
        Call(Far(), 'one').invite()
        expect(run.event()['call']['dialogs'][0]['call_id'] == 'one', 'not one')
        status = Path(f'/proc/{run.process.pid}/status').read_text(encoding='ascii')
        expect(f'Uid:\t{pwd.getpwnam("nobody").pw_uid}\t' in status, status)
        wire.ip(f'link del {wire.WIRE}')
        run.says('wire: gone; it is opened again when it is back')
        wire.make_wire()
        run.says('wire: back')
        Call(Far(), 'two').invite()
        expect(run.event()['call']['dialogs'][0]['call_id'] == 'two', 'not two')
        wire.ip(f'link set {wire.WIRE} down')
        run.says('wire: down; packets come again when it is up')
        wire.ip(f'link set {wire.WIRE} up')
        run.says('wire: up again')
        Call(Far(), 'three').invite()
        expect(run.event()['call']['dialogs'][0]['call_id'] == 'three', 'not three')
        run.signal(signal.SIGINT)
        run.events()
        said = run.ends()
    expect('3 SIP messages' in said, said)
    expect(wire.packets('a.pcapng') == 3, wire.packets('a.pcapng'))


def killed(program, far):
    """A run that is killed while it writes."""
    with Sniffing(program, '-w', 'a.pcapng', '-o', 'a.jsonl', '--format', 'jsonl') as run:
        run.listens()
        for number in range(200):
            Call(far, f'call-{number}', padding=500).invite()
        wire.wait_for(lambda: Path('a.pcapng.part').exists(), 'no file')
        while Path('a.pcapng.part').stat().st_size < 65536:
            run.event()
        run.process.kill()
        run.ends(-signal.SIGKILL)


def read_up_to_the_last_whole_packet(path):
    """As tshark and sipstory read it."""
    if not shutil.which('tshark'):
        return None
    done = subprocess.run(['tshark', '-n', '-r', path, '-T', 'fields', '-e', 'frame.number'],
                          capture_output=True, text=True, check=False, timeout=wire.LIMIT)
    return len(done.stdout.split())


def what_a_killed_run_left_is_kept_and_the_next_is_whole(program):
    wire.make_wire()
    far = Far()
    killed(program, far)
    expect(wire.folder() == ['a.jsonl.part', 'a.pcapng.part'], wire.folder())
    with Sniffing(program, '-w', 'a.pcapng', '-o', 'a.jsonl', '--format', 'jsonl') as run:
        run.listens()
        Call(far, 'again').invite()
        run.event()
        run.signal(signal.SIGINT)
        run.events()
        said = run.ends()
    left = [name for name in wire.folder() if name not in ('a.jsonl', 'a.pcapng')]
    expect(len(left) == 2 and not any(name.endswith('.part') for name in left), wire.folder())
    for name in left:
        expect(f'left by a run that was killed; kept as {name}' in said, said)
    expect(wire.packets('a.pcapng') == 1, wire.packets('a.pcapng'))
    expect([line['event'] for line in wire.lines('a.jsonl')] == ['begin', 'end'], 'not whole')
    capture = next(name for name in left if name.endswith('.pcapng'))
    done = subprocess.run([program, capture, '--format', 'json', '--summary'],
                          capture_output=True, check=False, timeout=wire.LIMIT)
    count = json.loads(done.stdout)['captures'][0]['packets']
    expect(count > 50, count, done.stderr)
    seen = read_up_to_the_last_whole_packet(capture)
    expect(seen in (None, count), f'{count} packets, tshark has {seen}')


def burst(far, calls):
    """More than a ring of a megabyte has room for."""
    for number in range(calls):
        Call(far, f'call-{number}', padding=1200).invite()


def what_the_ring_has_no_room_for_is_counted_and_said(program):
    wire.make_wire()
    with Sniffing(program, '--buffer', '1M', '--format', 'json', '-w', 'a.pcapng', '-o',
                  'a.jsonl') as run:
        run.listens()
        run.signal(signal.SIGSTOP)
        burst(Far(), 3000)
        run.signal(signal.SIGCONT).signal(signal.SIGINT)
        whole = json.loads(run.process.stdout.read())
        said = run.ends()
    capture = whole['captures'][0]
    lost = capture['dropped']['kernel']
    expect(lost > 0 and lost + capture['packets'] == 3000, capture)
    expect(f'{lost:,}' in said and 'lost' in said and '--buffer' in said, said)
    expect(wire.packets('a.pcapng') == 3000 - lost, 'not in the file')
    expect(wire.lines('a.jsonl')[-1]['dropped']['kernel'] == lost, wire.lines('a.jsonl')[-1])


def hold_back(process):
    """The thread that analyses gets what a busy processor has left, which is next to nothing."""
    processor = {min(os.sched_getaffinity(0))}
    try:
        os.sched_setaffinity(process.pid, processor)
        os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    except PermissionError:
        raise wire.Skip('it cannot be held back') from None
    busy = [subprocess.Popen(['sh', '-c', 'while :; do :; done']) for _ in range(2)]
    for each in busy:
        os.sched_setaffinity(each.pid, processor)
    return busy


def what_the_queue_has_no_room_for_is_counted_and_said(program):
    wire.make_wire(mtu=9000)
    with Sniffing(program, '--format', 'json', '--raw') as run:
        run.listens()
        busy = hold_back(run.process)
        far = Far()
        try:
            for number in range(6000):
                Call(far, f'call-{number}', padding=8500).invite()
        finally:
            for each in busy:
                each.kill()
                each.wait()
        run.signal(signal.SIGINT)
        whole = json.loads(run.process.stdout.read())
        said = run.ends()
    capture = whole['captures'][0]
    lost = sum(capture['dropped'].values())
    if not capture['dropped']['queue']:
        raise wire.Skip('the machine was fast enough')
    expect(lost + capture['packets'] == 6000, capture)
    expect(f'{lost:,}' in said and 'lost' in said, said)


CASES = [
    a_full_disk_is_said_once_and_the_run_goes_on,
    what_has_no_room_for_its_end_is_said,
    when_nobody_reads_any_more_it_ends_quietly,
    without_a_reader_it_goes_on_with_the_files,
    an_interface_that_comes_back_is_heard_again,
    what_a_killed_run_left_is_kept_and_the_next_is_whole,
    what_the_ring_has_no_room_for_is_counted_and_said,
    what_the_queue_has_no_room_for_is_counted_and_said,
]


if __name__ == '__main__':
    sys.exit(wire.run_cases(CASES))
