/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/expectation.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

static Template BUSY = { .name = (char *)"busy",
                         .steps = &(Step){ .methods = 1u << METHOD_INVITE },
                         .steps_len = 1 };
static Template HOLD = { .name = (char *)"hold",
                         .steps = &(Step){ .methods = 1u << METHOD_INVITE },
                         .steps_len = 1 };
static Template REGISTER = { .name = (char *)"register",
                             .steps = &(Step){ .methods = 1u << METHOD_REGISTER },
                             .steps_len = 1 };

/* How a call that begins with @method fares. */
static Outcome outcome(const Expectation *expectation, const char *method, const Template *flow,
                       FlowVerdict verdict)
{
    g_autofree char *line = g_strconcat(method, " sip:1002@example.net SIP/2.0", NULL);
    g_autofree char *cseq = g_strconcat("1 ", method, NULL);
    Judgement judgement = { .flow = flow, .verdict = verdict };
    g_auto(Story) story;

    story_init(&story);
    story_say(&story, (Said){ .start_line = line, .cseq = cseq });
    story.judgement = &judgement;
    return expectation_outcome(expectation, story_call(&story));
}

static void without_one_a_call_has_to_keep_some_flow(void)
{
    g_autoptr(Expectation) any = expectation_new();

    g_assert_cmpint(outcome(any, "INVITE", &BUSY, FLOW_CONFORMS), ==, OUTCOME_GOOD);
    g_assert_cmpint(outcome(any, "INVITE", &BUSY, FLOW_INCOMPLETE), ==, OUTCOME_GOOD);
    g_assert_cmpint(outcome(any, "INVITE", &BUSY, FLOW_DEVIATES), ==, OUTCOME_BAD);
    g_assert_cmpint(outcome(any, "INVITE", NULL, FLOW_UNKNOWN), ==, OUTCOME_BAD);
    g_assert_cmpint(outcome(any, "OPTIONS", NULL, FLOW_UNKNOWN), ==, OUTCOME_BAD);
}

static void one_of_the_expected_flows_has_to_be_kept(void)
{
    g_autoptr(Expectation) two = expectation_new();

    expectation_add(two, &BUSY);
    expectation_add(two, &HOLD);
    expectation_add(two, &BUSY);
    g_assert_cmpint(outcome(two, "INVITE", &HOLD, FLOW_CONFORMS), ==, OUTCOME_GOOD);
    g_assert_cmpint(outcome(two, "INVITE", &HOLD, FLOW_DEVIATES), ==, OUTCOME_BAD);
    g_assert_cmpint(outcome(two, "INVITE", &REGISTER, FLOW_CONFORMS), ==, OUTCOME_BAD);
    g_assert_cmpint(outcome(two, "INVITE", NULL, FLOW_UNKNOWN), ==, OUTCOME_BAD);
    {
        g_autofree char *names = expectation_names(two);

        g_assert_cmpstr(names, ==, "busy or hold");
    }
}

static void an_incomplete_call_fails_unless_that_is_allowed(void)
{
    g_autoptr(Expectation) one = expectation_new();

    expectation_add(one, &BUSY);
    g_assert_cmpint(outcome(one, "INVITE", &BUSY, FLOW_INCOMPLETE), ==, OUTCOME_BAD);
    one->allow_incomplete = true;
    g_assert_cmpint(outcome(one, "INVITE", &BUSY, FLOW_INCOMPLETE), ==, OUTCOME_GOOD);
    g_assert_cmpint(outcome(one, "INVITE", &HOLD, FLOW_INCOMPLETE), ==, OUTCOME_BAD);
}

static void calls_without_an_invite_are_looked_at_where_a_flow_has_none(void)
{
    g_autoptr(Expectation) one = expectation_new();

    expectation_add(one, &BUSY);
    g_assert_cmpint(outcome(one, "REGISTER", &REGISTER, FLOW_DEVIATES), ==, OUTCOME_SKIPPED);
    expectation_add(one, &REGISTER);
    g_assert_cmpint(outcome(one, "REGISTER", &REGISTER, FLOW_DEVIATES), ==, OUTCOME_BAD);
    g_assert_cmpint(outcome(one, "REGISTER", &REGISTER, FLOW_CONFORMS), ==, OUTCOME_GOOD);
}

static void a_call_of_which_only_the_end_was_seen_has_an_invite(void)
{
    g_autoptr(Expectation) one = expectation_new();
    Judgement judgement = { .flow = &BUSY, .verdict = FLOW_CONFORMS };
    g_auto(Story) story;

    expectation_add(one, &BUSY);
    story_init(&story);
    story_say(&story, (Said){ .start_line = "BYE sip:1002@example.net SIP/2.0",
                              .cseq = "2 BYE",
                              .to_tag = "t" });
    story.judgement = &judgement;
    g_assert_cmpint(expectation_outcome(one, story_call(&story)), ==, OUTCOME_GOOD);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expectation/without_one_a_call_has_to_keep_some_flow",
                    without_one_a_call_has_to_keep_some_flow);
    g_test_add_func("/expectation/one_of_the_expected_flows_has_to_be_kept",
                    one_of_the_expected_flows_has_to_be_kept);
    g_test_add_func("/expectation/an_incomplete_call_fails_unless_that_is_allowed",
                    an_incomplete_call_fails_unless_that_is_allowed);
    g_test_add_func("/expectation/calls_without_an_invite_are_looked_at_where_a_flow_has_none",
                    calls_without_an_invite_are_looked_at_where_a_flow_has_none);
    g_test_add_func("/expectation/a_call_of_which_only_the_end_was_seen_has_an_invite",
                    a_call_of_which_only_the_end_was_seen_has_an_invite);
    return g_test_run();
}
