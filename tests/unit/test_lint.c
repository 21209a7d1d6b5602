/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of LINT_CALL_TABLE, those of session descriptions excepted, each with a call whose
 * last message breaks it, and nothing else, and one that differs in its last message and breaks
 * nothing.
 */
#include "dissect/sip/full.h"
#include "tests/support/lint_told.h"

#define CHALLENGE "|WWW-Authenticate: Digest realm=\"r\", nonce=\"n\""
#define VIA_8 " |Via: SIP/2.0/UDP 192.0.2.8;branch=z9hG4bK8"
#define VIA_A " |Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa"

static const LintTold CASES[] = {
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
    { LINT_ANSWER_CONTACT_SIPS,
      { "A>B INVITE sips:b@192.0.2.2 1 a f - |Contact: <sips:a@192.0.2.1> #audio 4 0 "
        "sendrecv" },
      ANSWER,
      "B>A 200 INVITE 1 a f t |Contact: <sips:b@192.0.2.2> #audio 4 0 sendrecv" },
    { LINT_ANSWER_CONTACT_SIPS,
      { INVITE " |Record-Route: <sips:192.0.2.8;lr>" },
      OK " |Record-Route: <sips:192.0.2.8;lr> #audio 4 0 sendrecv",
      "B>A 200 INVITE 1 a f t |Contact: <sips:b@192.0.2.2> |Record-Route: <sips:192.0.2.8;lr>"
      " #audio 4 0 sendrecv" },
    { LINT_RECEIVED_MISSING,
      { "a>B OPTIONS sip:b@192.0.2.2 1 a f -" },
      "B>a 200 OPTIONS 1 a f t",
      "B>a 200 OPTIONS 1 b f t" },
    { LINT_TIMESTAMP_MISSING,
      { INVITE " |Timestamp: 54" },
      "B>A 100 INVITE 1 a f -",
      "B>A 100 INVITE 1 a f - |Timestamp: 54 0.1" },
    { LINT_NONCE_COUNT,
      { "A>B REGISTER sip:example.net 1 a f - |Authorization: Digest realm=\"r\", nonce=\"n\", "
        "nc=00000002" },
      "A>B REGISTER sip:example.net 2 b f - |Authorization: Digest realm=\"r\", nonce=\"n\", "
      "nc=00000002",
      "A>B REGISTER sip:example.net 2 b f - |Authorization: Digest realm=\"r\", nonce=\"n\", "
      "nc=0000000a" },
    { LINT_EXPIRES_LENGTHENED,
      { "A>B SUBSCRIBE sip:b@192.0.2.2 1 a f - |Event: dialog |Expires: 60" },
      "B>A 200 SUBSCRIBE 1 a f t |Expires: 61",
      "B>A 200 SUBSCRIBE 1 a f t |Expires: 60" },
    { LINT_EXPIRES_SHORTENED,
      { "A>B SUBSCRIBE sip:b@192.0.2.2 1 a f - |Event: dialog |Expires: 60" },
      "B>A 200 SUBSCRIBE 1 a f t |Expires: 59",
      "B>A 489 SUBSCRIBE 1 a f t |Expires: 59" },
    { LINT_EXPIRES_LENGTHENED,
      { "A>B REGISTER sip:example.net 1 a f - |Contact: <sip:a@192.0.2.1>;expires=60" },
      "B>A 200 REGISTER 1 a f t |Contact: <sip:a@192.0.2.1>;expires=61",
      "B>A 200 REGISTER 1 a f t |Contact: <sip:c@192.0.2.3>;expires=99, "
      "<sip:a@192.0.2.1>;expires=60" },
    { LINT_BRIEF,
      { "A>B REGISTER sip:example.net 1 a f - |Contact: <sip:a@192.0.2.1> |Expires: 3600" },
      "B>A 423 REGISTER 1 a f t |Min-Expires: 7200",
      "B>A 503 REGISTER 1 a f t" },
    { LINT_EVENT_DIFFERS,
      { "A>B SUBSCRIBE sip:b@192.0.2.2 1 a f - |Event: dialog |Expires: 60" },
      "B>A NOTIFY sip:a@192.0.2.1 1 n t f |Event: presence",
      "B>A NOTIFY sip:a@192.0.2.1 1 n t f |Event: dialog;id=1" },
    { LINT_EVENT_DIFFERS,
      { "A>B REFER sip:b@192.0.2.2 1 a f - |Refer-To: <sip:c@192.0.2.3>" },
      "B>A NOTIFY sip:a@192.0.2.1 1 n t f |Event: dialog",
      "B>A NOTIFY sip:a@192.0.2.1 1 n t f |Event: refer" },
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
};

static void each_rule_is_broken_by_its_last_message_alone(void)
{
    lint_told_break(CASES, G_N_ELEMENTS(CASES));
}

static void what_is_close_to_it_breaks_nothing(void)
{
    lint_told_keep(CASES, G_N_ELEMENTS(CASES));
}

/* Those of session descriptions are in test_lint_offer.c. */
static bool is_of_descriptions(unsigned rule)
{
    return rule == LINT_OFFER_MISSING || rule == LINT_ANSWER_MISSING ||
           rule >= LINT_SDP_STREAMS;
}

static void every_rule_of_a_call_has_a_case(void)
{
    for (unsigned rule = LINT_TAG_UNKNOWN; rule < LINT_COUNT; rule++) {
        unsigned found = 0;

        for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
            found += CASES[i].rule == rule;
        if (found == 0 && !is_of_descriptions(rule))
            g_error("%s has no case", lint_rule_name((LintRule)rule));
    }
}

static void what_began_before_the_capture_is_no_breach(void)
{
    static const LintTold MIDDLE = { LINT_COUNT, { "B>A 200 INVITE 1 a f t" }, NULL, NULL };
    static const char *const LAST[] = { "A>B ACK sip:b@192.0.2.2 7 k f t",
                                        "A>B CANCEL sip:b@192.0.2.2 1 a f -",
                                        "A>B PRACK sip:b@192.0.2.2 2 b f t |RAck: 5 1 INVITE",
                                        "B>A BYE sip:a@192.0.2.1 9 d t f" };

    for (unsigned i = 0; i < G_N_ELEMENTS(LAST); i++) {
        g_autofree char *rules = lint_told_find(&MIDDLE, LAST[i]);

        g_assert_cmpstr(rules, ==, "");
    }
}

static void a_retransmission_is_looked_at_once(void)
{
    Story story;
    g_autoptr(Lint) lint = NULL;

    story_init(&story);
    lint_told_say(&story, OFFER);
    lint_told_say(&story, OK);
    lint_told_say(&story, OK);
    lint = lint_told_look(&story);
    g_assert_cmpuint(lint->counts[LINT_ERROR], ==, 1);
    g_assert_cmpuint(lint->messages, ==, 2);
    story_clear(&story);
}

static void forks_may_answer_each(void)
{
    static const LintTold FORKS = { LINT_COUNT, { OFFER, ANSWER }, NULL, NULL };
    g_autofree char *rules = lint_told_find(
        &FORKS, "B>A 200 INVITE 1 a f u |Contact: <sip:b@192.0.2.2> #audio 4 0 sendrecv");

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

        lint_told_say(&story, told);
    }
    lint_told_say(&story, "A>B INVITE sip:b@192.0.2.2 4000 b2999 f -");
    lint_told_say(&story, "A>B INVITE sip:b@192.0.2.2 4001 b1 f -");
    lint = lint_told_look(&story);
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
    ADD(a_retransmission_is_looked_at_once);
    ADD(forks_may_answer_each);
    ADD(a_long_call_is_looked_back_so_far_and_no_further);
    return g_test_run();
}
