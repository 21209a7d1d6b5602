/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/vary.h"

#include <stdbool.h>

#define LEAST 6 /* ten kinds in two directions: 6 make 64 million sequences */
#define MOST 10

/* Who holds whom, and how often each side's SDP was changed. */
typedef struct Session {
    TalkRole holder; /* P: nobody */
    unsigned versions[3];
    TalkMedia media[3];
} Session;

typedef struct Inserter {
    GArray *steps; /* of TalkStep */
    Session session;
    unsigned turn;
} Inserter;

static TalkRole far_end(TalkRole role)
{
    return role == A ? B : A;
}

/* One message that goes from terminal to terminal, on its two hops. */
static void add_message(Inserter *inserter, TalkRole from, TalkStep step)
{
    step.turn = inserter->turn;
    step.sdp_version = inserter->session.versions[from];
    step.media = inserter->session.media[from];
    step.from = from;
    step.to = P;
    g_array_append_val(inserter->steps, step);
    step.from = P;
    step.to = far_end(from);
    step.from_ms = step.to_ms = 0;
    g_array_append_val(inserter->steps, step);
}

/* A hold where nobody holds, a resumption by who does, else the SDP as it was. */
static void change_session(Session *session, TalkRole from)
{
    bool is_hold = session->holder == P;

    if (!is_hold && session->holder != from)
        return;
    session->holder = is_hold ? from : P;
    session->media[from] = is_hold ? SENDONLY : SENDRECV;
    session->media[far_end(from)] = is_hold ? RECVONLY : SENDRECV;
    session->versions[from]++;
    session->versions[far_end(from)]++;
}

/* A request and its answer, at most @wait_ms after what was before. */
static void add_request(Inserter *inserter, TalkRole from, TalkMethod method, unsigned wait_ms)
{
    TalkStep request = { .method = method, .from_ms = wait_ms / 30, .to_ms = wait_ms };
    TalkStep answer = { .method = method, .status = 200, .from_ms = 5, .to_ms = 60 };

    add_message(inserter, from, request);
    add_message(inserter, far_end(from), answer);
    if (method == INVITE)
        add_message(inserter, from, (TalkStep){ .method = ACK, .from_ms = 5, .to_ms = 60 });
}

static void add_turn(Inserter *inserter, GRand *rand)
{
    static const TalkMethod METHODS[] = { INFO, MESSAGE, OPTIONS, UPDATE, INVITE };
    TalkRole from = g_rand_boolean(rand) ? A : B;
    TalkMethod method = METHODS[g_rand_int_range(rand, 0, G_N_ELEMENTS(METHODS))];
    bool is_change = g_rand_boolean(rand);

    inserter->turn++;
    if (is_change && (method == INVITE || method == UPDATE))
        change_session(&inserter->session, from);
    add_request(inserter, from, method, 3000);
}

/* Adds @steps up to the first BYE; returns the rest. */
static const TalkStep *add_conversation(Inserter *inserter, const TalkStep *steps)
{
    for (; steps->method != BYE; steps++)
        g_array_append_vals(inserter->steps, steps, 1);
    return steps;
}

static TalkStep *add_end(Inserter *inserter, const TalkStep *steps)
{
    for (; steps->from != steps->to; steps++)
        g_array_append_vals(inserter->steps, steps, 1);
    g_array_append_vals(inserter->steps, steps, 1);
    return (TalkStep *)(void *)g_array_free(inserter->steps, FALSE);
}

TalkStep *vary_steps(const TalkStep *steps, GRand *rand, unsigned *turns)
{
    Inserter inserter = {
        .steps = g_array_new(FALSE, FALSE, sizeof(TalkStep)),
        .session = { .holder = P },
    };
    unsigned count = (unsigned)g_rand_int_range(rand, LEAST, MOST + 1);
    const TalkStep *rest = add_conversation(&inserter, steps);

    for (unsigned at = 0; at < count; at++)
        add_turn(&inserter, rand);
    *turns = inserter.turn;
    return add_end(&inserter, rest);
}

TalkStep *vary_long(const TalkStep *steps, unsigned pairs, unsigned *turns)
{
    Inserter inserter = {
        .steps = g_array_new(FALSE, FALSE, sizeof(TalkStep)),
        .session = { .holder = P },
    };
    const TalkStep *rest = add_conversation(&inserter, steps);

    while (pairs > 0) {
        /* A re-INVITE has three messages; what it leaves must not be one. */
        bool is_invite = pairs == 3 || (pairs > 4 && inserter.turn % 4 > 1);

        inserter.turn++;
        add_request(&inserter, inserter.turn % 2 ? A : B, is_invite ? INVITE : INFO, 300);
        pairs -= MIN(pairs, is_invite ? 3u : 2u);
    }
    *turns = inserter.turn;
    return add_end(&inserter, rest);
}
