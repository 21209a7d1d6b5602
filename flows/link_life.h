/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/link_private.h"

/* How likely two legs at one server are legs of one call: what it receives and what it
 * originates later (flows.md, 5, second row). Points, so that evidence of different kinds adds
 * up; each step stands for a good halving of the doubt:
 *
 *     first media the same 12, or only the origin 6; called number 8; calling number 8
 *         (half as much where so many legs have it that not all were looked at; a number that
 *         is there on both and differs -2; a short number as the end of a longer one 4)
 *     INVITE within 20 ms 5, 100 ms 4, 300 ms 3, 1 s 1
 *     final answer, or CANCEL, within 30 ms 8, 100 ms 6, 300 ms 3, 1 s 0, later: no
 *     ringing: half of that; release: as much, but -10 where it is later
 *
 * Servers pass on what they receive, so a time counts in that order alone: the answer is there
 * on the outgoing leg first, the CANCEL on the incoming one. Times below 30 ms are not told
 * apart: with many calls a second, the nearest one is then a matter of luck. */

/* One leg at one server. */
typedef struct LinkLeg {
    int64_t invite;  /* received: of the last attempt, after challenges; sent: of the first */
    uint32_t server; /* hash of its address; with its port where both ends have one address */
    EndpointId end;  /* the server on this hop */
    DialogId dialog;
    bool is_out;  /* it sends */
    bool by_port; /* `server` is with the port */
} LinkLeg;

/* What happens on it; times, or LINK_NEVER. */
typedef struct LinkLife {
    int64_t ringing, final, cancel, bye;
    uint16_t status;  /* of `final` */
    bool is_answered; /* any answer was seen at all */
    bool sends_bye;   /* the server */
} LinkLife;

#define LINK_NEVER TIME_NONE

/* How far apart both INVITEs may be. */
#define LINK_SETUP_MAX (INT64_C(2) * 1000000000)

typedef enum LinkShared {
    LINK_SHARED_CALLED,
    LINK_SHARED_CALLING,
    LINK_SHARED_OFFER,  /* origin or media of the offer, */
    LINK_SHARED_ANSWER, /* of the answer */
    LINK_SHARED_COUNT,
} LinkShared;

typedef struct LinkScore {
    int points;
    LinkEvidence evidence; /* the best; LINK_BY_TIMES if times are all there is */
    int agreed;            /* of the points those for the ends of both legs */
    bool is_enough;        /* to join legs that have no rivals */
} LinkScore;

/* Joins legs from this many points on, and this many better than any rival. */
#define LINK_POINTS_MIN 8
#define LINK_POINTS_CLEAR 4

/* The life of @leg. */
LinkLife link_life_of(const Links *links, const LinkLeg *leg);

/* Scores the legs @in and @out; what is common to very many others is in @crowded, bits of
 * LinkShared. @end is when the last dialog ended. False if their lives contradict. */
typedef struct LinkPairOf {
    const Links *links;
    const LinkLeg *in, *out;
    const LinkLife *in_life, *out_life;
    unsigned crowded;
    int64_t end;
} LinkPairOf;
bool link_life_score(const LinkPairOf *pair, LinkScore *score);
