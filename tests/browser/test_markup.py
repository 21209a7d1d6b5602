#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Is the page valid HTML, whatever a capture holds? test_markup.py SIPSTORY SAMPLES.

html5lib reads pages as browsers do and tells what it had to mend. TAP on standard output.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SAMPLES = ['487-missing', 'phones', 'websocket']
SVG = '{http://www.w3.org/2000/svg}'


def pages(folder, sipstory, samples):
    """(name, page) of each capture."""
    inputs = [samples / name / 'capture.pcapng' for name in SAMPLES]
    try:
        import captures
        captures.make(folder)
        inputs += [Path(folder, 'hostile.pcap'), Path(folder, 'many.pcap')]
    except ImportError:
        print('# no scapy: without hostile captures')
    for path in inputs:
        run = subprocess.run([sipstory, path, '--format=html'], stdout=subprocess.PIPE, check=True)
        yield path.parent.name if path.suffix == '.pcapng' else path.name, run.stdout.decode()


def faults(text):
    import html5lib
    from xml.etree import ElementTree
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(text)
    for (line, column), code, _ in parser.errors:
        yield f'{line}:{column}: {code}'
    ids = [element.get('id') for element in tree.iter() if element.get('id')]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f'more than one element has the id {name}'
    for script in tree.iter('script'):
        name, text = script.get('id'), ''.join(script.itertext())
        if script.get('type') == 'application/json':
            json.loads(text)
        elif script.get('type') == 'image/svg+xml' and \
                ElementTree.fromstring(text).find(f'{SVG}svg') is None:
            yield f'{name}: no picture'


def shows_what_the_list_shows(sipstory, samples):
    """The calls that the page does not fold away are those that have a line in the list."""
    inputs = sorted(samples.glob('*/capture.pcapng'))
    page, lines = (subprocess.run([sipstory, *inputs, f'--format={name}'], stdout=subprocess.PIPE,
                                  check=True).stdout.decode() for name in ('html', 'list'))
    index = json.loads(re.search(r'id="index">(.*?)</script>', page, re.DOTALL).group(1))
    place = index['columns'].index('foldedInto')
    shown = [row[0] for row in index['rows'] if not row[place]]
    listed = [int(line.split()[0]) for line in lines.split('\n\n')[0].splitlines()[1:]]
    return [] if shown == listed else [f'{sorted(set(shown) ^ set(listed))} are in one alone']


def main():
    try:
        import html5lib  # noqa: F401
    except ImportError:
        print('1..0 # SKIP no html5lib')
        return
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, text) in enumerate(pages(folder, sys.argv[1], Path(sys.argv[2])), 1):
            found = list(faults(text))
            print('not ok' if found else 'ok', number, '-', name)
            for fault in found:
                print('#', fault)
    found = shows_what_the_list_shows(sys.argv[1], Path(sys.argv[2]))
    print('not ok' if found else 'ok', number + 1, '- what is folded is what the list folds')
    for fault in found:
        print('#', fault)
    print(f'1..{number + 1}')


main()
