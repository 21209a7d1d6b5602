#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Where reports are written, and what of the inputs they name: outputs.py SIPSTORY

Cases are functions as in cli.py. TAP on standard output.
"""
import json
import os

from cli import packet, pcap, run_cases, sip


def an_output_in_no_folder_is_said_before_reading(case):
    case.run('a.pcap', '-o', 'none/x.json').ends(
        3, 'sipstory: none/x.json: cannot be written: No such file or directory\n')


def an_output_that_is_a_folder(case):
    (case.folder / 'x.json').mkdir()
    case.run('a.pcap', '-o', 'x.json').ends(
        3, 'sipstory: x.json: cannot be written: Is a directory\n')


def outputs_are_written_beside_the_list(case):
    run = case.run('a.pcap', '-o', 'x.json', '-o', 'x.txt', '--format', 'list').ends(0)
    assert run.out == case.run('a.pcap').ends(0).out
    assert len(json.loads((case.folder / 'x.json').read_text())['calls']) == 2
    assert (case.folder / 'x.txt').read_text() == case.run('a.pcap', '--ladder').ends(0).out
    assert sorted(os.listdir(case.folder)) == ['a.pcap', 'x.json', 'x.txt']


def an_output_never_takes_the_place_of_an_input(case):
    case.write('in.json', pcap(packet(sip('INVITE', 'c'))))
    os.link(os.path.join(case.folder, 'in.json'), os.path.join(case.folder, 'link.json'))
    for path in ('in.json', './in.json', 'link.json'):
        case.run('in.json', '-o', path).refuses(f'-o {path}: that is an input, in.json')
    assert len(case.json('in.json').calls()) == 1
    case.run('a.pcap', '-o', 'x.json', '-o', './x.json').refuses(
        '-o ./x.json: that file is given twice')
    case.run('a.pcap', '-o', 'x.json', '-o', 'x.txt').ends(0)


def what_was_not_read_is_in_every_report(case):
    case.run('a.pcap', 'no.pcap', '-o', 'x.txt', '-o', 'x.md', '-o', 'x.html', '-o', 'x.json', '-o',
             'x.xml', '-o', 'x.tap').ends(3, 'sipstory: no.pcap: No such file or directory\n')
    for name, said in (('x.txt', 'not read: no.pcap: No such file or directory'),
                       ('x.md', 'not read: no.pcap'), ('x.html', 'not read: no.pcap'),
                       ('x.xml', 'errors="1"'), ('x.tap', '# not read: no.pcap')):
        with open(os.path.join(case.folder, name), encoding='utf-8') as file:
            assert said in file.read(), name
    with open(os.path.join(case.folder, 'x.json'), encoding='utf-8') as file:
        assert json.load(file)['unread'] == ['no.pcap: No such file or directory']


if __name__ == '__main__':
    run_cases([case for case in globals().values()
               if getattr(case, '__module__', '') == '__main__'])
