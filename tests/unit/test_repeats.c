/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/repeats.h"

#include "tests/support/calls.h"

#define assert_repeats(x, expected)                                                            \
    do {                                                                                       \
        g_autoptr(Call) call_ = call_of(x);                                                    \
        g_autofree char *kinds_ = repeats_of(call_);                                           \
        g_assert_cmpstr(kinds_, ==, (expected));                                               \
    } while (0)

static void two_180_of_a_parallel_fork_are_two_messages(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "180", .to_tag = "tag-B");
    say(x, "P", "A", "180", .to_tag = "tag-C");
    assert_repeats(x, "...");
}

static void two_183_with_rseq_1_and_2_are_two_messages(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId first;

    say(x, "A", "P", "INVITE");
    first = say(x, "P", "A", "183", .rseq = 1, .sdp = true);
    say(x, "P", "A", "183", .rseq = 2, .sdp = true);
    say_again(x, first, .after_ms = 500);
    assert_repeats(x, "...r");
}

static void a_200_and_its_ack_three_times_are_one_each(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId answer, ack;

    say(x, "A", "P", "INVITE");
    answer = say(x, "P", "A", "200");
    ack = say(x, "A", "P", "ACK");
    for (unsigned i = 0; i < 2; i++) {
        say_again(x, answer, .after_ms = 500);
        say_again(x, ack);
    }
    assert_repeats(x, "...rrrr");
}

static void acks_of_two_forks_are_two_messages(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "200", .to_tag = "tag-B");
    say(x, "A", "P", "ACK", .branch = "z9hG4bK-1");
    say(x, "P", "A", "200", .to_tag = "tag-C");
    say(x, "A", "P", "ACK", .branch = "z9hG4bK-1");
    assert_repeats(x, ".....");
}

static void the_same_packet_captured_twice_is_a_duplicate(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .ip_id = 77);

    say_again(x, invite, .after_ms = 99, .ip_id = 77);
    assert_repeats(x, ".d");
}

static void without_an_ip_identification_time_alone_decides(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .no_ip_id = true);

    say_again(x, invite, .after_ms = 1, .no_ip_id = true);
    say_again(x, invite, .after_ms = 500, .no_ip_id = true);
    say_again(x, invite, .after_ms = 1, .ip_id = 9);
    assert_repeats(x, ".drd");
}

static void another_ip_identification_is_a_retransmission(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .ip_id = 77);

    say_again(x, invite, .after_ms = 50, .ip_id = 78);
    assert_repeats(x, ".r");
}

static void a_packet_captured_twice_after_a_retransmission_is_still_a_duplicate(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .ip_id = 1);

    say_again(x, invite, .after_ms = 50, .ip_id = 2);
    say_again(x, invite, .after_ms = 1, .ip_id = 1);
    for (unsigned i = 0; i < 40; i++)
        say(x, "A", "P", "INFO", .after_ms = 1000);
    assert_repeats(x, ".rd........................................");
}

static void duplicates_do_not_reach_further_by_standing_in_a_row(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .no_ip_id = true);

    say_again(x, invite, .after_ms = 80, .no_ip_id = true);
    say_again(x, invite, .after_ms = 80, .no_ip_id = true);
    assert_repeats(x, ".dr");
}

static void both_sides_of_a_nat_are_one_message(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");
    MessageId trying;

    exchange_repeat(x, invite, "N", "P", &(Wish){ .after_ms = 1 });
    trying = say(x, "P", "A", "100");
    exchange_repeat(x, trying, "P", "N", &(Wish){ .after_ms = 1 });
    assert_repeats(x, ".d.d");
}

static void both_sides_of_a_nat_repeat_together(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");

    exchange_repeat(x, invite, "N", "P", &(Wish){ .after_ms = 1 });
    say_again(x, invite, .after_ms = 500);
    exchange_repeat(x, invite, "N", "P", &(Wish){ .after_ms = 1 });
    assert_repeats(x, ".drd");
}

static void a_message_that_comes_back_is_no_duplicate(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE");

    exchange_repeat(x, invite, "P", "A", &(Wish){ .after_ms = 1 });
    assert_repeats(x, "..");
}

static void a_relayed_message_is_one_message_on_two_hops(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say_basic_call(x);
    say_release(x, "B");
    assert_repeats(x, ".............");
}

static void branches_of_rfc_2543_fall_back_on_from_tag_and_via(void)
{
    g_autoptr(Exchange) x = exchange_new();
    MessageId invite = say(x, "A", "P", "INVITE", .no_branch = true);

    say_again(x, invite, .after_ms = 500);
    say(x, "A", "P", "INVITE", .no_branch = true, .from_tag = "other", .cseq = 1);
    say(x, "A:5070", "P", "INVITE", .no_branch = true, .cseq = 1);
    say(x, "A", "P", "INVITE", .branch = "1", .cseq = 1);
    say(x, "A", "P", "INVITE", .branch = "1", .cseq = 1, .from_tag = "other");
    assert_repeats(x, ".r....");
}

static void another_body_or_start_line_is_another_message(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "INVITE");
    say(x, "P", "A", "183 Session Progress", .sdp = true);
    say(x, "P", "A", "183 Session Progress", .sdp_version = 2);
    say(x, "P", "A", "183 Wait", .sdp_version = 2);
    assert_repeats(x, "....");
}

static void headers_may_change_in_a_retransmission(void)
{
    g_autoptr(Exchange) x = exchange_new();

    say(x, "A", "P", "OPTIONS", .cseq = 1);
    say(x, "A", "P", "OPTIONS", .cseq = 1, .headers = "Timestamp: 2\r\n");
    assert_repeats(x, ".r");
}

/* Messages as a flood makes them, without the detour of texts. */
typedef struct Flood {
    Message *messages;
    const Message **order;
    Repeat *kinds;
    size_t *originals;
    size_t len;
} Flood;

static Flood flood_new(size_t len)
{
    Flood flood = { g_new0(Message, len), g_new(const Message *, len), g_new(Repeat, len),
                    g_new(size_t, len), len };

    for (size_t i = 0; i < len; i++) {
        flood.order[i] = &flood.messages[i];
        flood.messages[i] = (Message){ .src = 1, .dst = 2, .bytes_hash = 5, .repeat_hash = 6 };
    }
    return flood;
}

static void flood_free(Flood *flood)
{
    g_free(flood->messages);
    g_free(flood->order);
    g_free(flood->kinds);
    g_free(flood->originals);
}

static size_t flood_count(Flood *flood, Repeat kind)
{
    size_t count = 0;
    gint64 begin = g_get_monotonic_time();

    repeats_find(flood->order, flood->len, 100000000, flood->kinds, flood->originals);
    g_assert_cmpint(g_get_monotonic_time() - begin, <, 20 * G_USEC_PER_SEC);
    for (size_t i = 0; i < flood->len; i++)
        count += flood->kinds[i] == kind;
    return count;
}

static void a_million_equal_messages_are_a_million_steps(void)
{
    Flood flood = flood_new(1000000);

    g_assert_cmpuint(flood_count(&flood, REPEAT_DUPLICATE), ==, flood.len - 1);
    for (size_t i = 0; i < flood.len; i++) /* each a packet of its own, at the same time */
        flood.messages[i].ip_id = (uint16_t)(1 + i % 65535);
    g_assert_cmpuint(flood_count(&flood, REPEAT_NONE), ==, 1);
    for (size_t i = 0; i < flood.len; i++) /* far apart */
        flood.messages[i].time = (int64_t)i * 1000000000;
    g_assert_cmpuint(flood_count(&flood, REPEAT_RETRANSMISSION), ==, flood.len - 1);
    g_assert_cmpuint(flood.originals[flood.len - 1], ==, 0);
    flood_free(&flood);
}

static void a_flood_between_many_ports_is_a_million_steps_too(void)
{
    Flood flood = flood_new(1000000);

    for (size_t i = 0; i < flood.len; i++) {
        flood.messages[i].src = (EndpointId)i + 3;
        flood.messages[i].repeat_hash = (uint32_t)i + 1;
        flood.messages[i].time = (int64_t)i * 200000000;
    }
    g_assert_cmpuint(flood_count(&flood, REPEAT_NONE), ==, flood.len);
    flood_free(&flood);
}

static void neighbours_in_the_table_hide_no_repeat(void)
{
    Flood flood = flood_new(200000);

    for (size_t i = 0; i < flood.len; i++) { /* all in few buckets of any table */
        flood.messages[i].repeat_hash = (uint32_t)(i % 100000) << 12;
        flood.messages[i].bytes_hash = (uint32_t)i << 12;
        flood.messages[i].cseq = (uint32_t)(i % 100000);
    }
    g_assert_cmpuint(flood_count(&flood, REPEAT_RETRANSMISSION), ==, 100000);
    g_assert_cmpuint(flood.originals[100000], ==, 0);
    flood_free(&flood);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/repeats/two_180_of_a_parallel_fork_are_two_messages",
                    two_180_of_a_parallel_fork_are_two_messages);
    g_test_add_func("/repeats/two_183_with_rseq_1_and_2_are_two_messages",
                    two_183_with_rseq_1_and_2_are_two_messages);
    g_test_add_func("/repeats/a_200_and_its_ack_three_times_are_one_each",
                    a_200_and_its_ack_three_times_are_one_each);
    g_test_add_func("/repeats/acks_of_two_forks_are_two_messages",
                    acks_of_two_forks_are_two_messages);
    g_test_add_func("/repeats/the_same_packet_captured_twice_is_a_duplicate",
                    the_same_packet_captured_twice_is_a_duplicate);
    g_test_add_func("/repeats/without_an_ip_identification_time_alone_decides",
                    without_an_ip_identification_time_alone_decides);
    g_test_add_func("/repeats/another_ip_identification_is_a_retransmission",
                    another_ip_identification_is_a_retransmission);
    g_test_add_func(
        "/repeats/a_packet_captured_twice_after_a_retransmission_is_still_a_duplicate",
        a_packet_captured_twice_after_a_retransmission_is_still_a_duplicate);
    g_test_add_func("/repeats/duplicates_do_not_reach_further_by_standing_in_a_row",
                    duplicates_do_not_reach_further_by_standing_in_a_row);
    g_test_add_func("/repeats/both_sides_of_a_nat_are_one_message",
                    both_sides_of_a_nat_are_one_message);
    g_test_add_func("/repeats/both_sides_of_a_nat_repeat_together",
                    both_sides_of_a_nat_repeat_together);
    g_test_add_func("/repeats/a_message_that_comes_back_is_no_duplicate",
                    a_message_that_comes_back_is_no_duplicate);
    g_test_add_func("/repeats/a_relayed_message_is_one_message_on_two_hops",
                    a_relayed_message_is_one_message_on_two_hops);
    g_test_add_func("/repeats/branches_of_rfc_2543_fall_back_on_from_tag_and_via",
                    branches_of_rfc_2543_fall_back_on_from_tag_and_via);
    g_test_add_func("/repeats/another_body_or_start_line_is_another_message",
                    another_body_or_start_line_is_another_message);
    g_test_add_func("/repeats/headers_may_change_in_a_retransmission",
                    headers_may_change_in_a_retransmission);
    g_test_add_func("/repeats/a_million_equal_messages_are_a_million_steps",
                    a_million_equal_messages_are_a_million_steps);
    g_test_add_func("/repeats/a_flood_between_many_ports_is_a_million_steps_too",
                    a_flood_between_many_ports_is_a_million_steps_too);
    g_test_add_func("/repeats/neighbours_in_the_table_hide_no_repeat",
                    neighbours_in_the_table_hide_no_repeat);
    return g_test_run();
}
