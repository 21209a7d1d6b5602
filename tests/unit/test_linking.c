/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/link.h"

#include "tests/support/legs.h"
#include "tests/support/linked.h"

static void a_header_that_names_a_call_id_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "X-Call-ID: a\r\n");
    invite(x, 20, "c", "R", "C", .headers = "x-cid: b\r\n");
    invite(x, 30, "d", "S", "D", OTHERS, .headers = "X-Call-ID: unseen\r\n");
    invite(x, 40, "e", "S", "E", OTHERS, .headers = "X-Call-ID: e\r\n");
    assert_told(x, "a+b(x-call-id)+c(x-cid) d e");
}

static void the_user_names_further_headers(void)
{
    g_autoptr(Exchange) x = exchange_new();
    char *names[] = { "X-Leg-Of", NULL };

    link_store_name_headers(link_store_of(x->dialogs), names);
    invite(x, 0, "a", "A", "P");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "x-leg-of: a\r\n");
    assert_told(x, "a+b(x-leg-of)");
}

#define HALF "0123456789abcdef0123456789abcdef"
#define OTHER_HALF "fedcba9876543210fedcba9876543210"
#define NIL "00000000000000000000000000000000"

static void the_same_session_id_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void the_halves_of_a_session_id_may_be_swapped(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" OTHER_HALF "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS,
           .headers = "Session-ID: " OTHER_HALF ";remote=" HALF "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void an_answer_has_the_session_id_too(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " HALF ";remote=" NIL "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS);
    say_of(x, 20, "b", "B", "Q", "180", OTHERS,
           .headers = "Session-ID: " OTHER_HALF ";remote=" HALF "\r\n");
    assert_told(x, "a+b(session-id)");
}

static void the_nil_half_of_a_session_id_says_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "Session-ID: " NIL ";remote=" HALF "\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS, .headers = "Session-ID: " NIL "\r\n");
    assert_told(x, "a b");
}

static void the_same_charging_vector_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "P-Charging-Vector: icid-value=\"x1\"\r\n");
    invite(x, 10, "b", "Q", "B", OTHERS,
           .headers = "P-Charging-Vector: orig-ioi=h;icid-value=x1\r\n");
    invite(x, 20, "c", "R", "C", OTHERS,
           .headers = "P-Charging-Vector: icid-value=x2;orig-ioi=h\r\n");
    assert_told(x, "a+b(p-charging-vector) c");
}

static void the_same_from_tag_joins_legs(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .tag = "one");
    invite(x, 10, "b", "P", "B", .tag = "one");
    invite(x, 20, "c", "P", "C", OTHERS, .tag = "two");
    assert_told(x, "a+b(from-tag) c");
}

static void a_callers_one_tag_for_all_calls_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .tag = "1");
    invite(x, 5000, "b", "A", "P", .tag = "1");
    assert_told(x, "a b");
    g_assert_cmpuint(legs_counts(x).common_values, ==, 1);
}

static void a_value_of_very_many_dialogs_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < LINK_VALUE_DIALOGS_MAX; i++) {
        char id[2] = { (char)('a' + i), 0 };

        invite(x, 10 * i, id, "A", "P", .headers = "P-Charging-Vector: icid-value=x\r\n");
    }
    g_assert_cmpuint(legs_counts(x).common_values, ==, 0);
    invite(x, 500, "z", "Q", "B", .headers = "P-Charging-Vector: icid-value=x\r\n");
    assert_told(x, "a b c d e f g h i j k l m n o p z");
    g_assert_cmpuint(legs_counts(x).common_values, ==, 1);
}

static void a_value_that_comes_again_later_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .headers = "P-Charging-Vector: icid-value=x\r\n");
    invite(x, 60001, "b", "Q", "B", .headers = "P-Charging-Vector: icid-value=x\r\n");
    assert_told(x, "a b");
    g_assert_cmpuint(legs_counts(x).common_values, ==, 1);
}

static void a_value_at_both_ends_of_time_joins_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();
    int64_t none = TIME_NONE / 1000000 - INT64_C(1700000000000);
    int64_t last = TIME_LAST / 1000000 - INT64_C(1700000000000);

    invite(x, none + 10, "a", "A", "P", .tag = "one");
    invite(x, last + 10, "b", "P", "B", .tag = "one");
    assert_told(x, "a b");
}

static void a_call_has_a_bound_of_dialogs(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(Links) links = NULL;
    unsigned legs = 0;

    /* each names the one before, so that no value is too common */
    for (unsigned i = 0; i < LINK_CALL_MAX + 10; i++) {
        g_autofree char *id = g_strdup_printf("leg-%u", i);
        g_autofree char *header = g_strdup_printf("X-Call-ID: leg-%u\r\n", i - 1);

        invite(x, 10 * i, id, "A", "P", .headers = i ? header : NULL);
    }
    links = linked(x->dialogs);
    for (DialogId id = 1; id <= dialogs_len(x->dialogs); id++)
        legs += links_call(links, id) == 1;
    g_assert_cmpuint(legs, ==, LINK_CALL_MAX);
    g_assert_cmpuint(links_counts(links).full_calls, ==, 1);
}

static void many_dialogs_with_one_value_cost_little(void)
{
    g_autoptr(Exchange) x = exchange_new();
    LinkCounts counts;

    for (unsigned i = 0; i < 100000; i++) {
        g_autofree char *id = g_strdup_printf("%u", i);

        invite(x, i / 100, id, "A", "P", .headers = "X-Call-ID: 0\r\n", .tag = "1");
    }
    counts = legs_counts(x);
    g_assert_cmpuint(counts.common_values, ==, 2);
    g_assert_cmpuint(counts.looked_at, <=, 2 * 100000 + 1);
}

static void a_call_that_replaces_another_is_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 90000, "b", "C", "Q", OTHERS, .headers = "Replaces: a;to-tag=t;from-tag=f\r\n");
    assert_told(x, "a b~a");
}

static void a_refer_with_replaces_relates_both(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    invite(x, 9000, "b", "A", "P", OTHERS);
    say_of(x, 20000, "a", "A", "P", "REFER",
           .headers =
               "Refer-To: <sip:c@example.net?Replaces=b%3Bto-tag%3Dt%3Bfrom-tag%3Df>\r\n");
    assert_told(x, "a b~a");
}

static void who_is_referred_calls_the_target_soon(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    say_of(x, 9000, "a", "B", "P", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    say_of(x, 9010, "a", "P", "A", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    invite(x, 10000, "b", "A", "P", .called = "4930444");
    invite(x, 11000, "c", "C", "P", .called = "4930333");
    invite(x, 41000, "d", "A", "P", .called = "4930333");
    assert_told(x, "a b c d~a");
}

static void who_is_referred_calls_no_more_after_a_while(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P");
    say_of(x, 9000, "a", "P", "A", "REFER",
           .headers = "Refer-To: <sip:4930333@example.net>\r\n");
    invite(x, 41001, "b", "A", "P", .called = "4930333");
    assert_told(x, "a b");
}

/* A holds one call while another rings at it. */
static void say_waiting(Exchange *x, const char *called)
{
    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 9000, "b", "P", "A", .caller = "4930333", .called = called);
    say_of(x, 10000, "a", "A", "P", "INVITE", .port = 4000, .is_hold = true,
           .cseq = "2 INVITE");
    say_of(x, 20000, "b", "A", "P", "200", .caller = "4930333", .called = called);
}

static void a_call_on_hold_is_related_with_the_one_that_waits(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_waiting(x, "4930111");
    assert_told(x, "a b~a");
}

static void another_user_at_the_same_address_is_not_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_waiting(x, "4930777");
    assert_told(x, "a b");
}

static void a_call_that_was_over_before_the_hold_is_not_related(void)
{
    g_autoptr(Exchange) x = exchange_new();

    invite(x, 0, "a", "A", "P", .port = 4000);
    invite(x, 1000, "b", "P", "A", .caller = "4930333", .called = "4930111");
    say_of(x, 2000, "b", "A", "P", "486", .caller = "4930333", .called = "4930111");
    say_of(x, 10000, "a", "A", "P", "INVITE", .port = 4000, .is_hold = true,
           .cseq = "2 INVITE");
    assert_told(x, "a b");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(test) g_test_add_func("/linking/" #test, test)
    ADD(a_header_that_names_a_call_id_joins_legs);
    ADD(the_user_names_further_headers);
    ADD(the_same_session_id_joins_legs);
    ADD(the_halves_of_a_session_id_may_be_swapped);
    ADD(an_answer_has_the_session_id_too);
    ADD(the_nil_half_of_a_session_id_says_nothing);
    ADD(the_same_charging_vector_joins_legs);
    ADD(the_same_from_tag_joins_legs);
    ADD(a_callers_one_tag_for_all_calls_joins_nothing);
    ADD(a_value_of_very_many_dialogs_joins_nothing);
    ADD(a_value_that_comes_again_later_joins_nothing);
    ADD(a_value_at_both_ends_of_time_joins_nothing);
    ADD(a_call_has_a_bound_of_dialogs);
    ADD(many_dialogs_with_one_value_cost_little);
    ADD(a_call_that_replaces_another_is_related);
    ADD(a_refer_with_replaces_relates_both);
    ADD(who_is_referred_calls_the_target_soon);
    ADD(who_is_referred_calls_no_more_after_a_while);
    ADD(a_call_on_hold_is_related_with_the_one_that_waits);
    ADD(another_user_at_the_same_address_is_not_related);
    ADD(a_call_that_was_over_before_the_hold_is_not_related);
#undef ADD
    return g_test_run();
}
