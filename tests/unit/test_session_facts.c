/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/session_facts.h"

#include "tests/support/story.h"

#define MS (INT64_C(1000000))
#define START (INT64_C(1772705702) * 1000 * MS)

static const char A[] = "192.0.2.10:5060";
static const char P[] = "192.0.2.1:5060";
static const char B[] = "192.0.2.20:5060";
static const char INVITE[] = "INVITE sip:1002@example.net SIP/2.0";
static const char REGISTER[] = "REGISTER sip:example.net SIP/2.0";
static const char BYE[] = "BYE sip:1002@192.0.2.20 SIP/2.0";

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)

/* The facts of what was told, if the capture ends @end_ms after its begin. */
static SessionFacts facts_of(Story *story, int64_t end_ms)
{
    return session_facts_of(story_call(story), START + end_ms * MS);
}

static void say(Story *story, int64_t ms, const char *from, const char *to, const char *line,
                const char *cseq, const char *to_tag)
{
    story_say(story, (Said){ .ms = ms,
                             .from = from,
                             .to = to,
                             .start_line = line,
                             .cseq = cseq,
                             .branch = cseq,
                             .to_tag = to_tag });
}

/* INVITE at 0, 200 at 500 ms, without a ringing between. */
static void say_answered(Story *story)
{
    say(story, 0, A, P, INVITE, "1 INVITE", NULL);
    say(story, 20, P, A, "SIP/2.0 100 Trying", "1 INVITE", NULL);
    say(story, 500, P, A, "SIP/2.0 200 OK", "1 INVITE", "t");
    say(story, 510, A, P, "ACK sip:1002@example.net SIP/2.0", "1 ACK", "t");
}

static void hops_and_repeats_of_a_call_count_once(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    story_tell_call(&story); /* INVITE at 0; 180 at 1540; 200 at 3010; BYE 63020, 200 63040 */
    facts = facts_of(&story, 63040);
    g_assert_true(facts.is_session && facts.has_rung);
    g_assert_cmpuint(facts.outcome, ==, 200);
    g_assert_cmpint(facts.request_delay, ==, 1540 * MS);
    g_assert_cmpint(facts.duration, ==, (63020 - 3010) * MS);
    g_assert_cmpint(facts.disconnect_delay, ==, 20 * MS);
    g_assert_cmpint(facts.end, ==, SESSION_END_ANSWERED);
}

static void a_hundred_is_no_status(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    say_answered(&story);
    facts = facts_of(&story, 1000);
    g_assert_cmpint(facts.request_delay, ==, 500 * MS);
    g_assert_false(facts.has_rung);
    g_assert_cmpint(facts.end, ==, SESSION_END_OPEN);
    g_assert_cmpint(facts.duration, ==, -1);
}

static void a_challenge_and_its_answer_are_one_request(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    say(&story, 0, A, P, INVITE, "1 INVITE", NULL);
    say(&story, 10, P, A, "SIP/2.0 407 Proxy Authentication Required", "1 INVITE", "p");
    facts = facts_of(&story, 10);
    g_assert_cmpuint(facts.outcome, ==, 407);
    g_assert_cmpint(facts.request_delay, ==, -1);
    say(&story, 20, A, P, INVITE, "2 INVITE", NULL);
    facts = facts_of(&story, 20);
    g_assert_cmpuint(facts.outcome, ==, 0);
    say(&story, 90, P, A, "SIP/2.0 486 Busy Here", "2 INVITE", "t");
    facts = facts_of(&story, 90);
    g_assert_cmpuint(facts.outcome, ==, 486);
    g_assert_cmpint(facts.request_delay, ==, 90 * MS);
}

static void a_redirection_that_the_caller_follows_is_no_outcome(void)
{
    g_auto(Story) story;

    story_init(&story);
    say(&story, 0, A, P, INVITE, "1 INVITE", NULL);
    say(&story, 10, P, A, "SIP/2.0 302 Moved Temporarily", "1 INVITE", "p");
    g_assert_cmpuint(facts_of(&story, 10).outcome, ==, 302);
    say(&story, 20, A, P, INVITE, "2 INVITE", NULL);
    say(&story, 60, P, A, "SIP/2.0 200 OK", "2 INVITE", "t");
    g_assert_cmpuint(facts_of(&story, 60).outcome, ==, 200);
    g_assert_cmpint(facts_of(&story, 60).request_delay, ==, 60 * MS);
}

static void an_offer_within_the_call_is_no_request(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    say_answered(&story);
    say(&story, 2000, A, P, INVITE, "2 INVITE", "t");
    say(&story, 2100, P, A, "SIP/2.0 488 Not Acceptable Here", "2 INVITE", "t");
    facts = facts_of(&story, 3000);
    g_assert_cmpuint(facts.outcome, ==, 200);
    g_assert_cmpint(facts.request_delay, ==, 500 * MS);
}

static void a_call_without_its_invite_is_no_request(void)
{
    g_auto(Story) story;

    story_init(&story);
    say(&story, 0, A, P, BYE, "2 BYE", "t");
    g_assert_false(facts_of(&story, 0).is_session);
}

static void silence_fails_after_the_timers(void)
{
    g_auto(Story) story;

    story_init(&story);
    say(&story, 0, A, P, INVITE, "1 INVITE", NULL);
    say(&story, 20, P, A, "SIP/2.0 100 Trying", "1 INVITE", NULL);
    g_assert_cmpuint(facts_of(&story, 180019).outcome, ==, 0);
    g_assert_cmpuint(facts_of(&story, 180020).outcome, ==, 408);
}

static void a_bye_fails_by_timer_f_or_by_408(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    say_answered(&story);
    say(&story, 1500, A, P, BYE, "2 BYE", "t");
    g_assert_cmpint(facts_of(&story, 33499).end, ==, SESSION_END_OPEN);
    facts = facts_of(&story, 33500);
    g_assert_cmpint(facts.end, ==, SESSION_END_UNANSWERED);
    g_assert_cmpint(facts.disconnect_delay, ==, 32000 * MS);
    g_assert_cmpint(facts.duration, ==, 33000 * MS);
    say(&story, 21500, P, A, "SIP/2.0 408 Request Timeout", "2 BYE", "t");
    facts = facts_of(&story, 21500);
    g_assert_cmpint(facts.end, ==, SESSION_END_UNANSWERED);
    g_assert_cmpint(facts.disconnect_delay, ==, 20000 * MS);
}

static void a_bye_by_the_callee_is_timed_too(void)
{
    g_auto(Story) story;
    SessionFacts facts;

    story_init(&story);
    say_answered(&story);
    say(&story, 1500, P, A, "BYE sip:1001@192.0.2.10 SIP/2.0", "7 BYE", "f1");
    say(&story, 1530, A, P, "SIP/2.0 481 No Such Call", "7 BYE", "f1");
    facts = facts_of(&story, 1530);
    g_assert_cmpint(facts.end, ==, SESSION_END_REFUSED);
    g_assert_cmpint(facts.disconnect_delay, ==, -1);
    g_assert_cmpint(facts.duration, ==, 1000 * MS);
}

static void hops_are_counted_from_terminal_to_terminal(void)
{
    static const char CONTACT[] = "Contact: <sip:1002@192.0.2.20>\r\n";
    static const char VIA[] = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa\r\n";
    g_auto(Story) story;

    story_init(&story);
    story_say(&story, (Said){ .from = A, .to = P, .start_line = INVITE, .branch = "a" });
    story_say(&story, (Said){ 10, P, B, INVITE, .branch = "b", .headers = VIA });
    story_say(&story, (Said){ 20, P, A, "SIP/2.0 200 OK", .branch = "a", .to_tag = "t",
                              .headers = CONTACT });
    g_assert_cmpuint(facts_of(&story, 100).hops, ==, 0); /* the answer of B was not captured */
    story_say(&story, (Said){ 30, B, P, "SIP/2.0 200 OK", .branch = "b", .to_tag = "t",
                              .headers = CONTACT });
    g_assert_cmpuint(facts_of(&story, 100).hops, ==, 2);
}

/* The attempts of what was told. */
static GArray *registrations_of(Story *story, int64_t end_ms)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(Registration));

    session_facts_registrations(story_call(story), START + end_ms * MS, found);
    return found;
}

static void assert_one(Story *story, int64_t end_ms, unsigned outcome, int64_t delay_ms)
{
    g_autoptr(GArray) found = registrations_of(story, end_ms);

    g_assert_cmpuint(found->len, ==, 1);
    g_assert_cmpuint(g_array_index(found, Registration, 0).outcome, ==, outcome);
    g_assert_cmpint(g_array_index(found, Registration, 0).delay, ==, delay_ms * MS);
}

static void a_registration_includes_its_challenge(void)
{
    g_auto(Story) story;

    story_init(&story);
    say(&story, 0, A, P, REGISTER, "1 REGISTER", NULL);
    say(&story, 10, P, A, "SIP/2.0 401 Unauthorized", "1 REGISTER", "r");
    assert_one(&story, 10, 401, 0);
    say(&story, 20, A, P, REGISTER, "2 REGISTER", NULL);
    assert_one(&story, 32019, 0, 20);
    assert_one(&story, 32020, 408, 20);
    say(&story, 45, P, A, "SIP/2.0 200 OK", "2 REGISTER", "r");
    assert_one(&story, 45, 200, 45);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session_facts/hops_and_repeats_of_a_call_count_once",
                    hops_and_repeats_of_a_call_count_once);
    g_test_add_func("/session_facts/a_hundred_is_no_status", a_hundred_is_no_status);
    g_test_add_func("/session_facts/a_challenge_and_its_answer_are_one_request",
                    a_challenge_and_its_answer_are_one_request);
    g_test_add_func("/session_facts/a_redirection_that_the_caller_follows_is_no_outcome",
                    a_redirection_that_the_caller_follows_is_no_outcome);
    g_test_add_func("/session_facts/an_offer_within_the_call_is_no_request",
                    an_offer_within_the_call_is_no_request);
    g_test_add_func("/session_facts/a_call_without_its_invite_is_no_request",
                    a_call_without_its_invite_is_no_request);
    g_test_add_func("/session_facts/silence_fails_after_the_timers",
                    silence_fails_after_the_timers);
    g_test_add_func("/session_facts/a_bye_fails_by_timer_f_or_by_408",
                    a_bye_fails_by_timer_f_or_by_408);
    g_test_add_func("/session_facts/a_bye_by_the_callee_is_timed_too",
                    a_bye_by_the_callee_is_timed_too);
    g_test_add_func("/session_facts/hops_are_counted_from_terminal_to_terminal",
                    hops_are_counted_from_terminal_to_terminal);
    g_test_add_func("/session_facts/a_registration_includes_its_challenge",
                    a_registration_includes_its_challenge);
    return g_test_run();
}
