#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a user does with 'sipstory flows' and --flows, rightly and wrongly: flows_command.py
SIPSTORY. Each case is a function whose name is its sentence. TAP on standard output.
"""
import os
import re
import shutil
import sys
import tempfile
import traceback
from pathlib import Path
from types import SimpleNamespace

from cli import Run, on_terminal

HEAD = 'sequenceDiagram\nactor A\nparticipant P\nactor B\n'
GOOD = HEAD + 'A->>P: INVITE\n'
BAD = HEAD + 'A->>P: INVTE\n'
BAD_WHY = ":5:8: no method is called 'INVTE'; did you mean INVITE?\n"


def files(folder, **texts):
    for name, text in texts.items():
        Path(folder, name.replace('_', '-') + '.flow').write_text(text, encoding='utf-8')


def the_list_has_a_line_for_each_flow_and_fragments_last(run, folder):
    lines = run('flows').ends(0).out.splitlines()
    gap = lines.index('')
    assert any(re.match(r'busy  +\S', line) for line in lines[:gap]), lines
    assert lines[gap + 1].startswith('Fragments'), lines
    assert any(line.startswith('ringing ') for line in lines[gap + 2:]), lines
    assert not any(line.startswith('ringing ') for line in lines[:gap]), lines


def titles_follow_the_locale(run, folder):
    files(folder, mine='%% title[zh]: 我的\n' + GOOD.replace('actor A', 'title Mine\nactor A', 1))
    english = run('flows', '--flows', folder).ends(0).out
    chinese = run('flows', '--flows', folder, env={'LANGUAGE': 'zh_CN'}).ends(0).out
    assert re.search(r'^mine +Mine$', english, re.M), english
    assert re.search(r'^mine +我的$', chinese, re.M), chinese


def a_source_of_other_letters_is_escaped_where_the_locale_has_none(run, folder):
    files(folder, mine='%% document: 呼叫\n' + GOOD)
    shown = run('flows', '--flows', folder, env={'LC_ALL': 'C'}).ends(0).out
    assert shown.isascii() and re.search(r'^mine .*document \S', shown, re.M), shown


def a_terminal_gets_lines_that_fit(run, folder):
    files(folder, mine='%% document: ' + 'a long story ' * 20 + '\n' + GOOD)
    shown = on_terminal(SimpleNamespace(folder=folder), 'flows', '--flows', folder)
    assert 'a long story' in shown, shown
    assert max(map(len, shown.splitlines())) <= 80, shown


def a_name_prints_its_template_as_it_is(run, folder):
    files(folder, mine=GOOD + '%% the end')
    assert run('flows', '--flows', folder, 'mine').ends(0).out == GOOD + '%% the end'
    assert run('flows', 'busy', 'ringing').ends(0).out == \
        run('flows', 'busy').out + run('flows', 'ringing').out


def a_name_that_is_unknown_gets_the_nearest(run, folder):
    run('flows', 'bussy').refuses("no flow is called 'bussy'; did you mean busy?")
    run('flows', 'busy', 'xyz').refuses(
        "no flow is called 'xyz'; 'sipstory flows' lists them")


def an_unknown_option_is_refused(run, folder):
    run('flows', '--ladder').refuses('Unknown option --ladder')


def a_capture_of_that_name_is_dot_slash_flows(run, folder):
    run('./flows').ends(3, 'sipstory: ./flows: No such file or directory\n')


def good_files_are_counted(run, folder):
    files(folder, one=GOOD, two=HEAD + 'Note over A,B: include one\n')
    assert run('flows', '--check', 'two.flow').ends(0).out == '1 template is good\n'
    assert run('flows', '--check', 'one.flow', 'two.flow').ends(0).out == \
        '2 templates are good\n'
    assert run('flows', '--check', '.').ends(0).out == '2 templates are good\n'


def bad_files_are_all_named(run, folder):
    files(folder, bad=BAD, good=GOOD, worse=HEAD + 'Note over A: include bad\n')
    done = run('flows', '--check', 'bad.flow', 'good.flow', 'worse.flow', 'none.flow')
    done.ends(1, 'sipstory: bad.flow' + BAD_WHY + 'sipstory: ./bad.flow' + BAD_WHY[:-1] +
              ' (included by worse.flow:5)\n'
              'sipstory: none.flow: No such file or directory\n')
    assert done.out == '', done.out


def a_folder_without_flows_is_no_good_folder(run, folder):
    run('flows', '--check', '.').ends(1, 'sipstory: .: no file in it is a NAME.flow\n')


def a_check_of_nothing_is_refused(run, folder):
    run('flows', '--check').refuses(
        "'flows --check' wants files, as in: sipstory flows --check mine/")


def a_fifo_is_no_template(run, folder):
    os.mkfifo(Path(folder, 'pipe.flow'))
    run('flows', '--check', 'pipe.flow').ends(1, 'sipstory: pipe.flow: is no regular file\n')


def a_bad_directory_ends_the_run_before_anything_is_read(run, folder):
    run('none.pcap', '--flows', 'none').refuses('none: No such file or directory')
    files(folder, bad=BAD)
    run('none.pcap', '--flows', '.').refuses('./bad.flow' + BAD_WHY[:-1])
    run('flows', '--flows', '.').refuses('./bad.flow' + BAD_WHY[:-1])


def an_odd_name_is_refused_only_with_the_ending(run, folder):
    files(folder, good=GOOD)
    Path(folder, 'notes.txt').write_text('x')
    assert 'good' in run('flows', '--flows', '.').ends(0).out
    Path(folder, 'My Flow.flow').write_text(GOOD)
    run('flows', '--flows', '.').refuses(
        "./My Flow.flow: a flow's file is called NAME.flow, its name made of a-z, 0-9 and '-'")


def the_help_names_the_subcommand(run, folder):
    assert 'sipstory flows' in run('--help').ends(0).out
    assert run('flows', '--help').ends(0).out == run('--help').out


def verdict(case):
    folder = tempfile.mkdtemp(prefix='sipstory-flows-')
    try:
        case(lambda *arguments, **how: Run(*arguments, cwd=folder, **how), folder)
        return None
    except Exception:  # whatever it is, the other cases run
        return traceback.format_exc()
    finally:
        shutil.rmtree(folder)


def main():
    helpers = {'files', 'verdict', 'main'}
    cases = [case for name, case in globals().items()
             if callable(case) and getattr(case, '__module__', '') == '__main__'
             and name not in helpers]
    print(f'1..{len(cases)}')
    for number, case in enumerate(cases, 1):
        fault = verdict(case)
        print(f"{'not ok' if fault else 'ok'} {number} - {case.__name__.replace('_', ' ')}",
              flush=True)
        if fault:
            print('# ' + fault.strip().replace('\n', '\n# '), flush=True)


if __name__ == '__main__':
    main()
