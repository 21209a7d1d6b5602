#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What --format md writes, read by GitHub's own reader: test_markdown.py PROGRAM

cmark-gfm makes HTML of the reports of all samples, and of calls whose texts mean something to
Markdown. No element comes of the wire's text, each row of a table has as many cells as its head,
and each diagram is a block of code. TAP on standard output.
"""
import re
import shutil
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

import diagrams
import hostile

READER = ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough']

# What a report is made of; anything else came from the wire.
ELEMENTS = {'h1', 'h2', 'p', 'strong', 'ul', 'li', 'a', 'code', 'pre', 'table', 'thead', 'tbody',
            'tr', 'th', 'td'}


class Page(HTMLParser):
    """The HTML of a report."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.links, self.rows, self.blocks = set(), [], [], []
        self.text = ''
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        if tag == 'a':
            self.links.append(dict(attrs).get('href'))
        elif tag == 'tr':
            self.rows.append(0)
        elif tag in ('th', 'td'):
            self.rows[-1] += 1
        elif tag == 'code' and ('class', 'language-mermaid') in attrs:
            self.blocks.append('')

    def handle_comment(self, data):
        self.elements.add('<!--')

    def handle_data(self, data):
        self.text += data


def page_of(report):
    done = subprocess.run(READER, input=report, stdout=subprocess.PIPE, check=True,
                          encoding='utf-8', timeout=60)
    return Page(done.stdout)


def faults_of(page, calls):
    foreign = page.elements - ELEMENTS
    if foreign:
        yield f'elements of the wire: {foreign}'
    wrong = [link for link in page.links if not re.fullmatch('#call-[0-9]+', link or '')]
    if wrong or len(page.links) != len(calls):
        yield f'{len(calls)} calls, and these links: {page.links}'
    if set(page.rows) - {2, 5, 7} or page.rows.count(7) != len(calls) + 1:
        yield f'the rows have so many cells: {page.rows}'
    if len(page.blocks) != len(calls):
        yield f'{len(page.blocks)} diagrams of {len(calls)} calls'


def missing_texts(page, texts):
    """Texts that a reader does not see as they are, the two escapes undone."""
    shown = page.text.replace('\\x60', '`').replace('\\x7c', '|')
    return [f'not shown as it is: {text}' for text in texts if text not in shown]


def captures(folder):
    """(name, capture, texts that are to be seen)"""
    for name, capture in diagrams.sample_captures():
        yield name, capture, []
    for number, text in enumerate(hostile.USERS):
        capture = Path(folder, f'{number}.pcap')
        hostile.users(text).write(capture)
        yield f'user {text}', capture, [text]
    capture = Path(folder, 'agents.pcap')
    hostile.agents().write(capture)
    yield 'user agents', capture, hostile.TEXTS
    for name, capture in diagrams.hard_captures(folder, hostile.FLOWS + hostile.DRAWINGS):
        yield name, capture, []


def main():
    program = sys.argv[1]
    number = 0
    if not shutil.which(READER[0]):
        print('1..0 # SKIP cmark-gfm is not installed')
        return
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, capture, texts) in enumerate(captures(folder), 1):
            calls = diagrams.calls_of(program, capture, '--unfold')
            page = page_of(diagrams.report_of(program, capture))
            faults = [*faults_of(page, calls), *missing_texts(page, texts)]
            print('not ok' if faults else 'ok', number, '-', name)
            for fault in faults:
                print('#', fault)
    print(f'1..{number}')


main()
