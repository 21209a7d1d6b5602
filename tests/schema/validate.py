#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Does what sipstory writes as JSON follow its schema? TAP on standard output.

validate.py PROGRAM SCHEMA SAMPLES   the capture of each folder in SAMPLES as json, --summary,
--raw --headers, jsonl, and its statistics; before that, objects with one mistake each, for a
schema that lets all pass is none.
"""
import copy
import json
import subprocess
import sys
from pathlib import Path

try:
    import jsonschema
except ImportError:
    print('1..0 # SKIP python3-jsonschema is not installed')
    sys.exit(0)

GOOD = {
    'sipstory': '0.1.0',
    'captures': [{
        'id': 0, 'path': 'a.pcap', 'format': 'pcap', 'link_types': ['EN10MB'], 'packets': 2,
        'bytes': 900, 'first': '2026-01-02T03:04:05.123456Z', 'last': None, 'sip_messages': 1,
        'anomalies': {'cut-short': 3}}],
    'calls': [{
        'id': 1, 'start': '2026-01-02T03:04:05.123456Z', 'end': None, 'duration_ms': 0,
        'dialogs': [{'call_id': 'x', 'method': 'INVITE', 'from': {'user': '1001'}, 'to': {},
                     'forks': []}],
        'participants': [{'role': 'A', 'addresses': ['192.0.2.1:5060']},
                         {'addresses': ['[2001:db8::1]:5060']}],
        'state': 'trying', 'counts': {'messages': 1, 'retransmissions': 0, 'duplicates': 0},
        'timing': {},
        'flow': {
            'name': 'busy', 'title': 'Called party busy', 'verdict': 'deviates',
            'phases': ['offer'], 'observed': ['A-P', 'P-B'], 'steps_matched': 6,
            'steps_expected': 8, 'steps_unobserved': 0, 'related': 2,
            'next': {'step': 7, 'expected': 'ACK', 'from': 'A', 'to': 'P'},
            'deviations': [{
                'kind': 'unexpected', 'step': 5, 'expected': '486 INVITE', 'from': 'B', 'to': 'P',
                'message': 1, 'capture': 0, 'packet': 2, 'time': '2026-01-02T03:04:05Z',
                'text': 'step 5: B answered 404; expected 486 INVITE B to P'}]},
        'messages': [{
            'n': 1, 'time': '2026-01-02T03:04:05Z', 'capture': 0, 'packet': 2,
            'packets': [1, 2], 'ordinal': 0, 'from': '192.0.2.1:5060',
            'to': '[2001:db8::1]:5060', 'transport': 'udp', 'dialog': 0, 'method': 'INVITE',
            'anomalies': ['cut-short'], 'news': 'may be added'}]}],
}

# What a running capture tells of the call in GOOD, and what is no such line.
NO_FLOW = {key: value for key, value in GOOD['calls'][0].items() if key not in ('flow', 'messages')}
EVENTS = [
    {'event': 'begin', 'call': NO_FLOW},
    {'event': 'update', 'call': NO_FLOW, 'dropped': {'kernel': 7, 'interface': 0, 'queue': 0}},
    {'event': 'joined', 'call': NO_FLOW, 'into': 1},
    {'event': 'end', 'call': GOOD['calls'][0]},
]
NO_EVENTS = [
    {'event': 'ends', 'call': NO_FLOW}, {'event': 'begin'}, {'call': NO_FLOW},
    {'event': 'end', 'call': NO_FLOW}, {'event': 'joined', 'call': NO_FLOW},
    {'event': 'begin', 'call': NO_FLOW, 'dropped': {'kernel': 7}},
]

# A place in GOOD, and what must not stand there; DELETE: it must not be missing.
DELETE = object()
MISTAKES = [
    (('sipstory',), DELETE), (('captures', 0, 'format'), 'pcap-ng'),
    (('captures', 0, 'anomalies'), ['cut-short']), (('captures', 0, 'first'), 1767323045),
    (('captures', 0, 'anomalies'), {'cut': 1}), (('calls', 0, 'state'), 'talking'),
    (('calls', 0, 'start'), '2026-01-02 03:04:05'), (('calls', 0, 'duration_ms'), 0.5),
    (('calls', 0, 'dialogs', 0, 'from'), 'sip:1001@example.net'),
    (('calls', 0, 'participants', 0, 'role'), 'D'),
    (('calls', 0, 'participants', 0, 'addresses'), ['192.0.2.1']),
    (('calls', 0, 'counts', 'duplicates'), '0'), (('calls', 0, 'flow'), DELETE),
    (('calls', 0, 'flow', 'verdict'), 'good'), (('calls', 0, 'messages', 0, 'n'), 0),
    (('calls', 0, 'flow', 'reason'), 'tired'), (('calls', 0, 'flow', 'observed'), ['A-D']),
    (('calls', 0, 'flow', 'steps_matched'), '6'), (('calls', 0, 'flow', 'related'), 0),
    (('calls', 0, 'flow', 'next', 'expected'), DELETE),
    (('calls', 0, 'flow', 'deviations', 0, 'kind'), 'wrong'),
    (('calls', 0, 'flow', 'deviations', 0, 'text'), DELETE),
    (('calls', 0, 'flow', 'deviations', 0, 'message'), 0),
    (('calls', 0, 'flow', 'deviations', 0, 'from'), 'X'), (('calls', 0, 'messages', 0, 'step'), 0),
    (('calls', 0, 'messages', 0, 'packet'), '2'), (('calls', 0, 'messages', 0, 'status'), '200'),
    (('calls', 0, 'messages', 0, 'transport'), 'UDP'),
    (('calls', 0, 'messages', 0, 'anomalies'), {'cut-short': 1}),
    (('calls', 0, 'messages', 0, 'lint'), [{'rule': 'bare-lf', 'severity': 'error'}]),
    (('calls', 0, 'messages', 0, 'sdp'), {'streams': [{'port': 4000}], 'hold': False}),
]

# A good metric, and what would be none: without a result it has to say why.
METRIC = {'name': 'SER', 'title': 'Session Establishment Ratio', 'source': 'RFC 6076 4.6',
          'numerator': 1, 'numerator_is': 'answered', 'denominator': 2, 'denominator_is': 'all',
          'unit': 'hundredths of a percent', 'result': 5000}
NO_METRICS = [{'result': None}, {'absent': 'both'}, {'unit': 'percent'}, {'numerator': -1},
              {'name': 'XYZ'}]

OPTIONS = {'json': [], 'summary': ['--summary'], 'raw and headers': ['--raw', '--headers'],
           'lint': ['--validate']}


def changed(path, value):
    document = copy.deepcopy(GOOD)
    place = document
    for step in path[:-1]:
        place = place[step]
    if value is DELETE:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return document


class Tap:
    """Counts the cases and says how each went."""

    def __init__(self):
        self.number = self.failed = 0

    def case(self, name, problems):
        self.number += 1
        self.failed += bool(problems)
        print(f"{'not ok' if problems else 'ok'} {self.number} - {name}")
        for problem in problems:
            print(f'# {problem}')


def problems_of(validator, document):
    return [f"{'/'.join(str(step) for step in error.absolute_path)}: {error.message[:200]}"
            for error in list(validator.iter_errors(document))[:10]]


def run(program, capture, *options):
    done = subprocess.run([program, capture, *options], capture_output=True, check=False)
    return done.stdout.decode('utf-8')


def check_capture(tap, validator, call_validator, program, capture):
    calls = []
    for name, options in OPTIONS.items():
        try:
            document = json.loads(run(program, capture, '--format=json', *options))
            problems = problems_of(validator, document)
            calls = document['calls'] if name == 'json' else calls
            has_messages = any('messages' in call for call in document['calls'])
            if document['calls'] and has_messages == (name == 'summary'):
                problems.append('messages are there with --summary alone, or missing without')
        except ValueError as error:
            problems = [f'no JSON: {error}']
        tap.case(f'{Path(capture).parent.name}: {name}', problems)
    try:
        lines = [json.loads(line) for line in run(program, capture, '--format=jsonl').splitlines()]
        problems = [p for line in lines for p in problems_of(call_validator, line)]
        if lines != calls:
            problems.append('the lines are not the calls of --format json')
    except ValueError as error:
        problems = [f'no JSON: {error}']
    tap.case(f'{Path(capture).parent.name}: jsonl', problems)


def check_metrics(tap, metric_validator):
    tap.case('a good metric passes', problems_of(metric_validator, METRIC))
    for change in NO_METRICS:
        metric = {key: value for key, value in {**METRIC, **change}.items() if value is not None}
        wrong = problems_of(metric_validator, metric)
        tap.case(f'metric, {change}: is found out', [] if wrong else ['the schema lets it pass'])


def check_events(tap, event_validator):
    for event in EVENTS:
        tap.case(f"{event['event']}: a good line passes", problems_of(event_validator, event))
    for event in NO_EVENTS:
        wrong = problems_of(event_validator, event)
        tap.case(f'{json.dumps(event)[:60]}: is found out',
                 [] if wrong else ['the schema lets it pass'])


def check_stats(tap, stats_validator, program, capture):
    done = subprocess.run([program, 'stats', capture, '--format=json'], capture_output=True,
                          check=False)
    tap.case(f'{Path(capture).parent.name}: stats',
             problems_of(stats_validator, json.loads(done.stdout)))


def main(program, schema_path, samples):
    with open(schema_path, encoding='utf-8') as file:
        schema = json.load(file)
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    validator = kind(schema)
    call_validator, stats_validator, metric_validator, event_validator = (
        kind({'$ref': f'#/$defs/{name}', '$defs': schema['$defs']})
        for name in ('call', 'stats', 'metric', 'event'))
    tap = Tap()
    tap.case('a good object passes', problems_of(validator, GOOD))
    for path, value in MISTAKES:
        wrong = problems_of(validator, changed(path, value))
        what = 'missing' if value is DELETE else json.dumps(value)
        name = f"{'/'.join(str(step) for step in path)}: {what} is found out"
        tap.case(name, [] if wrong else ['the schema lets it pass'])
    check_metrics(tap, metric_validator)
    check_events(tap, event_validator)
    for capture in sorted(Path(samples).glob('*/capture.pcapng')):
        check_capture(tap, validator, call_validator, program, str(capture))
        check_stats(tap, stats_validator, program, str(capture))
    print(f'1..{tap.number}')
    return 1 if tap.failed else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
