/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/link_life.h"

/* Pairs of legs at one server against each other: which of them are one call. */

/* An incoming and an outgoing leg that may be one call. */
typedef struct LinkPair {
    uint32_t in, out; /* indexes */
    LinkScore score;
} LinkPair;

typedef struct LinkRivals {
    Links *links;
    GArray *ins, *outs;           /* LinkLeg */
    GArray *in_lives, *out_lives; /* LinkLife */
    GArray *pairs;                /* LinkPair; sorted by this */
    int64_t end;                  /* as in LinkPairOf */
} LinkRivals;

/* Joins those pairs that are the best ones of both legs, with all others LINK_POINTS_CLEAR
 * behind. One leg that is received has several that are originated only as branches: begun
 * together, or one after the other failed, to different targets, and one answered at most. What
 * is joined is no rival any more. A branch may have nothing in common with what was received,
 * but begin together with one that was joined, and look like it. What remains and would have
 * been enough is noted as possible. */
void link_rivals_settle(LinkRivals *rivals);
