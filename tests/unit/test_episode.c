/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/episode.h"

#include "flows/dialog_end.h"
#include "tests/support/calls.h"

#define SILENT 32001

/* REGISTER, its challenge, REGISTER with credentials, 200. */
static void say_register(Exchange *x)
{
    say(x, "A", "R", "REGISTER", .expires = "600");
    say(x, "R", "A", "401");
    say(x, "A", "R", "REGISTER", .expires = "600", .credentials = true);
    say(x, "R", "A", "200", .expires = "600");
}

static void a_challenged_register_is_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_register(x);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_REGISTERED);
}

static void a_refresh_is_the_next_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_register(x);
    say(x, "A", "R", "REGISTER", .expires = "600", .credentials = true);
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
    say(x, "R", "A", "401", .nonce = "n2");
    say(x, "A", "R", "REGISTER", .expires = "600", .credentials = true, .nonce = "n2");
    say(x, "R", "A", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
    g_assert_cmpuint(exchange_dialog(x, x->last)->messages, ==, 4);
}

static void a_423_and_a_longer_expires_are_two(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "R", "REGISTER", .expires = "60");
    say(x, "R", "A", "423 Interval Too Brief");
    say(x, "A", "R", "REGISTER", .expires = "3600");
    say(x, "R", "A", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void a_deregistration_after_an_unanswered_registration_is_the_next(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId first = say(x, "A", "R", "REGISTER", .expires = "600");

    say(x, "A", "R", "REGISTER", .expires = "0");
    say(x, "R", "A", "401");
    say(x, "A", "R", "REGISTER", .expires = "0", .credentials = true);
    say(x, "R", "A", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
    g_assert_cmpuint(exchange_dialog(x, first)->messages, ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_DEREGISTERED);
}

static void a_contact_that_is_a_star_ends_by_its_expires(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "R", "REGISTER", .contact = "*", .expires = "0");
    say(x, "R", "A", "200");
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_DEREGISTERED);
}

static void a_request_without_credentials_after_one_that_had_them_is_the_next(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "R", "REGISTER", .credentials = true);
    say(x, "R", "A", "401");
    say(x, "A", "R", "REGISTER");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void credentials_that_a_proxy_takes_away_begin_nothing(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "REGISTER");
    say(x, "P", "A", "407");
    say(x, "A", "P", "REGISTER", .credentials = true);
    say(x, "P", "R", "REGISTER");
    say(x, "R", "P", "401", .nonce = "n2");
    say(x, "P", "A", "401", .nonce = "n2");
    say(x, "A", "P", "REGISTER", .credentials = true);
    say(x, "P", "R", "REGISTER", .credentials = true);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    say(x, "A", "P", "REGISTER", .cseq = 4); /* its hop had them: what P sent does not count */
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void hops_do_not_lend_each_other_credentials(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "REGISTER");
    say(x, "P", "R", "REGISTER", .credentials = true);
    say(x, "A", "P", "REGISTER", .cseq = 2);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
}

static void silence_of_32_seconds_ends_an_episode(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "R", "REGISTER");
    say(x, "A", "R", "REGISTER", .cseq = 2, .after_ms = 32000);
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    say(x, "A", "R", "REGISTER", .cseq = 3, .after_ms = SILENT);
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void silence_ends_it_though_the_cseq_stays(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 3; i++) { /* a client that numbers each refresh 1 */
        say(x, "A", "R", "REGISTER", .cseq = 1, .after_ms = 600000);
        say(x, "R", "A", "200");
    }
    g_assert_cmpuint(exchange_dialogs(x), ==, 3);
}

static void an_answer_without_request_begins_the_first(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId answer = say(x, "R", "A", "200 REGISTER", .cseq = 7);

    g_assert_cmpuint(exchange_dialog(x, answer)->caller, ==, exchange_message(x, answer)->dst);
    say(x, "A", "R", "REGISTER", .cseq = 8);
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void a_challenge_without_request_and_its_retry_are_one(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "R", "A", "401 REGISTER", .cseq = 7);
    say(x, "A", "R", "REGISTER", .cseq = 8, .credentials = true);
    say(x, "R", "A", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
}

static void a_proxied_register_on_two_hops_is_one(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 2; i++) {
        say(x, "A", "P", "REGISTER", .credentials = i);
        say(x, "P", "R", "REGISTER", .credentials = i);
        say(x, "R", "P", i ? "200" : "401");
        say(x, "P", "A", i ? "200" : "401");
    }
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
}

static void late_retransmissions_go_to_their_episode(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId request = say(x, "A", "R", "REGISTER");
    MessageId answer = say(x, "R", "A", "200");

    say(x, "A", "R", "REGISTER", .after_ms = 400);
    say_again(x, request, .after_ms = 100);
    g_assert_cmpuint(exchange_dialog_id(x, x->last), ==, exchange_dialog_id(x, answer));
    say_again(x, answer, .after_ms = 100);
    g_assert_cmpuint(exchange_dialog_id(x, x->last), ==, exchange_dialog_id(x, answer));
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
}

static void subscribe_and_its_notifies_are_one(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "SUBSCRIBE", .expires = "600");
    say(x, "P", "A", "NOTIFY");
    say(x, "A", "P", "200 NOTIFY");
    say(x, "P", "A", "202 SUBSCRIBE");
    for (unsigned i = 0; i < 3; i++) {
        say(x, "P", "A", "NOTIFY", .after_ms = 60000);
        say(x, "A", "P", "200 NOTIFY");
    }
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_SUBSCRIBED);
    say(x, "A", "P", "SUBSCRIBE", .expires = "0");
    say(x, "P", "A", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 2);
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_COMPLETED);
}

static void notifies_alone_are_one(void)
{
    g_autoptr(Exchange) x = exchange_new();

    for (unsigned i = 0; i < 3; i++) {
        say(x, "P", "A", "NOTIFY", .after_ms = 60000);
        say(x, "A", "P", "200");
    }
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
}

static void an_invite_joins_the_episodes_before_it(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId first = say(x, "A", "P", "OPTIONS");

    say(x, "P", "A", "200");
    say(x, "A", "P", "OPTIONS");
    say(x, "P", "A", "200");
    say(x, "A", "P", "OPTIONS");
    g_assert_cmpuint(exchange_dialogs(x), ==, 3);
    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180");
    say(x, "P", "A", "486 INVITE");
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, first)->messages, ==, 8);
    g_assert_cmpuint(exchange_dialog(x, first)->first_fork, !=, 0);
    g_assert_cmpuint(exchange_dialog(x, first)->final_status, ==, 486);
    g_assert_cmpuint(exchange_dialog(x, first)->state, ==, STATE_BUSY);
    for (MessageId id = first; id; id = exchange_message(x, id)->next)
        g_assert_cmpuint(exchange_dialog_id(x, id), ==, exchange_dialog_id(x, first));
}

static void a_hundred_thousand_episodes_are_joined_in_one_go(void)
{
    g_autoptr(Exchange) x = exchange_new();
    gint64 begin = g_get_monotonic_time();
    const char *options = "OPTIONS sip:p SIP/2.0\r\nCall-ID: c\r\nCSeq: %u %s\r\n\r\n";

    for (unsigned i = 1; i <= 100000; i++) {
        g_autofree char *text = g_strdup_printf(options, i, "OPTIONS");

        exchange_feed(x, slice_text(text), "A", "P");
        x->time += INT64_C(33000000000);
    }
    g_assert_cmpuint(exchange_dialogs(x), ==, 100000);
    exchange_feed(x, slice_text("BYE sip:p SIP/2.0\r\nCall-ID: c\r\n\r\n"), "A", "P");
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->messages, ==, 100001);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
}

static void info_and_bye_in_mid_capture_are_one_call(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "B", "INFO", .to_tag = "tag-B", .cseq = 5);
    say(x, "B", "A", "200");
    say(x, "A", "B", "INFO", .to_tag = "tag-B", .after_ms = 60000);
    say(x, "B", "A", "200");
    say(x, "B", "A", "BYE");
    say(x, "A", "B", "200");
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
    g_assert_cmpuint(exchange_dialog(x, x->last)->state, ==, STATE_COMPLETED);
}

static void an_episode_may_be_freed_before_its_neighbours(void)
{
    g_autoptr(Exchange) x = exchange_new();
    DialogId ids[4];

    for (unsigned i = 0; i < 4; i++) {
        say(x, "A", "R", "REGISTER");
        ids[i] = exchange_dialog_id(x, say(x, "R", "A", "200"));
    }
    dialogs_remove(x->dialogs, ids[1], 0);
    g_assert_cmpuint(dialogs_get(x->dialogs, ids[2])->previous, ==, ids[0]);
    dialogs_remove(x->dialogs, ids[3], 0);
    say(x, "R", "A", "200", .cseq = 3); /* late, of the one before */
    g_assert_cmpuint(exchange_dialog_id(x, x->last), ==, ids[2]);
    dialogs_remove(x->dialogs, ids[0], 0);
    g_assert_cmpuint(dialogs_get(x->dialogs, ids[2])->previous, ==, 0);
    dialogs_remove(x->dialogs, ids[2], 0);
    g_assert_cmpuint(exchange_dialogs(x), ==, 0);
    say(x, "A", "R", "REGISTER");
    g_assert_cmpuint(exchange_dialogs(x), ==, 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/episode/a_challenged_register_is_one_call",
                    a_challenged_register_is_one_call);
    g_test_add_func("/episode/a_refresh_is_the_next_call", a_refresh_is_the_next_call);
    g_test_add_func("/episode/a_423_and_a_longer_expires_are_two",
                    a_423_and_a_longer_expires_are_two);
    g_test_add_func("/episode/a_deregistration_after_an_unanswered_registration_is_the_next",
                    a_deregistration_after_an_unanswered_registration_is_the_next);
    g_test_add_func("/episode/a_contact_that_is_a_star_ends_by_its_expires",
                    a_contact_that_is_a_star_ends_by_its_expires);
    g_test_add_func(
        "/episode/a_request_without_credentials_after_one_that_had_them_is_the_next",
        a_request_without_credentials_after_one_that_had_them_is_the_next);
    g_test_add_func("/episode/credentials_that_a_proxy_takes_away_begin_nothing",
                    credentials_that_a_proxy_takes_away_begin_nothing);
    g_test_add_func("/episode/hops_do_not_lend_each_other_credentials",
                    hops_do_not_lend_each_other_credentials);
    g_test_add_func("/episode/silence_of_32_seconds_ends_an_episode",
                    silence_of_32_seconds_ends_an_episode);
    g_test_add_func("/episode/silence_ends_it_though_the_cseq_stays",
                    silence_ends_it_though_the_cseq_stays);
    g_test_add_func("/episode/an_answer_without_request_begins_the_first",
                    an_answer_without_request_begins_the_first);
    g_test_add_func("/episode/a_challenge_without_request_and_its_retry_are_one",
                    a_challenge_without_request_and_its_retry_are_one);
    g_test_add_func("/episode/a_proxied_register_on_two_hops_is_one",
                    a_proxied_register_on_two_hops_is_one);
    g_test_add_func("/episode/late_retransmissions_go_to_their_episode",
                    late_retransmissions_go_to_their_episode);
    g_test_add_func("/episode/subscribe_and_its_notifies_are_one",
                    subscribe_and_its_notifies_are_one);
    g_test_add_func("/episode/notifies_alone_are_one", notifies_alone_are_one);
    g_test_add_func("/episode/an_invite_joins_the_episodes_before_it",
                    an_invite_joins_the_episodes_before_it);
    g_test_add_func("/episode/a_hundred_thousand_episodes_are_joined_in_one_go",
                    a_hundred_thousand_episodes_are_joined_in_one_go);
    g_test_add_func("/episode/info_and_bye_in_mid_capture_are_one_call",
                    info_and_bye_in_mid_capture_are_one_call);
    g_test_add_func("/episode/an_episode_may_be_freed_before_its_neighbours",
                    an_episode_may_be_freed_before_its_neighbours);
    return g_test_run();
}
