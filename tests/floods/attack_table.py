# SPDX-License-Identifier: Apache-2.0
"""What attacks there are, of which size, and the output that has most to do with each."""
from typing import Callable, NamedTuple

import attacks as sip
import wire_attacks as wire

LIST = ''
SUMMARY = '--format json --summary'
JSONL = '--format jsonl'
HEADERS = '--format json --headers'
VALIDATE = '--validate'
LADDER = '--ladder'
MERMAID = '--format mermaid'
START = list(sip.one_call_id('INVITE')(1))

X_CALL_ID, X_CID, X_LEG = 'X-Call-ID: linked-0', 'X-CID: linked-0', 'X-Leg: linked-0'
SESSION = 'Session-ID: ab30317f1a784dc48ff824d0d3715d86'
CHARGING = 'P-Charging-Vector: icid-value=one'
REPLACES = 'Replaces: linked-0;to-tag=a;from-tag=b'
REFER_TO = 'Refer-To: <sip:b@example.net?Replaces=linked-0%3Bto-tag%3Da>'
VIA = 'v:SIP/2.0/UDP h\r\n'


class Attack(NamedTuple):
    name: str
    make: Callable      # of a size: packets, or the bytes of a capture
    size: int = 2000
    arguments: str = SUMMARY


# The worst of each kind.
ATTACKS = (
    Attack('one Call-ID of INVITEs', sip.one_call_id('INVITE')),
    Attack('one Call-ID of OPTIONS', sip.one_call_id('OPTIONS'), 2000, LIST),
    Attack('one Call-ID of answers', sip.one_call_id_answers),
    Attack('participants', sip.participants, 4000),
    Attack('To tags', sip.to_tags),
    Attack('CSeq of 2^31 and beyond', sip.high_numbers),
    Attack('Call-IDs that collide', sip.colliding, 2000, LIST),
    Attack('Vias of a message', sip.headers(VIA), 3500, HEADERS),
    Attack('folds of a line', sip.headers('\r\n b', 'Subject: a'), 15000, HEADERS),
    Attack('what is looked for in a line', sip.scanned, 50000, LIST),
    Attack('multipart in multipart', sip.nested_parts, 1000, JSONL),
    Attack('tunnels in tunnels', wire.tunnels, 400),
    Attack('what gzip unpacks', wire.bomb, 16),
    Attack('blocks of absurd lengths', wire.absurd_lengths, 10000),
    Attack('options of a packet', wire.options, 20000),
    Attack('names of one address', wire.names_of_one, 10000),
    Attack('a value in every call, of each linking header',
           sip.linked(X_CALL_ID, X_CID, X_LEG, SESSION, CHARGING, REPLACES), 2000,
           LIST + '--link-header X-Leg'),
    Attack('Replaces of the one before', sip.linked('Replaces: linked-%d;to-tag=a;from-tag=b'),
           2000, LIST),
    Attack('one branch', sip.one_branch, 2000, LIST),
    Attack('provisional answers', sip.provisional),
    Attack('offers and answers, validate', sip.offers, 1200, VALIDATE),
    Attack('tiny segments of one message', wire.tiny_segments_of_one, 8000),
    Attack('overlapping segments behind a gap', wire.overlapping_behind_a_gap, 4000),
    Attack('WebSocket fragments', wire.web_fragments, 8000),
    Attack('ladder of participants', sip.participants, 1200, LADDER),
)

# The other outputs of these, and their like.
MORE = (
    Attack('one Call-ID of INVITEs, jsonl', sip.one_call_id('INVITE'), 1000, JSONL),
    Attack('one Call-ID of INVITEs, validate', sip.one_call_id('INVITE'), 1200, VALIDATE),
    Attack('one Call-ID of REGISTERs', sip.one_call_id('REGISTER')),
    Attack('one Call-ID of answered REGISTERs', sip.one_call_id_both('REGISTER'), 2000, LIST),
    Attack('one Call-ID of SUBSCRIBEs', sip.one_call_id_both('SUBSCRIBE')),
    Attack('one Call-ID of NOTIFYs', sip.one_call_id_both('NOTIFY')),
    Attack('one Call-ID of unknown methods', sip.unknown_methods),
    Attack('one Call-ID of everybody', sip.one_call_id_apart),
    Attack('participants, jsonl', sip.participants, 1000, JSONL),
    Attack('participants, list', sip.participants, 2000, LIST),
    Attack('ports of an address', sip.ports),
    Attack('servers that pass one INVITE on', sip.servers),
    Attack('To tags, validate', sip.to_tags, 1200, VALIDATE),
    Attack('From tags', sip.from_tags),
    Attack('forks that all answer', sip.answered_forks),
    Attack('forks that all answer, validate', sip.answered_forks, 1200, VALIDATE),
    Attack('CSeq that counts down', sip.numbers_downwards),
    Attack('Vias of a message, validate', sip.headers(VIA), 3500, VALIDATE),
    Attack('Vias of a line', sip.headers('SIP/2.0/UDP h,', 'v:'), 4000, HEADERS),
    Attack('Vias of many messages', sip.vias_of_many, 1000),
    Attack('header lines', sip.headers('X:\r\n'), 8000, HEADERS),
    Attack('bytes of a line', sip.headers('"a\\', 'Subject: '), 20000, HEADERS),
    Attack('parameters', sip.parameters, 30000, HEADERS),
    Attack('parts of a multipart', sip.parts, 1500, JSONL),
    Attack('boundaries that are none', sip.boundaries, 15000, JSONL),
    Attack('media lines', sip.media_lines, 2400, JSONL),
    Attack('media lines, validate', sip.media_lines, 2400, VALIDATE),
    Attack('codecs', sip.codecs, 2000, JSONL),
    Attack('challenges, validate', sip.challenges, 1200, VALIDATE),
    Attack('one message again', sip.one_message),
    Attack('one message again, validate', sip.one_message, 1200, VALIDATE),
    Attack('provisional answers, validate', sip.provisional, 1200, VALIDATE),
    Attack('BYEs', sip.hung_up_again),
    Attack('one branch, one Call-ID', sip.one_branch_of_one),
    Attack('OPTIONS', sip.fresh('OPTIONS'), 2000, LIST),
    Attack('REGISTERs', sip.fresh('REGISTER'), 2000, LIST),
    Attack('SUBSCRIBEs', sip.fresh('SUBSCRIBE'), 2000, LIST),
    Attack('pings', sip.pings, 2000, LIST),
    Attack('registrations', sip.registered, 2000, LIST),
    Attack('relayed OPTIONS', sip.relayed('OPTIONS'), 2000, LIST),
    Attack('relayed REGISTERs', sip.relayed('REGISTER'), 2000, LIST),
    Attack('servers that relay', sip.relays, 2000, LIST),
    Attack('X-Call-ID', sip.linked(X_CALL_ID), 2000, LIST),
    Attack('X-Call-ID of the call before', sip.linked('X-Call-ID: linked-%d'), 2000, LIST),
    Attack('X-CID', sip.linked(X_CID), 2000, LIST),
    Attack('Session-ID', sip.linked(SESSION), 2000, LIST),
    Attack('P-Charging-Vector', sip.linked(CHARGING), 2000, LIST),
    Attack('a header that --link-header names', sip.linked(X_LEG), 2000,
           LIST + '--link-header X-Leg'),
    Attack('Replaces of one', sip.linked(REPLACES), 2000, LIST),
    Attack('Refer-To with Replaces', sip.linked(REFER_TO, method='REFER'), 2000, LIST),
    Attack('REFERs to one user', sip.referred, 2000, LIST),
    Attack('legs that look alike', sip.alike, 2000, LIST),
    Attack('user agents', sip.user_agents, 2000, 'stats'),
    Attack('errors of ICMP', sip.icmp_errors),
    Attack('shapes', sip.shapes),
    Attack('ladder of messages', sip.one_call_id('INVITE'), 800, LADDER),
    Attack('Mermaid of messages', sip.one_call_id('INVITE'), 800, MERMAID),
    Attack('Mermaid of participants', sip.participants, 800, MERMAID),
    Attack('tiny segments', wire.tiny_segments, 4000),
    Attack('tiny segments of a header', wire.tiny_segments_of_a_header, 8000),
    Attack('line ends', wire.tiny_segments_of_nothing, 4000),
    Attack('segments in reverse', wire.reverse_segments, 8000),
    Attack('every second segment first', wire.shuffled_segments, 8000),
    Attack('gaps', wire.gaps, 2000, LIST),
    Attack('overlapping segments', wire.overlapping, 4000),
    Attack('connections', wire.connections, 2000, LIST),
    Attack('connections that wait', wire.half_messages, 4000),
    Attack('ports used anew', wire.ports_used_anew, 2000, LIST),
    Attack('messages in few segments', wire.segments_full, 2000, LIST),
    Attack('start lines that begin nothing', wire.not_sip, 40000),
    Attack('WebSocket frames', wire.web_frames, 2000, LIST),
    Attack('WebSocket fragments in reverse', wire.web_fragments_reverse, 8000),
    Attack('empty WebSocket fragments', wire.web_fragments_empty, 40000),
    Attack('WebSocket pings', wire.web_pings, 40000),
    Attack('headers of IPv6', wire.extension_headers, 400),
    Attack('fragments of one datagram', wire.fragments, 8000),
    Attack('fragments of many datagrams', wire.fragments_of_many, 8000),
    Attack('fragments that overlap', wire.overlapping_fragments, 8000),
    Attack('blocks of unknown kinds', wire.unknown_blocks, 20000),
    Attack('blocks that are too short', wire.tiny_blocks, 4000),
    Attack('empty options of a packet', wire.empty_options, 20000),
    Attack('options of an interface', wire.interface_options, 20000),
    Attack('interfaces', wire.interfaces, 2000, LIST),
    Attack('sections', wire.sections, 2000, LIST),
    Attack('names of addresses', wire.names, 10000),
    Attack('names in one record', wire.names_in_one_record, 30000),
    Attack('empty members of gzip', wire.empty_members, 20000),
)
