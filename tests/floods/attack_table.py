# SPDX-License-Identifier: Apache-2.0
"""What attacks there are."""
from typing import Callable, NamedTuple

import attacks as sip

LIST = ''
SUMMARY = '--format json --summary'
JSONL = '--format jsonl'
HEADERS = '--format json --headers'
VALIDATE = '--validate'
LADDER = '--ladder'
START = list(sip.one_call_id('INVITE')(1))


class Attack(NamedTuple):
    name: str
    make: Callable      # of a size: packets, or the bytes of a capture
    size: int = 2000
    arguments: str = SUMMARY    # the output that has most to do with it


ATTACKS = (
    Attack('one Call-ID of INVITEs', sip.one_call_id('INVITE')),
    Attack('one Call-ID of INVITEs, jsonl', sip.one_call_id('INVITE'), 1000, JSONL),
    Attack('one Call-ID of INVITEs, validate', sip.one_call_id('INVITE'), 1000, VALIDATE),
    Attack('one Call-ID of REGISTERs', sip.one_call_id('REGISTER')),
    Attack('one Call-ID of answered REGISTERs', sip.one_call_id_both('REGISTER')),
    Attack('one Call-ID of OPTIONS', sip.one_call_id('OPTIONS'), 2000, LIST),
    Attack('one Call-ID of SUBSCRIBEs', sip.one_call_id_both('SUBSCRIBE')),
    Attack('one Call-ID of NOTIFYs', sip.one_call_id_both('NOTIFY')),
    Attack('one Call-ID of answers', sip.one_call_id_answers),
    Attack('one Call-ID of unknown methods', sip.unknown_methods),
    Attack('one Call-ID of everybody', sip.one_call_id_apart),
    Attack('participants', sip.participants),
    Attack('participants, jsonl', sip.participants, 1000, JSONL),
    Attack('participants, list', sip.participants, 2000, LIST),
    Attack('ports of an address', sip.ports),
    Attack('servers that pass one INVITE on', sip.servers),
    Attack('To tags', sip.to_tags),
    Attack('To tags, validate', sip.to_tags, 1000, VALIDATE),
    Attack('From tags', sip.from_tags),
    Attack('forks that all answer', sip.answered_forks),
    Attack('forks that all answer, validate', sip.answered_forks, 1000, VALIDATE),
    Attack('CSeq of 2^31 and beyond', sip.high_numbers),
    Attack('CSeq that counts down', sip.numbers_downwards),
    Attack('Call-IDs that collide', sip.colliding),
    Attack('Vias of a message', sip.vias, 3500, HEADERS),
    Attack('Vias of a message, validate', sip.vias, 3500, VALIDATE),
    Attack('Vias of a line', sip.vias_of_one_line, 4000, HEADERS),
    Attack('Vias of many messages', sip.vias_of_many),
    Attack('header lines', sip.header_lines, 14000, HEADERS),
    Attack('bytes of a line', sip.long_line, 20000, HEADERS),
    Attack('folds of a line', sip.folds, 15000, HEADERS),
    Attack('parameters', sip.parameters, 30000, HEADERS),
    Attack('multipart in multipart', sip.nested_parts, 1000, JSONL),
    Attack('parts of a multipart', sip.parts, 1500, JSONL),
    Attack('boundaries that are none', sip.boundaries, 15000, JSONL),
    Attack('media lines', sip.media_lines, 2400, JSONL),
    Attack('media lines, validate', sip.media_lines, 2400, VALIDATE),
    Attack('codecs', sip.codecs, 2000, JSONL),
    Attack('offers and answers', sip.offers, 1000, VALIDATE),
    Attack('challenges', sip.challenges, 1000, VALIDATE),
    Attack('one message again', sip.one_message),
    Attack('one message again, validate', sip.one_message, 1000, VALIDATE),
    Attack('provisional answers', sip.provisional),
    Attack('provisional answers, validate', sip.provisional, 1000, VALIDATE),
    Attack('BYEs', sip.hung_up_again, 2000),
    Attack('one branch', sip.one_branch),
    Attack('one branch, one Call-ID', sip.one_branch_of_one),
    Attack('OPTIONS', sip.fresh('OPTIONS'), 2000, LIST),
    Attack('REGISTERs', sip.fresh('REGISTER'), 2000, LIST),
    Attack('SUBSCRIBEs', sip.fresh('SUBSCRIBE'), 2000, LIST),
    Attack('pings', sip.pings, 2000, LIST),
    Attack('registrations', sip.registered, 2000, LIST),
    Attack('relayed OPTIONS', sip.relayed('OPTIONS'), 2000, LIST),
    Attack('relayed REGISTERs', sip.relayed('REGISTER'), 2000, LIST),
    Attack('servers that relay', sip.relays, 2000, LIST),
    Attack('X-Call-ID', sip.linked('X-Call-ID: one')),
    Attack('X-Call-ID of the call before', sip.linked('X-Call-ID: linked-%d')),
    Attack('X-CID', sip.linked('X-CID: linked-0')),
    Attack('Session-ID', sip.linked('Session-ID: ab30317f1a784dc48ff824d0d3715d86')),
    Attack('P-Charging-Vector', sip.linked('P-Charging-Vector: icid-value=one')),
    Attack('a header that --link-header names', sip.linked('X-Leg: linked-0'), 2000,
           SUMMARY + ' --link-header X-Leg'),
    Attack('Replaces of one', sip.linked('Replaces: linked-0;to-tag=a;from-tag=b')),
    Attack('Replaces of the one before', sip.linked('Replaces: linked-%d;to-tag=a;from-tag=b')),
    Attack('Refer-To with Replaces', sip.linked(
        'Refer-To: <sip:b@example.net?Replaces=linked-0%3Bto-tag%3Da>', 'REFER')),
    Attack('REFERs to one user', sip.referred),
    Attack('legs that look alike', sip.alike),
    Attack('user agents', sip.user_agents, 2000, 'stats'),
    Attack('errors of ICMP', sip.icmp_errors),
    Attack('shapes', sip.shapes, 2000),
)
