/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/message_texts.h"

#include "tests/support/exchange.h"
#include "tests/support/slices.h"

static void a_text_that_was_wanted_is_there_after_the_pass(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    MessageId invite = say(x, "A", "P", "INVITE");
    MessageId trying = say(x, "P", "A", "100");
    MessageText text;

    message_texts_want(texts, exchange_message(x, trying));
    message_texts_want(texts, exchange_message(x, trying));
    g_assert_cmpuint(message_texts_missing(texts), ==, 1);
    g_assert_false(message_texts_get(texts, exchange_message(x, trying), &text));
    g_assert_true(message_texts_offer(texts, exchange_arrival(x, invite)));
    g_assert_true(message_texts_offer(texts, exchange_arrival(x, trying)));
    g_assert_cmpuint(message_texts_missing(texts), ==, 0);
    g_assert_true(message_texts_get(texts, exchange_message(x, trying), &text));
    g_assert_true(slice_equals(text.text, exchange_arrival(x, trying)->text));
    g_assert_true(text.text.data != exchange_arrival(x, trying)->text.data);
    g_assert_false(message_texts_get(texts, exchange_message(x, invite), &text));
}

static void all_packets_that_carried_a_text_are_kept(void)
{
    static const uint64_t PACKETS[] = { 7, 8, 11 };
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    MessageId invite = say(x, "A", "P", "INVITE");
    Arrival arrival = *exchange_arrival(x, invite);
    MessageText text;

    arrival.packets = PACKETS;
    arrival.packets_len = 3;
    arrival.anomalies = ANOMALY_BIT(ANOMALY_TCP_OVERLAP);
    message_texts_want(texts, exchange_message(x, invite));
    message_texts_offer(texts, &arrival);
    g_assert_true(message_texts_get(texts, exchange_message(x, invite), &text));
    g_assert_cmpuint(text.packets_len, ==, 3);
    g_assert_cmpuint(text.packets[2], ==, 11);
    g_assert_cmpuint(text.anomalies, ==, ANOMALY_BIT(ANOMALY_TCP_OVERLAP));
}

static void a_text_that_changed_in_between_is_refused(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    MessageId invite = say(x, "A", "P", "INVITE");
    Arrival arrival = *exchange_arrival(x, invite);
    MessageText text;

    arrival.text = slice_text("INVITE sip:other@example.net SIP/2.0\r\n\r\n");
    g_assert_true(message_texts_offer(texts, &arrival));
    message_texts_want(texts, exchange_message(x, invite));
    g_assert_false(message_texts_offer(texts, &arrival));
    g_assert_false(message_texts_get(texts, exchange_message(x, invite), &text));
    g_assert_cmpuint(message_texts_missing(texts), ==, 1);
}

static void messages_of_one_packet_and_of_two_inputs_are_told_apart(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    Message first = { .packet = 5, .ordinal = 0 };
    Message second = { .packet = 5, .ordinal = 1 };
    Message elsewhere = { .packet = 5, .input = 1 };
    Arrival arrival = { .text = slice_text("second"), .packet = 5, .ordinal = 1 };
    MessageText text;

    second.bytes_hash = dialogs_bytes_hash(x->dialogs, arrival.text);
    message_texts_want(texts, &first);
    message_texts_want(texts, &second);
    message_texts_want(texts, &elsewhere);
    g_assert_cmpuint(message_texts_missing(texts), ==, 3);
    g_assert_true(message_texts_offer(texts, &arrival));
    g_assert_true(message_texts_get(texts, &second, &text));
    assert_slice_equals(text.text, "second");
    g_assert_false(message_texts_get(texts, &first, &text));
    g_assert_false(message_texts_get(texts, &elsewhere, &text));
}

static void clearing_forgets_texts_and_wishes(void)
{
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    MessageId invite = say(x, "A", "P", "INVITE");
    MessageText text;

    message_texts_want(texts, exchange_message(x, invite));
    message_texts_offer(texts, exchange_arrival(x, invite));
    message_texts_clear(texts);
    g_assert_cmpuint(message_texts_missing(texts), ==, 0);
    g_assert_false(message_texts_get(texts, exchange_message(x, invite), &text));
    message_texts_free(NULL);
}

static void a_text_is_kept_unasked_until_it_is_dropped(void)
{
    static const uint64_t PACKETS[] = { 7, 8, 11 };
    g_autoptr(Exchange) x = exchange_new();
    g_autoptr(MessageTexts) texts = message_texts_new(x->dialogs);
    MessageId invite = say(x, "A", "P", "INVITE");
    MessageId trying = say(x, "P", "A", "100");
    Arrival arrival = *exchange_arrival(x, invite);
    MessageText text;

    arrival.packets = PACKETS;
    arrival.packets_len = 3;
    message_texts_keep(texts, exchange_message(x, invite), &arrival);
    message_texts_keep(texts, exchange_message(x, trying), exchange_arrival(x, trying));
    message_texts_clear(texts);
    g_assert_true(message_texts_get(texts, exchange_message(x, invite), &text));
    g_assert_true(slice_equals(text.text, arrival.text));
    g_assert_cmpuint(text.packets_len, ==, 3);
    g_assert_cmpuint(text.packets[2], ==, 11);
    g_assert_cmpuint(message_texts_memory(texts), >, arrival.text.len);
    message_texts_drop(texts, exchange_message(x, invite));
    message_texts_drop(texts, exchange_message(x, invite));
    g_assert_false(message_texts_get(texts, exchange_message(x, invite), &text));
    g_assert_true(message_texts_get(texts, exchange_message(x, trying), &text));
    message_texts_drop(texts, exchange_message(x, trying));
    g_assert_cmpuint(message_texts_memory(texts), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message_texts/a_text_that_was_wanted_is_there_after_the_pass",
                    a_text_that_was_wanted_is_there_after_the_pass);
    g_test_add_func("/message_texts/all_packets_that_carried_a_text_are_kept",
                    all_packets_that_carried_a_text_are_kept);
    g_test_add_func("/message_texts/a_text_that_changed_in_between_is_refused",
                    a_text_that_changed_in_between_is_refused);
    g_test_add_func("/message_texts/messages_of_one_packet_and_of_two_inputs_are_told_apart",
                    messages_of_one_packet_and_of_two_inputs_are_told_apart);
    g_test_add_func("/message_texts/clearing_forgets_texts_and_wishes",
                    clearing_forgets_texts_and_wishes);
    g_test_add_func("/message_texts/a_text_is_kept_unasked_until_it_is_dropped",
                    a_text_is_kept_unasked_until_it_is_dropped);
    return g_test_run();
}
