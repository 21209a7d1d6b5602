#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The unit of systemd, as its own tools read it: test_service.py SIPSTORY UNIT. TAP."""
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_EXPOSED = 20  # tenths, of systemd's own measure; ten is a service that guards nothing


class Skip(Exception):
    """A case that cannot be asked here, and why."""


def analyze(*arguments):
    if not shutil.which('systemd-analyze'):
        raise Skip('no systemd-analyze')
    done = subprocess.run(['systemd-analyze', *arguments], stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


def settings(unit):
    """Each assignment, in order; a name may come twice."""
    return re.findall(r'^([A-Za-z]+)=(.*)$', unit.read_text(encoding='utf-8'), re.M)


def systemd_has_nothing_to_complain_of(_, unit):
    status, told = analyze('verify', '--man=no', str(unit))
    assert status == 0 and 'sipstory.service' not in told, told


def little_is_exposed(_, unit):
    status, told = analyze('security', '--offline=true', f'--threshold={MOST_EXPOSED}',
                           '--no-pager', str(unit))
    if 'unrecognized option' in told:
        raise Skip('systemd-analyze knows no --offline')
    assert status == 0, told[-300:]


def its_options_are_the_programs(program, unit):
    known = subprocess.run([program, '--help-all'], stdout=subprocess.PIPE, text=True,
                           timeout=60, check=True).stdout
    text = unit.read_text(encoding='utf-8')
    lines = re.findall(r'SIPSTORY_OPTIONS=([^"\n]*)', text)
    used = {option for line in lines for option in line.split() if option.startswith('-')}
    assert len(lines) == 2 and len(used) > 3, lines
    for option in used:
        assert re.search(rf'(?<![\w-]){option}(?![\w-])', known), option


def one_capability_is_all(_, unit):
    given = dict(settings(unit))
    assert given['AmbientCapabilities'] == given['CapabilityBoundingSet'] == 'CAP_NET_RAW'
    assert given['NoNewPrivileges'] == 'yes'


CASES = [systemd_has_nothing_to_complain_of, little_is_exposed, its_options_are_the_programs,
         one_capability_is_all]


def main():
    program, template = sys.argv[1:]
    failed = False
    print(f'1..{len(CASES)}')
    with tempfile.TemporaryDirectory() as folder:
        unit = Path(folder) / 'sipstory.service'
        unit.write_text(Path(template).read_text(encoding='utf-8').replace(
            '@bindir@', str(Path(program).resolve().parent)), encoding='utf-8')
        for number, case in enumerate(CASES, 1):
            name = case.__name__.replace('_', ' ')
            try:
                case(program, unit)
                print(f'ok {number} {name}')
            except Skip as why:
                print(f'ok {number} {name} # SKIP {why}')
            except AssertionError as wrong:
                failed = True
                print(f'not ok {number} {name}\n# ' + str(wrong).replace('\n', '\n# '))
    return failed


if __name__ == '__main__':
    sys.exit(main())
