/* SPDX-License-Identifier: Apache-2.0
 *
 * In a script of one proxy, what the proxy sends on stands for the message's whole way through
 * the network. With more proxies it is sent from each to the next, and what belongs to a hop
 * (RFC 3261 16.7, 16.10, 17.1.1.3) is answered there: an INVITE by 100, a CANCEL by 200, a
 * refusal by ACK.
 */
#include "tests/bench/hops.h"

#include <glib.h>

static bool is_sent_on(const TalkStep *step)
{
    if (step->from != P || step->method == REGISTER || step->status == 100)
        return false;
    if (step->method == CANCEL)
        return step->status == 0;
    return step->method != ACK || !step->is_hop;
}

/* What the next proxy answers to @step for its hop alone; false if it is nothing. */
static bool answer_of(const TalkStep *step, TalkStep *answer)
{
    *answer = (TalkStep){ .from = step->to, .to = step->from, .method = step->method };
    if (step->status >= 300) {
        answer->method = ACK;
        answer->is_hop = 1;
        return true;
    }
    if (step->status || step->turn || (step->method != INVITE && step->method != CANCEL))
        return false;
    answer->status = step->method == INVITE ? 100 : 200;
    answer->is_hop = step->method == CANCEL;
    return true;
}

/* Adds the way of @step from proxy to proxy. */
static void add_way(GArray *steps, TalkStep step, unsigned hops)
{
    bool is_up = step.to == B;

    for (unsigned hop = 1; hop < hops; hop++) {
        TalkStep answer;

        step.from = is_up ? hop : hops + 1 - hop;
        step.to = is_up ? hop + 1 : hops - hop;
        g_array_append_val(steps, step);
        if (answer_of(&step, &answer))
            g_array_append_val(steps, answer);
    }
}

static unsigned place_of(unsigned role, unsigned beside, unsigned hops)
{
    if (role == P)
        return beside == A ? 1 : hops;
    return role == A ? 0 : hops + 1;
}

/* Without a proxy only what the terminals sent is left, and what a registrar says. */
static void add_direct(GArray *steps, TalkStep step)
{
    if (step.from == P && step.method != REGISTER)
        return;
    step.from = step.from == A ? 0 : 1;
    step.to = 1 - step.from;
    g_array_append_val(steps, step);
}

static void add_step(GArray *steps, TalkStep step, unsigned hops)
{
    unsigned from = step.from;

    if (is_sent_on(&step))
        add_way(steps, step, hops);
    step.from = place_of(from, step.to, hops);
    step.to = place_of(step.to, from, hops);
    g_array_append_val(steps, step);
}

TalkStep *hops_spread(const TalkStep *steps, unsigned hops)
{
    GArray *spread = g_array_new(FALSE, FALSE, sizeof(TalkStep));

    for (; steps->from != steps->to; steps++) {
        if (hops == 0)
            add_direct(spread, *steps);
        else
            add_step(spread, *steps, hops);
    }
    g_array_append_vals(spread, steps, 1);
    return (TalkStep *)(void *)g_array_free(spread, FALSE);
}
