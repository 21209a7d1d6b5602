/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 3261 16.6 and 16.7: what goes to the terminals, or comes from them, goes at once, one
 * message each.
 */
#include "tests/bench/fork.h"

#include <glib.h>

typedef struct Fork {
    GArray *steps; /* of TalkStep */
    unsigned terminals, answering;
} Fork;

static void add(Fork *fork, TalkStep step)
{
    step.leg = fork->answering;
    g_array_append_val(fork->steps, step);
}

/* One of each terminal, or of each but the one that answers; only the first waits. */
static void add_burst(Fork *fork, TalkStep step, bool is_of_all)
{
    for (unsigned leg = 0; leg < fork->terminals; leg++) {
        if (leg == fork->answering && !is_of_all)
            continue;
        step.leg = leg;
        g_array_append_val(fork->steps, step);
        step.is_prompt = 1;
    }
}

static void add_offer(Fork *fork)
{
    TalkStep ringing = { .from = B, .to = P, .status = 180, .from_ms = 30, .to_ms = 250 };

    add(fork, (TalkStep){ .from = A, .to = P });
    add(fork, (TalkStep){ .from = P, .to = A, .status = 100 });
    add_burst(fork, (TalkStep){ .from = P, .to = B }, true);
    add_burst(fork, ringing, true);
    add_burst(fork, (TalkStep){ .from = P, .to = A, .status = 180 }, true);
}

static void add_answer(Fork *fork)
{
    TalkStep cancel = { .from = P, .to = B, .method = CANCEL, .is_hop = 1 };
    TalkStep cancelled = { .from = B, .to = P, .method = CANCEL, .status = 200, .is_hop = 1 };
    TalkStep answer = { .from = B, .to = P, .status = 200, .from_ms = 2000, .to_ms = 9000 };

    add(fork, answer);
    add(fork, (TalkStep){ .from = P, .to = A, .status = 200 });
    add_burst(fork, cancel, false);
    add_burst(fork, cancelled, false);
    add_burst(fork, (TalkStep){ .from = B, .to = P, .status = 487 }, false);
    add_burst(fork, (TalkStep){ .from = P, .to = B, .method = ACK, .is_hop = 1 }, false);
    add(fork, (TalkStep){ .from = A, .to = P, .method = ACK, .from_ms = 10, .to_ms = 80 });
    add(fork, (TalkStep){ .from = P, .to = B, .method = ACK });
}

static void add_release(Fork *fork)
{
    add(fork, (TalkStep){ .from = A, .to = P, .method = BYE, .from_ms = 9000, .to_ms = 60000 });
    add(fork, (TalkStep){ .from = P, .to = B, .method = BYE });
    add(fork, (TalkStep){ .from = B, .to = P, .method = BYE, .status = 200 });
    add(fork, (TalkStep){ .from = P, .to = A, .method = BYE, .status = 200 });
}

TalkStep *fork_steps(unsigned terminals, unsigned answering)
{
    Fork fork = { g_array_new(FALSE, FALSE, sizeof(TalkStep)), terminals, answering };

    add_offer(&fork);
    add_answer(&fork);
    add_release(&fork);
    add(&fork, (TalkStep){ .from = A, .to = A });
    return (TalkStep *)(void *)g_array_free(fork.steps, FALSE);
}
