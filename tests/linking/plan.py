# SPDX-License-Identifier: Apache-2.0
"""Numbers, how networks write them, and what servers make of them on the way.

+999 is no country; extensions belong to one PBX.
"""
from dataclasses import dataclass, replace

COUNTRY = '999'
FORMATS = {'e164': '+' + COUNTRY, 'national': '0', 'international': '00' + COUNTRY,
           'bare': COUNTRY, 'outside': '90'}


@dataclass(frozen=True)
class Number:
    digits: str
    format: str = 'e164'   # or 'extension'

    def __str__(self):
        return FORMATS.get(self.format, '') + self.digits


@dataclass(frozen=True)
class Identity:
    """Who calls whom, as one leg says it."""
    calling: Number        # None: withheld
    called: Number
    asserted: Number = None


def public(words):
    return Number(words.digits(2) + words.digits(8))


def written(number, form):
    """@number in another form; an extension has but one."""
    if number is None or number.format == 'extension':
        return number
    return replace(number, format=form)


def other_form(words, number):
    return written(number, words.choice([form for form in FORMATS if form != number.format]))


class Rewriter:
    """What servers do to numbers, by kind."""

    def __init__(self, words, pai, main_number, extension):
        self.words = words
        self.pai = pai                  # share of withheld callers who are vouched for
        self.main_number = main_number
        self.extension = extension      # gives one

    def rewrite(self, kind, identity):
        return getattr(self, 'to_' + kind)(identity)

    def to_kept(self, identity):
        return identity

    def to_prefix(self, identity):
        calling = identity.calling
        if calling and calling.format != 'extension' and self.words.chance(0.5):
            calling = other_form(self.words, calling)
        return replace(identity, calling=calling,
                       called=other_form(self.words, identity.called))

    def to_e164(self, identity):
        """To +country; a call that has it already comes to be national."""
        numbers = [n for n in (identity.calling, identity.called)
                   if n and n.format != 'extension']
        form = 'national' if all(n.format == 'e164' for n in numbers) else 'e164'
        return replace(identity, calling=written(identity.calling, form),
                       called=written(identity.called, form))

    def to_withheld(self, identity):
        asserted = identity.calling if self.words.chance(self.pai) else None
        return replace(identity, calling=None, asserted=asserted)

    def to_main(self, identity):
        """Outgoing: the company's number calls; the prefix for an outside line goes."""
        return Identity(self.main_number, other_form(self.words, identity.called))

    def to_extension(self, identity):
        calling = written(identity.calling, self.words.choice(['e164', 'national', 'outside']))
        return replace(identity, calling=calling, called=self.extension())

    def to_forward(self, identity):
        return replace(identity, called=public(self.words))

    def to_nothing(self, identity):
        """Neither number is left."""
        is_withheld = identity.calling is None or self.words.chance(0.5)
        calling = None if is_withheld else self.main_number
        called = self.extension() if self.words.chance(0.5) else public(self.words)
        return Identity(calling, called)


def key_of(number):
    """Numbers with the same key are the same as a careful engineer would say: all digits of an
    extension, else the last seven. None if withheld."""
    return number and ''.join(filter(str.isdigit, str(number)))[-7:]
