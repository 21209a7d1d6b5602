#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How well the legs of a mix were joined.

evaluate.py LABELS CALLS     LABELS as make.py wrote them; CALLS are the lines of
                             sipstory MIX --format jsonl --summary, '-' for standard input

Counted are pairs of Call-IDs. Joined are two that stand in the dialogs of one call. Precision
is the share of joined pairs that are one call of the real world; recall the share of linkable
pairs (truth.py) that were joined. Exit status 1 if --require asks for more, or if Call-IDs were
lost or made up.
"""
import argparse
import json
import sys
from collections import Counter, defaultdict
from itertools import combinations

MEASURES = ('precision', 'recall', 'direct', 'pure', 'exact')
DELAY_ORDER = ['1-10 ms', '10-100 ms', '0.1-0.5 s', '0.5-2 s', '2-4 s', 'longer']
RATES = 'calls per second'
FEATURES = [('header', 'header'), ('number', 'called and calling number'), ('sdp', 'SDP'),
            ('delay', 'delay'), ('evidence', 'evidence'), ('rivals', 'rivals')]


def pair_of(one, other):
    return (one, other) if one < other else (other, one)


def pairs_of(call_ids):
    return {pair_of(*two) for two in combinations(set(call_ids), 2)}


def linkable_pairs(call):
    """The pairs of @call that evidence ties, also over a leg between them."""
    group = {leg: {leg} for leg in call['legs']}
    for pair in call['pairs']:
        one, other = (group[call_id] for call_id in pair['calls'])
        if pair['linkable'] and one is not other:
            one |= other
            for leg in other:
                group[leg] = one
    distinct = {id(legs): legs for legs in group.values()}
    return set().union(*(pairs_of(legs) for legs in distinct.values()))


def evidence_of(facts):
    if any(fact in ('session-id', 'icid', 'x-call-id', 'from-tag') for fact in facts):
        return 'a header'
    numbers = [fact for fact in facts if fact in ('called', 'calling', 'asserted')]
    if numbers == ['asserted']:
        numbers = ['P-Asserted-Identity alone']
    sdp = ['SDP'] if 'origin' in facts or 'media' in facts else []
    return ' + '.join(numbers + sdp)


def rivals_of(pair):
    if 'rivals' not in pair:
        return None
    limits = ((0, 'none'), (1, '1'), (5, '2-5'))
    return next((name for limit, name in limits if pair['rivals'] <= limit), '6 or more')


class Score:
    """Right and all, of one row."""

    def __init__(self):
        self.right = self.all = 0

    def add(self, is_right):
        self.right += is_right
        self.all += 1

    @property
    def share(self):
        return self.right / self.all if self.all else 1.0

    def __str__(self):
        return f'{self.share:.4f}  {self.right:6} of {self.all:6}'


class Evaluation:

    def __init__(self, labels, answers):
        self.calls = labels['calls']
        self.call_of = {leg: call for call in self.calls for leg in call['legs']}
        self.noise = set(labels['noise'])
        self.joined, self.seen = set(), set()
        self.precision, self.recall, self.direct = Score(), Score(), Score()
        self.pure, self.exact = Score(), Score()
        for dialogs in answers:
            self.seen.update(dialogs)
            self.joined |= pairs_of(dialogs)
            self.judge_call(set(dialogs))
        known = set(self.call_of) | self.noise
        self.lost, self.made_up = known - self.seen, self.seen - known
        self.tables = defaultdict(lambda: defaultdict(Score))
        self.extra = Counter()
        self.wrong, self.missed = [], []
        self.judge_joined()
        self.judge_linkable()

    def judge_call(self, dialogs):
        if len(dialogs) > 1:
            calls = [self.call_of.get(leg) for leg in dialogs]
            self.pure.add(calls[0] is not None and all(call is calls[0] for call in calls))

    def judge_joined(self):
        for one, other in sorted(self.joined):
            calls = [self.call_of.get(leg) for leg in (one, other)]
            is_right = calls[0] is calls[1] and calls[0] is not None
            self.precision.add(is_right)
            rate = next((call['rate'] for call in calls if call), 0)
            self.tables['precision by ' + RATES][rate].add(is_right)
            scenario = next((call['scenario'] for call in calls if call), 'noise')
            self.tables['precision by scenario'][scenario].add(is_right)
            if not is_right:
                self.wrong.append((one, other))

    def judge_linkable(self):
        wrong = {leg for pair in self.wrong for leg in pair}
        for call in self.calls:
            linkable = linkable_pairs(call)
            direct = {pair_of(*pair['calls']): pair for pair in call['pairs'] if 'sdp' in pair}
            for pair in sorted(linkable):
                self.count(call, direct.get(pair), pair in self.joined)
                if pair not in self.joined:
                    self.missed.append(pair)
            for pair in pairs_of(call['legs']) - linkable:
                self.extra['joined' if pair in self.joined else 'left apart'] += 1
            if len(call['legs']) > 1:
                self.exact.add(linkable <= self.joined and not wrong.intersection(call['legs']))

    def count(self, call, pair, is_joined):
        """One linkable pair; @pair is its label where one leg was made of the other."""
        self.recall.add(is_joined)
        rows = {RATES: call['rate'], 'scenario': call['scenario'], 'outcome': call['outcome'],
                'size of ring group': call['ring'] or None,
                'legs not captured': call['missing']}
        if pair:
            self.direct.add(is_joined)
            rows.update({title: pair.get(key) for key, title in FEATURES})
            rows['evidence'] = evidence_of(pair['facts'])
            rows['rivals'] = rivals_of(pair)
        for title, row in rows.items():
            if row is not None:
                self.tables['recall by ' + title][row].add(is_joined)

    def describe(self, pair):
        """A pair as a developer of the linker wants to see it."""
        calls = [self.call_of.get(leg) for leg in pair]
        if calls[0] is calls[1] and calls[0]:
            label = next(label for label in calls[0]['pairs']
                         if pair_of(*label['calls']) == pair)
            details = ', '.join(f'{key} {value}' for key, value in label.items()
                                if key != 'calls')
            return f'{pair[0]} {pair[1]}: {calls[0]["scenario"]}, {details}'
        names = [f'{call["scenario"]} {call["id"]} ({call["start"]:.3f} s)' if call else 'noise'
                 for call in calls]
        return f'{pair[0]} {pair[1]}: {" and ".join(names)}'

    def lines(self, show=0):
        """The whole evaluation, with the first @show pairs that are wrong or missed."""
        yield f'precision           {self.precision}'
        yield f'recall              {self.recall}'
        yield f'recall, direct      {self.direct}'
        yield f'joined calls pure   {self.pure}'
        yield f'calls all right     {self.exact}'
        yield (f'not linkable by the rules: {self.extra["joined"]} pairs joined all the same, '
               f'{self.extra["left apart"]} left apart')
        for title in sorted(self.tables):
            yield ''
            yield title
            for row, score in sorted(self.tables[title].items(), key=order_of):
                yield f'    {row!s:32} {score}'
        for title, pairs in (('wrong', self.wrong), ('missed', self.missed)):
            for pair in pairs[:show]:
                yield f'{title}: {self.describe(pair)}'

    def complaints(self, required):
        """What is worse than asked for."""
        if self.lost:
            yield f'{len(self.lost)} Call-IDs are in no call, such as {min(self.lost)}'
        if self.made_up:
            yield f'{len(self.made_up)} Call-IDs are in no label, such as {min(self.made_up)}'
        for name, least in required:
            share = getattr(self, name).share
            if share < least:
                yield f'{name} is {share:.4f}, below {least}'


def order_of(item):
    """Rows that are numbers go by size, delays by length, others by name."""
    row = str(item[0])
    if row in DELAY_ORDER:
        return DELAY_ORDER.index(row), row
    return (int(row), '') if row.isdigit() else (10 ** 9, row)


def requirement(text):
    name, _, least = text.partition('=')
    if name not in MEASURES:
        raise argparse.ArgumentTypeError(f'{name} is none of {", ".join(MEASURES)}')
    return name, float(least)


def read_answers(file):
    """The Call-IDs of each call."""
    return [[dialog['call_id'] for dialog in json.loads(line)['dialogs']] for line in file]


def main():
    parser = argparse.ArgumentParser(description='How well the legs of a mix were joined.')
    parser.add_argument('labels', type=argparse.FileType(encoding='utf-8'))
    parser.add_argument('calls', type=argparse.FileType(encoding='utf-8'))
    parser.add_argument('--require', type=requirement, action='append', default=[],
                        metavar='MEASURE=N',
                        help='fail if it is less: ' + ', '.join(MEASURES))
    parser.add_argument('--show', type=int, default=0, metavar='N',
                        help='the first N pairs that are wrong, and that are missed')
    options = parser.parse_args()
    evaluation = Evaluation(json.load(options.labels), read_answers(options.calls))
    print('\n'.join(evaluation.lines(options.show)))
    complaints = list(evaluation.complaints(options.require))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == '__main__':
    sys.exit(main())
