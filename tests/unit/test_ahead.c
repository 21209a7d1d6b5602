/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ahead.h"

#define MESSAGES 5000

/* Messages of very different sizes, each with its number as Call-ID. */
static char *message_of(unsigned number)
{
    size_t filling = number % 700 == 0 ? 400000 : number % 5 * 300;
    g_autofree char *fill = g_strnfill(filling, 'x');

    return g_strdup_printf("OPTIONS sip:b@example.net SIP/2.0\r\nCall-ID: %u\r\nX: %s\r\n\r\n",
                           number, fill);
}

/* Runs on the reading thread; whatever the hooks borrowed is gone when they return. */
static void read_messages(const PipelineHooks *hooks, void *user)
{
    const unsigned *count = user;

    for (unsigned i = 0; i < *count; i++) {
        char *text = message_of(i);
        uint64_t packets[5] = { i, i + 1, i + 2, i + 3, i + 4 };
        Arrival arrival = { .text = slice_text(text),
                            .packet = i + 1,
                            .packets = packets,
                            .packets_len = 1 + i % 5 };
        Segment segment = { .seq = i };
        Packet packet = { .number = i };
        SipView *view;

        (void)hooks->keep(slice_text("OPTIONS, but not SIP"), &view, hooks->user);
        arrival.text = hooks->keep(arrival.text, &view, hooks->user);
        g_assert_true(scan_message(arrival.text, view));
        hooks->arrival(&arrival, view, hooks->user);
        if (i % 10 == 0)
            hooks->quote(slice_text(text), &segment, &packet, hooks->user);
        memset(text, 0, strlen(text));
        g_free(text);
        memset(packets, 0, sizeof packets);
    }
}

typedef struct Seen {
    unsigned messages, quotes;
    GThread *thread;
} Seen;

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Seen *seen = user;
    g_autofree char *expected = message_of(seen->messages);
    g_autofree char *number = g_strdup_printf("%u", seen->messages);

    g_assert_true(g_thread_self() == seen->thread);
    g_assert_true(slice_is(arrival->text, expected));
    g_assert_true(slice_is(view->call_id, number));
    g_assert_true(view->text.data == arrival->text.data);
    g_assert_cmpuint(arrival->packets_len, ==, 1 + seen->messages % 5);
    for (unsigned i = 0; i < arrival->packets_len; i++)
        g_assert_cmpuint(arrival->packets[i], ==, seen->messages + i);
    seen->messages++;
}

static void on_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Seen *seen = user;
    g_autofree char *expected = message_of(seen->messages - 1);

    g_assert_true(slice_is(text, expected));
    g_assert_cmpuint(segment->seq, ==, seen->messages - 1);
    g_assert_cmpuint(packet->number, ==, seen->messages - 1);
    seen->quotes++;
}

static void run(unsigned count)
{
    Seen seen = { .thread = g_thread_self() };
    PipelineHooks hooks = { .arrival = on_arrival, .quote = on_quote, .user = &seen };

    ahead_run(read_messages, &count, &hooks);
    g_assert_cmpuint(seen.messages, ==, count);
    g_assert_cmpuint(seen.quotes, ==, (count + 9) / 10);
}

static void everything_comes_out_in_its_order(void)
{
    run(MESSAGES);
}

static void nothing_to_read_is_an_end_too(void)
{
    run(0);
    run(1);
}

static void whole_batches_leave_nothing_behind(void)
{
    run(256);
    run(1024);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ahead/everything_comes_out_in_its_order",
                    everything_comes_out_in_its_order);
    g_test_add_func("/ahead/nothing_to_read_is_an_end_too", nothing_to_read_is_an_end_too);
    g_test_add_func("/ahead/whole_batches_leave_nothing_behind",
                    whole_batches_leave_nothing_behind);
    return g_test_run();
}
