/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/dialog.h"

#include <glib.h>

#include "tests/bench/hops.h"
#include "tests/bench/script.h"
#include "tests/bench/vary.h"

/* The answered call without what is not sent every time; the 100 of B, which is not, where
 * @has_trying says so. */
static TalkStep *plain_steps(bool has_trying)
{
    g_autofree TalkStep *answered = scripts_answered();
    GArray *steps = g_array_new(FALSE, FALSE, sizeof(TalkStep));
    const TalkStep *from = answered;
    bool is_last;

    do {
        TalkStep step = *from++;

        is_last = step.from == step.to;
        if (step.chance && (step.is_resent || !has_trying))
            continue;
        step.chance = 0;
        g_array_append_val(steps, step);
    } while (!is_last);
    return (TalkStep *)(void *)g_array_free(steps, FALSE);
}

static unsigned count_steps(const TalkStep *steps, unsigned hops)
{
    g_autofree TalkStep *spread = hops_spread(steps, hops);
    unsigned count = 0;

    while (spread[count].from != spread[count].to)
        count++;
    return count;
}

TalkStep *dialog_steps(unsigned messages, unsigned hops, unsigned *turns)
{
    g_autofree TalkStep *shortest = plain_steps(false);
    unsigned least = count_steps(shortest, hops);
    unsigned more = messages > least ? messages - least : 0;
    bool has_trying = hops > 0 && more % (hops + 1) == 1;
    g_autofree TalkStep *plain = plain_steps(has_trying);
    unsigned pairs = (more - has_trying + hops) / (hops + 1);
    g_autofree TalkStep *steps = vary_long(plain, pairs, turns);

    return hops_spread(steps, hops);
}
