# SPDX-License-Identifier: Apache-2.0
"""Calls that say a text in every field of every message. Where two fields share a line, one of
them would end the other: so a text has several calls, each with another field of each line."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / 'flows'))
import wire  # pylint: disable=wrong-import-position

BEGIN = 1772705702 * 10**9  # 2026-03-05T10:15:02Z
MS = 10**6
A, B = ('192.0.2.1', 5060), ('192.0.2.2', 5060)

# A place of a line is said by the marks before the text: reason, user, agent, ...
URIS = [b'sip:ru%s@example.net', b'sip:1002@rh%s', b'sip:1002@example.net;rp=%s', b'tel:%s']
FROMS = [b'"fd%s" <sip:1001@example.net>;tag=f%d', b'<sip:%s@example.net>;tag=f%d',
         b'<sip:1001@fh%s>;tag=f%d', b'<sip:1001@example.net>;tag=f%d%s']
TOS = [b'td%s <sip:1002@example.net>', b'<sip:tu%s@example.net>', b'<sip:1002@th%s;tp=%s>',
       b'<sip:1002@example.net>;x="%s"']
CONTACTS = [b'<sip:cu%s@192.0.2.1>', b'<sip:ch%s>', b'"cd%s" <sip:192.0.2.1>', b'%s']
VIAS = [b'SIP/2.0/UDP vh%s;branch=z9hG4bK%d', b'SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK%d%s',
        b'SIP/2.0/UDP 192.0.2.1;received=%s;branch=z9hG4bK%d', b'SIP/2.0/%s 192.0.2.1;branch=z9hG4bK%d']
SDPS = [b'v=0\no=ou%s 1 1 IN IP4 192.0.2.1\ns=sn%s\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 0\n',
        b'v=0\no=- 1 1 IN IP4 %s\ns=-\nc=IN IP4 ca%s\nt=0 0\nm=audio 4000 RTP/AVP 0\n',
        b'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=mm%s 4000 %s 0\na=%s\n',
        b'v=0\no=- 1 1 IN IP4 192.0.2.1\ns=-\nc=IN IP4 192.0.2.1\nt=0 0\nm=audio 4000 RTP/AVP 96\n'
        b'a=rtpmap:96 cn%s/8000\na=fmtp:96 %s\n']
VARIANTS = len(URIS)
HEADER_MAX = 400  # bytes of a text in the many headers, as the whole has to fit into a datagram

HEADERS = [b'User-Agent: %s', b'Server: sv%s', b'Subject: su%s', b'Organization: %s',
           b'Reason: Q.850;cause=16;text="re%s"', b'WWW-Authenticate: Digest realm="%s", nonce="%s"',
           b'Authorization: Digest username="au%s", realm="%s", nonce="%s", uri="%s"',
           b'X-Call-ID: xc%d%s', b'Session-ID: se%d%s', b'Refer-To: <sip:%s>;n=%d',
           b'Replaces: rc%d%s;to-tag=%s;from-tag=%s', b'X-Odd: od%s', b'X-%s: named', b'Warning: 399 x "%s"',
           b'P-Asserted-Identity: "pa%s" <sip:%s@example.net>', b'Diversion: <sip:%s>;reason=%s']


def say(pattern, text, number=0):
    """@pattern with @text for each %s, and @number for %d; @text may hold these itself."""
    return text.join(pattern.replace(b'%d', b'%d' % number).split(b'%s'))


class Call:
    """One call by which @text is said; the way is @variant."""

    def __init__(self, number, text, variant):
        self.number, self.text, self.variant = number, text, variant

    def fill(self, pattern):
        return say(pattern, self.text, self.number)

    def message(self, start_line, cseq, to_tag=b''):
        body = self.fill(SDPS[self.variant]).replace(b'\n', b'\r\n')
        lines = [start_line, b'Via: ' + self.fill(VIAS[self.variant]),
                 b'From: ' + self.fill(FROMS[self.variant]), b'To: ' + self.fill(TOS[self.variant]) + to_tag,
                 b'Call-ID: ' + self.fill(b'%s-%d'), b'CSeq: ' + cseq,
                 b'Contact: ' + self.fill(CONTACTS[self.variant]), *(say(line, self.text[:HEADER_MAX], self.number) for line in HEADERS),
                 b'Content-Type: application/sdp', b'Content-Length: %d' % len(body), b'', b'']
        return b'\r\n'.join(lines) + body

    def packets(self):
        request = self.fill(URIS[self.variant])
        said = [(A, B, self.message(b'INVITE ' + request + b' SIP/2.0', b'1 INVITE')),
                (B, A, self.message(self.fill(b'SIP/2.0 180 rr%s'), b'1 INVITE', b';tag=t')),
                (B, A, self.message(self.fill(b'SIP/2.0 486 rb%s'), b'1 INVITE', b';tag=t')),
                (A, B, self.message(b'ACK ' + request + b' SIP/2.0', b'1 ACK', b';tag=t'))]
        if self.variant == 0: # the 486 never comes, and a method that nobody knows
            method = self.fill(b'me%s')
            said[2:] = [(A, B, self.message(method + b' ' + request + b' SIP/2.0', b'2 ' + method, b';tag=t'))]
        for at, (src, dst, payload) in enumerate(said):
            time = BEGIN + (self.number * 1000 + at) * MS
            yield wire.Packet(time, wire.ETHERNET, wire.frame(src, dst, payload, self.number * 10 + at))


def calls_of(texts, variants=range(VARIANTS)):
    return [Call(number, text, variant) for number, (text, variant) in
            enumerate(((text, variant) for text in texts for variant in variants), 1)]


def harmless(text):
    """As long, and it means nothing to anybody."""
    return b'x' * len(text)


# A text that is no token begins no message: what it breaks is counted, and so it is in the twin.
LOST = wire.Packet(BEGIN, wire.ETHERNET, wire.frame(A, B, b'x(x SIP/2.0\r\n\r\n', 1))


def write(path, calls):
    wire.write(path, [LOST, *(packet for call in calls for packet in call.packets())])
