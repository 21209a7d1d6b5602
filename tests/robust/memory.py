#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Reading twice and in parts changes nothing: memory.py SIPSTORY GENERATE. TAP.

A generated capture of some thousand calls whose texts are several times --memory: they are
collected in batches, a pass over the inputs each.
"""
import os
import subprocess
import sys
import tempfile
import threading

CALLS = 2500
LITTLE = '8M'  # holds the messages, and a part of the texts


def output_of(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=240,
                          check=False)
    assert (done.returncode, done.stderr) == (0, b''), (done.returncode, done.stderr)
    return done.stdout


def told(program, *arguments):
    """The calls: an object has the name of its input, a line has not."""
    return output_of(program, *arguments, '--format', 'jsonl', '--raw')


def split(path, first, second):
    """Every other packet of a pcap file goes to another one."""
    with open(path, 'rb') as file:
        data = file.read()
    with open(first, 'wb') as one, open(second, 'wb') as two:
        one.write(data[:24])
        two.write(data[:24])
        at, number = 24, 0
        while at < len(data):
            size = 16 + int.from_bytes(data[at + 8:at + 12], 'little')
            (two if number % 2 else one).write(data[at:at + size])
            at, number = at + size, number + 1


def main():
    program, generate = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        path, fifo, one, two = (os.path.join(folder, name) for name in
                                ('calls.pcap', 'fifo', 'one.pcap', 'two.pcap'))
        subprocess.run([generate, '--calls', str(CALLS), '--output', path], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        expected = told(program, path, '--memory', '1G')

        def in_batches():
            assert told(program, path, '--memory', LITTLE) == expected

        def from_a_fifo():
            os.mkfifo(fifo)
            with open(path, 'rb') as file:
                data = file.read()

            def write():
                with open(fifo, 'wb') as out:
                    out.write(data)
            writer = threading.Thread(target=write, daemon=True)
            writer.start()
            assert told(program, fifo, '--memory', LITTLE) == expected

        def of_two_inputs_merged():
            split(path, one, two)
            assert told(program, one, two, '--memory', LITTLE) == \
                told(program, one, two, '--memory', '1G')

        cases = [in_batches, from_a_fifo, of_two_inputs_merged]
        print(f'1..{len(cases)}')
        for number, case in enumerate(cases, 1):
            fault = None
            try:
                case()
            except AssertionError as error:
                fault = f'the outputs differ {error}'[:500]
            print(f"{'not ok' if fault else 'ok'} {number} - texts {case.__name__.replace('_', ' ')}"
                  ' are the same')
            if fault:
                print(f'# {fault}')


if __name__ == '__main__':
    main()
