#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How long programs read captures, in multiples of what any reader needs, and what they find.

compare.py --tools DIR [--sipstory PROGRAM] [--arguments=TEXT]... [--peers NAME,...] [--runs N]
           [--markdown] CAPTURE...

For each capture: `bare CAPTURE` (libpcap's loop), `sipstory CAPTURE`, the same with each
--arguments, and those of the PEERS of peers.py that are installed, N times in turn, after a run
of each whose output is counted, which also warms the page cache. Medians are printed. Nothing is
asserted: a machine that is busy with something else must not turn a test red. DIR holds the
programs bare and measure.
"""
import argparse
import shlex
import sys
from pathlib import Path

import peers
from timing import Failed, in_turn, leave_out, measure, print_table

HEADER = ('program', 'wall s', 'processor s', 'times bare', 'peak MiB', 'packets',
          'SIP messages', 'calls, in its words')


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--tools', type=Path, required=True, metavar='DIR')
    parser.add_argument('--sipstory', default='build/src/sipstory')
    parser.add_argument('--runs', type=int, default=5)
    parser.add_argument('--arguments', action='append', default=[], metavar='TEXT',
                        help="what sipstory is given in a further row: --arguments='--ladder'")
    parser.add_argument('--peers', default=','.join(peers.PEERS),
                        help='which others run, where installed (%(default)s)')
    parser.add_argument('--limit', type=int, default=300, metavar='SECONDS',
                        help='after which one of the others is left out (%(default)s)')
    parser.add_argument('--markdown', action='store_true')
    parser.add_argument('capture', type=Path, nargs='+')
    return parser.parse_args()


def programs_for(options):
    """The rows of a table by their names."""
    def sipstory(words):
        return peers.Program((options.sipstory, *shlex.split(words), peers.CAPTURE))

    rows = {'bare': peers.Program((str(options.tools / 'bare'), peers.CAPTURE),
                                  packets=rb'^(\d+) packets')}
    rows |= {f'sipstory {words}'.strip(): sipstory(words) for words in ['', *options.arguments]}
    wanted = options.peers.split(',')
    return rows | {f'{name} {peers.version_of(peer)}': peer
                   for name, peer in peers.installed().items() if name in wanted}


def found_by_sipstory(program, capture):
    """Its packets, messages and calls."""
    return peers.told([program, '--format', 'json', '--summary', capture],
                      rb'"packets":(\d+)', rb'"sip_messages":(\d+)', rb'^{"id":')


def found_by(name, program, command, ours):
    """The last three columns of a row."""
    if name.startswith('sipstory'):
        packets, messages, calls = ours
        return packets, messages, f'{calls:,} calls'
    packets, messages, calls = peers.told(command, program.packets, program.messages,
                                          program.calls)
    return packets, messages, None if calls is None else f'{calls:,} {program.unit}'


def find_all(programs, commands, ours):
    """What each found, by its name. A peer that fails is left out, and that is said."""
    found = {}
    for name, command in commands.items():
        try:
            found[name] = found_by(name, programs[name], command, ours)
        except Failed as failed:
            if name == 'bare':
                raise
            leave_out(failed)
    return found


def print_memory(options, ours, messages):
    idle = measure(options.tools, [options.sipstory, '--version']).kib
    each = 1024 / max(messages, 1)
    print(f'peak memory of the list, a message: {ours.kib * each:.0f} bytes, '
          f'{(ours.kib - idle) * each:.0f} without the idle program ({idle / 1024:.1f} MiB)\n',
          flush=True)


def compare(options, capture):
    programs = programs_for(options)
    ours = found_by_sipstory(options.sipstory, capture)
    messages = ours[1]
    commands = {name: program.command_for(capture, max(messages, 2), options.limit)
                for name, program in programs.items()}
    found = find_all(programs, commands, ours)
    others = [name for name, program in programs.items() if program.version]
    rows = in_turn(options.tools, {name: commands[name] for name in found}, options.runs, others)
    print(f'{capture.name}: {messages:,} messages, {capture.stat().st_size / 1e6:.1f} MB; '
          f'medians of {options.runs} runs in turn\n')
    print_table(HEADER, [
        (name, f'{run.wall:.3f}', f'{run.cpu:.3f}', f'{run.wall / rows["bare"].wall:.1f}',
         f'{run.kib / 1024:.1f}', *found[name]) for name, run in rows.items()],
        options.markdown)
    print_memory(options, rows['sipstory'], messages)


def main():
    options = arguments()
    try:
        for capture in options.capture:
            compare(options, capture)
    except Failed as failed:
        sys.exit(str(failed))


if __name__ == '__main__':
    main()
