# SPDX-License-Identifier: Apache-2.0
"""Calls that are hard to draw: texts that mean something to Mermaid or Markdown, many terminals,
thousands of messages, messages that no flow has a word for. Each is a capture of its own."""
import sys
from pathlib import Path

for folder in ('flows', 'escape'):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / folder))
import strings  # pylint: disable=wrong-import-position
import wire  # pylint: disable=wrong-import-position

START = 1772705702 * 10**9
MS = 10**6

# Each is a user, and a reason phrase; it has to be drawn as it is.
TEXTS = [
    '<script>alert(1)</script>', '; end', 'end', '#35; and #quot;', '%%{init: {}}%%', '%% note',
    'wrap: no', 'nowrap:no', '$$x^2$$', '`code` ```', '<b>bold</b><br/>', 'A->>P: INVITE',
    'a|b|c', '@{ "type": "actor" }', '"quoted"', "it's", '[link](http://example.net/)', '@everyone',
    '#123', '*bold* _slanted_ ~~gone~~', '\\n \\| \\', '&lt;b&gt; &#60;', '呼叫转移', 'مرحبا بالعالم',
    '-->', '<!-- gone', '![x](y)', 'title x', 'Note over A: x', ':', '::', 'https://example.net/a_b',
    *(text.decode() for _, text in strings.MARKUP + strings.LANGUAGES),
]

# The same of what may be the user of an address.
USERS = ['a|b|c', '`code`', '``', '*bold*_it_', '[x](y)', '#123', '&lt;', '$$x$$', '~~gone~~',
         '\\|', '{x}', '呼叫', 'مرحبا', 'www.example.net', '%%{']


class Capture:
    """Messages as they are sent, each a millisecond after the one before."""

    def __init__(self):
        self.packets = []

    def send(self, src, dst, start_line, cseq, branch, **more):
        """@more: to_tag, user, call_id, headers, body, ms."""
        user = more.get('user', '1001')
        tag = f";tag={more['to_tag']}" if 'to_tag' in more else ''
        body = more.get('body', '').encode()
        head = (f"{start_line}\r\nVia: SIP/2.0/UDP {src[0]}:{src[1]};branch=z9hG4bK{branch}\r\n"
                f"From: <sip:{user}@example.net>;tag=f1\r\nTo: <sip:1002@example.net>{tag}\r\n"
                f"Call-ID: {more.get('call_id', 'call@example.net')}\r\nCSeq: {cseq}\r\n"
                f"Contact: <sip:{src[0]}:{src[1]}>\r\n"
                f"{more.get('headers', '')}Content-Length: {len(body)}\r\n\r\n")
        time = START + len(self.packets) * more.get('ms', 1) * MS
        self.packets.append(wire.Packet(time, wire.ETHERNET, wire.frame(
            src, dst, head.encode() + body, len(self.packets) + 1)))

    def request(self, src, dst, method, number, branch, **more):
        self.send(src, dst, f'{method} sip:1002@example.net SIP/2.0', f'{number} {method}', branch,
                  **more)

    def answer(self, src, dst, status, cseq, branch, **more):
        """@branch: of who asked."""
        self.send(src, dst, f'SIP/2.0 {status}', cseq, branch, to_tag='t1', **more)

    def write(self, path):
        wire.write(path, self.packets)


A, B = ('192.0.2.1', 5060), ('192.0.2.2', 5060)


def texts():
    """A call in which every provisional answer has another reason phrase."""
    capture = Capture()
    capture.request(A, B, 'INVITE', 1, 'a')
    for number, text in enumerate(TEXTS):
        capture.answer(B, A, f'{180 + number % 10} {text}', '1 INVITE', 'a', headers=f'X: {number}\r\n')
    capture.answer(B, A, '486 Busy Here', '1 INVITE', 'a')
    capture.request(A, B, 'ACK', 1, 'a', to_tag='t1')
    return capture


def agents():
    """A call for each text, whose caller calls himself by it."""
    capture = Capture()
    for number, text in enumerate(TEXTS):
        more = {'call_id': f'{number}@example.net', 'headers': f'User-Agent: {text}\r\n'}
        capture.request(A, B, 'INVITE', 1, f'a{number}', **more)
        capture.answer(B, A, '404 Not Found', '1 INVITE', f'a{number}', call_id=more['call_id'])
    return capture


def users(text='#1%%{|`$$'):
    """A call by that user."""
    capture = Capture()
    capture.request(A, B, 'INVITE', 1, 'a', user=text)
    capture.answer(B, A, '404 Not Found', '1 INVITE', 'a', user=text)
    capture.request(A, B, 'ACK', 1, 'a', to_tag='t1', user=text)
    return capture


def many_terminals():
    """A server that asks eleven terminals at once; the last one answers."""
    capture = Capture()
    server = ('198.51.100.1', 5060)
    capture.request(A, server, 'INVITE', 1, 'a')
    via = f'Via: SIP/2.0/UDP {A[0]}:{A[1]};branch=z9hG4bKa\r\n'
    ends = [(f'203.0.113.{n}', 5060) for n in range(1, 12)]
    for number, end in enumerate(ends):
        capture.request(server, end, 'INVITE', 1, f'b{number}', headers=via)
    for number, end in enumerate(ends[:-1]):
        capture.answer(end, server, '486 Busy Here', '1 INVITE', f'b{number}', headers=via)
        capture.request(server, end, 'ACK', 1, f'b{number}', to_tag='t1')
    capture.answer(ends[-1], server, '200 OK', '1 INVITE', 'b10', headers=via)
    capture.answer(server, A, '200 OK', '1 INVITE', 'a')
    return capture


def long_call(rounds=1500, method='INFO'):
    """A call with two messages for each round."""
    capture = Capture()
    capture.request(A, B, 'INVITE', 1, 'a')
    capture.answer(B, A, '200 OK', '1 INVITE', 'a')
    capture.request(A, B, 'ACK', 1, 'c', to_tag='t1')
    for number in range(rounds):
        capture.request(A, B, method, number + 2, f'i{number}', to_tag='t1')
        capture.answer(B, A, '200 Fine by me', f'{number + 2} {method}', f'i{number}')
    return capture


def refreshes(rounds=60):
    """A call whose session is refreshed so many times: no flow has that, and no fault is it."""
    body = 'v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n' \
           'm=audio 4000 RTP/AVP 0\r\n'
    sdp = {'headers': 'Content-Type: application/sdp\r\n', 'body': body}
    capture = Capture()
    capture.request(A, B, 'INVITE', 1, 'a', **sdp)
    capture.answer(B, A, '200 OK', '1 INVITE', 'a', **sdp)
    capture.request(A, B, 'ACK', 1, 'c', to_tag='t1')
    for number in range(rounds):
        capture.request(A, B, 'UPDATE', number + 2, f'i{number}', to_tag='t1', **sdp)
        capture.answer(B, A, '200 OK', f'{number + 2} UPDATE', f'i{number}', **sdp)
    capture.request(A, B, 'BYE', rounds + 2, 'z', to_tag='t1')
    capture.answer(B, A, '200 OK', f'{rounds + 2} BYE', 'z')
    return capture


def nothing_close():
    """A call that follows no flow at all."""
    capture = Capture()
    server = ('198.51.100.1', 5060)
    via = f'Via: SIP/2.0/UDP {A[0]}:{A[1]};branch=z9hG4bKa\r\n'
    capture.request(A, server, 'INVITE', 1, 'a')
    capture.request(server, B, 'INVITE', 1, 'b', headers=via)
    for number in range(2, 8):
        capture.request(B, server, 'REGISTER', number, f'r{number}')
        capture.answer(server, B, '606 No', f'{number} REGISTER', f'r{number}')
        capture.request(server, A, 'BYE', number, f's{number}')
        capture.answer(A, server, '299 Yes', f'{number} BYE', f's{number}')
    return capture


def strange_words():
    capture = Capture()
    capture.request(A, B, 'FROBNICATE', 1, 'a')
    capture.answer(B, A, '501 Not Implemented', '1 FROBNICATE', 'a')
    return capture


def servers_alone():
    """A request that three servers pass on: no terminal takes part."""
    capture = Capture()
    ends = [(f'198.51.100.{n}', 5060) for n in (1, 2, 3)]
    via = ''.join(f'Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK{n}\r\n' for n in 'xy')
    for number in range(2):
        capture.request(ends[number], ends[number + 1], 'REGISTER', 1, f'a{number}', headers=via)
    return capture


def to_oneself():
    capture = Capture()
    capture.request(A, A, 'INVITE', 1, 'a')
    capture.answer(A, A, '482 Loop Detected', '1 INVITE', 'a')
    return capture


def long_call_id():
    capture = Capture()
    call_id = 'x' * 4096 + '@example.net'
    capture.request(A, B, 'INVITE', 1, 'a', call_id=call_id)
    capture.answer(B, A, '200 OK', '1 INVITE', 'a', call_id=call_id)
    return capture


# Those of which a flow can be written, and those of which it cannot.
FLOWS = [texts, users, refreshes, nothing_close, long_call_id]
DRAWINGS = [many_terminals, long_call, strange_words, servers_alone, to_oneself]
