# SPDX-License-Identifier: Apache-2.0
"""Work in instructions, counted by valgrind: time differs from minute to minute and from machine
to machine, instructions hardly do. The program is the one that is released (SIPSTORY_RELEASE),
since valgrind cannot run one with sanitizers."""
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path


def why_not(program):
    """Why nothing can be counted here; None if it can."""
    if not shutil.which('valgrind'):
        return 'no valgrind'
    if not program or not os.access(program, os.X_OK):
        return 'SIPSTORY_RELEASE names no program'
    if b'__asan_init' in Path(program).read_bytes():
        return 'the program has sanitizers'
    return None


def instructions(program, *arguments, statuses=(0,)):
    """What @program needs, in all its threads; it is a failure of the test if it ends with
    another status than one of @statuses."""
    # meson has malloc fill what it gives, which costs instructions too
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith('MALLOC_')}
    command = ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', program,
               *arguments]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, errors='replace', check=False,
                         env=environment, timeout=240)
    found = re.search(r'Collected : (\d+)', run.stderr)
    if run.returncode not in statuses or not found:
        sys.exit(f'Bail out! {shlex.join(map(str, command))} ended with {run.returncode}\n'
                 f'{run.stderr[-2000:]}')
    return int(found[1])
