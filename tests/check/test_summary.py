#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Tries summary.py on records as meson writes them. TAP on standard output."""
import summary


def program(result, stdout='', returncode=0):
    return {'name': 'p', 'result': result, 'stdout': stdout, 'returncode': returncode}


def last_line(*programs, status=0, also_failed=()):
    text, is_well = summary.summary(programs, status, also_failed)
    return text.splitlines()[-1], is_well


CASES = [
    ('lines of TAP are counted, not programs',
     last_line(program('OK', '1..2\nok 1 /a/b\nok 2 /a/c\n'), program('OK')),
     ('3 passed, 0 failed', True)),
    ('a failed line is one failed case',
     last_line(program('FAIL', '1..2\nok 1 a\nnot ok 2 b\n', 1), status=1),
     ('1 passed, 1 failed', False)),
    ('a program that dies after its good lines failed',
     last_line(program('ERROR', '1..3\nok 1 a\nok 2 b\n', -11), status=1),
     ('2 passed, 1 failed', False)),
    ('a program that dies before its first line failed',
     last_line(program('ERROR', '', -6), program('OK', 'ok 1\n1..1\n'), status=1),
     ('1 passed, 1 failed', False)),
    ('a program that hangs failed',
     last_line(program('TIMEOUT', 'ok 1\n', -15), status=1), ('1 passed, 1 failed', False)),
    ('a skipped line is not a passed one',
     last_line(program('OK', '1..2\nok 1 a # SKIP no tool\nok 2 b\n')),
     ('1 passed, 0 failed, 1 skipped', True)),
    ('a skipped program is one skipped case',
     last_line(program('SKIP', '1..0 # SKIP no tool\n'), program('OK')),
     ('1 passed, 0 failed, 1 skipped', True)),
    ('a program that should speak TAP and says nothing failed',
     last_line(program('SKIP'), program('OK')), ('1 passed, 1 failed', False)),
    ('skips alone are no success',
     last_line(program('SKIP', '1..0 # SKIP no tool\n')),
     ('0 passed, 0 failed, 1 skipped', False)),
    ('no test is no success', last_line(), ('0 passed, 0 failed', False)),
    ('meson stopped early: that fails, whatever passed',
     last_line(program('OK'), status=124), ('1 passed, 1 failed', False)),
    ('what failed besides the tests counts',
     last_line(program('OK'), also_failed=['release build']),
     ('1 passed, 1 failed', False)),
    ('a failure that is expected passed', last_line(program('EXPECTEDFAIL', 'not ok 1\n', 1)),
     ('1 passed, 0 failed', True)),
    ('the name of a failure is in the text',
     ('failed: p: /a/b' in summary.summary([program('FAIL', 'not ok 1 /a/b\n')], 1)[0], False),
     (True, False)),
]

print(f'1..{len(CASES)}')
for number, (name, got, wanted) in enumerate(CASES, 1):
    print(f'{"ok" if got == wanted else "not ok"} {number} - {name}')
    if got != wanted:
        print(f'# got {got}, wanted {wanted}')
