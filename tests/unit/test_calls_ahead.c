/* SPDX-License-Identifier: Apache-2.0 */
#include "src/calls_ahead.h"

#include <string.h>

#define CALLS 5000

/* Every third call is none; every 500th has more messages than a batch is meant for. */
static bool is_call(unsigned at)
{
    return at % 3 != 2;
}

typedef struct Seen {
    unsigned told, last, wanted;
    unsigned end, expected;
    GThread *teller, *maker;
    int alive; /* calls that were made and are not told yet */
    int most_alive;
} Seen;

static void expect(unsigned first, unsigned end, void *user)
{
    Seen *seen = user;

    g_assert_cmpuint(first, <, end);
    g_assert_cmpuint(end, <=, seen->end);
    seen->expected = MAX(seen->expected, end);
}

static bool make(unsigned at, MadeCall *out, void *user)
{
    Seen *seen = user;

    seen->maker = g_thread_self();
    g_assert_cmpuint(at, <, seen->expected);
    if (!is_call(at))
        return false;
    out->call = g_new0(Call, 1);
    out->call->id = at + 1;
    out->call->messages_len = at % 500 == 0 ? 100000 : 10;
    out->judgement = g_new0(Judgement, 1);
    (void)g_atomic_int_add(&seen->alive, 1);
    return true;
}

static bool tell(const MadeCall *made, void *user)
{
    Seen *seen = user;
    int alive = g_atomic_int_add(&seen->alive, -1);

    seen->most_alive = MAX(seen->most_alive, alive);
    g_assert_true(g_thread_self() == seen->teller);
    g_assert_cmpuint(made->call->id, ==, made->at + 1);
    g_assert_true(seen->told == 0 || made->at > seen->last);
    g_assert_nonnull(made->judgement);
    seen->last = made->at;
    return ++seen->told < seen->wanted;
}

static Seen run(unsigned first, unsigned end, unsigned wanted, bool ahead)
{
    Seen seen = { .teller = g_thread_self(), .wanted = wanted, .end = end };
    CallsAhead hooks = { expect, make, tell, &seen };
    bool to_the_end = calls_ahead_run(&hooks, first, end, ahead);

    g_assert_true(to_the_end == (seen.told < wanted));
    return seen;
}

static unsigned count(unsigned first, unsigned end)
{
    unsigned calls = 0;

    for (unsigned at = first; at < end; at++)
        calls += is_call(at);
    return calls;
}

static void every_call_is_told_in_its_order(void)
{
    for (unsigned ahead = 0; ahead < 2; ahead++) {
        g_assert_cmpuint(run(0, CALLS, G_MAXUINT, ahead).told, ==, count(0, CALLS));
        g_assert_cmpuint(run(700, 1400, G_MAXUINT, ahead).told, ==, count(700, 1400));
        g_assert_cmpuint(run(2, 3, G_MAXUINT, ahead).told, ==, 0);
        g_assert_cmpuint(run(5, 5, G_MAXUINT, ahead).told, ==, 0);
    }
}

static void many_calls_are_made_on_another_thread(void)
{
    g_assert_true(run(0, CALLS, G_MAXUINT, true).maker != g_thread_self());
    g_assert_true(run(0, CALLS, G_MAXUINT, false).maker == g_thread_self());
    g_assert_true(run(0, 3, G_MAXUINT, true).maker == g_thread_self());
}

static void whoever_wants_no_more_gets_no_more(void)
{
    for (unsigned ahead = 0; ahead < 2; ahead++)
        for (unsigned wanted = 1; wanted < 200; wanted += 13)
            g_assert_cmpuint(run(0, CALLS, wanted, ahead).told, ==, wanted);
}

static void few_calls_are_in_memory_together(void)
{
    g_assert_cmpint(run(0, CALLS, G_MAXUINT, true).most_alive, <=, 3 * 32);
    g_assert_cmpint(run(0, CALLS, G_MAXUINT, false).most_alive, <=, 32);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/calls_ahead/every_call_is_told_in_its_order",
                    every_call_is_told_in_its_order);
    g_test_add_func("/calls_ahead/many_calls_are_made_on_another_thread",
                    many_calls_are_made_on_another_thread);
    g_test_add_func("/calls_ahead/whoever_wants_no_more_gets_no_more",
                    whoever_wants_no_more_gets_no_more);
    g_test_add_func("/calls_ahead/few_calls_are_in_memory_together",
                    few_calls_are_in_memory_together);
    return g_test_run();
}
