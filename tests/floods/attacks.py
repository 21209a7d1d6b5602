# SPDX-License-Identifier: Apache-2.0
"""Attacks in SIP at any size: each function makes packets in which one thing occurs @n times.

They are generators where n may be a million."""
from itertools import islice, product

from packets import ipv4, sip, udp

A, B, PROXY = '192.0.2.1', '192.0.2.2', '203.0.113.1'
INVITE = 'INVITE sip:b@example.net SIP/2.0'
SDP = ('v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n'
       'm=audio 4000 RTP/AVP 0 8\r\n')


def address(i):
    return f'10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}'


def datagram(text, source=A, target=B):
    return udp(source, target, text)[0]


def with_body(text, body, kind='application/sdp'):
    head = text.replace(b'Content-Length: 0\r\n\r\n', b'')
    body = body if isinstance(body, bytes) else body.encode()
    return head + f'Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n'.encode() + body


def request(method, i, call_id, to_tag=None, **more):
    return sip(f'{method} sip:b@example.net SIP/2.0', call_id, f'{i + 1} {method}',
               f'z9hG4bK-{i}', to_tag, **more)


def answer(status, i, call_id, method, to_tag='t', **more):
    return sip(f'SIP/2.0 {status} Fine', call_id, f'{i + 1} {method}', f'z9hG4bK-{i}', to_tag,
               **more)


def one_call_id(method):
    """Requests that all belong to one dialog."""
    return lambda n: (datagram(request(method, i, 'one')) for i in range(n))


def one_call_id_answers(n):
    return (datagram(answer(200, i, 'one', 'INVITE'), B, A) for i in range(n))


def one_call_id_both(method):
    def make(n):
        for i in range(n // 2):
            yield datagram(request(method, i, 'one'))
            yield datagram(answer(200, i, 'one', method), B, A)
    return make


def unknown_methods(n):
    return (datagram(request(f'METHOD{i}', i, 'one')) for i in range(n))


def one_call_id_apart(n):
    """Each of them by itself is a call: other tags, other addresses."""
    return (datagram(request('INVITE', i, 'one', from_tag=f'f{i}'), address(i), address(i + n))
            for i in range(n))


def participants(n):
    return (datagram(request('INVITE', i, 'chain'), address(i), address(i + 1))
            for i in range(n))


def ports(n):
    """Of one address, each of which asks and is asked."""
    for i in range(n):
        packet = bytearray(datagram(request('INVITE', i, 'ports'), A, A))
        packet[20:24] = (1024 + i).to_bytes(2, 'big') + (1025 + i).to_bytes(2, 'big')
        yield bytes(packet)


def servers(n):
    """Each passes the INVITE on, under a Via of its own."""
    vias = ''
    for i in range(n):
        yield datagram(request('INVITE', 0, 'hops', headers=vias), address(i), address(i + 1))
        vias = f'Via: SIP/2.0/UDP {address(i)};branch=z9hG4bK-v{i}\r\n' + vias[:500]


def to_tags(n):
    yield datagram(request('INVITE', 0, 'forks'))
    for i in range(n):
        yield datagram(answer(180, 0, 'forks', 'INVITE', f'tag-{i}'), B, A)


def from_tags(n):
    return (datagram(request('INVITE', i, 'tags', from_tag=f'f{i}')) for i in range(n))


def answered_forks(n):
    """Each tag answers, is acknowledged and hung up."""
    yield datagram(request('INVITE', 0, 'forks'))
    for i in range(n // 4):
        yield datagram(answer(200, 0, 'forks', 'INVITE', f'tag-{i}'), B, A)
        yield datagram(request('ACK', 0, 'forks', f'tag-{i}'))
        yield datagram(request('BYE', i + 1, 'forks', f'tag-{i}'))
        yield datagram(answer(200, i + 1, 'forks', 'BYE', f'tag-{i}'), B, A)


def high_numbers(n):
    for i in range(n):
        number = 2 ** 31 + 7 * i if i % 2 else 10 ** 21 + i
        yield datagram(sip(INVITE, 'high', f'{number} INVITE', f'z9hG4bK-{i}', None))


def numbers_downwards(n):
    return (datagram(request('INVITE', n - i, 'down')) for i in range(n))


def colliding(n):
    """Call-IDs that all have one hash in GLib's g_str_hash: "ab" and "bA" have the same."""
    words = map(''.join, product(('ab', 'bA'), repeat=(n - 1).bit_length()))
    return (datagram(request('INVITE', i, word)) for i, word in enumerate(islice(words, n)))


def some(text_of, number=20):
    """So many messages, each a call of its own: one alone is lost in what a start costs."""
    return [datagram(text_of(f'c{i}')) for i in range(number)]


def headers(text, line=''):
    """Header lines that repeat @text."""
    return lambda n: some(lambda call_id: request(
        'INVITE', 0, call_id, headers=f'{line}{text * n}\r\n' if line else text * n), 5)


# What could make a scan look at the same bytes again and again: the head of a line, and what
# stands in it until the line is as long as it may be.
SCANNED = (('', 'Via: '), ('', 'Via:\r\n'), ('Via: ', 'a/b/c d,'), ('Via: ', ','), ('Via: ', '/'),
           ('From: ', '"'), ('From: ', '\\"'), ('From: ', '""'), ('From: <a>', ';"'),
           ('From: <a>', ';a="'), ('Contact: ', '"'), ('Contact: ', '<'), ('Contact: ', '<,'),
           ('Contact: ', '",'), ('Contact: ', '<a>,'), ('Contact: ', 'a;b,'),
           ('Contact: ', '"",'), ('Authorization: D ', '",'), ('Authorization: D ', 'a="b",'),
           ('', '\r\n '), ('X: ', '\r\n '), ('', 'a\r\n'), ('', 'Call-ID\r\n'))


def scanned(n):
    """A message of each kind, of about n bytes."""
    return [datagram(f'{INVITE}\r\n{head}{text * (n // len(text))}\r\n\r\n'.encode())
            for head, text in SCANNED]


def parameters(n):
    return some(lambda call_id: request('INVITE', 0, call_id, from_tag='f' + ';a' * n))


def vias_of_many(n):
    return (datagram(request('OPTIONS', i, f'vias{i}', headers='v:SIP/2.0/UDP h\r\n' * 50))
            for i in range(n))


def bodies(body, kind='application/sdp'):
    return some(lambda call_id: with_body(request('INVITE', 0, call_id), body, kind))


def nested_parts(n):
    return bodies(''.join(f'--b{i}\r\nContent-Type: multipart/mixed;boundary=b{i + 1}\r\n\r\n'
                          for i in range(n)) +
                  f'--b{n}\r\nContent-Type: application/sdp\r\n\r\n' + SDP,
                  'multipart/mixed;boundary=b0')


def parts(n):
    return bodies('--b\r\nContent-Type: text/plain\r\n\r\n\r\n' * n,
                  'multipart/mixed;boundary=b')


def boundaries(n):
    """Dashes wherever the next part may begin."""
    return bodies('\r\n--' * n, 'multipart/mixed;boundary=' + '-' * 60)


def media_lines(n):
    return bodies(SDP + 'm=audio 4000 RTP/AVP 0\r\n' * n)


def codecs(n):
    return bodies(SDP + ''.join(f'a=rtpmap:{i % 128} c{i}/8000\r\n' for i in range(n)))


def offers(n):
    """An INVITE and its further INVITEs, each an offer with an answer."""
    for i in range(n // 3):
        yield datagram(with_body(request('INVITE', i, 'offers', 't' if i else None), SDP))
        yield datagram(with_body(answer(200, i, 'offers', 'INVITE'), SDP), B, A)
        yield datagram(request('ACK', i, 'offers', 't'))


def challenges(n):
    for i in range(n // 2):
        yield datagram(request('REGISTER', i, 'auth', headers=(
            f'Authorization: Digest username="a",realm="r{i}",nonce="n{i - 1}",uri="sip:b",'
            f'response="0"\r\n')))
        yield datagram(answer(401, i, 'auth', 'REGISTER', headers=(
            f'WWW-Authenticate: Digest realm="r{i + 1}",nonce="n{i}"\r\n')), B, A)


def one_message(n):
    text = request('INVITE', 0, 'again')
    return [datagram(text)] * n


def provisional(n):
    yield datagram(request('INVITE', 0, 'ringing'))
    for i in range(n):
        yield datagram(answer(180, 0, 'ringing', 'INVITE',
                              headers=f'Require: 100rel\r\nRSeq: {i + 1}\r\n'), B, A)


def hung_up_again(n):
    yield datagram(request('INVITE', 0, 'bye'))
    yield datagram(answer(200, 0, 'bye', 'INVITE'), B, A)
    for i in range(n):
        yield datagram(request('BYE', i + 1, 'bye', 't'))


def one_branch(n):
    return (datagram(sip(INVITE, f'branch-{i}', '1 INVITE', 'z9hG4bK-one', None)) for i in range(n))


def one_branch_of_one(n):
    return (datagram(sip(INVITE, 'branch', f'{i} INVITE', 'z9hG4bK-one', None)) for i in range(n))


def fresh(method):
    """Requests, each with a Call-ID of its own."""
    return lambda n: (datagram(request(method, i, f'fresh-{i}')) for i in range(n))


def pings(n):
    """Answered OPTIONS, as each is folded into the line of those before it."""
    for i in range(n // 2):
        yield datagram(request('OPTIONS', i, f'ping-{i}', from_tag=f'f{i}'))
        yield datagram(answer(200, i, f'ping-{i}', 'OPTIONS', from_tag=f'f{i}'), B, A)


def registered(n):
    """Refreshes, of n / 2 addresses of record."""
    for i in range(n // 2):
        text = request('REGISTER', i, f'registered-{i}')
        yield datagram(text.replace(b'sip:a@', b'sip:a%d@' % i))
        yield datagram(answer(200, i, f'registered-{i}', 'REGISTER'), B, A)


def relayed(method):
    """Each comes in at a server and goes on, as a server that hides its caller sends it."""
    def make(n):
        for i in range(n // 2):
            yield datagram(request(method, i, f'in-{i}', from_tag=f'f{i}'), A, PROXY)
            yield datagram(request(method, i, f'out-{i}', from_tag=f'g{i}'), PROXY, B)
    return make


def relays(n):
    """As many servers as requests."""
    for i in range(n // 2):
        yield datagram(request('OPTIONS', i, f'in-{i}'), A, address(i))
        yield datagram(request('OPTIONS', i, f'in-{i}', headers='v:SIP/2.0/UDP h\r\n'),
                       address(i), B)


def linked(*lines, method='INVITE'):
    """Calls of which each has one of these header lines; a %d in it is the number of the call
    before."""
    def make(n):
        for i in range(n):
            line = lines[i % len(lines)].replace('%d', str(max(0, i - 1)))
            yield datagram(request(method, i, f'linked-{i}', from_tag=f'f{i}',
                                   headers=line + '\r\n'))
    return make


def referred(n):
    """A REFER in each of the calls, all to one user; then the calls to that user."""
    for i in range(n // 3):
        yield datagram(request('INVITE', i, f'call-{i}', from_tag=f'f{i}'))
        yield datagram(request('REFER', i + 1, f'call-{i}', 't', from_tag=f'f{i}',
                               headers='Refer-To: <sip:1234@example.net>\r\n'))
        yield datagram(sip('INVITE sip:1234@example.net SIP/2.0', f'next-{i}', '1 INVITE',
                           f'z9hG4bK-n{i}', None), B, PROXY)


def alike(n):
    """Legs into a server and out of it, which nothing tells apart but their order."""
    for i in range(n // 2):
        text = with_body(request('INVITE', i, f'in-{i}', from_tag=f'f{i}'), SDP)
        yield datagram(text, A, PROXY)
        text = with_body(request('INVITE', i, f'out-{i}', from_tag=f'g{i}'), SDP)
        yield datagram(text, PROXY, B)


def user_agents(n):
    return (datagram(request('INVITE', i, f'agent-{i}', headers=f'User-Agent: agent {i}\r\n'))
            for i in range(n))


def icmp_errors(n):
    """Each quotes the one INVITE."""
    packet = datagram(request('INVITE', 0, 'icmp'))
    error = ipv4(B, A, 1, bytes((3, 3, 0, 0, 0, 0, 0, 0)) + packet[:200])
    return [packet] + [error] * n


def shapes(n):
    """Calls of which no two go the same way."""
    for i in range(n // 8):
        yield datagram(request('INVITE', 0, f'shape-{i}'))
        for bit in range(7):
            status = 180 + (i >> 2 * bit & 3)
            yield datagram(answer(status, 0, f'shape-{i}', 'INVITE'), B, A)
