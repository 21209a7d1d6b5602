# SPDX-License-Identifier: Apache-2.0
"""Reads Prometheus' text exposition format, version 0.0.4, as strictly as it is written down:
names, escapes, samples of one name together, histograms that add up."""
import re

NAME = r'[a-zA-Z_:][a-zA-Z0-9_:]*'
LABEL = r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"'
SAMPLE = re.compile(rf'({NAME})(?:\{{((?:{LABEL},?)*)\}})? ([^ ]+)')
ESCAPES = {'\\n': '\n', '\\"': '"', '\\\\': '\\'}
SUFFIXES = ('_bucket', '_sum', '_count')


class Wrong(Exception):
    """What breaks the format, and where."""


class Family:
    def __init__(self, name, kind):
        self.name, self.kind = name, kind
        self.samples = {}  # (name, ((label, value), ...)) -> float

    def add(self, name, labels, value):
        key = name, tuple(sorted(labels))
        if key in self.samples:
            raise Wrong(f'twice: {key}')
        if len(dict(labels)) != len(labels):
            raise Wrong(f'a label twice: {key}')
        self.samples[key] = value


def base(name, families):
    """The family that a sample's name is of."""
    for suffix in SUFFIXES:
        short = name[:-len(suffix)]
        if name.endswith(suffix) and short in families and families[short].kind == 'histogram':
            return short
    return name


def unescape(text):
    return re.sub(r'\\.', lambda found: ESCAPES[found[0]], text)


def read_line(line, families, last):
    """Takes one line; the result is the family that it belongs to."""
    told = re.fullmatch(rf'# (HELP|TYPE) ({NAME}) (.+)', line)
    if told and told[1] == 'HELP':
        if told[2] in families:
            raise Wrong(f'begins again: {line}')
        return Family(told[2], None)
    if told:
        if last is None or last.name != told[2] or last.samples:
            raise Wrong(f'no HELP before it: {line}')
        if told[3] not in ('counter', 'gauge', 'histogram'):
            raise Wrong(f'no such type: {line}')
        last.kind = told[3]
        families[last.name] = last
        return last
    found = SAMPLE.fullmatch(line)
    if not found:
        raise Wrong(f'no sample: {line}')
    name = base(found[1], families)
    if last is None or name != last.name:
        raise Wrong(f'not with the others of its name: {line}')
    labels = [(key, unescape(value)) for key, value in re.findall(LABEL, found[2] or '')]
    last.add(found[1], labels, float(found[5]))
    return last


def check_histogram(family):
    series = {}
    for (name, labels), value in family.samples.items():
        others = tuple(pair for pair in labels if pair[0] != 'le')
        series.setdefault(others, {})[name, dict(labels).get('le')] = value
    for others, values in series.items():
        buckets = sorted((float(le.replace('+Inf', 'inf')), count)
                         for (name, le), count in values.items() if le)
        counts = [count for _, count in buckets]
        if buckets[-1][0] != float('inf') or counts != sorted(counts):
            raise Wrong(f'{family.name} {others}: its buckets do not add up')
        if counts[-1] != values[family.name + '_count', None]:
            raise Wrong(f'{family.name} {others}: its count is not that of its buckets')
        if (family.name + '_sum', None) not in values:
            raise Wrong(f'{family.name} {others}: no sum')


def check_names(family):
    if (family.kind == 'counter') != family.name.endswith('_total'):
        raise Wrong(f'{family.name}: counters, and only they, end with _total')
    if not family.samples:
        raise Wrong(f'{family.name}: nothing of it')


def parse(text):
    """All families by name."""
    families, last = {}, None
    if not text.endswith('\n'):
        raise Wrong('the last line has no end')
    for line in text[:-1].split('\n'):
        last = read_line(line, families, last)
    for family in families.values():
        check_names(family)
        if family.kind == 'histogram':
            check_histogram(family)
    return families


def flat(families):
    """All samples of counters and histograms, which may never fall."""
    return {key: value for family in families.values() if family.kind != 'gauge'
            for key, value in family.samples.items()}
