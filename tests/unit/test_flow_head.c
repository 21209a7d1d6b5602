/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_head.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static const char *head(Story *story, const Judged *judged)
{
    g_autoptr(CallHead) lines = call_head_new_empty();

    rewind(story->context.out);
    story->judgement = judged ? &judged->judgement : NULL;
    flow_head_add(lines, &story->context, story_call(story));
    call_head_print(lines, &story->context);
    return story_written(story);
}

static void a_call_that_conforms_takes_two_lines(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    g_assert_cmpstr(head(&story, &judged), ==,
                    "  flow busy (Title of busy): conforms\n"
                    "    seen: A-P, P-B\n");
}

static void each_deviation_has_its_sentence(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 7: A never sent the ACK" });
    judged_deviate(&judged, (Deviation){ .text = (char *)"step 8: \x1b came to nobody" });
    judged.judgement.related = 7;
    g_assert_cmpstr(head(&story, &judged), ==,
                    "  flow busy (Title of busy): deviates\n"
                    "    step 7: A never sent the ACK\n"
                    "    step 8: \\x1b came to nobody\n"
                    "    seen: A-P, P-B\n"
                    "    judged together with call 7\n");
}

static void many_deviations_are_counted(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const char *text;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    for (unsigned i = 0; i < 25; i++)
        judged_deviate(&judged, (Deviation){ .text = (char *)"step 7: no ACK" });
    text = head(&story, &judged);
    g_assert_nonnull(strstr(text, "    step 7: no ACK\n    and 5 more\n"));
}

static void an_incomplete_call_names_what_is_open_and_why(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_INCOMPLETE);
    judged.judgement.reason = REASON_ENDS_AFTER_CAPTURE;
    judged.judgement.open = judged_step(&judged, 5, "B-P", "486 INVITE");
    g_assert_cmpstr(
        head(&story, &judged), ==,
        "  flow busy (Title of busy): incomplete, the capture ends before the call does\n"
        "    still open: 486 INVITE from B to P (step 5)\n"
        "    seen: A-P, P-B\n");
}

static void an_unknown_call_says_no_more_than_why(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_UNKNOWN);
    judged.judgement.reason = REASON_NOTHING_CLOSE;
    g_assert_cmpstr(head(&story, &judged), ==, "  flow unknown, no flow comes close\n");
}

static void a_call_that_was_not_judged_says_nothing(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    g_assert_cmpstr(head(&story, NULL), ==, "");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flow_head/a_call_that_conforms_takes_two_lines",
                    a_call_that_conforms_takes_two_lines);
    g_test_add_func("/flow_head/each_deviation_has_its_sentence",
                    each_deviation_has_its_sentence);
    g_test_add_func("/flow_head/many_deviations_are_counted", many_deviations_are_counted);
    g_test_add_func("/flow_head/an_incomplete_call_names_what_is_open_and_why",
                    an_incomplete_call_names_what_is_open_and_why);
    g_test_add_func("/flow_head/an_unknown_call_says_no_more_than_why",
                    an_unknown_call_says_no_more_than_why);
    g_test_add_func("/flow_head/a_call_that_was_not_judged_says_nothing",
                    a_call_that_was_not_judged_says_nothing);
    return g_test_run();
}
