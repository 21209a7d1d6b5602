/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* A call whose users and Call-ID try to break out of the report. */
static void tell_hostile(Story *story)
{
    static const char TEXT[] = "INVITE sip:b@example.net SIP/2.0\r\n"
                               "From: <sip:\x1b[2J\xff@example.net>;tag=1\r\n"
                               "To: <sip:x)#skip<&>@example.net>\r\n"
                               "Call-ID: \"]]>\\</testsuite>\x07\r\nCSeq: 1 INVITE\r\n\r\n";

    story_init(story);
    story_say_bytes(story, 0, TEXT, sizeof TEXT - 1);
}

static void a_good_call_is_a_line(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    story.judgement = &judged.judgement;
    g_assert_cmpstr(story_report(&story, "tap"), ==,
                    "TAP version 13\n"
                    "ok 1 - call 1 busy conforms (1001 > 1002)\n"
                    "1..1\n");
}

static void an_input_that_was_not_read_is_a_comment(void)
{
    static const char *const UNREAD[] = { "b.pcap: No such file", NULL };
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    story.context.unread = UNREAD;
    g_assert_true(g_str_has_suffix(story_report(&story, "tap"),
                                   "\n# not read: b.pcap: No such file\n1..1\n"));
}

static void a_bad_call_says_where_and_what(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    step = judged_step(&judged, 5, "B-P", "486 INVITE");
    judged_deviate(&judged, (Deviation){ DEVIATION_UNEXPECTED, step, 'B', 'P', 7, 0,
                                         (char *)"step 5: B answered \"200\"" });
    judged_deviate(&judged, (Deviation){ DEVIATION_MISSING, NULL, 0, 0, 0, 3,
                                         (char *)"something is lost" });
    story.judgement = &judged.judgement;
    g_assert_cmpstr(
        story_report(&story, "tap"), ==,
        "TAP version 13\n"
        "not ok 1 - call 1 busy deviates (1001 > 1002)\n"
        "  ---\n"
        "  message: \"busy deviates: step 5: B answered \\\"200\\\" (and 1 more deviation)\"\n"
        "  call_id: \"call@example.net\"\n"
        "  packet: 8\n"
        "  deviations:\n"
        "    - kind: unexpected\n"
        "      step: 5\n"
        "      expected: \"486 INVITE\"\n"
        "      from: B\n"
        "      to: P\n"
        "      packet: 8\n"
        "      text: \"step 5: B answered \\\"200\\\"\"\n"
        "    - kind: missing\n"
        "      text: \"something is lost\"\n"
        "  ...\n"
        "1..1\n");
}

static void what_is_not_looked_at_is_skipped_and_all_skipped_is_bad(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(Expectation) expectation = expectation_new();

    story_init(&story);
    story_say(&story,
              (Said){ .start_line = "OPTIONS sip:example.net SIP/2.0", .cseq = "1 OPTIONS" });
    judged_init(&judged, "busy", FLOW_UNKNOWN);
    judged_step(&judged, 1, "A-P", "INVITE");
    judged.steps[0].methods = 1u << METHOD_INVITE;
    expectation_add(expectation, &judged.flow);
    story.judgement = &judged.judgement;
    story.context.expectation = expectation;
    g_assert_cmpstr(story_report(&story, "tap"), ==,
                    "TAP version 13\n"
                    "ok 1 - call 1 unknown (1001 > 1002) # SKIP without an INVITE\n"
                    "not ok 2 - there is a call to check\n"
                    "1..2\n");
}

static void another_flow_than_the_expected_is_said(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(Expectation) expectation = expectation_new();
    Template hold = { .name = (char *)"hold" };

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    expectation_add(expectation, &hold);
    story.judgement = &judged.judgement;
    story.context.expectation = expectation;
    g_assert_nonnull(strstr(story_report(&story, "tap"),
                            "\nnot ok 1 - call 1 busy conforms (1001 > 1002)\n  ---\n"
                            "  message: \"busy conforms; expected hold\"\n"));
}

static void no_call_is_a_skipped_test(void)
{
    g_auto(Story) story;
    const ReportFormat *tap = formats_find("tap");

    story_init(&story);
    tap->close(tap->open(&story.context));
    g_assert_cmpstr(story_written(&story), ==, "TAP version 13\n1..0 # SKIP no call\n");
}

/* A failure that says "# skip" would be taken for one that does not count. */
static void hostile_text_turns_no_failure_into_a_skip(void)
{
    g_auto(Story) story;

    tell_hostile(&story);
    g_assert_cmpstr(story_report(&story, "tap"), ==,
                    "TAP version 13\n"
                    "not ok 1 - call 1 unknown (\\x1b[2J\\xff > x)\\x23skip<&)\n"
                    "  ---\n"
                    "  message: \"unknown\"\n"
                    "  call_id: \"\\\"]]>\\\\</testsuite>\\\\x07\"\n"
                    "  packet: 1\n"
                    "  ...\n"
                    "1..1\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tap/an_input_that_was_not_read_is_a_comment",
                    an_input_that_was_not_read_is_a_comment);
    g_test_add_func("/tap/a_good_call_is_a_line", a_good_call_is_a_line);
    g_test_add_func("/tap/a_bad_call_says_where_and_what", a_bad_call_says_where_and_what);
    g_test_add_func("/tap/what_is_not_looked_at_is_skipped_and_all_skipped_is_bad",
                    what_is_not_looked_at_is_skipped_and_all_skipped_is_bad);
    g_test_add_func("/tap/another_flow_than_the_expected_is_said",
                    another_flow_than_the_expected_is_said);
    g_test_add_func("/tap/no_call_is_a_skipped_test", no_call_is_a_skipped_test);
    g_test_add_func("/tap/hostile_text_turns_no_failure_into_a_skip",
                    hostile_text_turns_no_failure_into_a_skip);
    return g_test_run();
}
