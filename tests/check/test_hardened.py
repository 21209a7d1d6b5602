#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the released program and its modules have against a fault that is used: test_hardened.py

They are those of SIPSTORY_RELEASE, looked at with readelf: code that lies anywhere (PIE), tables
of addresses that cannot be written once it runs (RELRO, BIND_NOW), memory that is either written
or run, no path of the builder for libraries, guards of the stack, checked copies. A program that
the compiler of CC makes with none of it must be told so in each case. TAP on standard output.
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

# An array on its stack is filled, where a guard belongs; a section is both written and run.
BARE = '''
#include <string.h>
__asm__(".pushsection .both, \\"awx\\"; .byte 0; .popsection");
int main(int count, char **words)
{
    char room[64];
    strcpy(room, words[0]);
    return room[count];
}
'''
BARE_FLAGS = ['-O1', '-U_FORTIFY_SOURCE', '-fno-stack-protector', '-fno-pie', '-no-pie',
              '-Wl,-z,norelro', '-Wl,-z,lazy', '-Wl,-z,execstack',
              '-Wl,-rpath,/opt/builder']


class Elf:
    """What readelf tells of a file."""

    def __init__(self, path):
        self.path = path
        self.header = self.ask('-h')
        self.segments = re.findall(r'^  (\S+) +(?:0x\S+ +){5}([RWE ]{3}) ', self.ask('-l'), re.M)
        self.dynamic = self.ask('-d')
        self.symbols = self.ask('--dyn-syms')

    def ask(self, about):
        return subprocess.run(['readelf', '-W', about, self.path], text=True, check=True,
                              capture_output=True, env={**os.environ, 'LC_ALL': 'C'}).stdout

    def flags(self, kind):
        return [flags for name, flags in self.segments if name == kind]


# Each is true of what is hardened.
CHECKS = {
    'it can lie anywhere in memory': lambda elf: re.search(r'Type: +DYN ', elf.header),
    'its relocations are read-only': lambda elf: elf.flags('GNU_RELRO'),
    'its symbols are bound at the start': lambda elf: re.search(
        r'\(FLAGS_1\).*\bNOW\b', elf.dynamic),
    'its stack is not executable': lambda elf: elf.flags('GNU_STACK') == ['RW '],
    'no segment is both written and run': lambda elf: elf.flags('LOAD') and not any(
        'W' in flags and 'E' in flags for flags in elf.flags('LOAD')),
    'it has no path to libraries': lambda elf: not re.search(r'\((RPATH|RUNPATH)\)', elf.dynamic),
    'its stack is guarded': lambda elf: '__stack_chk_fail' in elf.symbols,
}
# A module may have no copy whose bound the compiler knows.
OF_THE_PROGRAM = {
    'its copies are checked': lambda elf: re.search(r'__\w+_chk\b', elf.symbols),
}


def bare(directory):
    source, program = Path(directory, 'bare.c'), Path(directory, 'bare')
    source.write_text(BARE)
    compiler = shlex.split(os.environ.get('CC', 'gcc'))
    subprocess.run([*compiler, *BARE_FLAGS, '-o', program, source], check=True,
                   stderr=subprocess.DEVNULL)
    return Elf(program)


def cases(program):
    build = program.parents[1]
    modules = sorted([*build.glob('src/*.so'), *build.glob('reports/**/*.so')])
    for path in [program, *modules]:
        elf = Elf(path)
        for name, holds in (CHECKS | OF_THE_PROGRAM if path == program else CHECKS).items():
            yield f'{path.name}: {name}', bool(holds(elf))
    with tempfile.TemporaryDirectory() as directory:
        elf = bare(directory)
        for name, holds in (CHECKS | OF_THE_PROGRAM).items():
            yield f'not so of a bare program: {name}', not holds(elf)


def why_not(program):
    """Why nothing can be looked at here; None if it can."""
    if not program or not os.access(program, os.X_OK):
        return 'SIPSTORY_RELEASE names no program'
    if not shutil.which('readelf'):
        return 'no readelf'
    if b'__asan_init' in Path(program).read_bytes():
        return 'the program has sanitizers'
    return None


def main():
    program = os.environ.get('SIPSTORY_RELEASE')
    reason = why_not(program)
    if reason:
        print(f'1..0 # SKIP {reason}')
        return 0
    results = list(cases(Path(program).resolve()))
    print(f'1..{len(results)}')
    for number, (name, passed) in enumerate(results, 1):
        print(f'{"ok" if passed else "not ok"} {number} - {name}')
    return 0 if all(passed for _, passed in results) else 1


if __name__ == '__main__':
    sys.exit(main())
