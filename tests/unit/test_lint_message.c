/* SPDX-License-Identifier: Apache-2.0
 *
 * Every rule of LINT_MESSAGE_TABLE with a message that breaks it, and nothing else, and one
 * close to it that breaks nothing.
 */
#include "dissect/sip/full.h"
#include "dissect/sip/lint_message.h"

#define INVITE "INVITE sip:1002@example.net SIP/2.0"
#define OPTIONS "OPTIONS sip:1002@example.net SIP/2.0"
#define SDP                                                                                    \
    "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n"                \
    "m=audio 4000 RTP/AVP 0\r\n"
#define TYPE "Content-Type: application/sdp"
#define DIGEST "Digest username=\"a\", realm=\"r\", nonce=\"n\", uri=\"sip:example.net\""

/* A good message but for what is said here. */
typedef struct Sample {
    const char *start; /* the start line, */
    const char *drop;  /* names of headers that are left out, with commas between them, */
    const char *add;   /* and lines put in, without the last line end */
    const char *body;
    Transport transport;
    bool has_length; /* `add` brings its Content-Length */
} Sample;

typedef struct Case {
    LintRule rule;
    Sample bad, good;
} Case;

static const Case CASES[] = {
    { LINT_VERSION, { .start = "OPTIONS sip:b@example.net SIP/3.0" }, { .start = OPTIONS } },
    { LINT_VERSION, { .start = "SIP/7.0 200 OK" }, { .start = "SIP/2.0 486 Busy" } },
    { LINT_VERSION,
      { .start = OPTIONS, .drop = "Via", .add = "Via: SIP/3.0/UDP 192.0.2.1;branch=z9hG4bKa" },
      { .start = OPTIONS,
        .drop = "Via",
        .add = "Via: sip / 2.0 / UDP 192.0.2.1;branch=z9hG4bKa" } },
    { LINT_VERSION,
      { .start = OPTIONS, .drop = "Via", .add = "Via: HTTP/2.0/UDP 192.0.2.1;branch=z9hG4bKa" },
      { .start = "SIP/2.0 486 Busy",
        .drop = "Via",
        .add = "Via: SIP/3.0/UDP 192.0.2.1;branch=z9hG4bKa" } },
    { LINT_START_LINE,
      { .start = "OPTIONS  sip:b@example.net SIP/2.0" },
      { .start = OPTIONS } },
    { LINT_START_LINE, { .start = "SIP/2.0 700 Odd" }, { .start = "SIP/2.0 699 Odd" } },
    { LINT_BARE_LF,
      { .start = OPTIONS, .add = "Subject: a\nPriority: b" },
      { .start = OPTIONS } },
    { LINT_NOT_UTF8,
      { .start = OPTIONS, .add = "Subject: \xe9t\xe9" },
      { .start = OPTIONS, .add = "Subject: \xc3\xa9t\xc3\xa9" } },
    { LINT_HEADER_LINE,
      { .start = OPTIONS, .add = "what is this" },
      { .start = OPTIONS, .add = "What: this" } },
    { LINT_GRAMMAR,
      { .start = OPTIONS, .add = "Content-Type: text" },
      { .start = OPTIONS, .add = "Content-Type: text/plain" } },
    { LINT_QUOTES,
      { .start = OPTIONS, .drop = "Contact", .add = "Contact: \"A <sip:a@192.0.2.1>" },
      { .start = OPTIONS, .drop = "Contact", .add = "Contact: \"A\" <sip:a@192.0.2.1>" } },
    { LINT_HEADER_MISSING,
      { .start = OPTIONS, .drop = "Call-ID" },
      { .start = OPTIONS, .drop = "Call-ID", .add = "i: a@b" } },
    { LINT_HEADER_REPEATED,
      { .start = OPTIONS, .add = "Subject: a\r\nSubject: b" },
      { .start = OPTIONS, .add = "Allow: INVITE\r\nAllow: ACK" } },
    { LINT_HEADER_REPEATED,
      { .start = INVITE,
        .add = TYPE "\r\nContent-Length: 5\r\nl: 500",
        .body = SDP,
        .has_length = true },
      { .start = INVITE, .add = TYPE, .body = SDP } },
    { LINT_MAX_FORWARDS_MISSING,
      { .start = OPTIONS, .drop = "Max-Forwards" },
      { .start = "SIP/2.0 486 Busy" } },
    { LINT_MAX_FORWARDS_RANGE,
      { .start = OPTIONS, .drop = "Max-Forwards", .add = "Max-Forwards: 256" },
      { .start = OPTIONS, .drop = "Max-Forwards", .add = "Max-Forwards: 255" } },
    { LINT_CONTACT_MISSING,
      { .start = INVITE, .drop = "Contact" },
      { .start = OPTIONS, .drop = "Contact" } },
    { LINT_CONTACT_COUNT,
      { .start = INVITE,
        .drop = "Contact",
        .add = "Contact: <sip:a@192.0.2.1>, <sip:a@192.0.2.2>" },
      { .start = INVITE, .drop = "Contact", .add = "Contact: \"A, B\" <sip:a@192.0.2.1>" } },
    { LINT_CONTACT_COUNT,
      { .start = INVITE, .drop = "Contact", .add = "Contact: <mailto:a@example.net>" },
      { .start = INVITE, .drop = "Contact", .add = "m: <sips:a@192.0.2.1>" } },
    { LINT_CONTACT_STAR,
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add = "Contact: *\r\nExpires: 60" },
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add = "Contact: *\r\nExpires: 0" } },
    { LINT_ANSWER_CONTACT_MISSING,
      { .start = "SIP/2.0 200 OK", .drop = "Contact" },
      { .start = "SIP/2.0 200 OK" } },
    { LINT_FROM_TAG_MISSING,
      { .start = OPTIONS, .drop = "From", .add = "From: <sip:a@example.net;tag=1>" },
      { .start = OPTIONS, .drop = "From", .add = "From: <sip:a@example.net>;tag=1" } },
    { LINT_TO_TAG_MISSING,
      { .start = "BYE sip:b@192.0.2.2 SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>" },
      { .start = "BYE sip:b@192.0.2.2 SIP/2.0" } },
    { LINT_ANSWER_TO_TAG_MISSING,
      { .start = "SIP/2.0 486 Busy", .drop = "To", .add = "To: <sip:b@example.net>" },
      { .start = "SIP/2.0 100 Trying", .drop = "To", .add = "To: <sip:b@example.net>" } },
    { LINT_CSEQ_METHOD,
      { .start = OPTIONS, .drop = "CSeq", .add = "CSeq: 1 INFO" },
      { .start = OPTIONS } },
    { LINT_CSEQ_NUMBER,
      { .start = OPTIONS, .drop = "CSeq", .add = "CSeq: 2147483648 OPTIONS" },
      { .start = OPTIONS, .drop = "CSeq", .add = "CSeq: 2147483647 OPTIONS" } },
    { LINT_BRANCH_MISSING,
      { .start = OPTIONS, .drop = "Via", .add = "Via: SIP/2.0/UDP 192.0.2.1" },
      { .start = "SIP/2.0 486 Busy", .drop = "Via", .add = "Via: SIP/2.0/UDP 192.0.2.1" } },
    { LINT_BRANCH_COOKIE,
      { .start = OPTIONS, .drop = "Via", .add = "Via: SIP/2.0/UDP 192.0.2.1;branch=1" },
      { .start = OPTIONS,
        .drop = "Via",
        .add = "Via: SIP / 2.0 / UDP 192.0.2.1 ;branch=Z9HG4bK1" } },
    { LINT_VIA_TRANSPORT,
      { .start = OPTIONS, .drop = "Via", .add = "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1" },
      { .start = OPTIONS,
        .drop = "Via",
        .add = "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1",
        .transport = TRANSPORT_TCP } },
    { LINT_ROUTE_LR,
      { .start = OPTIONS, .add = "Route: <sip:p@192.0.2.2>;lr" },
      { .start = OPTIONS, .add = "Route: <sip:p@192.0.2.2;lr>,<sip:192.0.2.3>" } },
    { LINT_RECORD_ROUTE_LR,
      { .start = OPTIONS, .add = "Record-Route: <sip:192.0.2.2;lr>, <sip:192.0.2.3;a=lr>" },
      { .start = OPTIONS,
        .add = "Record-Route: <sip:192.0.2.2;lr=on>, <sip:192.0.2.3;ftag=1;lr>" } },
    { LINT_URI_PARTS,
      { .start = "OPTIONS sip:b@example.net?Subject=a SIP/2.0" },
      { .start = "OPTIONS sip:b?c@example.net SIP/2.0" } },
    { LINT_URI_PARTS,
      { .start = "OPTIONS sip:b@example.net;method=INVITE SIP/2.0" },
      { .start = "OPTIONS sip:b;method=c@example.net SIP/2.0" } },
    { LINT_URI_HOST,
      { .start = "OPTIONS sip:b@2001:db8::1 SIP/2.0" },
      { .start = "OPTIONS sip:b:c:d@[2001:db8::1]:5060 SIP/2.0" } },
    { LINT_BRACKETS,
      { .start = OPTIONS, .drop = "Contact", .add = "Contact: sip:a@192.0.2.1?Subject=b" },
      { .start = OPTIONS, .drop = "Contact", .add = "Contact: <sip:a@192.0.2.1?Subject=b>" } },
    { LINT_BRACKETS,
      { .start = OPTIONS, .drop = "From", .add = "From: sip:a,b@192.0.2.1;tag=1" },
      { .start = OPTIONS, .drop = "From", .add = "From: sip:a@192.0.2.1;tag=1?," } },
    { LINT_BRANCH_COOKIE,
      { .start = OPTIONS, .drop = "Via", .add = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK" },
      { .start = OPTIONS,
        .drop = "Via",
        .add = "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK-" } },
    { LINT_SIPS_TRANSPORT,
      { .start = "OPTIONS sips:b@example.net SIP/2.0" },
      { .start = "OPTIONS sips:b@example.net SIP/2.0",
        .drop = "Via",
        .add = "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1",
        .transport = TRANSPORT_TCP } },
    { LINT_DATE_ZONE,
      { .start = OPTIONS, .add = "Date: Sat, 13 Nov 2010 23:29:00 EST" },
      { .start = OPTIONS, .add = "Date: Sat, 13 Nov 2010 23:29:00 GMT" } },
    { LINT_CONTENT_LENGTH,
      { .start = OPTIONS,
        .add = "Content-Length: 5\r\nContent-Type: text/plain",
        .body = "four",
        .has_length = true },
      { .start = OPTIONS,
        .add = "Content-Length: 4\r\nContent-Type: text/plain",
        .body = "four",
        .has_length = true } },
    { LINT_CONTENT_LENGTH,
      { .start = OPTIONS, .add = "Content-Length: -1", .has_length = true },
      { .start = OPTIONS, .add = "l: 0", .has_length = true } },
    { LINT_CONTENT_LENGTH_MISSING,
      { .start = OPTIONS,
        .drop = "Via",
        .add = "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1",
        .transport = TRANSPORT_TCP,
        .has_length = true },
      { .start = OPTIONS, .has_length = true } },
    { LINT_CONTENT_TYPE_MISSING,
      { .start = OPTIONS, .body = "text" },
      { .start = OPTIONS, .add = "c: text/plain", .body = "text" } },
    { LINT_EXPIRES_NUMBER,
      { .start = OPTIONS, .add = "Expires: soon" },
      { .start = OPTIONS, .add = "Expires: 4294967295" } },
    { LINT_CANCEL_REQUIRE,
      { .start = "CANCEL sip:b@example.net SIP/2.0", .add = "Require: 100rel" },
      { .start = "CANCEL sip:b@example.net SIP/2.0", .add = "Supported: 100rel" } },
    { LINT_REGISTER_URI,
      { .start = "REGISTER sip:1001@example.net SIP/2.0" },
      { .start = "REGISTER sip:example.net SIP/2.0" } },
    { LINT_CHALLENGE_MISSING,
      { .start = "SIP/2.0 407 Who",
        .add = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"" },
      { .start = "SIP/2.0 401 Who",
        .add = "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"" } },
    { LINT_CHALLENGE_FIELDS,
      { .start = "SIP/2.0 401 Who", .add = "WWW-Authenticate: Digest realm=\"nonce=1\"" },
      { .start = "SIP/2.0 401 Who",
        .add = "WWW-Authenticate: Digest nonce=\"1\",realm=\"r\"" } },
    { LINT_CREDENTIALS_FIELDS,
      { .start = OPTIONS, .add = "Authorization: " DIGEST },
      { .start = OPTIONS, .add = "Authorization: " DIGEST ", response=\"a\"" } },
    { LINT_ALLOW_MISSING,
      { .start = "SIP/2.0 405 No" },
      { .start = "SIP/2.0 405 No", .add = "Allow: INVITE" } },
    { LINT_ACCEPT_MISSING,
      { .start = "SIP/2.0 415 No" },
      { .start = "SIP/2.0 415 No", .add = "Accept-Language: en" } },
    { LINT_UNSUPPORTED_MISSING,
      { .start = "SIP/2.0 420 No", .add = "Supported: a" },
      { .start = "SIP/2.0 420 No", .add = "Unsupported: a" } },
    { LINT_REQUIRE_MISSING,
      { .start = "SIP/2.0 421 No" },
      { .start = "SIP/2.0 421 No", .add = "Require: timer" } },
    { LINT_MIN_EXPIRES_MISSING,
      { .start = "SIP/2.0 423 No", .add = "Min-SE: 90" },
      { .start = "SIP/2.0 423 No", .add = "Min-Expires: 60" } },
    { LINT_MIN_SE_MISSING,
      { .start = "SIP/2.0 422 No", .add = "Min-Expires: 90" },
      { .start = "SIP/2.0 422 No", .add = "Min-SE: 90" } },
    { LINT_SESSION_EXPIRES,
      { .start = INVITE, .add = "Session-Expires: 89" },
      { .start = INVITE, .add = "x: 90;refresher=uac" } },
    { LINT_SESSION_EXPIRES,
      { .start = INVITE, .add = "Session-Expires: 1800\r\nMin-SE: 1801" },
      { .start = INVITE, .add = "Session-Expires: 1800\r\nMin-SE: 1800" } },
    { LINT_SESSION_REFRESHER,
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800" },
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800 ;refresher=uas" } },
    { LINT_RSEQ,
      { .start = "SIP/2.0 183 Wait", .add = "Require: 100rel" },
      { .start = "SIP/2.0 183 Wait", .add = "Require: 100rel\r\nRSeq: 1" } },
    { LINT_RSEQ,
      { .start = "SIP/2.0 183 Wait", .add = "RSeq: 1" },
      { .start = "SIP/2.0 183 Wait", .add = "Require: timer,100REL\r\nRSeq: 1" } },
    { LINT_RACK,
      { .start = "PRACK sip:b@192.0.2.2 SIP/2.0", .add = "RAck: 1 INVITE" },
      { .start = "PRACK sip:b@192.0.2.2 SIP/2.0", .add = "RAck: 1  1 INVITE" } },
    { LINT_EVENT_MISSING,
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0" },
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0", .add = "o: dialog" } },
    { LINT_SUBSCRIPTION_STATE_MISSING,
      { .start = "NOTIFY sip:b@example.net SIP/2.0", .add = "Event: dialog" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
    { LINT_REFER_TO,
      { .start = "REFER sip:b@example.net SIP/2.0",
        .add = "Refer-To: <sip:c@example.net>\r\nr: <sip:d@example.net>" },
      { .start = "REFER sip:b@example.net SIP/2.0", .add = "r: <sip:c@example.net>" } },
    { LINT_REPLACES,
      { .start = INVITE, .add = "Replaces: a@b;to-tag=1" },
      { .start = INVITE, .add = "Replaces: a@b;from-tag=2;to-tag=1;early-only" } },
    { LINT_REPLACES,
      { .start = OPTIONS, .add = "Replaces: a@b;from-tag=2;to-tag=1" },
      { .start = INVITE, .add = "Replaces: a@b;from-tag=2;to-tag=1" } },
    { LINT_CONTACT_SIPS,
      { .start = "INVITE sips:b@example.net SIP/2.0",
        .drop = "Via,Contact",
        .transport = TRANSPORT_TCP,
        .add = "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\nContact: <sip:a@192.0.2.1>" },
      { .start = "INVITE sips:b@example.net SIP/2.0",
        .drop = "Via,Contact",
        .transport = TRANSPORT_TCP,
        .add = "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\nContact: <SIPS:a@192.0.2.1>" } },
    { LINT_CONTACT_SIPS,
      { .start = "INVITE sip:b@example.net SIP/2.0",
        .add = "Route: <sips:192.0.2.9;lr>, <sip:192.0.2.8;lr>" },
      { .start = "INVITE sip:b@example.net SIP/2.0",
        .add = "Route: <sip:192.0.2.9;lr>, <sips:192.0.2.8;lr>" } },
    { LINT_RECORD_ROUTE_SIPS,
      { .start = "INVITE sips:b@example.net SIP/2.0",
        .drop = "Via,Contact",
        .transport = TRANSPORT_TCP,
        .add = "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\nContact: "
               "<sips:a@192.0.2.1>\r\nRecord-Route: <sip:192.0.2.9;lr>" },
      { .start = "INVITE sips:b@example.net SIP/2.0",
        .drop = "Via,Contact",
        .transport = TRANSPORT_TCP,
        .add =
            "Via: SIP/2.0/TLS 192.0.2.1;branch=z9hG4bK1\r\nContact: "
            "<sips:a@192.0.2.1>\r\nRecord-Route: <sips:192.0.2.9;lr>, <sip:192.0.2.8;lr>" } },
    { LINT_MIN_SE,
      { .start = INVITE, .add = "Min-SE: 89" },
      { .start = INVITE, .add = "Min-SE: 90" } },
    { LINT_SESSION_MISPLACED,
      { .start = "BYE sip:b@192.0.2.2 SIP/2.0", .add = "Session-Expires: 1800" },
      { .start = "UPDATE sip:b@192.0.2.2 SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>;tag=2\r\nSession-Expires: 1800" } },
    { LINT_SESSION_MISPLACED,
      { .start = "SIP/2.0 183 Wait", .add = "Session-Expires: 1800;refresher=uas" },
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800;refresher=uas" } },
    { LINT_SESSION_REQUIRE,
      { .start = "SIP/2.0 200 OK", .add = "Session-Expires: 1800;refresher=uac" },
      { .start = "SIP/2.0 200 OK",
        .add = "Session-Expires: 1800;refresher=uac\r\nRequire: timer" } },
    { LINT_SESSION_REQUIRE,
      { .start = "SIP/2.0 200 OK", .add = "Require: timer" },
      { .start = "SIP/2.0 486 Busy", .add = "Require: timer" } },
    { LINT_REQUIRE_100REL,
      { .start = OPTIONS, .add = "Require: 100rel" },
      { .start = INVITE, .add = "Require: 100rel" } },
    { LINT_EVENT_MISPLACED,
      { .start = "SIP/2.0 486 Busy", .add = "Event: dialog" },
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0", .add = "Event: dialog" } },
    { LINT_EVENT_MISPLACED,
      { .start = "SUBSCRIBE sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
    { LINT_SUBSCRIPTION_STATE,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: on;expires=9" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: Pending ;expires=9" } },
    { LINT_SUBSCRIPTION_EXPIRES,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: active" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: active;expires=9" } },
    { LINT_SUBSCRIBE_EXPIRES,
      { .start = "SIP/2.0 200 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE" },
      { .start = "SIP/2.0 200 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE\r\nExpires: 0" } },
    { LINT_ACCEPTED,
      { .start = "SIP/2.0 202 OK", .drop = "CSeq", .add = "CSeq: 1 SUBSCRIBE\r\nExpires: 60" },
      { .start = "SIP/2.0 202 OK", .drop = "CSeq", .add = "CSeq: 1 REFER" } },
    { LINT_REFER_NOTIFY,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9\r\nc: "
               "message/SIPfrag;version=2.0",
        .body = "SIP/2.0 100 Trying\r\n" } },
    { LINT_REFER_NOTIFY,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refer\r\nSubscription-State: active;expires=9\r\nc: message/sipfrag",
        .body = "100 Trying" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: refers\r\nSubscription-State: active;expires=9" } },
    { LINT_NOTIFY_DIALOG,
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>\r\nEvent: dialog\r\nSubscription-State: terminated" },
      { .start = "NOTIFY sip:b@example.net SIP/2.0",
        .add = "Event: dialog\r\nSubscription-State: terminated" } },
    { LINT_EARLY_CONTACT,
      { .start = "SIP/2.0 180 Ringing", .drop = "Contact" },
      { .start = "SIP/2.0 100 Trying", .drop = "Contact" } },
    { LINT_UPDATE_CONTACT,
      { .start = "UPDATE sip:b@192.0.2.2 SIP/2.0",
        .drop = "To,Contact",
        .add = "To: <sip:b@example.net>;tag=2" },
      { .start = "UPDATE sip:b@192.0.2.2 SIP/2.0",
        .drop = "To",
        .add = "To: <sip:b@example.net>;tag=2" } },
    { LINT_UPDATE_CONTACT,
      { .start = "SIP/2.0 200 OK", .drop = "CSeq,Contact", .add = "CSeq: 1 UPDATE" },
      { .start = "SIP/2.0 491 Wait", .drop = "CSeq,Contact", .add = "CSeq: 1 UPDATE" } },
    { LINT_REDIRECT_CONTACT,
      { .start = "SIP/2.0 302 Elsewhere", .drop = "Contact" },
      { .start = "SIP/2.0 380 Else", .drop = "Contact" } },
    { LINT_REGISTER_ANSWER,
      { .start = "SIP/2.0 603 No", .drop = "CSeq", .add = "CSeq: 1 REGISTER" },
      { .start = "SIP/2.0 403 No", .drop = "CSeq", .add = "CSeq: 1 REGISTER" } },
    { LINT_REGISTER_ANSWER,
      { .start = "SIP/2.0 403 No",
        .drop = "CSeq",
        .add = "CSeq: 1 REGISTER\r\nRecord-Route: <sip:192.0.2.9;lr>" },
      { .start = "SIP/2.0 403 No",
        .drop = "CSeq",
        .add = "CSeq: 1 INVITE\r\nRecord-Route: <sip:192.0.2.9;lr>" } },
    { LINT_NON_INVITE_ANSWER,
      { .start = "SIP/2.0 180 Ringing", .drop = "CSeq", .add = "CSeq: 1 OPTIONS" },
      { .start = "SIP/2.0 100 Trying", .drop = "CSeq", .add = "CSeq: 1 OPTIONS" } },
    { LINT_NON_INVITE_ANSWER,
      { .start = "SIP/2.0 408 Late", .drop = "CSeq", .add = "CSeq: 1 BYE" },
      { .start = "SIP/2.0 408 Late" } },
    { LINT_CHALLENGE_MISPLACED,
      { .start = "SIP/2.0 401 Who",
        .drop = "CSeq",
        .add = "CSeq: 1 CANCEL\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"" },
      { .start = "SIP/2.0 481 None", .drop = "CSeq", .add = "CSeq: 1 CANCEL" } },
    { LINT_SDP_LINES,
      { .start = INVITE,
        .add = TYPE,
        .body = "v=0\r\ns=-\r\no=- 1 1 IN IP4 192.0.2.1\r\nt=0 0\r\n" },
      { .start = INVITE,
        .add = TYPE,
        .body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\n" } },
    { LINT_SDP_LINES,
      { .start = INVITE, .add = TYPE, .body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\n" },
      { .start = INVITE, .add = TYPE, .body = SDP } },
    { LINT_SDP_CONNECTION,
      { .start = INVITE,
        .add = TYPE,
        .body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4 RTP/AVP 0\r\n"
                "c=IN IP4 192.0.2.1\r\nm=video 6 RTP/AVP 31\r\n" },
      { .start = INVITE,
        .add = TYPE,
        .body = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4 RTP/AVP 0\r\n"
                "c=IN IP4 192.0.2.1\r\n" } },
};

static bool is_dropped(const Sample *sample, const char *name)
{
    g_auto(GStrv) names = g_strsplit(sample->drop ? sample->drop : "", ",", -1);

    return g_strv_contains((const char *const *)names, name);
}

static void append(GString *text, const Sample *sample, const char *name, const char *value)
{
    if (!is_dropped(sample, name))
        g_string_append_printf(text, "%s: %s\r\n", name, value);
}

static GString *write_sample(const Sample *sample)
{
    GString *text = g_string_new(sample->start);
    bool is_answer = g_str_has_prefix(sample->start, "SIP/");
    g_autofree char *method =
        is_answer ? g_strdup("INVITE") : g_strndup(sample->start, strcspn(sample->start, " "));
    g_autofree char *cseq = g_strconcat("1 ", method, NULL);
    bool has_tag = is_answer || strstr("BYE PRACK NOTIFY", method);

    g_string_append(text, "\r\n");
    append(text, sample, "Via",
           sample->transport == TRANSPORT_TCP ? "SIP/2.0/TCP 192.0.2.1;branch=z9hG4bKa"
                                              : "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKa");
    if (!is_answer)
        append(text, sample, "Max-Forwards", "70");
    append(text, sample, "From", "\"A\" <sip:1001@example.net>;tag=1");
    append(text, sample, "To",
           has_tag ? "<sip:1002@example.net>;tag=2" : "<sip:1002@example.net>");
    append(text, sample, "Call-ID", "1@example.net");
    append(text, sample, "CSeq", cseq);
    append(text, sample, "Contact", "<sip:1001@192.0.2.1>");
    if (sample->add)
        g_string_append_printf(text, "%s\r\n", sample->add);
    if (!sample->has_length)
        g_string_append_printf(text, "Content-Length: %zu\r\n",
                               sample->body ? strlen(sample->body) : 0);
    g_string_append_printf(text, "\r\n%s", sample->body ? sample->body : "");
    return text;
}

/* What is found in @sample, as "rule rule". */
static char *look(const Sample *sample, AnomalySet arrived)
{
    g_autoptr(GString) text = write_sample(sample);
    g_autoptr(LintFindings) findings = lint_findings_new();
    GString *rules = g_string_new(NULL);
    LintMessage message;

    g_assert_true(lint_message_read(&message, slice_of(text->str, text->len), sample->transport,
                                    arrived));
    lint_message_check(&message, findings);
    lint_message_clear(&message);
    for (guint i = 0; i < findings->list->len; i++) {
        const LintFinding *finding = &g_array_index(findings->list, LintFinding, i);

        g_assert_cmpstr(finding->text, !=, "");
        g_string_append_printf(rules, "%s%s", i ? " " : "", lint_rule_name(finding->rule));
    }
    return g_string_free(rules, FALSE);
}

static void each_rule_is_broken_by_its_sample_alone(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *rules = look(&CASES[i].bad, 0);

        if (!g_str_equal(rules, lint_rule_name(CASES[i].rule)))
            g_error("case %u, %s: %s", i, lint_rule_name(CASES[i].rule), rules);
    }
}

static void what_is_close_to_it_breaks_nothing(void)
{
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *rules = look(&CASES[i].good, 0);

        if (*rules)
            g_error("case %u, %s: %s", i, lint_rule_name(CASES[i].rule), rules);
    }
}

static void every_rule_of_a_message_has_a_sample(void)
{
    for (unsigned rule = 0; rule < LINT_TAG_UNKNOWN; rule++) {
        unsigned found = 0;

        for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
            found += CASES[i].rule == rule;
        if (found == 0)
            g_error("%s has no sample", lint_rule_name((LintRule)rule));
    }
}

static void what_the_capture_cut_is_no_breach(void)
{
    static const Sample CUT = { .start = INVITE,
                                .add = TYPE "\r\nContent-Length: 500",
                                .body = "v=0\r\no=-",
                                .has_length = true };
    g_autofree char *whole = look(&CUT, 0);
    g_autofree char *cut = look(&CUT, ANOMALY_BIT(ANOMALY_CUT_SHORT));
    LintMessage message;

    g_assert_cmpstr(whole, ==, "content-length sdp-lines");
    g_assert_cmpstr(cut, ==, "");
    g_assert_false(lint_message_read(&message, slice_text(OPTIONS "\r\nFrom: <si"),
                                     TRANSPORT_UDP, ANOMALY_BIT(ANOMALY_CUT_SHORT)));
}

static void an_ignored_rule_is_silent(void)
{
    g_autoptr(LintFindings) findings = lint_findings_new();

    findings->ignored[LINT_BARE_LF] = true;
    lint_add_plain(findings, LINT_BARE_LF);
    g_assert_cmpuint(findings->list->len, ==, 0);
}

static void a_flood_of_findings_is_counted_and_not_kept(void)
{
    g_autoptr(LintFindings) findings = lint_findings_new();

    for (unsigned i = 0; i < LINT_FINDINGS_MAX + 5; i++)
        lint_add_plain(findings, LINT_ROUTE_LR);
    g_assert_cmpuint(findings->list->len, ==, LINT_FINDINGS_MAX);
    g_assert_cmpuint(findings->left_out, ==, 5);
    g_assert_cmpuint(findings->counts[LINT_NOTE], ==, LINT_FINDINGS_MAX + 5);
    lint_findings_clear(findings);
    g_assert_cmpuint(findings->left_out + findings->counts[LINT_NOTE] + findings->list->len, ==,
                     0);
}

static void findings_are_found_by_their_message(void)
{
    g_autoptr(LintFindings) findings = lint_findings_new();
    const LintFinding *found;
    unsigned len;

    findings->message = 2;
    lint_add_plain(findings, LINT_BARE_LF);
    findings->message = 4;
    lint_add_plain(findings, LINT_VERSION);
    lint_add_plain(findings, LINT_RSEQ);
    (void)lint_findings_of(findings, 3, &len);
    g_assert_cmpuint(len, ==, 0);
    found = lint_findings_of(findings, 4, &len);
    g_assert_cmpuint(len, ==, 2);
    g_assert_cmpint(found[1].rule, ==, LINT_RSEQ);
}

static void names_and_sources_are_as_they_are_shown(void)
{
    for (unsigned i = 0; i < LINT_COUNT; i++) {
        const char *name = lint_rule_name((LintRule)i);

        g_assert_true(g_str_has_prefix(lint_rule_source((LintRule)i), "RFC "));
        g_assert_cmpuint(strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789"), ==,
                         strlen(name));
        for (unsigned j = 0; j < i; j++)
            g_assert_cmpstr(name, !=, lint_rule_name((LintRule)j));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    full_init();
#define ADD(name) g_test_add_func("/lint_message/" #name, name)
    ADD(each_rule_is_broken_by_its_sample_alone);
    ADD(what_is_close_to_it_breaks_nothing);
    ADD(every_rule_of_a_message_has_a_sample);
    ADD(what_the_capture_cut_is_no_breach);
    ADD(an_ignored_rule_is_silent);
    ADD(a_flood_of_findings_is_counted_and_not_kept);
    ADD(findings_are_found_by_their_message);
    ADD(names_and_sources_are_as_they_are_shown);
    return g_test_run();
}
