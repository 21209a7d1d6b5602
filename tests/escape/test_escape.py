#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Texts that would do harm, in every field of a message and in every format: test_escape.py PROGRAM

One capture holds calls that say each text of strings.py in each field; its twin says something
harmless of the same length. A reader of each format has to find both built alike, nothing in
them that steers, hides or runs, and each text where it belongs. TAP on standard output.
"""
import base64
import csv
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
import mermaid
import readers
import strings
from readers import Wrong, alike, shown

NAMES = [name for name, _ in strings.LINES]
TEXTS = [text for _, text in strings.LINES]
OPTIONS = {'json': ['--raw', '--headers'], 'svg': ['--limit=all']}
WIDTHS = {'width=80': ['--ladder', '--width=80'], 'colours': ['--ladder', '--color=always'],
          'ASCII': ['--ladder', '--ascii']}

# The fields that a format shows, and the columns that it has for each at least.
SHOWS = {
    'list': {'from': 32, 'to': 32}, 'tap': {'from': 64, 'to': 64},
    'text': {'from': 64, 'to': 64, 'Call-ID': 160, 'User-Agent': 160, 'reason': 50},
    'svg': {'from': 64, 'to': 64, 'Call-ID': 160, 'User-Agent': 160, 'reason': 50},
    'junit': {'from': 64, 'to': 64}, 'stats': {'User-Agent': 120},
    'md': {'from': 64, 'to': 64, 'Call-ID': 160, 'User-Agent': 160},
    'mermaid': {'from': 48, 'to': 48, 'Call-ID': 160},
}
BLANKS = b' \t'  # around a value they are no part of it
MESSAGES = 10  # so many are looked at one by one

# Headers that the full parse hands on as they are, in letters of its own; what it takes apart it
# writes anew.
AS_SENT = ('user-agent', 'server', 'subject', 'organization', 'reason', 'x-call-id', 'session-id',
           'refer-to', 'replaces', 'x-odd', 'warning', 'p-asserted-identity', 'diversion')


class Place:
    """The captures, and what the program makes of them."""

    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)
        self.calls = calls.calls_of(TEXTS)
        self.hostile, self.harmless = self.folder / 'hostile.pcap', self.folder / 'harmless.pcap'
        calls.write(self.hostile, self.calls)
        calls.write(self.harmless, calls.calls_of(map(calls.harmless, TEXTS)))
        self.told = {call['id']: call for call in json.loads(self.run(self.hostile, '--format=json',
                                                                      *OPTIONS['json']))['calls']}

    @functools.lru_cache(maxsize=None)
    def run(self, *arguments):
        environment = {**os.environ, 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC'}
        done = subprocess.run([self.program, *map(str, arguments)], env=environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        if done.returncode:
            raise Wrong(f'exit status {done.returncode}: {done.stderr[-500:]}')
        readers.check_inert(done.stderr)
        return done.stdout

    def name(self, call):
        return f'{NAMES[(call.number - 1) // calls.VARIANTS]}, call {call.number}'

    def fields(self, call):
        """What each field holds, bytes as they were sent."""
        told = self.told[call.number]['dialogs'][0]
        yield 'Call-ID', call.fill(b'%s-%d').strip(BLANKS)
        yield 'User-Agent', call.text[:calls.HEADER_MAX].strip(BLANKS)
        yield 'reason', call.fill(b'rr%s').strip(BLANKS)
        for field, mark in (('from', b''), ('to', b'tu')):
            if call.variant == 1:
                yield field, beginning(mark + call.text, told[field].get('user', ''))


def beginning(text, value):
    """The bytes that @value was read of."""
    for end in range(len(text) + 1):
        if readers.decoded(text[:end]) == value:
            return text[:end]
    raise Wrong(f'{value!r} is not the beginning of {text}')


def missing(place, shows, text):
    """What cannot be read in @text although it should be shown there."""
    for call in place.calls:
        for field, value in place.fields(call):
            if field in shows and shown(value, shows[field] - 2) not in text:
                yield f'{place.name(call)}: {field} is not shown: {shown(value)[:100]}'


def check_format(place, name):
    """Whole, inert, built like its twin, and the texts are in it."""
    read = readers.READERS[name]
    options = [f'--format={name}', *OPTIONS.get(name, [])]
    hostile, harmless = (read(place.run(capture, *options))
                         for capture in (place.hostile, place.harmless))
    yield from alike(hostile.parts, harmless.parts)
    yield from missing(place, SHOWS.get(name, {}), hostile.text)


def check_cells(place):
    """CSV has its texts whole: what is hidden as in JSON, U+FFFD for what is no UTF-8."""
    cells = set(readers.sheet(place.run(place.hostile, '--format=csv')).text)
    for call in place.calls:
        for field, value in place.fields(call):
            wanted = re.sub('.', lambda found: written(found[0]), readers.decoded(value), flags=re.S)
            if field not in ('reason',) and wanted not in cells:
                yield f'{place.name(call)}: {field} is in no cell: {wanted[:100]!r}'


def written(character):
    if readers.unicodedata.category(character) not in readers.HIDDEN:
        return character
    return f'\\u{ord(character):04x}' if ord(character) < 0x10000 else f'\\U{ord(character):08x}'


def check_values(place):
    """JSON has each value, each header and each message as they were sent."""
    for call in place.calls:
        told, sent = place.told[call.number], [bytes(packet.data[42:]) for packet in call.packets()]
        for field, value in place.fields(call):
            key = {'Call-ID': 'call_id', 'User-Agent': 'user_agent'}.get(field)
            if key and told['dialogs'][0].get(key, '') != readers.decoded(value):
                yield f'{place.name(call)}: {field} is {told["dialogs"][0].get(key)!r}'
        for message in told['messages']:
            yield from (f'{place.name(call)}: {fault}' for fault in faults_of(message, sent))


def faults_of(message, sent):
    """@sent: the messages of the call."""
    wire = [text for text in sent if readers.decoded(text) == message['raw']]
    if not wire:
        yield f'no such message was sent: {message["raw"][:300]!r}'
        return
    if 'raw_base64' in message and base64.b64decode(message['raw_base64']) != wire[0]:
        yield 'raw_base64 is not what was sent'
    if ('raw_base64' in message) == is_utf8(wire[0]):
        yield f'raw_base64 is {"" if "raw_base64" in message else "not "}there'
    head, _, _ = wire[0].partition(b'\r\n\r\n')
    start_line, *lines = head.split(b'\r\n')
    if message['start_line'] != readers.decoded(start_line):
        yield f'the start line is {message["start_line"]!r}'
    headers = [[readers.decoded(part.strip(BLANKS)) for part in line.split(b':', 1)] for line in lines]
    told = [[header['name'], header['value']] for header in message['headers']]
    if 'parse-refused' not in message['anomalies']:
        headers, told = (sorted([name.lower(), value] for name, value in pairs
                                if name.lower() in AS_SENT) for pairs in (headers, told))
    if told != headers:
        yield f'other headers: {[pair for pair in zip(told, headers) if pair[0] != pair[1]][:3]}'


def is_utf8(data):
    try:
        data.decode('utf-8')
        return True
    except UnicodeDecodeError:
        return False


def check_list_in_other_ways(place, options, is_ascii):
    data = place.run(place.hostile, *options)
    if is_ascii and not data.isascii():
        yield 'not ASCII'
    readers.coloured(data)


def check_diagrams(place):
    """Those of the Markdown report, which are what --format mermaid writes of one call."""
    diagrams = diagrams_of(place.run(place.hostile, '--format=md'))
    twins = diagrams_of(place.run(place.harmless, '--format=md'))
    folder = place.folder / 'flows'
    folder.mkdir()
    for number, (diagram, twin) in enumerate(zip(diagrams, twins), 1):
        name = place.name(place.calls[number - 1])
        yield from (f'{name}: {fault}' for fault in mermaid.faults_of(diagram))
        if keywords(diagram) != keywords(twin):
            yield f'{name}: other lines than the harmless one: {diagram}'
        (folder / f'call-{number}.flow').write_text(diagram, encoding='utf-8')
    if len(diagrams) != len(place.calls):
        yield f'{len(diagrams)} diagrams'
    place.run('flows', '--check', folder)
    yield from missing(place, SHOWS['mermaid'], mermaid.text_of('\n'.join(diagrams)))
    one = place.run(place.hostile, '--format=mermaid', '--number=2').decode()
    if one.splitlines()[1:] != diagrams[1].splitlines()[1:]:
        yield f'a diagram by itself is another: {one}'


def diagrams_of(report):
    return re.findall(r'^```mermaid\n(.*?)^```$', report.decode(), re.S | re.M)


def keywords(diagram):
    """The lines' beginnings; notes, which may be broken or left out, are not counted."""
    return [line.split()[:1] for line in diagram.splitlines() if not line.startswith('    Note')]


def check_stats(place):
    text = readers.terminal(place.run('stats', place.hostile)).text
    told = readers.json_object(place.run('stats', place.hostile, '--format=json')).text
    agents = {readers.shown(text.strip(BLANKS), 119) for text in TEXTS if text}
    yield from (f'no such agent in JSON: {agent}' for agent in agents
                if not any(each.startswith(agent) for each in told))
    if not any(agent in text for agent in agents):
        yield 'no agent in the text'


def check_messages(place):
    """--message, of one message of each kind in turn: the step is no multiple of a call's."""
    step = len(place.calls) * 3 // MESSAGES
    for number in range(1, len(place.calls) * 3, step + 1):
        text = readers.terminal(place.run(place.hostile, '--message', number)).text
        if 'Call-ID' not in text:
            yield f'message {number}: no Call-ID is explained'


def check_comments(place):
    """pcapng: the same packets, and comments like those of the twin. A method that is a text makes
    no message where the text is no token, so that those calls have no twin."""
    told = []
    numbers = ','.join(str(call.number) for call in place.calls if call.variant != 0)
    for capture in (place.hostile, place.harmless):
        path = place.folder / f'{capture.stem}.pcapng'
        place.run(capture, '-o', path, f'--number={numbers}')
        done = subprocess.run(['tshark', '-n', '-r', path, '-T', 'fields', '-e', 'frame.len', '-e',
                               'frame.comment'], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, check=True, timeout=60)
        readers.check_inert(done.stdout.replace(b'\t', b' '))
        told.append(done.stdout.splitlines())
    yield from (f'packet {number}: {line}, harmless {twin}' for number, (line, twin) in
                enumerate(zip(*told), 1) if line != twin)
    if not len(told[0]) == len(told[1]) == 4 * len(numbers.split(',')):
        yield f'{len(told[0])} packets, harmless {len(told[1])}'


def can_paint(place):
    """False where the module that paints is not built."""
    try:
        return shutil.which('pdftotext') and place.run(place.harmless, '--format=pdf', '--number=1')
    except Wrong as wrong:
        return 'not built' not in str(wrong)


def check_paper(place):
    """PDF: a page a call, and what fonts surely have is read on it. It is drawn from what svg is."""
    some = [call for call in place.calls if call.variant == 1][::2]
    numbers = ','.join(str(call.number) for call in some)
    path = place.folder / 'calls.pdf'
    path.write_bytes(place.run(place.hostile, '--format=pdf', f'--number={numbers}', '--limit=all'))
    done = subprocess.run(['pdftotext', '-layout', path, '-'], stdout=subprocess.PIPE, check=True,
                          timeout=60)
    pages = done.stdout.decode().split('\f')[:-1]
    if len(pages) != len(some):
        yield f'{len(pages)} pages of {len(some)} calls'
    for call, page in zip(some, pages):
        page = re.sub('[\u202a-\u202c]', '', page)  # pdftotext sets these around a line itself
        readers.check_inert(page.encode())
        wanted = ' '.join(shown(call.fill(b'%s-%d').strip(BLANKS), 60).split())
        if wanted.isascii() and f'Call-ID {wanted}' not in ' '.join(page.split()):
            yield f'{place.name(call)}: no Call-ID is read on its page: {page[:500]}'


def check_split(place):
    folder = place.folder / 'split'
    place.run(place.hostile, '--split', folder)
    names = sorted(os.listdir(folder))
    yield from (f'a file {name!r}' for name in names if not re.fullmatch(r'\d{6}-[a-z0-9-]+\.pcapng', name))
    if len(names) != len(place.calls) or len(list(place.folder.iterdir())) > 10:
        yield f'{len(names)} files in the folder, above it {os.listdir(place.folder)}'


# What each reader has to stumble over; else it is none.
BROKEN = {
    'list': [b'a\x1b[2Jb\n', b'a\xc2\x9bb\n', b'a\rb\n', b'\xff\n', '\u202e\n'.encode()],
    'json': [b'{"a":"\x7f"}', b'{"a":"\xe2\x80\xa8"}', b'{"a":"\xff"}', b'{"a":"b"c"}'],
    'csv': [b'a,b\r\n=1,2\r\n', b'a,b\r\n1,@b\r\n', b'a,b\r\n1,2,3\r\n', b'a\n\r\n', b'a\r\n"b"c\r\n'],
    'junit': [b'<a b="<"/>', b'<a>&e;</a>', b'<a></a></a>', b'<a>\x0b</a>'],
    'tap': [b'ok 1 - a # TO' b'DO\n', b'x\n', b'ok 1 - a\n  ---\n  a: "b"c"\n  ...\n',
            b'ok 1 - a\n  ---\nok 2 - b\n  ...\n'],
}


def check_readers(_):
    for name, texts in BROKEN.items():
        for text in texts:
            try:
                readers.READERS[name](text)
            except (Wrong, ValueError, csv.Error):
                continue
            yield f'the reader of {name} takes {text}'
    if not alike(readers.xml(b'<a><b/></a>').parts, readers.xml(b'<a>b</a>').parts):
        yield 'an element more is not found'
    if not mermaid.faults_of('    title x;') or not mermaid.faults_of('    A->>B: #quot;'):
        yield 'a line of Mermaid that ends before its end is not found'


def cases(place):
    yield 'what is broken is found by its reader', True, check_readers, []
    for name in readers.READERS:
        tools = {'md': shutil.which('cmark-gfm'), 'html': readers.html5lib}
        yield f'{name}: whole, inert and nothing is lost', tools.get(name, True), check_format, [name]
    for name, options in WIDTHS.items():
        yield f'ladders, {name}: inert', True, check_list_in_other_ways, [options, name == 'ASCII']
    yield 'csv: each text has its cell', True, check_cells, []
    yield 'json: each value, header and message is what was sent', True, check_values, []
    yield 'mermaid: each line is one of ours, each diagram a flow', True, check_diagrams, []
    yield 'stats: whole and inert', True, check_stats, []
    yield 'message: inert', True, check_messages, []
    yield 'pcapng: the same packets, and comments of ours', shutil.which('tshark'), check_comments, []
    yield 'pdf: a page a call, inert and shown', can_paint(place), check_paper, []
    yield 'split: files of our names', True, check_split, []


def main(program):
    with tempfile.TemporaryDirectory() as folder:
        place = Place(program, folder)
        return readers.tell((title, tool, functools.partial(check, place, *arguments))
                            for title, tool, check, arguments in cases(place))


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
