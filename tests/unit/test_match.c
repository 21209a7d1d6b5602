/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/match.h"

#include "flows/shape_match.h"
#include "tests/support/verdicts.h"

/* Up to the moment when B rings, when A and B talk, when A gave up. */
#define RINGS "A>P INVITE, P>B INVITE, P>A 100, B>P 180, P>A 180"
#define ANSWERED RINGS ", B>P 200, P>A 200, A>P ACK, P>B ACK"
#define CANCELLED RINGS ", A>P CANCEL, P>A 200 CANCEL, P>B CANCEL"
#define FORWARDED "A>P INVITE, P>B INVITE, B>P 486, P>B ACK, P>C INVITE, C>P 180, P>A 180"

/* A call as it is told, how long the capture runs on after it, and what is made of it. */
typedef struct Told {
    const char *name, *script;
    unsigned seconds;
    const char *expected;
} Told;

static const Told CASES[] = {
    { "a_call_that_is_not_hung_up_is_still_talking", ANSWERED, 0, "basic-call conforms" },
    { "either_side_may_hang_up", ANSWERED ", B>P BYE, P>A BYE, A>P 200, P>B 200", 0,
      "basic-call conforms" },
    { "two_byes_may_cross",
      ANSWERED ", A>P BYE, B>P BYE, P>B BYE, P>A BYE, B>P 200, A>P 200, P>B 200, P>A 200", 0,
      "basic-call conforms" },
    { "an_open_step_is_not_overdue_before_32_s", "A>P INVITE, P>B INVITE", 31,
      "basic-call incomplete (ends-after-capture), open step 7" },
    { "a_server_owes_an_answer_when_nobody_answers_it", "A>P INVITE, P>B INVITE", 32,
      "unreachable deviates\n"
      "step 8: P never answered the INVITE; expected 408/480/5xx INVITE P to A" },
    { "ringing_may_take_180_s", RINGS, 179,
      "basic-call incomplete (ends-after-capture), open step 7" },
    { "and_no_longer", RINGS, 180,
      "basic-call deviates\nstep 7: B never answered the INVITE; expected 200 INVITE B to P" },
    { "an_ack_is_due_32_s_after_the_answer",
      "A>P INVITE, P>B INVITE, B>P 486, P>B ACK, P>A 486", 32,
      "busy deviates\nstep 7: A never acknowledged the answer; expected ACK A to P" },
    { "a_par_takes_any_order_on_one_hop",
      CANCELLED ", B>P 487 INVITE, P>B ACK, B>P 200 CANCEL, P>A 487 INVITE, A>P ACK", 0,
      "no-answer-caller conforms" },
    { "in_a_par_too_something_can_be_missing",
      CANCELLED ", B>P 487 INVITE, P>B ACK, P>A 487 INVITE, A>P ACK", 32,
      "no-answer-caller deviates\n"
      "step 10: B never answered the CANCEL; expected 200 CANCEL B to P" },
    { "a_call_that_is_cancelled_rings_no_longer", CANCELLED ", B>P 200 CANCEL", 32,
      "no-answer-caller deviates\n"
      "step 11: B never answered the INVITE; expected 487 INVITE B to P" },
    { "a_relay_that_did_not_come_is_the_network_s", ANSWERED ", B>P BYE, P>A BYE, A>P 200", 32,
      "basic-call deviates\nrelease step 5: P did not pass on the 200 BYE; expected 200 BYE P "
      "to B" },
    { "a_missing_ack_and_its_relay_are_one_fault",
      RINGS ", B>P 200, P>A 200, B>P BYE, P>A BYE, A>P 200, P>B 200", 0,
      "basic-call deviates\nstep 9: A never acknowledged the answer; expected ACK A to P" },
    { "hops_are_not_ordered_among_each_other",
      "A>P INVITE, P>B INVITE, B>P 180, P>A 180, P>A 200, B>P 200, A>P ACK, P>B ACK", 0,
      "basic-call conforms" },
    { "the_late_one_of_two_that_changed_places_is_named",
      "A>P INVITE, P>B INVITE, B>P 200, B>P 180, P>A 180, P>A 200, A>P ACK, P>B ACK", 0,
      "basic-call deviates\nstep 5: 18x INVITE B to P is out of order" },
    { "a_message_past_the_network_is_on_both_hops",
      "A>B INVITE, B>A 180, B>A 200, A>B ACK, A>B BYE, B>A 200", 0, "basic-call conforms" },
    { "and_is_missing_once", "A>B INVITE, B>A 180, B>A 200, A>B BYE, B>A 200", 0,
      "basic-call deviates\nstep 9: A never acknowledged the answer; expected ACK A to P" },
    { "a_method_that_no_flow_of_calls_names_is_an_aside",
      ANSWERED ", A>P INFO, P>B INFO, B>P 200, P>A 200", 0, "basic-call conforms" },
    { "what_was_before_the_capture_is_free", "B>P 200 INVITE, P>A 200, A>P ACK, P>B ACK", 0,
      "basic-call incomplete (begins-before-capture)" },
    { "another_final_answer_stands_instead_of_the_step_and_takes_what_follows",
      FORWARDED ", C>P 404, P>C ACK, P>A 404, A>P ACK", 0,
      "forward-busy deviates\nstep 10: C answered 404 INVITE; expected 200 INVITE C to P" },
    { "a_forwarding_conforms", FORWARDED ", C>P 200, P>A 200, A>P ACK, P>C ACK", 0,
      "forward-busy conforms" },
    { "the_caller_s_hop_alone_is_a_basic_call",
      "A>P INVITE, P>A 100, P>A 180, P>A 200, A>P ACK", 0, "basic-call conforms" },
    { "the_busy_terminal_s_hop_alone_is_busy", "P>B INVITE, B>P 486, P>B ACK", 0,
      "busy conforms" },
};

static Library *library;

static void run_case(gconstpointer data)
{
    const Told *told = data;
    g_autoptr(Exchange) x = exchange_new();

    say_all(x, told->script);
    say_nothing(x, told->seconds);
    assert_verdict(x, library, told->expected);
}

/* Judges the one call of @x, and forgets what came out. */
static void judge_once(Matcher *matcher, const Exchange *x)
{
    g_autoptr(Call) call = call_of(x);
    Call *calls[] = { call };
    Judgement *judgement = NULL;

    matcher_judge(matcher, calls, 1, &judgement);
    judgement_free(judgement);
}

static MatchCounts counts_of_two(const char *one, const char *other, bool no_cache)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Exchange) y = exchange_new();
    MatchOptions options = { .no_cache = no_cache };
    g_autoptr(Matcher) matcher = NULL;

    say_all(x, one);
    say_all(y, other);
    options.capture_end = MAX(x->time, y->time);
    matcher = matcher_new(library, x->dialogs, &options);
    judge_once(matcher, x);
    judge_once(matcher, y);
    return matcher_counts(matcher);
}

static void equal_shapes_share_a_match(void)
{
    MatchCounts counts = counts_of_two(ANSWERED, ANSWERED, false);

    g_assert_cmpuint(counts.calls, ==, 2);
    g_assert_cmpuint(counts.shapes, ==, 1);
}

static void what_differs_in_one_message_is_another_shape(void)
{
    g_assert_cmpuint(counts_of_two(ANSWERED, RINGS, false).shapes, ==, 2);
}

static void without_the_cache_each_call_is_searched_for(void)
{
    MatchCounts cached = counts_of_two(ANSWERED, ANSWERED, false);
    MatchCounts searched = counts_of_two(ANSWERED, ANSWERED, true);

    g_assert_cmpuint(searched.states, ==, 2 * cached.states);
}

/* Whatever becomes of a call, what holds for its messages is told, and who its servers are. */
static void what_holds_for_each_message_is_told(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MatchOptions options = { 0 };
    g_autoptr(Matcher) matcher = NULL;
    g_autoptr(Judgement) judgement = NULL;
    g_autoptr(Call) call = NULL;

    say_all(x, "A>P INVITE, A>P INVITE, P>B INVITE, B>P 407 INVITE");
    matcher = matcher_new(library, x->dialogs, &options);
    call = call_of(x);
    matcher_judge(matcher, &call, 1, &judgement);
    g_assert_cmpuint(judgement->messages_len, ==, call->messages_len);
    for (unsigned i = 0; i < call->messages_len; i++) {
        unsigned conditions = judgement->messages[i].conditions;

        if (call->messages[i].repeat != REPEAT_NONE)
            g_assert_cmpuint(conditions, ==, 0);
        else if (message_is_request(call->messages[i].message))
            g_assert_cmpuint(conditions & CONDITION_INITIAL, !=, 0);
        else
            g_assert_cmpuint(conditions & CONDITION_CHALLENGE, !=, 0);
        g_assert_false(judgement->messages[i].is_aside);
    }
}

/* Looks of the searches for one call of @len INVITEs that are never answered, each with a
 * number and a branch of its own. */
static uint64_t looks_of(unsigned len)
{
    g_autoptr(Exchange) x = exchange_new();
    MatchOptions options = { 0 };
    g_autoptr(Matcher) matcher = NULL;

    for (unsigned i = 0; i < len; i++) {
        g_autofree char *branch = g_strdup_printf("z9hG4bK-%u", i);

        say(x, "A", "P", "INVITE", .cseq = 0x80000000 + 7 * i, .branch = branch);
    }
    options.capture_end = x->time;
    matcher = matcher_new(library, x->dialogs, &options);
    judge_once(matcher, x);
    g_assert_cmpuint(matcher_counts(matcher).shapes, ==, 1);
    return matcher_counts(matcher).looks;
}

/* The bound of states alone would let the looks grow with the square of the length. */
static void a_call_of_nothing_but_faults_is_looked_at_no_longer_than_the_bound(void)
{
    g_assert_cmpuint(looks_of(400), <, 64u << 20);
    g_assert_cmpuint(looks_of(1600), <, 64u << 20);
}

/* A call like no flow and like no other: requests of four methods, at random, without answers.
 */
static Exchange *odd_call(GRand *random)
{
    static const char *const METHODS[] = { "INVITE", "BYE", "UPDATE", "CANCEL" };
    Exchange *x = exchange_new();

    for (unsigned i = 0; i < 14; i++) {
        bool is_back = g_rand_boolean(random);
        g_autofree char *branch = g_strdup_printf("z9hG4bK-%u", i);

        say(x, is_back ? "B" : "A", is_back ? "A" : "B",
            METHODS[g_rand_int_range(random, 0, G_N_ELEMENTS(METHODS))],
            .cseq = (unsigned)g_rand_int_range(random, 1, 9), .branch = branch);
    }
    return x;
}

/* Odd calls used up what may be searched: each further one takes the least, and an honest call
 * among them is found all the same. */
static void a_flood_of_odd_calls_costs_the_least_and_an_honest_one_still_conforms(void)
{
    const unsigned len = 10;
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    g_autoptr(Exchange) honest = exchange_new();
    MatchOptions options = { .is_poor = true };
    g_autoptr(Matcher) matcher = NULL;
    g_autoptr(Call) call = NULL;
    g_autoptr(Judgement) judgement = NULL;

    say_all(honest, FORWARDED ", C>P 200, P>A 200, A>P ACK, P>C ACK");
    options.capture_end = honest->time;
    matcher = matcher_new(library, honest->dialogs, &options);
    for (unsigned i = 0; i < len; i++) {
        g_autoptr(Exchange) odd = odd_call(random);

        judge_once(matcher, odd);
    }
    g_assert_cmpuint(matcher_counts(matcher).shapes, ==, len);
    g_assert_cmpuint(matcher_counts(matcher).given_up, ==, len);
    g_assert_cmpuint(matcher_counts(matcher).states, <=, len * SHAPE_MATCH_STATES_LEAST);
    call = call_of(honest);
    matcher_judge(matcher, &call, 1, &judgement);
    g_assert_cmpint(judgement->verdict, ==, FLOW_CONFORMS);
}

int main(int argc, char **argv)
{
    int status;

    g_test_init(&argc, &argv, NULL);
    library = library_new(NULL, NULL);
    g_assert_nonnull(library);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = g_strconcat("/match/", CASES[i].name, NULL);

        g_test_add_data_func(path, &CASES[i], run_case);
    }
    g_test_add_func("/match/equal_shapes_share_a_match", equal_shapes_share_a_match);
    g_test_add_func("/match/what_differs_in_one_message_is_another_shape",
                    what_differs_in_one_message_is_another_shape);
    g_test_add_func("/match/without_the_cache_each_call_is_searched_for",
                    without_the_cache_each_call_is_searched_for);
    g_test_add_func("/match/what_holds_for_each_message_is_told",
                    what_holds_for_each_message_is_told);
    g_test_add_func("/match/a_call_of_nothing_but_faults_is_looked_at_no_longer_than_the_bound",
                    a_call_of_nothing_but_faults_is_looked_at_no_longer_than_the_bound);
    g_test_add_func(
        "/match/a_flood_of_odd_calls_costs_the_least_and_an_honest_one_still_conforms",
        a_flood_of_odd_calls_costs_the_least_and_an_honest_one_still_conforms);
    status = g_test_run();
    library_free(library);
    return status;
}
