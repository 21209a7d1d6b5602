/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_words.h"

#include "tests/support/judged.h"
#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Judged, judged_clear)

static char *said(Story *story, const Judged *judged, unsigned width)
{
    GString *out = g_string_new(NULL);

    story->judgement = &judged->judgement;
    flow_words_append_short(out, story_call(story), width, true);
    return g_string_free(out, FALSE);
}

#define assert_said(story, judged, width, expected)                                            \
    do {                                                                                       \
        g_autofree char *said_ = said((story), (judged), (width));                             \
        g_assert_cmpstr(said_, ==, (expected));                                                \
    } while (0)

/* What the list says of a call with this one deviation, of message 8, a 200. */
static void assert_deviation(DeviationKind kind, unsigned number, const char *label,
                             const char *expected)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step = NULL;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "hold", FLOW_DEVIATES);
    if (label)
        step = judged_step(&judged, number, "B-P", label);
    judged_deviate(&judged, (Deviation){ .kind = kind, .step = step, .message = 7 });
    assert_said(&story, &judged, 0, expected);
}

static void a_verdict_is_one_word(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "busy", FLOW_CONFORMS);
    assert_said(&story, &judged, 0, "busy ok");
    judged.judgement.verdict = FLOW_INCOMPLETE;
    assert_said(&story, &judged, 0, "busy incomplete");
    judged.judgement.verdict = FLOW_UNKNOWN;
    assert_said(&story, &judged, 0, "unknown");
    judged.judgement.reason = REASON_WORK_BOUND;
    assert_said(&story, &judged, 0, "unknown: given up");
}

static void the_first_deviation_is_named_and_the_others_counted(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    assert_deviation(DEVIATION_MISSING, 11, "487 INVITE", "hold: step 11 missing");
    assert_deviation(DEVIATION_MISSING, 0, "401 REGISTER", "hold: 401 REGISTER missing");
    assert_deviation(DEVIATION_OUT_OF_ORDER, 13, "INVITE", "hold: step 13 out of order");
    assert_deviation(DEVIATION_UNEXPECTED, 10, "180 INVITE", "hold: 200 for step 10");
    assert_deviation(DEVIATION_UNEXPECTED, 0, NULL, "hold: unexpected 200");

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "hold", FLOW_DEVIATES);
    step = judged_step(&judged, 4, "P-B", "INVITE");
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_MISSING, .step = step });
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED, .message = 0 });
    assert_said(&story, &judged, 0, "hold: step 4 missing +1");
}

static void a_message_of_another_call_has_no_name(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "waiting", FLOW_DEVIATES);
    judged_deviate(&judged, (Deviation){ .kind = DEVIATION_UNEXPECTED,
                                         .message = JUDGEMENT_NO_MESSAGE });
    assert_said(&story, &judged, 0, "waiting: unexpected message");
}

/* A number that is cut lies, a name that is cut is still known. */
static void a_narrow_column_cuts_the_name(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Step *step;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "no-answer-caller", FLOW_DEVIATES);
    step = judged_step(&judged, 11, "B-P", "487 INVITE");
    for (unsigned i = 0; i < 3; i++)
        judged_deviate(&judged, (Deviation){ .kind = DEVIATION_MISSING, .step = step });
    assert_said(&story, &judged, 36, "no-answer-caller: step 11 missing +2");
    assert_said(&story, &judged, 35, "no-answer-call…: step 11 missing +2");
    assert_said(&story, &judged, 32, "no-answer-c…: step 11 missing +2");
    assert_said(&story, &judged, 10, "no-answ…: step 11 missing");
}

static void assert_observed(const Judgement *judgement, const char *expected)
{
    g_autoptr(GString) out = g_string_new(NULL);

    flow_words_append_observed(out, judgement);
    g_assert_cmpstr(out->str, ==, expected);
}

static void hops_that_were_not_seen_are_named(void)
{
    g_auto(Judged) judged;

    judged_init(&judged, "forward-busy", FLOW_CONFORMS);
    assert_observed(&judged.judgement, "A-P, P-B");
    judged.judgement.steps_unobserved = 1;
    assert_observed(&judged.judgement, "A-P, P-B; 1 step not seen");
    judged_step(&judged, 1, "A-P", "INVITE");
    judged_step(&judged, 5, "B-P", "486 INVITE");
    judged_step(&judged, 8, "C-P", "180 INVITE");
    judged_step(&judged, 7, "P-C", "INVITE");
    judged.judgement.steps_unobserved = 4;
    assert_observed(&judged.judgement, "A-P, P-B; 4 steps on C-P not seen");
    judged.judgement.observed_len = 1;
    assert_observed(&judged.judgement, "A-P; 4 steps on B-P and C-P not seen");
}

static void the_match_tells_the_roles(void)
{
    g_auto(Story) story;
    g_auto(Judged) judged;
    const Call *call;

    story_init(&story);
    story_tell_call(&story);
    judged_init(&judged, "forward-unconditional", FLOW_CONFORMS);
    call = story_call(&story);
    g_assert_cmpint(flow_words_role(call, 2), ==, 'B');
    judged.endpoints[0] = (JudgedEndpoint){ call->participants[2].addresses[0], 'C' };
    judged.judgement.endpoints_len = 1;
    story.judgement = &judged.judgement;
    call = story_call(&story);
    g_assert_cmpint(flow_words_role(call, 0), ==, 'A');
    g_assert_cmpint(flow_words_role(call, 2), ==, 'C');
    judged.judgement.verdict = FLOW_UNKNOWN;
    g_assert_cmpint(flow_words_role(call, 2), ==, 'B');
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/flow_words/a_verdict_is_one_word", a_verdict_is_one_word);
    g_test_add_func("/flow_words/the_first_deviation_is_named_and_the_others_counted",
                    the_first_deviation_is_named_and_the_others_counted);
    g_test_add_func("/flow_words/a_message_of_another_call_has_no_name",
                    a_message_of_another_call_has_no_name);
    g_test_add_func("/flow_words/a_narrow_column_cuts_the_name", a_narrow_column_cuts_the_name);
    g_test_add_func("/flow_words/hops_that_were_not_seen_are_named",
                    hops_that_were_not_seen_are_named);
    g_test_add_func("/flow_words/the_match_tells_the_roles", the_match_tells_the_roles);
    return g_test_run();
}
