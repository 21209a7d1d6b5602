# SPDX-License-Identifier: Apache-2.0
"""How other programs are made to read the whole of a capture, without a terminal, and how what
they found is taken from what they print. None of them is required.

- tcpdump prints a line per packet; -n, or it would ask for the names of addresses.
- tshark prints its statistics of SIP alone; it has no list of calls outside its windows.
- sipgrep prints every message, and with -G what it knows of a dialog once that has finished.
  It looks at ports 5060 and 5061.
- sngrep -N reads without its windows and prints how many dialogs it has, every half second: its
  wall time is rounded up to that. It keeps 20,000 dialogs unless -l says otherwise; here it
  gets room for all.
"""
import re
import shlex
import shutil
import subprocess
from typing import NamedTuple

from timing import Failed

CAPTURE, DIALOGS = object(), object()   # stand for the file, and how many dialogs it may have


class Program(NamedTuple):
    """@packets, @messages and @calls are patterns of lines: of one with a group the last number
    counts, of others how many lines have it. @unit is the program's own word for its calls."""
    command: tuple
    version: tuple = ()
    packets: bytes = None
    messages: bytes = None
    calls: bytes = None
    unit: str = ''

    def command_for(self, capture, dialogs, limit):
        """Its words; a peer is ended after @limit seconds."""
        words = {CAPTURE: str(capture), DIALOGS: str(dialogs)}
        ended = [shutil.which('timeout'), str(limit)] if self.version else []
        return ended + [words.get(word, word) for word in (shutil.which(self.command[0]),
                                                           *self.command[1:])]


PEERS = {
    'tcpdump': Program(('tcpdump', '-n', '-r', CAPTURE), ('tcpdump', '--version'),
                       packets=rb'^\d\d:\d\d:\d\d\.', messages=rb'\bSIP: '),
    'tshark': Program(('tshark', '-n', '-q', '-z', 'sip,stat', '-r', CAPTURE),
                      ('tshark', '--version'), messages=rb'^Number of SIP messages: (\d+)'),
    'sipgrep': Program(('sipgrep', '-C', '-G', '-I', CAPTURE), ('sipgrep', '-V'),
                       messages=rb'^[UT] \d{4}/', calls=rb'Dialog finished: \[',
                       unit='finished dialogs'),
    'sngrep': Program(('sngrep', '-N', '-l', DIALOGS, '-I', CAPTURE), ('sngrep', '-V'),
                      calls=rb'Dialog count: (\d+)', unit='dialogs'),
}


def installed():
    return {name: peer for name, peer in PEERS.items() if shutil.which(peer.command[0])}


def version_of(peer):
    run = subprocess.run(peer.version, capture_output=True, text=True, check=False)
    found = re.search(r'\d+\.\d+(\.\d+)*', run.stdout + run.stderr)
    return found[0] if found else '?'


def told(command, *patterns):
    """What the lines that @command prints say, a number for each of @patterns; None for none.
    Failed unless it succeeds."""
    numbers = [None if pattern is None else 0 for pattern in patterns]
    compiled = [pattern and re.compile(pattern) for pattern in patterns]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as child:
        for line in child.stdout:
            for at, pattern in enumerate(compiled):
                found = pattern and pattern.findall(line)
                if found:
                    numbers[at] = int(found[-1]) if pattern.groups else numbers[at] + 1
    if child.returncode != 0:
        raise Failed(f'{shlex.join(map(str, command))} ended with {child.returncode}')
    return numbers
