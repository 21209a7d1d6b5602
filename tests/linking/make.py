#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a mix: a capture of many calls over B2BUAs, and the labels that say which Call-IDs
are one call.

make.py --profile first --calls 20000 --output first.pcap    and first.json beside it
"""
import argparse
import json
import sys
from pathlib import Path

from noise import ping, registration
from play import Player
from profiles import PROFILES
from scenarios import REPEATED, Scenarios
from truth import Truth, nodes_of
from wire import Capture
from words import Words
from world import World

BETWEEN_RATES = 65.0    # seconds of silence: calls of different rates never meet

# (calls a second, digits): so that one phone is called every few minutes, not seconds.
EXTENSION_DIGITS = [(20, 3), (100, 4), (1000, 5)]


class Mix:

    def __init__(self, profile, seed, path):
        self.profile = profile
        self.words = Words(seed)
        self.out = Capture(path)
        self.world = World(profile, self.words, self.out)
        self.player = Player(self.words)
        self.truth = Truth()
        self.noise = []
        self.end = 0.0

    def play(self, call, time, rate):
        """Plays one call; the time of its end."""
        nodes = list(nodes_of(call.node))
        if len(nodes) > 1 and self.words.chance(self.profile['missing']):
            self.words.choice(nodes).leg.captured = False
        options = dict(call.play)
        if 'gives_up' in options:
            options['gives_up'] += time
        end = self.player.play(call.node, time, **options)
        self.truth.add(call, rate)
        self.end = max(self.end, end)
        return end

    def segment(self, rate, calls):
        """@calls calls, @rate of them a second."""
        words, scenarios = self.words, Scenarios(self.world, rate)
        self.world.extension_digits = next(digits for most, digits in EXTENSION_DIGITS
                                           if rate <= most)
        time, made = self.end + BETWEEN_RATES, 0
        bursts = (1 + sum(self.profile['burst'])) / 2
        weights = dict(self.profile['scenarios'])
        weights['televote'] /= bursts
        while made < calls:
            name = words.pick(weights)
            several = scenarios.make(name)
            for call in several:
                end = self.play(call, time + call.offset, rate)
                made += 1
                if call.outcome == 'busy' and name in REPEATED and \
                        words.chance(self.profile['redial']):
                    self.play(scenarios.again(call), end + words.uniform(0.6, 4), rate)
                    made += 1
            time += words.expovariate(rate / len(several))
            if words.chance(self.profile['noise'] * len(several)):
                noise = registration if words.chance(0.6) else ping
                self.noise.append(noise(self.out, words, self.world, time))
        self.end = max(self.end, time + 1)
        self.out.flush()

    def labels(self):
        return {'calls': self.truth.labels(), 'noise': self.noise}


def main(arguments=None):
    parser = argparse.ArgumentParser(description='Makes a mix: a capture and its labels.')
    parser.add_argument('--profile', choices=PROFILES, default='first')
    parser.add_argument('--calls', type=int, default=20000)
    parser.add_argument('--seed', type=int, help='instead of the one of the profile')
    parser.add_argument('--output', type=Path, required=True)
    options = parser.parse_args(arguments)
    profile = PROFILES[options.profile]
    seed = profile['seed'] if options.seed is None else options.seed
    mix = Mix(profile, seed, options.output)
    whole = sum(profile['rates'].values())
    for rate, share in profile['rates'].items():
        mix.segment(rate, round(options.calls * share / whole))
    mix.out.close()
    labels = mix.labels()
    labels.update(profile=options.profile, packets=mix.out.packets)
    options.output.with_suffix('.json').write_text(json.dumps(labels), encoding='utf-8')
    legs = sum(len(call['legs']) for call in labels['calls'])
    print(f'# {len(labels["calls"])} calls, {legs} legs, '
          f'{len(labels["noise"])} other dialogs, {mix.out.packets} packets')


if __name__ == '__main__':
    sys.exit(main())
