# SPDX-License-Identifier: Apache-2.0
"""One leg of a call: a Call-ID of its own, and the messages that devices write for it.

A leg says what its two ends say, at the times it is told; what the ends do, and when, is for
play.py. A proxy between the ends relays: each message is then on two hops, with a Via more.
"""
from dataclasses import dataclass, field

REASONS = {100: 'Trying', 180: 'Ringing', 183: 'Session Progress', 200: 'OK',
           401: 'Unauthorized', 404: 'Not Found', 407: 'Proxy Authentication Required',
           408: 'Request Timeout', 480: 'Temporarily Unavailable', 486: 'Busy Here',
           487: 'Request Terminated', 503: 'Service Unavailable', 603: 'Decline'}


@dataclass
class Device:
    """How a make of devices writes. The same server is the same make in all of its legs."""
    agent: str
    call_id: str     # with {word} and {host}
    tag_length: int
    branch: str
    contact: str     # with {user}, {host}, {port}
    session: str     # the s= line of its SDP
    origin: str      # of its o= line, with {number}
    extra: tuple = ()


@dataclass
class Sdp:
    origin: str      # all of the o= line after 'o='
    address: str
    port: int
    session: str
    payloads: str = '8 0 101'

    def text(self, direction='sendrecv'):
        return (f'v=0\r\no={self.origin}\r\ns={self.session}\r\n'
                f'c=IN IP4 {self.address}\r\nt=0 0\r\n'
                f'm=audio {self.port} RTP/AVP {self.payloads}\r\n'
                'a=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n'
                'a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\n'
                f'a=ptime:20\r\na={direction}\r\n')


@dataclass
class End:
    """One end of a leg."""
    at: tuple        # (address, port)
    device: Device
    user: str        # of its Contact
    tag: str
    sdp: Sdp = None
    session_id: str = None
    contact: str = ''
    cseq: int = 1

    def __post_init__(self):
        self.contact = self.device.contact.format(user=self.user, host=self.at[0],
                                                  port=self.at[1])


@dataclass
class Leg:
    call_id: str
    caller: End
    called: End
    from_uri: str    # with display name, as it stands in From
    to_uri: str
    target: str      # the Request-URI
    words: object    # makes branches
    proxy: tuple = None
    headers: list = field(default_factory=list)  # further lines of the INVITE
    identity: object = None  # the numbers as this leg has them
    keys: tuple = ()         # of these, what makes them the same elsewhere
    x_call_id: str = None    # the Call-ID that it names
    icid: str = None
    late_offer: bool = False
    captured: bool = True
    is_answered: bool = False
    began: float = None      # the time of its first INVITE
    branch: str = ''
    out: object = None       # the Capture

    def via(self, at, branch):
        return f'Via: SIP/2.0/UDP {at[0]}:{at[1]};branch={branch};rport\r\n'

    def send(self, time, end, line, headers, body='', branch=None, vias=None):
        """A message of @end, over the proxy if there is one."""
        if not self.captured:
            return
        kind = 'Content-Type: application/sdp\r\n' if body else ''
        rest = f'{headers}{kind}Content-Length: {len(body)}\r\n\r\n{body}'
        other = self.called if end is self.caller else self.caller
        is_request = vias is None
        if is_request:
            vias = self.via(end.at, branch)
        if not self.proxy:
            self.out.add(time, end.at, other.at, f'{line}\r\n{vias}{rest}')
            return
        own = self.via(self.proxy, branch + '.p')
        route = f'Record-Route: <sip:{self.proxy[0]};lr>\r\n'
        hop = self.words.uniform(0.0002, 0.002)
        if is_request:
            first, second = vias, own + vias + route
        else:
            first, second = own + vias + route, vias + route
        self.out.add(time, end.at, self.proxy, f'{line}\r\n{first}{rest}')
        self.out.add(time + hop, self.proxy, other.at, f'{line}\r\n{second}{rest}')

    def common(self, end, cseq, method, is_first=False):
        """From, To, Call-ID, CSeq of a request by @end."""
        if end is self.caller:
            to_tag = '' if is_first else f';tag={self.called.tag}'
            ends = (f'From: {self.from_uri};tag={self.caller.tag}\r\n'
                    f'To: {self.to_uri}{to_tag}\r\n')
        else:
            ends = (f'From: {self.to_uri};tag={self.called.tag}\r\n'
                    f'To: {self.from_uri};tag={self.caller.tag}\r\n')
        return f'{ends}Call-ID: {self.call_id}\r\nCSeq: {cseq} {method}\r\n'

    def session_header(self, end):
        """RFC 7989: one's own half first, the nil one while the other is not known."""
        if not end.session_id:
            return ''
        other = self.called if end is self.caller else self.caller
        known = other.session_id if end is self.called or self.is_answered else None
        return f'Session-ID: {end.session_id};remote={known or "0" * 32}\r\n'

    def invite(self, time, credentials=''):
        end = self.caller
        if self.began is None:
            self.began = time
        else:
            end.cseq += 1
        self.branch = end.device.branch + self.words.word(12)
        body = '' if self.late_offer else end.sdp.text()
        headers = ('Max-Forwards: 70\r\n' + self.common(end, end.cseq, 'INVITE', True)
                   + f'Contact: {end.contact}\r\n' + credentials + self.session_header(end)
                   + ''.join(f'{line}\r\n' for line in self.headers)
                   + ''.join(f'{line}\r\n' for line in end.device.extra)
                   + f'User-Agent: {end.device.agent}\r\n')
        self.send(time, end, f'INVITE {self.target} SIP/2.0', headers, body, self.branch)

    def answer(self, time, status, method='INVITE', with_sdp=False, more=''):
        """A response of the called end to the initial INVITE, or to its CANCEL."""
        caller, end = self.caller, self.called
        tag = '' if status == 100 else f';tag={end.tag}'
        contact = f'Contact: {end.contact}\r\n' if 180 <= status < 300 else ''
        session = self.session_header(end) if status > 100 else ''
        headers = (f'From: {self.from_uri};tag={caller.tag}\r\nTo: {self.to_uri}{tag}\r\n'
                   f'Call-ID: {self.call_id}\r\nCSeq: {caller.cseq} {method}\r\n{contact}'
                   f'{session}{more}Server: {end.device.agent}\r\n')
        line = f'SIP/2.0 {status} {REASONS[status]}'
        body = end.sdp.text() if with_sdp else ''
        self.send(time, end, line, headers, body, self.branch, self.via(caller.at, self.branch))
        if status == 200 and method == 'INVITE':
            self.is_answered = True

    def ack(self, time, status):
        """Acknowledges the initial INVITE: a 2xx in a transaction of its own."""
        end = self.caller
        body = end.sdp.text() if status == 200 and self.late_offer else ''
        branch = end.device.branch + self.words.word(12) if status == 200 else self.branch
        target = self.called.contact.strip('<>') if status == 200 else self.target
        headers = 'Max-Forwards: 70\r\n' + self.common(end, end.cseq, 'ACK')
        self.send(time, end, f'ACK {target} SIP/2.0', headers, body, branch)

    def cancel(self, time):
        end = self.caller
        headers = 'Max-Forwards: 70\r\n' + self.common(end, end.cseq, 'CANCEL', True)
        self.send(time, end, f'CANCEL {self.target} SIP/2.0', headers, '', self.branch)

    def request(self, time, end, method, delay, direction=None):
        """A request inside the dialog, and its 200 after @delay; a re-INVITE's ACK, too."""
        other = self.called if end is self.caller else self.caller
        end.cseq += 1
        branch = end.device.branch + self.words.word(12)
        target = other.contact.strip('<>')
        body = end.sdp.text(direction) if direction else ''
        contact = f'Contact: {end.contact}\r\n' if direction else ''
        common = self.common(end, end.cseq, method)
        headers = ('Max-Forwards: 70\r\n' + common + contact + self.session_header(end)
                   + f'User-Agent: {end.device.agent}\r\n')
        self.send(time, end, f'{method} {target} SIP/2.0', headers, body, branch)
        answer = ''
        if direction:
            answer = other.sdp.text('recvonly' if direction == 'sendonly' else 'sendrecv')
            contact = f'Contact: {other.contact}\r\n'
        self.send(time + delay, other, 'SIP/2.0 200 OK',
                  common + contact + f'Server: {other.device.agent}\r\n', answer, branch,
                  self.via(end.at, branch))
        if direction:
            headers = 'Max-Forwards: 70\r\n' + self.common(end, end.cseq, 'ACK')
            self.send(time + delay + 0.003, end, f'ACK {target} SIP/2.0', headers, '',
                      end.device.branch + self.words.word(12))
