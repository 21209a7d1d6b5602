#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What can be said of the sources without running them: static.py BUILD [FILE...]

BUILD is a directory that meson configured, for its compile_commands.json. Every .c file of the
program, or each FILE, goes through clang-tidy, with the checks of .clang-tidy, and through gcc's
-fanalyzer; it is one case, which fails if either finds something. Both are of one version, since
another one finds other things: packages clang-tidy-14 and gcc-12. TAP on standard output.
"""
import json
import os
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARTS = ('dissect', 'flows', 'reports', 'src')
TIDY, GCC = 'clang-tidy-14', 'gcc-12'
SECONDS = 120   # for one file, which takes a second or two

# Where -fanalyzer of gcc 12 is wrong: it does not know that a slice with a length has bytes, what
# a function of another file fills in, and what always is there together.
WRONG = {
    'dissect/net/stream.c': 'null-argument',
    'dissect/net/websocket.c': 'null-argument',
    'dissect/sip/multipart.c': 'null-argument',
    'flows/library_file.c': 'use-of-uninitialized-value',
    'flows/sentence.c': 'null-dereference',
    'flows/template_blocks.c': 'null-dereference',
    'flows/template_frame.c': 'use-of-uninitialized-value',
    'reports/list.c': 'use-of-uninitialized-value',
    'reports/md_call.c': 'null-dereference',
    'reports/mermaid_items.c': 'null-dereference',
    'src/outputs.c': 'malloc-leak file-leak',
}


def commands(build):
    """The flags that each file of the program is compiled with, by its path below ROOT."""
    flags = {}
    for entry in json.loads((build / 'compile_commands.json').read_text()):
        path = (Path(entry['directory']) / entry['file']).resolve()
        if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in PARTS:
            flags[str(path.relative_to(ROOT))] = [
                word for word in shlex.split(entry['command'])
                if word.startswith(('-D', '-I', '-std=', '-W')) or word == '-fno-strict-aliasing']
    return flags


def said(words, build):
    """What a tool has to say; empty if it found nothing."""
    try:
        done = subprocess.run(words, cwd=build, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f'{words[0]} did not end within {SECONDS} seconds'
    if done.returncode == 0:
        return ''
    return f'{done.stdout}\n{done.stderr}\n{words[0]} ended with status {done.returncode}'


def look(build, path, flags):
    """What both tools say of @path; None if it is not compiled in this build."""
    if flags is None:
        return None
    wrong = [f'-Wno-analyzer-{name}' for name in WRONG.get(path, '').split()]
    return (said([GCC, '-O2', *flags, '-Werror', '-fanalyzer', '-fanalyzer-verbosity=1', *wrong,
                  '-c', '-o', os.devnull, ROOT / path], build)
            + said([TIDY, '--quiet', '-p', build, ROOT / path], build))


def main():
    missing = [tool for tool in (TIDY, GCC) if not shutil.which(tool)]
    if missing:
        print(f'1..0 # SKIP no {missing[0]}')
        return 0
    build = Path(sys.argv[1]).resolve()
    flags = commands(build)
    paths = sys.argv[2:] or sorted(str(path.relative_to(ROOT)) for part in PARTS
                                   for path in (ROOT / part).rglob('*.c'))
    status = 0
    print(f'1..{len(paths)}')
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = pool.map(lambda path: look(build, path, flags.get(path)), paths)
        for number, (path, text) in enumerate(zip(paths, found), 1):
            skip = ' # SKIP not compiled in this build' if text is None else ''
            print(f'{"not ok" if text else "ok"} {number} - {path}{skip}', flush=True)
            if text:
                status = 1
                print(*(f'# {line}' for line in text.splitlines() if line), sep='\n', flush=True)
    return status


if __name__ == '__main__':
    sys.exit(main())
