/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/headers.h"

#include "tests/support/sip_text.h"

static void the_two_topmost_vias_are_kept_and_all_are_counted(void)
{
    SipView view = scan(REQUEST("Via: SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390\r\n"
                                "v:  SIP  / 2.0  / TCP     spindle.example.net   ;\r\n"
                                "  branch  =   z9hG4bK9  ,\r\n"
                                " SIP/2.0/UDP 192.0.2.3 ; branch=\r\n z9hG4bK3\r\n"));

    g_assert_cmpuint(view.vias, ==, 3);
    assert_slice_equals(view.via[0].sent_by, "192.0.2.2");
    assert_slice_equals(view.via[0].branch, "390");
    assert_slice_equals(view.via[1].sent_by, "spindle.example.net");
    assert_slice_equals(view.via[1].branch, "z9hG4bK9");
}

static void via_parameters_do_not_hide_the_branch(void)
{
    SipView view =
        scan(ANSWER("Via: SIP/2.0/UDP 192.0.2.1:5060;rport=5060;"
                    "received=2001:db8::1;x=\"a;branch=no,b\";Branch=z9hG4bK7 (c)\r\n"
                    "Via: SIP/2.0/UDP b\r\n"));

    g_assert_cmpuint(view.vias, ==, 2);
    assert_slice_equals(view.via[0].branch, "z9hG4bK7");
    assert_slice_equals(view.via[1].sent_by, "b");
    assert_slice_equals(view.via[1].branch, "");
}

static void broken_vias_are_marked_and_not_counted(void)
{
    SipView view = scan(REQUEST("Via: SIP/2.0/UDP 192.0.2.15;;,;,,\r\n"));

    g_assert_cmpuint(view.vias, ==, 1);
    assert_slice_equals(view.via[0].sent_by, "192.0.2.15");
    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_MALFORMED_SIP));
    g_assert_cmpuint(scan(REQUEST("Via: nonsense\r\n")).vias, ==, 0);
}

static void a_tag_is_one_of_the_header_only(void)
{
    assert_slice_equals(scan(REQUEST("To: <sip:b@h;tag=no>\r\n")).to_tag, "");
    assert_slice_equals(scan(REQUEST("To: <sip:b@h;tag=no>;TAG=yes;x\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: sip:b@h;x=y;tag=yes\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: \"a;tag=no\" <sip:b@h>;tag=yes\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: \"a\\\";tag=no <x>\" <sip:b@h>;tag=yes\r\n")).to_tag,
                        "yes");
    assert_slice_equals(scan(REQUEST("To: \"a>\" <sip:b@h>;tag=\"yes\"\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: <sip:b@h>;x=\";tag=no\";tag=yes\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: Bell, A <sip:b@h>;tag=yes\r\n")).to_tag, "yes");
    assert_slice_equals(scan(REQUEST("To: <sip:b@h>;mytag=no;tag\r\n")).to_tag, "");
}

static void an_open_quote_or_bracket_is_marked(void)
{
    SipView view = scan(REQUEST("From: \"Bob <sip:b@h>;tag=1\r\n"));

    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_MALFORMED_SIP));
    assert_slice_equals(view.from_tag, "1");
    view = scan(REQUEST("From: <sip:b@h;tag=1\r\n"));
    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_MALFORMED_SIP));
    assert_slice_equals(view.from_tag, "");
}

static void a_cseq_is_a_number_and_the_requests_method(void)
{
    AnomalySet missing = ANOMALY_BIT(ANOMALY_MISSING_HEADER) | ANOMALY_BIT(ANOMALY_NO_CALL_ID);
    AnomalySet bad = missing | ANOMALY_BIT(ANOMALY_BAD_CSEQ);

    assert_anomalies(REQUEST("CSeq: 4294967295 INVITE\r\n"), missing);
    assert_anomalies(REQUEST("CSeq: 0000000000000000000000001 INVITE\r\n"), missing);
    assert_anomalies(REQUEST("CSeq: 4294967296 INVITE\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: 1 OPTIONS\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: 1 invite\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: -1 INVITE\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: INVITE\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: 1\r\n"), bad);
    assert_anomalies(REQUEST("CSeq: 1INVITE\r\n"), bad);
    assert_anomalies(ANSWER("CSeq: 1 OPTIONS\r\n"), missing);
    assert_anomalies(ANSWER("CSeq: 1 OPTIONS x\r\n"), bad);
    g_assert_cmpuint(scan(REQUEST("CSeq: 4294967295 INVITE\r\n")).cseq, ==, UINT32_MAX);
    g_assert_cmpuint(scan(REQUEST("CSeq: 4294967296 INVITE\r\n")).cseq, ==, 0);
    g_assert_cmpint(scan(REQUEST("CSeq: 1 OPTIONS\r\n")).cseq_method, ==, METHOD_OPTIONS);
    g_assert_cmpint(scan(REQUEST("CSeq: 1 OPTIONS\r\n")).method, ==, METHOD_INVITE);
}

static void of_a_header_that_is_there_twice_the_first_counts(void)
{
    SipView view = scan(REQUEST("CSeq: 5 INVITE\r\nCall-ID: one\r\nTo: <sip:b>;tag=1\r\n"
                                "CSeq: 59 BYE\r\nCall-ID: two\r\nTo: <sip:c>;tag=2\r\n"
                                "Expires: 1\r\nExpires: 2\r\nl: 0\r\nl: 7\r\n"));

    g_assert_cmpuint(view.cseq, ==, 5);
    g_assert_cmpint(view.cseq_method, ==, METHOD_INVITE);
    assert_slice_equals(view.call_id, "one");
    assert_slice_equals(view.to_tag, "1");
    g_assert_cmpint(view.expires, ==, 1);
    g_assert_cmpint(view.content_length, ==, 0);
}

static void a_header_that_may_be_there_once_is_marked_when_it_is_there_twice(void)
{
    static const char *const ONCE[] = { "To: <sip:b@h>",      "f: <sip:b@h>",
                                        "CSeq: 5 INVITE",     "Call-ID: c",
                                        "Expires: 1",         "l: 0",
                                        "Content-Type: a/b",  "User-Agent: x",
                                        "Refer-To: <sip:c@h>" };
    AnomalySet repeated = ANOMALY_BIT(ANOMALY_REPEATED_HEADER);

    for (size_t i = 0; i < G_N_ELEMENTS(ONCE); i++) {
        g_autofree char *once = g_strdup_printf(REQUEST("%s\r\n"), ONCE[i]);
        g_autofree char *twice = g_strdup_printf(REQUEST("%s\r\n%s\r\n"), ONCE[i], ONCE[i]);

        g_assert_cmpuint(scan(once).anomalies & repeated, ==, 0);
        g_assert_cmpuint(scan(twice).anomalies & repeated, ==, repeated);
    }
    g_assert_cmpuint(scan(REQUEST("Via: SIP/2.0/UDP h\r\nv: SIP/2.0/UDP h\r\n"
                                  "Contact: <sip:b@h>\r\nContact: <sip:b@h>\r\n"
                                  "P-Asserted-Identity: <sip:b@h>\r\n"
                                  "P-Asserted-Identity: <tel:+1>\r\n"))
                             .anomalies &
                         repeated,
                     ==, 0);
}

static bool is_marked(const char *text, Anomaly anomaly)
{
    return (scan(text).anomalies & ANOMALY_BIT(anomaly)) != 0;
}

static void a_branch_that_is_the_cookie_alone_is_marked(void)
{
    g_assert_true(
        is_marked(REQUEST("Via: SIP/2.0/UDP h;branch=z9hG4bK\r\n"), ANOMALY_BAD_BRANCH));
    g_assert_true(
        is_marked(REQUEST("Via: SIP/2.0/UDP h;x=y;branch=z9hG4bK ;z\r\n"), ANOMALY_BAD_BRANCH));
    g_assert_false(
        is_marked(REQUEST("Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\n"), ANOMALY_BAD_BRANCH));
    g_assert_false(is_marked(REQUEST("Via: SIP/2.0/UDP h;branch=1\r\n"), ANOMALY_BAD_BRANCH));
    g_assert_false(is_marked(REQUEST("Via: SIP/2.0/UDP h\r\n"), ANOMALY_BAD_BRANCH));
}

static void a_date_is_in_gmt(void)
{
    g_assert_false(
        is_marked(REQUEST("Date: Tue, 11 Mar 2008 16:00:00 GMT\r\n"), ANOMALY_BAD_DATE));
    g_assert_true(
        is_marked(REQUEST("Date: Tue, 11 Mar 2008 16:00:00 EST\r\n"), ANOMALY_BAD_DATE));
    g_assert_true(is_marked(REQUEST("Date: \r\n"), ANOMALY_BAD_DATE));
}

static void an_odd_uri_is_marked_wherever_the_scan_meets_it(void)
{
    g_assert_true(is_marked(REQUEST("From: < sip:b@h>;tag=1\r\n"), ANOMALY_BAD_URI));
    g_assert_true(is_marked(REQUEST("To: <sip:2001:db8::1>\r\n"), ANOMALY_BAD_URI));
    g_assert_true(is_marked(REQUEST("Contact: sip:b@h?Route=x\r\n"), ANOMALY_BAD_URI));
    g_assert_true(is_marked(REQUEST("Contact: <sip:b@2001:db8::1>\r\n"), ANOMALY_BAD_URI));
    g_assert_false(is_marked(REQUEST("From: \"B\" <sip:b@[2001:db8::1]>;tag=1\r\n"
                                     "To: sip:b@h;tag=1\r\n"
                                     "Contact: <sip:b@h?Route=x>\r\n"),
                             ANOMALY_BAD_URI));
    g_assert_true(is_marked("OPTIONS sip:2001:db8::1 SIP/2.0\r\n\r\n", ANOMALY_BAD_URI));
    g_assert_false(is_marked("OPTIONS sip:[2001:db8::1] SIP/2.0\r\n\r\n", ANOMALY_BAD_URI));
}

static void a_display_name_is_quoted_or_made_of_tokens(void)
{
    g_assert_true(is_marked(REQUEST("To: Bell, A <sip:b@h>\r\n"), ANOMALY_MALFORMED_SIP));
    g_assert_true(is_marked(REQUEST("To: \"Bell\" A <sip:b@h>\r\n"), ANOMALY_MALFORMED_SIP));
    g_assert_true(is_marked(REQUEST("To: J\303\274rgen <sip:b@h>\r\n"), ANOMALY_MALFORMED_SIP));
    g_assert_false(is_marked(REQUEST("To: Ann  Bell <sip:b@h>\r\n"), ANOMALY_MALFORMED_SIP));
    g_assert_false(is_marked(REQUEST("To: \"Bell, A\"<sip:b@h>\r\n"), ANOMALY_MALFORMED_SIP));
}

static void contacts_give_their_first_value_and_expires(void)
{
    SipView view = scan(REQUEST("Contact: \"x;expires=1,\" <sip:a@192.0.2.1;expires=2>;q=1,"
                                " <sip:b@192.0.2.2>;expires=60\r\n"
                                "Contact: <sip:c@192.0.2.3>;expires=70\r\n"));

    assert_slice_equals(view.contact, "\"x;expires=1,\" <sip:a@192.0.2.1;expires=2>;q=1");
    assert_slice_equals(view.contact_host, "192.0.2.1");
    g_assert_cmpint(view.contact_expires, ==, 60);
    g_assert_cmpint(scan(REQUEST("m: sip:a@h;expires=0\r\n")).contact_expires, ==, 0);
    g_assert_cmpint(scan(REQUEST("m: <sip:a@h>;expires=\"Thu\"\r\n")).contact_expires, ==, -1);
    g_assert_true(scan(REQUEST("Contact: *\r\n")).contact_is_star);
}

static void seconds_are_numbers_or_absent(void)
{
    g_assert_cmpint(scan(REQUEST("Expires: 3600\r\n")).expires, ==, 3600);
    g_assert_cmpint(scan(REQUEST("Expires: 99999999999999999999\r\n")).expires, ==, UINT32_MAX);
    g_assert_cmpint(scan(REQUEST("Expires: Thu, 01 Dec\r\n")).expires, ==, -1);
    g_assert_cmpint(scan(REQUEST("Session-Expires: 90 ;refresher=uas\r\n")).session_expires, ==,
                    90);
    g_assert_cmpuint(scan(ANSWER("RSeq: 988789\r\n")).rseq, ==, 988789);
    g_assert_cmpuint(scan(ANSWER("RSeq: x\r\n")).rseq, ==, 0);
}

static void challenge_and_credentials_give_realm_and_nonce(void)
{
    SipView view = scan(ANSWER("WWW-Authenticate: Digest qop=\"auth,auth-int\",\r\n"
                               "  nonce=\"n;1,2\" , Realm = \"a \\\"b\\\", c\"\r\n"
                               "Proxy-Authenticate: Digest realm=\"two\", nonce=\"2\"\r\n"));

    g_assert_true(view.challenge.present);
    assert_slice_equals(view.challenge.realm, "a \\\"b\\\", c");
    assert_slice_equals(view.challenge.nonce, "n;1,2");
    g_assert_false(view.credentials.present);
    view = scan(REQUEST("Proxy-Authorization: Digest username=\"realm=\\\"x\\\"\", "
                        "realm=\"r\", nonce=abc, uri=\"sip:x\"\r\n"));
    assert_slice_equals(view.credentials.realm, "r");
    assert_slice_equals(view.credentials.nonce, "abc");
    view = scan(REQUEST("Authorization: Basic QWxhZGRpbg==\r\n"));
    g_assert_true(view.credentials.present);
    assert_slice_equals(view.credentials.realm, "");
    g_assert_true(scan(REQUEST("Authorization: Digest realm=\"x\r\n")).anomalies &
                  ANOMALY_BIT(ANOMALY_MALFORMED_SIP));
}

static void headers_that_link_calls_are_kept_whole(void)
{
    SipView view = scan(REQUEST("Refer-To: <sip:c@h?Replaces=1>\r\n"
                                "Replaces: c1;to-tag=1;from-tag=2\r\n"
                                "Session-ID: ab30;remote=00\r\n"
                                "P-Charging-Vector: icid-value=1;x=y\r\n"
                                "Record-Route: <sip:p;lr>\r\n"));

    assert_slice_equals(view.refer_to, "<sip:c@h?Replaces=1>");
    assert_slice_equals(view.replaces, "c1;to-tag=1;from-tag=2");
    assert_slice_equals(view.session_id, "ab30;remote=00");
    assert_slice_equals(view.charging, "icid-value=1;x=y");
    g_assert_true(view.has_record_route);
}

static void server_names_the_agent_of_an_answer_alone(void)
{
    assert_slice_equals(scan(ANSWER("Server: PBX\r\n")).user_agent, "PBX");
    assert_slice_equals(scan(ANSWER("User-Agent: UA\r\nServer: PBX\r\n")).user_agent, "UA");
    assert_slice_equals(scan(REQUEST("Server: PBX\r\n")).user_agent, "");
}

static void a_call_id_ends_where_its_line_is_folded(void)
{
    SipView view = scan(REQUEST("Call-ID: one\r\n two\r\n"));

    assert_slice_equals(view.call_id, "one");
    g_assert_true(view.anomalies & ANOMALY_BIT(ANOMALY_MALFORMED_SIP));
}

static void compact_names_are_known(void)
{
    SipView view = scan(REQUEST("v: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK2\r\n"
                                "f: <sip:a@example.net>;tag=1\r\n"
                                "t: <sip:b@example.net>;tag=2\r\n"
                                "i: c1\r\n"
                                "m: <sip:a@[2001:db8::1]:5070>\r\n"
                                "c: text/plain\r\n"
                                "x: 1800;refresher=uac\r\n"
                                "r: <sip:c@example.net>\r\n"
                                "CSeq: 2 INVITE\r\n"
                                "l: 0\r\n"));

    g_assert_cmpuint(view.anomalies, ==, 0);
    assert_slice_equals(view.via[0].sent_by, "[2001:db8::1]:5060");
    assert_slice_equals(view.contact_host, "[2001:db8::1]:5070");
    assert_slice_equals(view.to_tag, "2");
    assert_slice_equals(view.call_id, "c1");
    assert_slice_equals(view.content_type, "text/plain");
    assert_slice_equals(view.refer_to, "<sip:c@example.net>");
    g_assert_cmpint(view.session_expires, ==, 1800);
    g_assert_cmpint(view.content_length, ==, 0);
}

static void any_header_is_found_by_name(void)
{
    SipView view = scan(REQUEST("Subject: one\r\njunk\r\nk: 100rel,\r\n timer\r\ns: two\r\n"));

    assert_slice_equals(scan_header(&view, "subject"), "one");
    assert_slice_equals(scan_header(&view, "Supported"), "100rel,\r\n timer");
    assert_slice_equals(scan_header(&view, "Event"), "");
}

static void compact_forms_stand_for_names(void)
{
    g_assert_cmpstr(headers_compact('i'), ==, "Call-ID");
    g_assert_cmpstr(headers_compact('X'), ==, "Session-Expires");
    g_assert_null(headers_compact('z'));
    g_assert_null(headers_compact('g'));
    g_assert_null(headers_compact('\0'));
    g_assert_null(headers_compact(0xff));
}

/* A view as text, as far as spelling must not change it. */
static char *describe(const SipView *view)
{
    const Slice parts[] = { view->call_id,        view->from_tag,      view->to_tag,
                            view->via[0].sent_by, view->via[0].branch, view->via[1].sent_by,
                            view->via[1].branch,  view->contact_host,  view->content_type,
                            view->method_text,    view->user_agent };
    g_autoptr(GString) text = g_string_new("");

    for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_string_append_len(text, parts[i].len ? (const char *)parts[i].data : "",
                            (gssize)parts[i].len);
        g_string_append_c(text, '|');
    }
    g_string_append_printf(text, "%u %u %d %u %d %d %d", view->vias, view->cseq,
                           (int)view->cseq_method, view->status, (int)view->contact_expires,
                           (int)view->content_length, (int)view->session_expires);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

typedef struct Line {
    const char *name, *value;
} Line;

/* What nearly everybody writes; read by fast paths. */
static const Line USUAL[] = {
    { "Via", "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport" },
    { "Via", "SIP/2.0/TCP host.example.net;branch=z9hG4bKa-long-branch-of-several-words" },
    { "Via", "SIP/2.0/UDP 192.0.2.3" },
    { "From", "\"Alice\" <sip:a@example.net>;tag=f1" },
    { "To", "<sip:b@example.net>;tag=t1" },
    { "Call-ID", "c1@example.net" },
    { "CSeq", "17 INVITE" },
    { "Contact", "<sip:a@192.0.2.1:5060;transport=udp>" },
    { "User-Agent", "Test/1.0 (x)" },
    { "Session-Expires", "1800;refresher=uac" },
    { "Content-Type", "application/sdp" },
    { "Content-Length", "0" },
};

/* The usual message, its line @at written as @line. */
static void assert_spelt(size_t at, const char *line, const char *expected)
{
    g_autoptr(GString) text = g_string_new("INVITE sip:b@example.net SIP/2.0\r\n");
    g_autofree char *found = NULL;
    SipView view;

    for (size_t i = 0; i < G_N_ELEMENTS(USUAL); i++)
        if (i == at)
            g_string_append(text, line);
        else
            g_string_append_printf(text, "%s: %s\r\n", USUAL[i].name, USUAL[i].value);
    g_string_append(text, "\r\n");
    view = scan(text->str);
    found = describe(&view);
    if (g_strcmp0(found, expected) != 0)
        g_error("%s is not\n%s in:\n%s", found, expected, text->str);
}

static char *usual_view(void)
{
    g_autoptr(GString) text = g_string_new("INVITE sip:b@example.net SIP/2.0\r\n");
    SipView view;

    for (size_t i = 0; i < G_N_ELEMENTS(USUAL); i++)
        g_string_append_printf(text, "%s: %s\r\n", USUAL[i].name, USUAL[i].value);
    g_string_append(text, "\r\n");
    view = scan(text->str);
    g_assert_cmphex(view.anomalies, ==, 0);
    return describe(&view);
}

static void odd_lines_say_what_usual_ones_say(void)
{
    static const char *const SPELLINGS[] = {
        "%s:%s\r\n",      "%s:  %s\r\n",     "%s :%s\r\n",         "%s\t: \t%s\r\n",
        "%s: %s \r\n",    "%s: %s\t\r\n",    "%s: %s\n",           "%s: %s\r\r\n",
        "%s:\r\n %s\r\n", "%s: %s\r\n \r\n", "%s:\r\n\t%s\n \r\n", "%s: %s\r\nX-Y: z\r\n",
    };
    g_autofree char *expected = usual_view();

    for (size_t i = 0; i < G_N_ELEMENTS(USUAL); i++) {
        g_autofree char *lower = g_ascii_strdown(USUAL[i].name, -1);
        g_autofree char *upper = g_ascii_strup(USUAL[i].name, -1);
        const char *names[] = { USUAL[i].name, lower, upper };

        for (size_t j = 0; j < G_N_ELEMENTS(SPELLINGS) * G_N_ELEMENTS(names); j++) {
            g_auto(GStrv) around = g_strsplit(SPELLINGS[j / G_N_ELEMENTS(names)], "%s", 3);
            g_autofree char *line = g_strconcat(around[0], names[j % G_N_ELEMENTS(names)],
                                                around[1], USUAL[i].value, around[2], NULL);

            assert_spelt(i, line, expected);
        }
    }
}

static void odd_values_say_what_usual_ones_say(void)
{
    static const struct {
        size_t at;
        const char *line;
    } ODD[] = {
        { 0, "Via: SIP / 2.0 / UDP 192.0.2.1:5060 ; branch = z9hG4bK1 ; rport\r\n" },
        { 0, "Via: SIP/2.0/UDP  192.0.2.1:5060;branch=\"z9hG4bK1\"\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;rport;BRANCH=z9hG4bK1\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1 ;rport\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1 x;y=\"a,b\"\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;y=\"a,b\"\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;x=\";branch=2\";branch=z9hG4bK1\r\n" },
        { 0, "Via: SIP/2.0/UDP 192.0.2.1:5060;;branch=z9hG4bK1;branch=z9hG4bK2\r\n" },
        { 0, "Via: , SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport,\r\n" },
        { 3, "From: \"A \\\" <x>;tag=0\" <sip:a@example.net>;tag=f1\r\n" },
        { 3, "From: \"<sip:x>;tag=0\"<sip:a@example.net>;x=y;tag=f1\r\n" },
        { 3, "From: Alice <sip:a@example.net;tag=0> ; tag = f1\r\n" },
        { 3, "From: sip:a@example.net;TAG=\"f1\"\r\n" },
        { 3, "From: <sip:a@example.net>;tag=f1 x\r\n" },
        { 4, "To: <sip:b@example.net>;tag=t1;tag=2\r\n" },
        { 4, "To: <sip:b@example.net>\r\n ;tag=t1\r\n" },
        { 6, "CSeq: 0000000017 INVITE\r\n" },
        { 6, "CSeq: 17\t INVITE\r\n" },
        { 7, "Contact: a <sip:a@192.0.2.1:5060;transport=udp>\r\n" },
        { 7, "Contact: < sip:a@192.0.2.1:5060?x=y >, <sip:c@192.0.2.2>\r\n" },
        { 7, "Contact: sip:a@192.0.2.1:5060\r\n" },
        { 7, "Contact: <sip:a@192.0.2.1:5060>;q=1\r\n" },
        { 11, "Content-Length: 00\r\n" },
    };
    g_autofree char *expected = usual_view();

    for (size_t i = 0; i < G_N_ELEMENTS(ODD); i++)
        assert_spelt(ODD[i].at, ODD[i].line, expected);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/headers/the_two_topmost_vias_are_kept_and_all_are_counted",
                    the_two_topmost_vias_are_kept_and_all_are_counted);
    g_test_add_func("/headers/via_parameters_do_not_hide_the_branch",
                    via_parameters_do_not_hide_the_branch);
    g_test_add_func("/headers/broken_vias_are_marked_and_not_counted",
                    broken_vias_are_marked_and_not_counted);
    g_test_add_func("/headers/a_tag_is_one_of_the_header_only",
                    a_tag_is_one_of_the_header_only);
    g_test_add_func("/headers/an_open_quote_or_bracket_is_marked",
                    an_open_quote_or_bracket_is_marked);
    g_test_add_func("/headers/a_cseq_is_a_number_and_the_requests_method",
                    a_cseq_is_a_number_and_the_requests_method);
    g_test_add_func("/headers/of_a_header_that_is_there_twice_the_first_counts",
                    of_a_header_that_is_there_twice_the_first_counts);
    g_test_add_func("/headers/contacts_give_their_first_value_and_expires",
                    contacts_give_their_first_value_and_expires);
    g_test_add_func("/headers/seconds_are_numbers_or_absent", seconds_are_numbers_or_absent);
    g_test_add_func("/headers/challenge_and_credentials_give_realm_and_nonce",
                    challenge_and_credentials_give_realm_and_nonce);
    g_test_add_func("/headers/headers_that_link_calls_are_kept_whole",
                    headers_that_link_calls_are_kept_whole);
    g_test_add_func("/headers/server_names_the_agent_of_an_answer_alone",
                    server_names_the_agent_of_an_answer_alone);
    g_test_add_func("/headers/a_call_id_ends_where_its_line_is_folded",
                    a_call_id_ends_where_its_line_is_folded);
    g_test_add_func("/headers/compact_names_are_known", compact_names_are_known);
    g_test_add_func("/headers/any_header_is_found_by_name", any_header_is_found_by_name);
    g_test_add_func("/headers/compact_forms_stand_for_names", compact_forms_stand_for_names);
    g_test_add_func("/headers/odd_lines_say_what_usual_ones_say",
                    odd_lines_say_what_usual_ones_say);
    g_test_add_func("/headers/odd_values_say_what_usual_ones_say",
                    odd_values_say_what_usual_ones_say);
    g_test_add_func("/headers/a_header_that_may_be_there_once_is_marked_when_it_is_there_twice",
                    a_header_that_may_be_there_once_is_marked_when_it_is_there_twice);
    g_test_add_func("/headers/a_branch_that_is_the_cookie_alone_is_marked",
                    a_branch_that_is_the_cookie_alone_is_marked);
    g_test_add_func("/headers/a_date_is_in_gmt", a_date_is_in_gmt);
    g_test_add_func("/headers/an_odd_uri_is_marked_wherever_the_scan_meets_it",
                    an_odd_uri_is_marked_wherever_the_scan_meets_it);
    g_test_add_func("/headers/a_display_name_is_quoted_or_made_of_tokens",
                    a_display_name_is_quoted_or_made_of_tokens);
    return g_test_run();
}
