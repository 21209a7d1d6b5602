/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/call.h"

#include "tests/support/calls.h"

static void a_call_counts_its_repeats(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;
    MessageId invite = say(x, "A", "P", "INVITE", .ip_id = 5);

    say_again(x, invite, .after_ms = 1, .ip_id = 5);
    say_again(x, invite, .after_ms = 500);
    call = call_of(x);
    g_assert_cmpuint(call->messages_len, ==, 3);
    g_assert_cmpuint(call->duplicates, ==, 1);
    g_assert_cmpuint(call->retransmissions, ==, 1);
    g_assert_cmpuint(call->messages[2].original, ==, 0);
    g_assert_cmpint(call->end - call->start, ==, 501000000);
}

static void setup_ringing_and_talk_are_measured_at_the_caller(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say_basic_call(x);
    say_release(x, "B");
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, 2050); /* A's INVITE to A's 200 */
    g_assert_cmpint(call->ring_ms, ==, 2010);  /* A's 180 to A's 200 */
    g_assert_cmpint(call->talk_ms, ==, 5030);  /* A's 200 to A's BYE */
    g_assert_cmpint(call->released_by, ==, 'B');
    g_assert_cmpuint(call->final_status, ==, 200);
    g_assert_cmpuint(call->state, ==, STATE_COMPLETED);
}

static void a_challenge_is_no_part_of_the_setup(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "407");
    say(x, "A", "P", "ACK");
    say(x, "A", "P", "INVITE", .credentials = true, .after_ms = 3000);
    say(x, "P", "A", "180");
    say(x, "P", "A", "200", .after_ms = 1000);
    say(x, "A", "P", "BYE", .after_ms = 4000);
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, 1010);
    g_assert_cmpint(call->ring_ms, ==, 1000);
    g_assert_cmpint(call->talk_ms, ==, 4000);
    g_assert_cmpint(call->released_by, ==, 'A');
}

static void a_call_that_is_not_answered_has_no_setup(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180");
    say(x, "P", "A", "486", .after_ms = 700);
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, -1);
    g_assert_cmpint(call->ring_ms, ==, 700);
    g_assert_cmpint(call->talk_ms, ==, -1);
    g_assert_cmpint(call->released_by, ==, 0);
}

static void a_time_that_cannot_be_measures_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180");
    x->time = TIME_LAST; /* where one is held that lies beyond */
    say(x, "P", "A", "200", .after_ms = -1);
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, -1);
    g_assert_cmpint(call->ring_ms, ==, -1);
}

static void who_gives_up_hears_no_ringing_any_more(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180");
    say(x, "A", "P", "CANCEL", .after_ms = 1000);
    say(x, "P", "A", "200", .after_ms = 1);
    say(x, "P", "A", "487", .after_ms = 9000);
    call = call_of(x);
    g_assert_cmpint(call->state, ==, STATE_CANCELLED);
    g_assert_cmpint(call->ring_ms, ==, 1000);
}

static void a_caller_with_two_ports_is_measured_too(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A:40000", "P", "INVITE");
    say(x, "P", "A:5060", "180");
    say(x, "P", "A:5060", "200", .after_ms = 1000);
    say(x, "P", "A:5060", "BYE", .after_ms = 3000, .as = "B");
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, 1010);
    g_assert_cmpint(call->ring_ms, ==, 1000);
    g_assert_cmpint(call->talk_ms, ==, 3000);
    g_assert_cmpuint(call->final_status, ==, 200);
}

static void on_one_host_the_callers_hop_is_measured(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    exchange_place(x, "A", "192.0.2.1:5061");
    exchange_place(x, "P", "192.0.2.1:5060");
    exchange_place(x, "B", "192.0.2.1:5062");
    say_basic_call(x);
    say_release(x, "A");
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, 2050);
    g_assert_cmpint(call->ring_ms, ==, 2010);
    g_assert_cmpint(call->talk_ms, ==, 5020);
    g_assert_cmpint(call->released_by, ==, 'A');
}

static void a_caller_behind_a_nat_is_measured_too(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    exchange_repeat(x, say(x, "A", "P", "INVITE"), "N", "P", &(Wish){ .after_ms = 1 });
    exchange_repeat(x, say(x, "P", "N", "200 INVITE", .cseq = 1, .after_ms = 1000), "P", "A",
                    &(Wish){ .after_ms = 1 });
    call = call_of(x);
    g_assert_cmpuint(call->duplicates, ==, 2);
    g_assert_cmpint(call->setup_ms, ==, 1002);
    g_assert_cmpuint(call->final_status, ==, 200);
}

static void a_reinvite_changes_no_measure(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say_basic_call(x);
    say(x, "A", "P", "INVITE", .hold = true, .after_ms = 3000);
    say(x, "P", "A", "488");
    call = call_of(x);
    g_assert_cmpint(call->setup_ms, ==, 2050);
    g_assert_cmpint(call->ring_ms, ==, 2010);
    g_assert_cmpuint(call->final_status, ==, 200);
    g_assert_cmpuint(call->state, ==, STATE_IN_CALL);
}

static void without_any_answer_a_call_is_unanswered_after_32_seconds(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    x->options.capture_end = x->time + INT64_C(31999999999);
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->state, ==, STATE_TRYING);
    }
    x->options.capture_end++;
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->state, ==, STATE_UNANSWERED);
    }
    say(x, "P", "A", "100");
    x->options.capture_end = x->time + INT64_C(40000000000);
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->state, ==, STATE_TRYING);
    }
}

static void a_call_seen_from_its_bye_has_no_measures(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "B", "A", "BYE", .to_tag = "t");
    say(x, "A", "B", "200");
    call = call_of(x);
    g_assert_cmpuint(call->state, ==, STATE_COMPLETED);
    g_assert_cmpint(call->setup_ms, ==, -1);
    g_assert_cmpint(call->talk_ms, ==, -1);
}

static void two_dialogs_are_one_call_in_the_order_of_the_capture(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;
    static const unsigned DIALOGS[] = { 0, 1, 1, 0 };

    say(x, "A", "P", "INVITE");
    x->call_id = "call-2";
    say(x, "P", "B", "INVITE");
    say(x, "B", "P", "180");
    x->call_id = "call-1";
    say(x, "P", "A", "180");
    call = call_of(x);
    g_assert_cmpuint(call->dialogs_len, ==, 2);
    g_assert_cmpuint(call->messages_len, ==, 4);
    for (unsigned i = 0; i < 4; i++)
        g_assert_cmpuint(call->messages[i].dialog, ==, DIALOGS[i]);
    g_assert_cmpuint(call->state, ==, STATE_RINGING);
}

static void between_inputs_a_request_goes_before_its_answer(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "P", "A", "180 INVITE", .cseq = 1);
    say(x, "A", "P", "INVITE", .cseq = 1, .input = 1, .after_ms = -1);
    call = call_of(x);
    g_assert_true(message_is_request(call->messages[0].message));
    g_assert_cmpuint(call->messages[1].message->status, ==, 180);
}

static void inside_an_input_the_order_stays(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "P", "A", "180 INVITE", .cseq = 1);
    say(x, "A", "P", "INVITE", .cseq = 1, .after_ms = -1);
    x->time -= 1000000000;
    say(x, "A", "P", "CANCEL");
    call = call_of(x);
    g_assert_cmpuint(call->messages[0].message->status, ==, 180);
    g_assert_cmpuint(call->messages[2].message->method, ==, METHOD_CANCEL);
}

static void a_flood_at_one_instant_ends(void)
{
    g_autoptr(Exchange) x = exchange_new();
    const char *answer = "SIP/2.0 180 Ringing\r\nCall-ID: call-1\r\nCSeq: 1 INVITE\r\n\r\n";
    gint64 begin = g_get_monotonic_time();

    for (unsigned i = 0; i < 200000; i++) {
        exchange_feed(x, slice_text(answer), "P", "A");
        x->time -= 10000000;
    }
    say(x, "A", "P", "INVITE", .cseq = 1, .input = 1, .after_ms = -1);
    {
        g_autoptr(Call) call = call_of(x);

        g_assert_cmpuint(call->messages_len, ==, 200001);
    }
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
}

static void from_and_to_are_users_or_hosts(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Call) call = NULL;

    say(x, "A", "P", "INVITE", .from = "\"Al\" <sip:1001@example.net>",
        .to = "<sip:example.org>");
    call = call_of(x);
    g_assert_true(slice_is(call_from(call, dialogs_texts(x->dialogs)), "1001"));
    g_assert_true(slice_is(call_to(call, dialogs_texts(x->dialogs)), "example.org"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call/a_call_counts_its_repeats", a_call_counts_its_repeats);
    g_test_add_func("/call/setup_ringing_and_talk_are_measured_at_the_caller",
                    setup_ringing_and_talk_are_measured_at_the_caller);
    g_test_add_func("/call/a_challenge_is_no_part_of_the_setup",
                    a_challenge_is_no_part_of_the_setup);
    g_test_add_func("/call/a_time_that_cannot_be_measures_nothing",
                    a_time_that_cannot_be_measures_nothing);
    g_test_add_func("/call/a_call_that_is_not_answered_has_no_setup",
                    a_call_that_is_not_answered_has_no_setup);
    g_test_add_func("/call/who_gives_up_hears_no_ringing_any_more",
                    who_gives_up_hears_no_ringing_any_more);
    g_test_add_func("/call/a_caller_with_two_ports_is_measured_too",
                    a_caller_with_two_ports_is_measured_too);
    g_test_add_func("/call/on_one_host_the_callers_hop_is_measured",
                    on_one_host_the_callers_hop_is_measured);
    g_test_add_func("/call/a_caller_behind_a_nat_is_measured_too",
                    a_caller_behind_a_nat_is_measured_too);
    g_test_add_func("/call/a_reinvite_changes_no_measure", a_reinvite_changes_no_measure);
    g_test_add_func("/call/without_any_answer_a_call_is_unanswered_after_32_seconds",
                    without_any_answer_a_call_is_unanswered_after_32_seconds);
    g_test_add_func("/call/a_call_seen_from_its_bye_has_no_measures",
                    a_call_seen_from_its_bye_has_no_measures);
    g_test_add_func("/call/two_dialogs_are_one_call_in_the_order_of_the_capture",
                    two_dialogs_are_one_call_in_the_order_of_the_capture);
    g_test_add_func("/call/between_inputs_a_request_goes_before_its_answer",
                    between_inputs_a_request_goes_before_its_answer);
    g_test_add_func("/call/inside_an_input_the_order_stays", inside_an_input_the_order_stays);
    g_test_add_func("/call/a_flood_at_one_instant_ends", a_flood_at_one_instant_ends);
    g_test_add_func("/call/from_and_to_are_users_or_hosts", from_and_to_are_users_or_hosts);
    return g_test_run();
}
