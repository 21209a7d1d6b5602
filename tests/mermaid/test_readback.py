#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every call conforms to its own diagram: test_readback.py PROGRAM

What --format mermaid writes of a call is a flow. Of each call of each sample (of related calls
together) the diagram is written into a folder, and the sample is read again with the flows of
that folder: the call has to be called by it, and to conform; one that began before the capture
is incomplete whatever the flow. TAP on standard output.
"""
import json
import sys
import tempfile
from pathlib import Path

import diagrams

NAME = 'as-it-was'


def wrong_verdicts(story, calls):
    for call, was in zip(calls, story.calls):
        flow = call['flow']
        began_before = was['flow'].get('reason') == 'begins-before-capture'
        wanted = 'incomplete' if began_before else 'conforms'
        if (flow.get('name'), flow['verdict']) != (NAME, wanted):
            yield f"call {call['id']} is not {NAME}, {wanted}: {json.dumps(flow)}"


def faults_of(program, story):
    """What is wrong with the diagram of a story, and the diagram."""
    diagram = diagrams.diagram_of(program, story)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f'{NAME}.flow').write_text(diagram, encoding='utf-8')
        done = diagrams.run(program, str(story.capture), f'--flows={folder}', f'--expect={NAME}',
                            '--allow-incomplete', '--format=jsonl', '--summary', *story.options)
    faults = [] if done.returncode == 0 else [f'exit status {done.returncode}', done.stderr]
    calls = [json.loads(line) for line in done.stdout.splitlines()]
    faults += [] if len(calls) == len(story.calls) else [f'{len(calls)} calls']
    faults += wrong_verdicts(story, calls)
    return faults + diagram.splitlines() if faults else []


def main():
    program = sys.argv[1]
    number = 0
    with tempfile.TemporaryDirectory() as folder:
        stories = [*diagrams.of_samples(program), *diagrams.hard_flows(program, folder)]
        for number, story in enumerate(stories, 1):
            faults = faults_of(program, story)
            print('not ok' if faults else 'ok', number, '-', story.name)
            for line in '\n'.join(faults).splitlines():
                print('#', line)
    print(f'1..{number}')


main()
