/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        g_error("no %s in:\n%s", part, text);
}

static void a_call_that_was_not_judged_follows_none(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    assert_has(story_report(&story, "jsonl"),
               "\"flow\":{\"verdict\":\"unknown\",\"reason\":\"nothing-close\"},\"messages\"");
}

static void at_the_bound_of_work_the_best_flow_has_its_name_and_a_reason(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_UNKNOWN);
    judged.judgement.reason = REASON_WORK_BOUND;
    judged_mark(&judged, 0, MARK_MATCHED, judged_step(&judged, 3, "A-P", "INVITE"));
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "jsonl"),
               "\"verdict\":\"unknown\",\"reason\":\"work-bound\"},\"messages\"");
    assert_has(story_report(&story, "jsonl"), "\"flow\":{\"name\":\"busy\"");
    g_assert_null(strstr(story.written, "\"step\""));
}

static void a_flow_that_is_kept_is_told_in_full(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    judged.judgement.steps_matched = 8;
    judged.judgement.steps_expected = 9;
    judged.judgement.steps_unobserved = 1;
    judged.judgement.related = 4;
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "jsonl"),
               "\"flow\":{\"name\":\"busy\",\"title\":\"Title of busy\","
               "\"verdict\":\"conforms\",\"phases\":[\"offer\"],"
               "\"observed\":[\"A-P\",\"P-B\"],\"steps_matched\":8,\"steps_expected\":9,"
               "\"steps_unobserved\":1,\"deviations\":[],\"related\":4}");
}

static void the_step_that_is_open_comes_next(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_INCOMPLETE);
    judged.judgement.reason = REASON_ENDS_AFTER_CAPTURE;
    judged.judgement.open = judged_step(&judged, 5, "B-P", "486 INVITE");
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "jsonl"), "\"reason\":\"ends-after-capture\"");
    assert_has(story.written, "\"next\":{\"step\":5,\"expected\":\"486 INVITE\","
                              "\"from\":\"B\",\"to\":\"P\"}");
}

static void a_deviation_names_its_message_and_its_packet(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_DEVIATES);
    step = judged_step(&judged, 5, "B-P", "486 INVITE");
    judged_deviate(&judged, (Deviation){ DEVIATION_UNEXPECTED, step, 'B', 'P', 7, 0,
                                         (char *)"step 5: B answered 200" });
    judged_deviate(&judged, (Deviation){ DEVIATION_MISSING, step, 'B', 'P',
                                         JUDGEMENT_NO_MESSAGE, 3, (char *)"step 5: lost" });
    judged_deviate(&judged, (Deviation){ DEVIATION_UNEXPECTED, .message = 11,
                                         .text = (char *)"an answer to nobody" });
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "jsonl"),
               "{\"kind\":\"unexpected\",\"step\":5,\"expected\":\"486 INVITE\","
               "\"from\":\"B\",\"to\":\"P\",\"message\":8,\"capture\":0,\"packet\":8,"
               "\"time\":\"2026-03-05T10:15:05.000000Z\",\"text\":\"step 5: B answered 200\"}");
    assert_has(story.written, "{\"kind\":\"missing\",\"step\":5,\"expected\":\"486 INVITE\","
                              "\"from\":\"B\",\"to\":\"P\",\"text\":\"step 5: lost\"}");
    assert_has(story.written, "{\"kind\":\"unexpected\",\"message\":12,\"capture\":0,"
                              "\"packet\":12,");
}

static void messages_have_the_number_of_their_step(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    judged_mark(&judged, 4, MARK_MATCHED, judged_step(&judged, 2, "P-B", "INVITE"));
    judged_mark(&judged, 5, MARK_UNEXPECTED, judged_step(&judged, 17, "B-P", "486 INVITE"));
    judged_mark(&judged, 6, MARK_MATCHED, judged_step(&judged, 0, "P-A", "180 INVITE"));
    story.judgement = &judged.judgement;
    assert_has(story_report(&story, "jsonl"), "\"cseq\":\"1 INVITE\",\"step\":2,");
    g_assert_null(strstr(story.written, "\"step\":17"));
    g_assert_null(strstr(story.written, "\"step\":0"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/json_flow/a_call_that_was_not_judged_follows_none",
                    a_call_that_was_not_judged_follows_none);
    g_test_add_func("/json_flow/at_the_bound_of_work_the_best_flow_has_its_name_and_a_reason",
                    at_the_bound_of_work_the_best_flow_has_its_name_and_a_reason);
    g_test_add_func("/json_flow/a_flow_that_is_kept_is_told_in_full",
                    a_flow_that_is_kept_is_told_in_full);
    g_test_add_func("/json_flow/the_step_that_is_open_comes_next",
                    the_step_that_is_open_comes_next);
    g_test_add_func("/json_flow/a_deviation_names_its_message_and_its_packet",
                    a_deviation_names_its_message_and_its_packet);
    g_test_add_func("/json_flow/messages_have_the_number_of_their_step",
                    messages_have_the_number_of_their_step);
    return g_test_run();
}
