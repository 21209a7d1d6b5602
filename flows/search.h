/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/view.h"

/* The cheapest way to align the messages of a view with the steps of its template: Dijkstra's
 * search over the template's state and a cursor on each track (flows.md, 2.3 and 2.4). The walk
 * goes through the template in the order of its text, and each step meets the next message of
 * its own track, so that hops are not ordered among each other. A par is a set of threads, not
 * the list of its interleavings. */

/* What became of one step or one message on the cheapest way. */
typedef enum TrailKind {
    TRAIL_MATCHED,
    TRAIL_LATE,        /* the message stood further on: out of order */
    TRAIL_EARLY,       /* the message stood too far in front: out of order */
    TRAIL_INSTEAD,     /* another final answer than the step wants, and what came of it */
    TRAIL_MISSING,     /* costs */
    TRAIL_EXCUSED,     /* is missing because something else is */
    TRAIL_BEFORE,      /* would have been before the capture */
    TRAIL_OPEN,        /* nothing later on its track was matched */
    TRAIL_UNOBSERVED,  /* its hop was not captured */
    TRAIL_NOT_REACHED, /* the call ended before */
    TRAIL_UNEXPECTED,  /* a message that no step wants; costs */
    TRAIL_CONSEQUENCE, /* a message that belongs to an unexpected one */
} TrailKind;

typedef struct TrailEntry {
    uint8_t kind;     /* TrailKind */
    bool costs;       /* LATE, EARLY, INSTEAD: here, and not as part of an earlier fault */
    uint8_t track;    /* PLAN_TRACKS_MAX: no track */
    uint16_t step;    /* index into Plan.steps; PLAN_NONE: a message alone */
    uint16_t message; /* index into Shape.messages; PLAN_NONE: a step alone */
    uint16_t next;    /* the message that comes next on the track; PLAN_NONE: none */
} TrailEntry;

/* What alignments are compared by: cost first, then requests that are called unexpected though
 * a step wants such, open steps, messages that are not matched, what the steps do not ask for.
 * Smaller is better. */
typedef uint64_t AlignmentKey;

#define ALIGNMENT_COST_SHIFT 52
#define ALIGNMENT_ONE_COST (UINT64_C(1) << ALIGNMENT_COST_SHIFT)

static inline unsigned alignment_cost(AlignmentKey key)
{
    return (unsigned)(key >> ALIGNMENT_COST_SHIFT);
}

typedef struct Search Search;

/* Makes a search that can be run again and again in the same memory. The caller owns it. */
Search *search_new(void);
void search_free(Search *search);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Search, search_free)

/* Finds the cheapest alignment of @view that is not above @limit, in at most @states states,
 * which are taken off it; one at which much is looked at counts as several. False if there is
 * none; with *@states zero then, the bound was met.
 */
bool search_run(Search *search, const View *view, AlignmentKey limit, uint64_t *states,
                AlignmentKey *key);

/* As search_run(), but in a hurry: prefers ways on which more messages are accounted for, so
 * that it soon comes to an end, which may not be the cheapest. */
bool search_hurry(Search *search, const View *view, AlignmentKey limit, uint64_t *states,
                  AlignmentKey *key);

/* The way of the alignment that the last run found, in the order of the walk. Borrowed until
 * the next run. */
const TrailEntry *search_trail(const Search *search, unsigned *len);

/* How often all runs looked at a message or a fault that a way had to be asked for: the part of
 * the work that grows with the length of a call. */
uint64_t search_looks(const Search *search);
