# SPDX-License-Identifier: Apache-2.0
"""What else is on the wire: registrations, and trunks that ask whether the other is there."""
from world import CARRIER, TRUNKS

PBX, BORDER = ('198.51.100.20', 5060), ('198.51.100.5', 5060)


def exchange(out, words, time, source, target, method, user, call_id, cseq, status, more=''):
    """A request and its answer."""
    branch = 'z9hG4bK' + words.word(14)
    tag, answer_tag = words.word(10), words.word(10)
    where = f'{user}@' if user else ''
    head = (f'Via: SIP/2.0/UDP {source[0]}:{source[1]};branch={branch}\r\n'
            f'From: <sip:{where}{source[0]}>;tag={tag}\r\nTo: <sip:{where}{target[0]}>')
    tail = f'\r\nCall-ID: {call_id}\r\nCSeq: {cseq} {method}\r\n'
    contact = f'Contact: <sip:{where}{source[0]}:{source[1]}>\r\n'
    out.add(time, source, target, f'{method} sip:{target[0]} SIP/2.0\r\n{head}{tail}'
            f'Max-Forwards: 70\r\n{contact}{more}Content-Length: 0\r\n\r\n')
    reason = {200: 'OK', 401: 'Unauthorized'}[status]
    asks = ('WWW-Authenticate: Digest realm="example.net", nonce="0a1b"\r\n'
            if status == 401 else '')
    out.add(time + words.uniform(0.001, 0.02), target, source,
            f'SIP/2.0 {status} {reason}\r\n{head};tag={answer_tag}{tail}{asks}'
            'Content-Length: 0\r\n\r\n')


def registration(out, words, world, time):
    """A phone registers; its Call-ID."""
    phone = world.phone()
    call_id = words.word(16) + '@' + phone.at[0]
    exchange(out, words, time, phone.at, PBX, 'REGISTER', phone.user, call_id, 1, 401,
             'Expires: 3600\r\n')
    exchange(out, words, time + 0.1, phone.at, PBX, 'REGISTER', phone.user, call_id, 2, 200,
             f'Expires: 3600\r\nAuthorization: Digest username="{phone.user}", '
             'realm="example.net", nonce="0a1b", uri="sip:198.51.100.20", '
             f'response="{words.word(32)}"\r\n')
    return call_id


def ping(out, words, world, time):
    """A trunk asks the border whether it is there, or the border the trunk; its Call-ID."""
    ends = [words.choice(TRUNKS), BORDER]
    words.shuffle(ends)
    call_id = words.word(24)
    exchange(out, words, time, *ends, 'OPTIONS', '', call_id, 102, 200,
             f'User-Agent: {CARRIER.agent}\r\n')
    return call_id
