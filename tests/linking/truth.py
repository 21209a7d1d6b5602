# SPDX-License-Identifier: Apache-2.0
"""What a reader of the capture can know of two legs: the labels of a mix.

Two legs of one call are *linkable* if some evidence of theirs is left in what was captured:
a header that ties them, or a server that received one and within two seconds made the other
with a number, an SDP origin or a media address in common. Joining other legs of one call is
right as well; it is only not asked for.
"""
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from itertools import combinations

from plan import key_of
from world import DELAYS

WINDOW = 2.0        # seconds from an INVITE that came in to one that it may have caused
WORN_OUT = 16       # a value in more dialogs than this says nothing


def header_values(leg):
    """Values that name a call: (kind, value)."""
    found = {('from-tag', leg.caller.tag)}
    for end in (leg.caller, leg.called):
        if end.session_id and end.session_id.strip('0'):
            if end is leg.caller or leg.is_answered:
                found.add(('session-id', end.session_id))
    if leg.icid:
        found.add(('icid', leg.icid))
    return found


def delay_class(gap):
    return next((name for name, (_, most) in DELAYS.items() if gap <= most), 'longer')


def nodes_of(node):
    yield node
    for child in node.children:
        yield from nodes_of(child)


def likely_facts(above, below):
    """What two legs at one server have in common: @above came in, @below went out."""
    called, calling, asserted = above.keys
    other_called, other_calling, other_asserted = below.keys
    found = set()
    if called == other_called:
        found.add('called')
    if calling and calling == other_calling:
        found.add('calling')
    elif (calling or asserted) and (calling or asserted) == (other_calling or other_asserted):
        found.add('asserted')
    sides = [(above.caller.sdp, below.caller.sdp)]
    if above.is_answered and below.is_answered:
        sides.append((above.called.sdp, below.called.sdp))
    for first, second in sides:
        if first.origin == second.origin:
            found.add('origin')
        if (first.address, first.port) == (second.address, second.port):
            found.add('media')
    return found


class Truth:
    """Takes the calls of a mix after they were played, and labels their pairs."""

    def __init__(self):
        self.calls = []             # (Call, rate, legs that were captured)
        self.uses = Counter()       # of each header value, dialogs
        self.came_in = defaultdict(list)    # by server: (time, leg), sorted later
        self.went_out = defaultdict(list)

    def add(self, call, rate):
        nodes = [node for node in nodes_of(call.node)
                 if node.leg.captured and node.leg.began is not None]
        self.calls.append((call, rate, nodes))
        for node in nodes:
            leg, numbers = node.leg, node.leg.identity
            leg.keys = tuple(map(key_of, (numbers.called, numbers.calling, numbers.asserted)))
            self.uses.update(header_values(leg))
            entry = (leg.began, len(self.calls), leg)
            self.came_in[leg.called.at[0]].append(entry)
            self.went_out[leg.caller.at[0]].append(entry)

    def header_facts(self, one, other):
        found = {kind for kind, value in header_values(one) & header_values(other)
                 if self.uses[kind, value] <= WORN_OUT}
        if other.x_call_id == one.call_id or one.x_call_id == other.call_id:
            found.add('x-call-id')
        return found

    def between(self, entries, first, last):
        low, high = bisect_left(entries, (first,)), bisect_right(entries, (last, float('inf')))
        return (entry[2] for entry in entries[low:high])

    def rivals(self, above, below, facts, own):
        """How many legs of other calls look as much like a partner of either, or more."""
        server = above.called.at[0]
        many = len(facts)
        return sum(id(leg) not in own and len(likely_facts(above, leg)) >= many for leg in
                   self.between(self.went_out[server], above.began, above.began + WINDOW)) + \
            sum(id(leg) not in own and len(likely_facts(leg, below)) >= many for leg in
                self.between(self.came_in[server], below.began - WINDOW, below.began))

    def pair(self, one, other, own):
        """The label of two legs of one call; @one is nearer to the caller."""
        facts = self.header_facts(one.leg, other.leg)
        label = {'calls': [one.leg.call_id, other.leg.call_id]}
        is_direct = other in one.children
        if is_direct:
            gap = other.leg.began - one.leg.began
            likely = likely_facts(one.leg, other.leg)
            is_same_server = one.leg.called.at[0] == other.leg.caller.at[0]
            if likely and is_same_server and gap <= WINDOW:
                if not facts:
                    label['rivals'] = self.rivals(one.leg, other.leg, likely, own)
                facts = facts | likely
            label.update(header=other.edge['header'], number=other.edge['number'],
                         sdp=other.edge['sdp'], delay=delay_class(gap),
                         gap_ms=round(1000 * gap, 1), same_server=is_same_server)
        label['facts'] = sorted(facts)
        label['linkable'] = bool(facts)
        return label

    def labels(self):
        """All calls, each with the pairs of its legs."""
        for entries in (*self.came_in.values(), *self.went_out.values()):
            entries.sort(key=lambda entry: entry[:2])
        labelled = []
        for number, (call, rate, nodes) in enumerate(self.calls, 1):
            own = {id(node.leg) for node in nodes}
            labelled.append({
                'id': number, 'rate': rate, 'scenario': call.scenario, 'outcome': call.outcome,
                'ring': call.ring, 'start': round(call.node.leg.began, 6),
                'legs': [node.leg.call_id for node in nodes],
                'missing': sum(not node.leg.captured for node in nodes_of(call.node)),
                'pairs': [self.pair(one, other, own)
                          for one, other in combinations(nodes, 2)]})
        return labelled
