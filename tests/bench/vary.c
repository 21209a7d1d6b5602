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

static void add_turn(Inserter *inserter, GRand *rand)
{
    static const TalkMethod METHODS[] = { INFO, MESSAGE, OPTIONS, UPDATE, INVITE };
    TalkRole from = g_rand_boolean(rand) ? A : B;
    TalkMethod method = METHODS[g_rand_int_range(rand, 0, G_N_ELEMENTS(METHODS))];
    bool is_change = g_rand_boolean(rand);

    inserter->turn++;
    if (is_change && (method == INVITE || method == UPDATE))
        change_session(&inserter->session, from);
    add_message(inserter, from, (TalkStep){ .method = method, .from_ms = 100, .to_ms = 3000 });
    add_message(inserter, far_end(from),
                (TalkStep){ .method = method, .status = 200, .from_ms = 5, .to_ms = 60 });
    if (method == INVITE)
        add_message(inserter, from, (TalkStep){ .method = ACK, .from_ms = 5, .to_ms = 60 });
}

TalkStep *vary_steps(const TalkStep *steps, GRand *rand, unsigned *turns)
{
    Inserter inserter = {
        .steps = g_array_new(FALSE, FALSE, sizeof(TalkStep)),
        .session = { .holder = P },
    };
    unsigned count = (unsigned)g_rand_int_range(rand, LEAST, MOST + 1);
    bool is_inserted = false;

    for (const TalkStep *step = steps;; step++) {
        if (step->method == BYE && !is_inserted) {
            is_inserted = true;
            for (unsigned at = 0; at < count; at++)
                add_turn(&inserter, rand);
        }
        g_array_append_val(inserter.steps, *step);
        if (step->from == step->to)
            break;
    }
    *turns = inserter.turn;
    return (TalkStep *)(void *)g_array_free(inserter.steps, FALSE);
}
