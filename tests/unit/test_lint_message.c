/* SPDX-License-Identifier: Apache-2.0
 *
 * The rules of LINT_MESSAGE_TABLE that are RFC 3261's and of bodies, each with a message that
 * breaks it, and nothing else, and one close to it that breaks nothing.
 */
#include "dissect/sip/full.h"
#include "tests/support/lint_sample.h"

static const LintSamples CASES[] = {
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
    { LINT_CHALLENGE_MISPLACED,
      { .start = "SIP/2.0 401 Who",
        .drop = "CSeq",
        .add = "CSeq: 1 CANCEL\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\"" },
      { .start = "SIP/2.0 481 None", .drop = "CSeq", .add = "CSeq: 1 CANCEL" } },
    { LINT_CREDENTIALS_FIELDS,
      { .start = OPTIONS,
        .add = "Authorization: " DIGEST ", response=\"a\", qop=auth, nc=00000001" },
      { .start = OPTIONS,
        .add = "Authorization: " DIGEST
               ", response=\"a\", qop=auth, nc=00000001, cnonce=\"c\"" } },
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
    { LINT_REG_ID,
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add = "Contact: <sip:a@192.0.2.1>;reg-id=1\r\nSupported: outbound" },
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add =
            "Contact: <sip:a@192.0.2.1>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"\r\nSupported: "
            "path, outbound" } },
    { LINT_REG_ID,
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add =
            "Contact: <sip:a@192.0.2.1>;reg-id=0;+sip.instance=\"<urn:uuid:1>\"\r\nSupported: "
            "outbound" },
      { .start = OPTIONS, .drop = "Contact", .add = "Contact: <sip:a@192.0.2.1>;reg-id=0" } },
    { LINT_REG_ID,
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add = "Contact: "
               "<sip:a@192.0.2.1>;reg-id=1;+sip.instance=\"<urn:uuid:1>\"\r\nSupported: path" },
      { .start = "REGISTER sip:example.net SIP/2.0",
        .drop = "Contact",
        .add = "Contact: <sip:a@192.0.2.1;reg-id=1>" } },
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

static void each_rule_is_broken_by_its_sample_alone(void)
{
    lint_samples_break(CASES, G_N_ELEMENTS(CASES));
}

static void what_is_close_to_it_breaks_nothing(void)
{
    lint_samples_keep(CASES, G_N_ELEMENTS(CASES));
}

static void every_rule_of_a_message_has_a_sample(void)
{
    for (unsigned rule = 0; rule < LINT_TAG_UNKNOWN; rule++)
        if (lint_samples_is_extension(rule) == false &&
            !lint_samples_have(CASES, G_N_ELEMENTS(CASES), rule))
            g_error("%s has no sample", lint_rule_name((LintRule)rule));
}

static void what_the_capture_cut_is_no_breach(void)
{
    static const LintSample CUT = { .start = INVITE,
                                    .add = TYPE "\r\nContent-Length: 500",
                                    .body = "v=0\r\no=-",
                                    .has_length = true };
    g_autofree char *whole = lint_sample_look(&CUT, 0);
    g_autofree char *cut = lint_sample_look(&CUT, ANOMALY_BIT(ANOMALY_CUT_SHORT));
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
