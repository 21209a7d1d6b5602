# SPDX-License-Identifier: Apache-2.0
"""The proportions of the mixes. Weights of one table need not add up to anything.

FIRST is for developing the linker; FINAL has another seed and other proportions, and is run
once for figures to publish: whoever tunes the linker by it spoils it.
"""

# What a call is. See scenarios.py.
SCENARIOS = ['internal', 'inbound', 'inbound_sbc', 'outbound', 'outbound_sbc', 'hairpin',
             'forwarded', 'ring_group', 'hunt', 'failover', 'televote', 'call_centre',
             'robocall', 'proxied', 'alone_in', 'alone_out', 'callback']

FIRST = {
    'seed': 41,
    # Calls per second, and the share of all calls.
    'rates': {1: 0.06, 5: 0.10, 20: 0.16, 50: 0.20, 100: 0.24, 200: 0.24},
    'scenarios': dict(zip(SCENARIOS, [10, 12, 12, 10, 9, 7, 4, 5, 2, 3, 6, 6, 6, 5, 4, 4, 1])),
    'headers': {'none': 55, 'session-id': 11, 'session-own': 4, 'session-nil': 3,
                'x-call-id': 9, 'icid': 8, 'icid-stuck': 3, 'from-tag': 7},
    # From SBC to PBX, from PBX to SBC, across a switch.
    'pass_numbers': {'kept': 40, 'prefix': 22, 'e164': 25, 'withheld': 8, 'nothing': 5},
    # From PBX to phone.
    'deliver_numbers': {'kept': 30, 'extension': 60, 'nothing': 10},
    # From PBX to a trunk.
    'outgoing_numbers': {'main': 40, 'prefix': 20, 'e164': 20, 'withheld': 12, 'nothing': 8},
    'sdp': {'rewritten': 55, 'kept': 20, 'origin-kept': 12, 'media-kept': 13},
    'delays': {'1-10 ms': 45, '10-100 ms': 38, '0.1-0.5 s': 10, '0.5-2 s': 5, '2-4 s': 2},
    # Until a call centre has found an agent.
    'queueing': {'10-100 ms': 25, '0.1-0.5 s': 40, '0.5-2 s': 25, '2-4 s': 10},
    'withheld': 0.10,       # callers of the trunks who do not show their number
    'pai': 0.6,             # of these, those that the network vouches for
    'outcomes': {'answered': 62, 'busy': 10, 'cancelled': 16, 'refused': 7, 'no answer': 5},
    'talk': 18.0,           # seconds, on average
    'ring_sizes': [3, 4, 5, 6, 8],
    'burst': (4, 30),       # calls of one television vote within a second
    'redial': 0.25,         # of those who found the line busy
    'missing': 0.06,        # calls of several legs of which one was not captured
    'two_addresses': 0.08,  # SBCs whose inner side has an address of its own
    'other_port': 0.12,     # servers that send from another port than they receive at
    'behind_sbc': 0.35,     # phones that the PBX knows by the address of one SBC
    'proxy_between': 0.10,  # legs with a plain proxy on their way
    'challenge': 0.5,       # phones that are asked for their password
    'late_offer': 0.03,
    'early_media': 0.25,
    'holds': 0.03,
    'noise': 0.3,           # REGISTERs and OPTIONS, for each call
}

FINAL = dict(FIRST, **{
    'seed': 20270,
    'rates': {1: 0.08, 5: 0.12, 20: 0.14, 50: 0.16, 100: 0.20, 200: 0.30},
    'scenarios': dict(zip(SCENARIOS, [14, 8, 15, 7, 12, 9, 3, 4, 3, 2, 8, 5, 8, 4, 6, 5, 2])),
    'headers': {'none': 64, 'session-id': 8, 'session-own': 6, 'session-nil': 2, 'x-call-id': 6,
                'icid': 5, 'icid-stuck': 4, 'from-tag': 5},
    'pass_numbers': {'kept': 34, 'prefix': 28, 'e164': 22, 'withheld': 11, 'nothing': 5},
    'deliver_numbers': {'kept': 22, 'extension': 70, 'nothing': 8},
    'outgoing_numbers': {'main': 46, 'prefix': 16, 'e164': 22, 'withheld': 10, 'nothing': 6},
    'sdp': {'rewritten': 66, 'kept': 12, 'origin-kept': 8, 'media-kept': 14},
    'delays': {'1-10 ms': 38, '10-100 ms': 40, '0.1-0.5 s': 13, '0.5-2 s': 6, '2-4 s': 3},
    'queueing': {'10-100 ms': 20, '0.1-0.5 s': 35, '0.5-2 s': 30, '2-4 s': 15},
    'withheld': 0.14,
    'pai': 0.5,
    'outcomes': {'answered': 55, 'busy': 13, 'cancelled': 17, 'refused': 8, 'no answer': 7},
    'talk': 25.0,
    'ring_sizes': [3, 3, 4, 6, 7, 8],
    'burst': (5, 40),
    'redial': 0.35,
    'missing': 0.09,
    'two_addresses': 0.06,
    'other_port': 0.15,
    'behind_sbc': 0.5,
    'proxy_between': 0.14,
    'holds': 0.05,
    'noise': 0.4,
})

# The same proportions as FIRST, not the same calls: for the test that runs with every build.
CHECK = dict(FIRST, seed=7)

PROFILES = {'first': FIRST, 'final': FINAL, 'check': CHECK}
