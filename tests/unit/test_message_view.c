/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/full.h"
#include "tests/support/story.h"

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no \"%s\" in:\n%s", part, text);
}

/* The view of message number @n of all that @story told. */
static const char *view_of(Story *story, unsigned n)
{
    const Call *call = story_call(story);

    rewind(story->context.out);
    message_view_print(&story->context, call, &call->messages[n - 1]);
    return story_written(story);
}

static void fields_are_named_and_explained(void)
{
    Story story;
    const char *view;

    story_init(&story);
    story_say(&story, (Said){ .start_line = "INVITE sip:1002@example.net SIP/2.0",
                              .sdp_port = "4000",
                              .headers = "Session-Expires: 1800\r\nProxy-Authorization: Digest "
                                         "realm=\"example.net\", nonce=\"84f1\"\r\n" });
    view = view_of(&story, 1);
    assert_has(view, "Message 1 of call 1 (1001 > 1002), packet 1\n");
    assert_has(view, "2026-03-05 10:15:02.000000, 192.0.2.1:5060 > 192.0.2.2:5060 over UDP, ");
    assert_has(view, "Begins a call, or changes one that stands (RFC 3261)\n");
    assert_has(view, "audio to 192.0.2.1 port 4000, sendrecv, PCMU/PCMA\n");
    assert_has(view, "for the realm \"example.net\", nonce 84f1\n");
    assert_has(view, "1800 s without a refresh end the call (RFC 4028)\n");
    assert_has(view, "│ INVITE sip:1002@example.net SIP/2.0\n│ Via: ");
    assert_has(view, "│\n│ v=0\n");
    story_clear(&story);
}

static void a_message_says_what_it_repeats_or_answers(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    assert_has(view_of(&story, 2), "A second capture of message 1, 1 ms after it\n");
    assert_has(view_of(&story, 3), "A retransmission of message 1, 500 ms after it\n");
    assert_has(view_of(&story, 6), "An answer to message 5, INVITE, 10 ms after it\n");
    story_clear(&story);
}

static void what_is_odd_is_explained(void)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\nCall-ID: 1\n\n";
    Story story;
    const char *view;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    view = view_of(&story, 1);
    assert_has(view, "SIP with lines that end in LF alone (bare-lf)\n");
    assert_has(view, "To, From, CSeq and Via are missing (missing-header)\n");
    story_clear(&story);
}

static void a_header_that_is_missing_is_named(void)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\nFrom: <sip:a@b>;tag=1\r\n"
                               "To: <sip:b@c>\r\nCall-ID: 1\r\nCSeq: 1 INVITE\r\n\r\n";
    Story story;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    assert_has(view_of(&story, 1), " Via is missing (missing-header)\n");
    story_clear(&story);
}

static void hostile_text_reaches_no_terminal(void)
{
    static const char TEXT[] =
        "INVITE sip:b@example.net SIP/2.0\r\n"
        "From: \"\x1b[2J\" <sip:a@b>;tag=1\r\nTo: <sip:b@c>\r\n"
        "Call-ID: 1\r\nCSeq: 1 INVITE\r\nX: \xe2\x80\xae\0\xff\x07\r\n\r\n";
    Story story;
    const char *view;

    story_init(&story);
    story_say_bytes(&story, 0, TEXT, sizeof TEXT - 1);
    view = view_of(&story, 1);
    g_assert_cmpuint(story.written_len, >=, strlen(view));
    g_assert_true(g_utf8_validate(view, -1, NULL));
    g_assert_null(strchr(view, '\x1b'));
    g_assert_null(strstr(view, "\xe2\x80\xae"));
    assert_has(view, "│ X: \\u202e\\x00\\xff\\x07\n");
    story_clear(&story);
}

static void a_message_without_its_text_still_says_where_it_stands(void)
{
    Story story;

    story_init(&story);
    story_tell_call(&story);
    story.context.texts = NULL;
    g_assert_cmpstr(view_of(&story, 10), ==,
                    "Message 10 of call 1 (1001 > 1002), packet 10\n"
                    "2026-03-05 10:15:05.020000, 192.0.2.10:5060 > 192.0.2.20:5060 over UDP\n"
                    "\n");
    story_clear(&story);
}

int main(int argc, char **argv)
{
    full_init();
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message_view/fields_are_named_and_explained",
                    fields_are_named_and_explained);
    g_test_add_func("/message_view/a_message_says_what_it_repeats_or_answers",
                    a_message_says_what_it_repeats_or_answers);
    g_test_add_func("/message_view/what_is_odd_is_explained", what_is_odd_is_explained);
    g_test_add_func("/message_view/a_header_that_is_missing_is_named",
                    a_header_that_is_missing_is_named);
    g_test_add_func("/message_view/hostile_text_reaches_no_terminal",
                    hostile_text_reaches_no_terminal);
    g_test_add_func("/message_view/a_message_without_its_text_still_says_where_it_stands",
                    a_message_without_its_text_still_says_where_it_stands);
    return g_test_run();
}
