/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/faults.h"
#include "flows/search.h"
#include "flows/search_states.h"

/* A way through a template while it is searched for: what it has cost, what went wrong on it,
 * and the trail that it leaves. For the files of the search alone. */

/* What a fault costs (flows.md, 2.4). */
#define COST_UNEXPECTED 3
#define COST_INSTEAD 3
#define COST_MISSING 2
#define COST_OUT_OF_ORDER 2

/* The parts of an AlignmentKey below its cost. */
#define KEY_ONE_DENIED (UINT64_C(1) << 48) /* a request called unexpected that a step wants */
#define KEY_ONE_OPEN (UINT64_C(1) << 38)   /* an open step, on a hop that has messages */
#define KEY_ONE_UNMATCHED (UINT64_C(1) << 24) /* a message without a step */
#define KEY_ONE_UNSPECIFIC (UINT64_C(1) << 6) /* what a step might ask for and does not */
#define KEY_ONE_EARLY UINT64_C(1) /* of two that changed places, the late one is named */
#define SPECIFIC_MAX 10

struct Search {
    SearchStates *states;
    Faults *faults;
    GArray *trail;  /* entries with the one before each; number 0 is the beginning */
    GArray *result; /* TrailEntry */
    const View *view;
    AlignmentKey limit;
    bool hurries;
    uint64_t looks;     /* at messages, besides those that a step meets */
    uint64_t looks_max; /* at messages and faults: beyond it no way goes on */
};

/* One entry of a way, which leads to the one before. */
typedef struct Trail {
    uint32_t before;
    TrailEntry entry;
} Trail;

static inline const PlanStep *way_step(const Search *search, unsigned step)
{
    return &search->view->plan->steps[step];
}

static inline const ShapeMessage *way_message(const Search *search, unsigned track,
                                              unsigned place)
{
    const View *view = search->view;

    return &view->shape->messages[view->tracks[track].entries[place].message];
}

static inline void way_charge(SearchState *state, unsigned cost)
{
    state->key += cost * ALIGNMENT_ONE_COST;
}

/* True if the run has looked at all that it may: what a way still lacks it gets no more. */
bool way_is_spent(const Search *search);

/* Adds @entry to the trail of @state. */
void way_note(Search *search, SearchState *state, TrailEntry entry);

/* Puts a fault on the way, takes it off, asks for it; see FaultKind for @a and @b. */
void way_add_fault(Search *search, SearchState *state, FaultKind kind, unsigned a, unsigned b);
void way_drop_fault(Search *search, SearchState *state, FaultKind kind, unsigned a, unsigned b);
bool way_has_fault(const Search *search, const SearchState *state, FaultKind kind, unsigned a,
                   unsigned b);

/* Forgets what was missing so far before @step that steps from there on do not ask for. */
void way_forget_steps(Search *search, SearchState *state, unsigned step);

/* Passes over messages of @track that were matched before their turn. */
void way_pass_taken(Search *search, SearchState *state, unsigned track);

/* The entry that tells @step without a message; what comes next on its track is in it. */
TrailEntry way_told(const Search *search, const SearchState *state, TrailKind kind,
                    unsigned step);

/* Lets @state wait, unless it costs too much already or surely will. What can make no
 * difference any more is forgotten, so that ways meet again. */
void way_push(Search *search, SearchState *state);
