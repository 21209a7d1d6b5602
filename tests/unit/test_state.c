/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/state.h"

#include "tests/support/calls.h"

#define assert_state(x, expected)                                                              \
    g_assert_cmpstr(state_name(exchange_dialog(x, (x)->last)->state), ==, (expected))

static void a_call_rings_talks_and_ends(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    assert_state(x, "trying");
    say(x, "P", "A", "100");
    assert_state(x, "trying");
    say(x, "P", "A", "183");
    assert_state(x, "ringing");
    say(x, "P", "A", "200");
    assert_state(x, "in-call");
    say(x, "A", "P", "ACK");
    assert_state(x, "in-call");
    say(x, "P", "A", "BYE");
    assert_state(x, "completed");
}

static void a_refusal_names_the_state(void)
{
    static const struct {
        const char *answer, *state;
    } CASES[] = {
        { "302", "redirected" }, { "403", "rejected" },   { "408", "no-answer" },
        { "480", "no-answer" },  { "486", "busy" },       { "487", "no-answer" },
        { "503", "failed" },     { "600", "busy" },       { "603", "rejected" },
        { "401", "challenged" }, { "407", "challenged" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Exchange) x = exchange_new();

        say(x, "A", "P", "INVITE");
        say(x, "P", "A", CASES[i].answer);
        assert_state(x, CASES[i].state);
        g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, atoi(CASES[i].answer));
    }
}

static void a_challenged_invite_is_no_failure(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId challenge;

    say(x, "A", "P", "INVITE");
    challenge = say(x, "P", "A", "407");
    say(x, "A", "P", "ACK");
    assert_state(x, "challenged");
    say(x, "A", "P", "INVITE", .credentials = true);
    assert_state(x, "trying");
    say_again(x, challenge, .after_ms = 500);
    assert_state(x, "trying");
    say(x, "P", "A", "180 INVITE");
    say(x, "P", "A", "486 INVITE");
    assert_state(x, "busy");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 486);
}

static void an_invite_sent_again_after_its_refusal_begins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");

    say(x, "P", "A", "486");
    say_again(x, invite, .after_ms = 500);
    assert_state(x, "busy");
}

static void a_200_to_cancel_or_bye_answers_no_invite(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180");
    say(x, "A", "P", "CANCEL");
    assert_state(x, "cancelled");
    say(x, "P", "A", "200 CANCEL");
    assert_state(x, "cancelled");
    say(x, "P", "A", "487 INVITE");
    assert_state(x, "cancelled");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 487);
}

static void a_cancel_that_crosses_the_200_leaves_a_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "A", "P", "CANCEL");
    say(x, "P", "A", "200 INVITE");
    assert_state(x, "in-call");
    say(x, "P", "A", "200 CANCEL");
    assert_state(x, "in-call");
}

static void serial_forwarding_is_not_ended_by_the_first_refusal(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "486");
    say(x, "P", "B", "ACK");
    assert_state(x, "trying");
    say(x, "P", "C", "INVITE");
    say(x, "C", "P", "180");
    say(x, "P", "A", "180");
    assert_state(x, "ringing");
    say(x, "C", "P", "200");
    say(x, "P", "A", "200");
    assert_state(x, "in-call");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 200);
}

static void on_one_host_the_far_hop_is_still_not_the_callers(void)
{
    g_autoptr(Exchange) x = exchange_new();

    exchange_place(x, "A", "192.0.2.1:5061");
    exchange_place(x, "P", "192.0.2.1:5060");
    exchange_place(x, "B", "192.0.2.1:5062");
    exchange_place(x, "C", "192.0.2.1:5063");
    say(x, "A", "P", "INVITE");
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "180");
    say(x, "P", "A", "180");
    say(x, "P", "B", "CANCEL");
    assert_state(x, "ringing");
    say(x, "B", "P", "487 INVITE");
    assert_state(x, "ringing");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 0);
    say(x, "P", "C", "INVITE");
    say(x, "C", "P", "486");
    assert_state(x, "ringing");
    say(x, "P", "A", "486");
    assert_state(x, "busy");
}

static void answers_to_another_port_of_the_caller_are_his(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A:40000", "P", "INVITE");
    say(x, "P", "A:5060", "180");
    say(x, "P", "A:5060", "486");
    assert_state(x, "busy");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 486);
}

static void the_loser_of_a_parallel_fork_ends_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "B", "INVITE");
    say(x, "P", "C", "INVITE");
    say(x, "B", "P", "180");
    say(x, "C", "P", "180");
    say(x, "C", "P", "200");
    say(x, "P", "A", "200");
    say(x, "P", "B", "CANCEL");
    say(x, "B", "P", "200 CANCEL");
    say(x, "B", "P", "487 INVITE");
    say(x, "P", "B", "ACK");
    assert_state(x, "in-call");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 200);
}

static void a_call_is_held_and_resumed(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_basic_call(x);
    say(x, "B", "P", "INVITE", .hold = true);
    assert_state(x, "held");
    say(x, "P", "A", "INVITE");
    say(x, "A", "P", "200");
    say(x, "P", "B", "200");
    assert_state(x, "held");
    say(x, "B", "P", "INVITE", .sdp_version = 3);
    assert_state(x, "in-call");
}

static void a_refused_offer_changes_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_basic_call(x);
    say(x, "A", "P", "INVITE", .hold = true);
    say(x, "P", "B", "INVITE");
    assert_state(x, "held");
    say(x, "B", "P", "488");
    say(x, "P", "A", "488");
    assert_state(x, "in-call");
    g_assert_cmpuint(exchange_dialog(x, x->last)->final_status, ==, 200);
    say(x, "A", "P", "INVITE", .hold = true);
    say(x, "P", "A", "200");
    say(x, "A", "P", "INVITE", .sdp_version = 4);
    assert_state(x, "in-call");
    say(x, "P", "A", "491");
    assert_state(x, "held");
}

static void a_hold_seen_first_is_a_held_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "B", "INVITE", .hold = true, .to_tag = "tag-B");
    say(x, "B", "A", "200");
    assert_state(x, "held");
}

static void a_transfer_ends_transferred(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_basic_call(x);
    say(x, "B", "P", "REFER");
    say(x, "P", "B", "202");
    say_release(x, "B");
    assert_state(x, "transferred");
}

static void other_methods_end_with_their_answer(void)
{
    static const struct {
        const char *request, *answer, *state;
    } CASES[] = {
        { "OPTIONS", "200", "completed" },   { "MESSAGE", "202", "completed" },
        { "REGISTER", "403", "failed" },     { "REGISTER", "401", "challenged" },
        { "REGISTER", "302", "redirected" }, { "PUBLISH", "100", "trying" },
        { "NOTIFY", "481", "failed" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(Exchange) x = exchange_new();

        say(x, "A", "P", CASES[i].request);
        say(x, "P", "A", CASES[i].answer);
        assert_state(x, CASES[i].state);
    }
}

static void credentials_that_are_challenged_again_were_no_use(void)
{
    static const char *const METHODS[] = { "REGISTER", "INVITE" };

    for (unsigned i = 0; i < G_N_ELEMENTS(METHODS); i++) {
        g_autoptr(Exchange) x = exchange_new();

        say(x, "A", "P", METHODS[i]);
        say(x, "P", "A", "401");
        assert_state(x, "challenged");
        say(x, "A", "P", METHODS[i], .credentials = true);
        assert_state(x, "trying");
        say(x, "P", "A", "401");
        assert_state(x, "challenged");
    }
}

static void a_late_challenge_does_not_undo_a_refusal(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId challenge;

    say(x, "A", "P", "REGISTER");
    challenge = say(x, "P", "A", "401");
    say(x, "A", "P", "REGISTER", .credentials = true);
    say(x, "P", "A", "403");
    say_again(x, challenge);
    assert_state(x, "failed");
}

static void look_at_row(const char *from, const char *event, const char *to, void *user)
{
    unsigned *rows = user;

    g_assert_cmpstr(from, !=, "");
    g_assert_cmpstr(event, !=, "");
    g_assert_cmpstr(to, !=, "");
    ++*rows;
}

static void every_row_has_its_words(void)
{
    unsigned rows = 0;

    state_each_row(look_at_row, &rows);
    g_assert_cmpuint(rows, >, 30);
}

static void what_waits_is_not_over(void)
{
    g_assert_false(state_is_over(STATE_TRYING) || state_is_over(STATE_RINGING));
    g_assert_false(state_is_over(STATE_IN_CALL) || state_is_over(STATE_HELD));
    g_assert_false(state_is_over(STATE_CHALLENGED));
    g_assert_true(state_is_over(STATE_COMPLETED) && state_is_over(STATE_REGISTERED));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/state/a_call_rings_talks_and_ends", a_call_rings_talks_and_ends);
    g_test_add_func("/state/a_refusal_names_the_state", a_refusal_names_the_state);
    g_test_add_func("/state/a_challenged_invite_is_no_failure",
                    a_challenged_invite_is_no_failure);
    g_test_add_func("/state/an_invite_sent_again_after_its_refusal_begins_nothing",
                    an_invite_sent_again_after_its_refusal_begins_nothing);
    g_test_add_func("/state/a_200_to_cancel_or_bye_answers_no_invite",
                    a_200_to_cancel_or_bye_answers_no_invite);
    g_test_add_func("/state/a_cancel_that_crosses_the_200_leaves_a_call",
                    a_cancel_that_crosses_the_200_leaves_a_call);
    g_test_add_func("/state/serial_forwarding_is_not_ended_by_the_first_refusal",
                    serial_forwarding_is_not_ended_by_the_first_refusal);
    g_test_add_func("/state/on_one_host_the_far_hop_is_still_not_the_callers",
                    on_one_host_the_far_hop_is_still_not_the_callers);
    g_test_add_func("/state/answers_to_another_port_of_the_caller_are_his",
                    answers_to_another_port_of_the_caller_are_his);
    g_test_add_func("/state/the_loser_of_a_parallel_fork_ends_nothing",
                    the_loser_of_a_parallel_fork_ends_nothing);
    g_test_add_func("/state/a_call_is_held_and_resumed", a_call_is_held_and_resumed);
    g_test_add_func("/state/a_refused_offer_changes_nothing", a_refused_offer_changes_nothing);
    g_test_add_func("/state/a_hold_seen_first_is_a_held_call",
                    a_hold_seen_first_is_a_held_call);
    g_test_add_func("/state/a_transfer_ends_transferred", a_transfer_ends_transferred);
    g_test_add_func("/state/other_methods_end_with_their_answer",
                    other_methods_end_with_their_answer);
    g_test_add_func("/state/credentials_that_are_challenged_again_were_no_use",
                    credentials_that_are_challenged_again_were_no_use);
    g_test_add_func("/state/a_late_challenge_does_not_undo_a_refusal",
                    a_late_challenge_does_not_undo_a_refusal);
    g_test_add_func("/state/every_row_has_its_words", every_row_has_its_words);
    g_test_add_func("/state/what_waits_is_not_over", what_waits_is_not_over);
    return g_test_run();
}
