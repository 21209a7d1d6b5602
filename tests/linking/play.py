# SPDX-License-Identifier: Apache-2.0
"""Plays a call: a tree of legs, from the caller's to those at the called terminals.

The server between a leg and its children passes on what it hears after 0.3 to 50 ms, as
B2BUAs do. Times are seconds; messages may be made in any order, the capture sorts them.
"""
from dataclasses import dataclass, field

NEVER = float('inf')


@dataclass
class Node:
    leg: object
    source: object = None     # the Place that calls
    target: object = None     # the Place that is called
    delay: float = 0          # from the INVITE of the leg above to this one's
    children: list = field(default_factory=list)
    mode: str = 'terminal'    # or 'through', 'group', 'hunt', 'early': see run()
    challenge: bool = False   # its INVITE is asked for credentials first
    rings_with: int = 180     # 183: with SDP
    ring_after: float = 0.05  # of a terminal, after its INVITE; None: it does not ring
    final_after: float = 5    # of a terminal, after its INVITE
    status: int = 200         # of a terminal
    patience: float = NEVER   # in a hunt: how long the server lets it ring
    winner: object = None     # the child that answered
    edge: dict = None         # how its server made it from the leg above; see world.py


@dataclass
class Result:
    status: int
    time: float               # when the final answer reached the one who called
    rang: float = None


class Player:

    def __init__(self, words):
        self.words = words

    def passing(self):
        """How long a B2BUA takes to pass something on."""
        return self.words.log_uniform(0.0003, 0.05)

    def way(self):
        """There and back to a device that answers at once."""
        return self.words.log_uniform(0.0005, 0.03)

    def play(self, node, time, talk=None, gives_up=NEVER, by='caller', holds=None):
        """The whole call. @talk: seconds from the answer to the BYE of @by; @holds: seconds
        from the answer to a hold by the called side, or None. The time of its end."""
        result = self.run(node, time, gives_up)
        if result.status != 200:
            return result.time
        if holds is not None and holds < talk - 1:
            self.hold(node, result.time + holds)
        return self.hang_up(node, result.time + max(talk, 0.5), by)

    def offer(self, node, time):
        """The INVITE, and the challenge before it; when the INVITE that counts was sent."""
        leg = node.leg
        if not node.challenge:
            leg.invite(time)
            return time
        nonce, realm = self.words.word(16), 'example.net'
        leg.invite(time)
        answered = time + self.way()
        leg.answer(answered, 401,
                   more=f'WWW-Authenticate: Digest realm="{realm}", nonce="{nonce}"\r\n')
        leg.ack(answered + 0.001, 401)
        time = answered + self.way()
        user = leg.caller.user
        leg.invite(time, f'Authorization: Digest username="{user}", realm="{realm}", '
                         f'nonce="{nonce}", uri="{leg.target}", '
                         f'response="{self.words.word(32)}"\r\n')
        return time

    def run(self, node, time, gives_up):
        """From the INVITE to its final answer: at a terminal, or as the legs below have it."""
        leg = node.leg
        time = self.offer(node, time)
        leg.answer(time + self.words.uniform(0.0002, 0.003), 100)
        if node.mode == 'terminal':
            return self.terminal(node, time, gives_up)
        if node.mode == 'early':
            return self.early(node, time)
        below = {'through': self.through, 'group': self.group, 'hunt': self.hunt}[node.mode](
            node, time, gives_up + self.passing())
        if below.rang is not None:
            below.rang += self.passing()
            leg.answer(below.rang, node.rings_with, with_sdp=node.rings_with == 183)
        if below.status == 487:
            return self.cancelled(node, gives_up, below.rang)
        below.time = max(below.time, below.rang or 0) + self.passing()
        return self.final(node, below)

    def terminal(self, node, time, gives_up):
        rang = None
        if node.ring_after is not None and time + node.ring_after < gives_up:
            rang = time + node.ring_after
            node.leg.answer(rang, node.rings_with, with_sdp=node.rings_with == 183)
        if time + node.final_after >= gives_up:
            return self.cancelled(node, max(gives_up, time + 0.004), rang)
        return self.final(node, Result(node.status, time + node.final_after, rang))

    def final(self, node, result):
        node.leg.answer(result.time, result.status, with_sdp=result.status == 200)
        node.leg.ack(result.time + self.way(), result.status)
        return result

    def cancelled(self, node, time, rang):
        leg = node.leg
        leg.cancel(time)
        done = time + self.way()
        leg.answer(done, 200, 'CANCEL')
        leg.answer(done + 0.0004, 487)
        leg.ack(done + 0.0004 + self.way(), 487)
        return Result(487, done + 0.0004, rang)

    def through(self, node, time, gives_up):
        child = node.winner = node.children[0]
        return self.run(child, time + child.delay, gives_up)

    def group(self, node, time, gives_up):
        """All at once: the first child answers, or nobody does; the rest is refused earlier or
        taken back."""
        node.winner = node.children[0]
        first = self.run(node.winner, time + node.winner.delay, gives_up)
        ends = min(first.time if first.status == 200 else NEVER, gives_up)
        results = [first] + [self.run(child, time + child.delay, ends + self.passing())
                             for child in node.children[1:]]
        rang = [result.rang for result in results if result.rang is not None]
        first.rang = min(rang, default=None)
        first.time = max([first.time] + ([] if first.status == 200
                                         else [result.time for result in results]))
        return first

    def hunt(self, node, time, gives_up):
        """One after the other, until one answers or all have refused."""
        rang = None
        start = time + node.children[0].delay
        for child in node.children:
            node.winner = child
            result = self.run(child, start, min(gives_up, start + child.patience))
            rang = rang if rang is not None else result.rang
            if result.status == 200 or result.time >= gives_up:
                break
            start = result.time + self.passing()
        if result.status == 487 and result.time < gives_up:
            result.status = 480
        result.rang = rang
        return result

    def early(self, node, time):
        """An answering system takes the call itself, and calls an agent afterwards."""
        leg = node.leg
        answered = time + self.words.uniform(0.02, 0.3)
        leg.answer(answered, 200, with_sdp=True)
        leg.ack(answered + self.way(), 200)
        child = node.winner = node.children[0]
        below = self.run(child, time + child.delay, NEVER)
        return Result(200, max(answered, below.time))

    def answered_legs(self, node):
        """From the caller's leg to that of the terminal which answered."""
        legs = []
        while node and node.leg.is_answered:
            legs.append(node.leg)
            node = node.winner
        return legs

    def in_turn(self, node, time, from_top, each):
        """Does @each (leg, its sender, time) along the answered legs."""
        legs = self.answered_legs(node)
        for leg in legs if from_top else reversed(legs):
            each(leg, leg.caller if from_top else leg.called, time)
            time += self.passing()
        return time

    def hold(self, node, time):
        def put(leg, end, when):
            leg.request(when, end, 'INVITE', self.way(), 'sendonly')

        self.in_turn(node, time, False, put)

    def hang_up(self, node, time, by):
        def bye(leg, end, when):
            leg.request(when, end, 'BYE', self.way())

        return self.in_turn(node, time, by == 'caller', bye)
