/* SPDX-License-Identifier: Apache-2.0
 *
 * Every rule of LINT_CALL_TABLE with a call whose last message breaks it, and nothing else, and
 * one that differs in its last message and breaks nothing.
 *
 * A message is told in one line: who sends it to whom (A is 192.0.2.1, B 192.0.2.2, ...), then
 * of a request its method and Request-URI, of an answer its status and the method of CSeq; the
 * number of CSeq, branch, From tag, To tag ("-": none); further headers after a bar each; and
 * after a # the streams of a session description: media, port, payload type, direction; in
 * front of them, with a colon behind it, what o= begins with, if it is not "- 1 1".
 */
#include "dissect/sip/full.h"
#include "flows/lint.h"
#include "tests/support/story.h"

#define STEPS_MAX 8

typedef struct Case {
    LintRule rule;
    const char *before[STEPS_MAX]; /* NULL at the end */
    const char *bad, *good;
} Case;

/* What most calls begin with. */
#define INVITE "A>B INVITE sip:b@192.0.2.2 1 a f - |Contact: <sip:a@192.0.2.1>"
#define OK "B>A 200 INVITE 1 a f t |Contact: <sip:b@192.0.2.2>"
#define OFFER INVITE " #audio 4000 0 sendrecv"
#define ANSWER OK " #audio 4000 0 sendrecv"
#define ACK "A>B ACK sip:b@192.0.2.2 1 k f t"
#define ANSWERED OFFER, ANSWER, ACK
#define RECORDED " |Record-Route: <sip:192.0.2.9;lr>, <sip:192.0.2.8;lr>"
#define RELIABLE INVITE " |Supported: 100rel"
#define AGAIN "A>B INVITE sip:b@192.0.2.2 2 g f t |Contact: <sip:a@192.0.2.1>"
#define CHALLENGE "|WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""
#define VIA_8 " |Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK8"
#define VIA_A " |Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa"

static const Case CASES[] = {
    { LINT_TAG_UNKNOWN,
      { ANSWERED },
      "A>B BYE sip:b@192.0.2.2 2 d f x",
      "A>B BYE sip:b@192.0.2.2 2 d f t" },
    { LINT_TAG_UNKNOWN,
      { ANSWERED },
      "B>A BYE sip:a@192.0.2.1 2 d x f",
      "B>A BYE sip:a@192.0.2.1 2 d t f" },
    { LINT_TAG_UNKNOWN,
      { ANSWERED },
      "A>B BYE sip:b@192.0.2.2 2 d x t",
      "P>B BYE sip:b@192.0.2.2 2 d x t" },
    { LINT_TAG_CHANGED,
      { ANSWERED, "A>B BYE sip:b@192.0.2.2 2 d f t" },
      "B>A 200 BYE 2 d f x",
      "B>A 200 BYE 2 d f t" },
    { LINT_CSEQ_NOT_RISING,
      { ANSWERED, "A>B INFO sip:b@192.0.2.2 3 d f t" },
      "A>B BYE sip:b@192.0.2.2 3 e f t",
      "A>B BYE sip:b@192.0.2.2 4 e f t" },
    { LINT_CSEQ_NOT_RISING,
      { ANSWERED },
      "A>B BYE sip:b@192.0.2.2 1 d f t",
      "A>B BYE sip:b@192.0.2.2 2 d f t" },
    { LINT_CSEQ_NOT_RISING,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel" },
      "A>B PRACK sip:b@192.0.2.2 1 b f t |RAck: 5 1 INVITE",
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE" },
    { LINT_CSEQ_NOT_RISING,
      { ANSWERED, "A>B INVITE sip:b@192.0.2.2 7 g f -", "B>A 183 INVITE 7 g f u" },
      "A>B BYE sip:b@192.0.2.2 7 d f u",
      "A>B BYE sip:b@192.0.2.2 2 d f t" },
    { LINT_CSEQ_NOT_RISING,
      { INVITE, "B>A 401 INVITE 1 a f t", "A>B INVITE sip:b@192.0.2.2 2 g f -",
        "B>A 183 INVITE 2 g f t" },
      "A>B UPDATE sip:b@192.0.2.2 2 d f t",
      "A>B UPDATE sip:b@192.0.2.2 3 d f t" },
    { LINT_CSEQ_NOT_RISING,
      { "A>B SUBSCRIBE sip:b@192.0.2.2 4 a f -", "B>A 200 SUBSCRIBE 4 a f t" },
      "A>B SUBSCRIBE sip:b@192.0.2.2 3 d f t",
      "B>A NOTIFY sip:a@192.0.2.1 1 d t f" },
    { LINT_REGISTER_CSEQ,
      { "A>B REGISTER sip:example.net 7 a f -" },
      "A>B REGISTER sip:example.net 7 b f -",
      "A>B REGISTER sip:example.net 8 b f -" },
    { LINT_RETRY_CSEQ,
      { INVITE },
      "A>B INVITE sip:b@192.0.2.2 1 b f - |Authorization: Digest realm=\"r\", nonce=\"n\"",
      "A>B INVITE sip:b@192.0.2.2 2 b f - |Authorization: Digest realm=\"r\", nonce=\"n\"" },
    { LINT_BRANCH_REUSED,
      { ANSWERED },
      "A>B BYE sip:b@192.0.2.2 2 a f t",
      "A>B BYE sip:b@192.0.2.2 2 b f t" },
    { LINT_ACK_CSEQ, { OFFER, ANSWER }, "A>B ACK sip:b@192.0.2.2 2 k f t", ACK },
    { LINT_ACK_BRANCH,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:b@192.0.2.2 1 b f t",
      "A>B ACK sip:b@192.0.2.2 1 a f t" },
    { LINT_ACK_TAG,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:b@192.0.2.2 1 a f -",
      "A>B ACK sip:b@192.0.2.2 1 a f t" },
    { LINT_ACK_TAG,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:b@192.0.2.2 1 a f x",
      "A>B ACK sip:b@192.0.2.2 1 b f x" },
    { LINT_ACK_TAG,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:b@192.0.2.2 1 b f -",
      "A>B ACK sip:b@192.0.2.2 1 a f t" },
    { LINT_ACK_2XX_BRANCH, { OFFER, ANSWER }, "A>B ACK sip:b@192.0.2.2 1 a f t", ACK },
    { LINT_CANCEL_BRANCH,
      { INVITE },
      "A>B CANCEL sip:b@192.0.2.2 1 b f -",
      "A>B CANCEL sip:b@192.0.2.2 1 a f -" },
    { LINT_CANCEL_DIFFERS,
      { INVITE },
      "A>B CANCEL sip:c@192.0.2.2 1 a f -",
      "A>B CANCEL sip:b@192.0.2.2 1 a f -" },
    { LINT_CANCEL_DIFFERS,
      { INVITE },
      "A>B CANCEL sip:b@192.0.2.2 2 a f -",
      "A>B CANCEL sip:b@192.0.2.2 1 a f -" },
    { LINT_ANSWER_DIFFERS, { INVITE }, "B>A 486 INVITE 1 a x t", "B>A 486 INVITE 1 a f t" },
    { LINT_ANSWER_VIA,
      { INVITE VIA_8 },
      "B>A 486 INVITE 1 a f t",
      "B>A 486 INVITE 1 a f t |Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK8;received=192.0.2.7" },
    { LINT_ANSWER_VIA,
      { INVITE VIA_8 },
      "B>A 486 INVITE 1 8 f t |Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa",
      "B>A 486 INVITE 1 9 f t |Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa" VIA_8 },
    { LINT_ANSWER_VIA,
      { INVITE VIA_8 },
      "B>A 486 INVITE 1 8 f t |Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa",
      "B>A 486 INVITE 1 8 f t" },
    { LINT_ANSWER_RECORD_ROUTE,
      { INVITE " |Record-Route: <sip:192.0.2.9;lr> #audio 4000 0 sendrecv" },
      ANSWER,
      OK " |Record-Route: <sip:192.0.2.8;lr>, <sip:192.0.2.9;lr>"
         " #audio 4000 0 sendrecv" },
    { LINT_SECOND_FINAL,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "B>A 500 INVITE 1 a f t",
      "B>A 486 INVITE 1 a f t" },
    { LINT_LATE_PROVISIONAL,
      { OFFER, ANSWER },
      "B>A 180 INVITE 1 a f t",
      "B>A 180 INVITE 1 b f t" },
    { LINT_LATE_PROVISIONAL,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "B>A 100 INVITE 1 a f -",
      "A>B ACK sip:b@192.0.2.2 1 a f t" },
    { LINT_BYE_EARLY,
      { INVITE, "B>A 180 INVITE 1 a f t" },
      "B>A BYE sip:a@192.0.2.1 1 d t f",
      "A>B BYE sip:b@192.0.2.2 2 d f t" },
    { LINT_REQUEST_AFTER_BYE,
      { ANSWERED, "B>A BYE sip:a@192.0.2.1 1 d t f", "A>B 200 BYE 1 d t f" },
      "A>B INFO sip:b@192.0.2.2 2 e f t",
      "A>B NOTIFY sip:b@192.0.2.2 2 e f t" },
    { LINT_INVITE_OVERLAP,
      { ANSWERED, "A>B INVITE sip:b@192.0.2.2 2 d f t" },
      "A>B INVITE sip:b@192.0.2.2 3 e f t",
      "B>A INVITE sip:a@192.0.2.1 1 e t f" },
    { LINT_TARGET,
      { ANSWERED },
      "A>B BYE sip:c@192.0.2.2 2 d f t",
      "A>B BYE sip:b@192.0.2.2:5060;transport=udp 2 d f t" },
    { LINT_LOOP,
      { "A>P INVITE sip:b@example.net 1 a f -", "P>Q INVITE sip:c@example.net 1 b f -" VIA_A },
      "Q>P INVITE sip:b@example.net 1 c f - |Via: SIP/2.0/UDP 192.0.2.16;branch=z9hG4bKb" VIA_A,
      "Q>S INVITE sip:b@example.net 1 c f - |Via: SIP/2.0/UDP "
      "192.0.2.16;branch=z9hG4bKb" VIA_A },
    { LINT_SPIRAL,
      { "A>P INVITE sip:b@example.net 1 a f -", "P>Q INVITE sip:c@example.net 1 b f -" VIA_A },
      "Q>P INVITE sip:d@example.net 1 c f - |Via: SIP/2.0/UDP 192.0.2.16;branch=z9hG4bKb" VIA_A,
      "Q>S INVITE sip:d@example.net 1 c f - |Via: SIP/2.0/UDP "
      "192.0.2.16;branch=z9hG4bKb" VIA_A },
    { LINT_MAX_FORWARDS_KEPT,
      { "A>P INVITE sip:b@example.net 1 a f - |Max-Forwards: 70" },
      "P>B INVITE sip:b@192.0.2.2 1 b f - |Max-Forwards: 70" VIA_A,
      "P>B INVITE sip:b@192.0.2.2 1 b f - |Max-Forwards: 69" VIA_A },
    { LINT_MAX_FORWARDS_SPENT,
      { "A>P INVITE sip:b@example.net 1 a f - |Max-Forwards: 0" },
      "P>B INVITE sip:b@192.0.2.2 1 b f - |Max-Forwards: 0" VIA_A,
      "P>A 483 INVITE 1 a f t" },
    { LINT_CREDENTIALS_OTHER,
      { INVITE, "B>A 401 INVITE 1 a f t " CHALLENGE },
      "A>B INVITE sip:b@192.0.2.2 2 b f - |Authorization: Digest realm=\"r\", nonce=\"m\"",
      "A>B INVITE sip:b@192.0.2.2 2 b f - |Authorization: Digest realm=\"r\", nonce=\"n\"" },
    { LINT_CREDENTIALS_OTHER,
      { INVITE, "B>A 401 INVITE 1 a f t " CHALLENGE },
      "A>B INVITE sip:b@192.0.2.2 2 b f - |Authorization: Digest realm=\"x\", nonce=\"n\"",
      "A>B INVITE sip:b@192.0.2.2 2 b f -" },
    { LINT_BINDING_MISSING,
      { "A>B REGISTER sip:example.net 1 a f - |Contact: <sip:a@192.0.2.1>;expires=60" },
      "B>A 200 REGISTER 1 a f t",
      "B>A 200 REGISTER 1 a f t |Contact: <sip:a@192.0.2.1>;expires=60" },
    { LINT_EXPIRES_SHORTENED,
      { "A>B REGISTER sip:example.net 1 a f - |Contact: <sip:a@192.0.2.1> |Expires: 3600" },
      "B>A 200 REGISTER 1 a f t |Contact: <sip:a@192.0.2.1>;expires=60",
      "B>A 200 REGISTER 1 a f t |Contact: <sip:x@192.0.2.7>;expires=9, "
      "<sip:a@192.0.2.1>;expires=3600" },
    { LINT_RACK_UNMATCHED,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel" },
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 6 1 INVITE",
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE" },
    { LINT_ACK_DIFFERS,
      { INVITE, "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:c@192.0.2.2 1 a f t",
      "A>B ACK sip:b@192.0.2.2 1 a f t" },
    { LINT_ACK_DIFFERS,
      { INVITE " |Route: <sip:192.0.2.8;lr>, <sip:192.0.2.9;lr>", "B>A 486 INVITE 1 a f t" },
      "A>B ACK sip:b@192.0.2.2 1 a f t |Route: <sip:192.0.2.8;lr>",
      "A>B ACK sip:b@192.0.2.2 1 a f t |Route: <sip:192.0.2.8;lr> |Route: <sip:192.0.2.9;lr>" },
    { LINT_ACK_CREDENTIALS,
      { INVITE " |Authorization: Digest realm=\"r\" #audio 4000 0 sendrecv", ANSWER },
      ACK,
      ACK " |Authorization: Digest realm=\"r\"" },
    { LINT_CANCEL_DIFFERS,
      { INVITE " |Route: <sip:192.0.2.8;lr>" },
      "A>B CANCEL sip:b@192.0.2.2 1 a f -",
      "A>B CANCEL sip:b@192.0.2.2 1 a f - |Route: <sip:192.0.2.8;lr>" },
    { LINT_CANCEL_EARLY,
      { "B>A OPTIONS sip:a@192.0.2.1 1 o x -", INVITE },
      "A>B CANCEL sip:b@192.0.2.2 1 a f -",
      "P>B CANCEL sip:b@192.0.2.2 1 a f -" },
    { LINT_CANCEL_LATE,
      { OFFER, ANSWER },
      "A>B CANCEL sip:b@192.0.2.2 1 a f -",
      "A>B ACK sip:b@192.0.2.2 1 k f t" },
    { LINT_CANCEL_METHOD,
      { "A>B OPTIONS sip:b@192.0.2.2 1 a f -" },
      "A>B CANCEL sip:b@192.0.2.2 1 a f -",
      "A>B CANCEL sip:b@192.0.2.2 1 b f -" },
    { LINT_BYE_UNACKNOWLEDGED,
      { OFFER, ANSWER },
      "B>A BYE sip:a@192.0.2.1 1 d t f",
      "A>B BYE sip:b@192.0.2.2 2 d f t" },
    { LINT_RELIABLE_UNASKED,
      { INVITE " |Supported: timer" },
      "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel",
      "B>A 183 INVITE 1 a f t" },
    { LINT_RELIABLE_MISSING,
      { INVITE " |Require: 100rel" },
      "B>A 180 INVITE 1 a f t",
      "B>A 100 INVITE 1 a f -" },
    { LINT_RSEQ_ORDER,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel" },
      "B>A 180 INVITE 1 a f t |RSeq: 7 |Require: 100rel",
      "B>A 180 INVITE 1 a f t |RSeq: 6 |Require: 100rel" },
    { LINT_RSEQ_ORDER,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel" },
      "B>A 180 INVITE 1 a f t |RSeq: 4 |Require: 100rel",
      "B>A 180 INVITE 1 a f u |RSeq: 4 |Require: 100rel" },
    { LINT_RSEQ_ORDER,
      { RELIABLE },
      "B>A 180 INVITE 1 a f t |RSeq: 2147483648 |Require: 100rel",
      "B>A 180 INVITE 1 a f t |RSeq: 2147483647 |Require: 100rel" },
    { LINT_RACK_UNMATCHED,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel" },
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 UPDATE",
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5  1  INVITE" },
    { LINT_SESSION_RAISED,
      { INVITE " |Session-Expires: 1800 #audio 4000 0 sendrecv" },
      OK " |Session-Expires: 1801;refresher=uas #audio 4000 0 sendrecv",
      OK " |Session-Expires: 1800;refresher=uas #audio 4000 0 sendrecv" },
    { LINT_REFRESHER_CHANGED,
      { INVITE " |Supported: timer |x: 1800;refresher=uac #audio 4000 0 sendrecv" },
      OK " |x: 1800;refresher=uas #audio 4000 0 sendrecv",
      OK " |x: 1800;refresher=uac |Require: timer #audio 4000 0 sendrecv" },
    { LINT_MIN_SE_IGNORED,
      { INVITE " |x: 90", "B>A 422 INVITE 1 a f t |Min-SE: 120" },
      "A>B INVITE sip:b@192.0.2.2 2 b f - |x: 120",
      "A>B INVITE sip:b@192.0.2.2 2 b f - |x: 120 |Min-SE: 120" },
    { LINT_MIN_SE_IGNORED,
      { INVITE " |x: 90", "B>A 422 INVITE 1 a f t |Min-SE: 120" },
      "A>B INVITE sip:b@192.0.2.2 2 b f - |x: 119 |Min-SE: 119",
      "A>B INVITE sip:b@192.0.2.2 2 b x - |x: 119 |Min-SE: 119" },
    { LINT_SDP_ORIGIN,
      { ANSWERED },
      AGAIN " #x 1 2:audio 4000 0 sendonly",
      AGAIN " #- 1 2:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_KEPT,
      { ANSWERED },
      AGAIN " #audio 4000 0 sendonly",
      AGAIN " #audio 4000 0 sendrecv" },
    { LINT_SDP_VERSION_KEPT,
      { ANSWERED, AGAIN },
      "B>A 200 INVITE 2 g f t |Contact: <sip:b@192.0.2.2> #audio 4002 0 sendrecv",
      "B>A 200 INVITE 2 g f t |Contact: <sip:b@192.0.2.2> #- 1 2:audio 4002 0 sendrecv" },
    { LINT_SDP_VERSION_BACK,
      { INVITE " #- 1 5:audio 4000 0 sendrecv", ANSWER, ACK },
      AGAIN " #- 1 4:audio 4000 0 sendonly",
      AGAIN " #- 1 6:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_SKIPS,
      { ANSWERED },
      AGAIN " #- 1 3:audio 4000 0 sendonly",
      "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
    { LINT_SDP_VERSION_SKIPS,
      { ANSWERED, AGAIN " #- 1 2:audio 4000 0 sendonly", "B>A 488 INVITE 2 g f t",
        "A>B ACK sip:b@192.0.2.2 2 g f t" },
      "A>B INVITE sip:b@192.0.2.2 3 h f t |Contact: <sip:a@192.0.2.1> #- 1 4:audio 4 0 "
      "sendrecv",
      "A>B INVITE sip:b@192.0.2.2 3 h f t |Contact: <sip:a@192.0.2.1> #- 1 3:audio 4 0 "
      "sendrecv" },
    { LINT_SDP_STREAMS_FEWER,
      { OFFER ",video 4002 31 sendrecv", ANSWER ",video 4002 31 sendrecv", ACK },
      AGAIN " #- 1 2:audio 4000 0 sendrecv",
      AGAIN " #- 1 2:audio 4000 0 sendrecv,video 0 31 sendrecv" },
    { LINT_ROUTE_SET,
      { INVITE " #audio 4000 0 sendrecv", OK RECORDED " #audio 4000 0 sendrecv" },
      ACK,
      ACK " |Route: <sip:192.0.2.8;lr>, <sip:192.0.2.9;lr>" },
    { LINT_ROUTE_SET,
      { INVITE " #audio 4000 0 sendrecv", OK RECORDED " #audio 4000 0 sendrecv" },
      ACK " |Route: <sip:192.0.2.9;lr>, <sip:192.0.2.8;lr>",
      ACK " |Route: <sip:192.0.2.8:5060;lr;a=b>, <sip:192.0.2.9;lr>" },
    { LINT_ROUTE_SET,
      { INVITE RECORDED " #audio 4000 0 sendrecv", OK RECORDED " #audio 4000 0 sendrecv" },
      "B>A INFO sip:a@192.0.2.1 1 d t f |Route: <sip:192.0.2.8;lr>, <sip:192.0.2.9;lr>",
      "B>A INFO sip:a@192.0.2.1 1 d t f |Route: <sip:192.0.2.9;lr>, <sip:192.0.2.8;lr>" },
    { LINT_ROUTE_SET,
      { ANSWERED },
      "A>B INFO sip:b@192.0.2.2 2 d f t |Route: <sip:192.0.2.9;lr>",
      "A>B INFO sip:b@192.0.2.2 2 d f t" },
    { LINT_ANSWER_MISSING,
      { ANSWERED, "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 UPDATE 2 g f t",
      "B>A 200 UPDATE 2 g f t #audio 4000 0 recvonly" },
    { LINT_SDP_STREAMS,
      { ANSWERED, "A>B UPDATE sip:b@192.0.2.2 2 g f t #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 UPDATE 2 g f t #audio 4000 0 recvonly,audio 0 0 inactive",
      "B>A 491 UPDATE 2 g f t" },
    { LINT_ANSWER_MISSING,
      { RELIABLE, "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel #audio 4000 0 sendrecv" },
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE",
      "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE #audio 4000 0 sendrecv" },
    { LINT_ANSWER_MISSING,
      { RELIABLE " #audio 4000 0 sendrecv",
        "B>A 183 INVITE 1 a f t |RSeq: 5 |Require: 100rel #audio 4000 0 sendrecv",
        "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE #- 1 2:audio 4000 0 sendonly" },
      "B>A 200 PRACK 2 b f t",
      "B>A 200 PRACK 2 b f t #audio 4000 0 recvonly" },
    { LINT_OFFER_MISSING, { INVITE }, OK, ANSWER },
    { LINT_ANSWER_MISSING, { OFFER }, OK, ANSWER },
    { LINT_ANSWER_MISSING, { INVITE, ANSWER }, ACK, ACK " #audio 4000 0 sendrecv" },
    { LINT_SDP_STREAMS, { OFFER }, ANSWER ",video 4002 31 sendrecv", ANSWER },
    { LINT_SDP_MEDIA,
      { OFFER ",video 4002 31 sendrecv" },
      OK " #video 4002 31 sendrecv,video 4002 31 sendrecv",
      OK " #audio 0 0 sendrecv,video 4002 31 sendrecv" },
    { LINT_SDP_CODECS, { OFFER }, OK " #audio 4000 8 sendrecv", ANSWER },
    { LINT_SDP_DIRECTION,
      { INVITE " #audio 4000 0 sendonly" },
      ANSWER,
      OK " #audio 4000 0 recvonly" },
};

static void append_sdp(GString *text, const char *streams)
{
    const char *colon = strchr(streams, ':');
    g_autofree char *origin =
        colon ? g_strndup(streams, (gsize)(colon - streams)) : g_strdup("- 1 1");
    g_auto(GStrv) parts = g_strsplit(colon ? colon + 1 : streams, ",", -1);
    g_autoptr(GString) body = g_string_new(NULL);

    g_string_append_printf(body,
                           "v=0\r\no=%s IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                           "t=0 0\r\n",
                           origin);

    for (char **part = parts; *part; part++) {
        g_auto(GStrv) words = g_strsplit(*part, " ", -1);

        g_assert_cmpuint(g_strv_length(words), ==, 4);
        g_string_append_printf(body, "m=%s %s RTP/AVP %s\r\na=%s\r\n", words[0], words[1],
                               words[2], words[3]);
    }
    g_string_append_printf(text,
                           "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
                           body->len, body->str);
}

static char *write_text(const char *told)
{
    g_auto(GStrv) halves = g_strsplit(told, " #", 2);
    g_auto(GStrv) parts = g_strsplit(halves[0], " |", -1);
    g_auto(GStrv) words = g_strsplit(parts[0], " ", -1);
    bool is_answer = g_ascii_isdigit(*words[1]);
    int asker = (is_answer ? told[2] : told[0]) - 'A' + 1;
    bool has_tag = !g_str_equal(words[6], "-");
    GString *text = g_string_new(NULL);

    if (is_answer)
        g_string_append_printf(text, "SIP/2.0 %s Answer\r\n", words[1]);
    else
        g_string_append_printf(text, "%s %s SIP/2.0\r\n", words[1], words[2]);
    g_string_append_printf(text,
                           "Via: SIP/2.0/UDP 192.0.2.%d;branch=z9hG4bK%s\r\n"
                           "From: <sip:a@example.net>;tag=%s\r\n"
                           "To: <sip:b@example.net>%s%s\r\n"
                           "Call-ID: 1@example.net\r\nCSeq: %s %s\r\n",
                           asker, words[4], words[5], has_tag ? ";tag=" : "",
                           has_tag ? words[6] : "", words[3], words[is_answer ? 2 : 1]);
    for (char **header = parts + 1; *header; header++)
        g_string_append_printf(text, "%s\r\n", *header);
    if (halves[1])
        append_sdp(text, halves[1]);
    else
        g_string_append(text, "Content-Length: 0\r\n\r\n");
    return g_string_free(text, FALSE);
}

static void tell(Story *story, const char *told)
{
    g_autofree char *from = g_strdup_printf("192.0.2.%d:5060", told[0] - 'A' + 1);
    g_autofree char *to = g_strdup_printf("192.0.2.%d:5060", told[2] - 'A' + 1);
    g_autofree char *text = write_text(told);

    story_say_text(story, (int64_t)story->packets * 200, from, to, text);
}

/* A look at what was told, by the rules of calls alone. */
static Lint *look(Story *story)
{
    Lint *lint = lint_new();

    for (unsigned rule = 0; rule < LINT_TAG_UNKNOWN; rule++)
        lint->findings->ignored[rule] = true;
    lint_look(lint, story_call(story), story->texts);
    return lint;
}

/* What is found in a case with this last message, as "rule rule". */
static char *find(const Case *tried, const char *last)
{
    g_autoptr(Lint) lint = NULL;
    GString *rules = g_string_new(NULL);
    Story story;

    story_init(&story);
    for (const char *const *told = tried->before; *told; told++)
        tell(&story, *told);
    tell(&story, last);
    lint = look(&story);
    for (guint i = 0; i < lint->findings->list->len; i++) {
        const LintFinding *finding = &g_array_index(lint->findings->list, LintFinding, i);

        g_assert_cmpuint(finding->message, ==, story.packets - 1);
        g_string_append_printf(rules, "%s%s", i ? " " : "", lint_rule_name(finding->rule));
    }
    story_clear(&story);
    return g_string_free(rules, FALSE);
}

static void each_rule_is_broken_by_its_last_message_alone(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *rules = find(&CASES[i], CASES[i].bad);

        if (!g_str_equal(rules, lint_rule_name(CASES[i].rule)))
            g_error("case %u, %s: %s", i, lint_rule_name(CASES[i].rule), rules);
    }
}

static void what_is_close_to_it_breaks_nothing(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *rules = find(&CASES[i], CASES[i].good);

        if (*rules)
            g_error("case %u, %s: %s", i, lint_rule_name(CASES[i].rule), rules);
    }
}

static void every_rule_of_a_call_has_a_case(void)
{
    for (unsigned rule = LINT_TAG_UNKNOWN; rule < LINT_COUNT; rule++) {
        unsigned found = 0;

        for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
            found += CASES[i].rule == rule;
        if (found == 0)
            g_error("%s has no case", lint_rule_name((LintRule)rule));
    }
}

static void what_began_before_the_capture_is_no_breach(void)
{
    static const Case MIDDLE = { LINT_COUNT, { "B>A 200 INVITE 1 a f t" }, NULL, NULL };
    static const char *const LAST[] = { "A>B ACK sip:b@192.0.2.2 7 k f t",
                                        "A>B CANCEL sip:b@192.0.2.2 1 a f -",
                                        "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE",
                                        "B>A BYE sip:a@192.0.2.1 9 d t f" };

    for (unsigned i = 0; i < G_N_ELEMENTS(LAST); i++) {
        g_autofree char *rules = find(&MIDDLE, LAST[i]);

        g_assert_cmpstr(rules, ==, "");
    }
}

static void what_two_lengths_leave_open_is_no_breach(void)
{
    static const Case TWICE = {
        LINT_COUNT, { INVITE " |Content-Length: 5 #audio 4000 0 sendrecv" }, NULL, NULL
    };
    g_autofree char *answered = find(&TWICE, ANSWER);
    g_autofree char *bare = find(&TWICE, OK " |Content-Length: 0 #audio 4000 0 sendrecv");

    g_assert_cmpstr(answered, ==, "");
    g_assert_cmpstr(bare, ==, "");
}

static void one_is_told_in_the_singular(void)
{
    Story story;
    g_autoptr(Lint) lint = NULL;

    story_init(&story);
    tell(&story, OFFER ",video 4002 31 sendrecv");
    tell(&story, ANSWER);
    lint = look(&story);
    g_assert_cmpuint(lint->findings->list->len, ==, 1);
    g_assert_cmpstr(g_array_index(lint->findings->list, LintFinding, 0).text, ==,
                    "the answer has 1 stream, the offer 2");
    story_clear(&story);
}

static void a_retransmission_is_looked_at_once(void)
{
    Story story;
    g_autoptr(Lint) lint = NULL;

    story_init(&story);
    tell(&story, OFFER);
    tell(&story, OK);
    tell(&story, OK);
    lint = look(&story);
    g_assert_cmpuint(lint->counts[LINT_ERROR], ==, 1);
    g_assert_cmpuint(lint->messages, ==, 2);
    story_clear(&story);
}

static void forks_may_answer_each(void)
{
    static const Case FORKS = { LINT_COUNT, { OFFER, ANSWER }, NULL, NULL };
    g_autofree char *rules =
        find(&FORKS, "B>A 200 INVITE 1 a f u |Contact: <sip:b@192.0.2.2> #audio 4 0 sendrecv");

    g_assert_cmpstr(rules, ==, "");
}

/* The work for one message is bounded by what is looked back to: a call of twelve times as many
 * messages holds no more of them. */
static void a_long_call_is_looked_back_so_far_and_no_further(void)
{
    Story story;
    g_autoptr(Lint) lint = NULL;

    story_init(&story);
    for (unsigned i = 0; i < 3000; i++) {
        g_autofree char *told = g_strdup_printf("A>B INVITE sip:b@192.0.2.2 %u b%u f -", i, i);

        tell(&story, told);
    }
    tell(&story, "A>B INVITE sip:b@192.0.2.2 4000 b2999 f -");
    tell(&story, "A>B INVITE sip:b@192.0.2.2 4001 b1 f -");
    lint = look(&story);
    g_assert_cmpuint(lint->messages, ==, 3002);
    g_assert_cmpuint(lint->findings->list->len, ==, 1);
    g_assert_cmpuint(g_array_index(lint->findings->list, LintFinding, 0).message, ==, 3000);
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
#define ADD(name) g_test_add_func("/lint/" #name, name)
    ADD(each_rule_is_broken_by_its_last_message_alone);
    ADD(what_is_close_to_it_breaks_nothing);
    ADD(every_rule_of_a_call_has_a_case);
    ADD(what_began_before_the_capture_is_no_breach);
    ADD(what_two_lengths_leave_open_is_no_breach);
    ADD(one_is_told_in_the_singular);
    ADD(a_retransmission_is_looked_at_once);
    ADD(forks_may_answer_each);
    ADD(a_long_call_is_looked_back_so_far_and_no_further);
    return g_test_run();
}
