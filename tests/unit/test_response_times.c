/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/response_times.h"

#include "tests/support/story.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Story, story_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ResponseTimes, response_times_clear)

#define A "192.0.2.10:5060"
#define P "192.0.2.1:5060"

static void measure(Story *story, ResponseTimes *times)
{
    response_times_init(times);
    response_times_add(times, story_call(story));
    response_times_sort(times);
}

static uint32_t only(const ResponseTimes *times, ResponseKind kind)
{
    g_assert_cmpuint(times->of[kind]->len, ==, 1);
    return g_array_index(times->of[kind], uint32_t, 0);
}

static void a_call_is_measured_once_at_the_caller_from_the_first_sending(void)
{
    g_auto(Story) story;
    g_auto(ResponseTimes) times;

    story_init(&story);
    story_tell_call(&story);
    measure(&story, &times);
    g_assert_cmpuint(only(&times, RESPONSE_RINGING), ==, 1540000);
    g_assert_cmpuint(only(&times, RESPONSE_SETUP), ==, 3010000);
    g_assert_cmpuint(only(&times, RESPONSE_BYE), ==, 20000);
    g_assert_cmpuint(times.of[RESPONSE_REGISTER]->len, ==, 0);
}

static void a_challenge_is_no_answer(void)
{
    g_auto(Story) story;
    g_auto(ResponseTimes) times;
    const char *line = "REGISTER sip:example.net SIP/2.0";

    story_init(&story);
    story_say(&story, (Said){ 0, A, P, line, .cseq = "1 REGISTER" });
    story_say(&story, (Said){ 5, P, A, "SIP/2.0 401 Unauthorized", .cseq = "1 REGISTER" });
    story_say(&story, (Said){ 9, A, P, line, .cseq = "2 REGISTER", .branch = "b" });
    story_say(&story,
              (Said){ 16, P, A, "SIP/2.0 200 OK", .cseq = "2 REGISTER", .branch = "b" });
    measure(&story, &times);
    g_assert_cmpuint(only(&times, RESPONSE_REGISTER), ==, 7000);
}

static void a_refusal_is_an_answer_and_100_is_no_ringing(void)
{
    g_auto(Story) story;
    g_auto(ResponseTimes) times;

    story_init(&story);
    story_say(&story,
              (Said){ 0, A, P, "INVITE sip:1002@example.net SIP/2.0", .cseq = "1 INVITE" });
    story_say(&story, (Said){ 1, P, A, "SIP/2.0 100 Trying", .cseq = "1 INVITE" });
    story_say(&story,
              (Said){ 40, P, A, "SIP/2.0 486 Busy Here", .cseq = "1 INVITE", .to_tag = "t" });
    measure(&story, &times);
    g_assert_cmpuint(times.of[RESPONSE_RINGING]->len, ==, 0);
    g_assert_cmpuint(only(&times, RESPONSE_SETUP), ==, 40000);
}

static void an_invite_inside_the_dialog_is_no_setup(void)
{
    g_auto(Story) story;
    g_auto(ResponseTimes) times;

    story_init(&story);
    story_say(&story,
              (Said){ 0, A, P, "INVITE sip:1002@example.net SIP/2.0", .cseq = "1 INVITE" });
    story_say(&story, (Said){ 40, P, A, "SIP/2.0 200 OK", .cseq = "1 INVITE", .to_tag = "t" });
    story_say(&story, (Said){ 99, A, P, "INVITE sip:1002@192.0.2.1 SIP/2.0", .to_tag = "t",
                              .cseq = "2 INVITE", .branch = "b" });
    story_say(&story, (Said){ 109, P, A, "SIP/2.0 200 OK", .to_tag = "t", .cseq = "2 INVITE",
                              .branch = "b" });
    measure(&story, &times);
    g_assert_cmpuint(only(&times, RESPONSE_SETUP), ==, 40000);
}

/* The fast answer is not mixed up with the request that nobody answered. */
static void very_many_open_requests_are_given_up(void)
{
    g_auto(Story) story;
    g_auto(ResponseTimes) times;

    story_init(&story);
    for (unsigned i = 1; i <= 200; i++) {
        g_autofree char *cseq = g_strdup_printf("%u OPTIONS", i);

        story_say(&story, (Said){ i, A, P, "OPTIONS sip:example.net SIP/2.0", .cseq = cseq,
                                  .branch = cseq });
    }
    story_say(&story, (Said){ 300, P, A, "SIP/2.0 200 OK", .cseq = "1 OPTIONS" });
    story_say(&story, (Said){ 300, P, A, "SIP/2.0 200 OK", .cseq = "200 OPTIONS" });
    measure(&story, &times);
    g_assert_cmpuint(only(&times, RESPONSE_OPTIONS), ==, 100000);
}

static void percentiles_are_nearest_ranks(void)
{
    g_auto(ResponseTimes) times;

    response_times_init(&times);
    for (uint32_t us = 1; us <= 200; us++)
        g_array_append_val(times.of[RESPONSE_BYE], us);
    g_assert_cmpuint(response_times_percentile(&times, RESPONSE_BYE, 50), ==, 100);
    g_assert_cmpuint(response_times_percentile(&times, RESPONSE_BYE, 95), ==, 190);
    g_assert_cmpuint(response_times_percentile(&times, RESPONSE_BYE, 99), ==, 198);
    g_assert_cmpuint(response_times_percentile(&times, RESPONSE_BYE, 100), ==, 200);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func(
        "/response_times/a_call_is_measured_once_at_the_caller_from_the_first_sending",
        a_call_is_measured_once_at_the_caller_from_the_first_sending);
    g_test_add_func("/response_times/a_challenge_is_no_answer", a_challenge_is_no_answer);
    g_test_add_func("/response_times/a_refusal_is_an_answer_and_100_is_no_ringing",
                    a_refusal_is_an_answer_and_100_is_no_ringing);
    g_test_add_func("/response_times/an_invite_inside_the_dialog_is_no_setup",
                    an_invite_inside_the_dialog_is_no_setup);
    g_test_add_func("/response_times/very_many_open_requests_are_given_up",
                    very_many_open_requests_are_given_up);
    g_test_add_func("/response_times/percentiles_are_nearest_ranks",
                    percentiles_are_nearest_ranks);
    return g_test_run();
}
