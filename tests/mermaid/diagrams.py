# SPDX-License-Identifier: Apache-2.0
"""The diagrams that the program writes: of each call of each sample, related ones together, and of
calls that are hard to draw."""
import json
import os
import re
import subprocess
import tempfile
from collections import namedtuple
from pathlib import Path

import hostile

SAMPLES = Path(__file__).resolve().parent.parent.parent / 'samples'
RELATED = ('transfer-blind', 'waiting')  # samples of two calls that are one story
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
    for name, capture in sample_captures():
        yield from stories_of(program, capture, name)


def hard_captures(folder, makers):
    """(name, capture) of those of tests/mermaid/hostile.py, made in @folder."""
    for make in makers:
        capture = Path(folder, f'{make.__name__}.pcap')
        make().write(capture)
        yield make.__name__, capture


def hard_flows(program, folder):
    for name, capture in hard_captures(folder, hostile.FLOWS):
        yield from stories_of(program, capture, name)


def sample_captures():
    return [(capture.parent.name, capture) for capture in sorted(SAMPLES.glob('*/capture.pcapng'))]


def report_of(program, capture):
    """The Markdown report, a chapter for each call."""
    return run(program, str(capture), '--format=md', '--unfold').stdout


def all_of(program):
    """(name, diagram) of each call of all samples and of all that is hard to draw; and those of
    related calls."""
    with tempfile.TemporaryDirectory() as folder:
        for name, capture in [*sample_captures(),
                              *hard_captures(folder, hostile.FLOWS + hostile.DRAWINGS)]:
            blocks = re.findall(r'^```mermaid\n(.*?)^```$', report_of(program, capture), re.S | re.M)
            yield from ((f'{name}, diagram {n}', block) for n, block in enumerate(blocks, 1))
    for name in RELATED:
        capture = SAMPLES / name / 'capture.pcapng'
        yield name, run(program, str(capture), '--format=mermaid').stdout


def diagram_of(program, story):
    """What the program writes of a story; "" if it fails."""
    return run(program, str(story.capture), '--format=mermaid', *story.options).stdout
