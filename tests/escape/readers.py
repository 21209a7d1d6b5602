# SPDX-License-Identifier: Apache-2.0
"""A reader for each format: what a person or a program sees in a report, and of what it is built.
Each raises Wrong where the report is not whole."""
import csv
import functools
import html.parser
import io
import json
import re
import subprocess
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import namedtuple

try:
    import html5lib
except ImportError:
    html5lib = None

# parts: what it is built of, whatever the texts are; text: what is read in it
Read = namedtuple('Read', 'parts text')

HIDDEN = ('Cc', 'Cf', 'Zl', 'Zp', 'Cs')
SHOWN_AS = {'\n': '\\n', '\r': '\\r', '\t': '\\t'}
MARKS_MAX = 3
CELLS = "=+-@\t\r＝＋－＠"  # what a cell must not begin with
OUR_COLOURS = re.compile('\x1b\\[[0-9;]*m')


class Wrong(Exception):
    """What a reader stumbled over."""


def glyph(text, marks):
    """What stands for the first character of @text on a terminal, and the marks in a row."""
    category = unicodedata.category(text)
    if text in SHOWN_AS:
        return SHOWN_AS[text], 0
    if '\udc80' <= text <= '\udcff':  # a byte that is no UTF-8
        return f'\\x{ord(text) - 0xdc00:02x}', marks
    if category in ('Mn', 'Me') and marks < MARKS_MAX:
        return text, marks + 1
    if category in HIDDEN + ('Co', 'Cn', 'Mn', 'Me'):
        size = ('x', 2) if ord(text) < 0x80 else ('u', 4) if ord(text) < 0x10000 else ('U', 8)
        return f'\\{size[0]}{ord(text):0{size[1]}x}', 0 if ord(text) < 0x80 else MARKS_MAX
    return text, 0


@functools.lru_cache(maxsize=None)
def shown(text, columns=10**6):
    """@text, bytes from the wire, as a terminal shows it; what surely fits into @columns of it."""
    out, used, marks = '', 0, MARKS_MAX
    for character in text.decode('utf-8', 'surrogateescape'):
        piece, marks = glyph(character, marks)
        used += sum(1 + (unicodedata.east_asian_width(c) in 'WF') for c in piece)
        if used >= columns:
            break
        out += piece
    return out


def decoded(text):
    """@text with U+FFFD for each byte that is no UTF-8."""
    return re.sub('[\udc80-\udcff]', '\ufffd', text.decode('utf-8', 'surrogateescape'))


def check_inert(data, ends='\n'):
    """@data as text: it neither steers nor hides anything; line ends are as they should be."""
    try:
        text = data.decode('utf-8')
    except UnicodeDecodeError as error:
        raise Wrong(f'no UTF-8: {data[max(0, error.start - 60):error.end + 20]}') from None
    hidden = [c for c in set(text.replace(ends, '')) if unicodedata.category(c) in HIDDEN]
    if hidden:
        at = text.index(hidden[0])
        raise Wrong(f'line {text.count(ends, 0, at) + 1} holds U+{ord(hidden[0]):04X}: '
                    f'{text[max(0, at - 60):at + 20]!r}')
    return text


def alike(hostile, harmless):
    if hostile == harmless:
        return []
    if isinstance(hostile, list):
        pairs = enumerate(zip(hostile, harmless))
        first = next((at for at, (one, other) in pairs if one != other), 'the end')
        return [f'of {len(hostile)} parts, harmless {len(harmless)}, part {first} differs: '
                f'{hostile[first:first + 3] if first != "the end" else ""}']
    return [f'built otherwise: {hostile ^ harmless}']


def terminal(data):
    return Read([], check_inert(data))


def coloured(data):
    return Read([], check_inert(OUR_COLOURS.sub('', data.decode()).encode()))


def strings_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from strings_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_of(each)


def json_object(data):
    return Read([], list(strings_of(json.loads(check_inert(data)))))


def json_lines(data):
    return Read([], [text for line in check_inert(data).splitlines()
                     for text in strings_of(json.loads(line))])


def sheet(data):
    rows = list(csv.reader(io.StringIO(check_inert(data, '\r\n'), newline=''), strict=True))
    for number, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise Wrong(f'row {number} has {len(row)} cells: {row}')
        for cell in row:
            if cell and cell[0] in CELLS and not re.fullmatch(r'-?\d+', cell):
                raise Wrong(f'row {number}: {cell!r} is a formula')
    return Read([], [cell[1:] if cell.startswith("'") else cell for row in rows for cell in row])


def xml(data):
    """The kinds of elements: their path, and the names of their attributes."""
    kinds, text = set(), []

    def walk(element, path):
        path = f'{path}/{element.tag}'
        kinds.add((path, tuple(sorted(element.attrib))))
        text.extend([element.text or '', element.tail or '', *element.attrib.values()])
        for child in element:
            walk(child, path)

    check_inert(data)
    try:
        walk(ElementTree.fromstring(data), '')
    except ElementTree.ParseError as error:
        raise Wrong(f'no XML: {error}') from None
    return Read(kinds, ''.join(text))


class Elements(html.parser.HTMLParser):
    """The elements of a page, in their order, with the names of their attributes."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.parts.append((tag, *sorted(name for name, _ in attrs)))

    def handle_comment(self, data):
        self.parts.append(('!--', data))

    def handle_data(self, data):
        self.text.append(data)


def markdown(data):
    """As GitHub's own reader makes HTML of it; the two escapes of a code span are undone. Two
    captures may be odd in more ways than one: the list of these is left out."""
    check_inert(data)
    data = re.sub(rb'^- \d+ (messages|values).*\n', b'', data, flags=re.M)
    reader = ['cmark-gfm', '--unsafe', '-e', 'table', '-e', 'autolink', '-e', 'strikethrough']
    done = subprocess.run(reader, input=data, stdout=subprocess.PIPE, check=True, timeout=60)
    page = Elements()
    page.feed(done.stdout.decode())
    return Read(page.parts, ''.join(page.text).replace('\\x60', '`').replace('\\x7c', '|'))


def page(data):
    """As a browser makes a tree of it. Its data has no '<', so that it ends where it seems to; it
    is read apart, as html5lib would take long."""
    script = '(<script [^<>]*type="application/json"[^<>]*>)([^<]*)</script>'
    source, text, kinds = check_inert(data), [], []
    for _, content in re.findall(script, source):
        text += strings_of(json.loads(content))
    tree = html5lib.parse(re.sub(script, '\\1</script>', source), namespaceHTMLElements=False)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            kinds.append('a comment')
            continue
        kinds.append((element.tag, *sorted(map(str, element.attrib))))
        text.append(element.text or '')
    return Read(kinds, text)


def test_lines(data):
    """TAP 13: lines of cases, their blocks of YAML, comments. Texts in quotes are read."""
    cases, text, inside = [], [], False
    for line in check_inert(data)[:-1].split('\n'):
        quoted = re.fullmatch(r'  +(?:- )?\w+: "((?:[^"\\]|\\["\\])*)"', line)
        if inside and not re.fullmatch(r'  ( *- | +)?\w+:( [\w.-]+)?|  \.\.\.', line) and not quoted:
            raise Wrong(f'no line of a block: {line!r}')
        case = not inside and re.fullmatch(r'(not )?ok (\d+) - ([^#]*?)( # SKIP without an INVITE)?', line)
        if case:
            cases.append((case[1], case[2], case[4]))
            text.append(case[3].replace('\\x23', '#'))
        elif not inside and not re.match(r'TAP version 13$|1\.\.\d+$|  ---$|# not read: ', line):
            raise Wrong(f'no line of TAP: {line!r}')
        text += [re.sub(r'\\(.)', r'\1', quoted[1])] if quoted else []
        inside = line == '  ---' or (inside and line != '  ...')
    return Read(cases, '\n'.join(text))


READERS = {
    'list': terminal, 'text': terminal, 'json': json_object, 'jsonl': json_lines, 'csv': sheet,
    'svg': xml, 'junit': xml, 'html': page, 'md': markdown, 'tap': test_lines,
}


def tell(cases):
    """Looks at each case (its title, whether its reader is installed, and what lists its faults) and
    tells of it in TAP. True if one of them failed."""
    failed = number = 0
    for number, (title, tool, check) in enumerate(cases, 1):
        if not tool:
            print(f'ok {number} - {title} # SKIP its reader is not installed')
            continue
        try:
            faults = list(check())
        except (Wrong, ValueError, csv.Error, subprocess.SubprocessError) as wrong:
            faults = [str(wrong)]
        failed += bool(faults)
        print(f"{'not ' if faults else ''}ok {number} - {title}")
        for fault in faults[:20]:
            print('# ' + ascii(fault)[1:-1])
    print(f'1..{number}')
    return failed > 0
