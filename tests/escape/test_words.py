#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Texts that would do harm, where no message says them: names of participants, of interfaces and
of files, templates of flows, words on the command line: test_words.py PROGRAM SAMPLES

What is written is read as in test_escape.py. TAP on standard output.
"""
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import calls
import readers
import strings
from readers import Wrong, alike, shown

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'pcapng'))
import blocks  # pylint: disable=wrong-import-position

NAMES = [name for name, _ in strings.LINES]
FORMATS = [name for name in readers.READERS if name not in ('md', 'html')]
FORMATS += ['md'] * bool(shutil.which('cmark-gfm')) + ['html'] * bool(readers.html5lib)
NAME_COLUMNS = 26  # of a participant, before it may be cut

# Options that take a word, and what is to be ended with a usage error by any of the words below.
OPTIONS = ['--expect', '--flow', '--verdict', '--method', '--call-id', '--from', '--to', '--name',
           '--format', '--filter', '--flows', '--shift', '--memory', '--port', '--color', '--number',
           '--endpoints', '--link-header', '--dup-window', '--limit', '--message', '--width', '-o']
WORDS = ['\x1b[2J\x07\x08\x7fa\r\nb\tc\x9b31m\u202ea\u2066b\u200b\ufeff'.encode(), b'\x9b31m\xff\xc0\xaf']


def value_of(text):
    """A name as it can be given in both ways: without blanks around it, zeros, and much length."""
    return text.replace(b'\0', b'').strip(b' \t\r\n\v\f')[:200]


class Place:
    def __init__(self, program, samples, folder):
        self.program, self.samples = str(Path(program).resolve()), Path(samples)
        self.folder = Path(folder)

    def run(self, *arguments, statuses=(0,)):
        """Standard output and standard error, each inert if it is for a terminal."""
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}
        done = subprocess.run([self.program, *arguments], env=environment, check=False,
                              cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=120)
        if done.returncode not in statuses:
            raise Wrong(f'{arguments}: exit status {done.returncode}: {done.stderr[-500:]}')
        return done.stdout, readers.check_inert(done.stderr)

    def read(self, name, *arguments, statuses=(0,)):
        out, _ = self.run(*arguments, f'--format={name}', statuses=statuses)
        return readers.READERS[name](out)

    def sample(self, name):
        return str(self.samples / name / 'capture.pcapng')


def named_capture(texts):
    """A capture that names its interfaces, its hosts, its packets and itself by these texts."""
    section = blocks.Section('<', (1, texts[0]), (2, texts[1]), (3, texts[2]), (4, texts[3]))
    for number, text in enumerate(texts):
        section.interface(blocks.RAW, 0, (2, text[:255]), (3, text), (11, b'\0' + text))
        address = bytes([192, 0, 2, number + 1])
        section.add(4, section.record(1, address + text + b'\0') + bytes(4))
    for number, _ in enumerate(texts):
        for status in ('INVITE sip:1002@example.net SIP/2.0', 'SIP/2.0 486 Busy Here'):
            ends = [f'192.0.2.{number + 1}', '198.51.100.1'][::1 if status[0] == 'I' else -1]
            section.packet(number, calls.BEGIN // 1000 + number * 10**6, blocks.sip(
                status, f'{number}@example.net', '1 INVITE', *ends), (1, texts[number]))
    return section.blocks


def check_names(place):
    """The hosts that a capture names, in each format; then the same by --name."""
    texts = [value_of(text) for _, text in strings.LINES]
    capture, twin = place.folder / 'names.pcapng', place.folder / 'twin.pcapng'
    capture.write_bytes(named_capture(texts))
    twin.write_bytes(named_capture([calls.harmless(text) for text in texts]))
    for name in FORMATS:
        read, other = place.read(name, capture), place.read(name, twin)
        yield from (f'{name}: {fault}' for fault in alike(read.parts, other.parts))
        if name in ('text', 'svg'):
            yield from (f'{name}: {what} is not shown: {shown(value_of(text))[:60]!r}' for what, text
                        in strings.LINES if shown(value_of(text), NAME_COLUMNS) not in read.text)
    told = [json.loads(line) for line in place.run(capture, '--format=jsonl')[0].splitlines()]
    for call, (what, text) in zip(told, strings.LINES):
        names = [each.get('name', '') for each in call['participants']]
        if sorted(names) != ['', readers.decoded(value_of(text))]:
            yield f'json: {what} is {names}'
    lines = b''.join(b'192.0.2.%d=%s\n' % (number, text)
                     for number, text in enumerate(texts, 1) if text)
    (place.folder / 'names').write_bytes(lines)
    (place.folder / 'plain.pcapng').write_bytes(without_names(capture.read_bytes()))
    by_option = place.run('plain.pcapng', '--name=names', '--format=text')[0]
    if by_option.replace(b'plain', b'names') != place.run('names.pcapng', '--format=text')[0]:
        yield '--name names otherwise than the capture'


def without_names(data):
    out, at = b'', 0
    while at < len(data):
        length = int.from_bytes(data[at + 4:at + 8], 'little')
        out += b'' if data[at:at + 4] == b'\4\0\0\0' else data[at:at + length]
        at += length
    return out


def check_capture_of_capture(place):
    """What a capture says of itself is kept in the one that is written, and tshark reads it."""
    place.run('names.pcapng', '-o', 'written.pcapng')
    done = subprocess.run(['tshark', '-n', '-r', place.folder / 'written.pcapng', '-T', 'fields', '-e',
                           'sip.Call-ID'], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          check=True, timeout=60)
    if len(done.stdout.splitlines()) != 2 * len(strings.LINES):
        yield f'{len(done.stdout.splitlines())} packets'
    written = (place.folder / 'written.pcapng').read_bytes()
    yield from (f'{what} is lost' for what, text in strings.LINES
                if value_of(text) + b'\0' not in written)


def file_names():
    """Texts that a file may be called; nobody's name may have a slash or a zero."""
    for number, (what, text) in enumerate(strings.LINES + strings.SEVERAL_LINES):
        yield what, b'./%02d' % number + text.replace(b'/', b'_').replace(b'\0', b'')[:200]


def check_files(place):
    """Inputs of such names, all odd in some way, so that all are named in every report."""
    capture = blocks.Section('<')
    capture.interface(blocks.RAW, 0)
    capture.packet(0, calls.BEGIN // 1000, blocks.sip('INVITE sip:1002@example.net SIP/2.0', 'one',
                                                       '1 REGISTER'))
    paths = [path for _, path in file_names()]
    for number, path in enumerate(paths):
        with open(os.path.join(os.fsencode(place.folder), path), 'wb') as file:
            file.write(capture.blocks + b'\0\0\0')
    for name in FORMATS:
        read = place.read(name, *paths, statuses=(3,))
        if name in ('text', 'list', 'junit', 'md'):
            yield from (f'{name}: {what} is not named' for what, path in file_names()
                        if shown(path[2:])[:40] not in read.text)
    out = json.loads(place.run(*paths, '--format=json', statuses=(3,))[0])
    if [each['path'] for each in out['captures']] != [readers.decoded(path) for path in paths]:
        yield 'json has other paths'
    readers.terminal(place.run(b'stats', *paths, statuses=(3,))[0])


def check_missing_files(place):
    paths = [path + b'-gone' for _, path in file_names()]
    for name in FORMATS:
        place.read(name, place.sample('busy'), *paths, statuses=(3,))
    _, said = place.run(place.sample('busy'), *paths, statuses=(3,))
    yield from (f'not said: {shown(path)}' for path in paths
                if f'sipstory: {shown(path)}: No such file or directory' not in said.splitlines())


def check_outputs(place):
    """Outputs of such names; the folder is there, or is not."""
    for what, path in file_names():
        if path[2:4] in (b'00', b'04', b'13', b'20'):
            place.run(place.sample('busy'), '-o', path + b'.json', '-o', path + b'.txt')
            if not os.path.exists(os.path.join(os.fsencode(place.folder), path + b'.txt')):
                yield f'{what}: no such output'
            _, said = place.run(place.sample('busy'), '-o', path + b'/none/x.json', statuses=(3,))
            if shown(path) not in said:
                yield f'{what}: the output is not named: {said!r}'


def check_options(place):
    """What is wrong with a word is said in lines that do no harm."""
    for word in WORDS:
        for option in OPTIONS:
            separator = b' ' if option == '-o' else b'='
            arguments = [option.encode() + separator + word] if separator == b'=' else [b'-o', word]
            out, said = place.run(place.sample('busy'), *arguments, statuses=(0, 1, 2, 3))
            readers.terminal(out)
            if not out and not said:
                yield f'{option} {word}: nothing is said'
        for command in ([b'flows', word], [b'flows', b'--check', word], [b'stats', word],
                        [b'--' + word], [b'-' + word]):
            out, said = place.run(*command, statuses=(2, 3, 1))
            if out or not said:
                yield f'{command}: {out} and {said}'


def template(title):
    """The flow of a busy call, under that title."""
    return (f'%% rank: 60\nsequenceDiagram\n    title {title}\n    actor A as Caller {title}\n'
            f'    participant P as Network\n    A->>P: INVITE\n'
            f'    Note over A,P: {title}\n    P-->>A: 486 INVITE\n')


def quoted(text):
    """As a template may hold it: what Mermaid takes for its own by its number."""
    return re.sub('[#;%]', lambda found: f'#{ord(found[0])};', text)


def check_flows(place):
    """Titles of such texts where a template may have them, and the errors where it may not."""
    good, bad = place.folder / 'good', place.folder / 'bad'
    good.mkdir()
    bad.mkdir()
    titles = []
    for number, (_, text) in enumerate(strings.LINES + strings.SEVERAL_LINES):
        path = bad / f'x{number}.flow'
        path.write_bytes(template('MARK').encode().replace(b'MARK', text))
        done = place.run('flows', '--check', path, statuses=(0, 1)) if number < 12 else ('', '')
        if number < 12 and not done[0] and f'bad/x{number}.flow:' not in done[1]:
            yield f'{path.name}: it is not said what is wrong'
        title = readers.decoded(text).strip()
        if title and len(title) < 200 and not any(
                readers.unicodedata.category(c) == 'Cc' or c == '\ufffd' for c in title):
            titles.append(title)
            (good / f'x{number}.flow').write_text(template(quoted(title)), encoding='utf-8')
    place.run('flows', '--check', bad, statuses=(1,))
    place.run('flows', '--check', good)
    listed = readers.terminal(place.run('flows', '--flows', good)[0]).text
    yield from (f'not listed: {title}' for title in titles if shown(title.encode()) not in listed)
    linked = [title for title in titles if re.search('[@#]|://|www', title)]
    yield from check_titles(place, linked, '#')
    yield from check_titles(place, [title for title in titles if title not in linked], 'x')


def check_titles(place, titles, last):
    """The flow that a call follows, called by all these titles at once. A harmless one ends with
    @last: Markdown has what might become a link in a code span."""
    folder = place.folder / 'all'
    folder.mkdir(exist_ok=True)
    all_titles = ' '.join(titles)
    for name, text in (('all', all_titles), ('none', 'x' * (len(all_titles) - 1) + last)):
        (folder / 'as-it-was.flow').write_text(template(quoted(text)), encoding='utf-8')
        read = {each: place.read(each, 'names.pcapng', '--number=1-3', '--flows', folder,
                                 '--expect=as-it-was', statuses=(0, 1)) for each in FORMATS}
        if name == 'all':
            hostile = read
            continue
        yield from (f'{each}: {fault}' for each in FORMATS
                    for fault in alike(hostile[each].parts, read[each].parts))
    if not any(all_titles in text for text in hostile['json'].text):
        yield 'json: no such title'
    if shown(all_titles.encode()) not in hostile['text'].text:
        yield 'text: no such title'


def cases(place):
    yield 'names of participants: whole, inert and shown', True, check_names
    yield 'a capture that is written keeps what was said in it', shutil.which('tshark'), check_capture_of_capture
    yield 'names of inputs: inert and shown', True, check_files
    yield 'names of inputs that are not there', True, check_missing_files
    yield 'names of outputs', True, check_outputs
    yield 'words on the command line', True, check_options
    yield 'titles of flows, and what is wrong with a flow', True, check_flows


def main(program, samples):
    with tempfile.TemporaryDirectory() as folder:
        place = Place(program, samples, folder)
        return readers.tell((title, tool, functools.partial(check, place))
                            for title, tool, check in cases(place))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
