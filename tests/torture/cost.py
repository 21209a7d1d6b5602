#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the worst messages cost the full parse, in instructions: cost.py

Each flood is a message of up to 64 kB, of one pattern again and again. The patterns are those
that a search by hill climbing over all headers and separators found dearest, and those that
were dear before libosip2 was kept from them. valgrind counts what the program needs to print the
message with all its headers, less what it needs for a small one. TAP on standard output.

The program is the one that is released (SIPSTORY_RELEASE), since valgrind cannot run one with
sanitizers.
"""
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shown import capture_of

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'support'))

from callgrind import instructions, why_not  # noqa: E402

START = 'INVITE sip:b@example.net SIP/2.0\r\nCall-ID: c1\r\n'
BOUND = 50_000_000
# head of a line, what follows again and again, end of it, bytes of a line, bytes in all
FLOODS = {
    'values of Accept-Language': ('Accept-Language: ', 'sip:a@b,Content-Type: ', '', 60, 32_000),
    'parameters of Accept-Encoding': ('Accept-Encoding: ', 'nonce="",%41SIP/2.0/UDP h', '', 60, 32_000),
    'Routes': ('Route: tel:', 'Content-Type: ', 'nonce="",sip:a@b,', 100, 65_000),
    'values of one Allow': ('Allow: ', ',h', '', 2000, 4_000),
    'empty parameters': ('Accept-Encoding: ', '; ', 'z', 8000, 65_000),
    'CRs that end no line': ('Accept: From: SIP/2.0/UDP h,', '\rz:', '', 2000, 65_000),
    'quotes': ('From: ', '"', '', 8000, 65_000),
    'the beginning of a Via': ('', 'Via: ', '', 8000, 65_000),
    'folded lines': ('X: ', '\r\n ', '', 8000, 65_000),
}


def flood_of(head, unit, end, line_len, size):
    text = START
    while len(text) < size - line_len:
        line = head + unit * ((line_len - len(head)) // len(unit) + 1) + end
        text += line + '\r\n'
    return (text + '\r\n').encode()


def cost_of(sipstory, folder, payload):
    path = Path(tempfile.mkstemp(dir=folder)[1])
    path.write_bytes(capture_of(payload))
    return instructions(sipstory, path, '--format', 'json', '--headers')


def main():
    sipstory = os.environ.get('SIPSTORY_RELEASE')
    obstacle = why_not(sipstory)
    if obstacle:
        print(f'1..0 # SKIP {obstacle}')
        return False
    failed = False
    print(f'1..{len(FLOODS)}')
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(os.cpu_count()) as pool:
        small = cost_of(sipstory, folder, (START + '\r\n').encode())
        costs = pool.map(lambda flood: cost_of(sipstory, folder, flood_of(*flood)),
                         FLOODS.values())
        for number, (name, cost) in enumerate(zip(FLOODS, costs), 1):
            dear = cost - small > BOUND
            failed = failed or dear
            print(f'{"not " if dear else ""}ok {number} - {name}')
            print(f'# {cost - small:,} instructions')
    return failed


if __name__ == '__main__':
    sys.exit(main())
