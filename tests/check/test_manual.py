#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The built manual against the program: test_manual.py SIPSTORY MANUAL. TAP."""
import os
import re
import shutil
import subprocess
import sys

SECTIONS = ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'SUBCOMMANDS', 'OUTPUT', 'EXIT STATUS',
            'SIGNALS', 'ENVIRONMENT', 'EXAMPLES', 'SECURITY', 'SEE ALSO']


def output_of(*command, **env):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          env={**os.environ, **env}, timeout=60, check=False)
    assert done.returncode == 0, f'{command[0]} ended with {done.returncode}: {done.stderr}'
    assert done.stderr == '', done.stderr
    return done.stdout


def options_in(text):
    return set(re.findall(r'(?<![\w-])--[a-z][a-z-]*|(?<![\w-])-[a-z](?=,)', text))


def plain(roff):
    """The page without its formatting."""
    roff = re.sub(r'\\f[BIR]', '', roff)
    return roff.replace('\\-', '-').replace('\\(aq', "'").replace('\\&', '')


def section(page, name):
    return re.search(rf'^\.SH "?{name}"?\n(.*?)(?=^\.SH|\Z)', page, re.M | re.S)[1]


def every_option_of_the_help_is_in_the_manual_and_no_other(program, page):
    shown = options_in(output_of(program, '--help-all').split('\nInput\n')[1])
    told = options_in(plain(section(page, 'OPTIONS')))
    assert len(shown) > 20 and shown == told, f'only one has {sorted(shown ^ told)}'


def every_option_in_the_text_exists(program, page):
    shown = options_in(output_of(program, '--help'))
    others = set(re.findall(r'(?<![\w-])--[a-z][a-z-]*', plain(page))) - shown
    assert not others, f'no such option: {sorted(others)}'


def every_format_of_the_help_is_in_the_manual(program, page):
    formats = re.findall(r'^  (\w+)  ', output_of(program, '--help').split('\nFormats')[1], re.M)
    told = section(page, 'OPTIONS')
    assert 'json' in formats and all(f'\\fB{name}\\fR' in told for name in formats), formats


def every_section_is_there_in_the_usual_order(program, page):
    found = [name.strip('"') for name in re.findall(r'^\.SH (.+)$', page, re.M)]
    assert found == SECTIONS, found


def no_placeholder_is_left(program, page):
    assert not re.findall(r'@[A-Z]+@', page), re.findall(r'@[A-Z]+@', page)
    version = output_of(program, '--version').strip()
    assert f'"{version}"' in page.splitlines()[1], page.splitlines()[1]


def groff_has_nothing_to_complain_of(program, page):
    if not shutil.which('groff'):
        return 'SKIP no groff'
    output_of('groff', '-man', '-ww', '-Tutf8', '-z', sys.argv[2])


def man_shows_it(program, page):
    if not shutil.which('man'):
        return 'SKIP no man'
    try:
        shown = output_of('man', '--warnings', '-l', sys.argv[2], LC_ALL='C.UTF-8', MANWIDTH='80')
    except AssertionError as error:
        # containers often have a stand-in that only says so
        if 'minimized' in str(error) or 'unminimize' in str(error):
            return 'SKIP man is a stand-in'
        raise
    if 'unminimize' in shown:
        return 'SKIP man is a stand-in'
    assert 'EXIT STATUS' in shown


def main():
    program, path = sys.argv[1:]
    with open(path, encoding='utf-8') as file:
        page = file.read()
    cases = [every_option_of_the_help_is_in_the_manual_and_no_other,
             every_option_in_the_text_exists, every_format_of_the_help_is_in_the_manual,
             every_section_is_there_in_the_usual_order, no_placeholder_is_left,
             groff_has_nothing_to_complain_of, man_shows_it]
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        skip = fault = None
        try:
            skip = case(program, page)
        except AssertionError as error:
            fault = str(error)
        print(f"{'not ok' if fault is not None else 'ok'} {number} - {case.__name__.replace('_', ' ')}" +
              (f' # {skip}' if skip else ''))
        if fault is not None:
            print('# ' + fault.replace('\n', '\n# '))


if __name__ == '__main__':
    main()
