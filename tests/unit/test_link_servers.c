/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/link.h"

#include <string.h>

#include "tests/support/legs.h"

/* P receives calls to one number and originates calls to it, all in a second, as trunks do. */
static void many_likely_legs_are_not_all_compared(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 2000; i++) {
        g_autofree char *in = g_strdup_printf("in-%u", i);
        g_autofree char *out = g_strdup_printf("out-%u", i);

        invite(x, i / 2, in, "A", "P");
        invite(x, i / 2, out, "P", "B");
    }
    g_assert_cmpuint(legs_counts(x).looked_at, <=, 2000 * 2 * 200);
    g_assert_cmpuint(legs_counts(x).passed_over, >, 0);
}

static void a_server_that_calls_on_to_the_same_number_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .caller = "anonymous", .called = "+4930222333");
    invite(x, 50, "b", "P", "B", .caller = "4930999", .called = "00222333");
    assert_told(x, "a+b(called-number)");
}

static void a_server_that_calls_on_for_the_same_caller_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .called = "1001");
    invite(x, 50, "b", "P", "B", .called = "207");
    assert_told(x, "a+b(calling-number)");
}

static void a_server_that_passes_the_media_on_makes_a_leg(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 50, "b", "P", "B", OTHERS, .port = 4000);
    assert_told(x, "a+b(sdp)");
}

static void what_comes_later_than_two_seconds_is_another_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 2001, "b", "P", "B");
    assert_told(x, "a b");
}

static void what_another_server_originates_is_another_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B");
    assert_told(x, "a b");
}

static void a_call_that_is_relayed_is_not_originated_again(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "a", "P", "B");
    invite(x, 20, "b", "P", "C");
    assert_told(x, "a b");
}

static void other_numbers_at_the_same_time_are_weak_evidence(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 5, "b", "P", "B", OTHERS);
    assert_told(x, "a b");
}

static void of_two_equal_candidates_none_is_taken(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 2, "b", "C", "P");
    invite(x, 10, "c", "P", "B");
    assert_told(x, "a b?c c?b");
}

static void the_nearest_in_time_is_taken_and_each_once(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "B");
    invite(x, 1500, "c", "C", "P");
    invite(x, 1510, "d", "P", "B");
    assert_told(x, "a+b(called-number) c+d(called-number)");
}

/* Both calls are to one number and begin at once; that their answers come together tells. */
static void say_two_calls_answered_apart(Exchange *x)
{
    invite(x, 0, "a", "A", "P");
    invite(x, 1, "b", "C", "P");
    invite(x, 10, "c", "P", "B");
    invite(x, 12, "d", "P", "B");
    say_of(x, 3000, "d", "B", "P", "200");
    say_of(x, 3005, "a", "P", "A", "200");
    say_of(x, 7000, "c", "B", "P", "200");
    say_of(x, 7005, "b", "P", "C", "200");
}

static void answers_tell_which_legs_are_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_two_calls_answered_apart(x);
    assert_told(x, "a+d(called-number) b+c(called-number)");
}

static void legs_that_end_apart_are_two_calls(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "B");
    say_of(x, 2000, "a", "P", "A", "200");
    say_of(x, 9000, "b", "B", "P", "200");
    assert_told(x, "a b");
}

static void a_chain_of_servers_is_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "P", "Q");
    invite(x, 20, "c", "Q", "B");
    assert_told(x, "a+b(called-number)+c(called-number)");
}

static void a_group_that_rings_is_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .called = "100");
    invite(x, 10, "b", "P", "B", .called = "101");
    invite(x, 12, "c", "P", "C", .called = "102");
    invite(x, 14, "d", "P", "D", .called = "103");
    say_of(x, 3000, "c", "C", "P", "200", .called = "102");
    say_of(x, 3005, "a", "P", "A", "200", .called = "100");
    say_of(x, 3006, "b", "P", "B", "CANCEL", .called = "101");
    say_of(x, 3007, "d", "P", "D", "CANCEL", .called = "103");
    assert_told(x, "a+b(calling-number)+c(calling-number)+d(calling-number)");
}

static void a_branch_is_known_by_the_branch_beside_it(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .called = "4930222100", .caller = "anonymous");
    invite(x, 10, "b", "P", "B", .called = "4930222100", .caller = "4930999");
    invite(x, 12, "c", "P", "C", .called = "102", .caller = "4930999");
    say_of(x, 3000, "b", "B", "P", "200");
    say_of(x, 3005, "a", "P", "A", "200");
    assert_told(x, "a+b(called-number) c");
    say_of(x, 3006, "c", "P", "C", "CANCEL", .called = "102");
    assert_told(x, "a+b(called-number)+c(calling-number)");
}

/* A trunk's peer receives and begins many calls; two of them agree by chance. */
static void a_busy_peer_is_no_server(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 40; i++) {
        g_autofree char *id = g_strdup_printf("%s-%u", i % 2 ? "out" : "in", i / 2);
        g_autofree char *called = g_strdup_printf("49%05u", 10000 + i);
        g_autofree char *caller = g_strdup_printf("49%05u", 20000 + i);

        invite(x, 100 * i, id, i % 2 ? "P" : "A", i % 2 ? "B" : "P", .called = called,
               .caller = caller);
    }
    invite(x, 4100, "a", "A", "P");
    invite(x, 4900, "b", "P", "B", .caller = "4977333");
    say_of(x, 6000, "b", "B", "P", "200");
    say_of(x, 6005, "a", "P", "A", "200");
    say_of(x, 7000, "a", "A", "P", "BYE");
    {
        g_autofree char *text = legs_told(x);

        g_assert_null(strchr(text, '+'));
        g_assert_nonnull(strstr(text, "a?b"));
    }
}

static void the_same_links_are_found_with_any_seed(void)
{
    for (unsigned i = 0; i < 20; i++) {
        g_autoptr(Exchange) x = exchange_new();

        say_two_calls_answered_apart(x);
        assert_told(x, "a+d(called-number) b+c(called-number)");
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/link_servers/" #test, test)
    ADD(many_likely_legs_are_not_all_compared);
    ADD(a_server_that_calls_on_to_the_same_number_makes_a_leg);
    ADD(a_server_that_calls_on_for_the_same_caller_makes_a_leg);
    ADD(a_server_that_passes_the_media_on_makes_a_leg);
    ADD(what_comes_later_than_two_seconds_is_another_call);
    ADD(what_another_server_originates_is_another_call);
    ADD(a_call_that_is_relayed_is_not_originated_again);
    ADD(other_numbers_at_the_same_time_are_weak_evidence);
    ADD(of_two_equal_candidates_none_is_taken);
    ADD(the_nearest_in_time_is_taken_and_each_once);
    ADD(answers_tell_which_legs_are_one_call);
    ADD(legs_that_end_apart_are_two_calls);
    ADD(a_chain_of_servers_is_one_call);
    ADD(a_group_that_rings_is_one_call);
    ADD(a_branch_is_known_by_the_branch_beside_it);
    ADD(a_busy_peer_is_no_server);
    ADD(the_same_links_are_found_with_any_seed);
#undef ADD
    return g_test_run();
}
