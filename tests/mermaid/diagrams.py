# SPDX-License-Identifier: Apache-2.0
"""The diagrams that the program writes: of each call of each sample, related ones together, and of
calls that are hard to draw."""
import json
import os
import subprocess
from collections import namedtuple
from pathlib import Path

import hostile

SAMPLES = Path(__file__).resolve().parent.parent.parent / 'samples'
ENVIRONMENT = {**os.environ, 'TZ': 'UTC', 'LC_ALL': 'C.UTF-8'}

# calls: the call objects of JSON, in the order of their numbers; options: what selects them
Story = namedtuple('Story', 'name capture calls options')


def run(program, *arguments):
    return subprocess.run([program, *arguments], env=ENVIRONMENT, check=False, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding='utf-8')


def calls_of(program, capture, *arguments):
    done = run(program, str(capture), '--format=jsonl', '--summary', *arguments)
    return [json.loads(line) for line in done.stdout.splitlines()]


def stories_of(program, capture, name):
    """The calls of a capture, those that were judged together as one story."""
    stories = []
    for call in calls_of(program, capture):
        related = call['flow'].get('related')
        for story in stories:
            if related in [each['id'] for each in story]:
                story.append(call)
                break
        else:
            stories.append([call])
    for story in stories:
        numbers = ','.join(str(call['id']) for call in story)
        yield Story(f'{name}, call {numbers}', capture, story, [f'--number={numbers}'])


def of_samples(program):
    for capture in sorted(SAMPLES.glob('*/capture.pcapng')):
        yield from stories_of(program, capture, capture.parent.name)


def hard(program, folder, makers):
    """Those of tests/mermaid/hostile.py, made in @folder."""
    for make in makers:
        capture = Path(folder, f'{make.__name__}.pcap')
        make().write(capture)
        yield from stories_of(program, capture, make.__name__)


def hard_flows(program, folder):
    return hard(program, folder, hostile.FLOWS)


def hard_drawings(program, folder):
    return hard(program, folder, hostile.FLOWS + hostile.DRAWINGS)


def diagram_of(program, story):
    """What the program writes of a story; "" if it fails."""
    return run(program, str(story.capture), '--format=mermaid', *story.options).stdout
