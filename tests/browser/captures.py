# SPDX-License-Identifier: Apache-2.0
"""Captures for the tests of the page: what a stranger may send, a call that is very long, one
with many servers. make(FOLDER) writes hostile.pcap, long.pcap and many.pcap."""

from pathlib import Path

from scapy.layers.inet import IP, UDP
from scapy.layers.l2 import Ether
from scapy.packet import Raw
from scapy.utils import wrpcap

START = 1767225600  # 2026-01-01T00:00:00Z
CALLER, SERVER, CALLED = '192.0.2.10', '198.51.100.1', '203.0.113.20'

# Each of these would run, load, hide or break out, were it not text.
HOSTILE = [
    '</script><script>window.hit=1</script>',
    '<img src=x onerror="window.hit=1">',
    '<!--<script>window.hit=1',
    ']]></svg><script>window.hit=1</script>',
    'javascript:window.hit=1',
    '&lt;b&gt;&amp;#60;',
    'x\u202eevil\u2066\u2028\u2029\u200b\ufeff',
    'nul\0\x1b[31m\x07',
    '用户忙 مشغول עסוק',
]


def packet(ms, src, dst, text):
    made = Ether(src='02:00:00:00:00:01', dst='02:00:00:00:00:02') / IP(src=src, dst=dst) / \
        UDP(sport=5060, dport=5060) / Raw(text)
    made.time = START + ms / 1000
    return made


def message(start_line, call, cseq, more=(), body=''):
    """@call: Call-ID, From, To, and the hosts of the Vias, topmost first."""
    call_id, caller, called, vias = call
    lines = [start_line, *(f'Via: SIP/2.0/UDP {host}:5060;branch=z9hG4bK{cseq.replace(" ", "")}{host}'
                           for host in vias),
             f'From: {caller}', f'To: {called}', f'Call-ID: {call_id}', f'CSeq: {cseq}', *more,
             f'Content-Length: {len(body.encode())}', '', body]
    return '\r\n'.join(lines).encode()


def exchange(ms, call, reason='Busy Here', more=()):
    """A call that is refused."""
    def request(method):
        return message(f'{method} sip:1002@example.net SIP/2.0', call, f'1 {method}', more)

    def answer(line):
        return message(f'SIP/2.0 {line}', call, '1 INVITE', more)
    return [packet(ms, CALLER, SERVER, request('INVITE')),
            packet(ms + 10, SERVER, CALLER, answer('180 يرن الآن')),
            packet(ms + 20, SERVER, CALLER, answer(f'486 {reason}')),
            packet(ms + 30, CALLER, SERVER, request('ACK'))]


def hostile():
    packets = []
    for number, text in enumerate(HOSTILE):
        flat = text.replace('"', '\\"')
        call = (f'{number}-{text.split(chr(0))[0]}@example.net',
                f'"{flat}" <sip:{1000 + number}@example.net>;tag=a{number}',
                f'"{flat}" <sip:1002@example.net>', [CALLER])
        packets += exchange(number * 1000, call, text,
                            [f'User-Agent: {text}', f'Subject: {text}', f'{text}: value'])
    long_id = 'c' * 4096
    packets += exchange(20000, (long_id, '<sip:long@example.net>;tag=l', '<sip:1002@example.net>',
                                [CALLER]), '用户忙')
    broken = message('INVITE sip:1002@example.net SIP/2.0',
                     ('broken@example.net', '<sip:broken@example.net>;tag=b',
                      '<sip:1002@example.net>', [CALLER]), '1 INVITE', ['X-Odd: A\ufffdB'])
    packets.append(packet(21000, CALLER, SERVER, broken.replace('\ufffd'.encode(), b'\xff\xc3')))
    return packets


def long_call(messages=3000):
    call = ('long@example.net', '<sip:1001@example.net>;tag=a', '<sip:1002@example.net>;tag=b',
            [CALLER])
    packets = []
    for number in range(messages // 2):
        packets += [packet(20 * number, CALLER, CALLED, message(
            'INFO sip:1002@203.0.113.20 SIP/2.0', call, f'{number + 1} INFO', body='0123456789')),
            packet(20 * number + 5, CALLED, CALLER,
                   message('SIP/2.0 200 OK', call, f'{number + 1} INFO'))]
    return packets


def many_hops(hops=11):
    hosts = [CALLER] + [f'198.51.100.{n}' for n in range(1, hops)] + [CALLED]
    packets = []
    for line, cseq, is_answer in (('INVITE sip:1002@example.net SIP/2.0', '1 INVITE', False),
                                  ('SIP/2.0 486 Busy Here', '1 INVITE', True),
                                  ('ACK sip:1002@example.net SIP/2.0', '1 ACK', False)):
        order = range(hops - 1, -1, -1) if is_answer else range(hops)
        for at in order:
            call = ('many@example.net', '<sip:1001@example.net>;tag=a',
                    '<sip:1002@example.net>' + (';tag=b' if cseq != '1 INVITE' or is_answer else ''),
                    hosts[at::-1])
            ends = (hosts[at + 1], hosts[at]) if is_answer else (hosts[at], hosts[at + 1])
            packets.append(packet(10 * len(packets), *ends, message(line, call, cseq)))
    return packets


def make(folder):
    for name, packets in (('hostile', hostile()), ('long', long_call()), ('many', many_hops())):
        wrpcap(str(Path(folder, name + '.pcap')), packets)
