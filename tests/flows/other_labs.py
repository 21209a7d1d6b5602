#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Captures from other labs: other_labs.py SIPSTORY SHARED. TAP.

Every call with an INVITE has to get a flow. TOLD has what each call is, as it was read from the
ladder that tshark gives, with the reason where it is not plain. Without the captures nothing is
tested.
"""

import sys
from pathlib import Path

import program

# The file; then each call of it by the beginning of its Call-ID, flow and verdict as they have
# to be. "-": the call exists, and what it is called is left open, for the reason behind it.
TOLD = """
AnettLangova__mtaa_zadanie1/conference_call.pcapng
    JxtdhJCXdU    basic-call conforms   # two Vias: the callee's hop of a proxy on the same host
    X9U~sFDe~t    basic-call conforms
AnettLangova__mtaa_zadanie1/declined_call.pcapng
    iam-261NQF    call-rejected conforms   # 603 by the called party
Chalupa99__SIP-Proxy/call_unanswered.pcap
    6NtkORTOia    busy conforms   # 486 after 45 s of ringing: what the code says, the flow is
LuborKoka__MTAA-zadanie1/ringAndTimeOut.pcapng
    8tsZojc-qJ    register conforms   # the registrar does not ask
    k8KBQGcYdd    register conforms
    yVTNsYIwQa    busy conforms
Magum23__mtaa-sip/call_end_and_cancel.pcapng
    08j80Bx~zT    register conforms
    uajZ1wqUy6    register conforms
    Y7hY3C6c1G    session-change conforms   # another media address a moment after the answer
    -jomNDBtH-    no-answer-caller conforms
MichalCab__ISA/sip.pcap
    681270918     basic-call conforms   # 401, then answered without ringing; the server hangs up
MichalCab__ISA/sip.pcap.pcapng
    681270918     basic-call conforms
NormB__sipnab/b2bua-asterisk.pcapng
    NWVjMzY1YT    register conforms
    KI5bsvmePn    register conforms
NormB__sipnab/h263-over-rtp.pcap
    NmNhYWNhMj    basic-call conforms   # still talking at the end
NormB__sipnab/sip-488-codec-reject.pcapng
    0076da05-6    options conforms
    9ebf99be-3    options conforms
    fab24225-1    options conforms
    NA4y5nr9Jk    call-rejected conforms   # 401, then 488
NormB__sipnab/sip-auth-failure.pcapng
    YzAwMDllYj    register-failed conforms   # 403 to credentials
NormB__sipnab/sip-over-tcp.pcap
    1589366569    basic-call conforms
a42437-ml__master_thesis_files/tc-02.28.pcap
    1-616534@3    basic-call conforms   # a B2BUA: either leg, or both as one call
dotpcap__packetnet/udp-ip-fragmented.pcap
    8287678-38    call-rejected conforms   # 415: another call follows
    8287a08-38    session-change conforms   # the called machine turns to T.38
etakerim__SIP-Proxy/conference_host_end.pcap
    wFrZ10VYpU    basic-call conforms
    mZanCoYgf4    -   # the BYE comes twice, the second with the first one's CSeq
    hKYMbG8JOh    register conforms
goffinet__sip_captures/voip-extension2downata.pcap
    119e19c3f3    register incomplete   # the answer to the credentials is not there yet
irontec__sngrep/aaa.pcap
    85216695-4    call-rejected conforms   # 407, then 403
    24487391-4    call-rejected conforms
irontec__sngrep/ipv6frag.pcap
    71846-1647    basic-call conforms   # PRACK and UPDATE come twice before the answer
kuko6__mtaa-sip-proxy/hovor_rtp.pcapng
    DqbMz6JsMw    basic-call conforms   # the caller is on the proxy's host
nextcaller__sip-capture/sip-tcp.pcap
    1-2550@127    basic-call conforms
    2-2550@127    basic-call conforms
    3-2550@127    basic-call conforms
    4-2550@127    basic-call conforms
    5-2550@127    basic-call conforms
nokia__pcaptoparquet/50_sip_ott.pcap.gz
    3tgPzBPUtb    basic-call conforms   # PRACK and UPDATE before the answer are asides
psabol571__MTAA-pcap/presmerovanie_hovoru.pcapng
    3jfE6A3Tzb    register conforms
    V7D6tRVGeA    transfer-blind conforms   # with a hold by the one who is sent on
    QAyBV0Ih0p    transfer-blind conforms
sipcapture__heplify/sip_ipv4_tcp_retrans.pcap
    1c35908a84    register conforms   # relayed by an edge, each hop with its own Via
yongs2__mts-project/UA_prack.pcap
    5665016       register conforms
    877173        register conforms
    8042647       basic-call deviates   # a fragment of the INVITE to B is not in the capture
    3946286       deregister conforms
    3746819       deregister conforms
zeek__zeek/sip-long-request-response-paths.pcap
    path-growt    options conforms
"""

def told():
    """(file, Call-ID's beginning, what it is, why)"""
    file = None
    for line in TOLD.strip().splitlines():
        if not line.startswith(" "):
            file = line
            continue
        facts, _, why = line.partition("#")
        call_id, *words = facts.split()
        yield file, call_id, " ".join(words), why.strip()


# Only what servers say to each other was captured: no hop of a flow.
BETWEEN_SERVERS = {("yongs2__mts-project/coeur_prack.pcap", "8042647")}


def is_invite(call):
    return any(each["method"] == "INVITE" and not each.get("status")
               for each in call.get("messages") or [])


def faults_of_file(name, calls):
    for call in calls:
        for fault in program.faults_of_form(call):
            yield f"call {call['id']}: {fault}"
        is_seen = (name, call["dialogs"][0].get("call_id")) not in BETWEEN_SERVERS
        if is_invite(call) and is_seen and not call["flow"].get("name"):
            yield f"call {call['id']} has no flow: {program.words_of(call)}"


def faults_of_call(calls, call_id, wants):
    found = [call for call in calls
             if any(each["call_id"].startswith(call_id) for each in call["dialogs"])]
    if not found:
        return ["no such call"]
    if wants == "-" or wants in map(program.name_of, found):
        return []
    return [f"should be {wants}, is {program.words_of(call)}" for call in found]


def main(sipstory, shared):
    root = Path(shared, "captures")
    if not root.is_dir():
        print("1..0 # SKIP the captures are not here")
        return 0
    tap = program.Tap()
    files = sorted(path.relative_to(root).as_posix() for path in root.glob("*/*"))
    def one(name):
        if name.endswith(("c07-sip-r2.cap", "http-fault-post.pcap")):
            return []  # a foreign container; no SIP, and cut short
        return program.calls_of(sipstory, root / name)
    calls = dict(zip(files, program.in_pool(one, files)))
    for name in files:
        found = calls[name]
        tap.case(f"{name}: what can be named is", found if isinstance(found, Exception) else
                 faults_of_file(name, found))
    for name, call_id, wants, why in told():
        title = f"{name} {call_id}: {wants}" + (f" ({why})" if why else "")
        if name not in calls:
            tap.skip(title, "not here")
        elif isinstance(calls[name], Exception):
            tap.case(title, calls[name])
        else:
            tap.case(title, faults_of_call(calls[name], call_id, wants))
    return tap.end()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
