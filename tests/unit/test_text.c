/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/story.h"

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

static void a_call_is_told_as_a_heading_and_a_ladder(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    g_assert_cmpstr(
        story_report(&story, "text"), ==,
        "Call 1: 1001 > 1002, INVITE, completed\n"
        "  2026-03-05 10:15:02.000 UTC, lasted 1:03, 12 messages\n"
        "  set up in 3.0 s, rang for 1.5 s, talked for 1:00, ended by A\n"
        "  2 retransmissions, 1 duplicate packet\n"
        "  Call-ID call@example.net\n"
        "\n"
        "                           192.0.2.10:5060    192.0.2.1:5060     192.0.2.20:5060\n"
        "                               A 1001                P               B 1002\n"
        " 1  10:15:02.000                  │ INVITE sdp x3 in 1.5 s +1 dup       │\n"
        "                                  │─────────────────▶│                  │\n"
        "                                  │ 192.0.2.10:4000 PCMU/PCMA           │\n"
        " 5  10:15:03.520   +1.520         │                  │── INVITE sdp ───▶│\n"
        "                                  │                  │ 192.0.2.1:4002 PCMU/PCMA\n"
        " 6  10:15:03.530   +0.010         │                  │◀╌╌ 180 Ringing ╌╌│\n"
        " 7  10:15:03.540   +0.010         │◀╌╌ 180 Ringing ╌╌│                  │\n"
        " 8  10:15:05.000   +1.460         │                  │ 200 OK (INVITE) sdp\n"
        "                                  │                  │◀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌│\n"
        "                                  │                  │ 192.0.2.20:5000 PCMU/PCMA\n"
        " 9  10:15:05.010   +0.010         │ 200 OK (INVITE) sdp                 │\n"
        "                                  │◀╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌│                  │\n"
        "                                  │ 192.0.2.1:5002 PCMU/PCMA            │\n"
        "10  10:15:05.020   +0.010         │─────────────── ACK ────────────────▶│\n"
        "11  10:16:05.020  +60.000         │─────────────── BYE ────────────────▶│\n"
        "12  10:16:05.040   +0.020         │◀╌╌╌╌╌╌╌╌╌╌╌ 200 OK (BYE) ╌╌╌╌╌╌╌╌╌╌╌│\n");
    story_clear(&story);
}

static void the_device_of_the_first_request_is_named(void)
{
    Story story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "REGISTER sip:example.net SIP/2.0",
                              .cseq = "1 REGISTER",
                              .headers = "User-Agent: Phone 1.2\r\n" });
    assert_has(story_report(&story, "text"),
               "  Call-ID call@example.net\n  User-Agent Phone 1.2\n\n");
    story_clear(&story);
}

static void an_ascii_terminal_gets_ascii(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    story.context.unicode = false;
    for (const char *c = story_report(&story, "text"); *c; c++)
        g_assert_cmpint((unsigned char)*c, <, 0x80);
    assert_has(story.written, "|<........... 200 OK (BYE) ...........|");
    story_clear(&story);
}

static void hostile_text_reaches_no_terminal(void)
{
    static const char INVITE[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                                 "From: <sip:\x1b[2J@example.net>;tag=1\r\nTo: <sip:b@c>\r\n"
                                 "User-Agent: \x1b]0;owned\x07\r\n"
                                 "Call-ID: \xe2\x80\xae"
                                 "1\r\nCSeq: 1 INVITE\r\n\r\n";
    static const char REFUSAL[] =
        "SIP/2.0 486 \x1b[31mBusy\xff\xc2\x9b\r\n"
        "From: <sip:\x1b[2J@example.net>;tag=1\r\nTo: <sip:b@c>;tag=2\r\n"
        "Call-ID: \xe2\x80\xae"
        "1\r\nCSeq: 1 INVITE\r\n\r\n";
    Story story;
    const char *text;

    story_init(&story);
    story_say_bytes(&story, 0, INVITE, sizeof INVITE - 1);
    story_say_bytes(&story, 1, REFUSAL, sizeof REFUSAL - 1);
    text = story_report(&story, "text");
    g_assert_true(g_utf8_validate(text, -1, NULL));
    g_assert_null(strchr(text, '\x1b'));
    g_assert_null(strchr(text, '\x07'));
    g_assert_null(strstr(text, "\xe2\x80\xae"));
    g_assert_null(strstr(text, "\xc2\x9b"));
    assert_has(text, "486 \\x1b[31mBusy\\xff\\u009b");
    story_clear(&story);
}

static void transports_are_named_where_they_differ(void)
{
    Story story;

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0", .is_tcp = true });
    assert_has(story_report(&story, "text"), "1 message over TCP\n");
    g_assert_null(strstr(story.written, "INVITE tcp"));
    story_say(&story, (Said){ 1, "192.0.2.2:5060", "192.0.2.3:5060", .branch = "b",
                              .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    assert_has(story_report(&story, "text"), " INVITE tcp ");
    story_clear(&story);
}

static void dialogs_are_numbered_where_there_are_several(void)
{
    Story story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    story_say(&story, (Said){ 1, "192.0.2.2:5060", "192.0.2.3:5060", .call_id = "other",
                              .start_line = "INVITE sip:1002@example.net SIP/2.0" });
    assert_has(story_report(&story, "text"), "  #1 INVITE Call-ID call@example.net\n"
                                             "  #2 INVITE Call-ID other\n");
    assert_has(story.written, "\n 2  #2  10:15:02.001 ");
    story_clear(&story);
}

static void what_was_not_delivered_or_broken_is_marked(void)
{
    static const char BROKEN[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                                 "Call-ID: 1\r\nCSeq: x INVITE\r\n\r\n";
    Story story;
    SipView view;
    Endpoint src = { 0 };
    Endpoint dst = { 0 };

    story_init(&story);
    story_say_bytes(&story, 0, BROKEN, sizeof BROKEN - 1);
    g_assert_true(endpoint_parse(slice_text("192.0.2.1:5060"), &src));
    g_assert_true(endpoint_parse(slice_text("192.0.2.2:5060"), &dst));
    g_assert_true(scan_message(slice_text(BROKEN), &view));
    g_assert_true(dialogs_mark_unreached(story.dialogs, &view, &src, &dst));
    assert_has(story_report(&story, "text"), "INVITE [not delivered] [malformed]");
    assert_has(story.written, "×│");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/text/a_call_is_told_as_a_heading_and_a_ladder",
                    a_call_is_told_as_a_heading_and_a_ladder);
    g_test_add_func("/text/the_device_of_the_first_request_is_named",
                    the_device_of_the_first_request_is_named);
    g_test_add_func("/text/an_ascii_terminal_gets_ascii", an_ascii_terminal_gets_ascii);
    g_test_add_func("/text/hostile_text_reaches_no_terminal", hostile_text_reaches_no_terminal);
    g_test_add_func("/text/transports_are_named_where_they_differ",
                    transports_are_named_where_they_differ);
    g_test_add_func("/text/dialogs_are_numbered_where_there_are_several",
                    dialogs_are_numbered_where_there_are_several);
    g_test_add_func("/text/what_was_not_delivered_or_broken_is_marked",
                    what_was_not_delivered_or_broken_is_marked);
    return g_test_run();
}
