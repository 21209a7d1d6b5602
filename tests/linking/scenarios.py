# SPDX-License-Identifier: Apache-2.0
"""What happens in a mix: each scenario makes one call of the world or, in a burst, several."""
from dataclasses import dataclass, field

from plan import Identity, Number, public, written
from play import NEVER
from world import PROXY


@dataclass
class Call:
    """One call of the real world: what its legs have in common however they look."""
    scenario: str
    node: object               # the leg of the caller
    offset: float = 0          # from the time when the scenario begins
    ring: int = 0              # size of a ring group
    outcome: str = 'answered'
    play: dict = field(default_factory=dict)


# A line that was busy is tried again where nothing is more than one leg after the other.
REPEATED = {'internal', 'inbound', 'inbound_sbc', 'outbound', 'outbound_sbc', 'hairpin'}


class Scenarios:

    def __init__(self, world, rate):
        self.world, self.words, self.profile = world, world.words, world.profile
        self.rate = rate

    def make(self, name):
        """The calls of one scenario, ready to be played."""
        made = getattr(self, name)()
        calls = made if isinstance(made, list) else [made]
        for call in calls:
            self.world.settle(call.node)
        return calls

    # How calls end

    def finish(self, name, node, outcome=None, talk=None, **more):
        """Decides how the call goes, for its terminals and as a whole."""
        words = self.words
        outcome = outcome or words.pick(self.profile['outcomes'])
        call = Call(name, node, outcome=outcome, **more)
        for terminal in terminals(node):
            self.decide(terminal, outcome)
        talk = talk or words.expovariate(1 / self.profile['talk'])
        call.play = {'talk': min(talk, 90), 'by': words.choice(['caller', 'called'])}
        if words.chance(self.profile['holds']):
            call.play['holds'] = talk / 3
        if outcome == 'cancelled':
            call.play['gives_up'] = longest_delay(node) + words.uniform(2, 20)
        return call

    def decide(self, node, outcome):
        words = self.words
        node.ring_after = words.log_uniform(0.01, 0.3)
        if outcome == 'answered':
            node.final_after = node.ring_after + words.uniform(0.5, 12)
        elif outcome == 'cancelled':
            node.final_after = NEVER
        elif outcome == 'busy':
            node.status, node.ring_after = 486, None
            node.final_after = words.log_uniform(0.01, 0.4)
        elif outcome == 'refused':
            node.status, node.ring_after = words.choice([404, 480, 503, 603]), None
            node.final_after = words.log_uniform(0.005, 0.3)
        else:
            node.status = words.choice([408, 480])
            node.final_after = node.ring_after + words.uniform(15, 25)

    # Numbers as they are dialled

    def number_of_company(self):
        """One of the numbers that lead into the PBX: they differ in their last digits only."""
        form = self.words.choice(['e164', 'e164', 'national', 'bare'])
        return Number('30555' + self.words.digits(5), form)

    def dialled(self):
        return written(public(self.words),
                       self.words.choice(['e164', 'national', 'outside', 'international']))

    def inside(self, called):
        """A phone of the house, and that it calls @called."""
        extension = self.world.extension()
        return self.world.phone(extension), Identity(extension, called)

    # The scenarios

    def internal(self):
        world, pbx = self.world, self.world.pbx()
        called = world.extension()
        phone, identity = self.inside(called)
        node = world.root(phone, pbx, identity)
        world.below(node, pbx, world.phone(called), 'kept')
        return self.finish('internal', node)

    def into_pbx(self, identity=None, trunk=None):
        """A trunk calls the PBX directly."""
        world, pbx = self.world, self.world.pbx()
        identity = identity or world.caller_of_trunk(self.number_of_company())
        return world.root(trunk or world.trunk(), pbx, identity), pbx

    def inbound(self):
        node, pbx = self.into_pbx()
        self.world.below(node, pbx, self.world.phone(), self.profile['deliver_numbers'])
        return self.finish('inbound', node)

    def inbound_sbc(self):
        world, border, pbx = self.world, self.world.border(), self.world.pbx()
        identity = world.caller_of_trunk(self.number_of_company())
        node = world.root(world.trunk(), border, identity)
        middle = world.below(node, border, pbx, self.profile['pass_numbers'])
        world.below(middle, pbx, world.phone(), self.profile['deliver_numbers'])
        return self.finish('inbound_sbc', node)

    def outbound(self):
        world, pbx = self.world, self.world.pbx()
        phone, identity = self.inside(self.dialled())
        node = world.root(phone, pbx, identity)
        world.below(node, pbx, world.trunk(), self.profile['outgoing_numbers'])
        return self.finish('outbound', node)

    def outbound_sbc(self):
        world, border, pbx = self.world, self.world.border(inbound=False), self.world.pbx()
        phone, identity = self.inside(self.dialled())
        node = world.root(phone, pbx, identity)
        middle = world.below(node, pbx, border, self.profile['outgoing_numbers'])
        world.below(middle, border, world.trunk(), self.profile['pass_numbers'])
        return self.finish('outbound_sbc', node)

    def hairpin(self):
        """In and out over the same trunk: both legs have the same two addresses."""
        world, switch, trunk = self.world, self.world.switch(), self.world.trunk(0)
        identity = world.caller_of_trunk(public(self.words))
        node = world.root(trunk, switch, identity)
        world.below(node, switch, trunk, self.profile['pass_numbers'])
        return self.finish('hairpin', node)

    def forwarded(self):
        """A phone of the house has its calls sent to a number outside."""
        trunk = self.world.trunk()
        node, pbx = self.into_pbx(trunk=trunk)
        self.world.below(node, pbx, trunk, 'forward')
        return self.finish('forwarded', node)

    def ring_group(self):
        world = self.world
        size = self.words.choice(self.profile['ring_sizes'])
        if self.words.chance(0.5):
            node, pbx = self.into_pbx()
            number = 'extension' if self.words.chance(0.85) else 'kept'
        else:
            pbx = world.pbx()
            group = Number(str(self.words.randrange(60, 70)), 'extension')
            phone, identity = self.inside(group)
            node, number = world.root(phone, pbx, identity), 'extension'
        header, sdp = (self.words.pick(self.profile[kind]) for kind in ('headers', 'sdp'))
        delay = self.words.choice(['1-10 ms', '10-100 ms'])
        for _ in range(size):
            world.below(node, pbx, world.phone(), number, mode='group', header=header, sdp=sdp,
                        delay=delay)
        call = self.finish('ring_group', node, ring=size)
        for child in node.children[1:] if call.outcome == 'answered' else []:
            if self.words.chance(0.15):
                self.decide(child, 'busy')
            else:
                child.final_after = NEVER
        return call

    def hunt(self):
        """A phone rings for a while, then another."""
        world = self.world
        node, pbx = self.into_pbx()
        for _ in range(self.words.choice([2, 2, 3])):
            world.below(node, pbx, world.phone(), 'extension', mode='hunt')
        call = self.finish('hunt', node)
        for child in node.children[:-1]:
            child.final_after, child.patience = NEVER, self.words.uniform(4, 12)
        return call

    def failover(self):
        """The first carrier has no line free, the next one has."""
        world, pbx = self.world, self.world.pbx()
        phone, identity = self.inside(self.dialled())
        node = world.root(phone, pbx, identity)
        kind = self.words.pick(self.profile['outgoing_numbers'])
        for trunk in (1, 2):
            child = world.below(node, pbx, world.trunk(trunk), kind, mode='hunt')
        call = self.finish('failover', node)
        self.decide(node.children[0], 'refused')
        node.children[0].status = 503
        child.delay = 0
        return call

    def televote(self):
        """Many strangers call one number within a second."""
        world, calls = self.world, []
        low, high = self.profile['burst']
        voted = self.words.choice(world.votes)
        border, machine = world.border(), world.robot()
        for _ in range(self.words.randint(low, max(low, min(high, int(self.rate / 2))))):
            node = world.root(world.trunk(), border, world.caller_of_trunk(voted))
            world.below(node, border, machine, self.profile['pass_numbers'],
                        delay=self.words.choice(['1-10 ms', '1-10 ms', '10-100 ms']))
            outcome = 'answered' if self.words.chance(0.8) else 'busy'
            calls.append(self.finish('televote', node, outcome, talk=self.words.uniform(1, 4),
                                     offset=self.words.random()))
        return calls

    def call_centre(self):
        """A machine answers, and calls an agent while the caller hears music."""
        world, centre = self.world, self.world.call_centre()
        identity = world.caller_of_trunk(self.words.choice(world.pilots))
        node = world.root(world.trunk(), centre, identity)
        world.below(node, centre, world.phone(), self.profile['deliver_numbers'], mode='early',
                    delay=self.words.pick(self.profile['queueing']))
        return self.finish('call_centre', node, 'answered')

    def robocall(self):
        """One caller, thousands of numbers."""
        world, switch = self.world, self.world.switch()
        identity = Identity(self.words.choice(world.robots), public(self.words))
        node = world.root(world.trunk(1), switch, identity)
        world.below(node, switch, world.trunk(self.words.choice([1, 2])),
                    self.profile['pass_numbers'])
        return self.finish('robocall', node, talk=self.words.uniform(1, 5))

    def proxied(self):
        """A call through a plain proxy: one Call-ID on two hops."""
        called = self.world.extension()
        phone, identity = self.inside(called)
        node = self.world.root(phone, self.world.phone(called), identity)
        node.leg.proxy, node.challenge = PROXY, False
        return self.finish('proxied', node)

    def alone_in(self):
        """The PBX answers by itself: voice mail, announcements."""
        node, _ = self.into_pbx()
        return self.finish('alone_in', node, 'answered')

    def alone_out(self):
        """The PBX or a dialler calls by itself."""
        world = self.world
        server = world.pbx() if self.words.chance(0.5) else world.robot()
        if self.words.chance(0.5):
            identity = Identity(world.main_number(server), public(self.words))
            return self.finish('alone_out', world.root(server, world.trunk(), identity))
        phone = world.phone()
        identity = Identity(world.main_number(server), Number(phone.user, 'extension'))
        return self.finish('alone_out', world.root(server, phone, identity))

    def callback(self):
        """Somebody is told that all lines are engaged, and called back: two calls."""
        world = self.world
        asking, pbx = self.into_pbx()
        caller = asking.leg.identity.calling or public(self.words)
        first = self.finish('callback', asking, 'answered', talk=1)
        asking.ring_after, asking.final_after = None, 0.2
        back = world.root(pbx, world.trunk(), Identity(world.main_number(pbx), caller))
        second = self.finish('callback', back, offset=self.words.uniform(1.5, 5))
        return [first, second]

    def again(self, call):
        """The same people call once more: another call with the same numbers."""
        node = self.copied(call.node)
        self.world.settle(node)
        return self.finish(call.scenario, node)

    def copied(self, node, above=None):
        """The legs of @node, with all that is made anew for each call."""
        if above is None:
            new = self.world.root(node.source, node.target, node.leg.identity)
        else:
            edge = node.edge
            new = self.world.below(above, node.source, node.target, edge['number'],
                                   header=edge['header'], sdp=edge['sdp'])
        for child in node.children:
            self.copied(child, new)
        return new


def terminals(node):
    if node.mode == 'terminal':
        return [node]
    return [each for child in node.children for each in terminals(child)]


def longest_delay(node):
    """From the caller's INVITE to the last one, at most."""
    return node.delay + max((longest_delay(child) for child in node.children), default=0)
