# SPDX-License-Identifier: Apache-2.0
"""Parts of calls, to be put together: scripts for scenario.py."""

OFFER = """
    A>P INVITE
    P>A 100 INVITE
    P>B INVITE
    B>P 100 INVITE
"""
RING = "B>P>A 180 INVITE\n"
TALK = OFFER + RING + """
    B>P>A 200 INVITE wait=2
    A>P>B ACK
"""
END = """
    A>P>B BYE wait=2
    B>P>A 200 BYE
"""
DIRECT = """
    A>B INVITE
    B>A 180 INVITE
    B>A 200 INVITE wait=1
    A>B ACK
    A>B BYE wait=2
    B>A 200 BYE
"""
HOLD = """
    B>P>A INVITE hold wait=1
    A>P>B 200 INVITE
    B>P>A ACK
"""
CALLERS_HOLD = """
    A>P>B INVITE hold wait=1
    B>P>A 200 INVITE
    A>P>B ACK
"""
CHANGE = HOLD.replace("hold", "change")
REFRESH = HOLD.replace(" hold", "")
HOLD_REFUSED = """
    B>P INVITE hold wait=1
    P>B 100 INVITE
    P>A INVITE
    A>P 488 INVITE
    P>A ACK
    P>B 488 INVITE
    B>P ACK
"""

# The refusal of the called party, hop by hop.
REFUSED = """
    B>P {code} INVITE wait=1
    P>B ACK
    P>A {code} INVITE
    A>P ACK
"""

FORWARDED = OFFER + """
    B>P 486 INVITE
    P>B ACK
    P>C INVITE uri=1003
    C>P 100 INVITE
"""
NOT_ANSWERED = OFFER + RING + """
    P>B CANCEL wait=4
    B>P 200 CANCEL
    B>P 487 INVITE
    P>B ACK
    P>C INVITE uri=1003
    C>P 100 INVITE
"""
C_ANSWERS = """
    C>P>A 180 INVITE
    C>P>A 200 INVITE wait=2
    A>P>C ACK
    A>P>C BYE wait=2
    C>P>A 200 BYE
"""
C_REFUSES = """
    C>P {code} INVITE wait=1
    P>C ACK
    P>A {code} INVITE
    A>P ACK
"""
FORWARD_BUSY = FORWARDED + C_ANSWERS

TWO_PROXIES = """
    A>P INVITE
    P>A 100 INVITE
    P>Q INVITE
    Q>P 100 INVITE
    Q>B INVITE
    B>Q>P>A 180 INVITE
    B>Q>P>A 200 INVITE wait=2
    A>P>Q>B ACK
    A>P>Q>B BYE wait=2
    B>Q>P>A 200 BYE
"""
SPIRAL = """
    A>P INVITE uri=1005
    P>A 100 INVITE
    P>P INVITE uri=1002
    P>P 100 INVITE
    P>B INVITE
    B>P>P>A 180 INVITE
    B>P>P>A 200 INVITE wait=2
    A>P>P>B ACK
    A>P>P>B BYE wait=2
    B>P>P>A 200 BYE
"""
B2BUA = """
    A>P INVITE
    P>A 100 INVITE
    2 P>B INVITE from=A to=B X-Call-ID:1-story@192.0.2.1
    2 B>P 180 INVITE
    P>A 180 INVITE
    2 B>P 200 INVITE wait=2
    2 P>B ACK
    P>A 200 INVITE
    A>P ACK
    A>P BYE wait=2
    P>A 200 BYE
    2 P>B BYE
    2 B>P 200 BYE
"""

REGISTERED = """
    A>P REGISTER
    P>A 401 REGISTER
    A>P REGISTER auth
    P>A 200 REGISTER
"""
REFRESHED = """
    A>P REGISTER auth wait=50
    P>A 200 REGISTER
"""

NO_ACK = OFFER + RING + """
    B>P>A 200 INVITE wait=2
    B>P 200 INVITE again wait=0.5
    P>A 200 INVITE again
    B>P 200 INVITE again wait=1
    P>A 200 INVITE again
"""
NO_BYE_ANSWER = TALK + """
    A>P>B BYE wait=2
    P>B BYE again wait=0.5
    P>B BYE again wait=1
    P>B BYE again wait=2
    P>A 408 BYE wait=28
"""
LATE_CANCEL = OFFER + RING + """
    B>P 200 INVITE wait=1
    A>P CANCEL
    P>A 200 CANCEL
    P>B CANCEL
    B>P 200 CANCEL
    P>A 200 INVITE
    A>P>B ACK
    A>P>B BYE wait=1
    B>P>A 200 BYE
"""
NO_487 = OFFER + RING + """
    A>P CANCEL wait=3
    P>A 200 CANCEL
    P>B CANCEL
    B>P 200 CANCEL
    P>A 487 INVITE wait=10
    A>P ACK
"""

# What is behind {call} is the number of the call.
SWALLOWED = """
    {call} A>P INVITE wait=1
    {call} P>A 100 INVITE
"""


def calls(count):
    """So many good calls, one after the other."""
    lines = [line for line in (TALK + END).split("\n") if line.strip()]
    return "".join(f"{number} {line.strip()}\n" for number in range(1, count + 1)
                   for line in lines)
