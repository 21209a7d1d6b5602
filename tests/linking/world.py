# SPDX-License-Identifier: Apache-2.0
"""The devices of a mix, and how a server makes an outgoing leg of an incoming one."""
from dataclasses import dataclass, replace

from leg import Device, End, Leg, Sdp
from plan import Identity, Number, Rewriter, public
from play import Node

TRUNKS = [('203.0.113.10', 5060), ('203.0.113.20', 5060), ('203.0.113.30', 5060)]
ACCESS_SBC = ('198.51.100.60', 5060)
PROXY = ('198.51.100.50', 5060)

EXCHANGE = Device('Exchange 18.9', '{word}@{host}:5060', 10, 'z9hG4bKPj',
                  '<sip:{host}:{port}>', 'Exchange', '- {number} {number} IN IP4 {host}',
                  ('Allow: OPTIONS, REGISTER, SUBSCRIBE, NOTIFY, INVITE, ACK, BYE, CANCEL',
                   'Supported: 100rel, timer, replaces', 'Session-Expires: 1800', 'Min-SE: 90'))
SWITCH = Device('Switch 1.10', '{word}', 13, 'z9hG4bK', '<sip:mod@{host}:{port}>', 'Switch',
                'Switch {number} {number} IN IP4 {host}',
                ('Allow: INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE',
                 'Supported: timer, path', 'Privacy: none'))
BORDER = Device('Border 8.4', 'SD{word}-v300g00', 14, 'z9hG4bK', '<sip:{user}@{host}:{port};'
                'transport=udp>', '-', '- {number} 1 IN IP4 {host}',
                ('Allow: INVITE, ACK, BYE, CANCEL, PRACK, UPDATE',))
CARRIER = Device('Carrier', '{word}-{host}', 20, 'z9hG4bK', '<sip:{user}@{host}:{port}>',
                 'SIP Media Capabilities', 'PVG {number} {number} IN IP4 {host}',
                 ('Supported: 100rel', 'Allow: ACK, BYE, CANCEL, INVITE, OPTIONS, PRACK'))
PHONES = [
    Device('Terminal 66.84', '0_{word}@{host}', 10, 'z9hG4bK', '<sip:{user}@{host}:{port}>',
           'SDP data', '- 20000 20000 IN IP4 {host}',
           ('Allow: INVITE, INFO, PRACK, ACK, BYE, CANCEL', 'Allow-Events: talk, hold')),
    Device('Desk 10.1', '{word}', 10, 'z9hG4bK-', '<sip:{user}@{host}:{port};line=1>', 'call',
           'root {number} {number} IN IP4 {host}', ('Supported: timer, 100rel, replaces',)),
    Device('Soft 3.19', '{word}', 8, 'z9hG4bKPj', '<sip:{user}@{host}:{port};ob>', 'soft',
           '- {number} {number} IN IP4 {host}', ('Supported: replaces, 100rel, timer',)),
]

DELAYS = {'1-10 ms': (0.001, 0.010), '10-100 ms': (0.010, 0.100), '0.1-0.5 s': (0.1, 0.5),
          '0.5-2 s': (0.5, 1.97), '2-4 s': (2.03, 4.0)}


@dataclass(frozen=True)
class Place:
    """A device that takes part in calls: where it receives, and where it sends from."""
    at: tuple
    device: Device
    sends_from: tuple = None
    user: str = None

    @property
    def source(self):
        return self.sends_from or self.at


class World:

    def __init__(self, profile, words, out):
        self.profile, self.words, self.out = profile, words, out
        self.extension_digits = 3       # the busier a house, the more phones it has
        self.main = {}                  # of each server, the number that it calls with
        self.ports = {}                 # of each media relay, the next
        self.callers = [public(words) for _ in range(300)]
        self.pilots = [public(words) for _ in range(4)]
        self.votes = [public(words) for _ in range(3)]
        self.robots = [public(words) for _ in range(5)]

    # Places

    def trunk(self, number=None):
        at = TRUNKS[number] if number is not None else self.words.choice(TRUNKS)
        return Place(at, CARRIER)

    def pbx(self):
        if self.words.chance(self.profile['other_port']):
            return Place(('198.51.100.21', 5060), EXCHANGE, ('198.51.100.21', 5080))
        return Place(('198.51.100.20', 5060), EXCHANGE)

    def border(self, inbound=True):
        outside, inside = ('198.51.100.7', 5060), ('198.51.100.107', 5060)
        if self.words.chance(self.profile['two_addresses']):
            return Place(outside, BORDER, inside) if inbound else Place(inside, BORDER, outside)
        return Place(('198.51.100.5', 5060), BORDER)

    def switch(self):
        return Place(('198.51.100.40', 5060), SWITCH)

    def call_centre(self):
        return Place(('198.51.100.30', 5060), SWITCH)

    def robot(self):
        return Place(('198.51.100.70', 5060), EXCHANGE)

    def extension(self):
        tens = 10 ** self.extension_digits
        return Number(str(self.words.randrange(tens // 10, tens)), 'extension')

    def phone(self, extension=None):
        number = extension or self.extension()
        index = int(number.digits)
        device = PHONES[index % len(PHONES)]
        if index * 7 % 100 < 100 * self.profile['behind_sbc']:
            return Place(ACCESS_SBC, device, user=number.digits)
        return Place((f'192.0.2.{index % 250 + 1}', 16000 + 2 * (index // 250)), device,
                     user=number.digits)

    # Numbers

    def caller_of_trunk(self, called):
        """Somebody calls @called from outside: mostly a number not seen before."""
        calling = self.words.choice(self.callers) if self.words.chance(0.1) else \
            public(self.words)
        if not self.words.chance(self.profile['withheld']):
            return Identity(calling, called)
        vouched = self.words.chance(self.profile['pai'])
        return Identity(None, called, calling if vouched else None)

    def main_number(self, server):
        return self.main.setdefault(server.at[0], public(self.words))

    # Legs

    def sdp(self, place, at):
        device = place.device
        if device in PHONES and at != ACCESS_SBC:
            has_one_port = device is PHONES[1]
            port = 4000 if has_one_port else 2 * self.words.randrange(10000, 30000)
        else:
            port = self.ports[at[0]] = self.ports.get(at[0], 9998) % 19998 + 2
        origin = device.origin.format(number=self.words.randrange(10 ** 9), host=at[0])
        return Sdp(origin, at[0], port, device.session)

    def end(self, place, at, number, shown=True):
        user = place.user or (str(number) if number and shown else 'anonymous')
        return End(at, place.device, user, self.words.word(place.device.tag_length),
                   self.sdp(place, at))

    def leg(self, source, target, identity):
        """A leg from @source to @target, with nothing that ties it to another."""
        words = self.words
        caller = self.end(source, source.source, identity.calling)
        called = self.end(target, target.at, identity.called)
        headers = []
        if identity.calling is None:
            from_uri = '"Anonymous" <sip:anonymous@anonymous.invalid>'
            headers.append('Privacy: id')
        else:
            from_uri = f'<sip:{identity.calling}@{source.source[0]}>'
            if identity.calling.format == 'extension':
                from_uri = f'"Room {identity.calling}" {from_uri}'
        if identity.asserted:
            headers.append(f'P-Asserted-Identity: <sip:{identity.asserted}@example.net>')
        call_id = source.device.call_id.format(word=words.word(24), host=source.source[0])
        return Leg(call_id, caller, called, from_uri, f'<sip:{identity.called}@{target.at[0]}>',
                   f'sip:{identity.called}@{target.at[0]}:{target.at[1]}', words,
                   PROXY if words.chance(self.profile['proxy_between']) else None, headers,
                   identity=identity, out=self.out)

    def root(self, source, target, identity):
        """The leg of the caller."""
        node = Node(self.leg(source, target, identity), source=source, target=target)
        node.leg.late_offer = self.words.chance(self.profile['late_offer'])
        if source.user:
            node.challenge = self.words.chance(self.profile['challenge'])
        if self.words.chance(self.profile['early_media']):
            node.rings_with = 183
        return node

    def below(self, parent, server, target, numbers, mode='through', **fixed):
        """The leg that @server makes because of @parent. @numbers: weights of the kinds, or one
        kind. @fixed: of the edge, what is not left to chance."""
        words, profile = self.words, self.profile
        edge = {'header': words.pick(profile['headers']), 'sdp': words.pick(profile['sdp']),
                'delay': words.pick(profile['delays']),
                'number': numbers if isinstance(numbers, str) else words.pick(numbers)}
        edge.update(fixed)
        rewriter = Rewriter(words, profile['pai'], self.main_number(server),
                            lambda: Number(target.user, 'extension') if target.user
                            else self.extension())
        identity = rewriter.rewrite(edge['number'], parent.leg.identity)
        node = Node(self.leg(server, target, identity), server, target,
                    words.log_uniform(*DELAYS[edge['delay']]), edge=edge,
                    rings_with=parent.rings_with)
        node.leg.late_offer = parent.leg.late_offer
        node.leg.caller.sdp = self.relayed(edge['sdp'], parent.leg.caller.sdp,
                                           node.leg.caller.sdp)
        self.mark(edge['header'], parent.leg, node.leg, server)
        parent.children.append(node)
        parent.mode = mode
        return node

    def relayed(self, kind, sdp, own):
        """What a server makes of @sdp; @own is what it would write by itself."""
        if kind == 'kept':
            return sdp
        if kind == 'origin-kept':
            return replace(own, origin=sdp.origin, session=sdp.session)
        if kind == 'media-kept':
            return replace(own, address=sdp.address, port=sdp.port)
        return own

    def mark(self, kind, above, below, server):
        """Writes what tells that two legs are one call, or seems to."""
        words = self.words
        is_unnamed = not above.caller.session_id or not above.caller.session_id.strip('0')
        if kind in ('session-id', 'session-own') and is_unnamed:
            above.caller.session_id, above.called.session_id = words.word(32), words.word(32)
        if kind == 'session-id':
            below.caller.session_id, below.called.session_id = (above.caller.session_id,
                                                                words.word(32))
        elif kind == 'session-own':
            below.caller.session_id, below.called.session_id = words.word(32), words.word(32)
        elif kind == 'session-nil':
            for end in (above.caller, below.caller):
                end.session_id = end.session_id or '0' * 32
        elif kind == 'x-call-id':
            below.x_call_id = above.call_id
            name = 'X-CID' if server.device is SWITCH else 'X-Call-ID'
            below.headers.append(f'{name}: {above.call_id}')
        elif kind == 'from-tag':
            below.caller.tag = above.caller.tag
        elif kind in ('icid', 'icid-stuck'):
            fresh = f'{server.device.agent.split()[0]}-0001' if kind == 'icid-stuck' else \
                words.word(20)
            if not above.icid:
                self.charge(above, fresh, server)
            self.charge(below, fresh if kind == 'icid-stuck' else above.icid, server)

    def charge(self, leg, icid, server):
        leg.icid = icid
        leg.headers.append(f'P-Charging-Vector: icid-value={icid};'
                           f'icid-generated-at={server.at[0]};orig-ioi=example.net')

    def settle(self, node):
        """Lets the answers' side of each leg follow from the leg below that answers."""
        if node.mode == 'terminal':
            return
        for child in node.children:
            self.settle(child)
        child = node.children[-1 if node.mode == 'hunt' else 0]
        above, below = node.leg.called, child.leg.called
        if node.mode != 'early':
            above.sdp = self.relayed(child.edge['sdp'], below.sdp, above.sdp)
        if child.edge['header'] == 'session-id':
            above.session_id = below.session_id
