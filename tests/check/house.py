#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of the house that a machine can hold. TAP on standard output.

house.py [TREE]   each rule reads the tree and names what breaks it; before that, each rule is
tried on a small bad tree of its own, for a rule that cannot fail holds nothing. CC is the
compiler for the headers (cc if unset).
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LAYERS = ['dissect', 'flows', 'reports', 'src']  # each may include itself and those before it
MAX_FILE = 600
MAX_FUNCTION = 80
MAX_FUNCTIONS_OF_HEADER = 12
CLANG_FORMAT = 14
PACKAGES = ['glib-2.0', 'gio-2.0', 'libpcap', 'json-c', 'libosip2', 'cairo']

# A table of functions, one row each, is no interface that has grown too wide.
TABLES = {'dissect/net/decoders.h'}


class Skip(Exception):
    """A rule that cannot be asked here, and why."""


class Tree:
    """The files of a source tree, without what was built or is hidden (but .ci)."""

    def __init__(self, root):
        self.root = Path(root)
        self.names = []
        for folder, folders, files in os.walk(self.root):
            folders[:] = [f for f in sorted(folders)
                          if f == '.ci' or not re.match(r'\.|build|__', f)]
            at = Path(folder).relative_to(self.root)
            self.names += [(at / name).as_posix() for name in sorted(files)]

    def text(self, name):
        return (self.root / name).read_text(encoding='utf-8', errors='replace')

    def lines(self, name):
        return list(enumerate(self.text(name).splitlines(), 1))

    def c_files(self, *endings):
        return [n for n in self.names if n.endswith(endings or ('.c', '.h'))]

    def headers_of_layers(self):
        return [n for n in self.c_files('.h') if n.split('/')[0] in LAYERS]

    def is_source(self, name):
        if name.endswith(('.c', '.h', '.py', '.sh', '.js', 'meson.build', 'meson_options.txt')):
            return True
        if '.' in name.split('/')[-1]:
            return False
        with open(self.root / name, 'rb') as file:
            return file.read(2) == b'#!'

    def sources(self):
        return [n for n in self.names if self.is_source(n)]


def bare_code(text):
    """C without comments, texts, characters and directives; the lines keep their numbers."""
    def blank(match):
        return '\n' * match[0].count('\n') or ' '
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', blank, text,
                  flags=re.S)
    return re.sub(r'^[ \t]*#(?:\\\n|[^\n])*', blank, text, flags=re.M)


def functions(text):
    """(name, first line, number of lines) of each function that is defined in @text."""
    code = bare_code(text)
    depth = start = 0
    since = 0  # where the declaration began that a brace may turn into a function
    found = []
    for match in re.finditer(r'[{};]', code):
        if match[0] == '{':
            if depth == 0:
                head = code[since:match.start()]
                name = re.search(r'(\w+)\s*\(', head)
                begins = name and head.rstrip().endswith(')')
                start = code.count('\n', 0, since + name.start()) + 1 if begins else 0
            depth += 1
        elif match[0] == '}':
            depth = max(0, depth - 1)
            if depth == 0 and start:
                end = code.count('\n', 0, match.start()) + 1
                found.append((name[1], start, end - start + 1))
        if depth == 0:
            since = match.end()
    return found


def declared_functions(text):
    """The names of the functions that a header offers, inline ones too."""
    code = bare_code(text)
    while re.search(r'\{[^{}]*\}', code):
        code = re.sub(r'\{[^{}]*\}', ';', code)
    names = []
    for statement in code.split(';'):
        name = re.search(r'(?<!\()\b([a-z]\w*)\s*\((?!\s*\*)', statement)
        if name and not re.match(r'\s*typedef\b', statement) and name[1] != '__attribute__':
            names.append(name[1])
    return names


def includes(tree, name):
    for number, line in tree.lines(name):
        found = re.match(r'\s*#\s*include\s*(["<])([^">]+)', line)
        if found:
            yield number, found[1] == '"', found[2]


def rule_includes_point_one_way(tree):
    for name in tree.c_files():
        layer = name.split('/')[0]
        for number, is_ours, target in includes(tree, name):
            theirs = target.split('/')[0]
            if not is_ours:
                continue
            if theirs not in LAYERS + ['tests']:
                yield f'{name}:{number}: "{target}" is not written from the root'
            elif layer in LAYERS and theirs not in LAYERS[:LAYERS.index(layer) + 1]:
                yield f'{name}:{number}: {layer} may not include {theirs}'


def rule_libraries_keep_to_their_place(tree):
    osip_files = set()
    for name in tree.c_files():
        if name.startswith('tests/'):
            continue
        for number, _, target in includes(tree, name):
            if re.match(r'pcap(\.h|-|/)', target) and not name.startswith('src/'):
                yield f'{name}:{number}: libpcap belongs to src/'
            elif re.match(r'osip', target):
                osip_files.add(name)
                if not name.startswith('dissect/sip/'):
                    yield f'{name}:{number}: libosip2 belongs to dissect/sip/'
            elif re.match(r'json-c|json(_\w+)?\.h', target) and \
                    not re.fullmatch(r'reports/json\w*\.c', name):
                yield f'{name}:{number}: json-c belongs to reports/json*.c'
    if len(osip_files) > 1:
        yield 'libosip2 is included by more than one file: ' + ', '.join(sorted(osip_files))


def rule_every_source_names_its_licence(tree):
    for name in tree.sources():
        head = '\n'.join(line for _, line in tree.lines(name)[:3])
        if 'SPDX-License-Identifier: Apache-2.0' not in head:
            yield f'{name}: no SPDX line in the first three'


def rule_files_have_a_bound(tree):
    for name in tree.c_files():
        length = len(tree.lines(name))
        if length > MAX_FILE:
            yield f'{name}: {length} lines, {MAX_FILE} at most'


def rule_functions_have_a_bound(tree):
    for name in tree.c_files():
        for function, line, length in functions(tree.text(name)):
            if length > MAX_FUNCTION:
                yield f'{name}:{line}: {function}() has {length} lines, {MAX_FUNCTION} at most'


def rule_the_formatter_agrees(tree):
    tool = shutil.which(f'clang-format-{CLANG_FORMAT}') or shutil.which('clang-format')
    if not tool:
        raise Skip('no clang-format')
    version = subprocess.run([tool, '--version'], capture_output=True, text=True).stdout
    if f'version {CLANG_FORMAT}.' not in version:
        raise Skip(f'not clang-format {CLANG_FORMAT}')
    files = tree.c_files()
    if not files:
        return
    run = subprocess.run([tool, '--style=file', '--dry-run', '-Werror', *files], cwd=tree.root,
                         capture_output=True, text=True)
    for line in run.stderr.splitlines():
        if ': error:' in line:
            yield line
    if run.returncode != 0 and ': error:' not in run.stderr:
        yield run.stderr


def rule_headers_compile_alone(tree):
    flags = subprocess.run(['pkg-config', '--cflags', *PACKAGES], capture_output=True,
                           text=True, check=True).stdout.split()
    with tempfile.TemporaryDirectory() as folder:
        stubs = []
        for number, name in enumerate(tree.headers_of_layers()):
            stubs.append(Path(folder, f'{number}.c'))
            stubs[-1].write_text(f'#include "{name}"\n', encoding='utf-8')
        if not stubs:
            return
        run = subprocess.run([*shlex.split(os.environ.get('CC', 'cc')), '-std=gnu11', '-Wall',
                              '-D_GNU_SOURCE', '-fsyntax-only', f'-I{tree.root.resolve()}',
                              *flags, *map(str, stubs)], capture_output=True, text=True)
    if run.returncode != 0 or run.stderr:
        for line in run.stderr.splitlines():
            if re.search(r': (fatal )?(error|warning):', line):
                yield line.replace(f'{tree.root.resolve()}/', '')


def rule_nothing_is_left_for_later(tree):
    words = re.compile(r'\b(' + '|'.join(['TO' + 'DO', 'FIX' + 'ME', 'X' * 3]) + r')\b')
    for name in tree.sources():
        for number, line in tree.lines(name):
            if words.search(line):
                yield f'{name}:{number}: {line.strip()}'


def rule_headers_stay_narrow(tree):
    for name in tree.headers_of_layers():
        names = declared_functions(tree.text(name))
        if len(names) > MAX_FUNCTIONS_OF_HEADER and name not in TABLES:
            yield f'{name}: {len(names)} functions, {MAX_FUNCTIONS_OF_HEADER} at most'


def untested(tree):
    """Sources of dissect/ whose prefix no unit test mentions: said, not judged."""
    tests = '\n'.join(tree.text(n) for n in tree.c_files('.c') if n.startswith('tests/unit/'))
    for name in tree.c_files('.c'):
        prefix = Path(name).stem + '_'
        if name.startswith('dissect/') and not re.search(r'\b' + prefix, tests):
            yield f'{name}: no unit test mentions {prefix}'


SPDX = '/* SPDX-License-Identifier: Apache-2.0 */\n'

# For each rule a file that breaks it; where one file cannot, several.
BAD = {
    rule_includes_point_one_way: [
        {'dissect/net/a.c': SPDX + '#include "flows/dialog.h"\n'},
        {'reports/a.h': SPDX + '#include "src/main.h"\n'},
        {'dissect/sip/a.c': SPDX + '#include "scan.h"\n'},
        {'dissect/sip/a.c': SPDX + '#include "../base/slice.h"\n'}],
    rule_libraries_keep_to_their_place: [
        {'dissect/net/a.c': SPDX + '#include <pcap/pcap.h>\n'},
        {'flows/a.c': SPDX + '#include <osipparser2/osip_message.h>\n'},
        {'dissect/sip/a.c': SPDX + '#include <osipparser2/osip_message.h>\n',
         'dissect/sip/b.c': SPDX + '#include <osipparser2/sdp_message.h>\n'},
        {'reports/csv.c': SPDX + '#include <json-c/json.h>\n'}],
    rule_every_source_names_its_licence: [
        {'dissect/a.c': 'int a;\n'}, {'flows/meson.build': "a = files('a.c')\n"},
        {'tests/a.py': '#!/usr/bin/python3\n'}, {'samples/x/make': '#!/bin/bash\n'},
        {'reports/a.js': 'let a;\n'}],
    rule_files_have_a_bound: [{'src/a.c': SPDX + 'int a;\n' * MAX_FILE}],
    rule_functions_have_a_bound: [
        {'src/a.c': SPDX + 'void a(int b)\n{\n' + '    if (b) {\n    }\n' * 39 + '}\n'},
        {'src/a.c': SPDX + 'int x[] = { 1 };\n'
                    'void a(void)\n{\n' + '    puts("}");\n' * 78 + '}\n'}],
    rule_the_formatter_agrees: [{'src/a.c': SPDX + 'int  a ;\n'}],
    rule_headers_compile_alone: [{'dissect/a.h': SPDX + '#pragma once\nuint8_t a(void);\n'}],
    rule_nothing_is_left_for_later: [{'src/a.c': SPDX + '/* TO' 'DO: more */\n'},
                                     {'tests/a.sh': '# FIX' 'ME\n'}],
    rule_headers_stay_narrow: [
        {'src/a.h': SPDX + ''.join(f'const int *a{i}(int (*f)(int));\n' for i in range(13))},
        {'src/a.h': SPDX + 'static inline int a(int b)\n{\n    return f(b);\n}\n' * 13}],
}

# A tree that no rule may object to.
GOOD = {
    'dissect/base/a.h': SPDX + '#pragma once\n\n#include <glib.h>\n\n'
                               'typedef int (*Each)(int number, void *user);\n'
                               'typedef struct A {\n    int (*call)(int number);\n} A;\n'
                        + ''.join(f'\n/* One. */\nint a_f{i}(int (*f)(int number), Each e);\n'
                                  for i in range(12)),
    'dissect/sip/full.c': SPDX + '#include "dissect/base/a.h"\n\n'
                                 '#include <osipparser2/osip_message.h>\n\n'
                                 'int full(void)\n{\n' + '    full();\n' * 76 + '}\n',
    'src/main.c': SPDX + '#include "dissect/base/a.h"\n\n#include <pcap/pcap.h>\n',
    'reports/json_call.c': SPDX + '#include <json-c/json.h>\n',
    'tests/unit/test_a.c': SPDX + '#include "dissect/base/a.h"\n',
    'run': '#!/bin/bash\n# SPDX-License-Identifier: Apache-2.0\n',
    'notes.md': 'Not a source.\n',
}


def objections(rule, files):
    """What @rule says of a tree that holds @files (name: text)."""
    with tempfile.TemporaryDirectory() as folder:
        style = Path(__file__).resolve().parents[2] / '.clang-format'
        if style.exists():
            shutil.copy(style, folder)
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        return list(rule(Tree(folder)))


def faults_of_rule(rule):
    """What is wrong with @rule itself: bad trees that it likes, good ones that it does not."""
    for files in BAD[rule]:
        if not objections(rule, files):
            yield 'finds nothing wrong with ' + ', '.join(files)
    for objection in objections(rule, GOOD):
        yield f'objects to what is right: {objection}'


def case(number, name, faults):
    """Prints one TAP case; @faults is called and yields sentences."""
    try:
        found = list(faults())
    except Skip as why:
        print(f'ok {number} - {name} # SKIP {why}')
        return
    print(f'{"not ok" if found else "ok"} {number} - {name}')
    for fault in found:
        print('\n'.join(f'# {line}' for line in fault.splitlines()), flush=True)


def main():
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).resolve().parents[2])
    print(f'1..{2 * len(BAD)}')
    for number, rule in enumerate(BAD):
        name = rule.__name__[len('rule_'):].replace('_', ' ')
        case(2 * number + 1, f'this rule can fail: {name}', lambda r=rule: faults_of_rule(r))
        case(2 * number + 2, name, lambda r=rule: r(tree))
    for remark in untested(tree):
        print(f'# {remark}')


if __name__ == '__main__':
    main()
