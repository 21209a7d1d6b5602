/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/search_way.h"

bool way_is_spent(const Search *search)
{
    return search_looks(search) > search->looks_max;
}

void way_note(Search *search, SearchState *state, TrailEntry entry)
{
    Trail trail = { state->trail, entry };

    state->trail = search->trail->len;
    g_array_append_val(search->trail, trail);
}

void way_add_fault(Search *search, SearchState *state, FaultKind kind, unsigned a, unsigned b)
{
    Fault fault = { .kind = (uint8_t)kind, .a = (uint8_t)a, .b = (uint16_t)b };

    state->faults = faults_add(search->faults, state->faults, fault);
}

void way_drop_fault(Search *search, SearchState *state, FaultKind kind, unsigned a, unsigned b)
{
    Fault fault = { .kind = (uint8_t)kind, .a = (uint8_t)a, .b = (uint16_t)b };

    if (state->faults)
        state->faults = faults_remove(search->faults, state->faults, fault);
}

bool way_has_fault(const Search *search, const SearchState *state, FaultKind kind, unsigned a,
                   unsigned b)
{
    return state->faults && faults_has(search->faults, state->faults, kind, a, b);
}

/* True if a message of @exchange is still to come on any track. */
static bool is_to_come(Search *search, const SearchState *state, unsigned exchange)
{
    const View *view = search->view;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        for (unsigned place = view->tracks[track].len; place-- > state->cursors[track];) {
            search->looks++;
            if (way_message(search, track, place)->exchange == exchange)
                return true;
        }
    return false;
}

/* Forgets what can make no difference any more, so that ways meet again. */
static void forget(Search *search, SearchState *state)
{
    for (uint32_t list = state->faults; list;) {
        Fault fault = *faults_get(search->faults, list);

        list = fault.rest;
        if ((fault.kind == FAULT_EXCHANGE || fault.kind == FAULT_MESSAGE ||
             fault.kind == FAULT_INSTEAD) &&
            !is_to_come(search, state, fault.b))
            state->faults = faults_remove(search->faults, state->faults, fault);
    }
}

/* True if something went wrong that further messages may be the consequence of. */
static bool has_excuse(const Search *search, const SearchState *state)
{
    for (uint32_t list = state->faults; list;) {
        const Fault *fault = faults_get(search->faults, list);

        if (fault->kind == FAULT_EXCHANGE || fault->kind == FAULT_MESSAGE ||
            fault->kind == FAULT_INSTEAD || fault->kind == FAULT_ENDED)
            return true;
        list = fault->rest;
    }
    return false;
}

/* What is still to be paid at least: for a message that no step of its track wants. */
static AlignmentKey least_ahead(const Search *search, const SearchState *state)
{
    const View *view = search->view;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        if (state->cursors[track] < view->tracks[track].unwanted_end)
            return has_excuse(search, state) ? 0 : COST_UNEXPECTED * ALIGNMENT_ONE_COST;
    return 0;
}

/* What would have to be paid if no message were matched any more. */
static AlignmentKey all_ahead(const Search *search, const SearchState *state)
{
    const View *view = search->view;
    unsigned messages = 0;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        messages += view->tracks[track].len - state->cursors[track];
    return (AlignmentKey)messages * (COST_UNEXPECTED * ALIGNMENT_ONE_COST);
}

void way_push(Search *search, SearchState *state)
{
    if (state->key + least_ahead(search, state) > search->limit || way_is_spent(search))
        return;
    forget(search, state);
    search_states_push(search->states, state, search->hurries ? all_ahead(search, state) : 0);
}

/* Steps from @step on do not ask for what was missing before the last that could. */
void way_forget_steps(Search *search, SearchState *state, unsigned step)
{
    for (uint32_t list = state->faults; list;) {
        Fault fault = *faults_get(search->faults, list);

        list = fault.rest;
        if (fault.kind == FAULT_ABSENT && way_step(search, fault.b)->last_dependent < step)
            state->faults = faults_remove(search->faults, state->faults, fault);
    }
}

/* Passes over messages that were matched before their turn. */
void way_pass_taken(Search *search, SearchState *state, unsigned track)
{
    while (state->cursors[track] < search->view->tracks[track].len &&
           way_has_fault(search, state, FAULT_LATE, track, state->cursors[track])) {
        way_drop_fault(search, state, FAULT_LATE, track, state->cursors[track]);
        state->cursors[track]++;
    }
}

TrailEntry way_told(const Search *search, const SearchState *state, TrailKind kind,
                    unsigned step)
{
    unsigned track = way_step(search, step)->track;
    const ViewTrack *on = &search->view->tracks[track];
    unsigned place = state->cursors[track];

    return (TrailEntry){ .kind = (uint8_t)kind,
                         .track = (uint8_t)track,
                         .step = (uint16_t)step,
                         .message = PLAN_NONE,
                         .next = place < on->len ? on->entries[place].message : PLAN_NONE };
}
