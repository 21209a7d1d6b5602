/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/trail_summary.h"

/* The match of one shape: the template that explains it best, who is who in it, and the way
 * through it. All calls of the shape share it. */
typedef struct ShapeMatch {
    Shape shape;      /* with its own messages, but no places */
    const Plan *plan; /* NULL: nothing could be aligned */
    Binding binding;
    AlignmentKey key; /* without what absent terminals add */
    TrailEntry *trail;
    unsigned trail_len;
    TrailSummary summary; /* of it, where there is a plan */
    bool is_given_up;     /* the bound of work was met: the best so far */
} ShapeMatch;

void shape_match_free(ShapeMatch *match);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ShapeMatch, shape_match_free)

/* What a template costs more for each of its terminals that the capture has no endpoint for;
 * in the choice between templates alone. */
#define SHAPE_MATCH_ABSENT 3

/* States that the search for one shape may visit; and those that it may visit after that to
 * find for each template some alignment, though not the cheapest. */
#define SHAPE_MATCH_STATES_MAX (UINT64_C(1) << 17)
#define SHAPE_MATCH_HURRY_MAX (UINT64_C(1) << 12)

/* States that all searches together may visit: so many at first, and so many more for each call
 * that is judged, more than an honest one takes. Where calls that are like no flow and like no
 * other call use them up, each further shape may visit the least, which nearly every honest one
 * can do with, and a search that meets this bound ends without any alignment. */
#define SHAPE_MATCH_CREDIT (UINT64_C(1) << 25)
#define SHAPE_MATCH_CREDIT_A_CALL (UINT64_C(1) << 10)
#define SHAPE_MATCH_STATES_LEAST (UINT64_C(1) << 13)

/* The templates that shapes are held against, and the search that does it; all borrowed. */
typedef struct ShapeMatching {
    const Plan *plans; /* in the order of their rank */
    unsigned plans_len;
    Search *search;
    uint64_t states; /* that all searches took */
    uint64_t credit; /* that they may still take */
} ShapeMatching;

#define SHAPE_MATCH_ANY_COST G_MAXUINT

/* Another call is judged: SHAPE_MATCH_CREDIT_A_CALL more, at most SHAPE_MATCH_CREDIT. */
void shape_matching_credit(ShapeMatching *matching);

/* Finds the match of @shape that costs at most @most. The caller owns it. */
ShapeMatch *shape_match_new(ShapeMatching *matching, const Shape *shape, unsigned most);
