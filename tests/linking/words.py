# SPDX-License-Identifier: Apache-2.0
"""Chance, always the same for the same seed, with the draws that the mixes are made of."""
import random


class Words(random.Random):

    def word(self, length):
        return f'{self.getrandbits(4 * length):0{length}x}'

    def digits(self, length):
        return f'{self.randrange(10 ** length):0{length}d}'

    def chance(self, share):
        return self.random() < share

    def pick(self, weights):
        """One key of @weights (name: weight)."""
        return self.choices(list(weights), list(weights.values()))[0]

    def log_uniform(self, low, high):
        """Between @low and @high, each magnitude as likely as the next."""
        return low * (high / low) ** self.random()
