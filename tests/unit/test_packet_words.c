/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/packet_words.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

/* Message 8 (from 0) of the call is the 200 OK from P to A. */
#define OK_TO_A 8

static void begin(Story *story, Judged *judged, const char *flow)
{
    static const char ROLES[] = { 'A', 'P', 'B' };
    const Call *call;

    story_init(story);
    story_tell_call(story);
    judged_init(judged, flow, FLOW_DEVIATES);
    call = story_call(story);
    g_assert_cmpuint(call->participants_len, ==, 3);
    for (unsigned i = 0; i < 3; i++)
        judged->judgement.endpoints[i] =
            (JudgedEndpoint){ call->participants[i].addresses[0], ROLES[i] };
    judged->judgement.endpoints_len = 3;
    story->judgement = &judged->judgement;
}

static void assert_message(Story *story, unsigned index, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    packet_words_append_message(out, story_call(story), index);
    g_assert_cmpstr(out->str, ==, expected);
}

static void a_matched_message_names_flow_and_step(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "hold");
    judged_mark(&judged, OK_TO_A, MARK_MATCHED, judged_step(&judged, 8, "P-A", "200 INVITE"));
    assert_message(&story, OK_TO_A, " hold step 8: 200 INVITE P-A");
}

static void a_step_without_a_number_is_called_by_its_phase(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    Phase phases[2] = { { .name = "hold" }, { .name = "challenge" } };
    Step *step;

    begin(&story, &judged, "hold");
    judged.flow.phases = phases;
    step = (Step *)judged_step(&judged, 0, "P-A", "200 INVITE");
    judged_mark(&judged, OK_TO_A, MARK_MATCHED, step);
    assert_message(&story, OK_TO_A, " hold: 200 INVITE P-A");
    step->phase = 1;
    assert_message(&story, OK_TO_A, " hold challenge: 200 INVITE P-A");
}

static void what_deviates_says_so_and_why(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    begin(&story, &judged, "busy");
    step = judged_step(&judged, 6, "P-A", "486 INVITE");
    judged_mark(&judged, OK_TO_A, MARK_UNEXPECTED, NULL);
    assert_message(&story, OK_TO_A, " busy: unexpected 200 INVITE P-A");
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED,
                                         .step = step,
                                         .message = OK_TO_A,
                                         .text = (char *)"step 6: P answered 200" });
    assert_message(&story, OK_TO_A, " busy: unexpected 200 INVITE P-A (P answered 200)");
    judged_mark(&judged, OK_TO_A, MARK_OUT_OF_ORDER, step);
    assert_message(&story, OK_TO_A,
                   " busy: out of order, step 6: 200 INVITE P-A (P answered 200)");
}

static void an_aside_has_no_step(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    begin(&story, &judged, "hold");
    assert_message(&story, OK_TO_A, " hold: 200 INVITE P-A");
    judged.judgement.verdict = FLOW_UNKNOWN;
    assert_message(&story, OK_TO_A, " unknown: 200 INVITE P-A");
}

static void a_call_that_was_not_judged_has_its_messages(void)
{
    g_auto(Story) story;

    story_init(&story);
    story_tell_call(&story);
    assert_message(&story, OK_TO_A, ": 200 INVITE P-A");
}

static void what_never_came_is_named_by_its_step(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(GString) out = g_string_new(NULL);
    Deviation deviation = { .kind = DEVIATION_MISSING,
                            .from = 'B',
                            .to = 'P',
                            .text = (char *)"step 11: B never\nanswered" };

    begin(&story, &judged, "no-answer-caller");
    deviation.step = judged_step(&judged, 11, "B-P", "487 INVITE");
    packet_words_append_deviation(out, story_call(&story), &deviation);
    g_assert_cmpstr(out->str, ==,
                    " no-answer-caller: missing step 11: 487 INVITE B-P (B never\\nanswered)");
}

static void the_verdict_comes_with_its_reason(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    g_autoptr(GString) out = g_string_new(NULL);

    begin(&story, &judged, "hold");
    judged.judgement.verdict = FLOW_INCOMPLETE;
    judged.judgement.reason = REASON_ENDS_AFTER_CAPTURE;
    packet_words_append_verdict(out, story_call(&story));
    g_assert_cmpstr(out->str, ==, " hold incomplete, the capture ends before the call does");
}

#define CASE(function) g_test_add_func("/packet_words/" #function, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    CASE(a_matched_message_names_flow_and_step);
    CASE(a_step_without_a_number_is_called_by_its_phase);
    CASE(what_deviates_says_so_and_why);
    CASE(an_aside_has_no_step);
    CASE(a_call_that_was_not_judged_has_its_messages);
    CASE(what_never_came_is_named_by_its_step);
    CASE(the_verdict_comes_with_its_reason);
    return g_test_run();
}
