/* SPDX-License-Identifier: Apache-2.0
 *
 * A state is a place in the template's program (several in a par), a place on each track, and
 * what went wrong so far as far as it can still matter. Dijkstra's search walks from the first
 * state to one where both program and messages are at their end. Steps whose hop nobody saw are
 * passed without a decision; what can be decided at a step is in search_moves.c, what an
 * unexpected message costs in blame.c, what a way carries in search_way.c.
 *
 * A call that conforms is walked straight, some states for each message. What a fault makes
 * possible is held in bounds by a few rules, each of which leaves one of several ways to the
 * same end: a message that its step wants is its step's; messages in front of a gap are paid
 * for before the gap; a part that is optional is missing something only if a message speaks for
 * it; a loop's round does not know of the round before. The rest is bounded by counting
 * (SHAPE_MATCH_STATES_MAX).
 */
#include "flows/search.h"

#include "flows/blame.h"
#include "flows/search_moves.h"

/* Entries of all trails of a search. Each state adds one or two; hundreds, where a long call is
 * held against a flow that knows few of its parties. */
#define TRAIL_MAX (1u << 20)

Search *search_new(void)
{
    Search *search = g_new0(Search, 1);

    search->states = search_states_new();
    search->faults = faults_new();
    search->trail = g_array_new(FALSE, TRUE, sizeof(Trail));
    search->result = g_array_new(FALSE, FALSE, sizeof(TrailEntry));
    return search;
}

void search_free(Search *search)
{
    if (!search)
        return;
    search_states_free(search->states);
    faults_free(search->faults);
    g_array_unref(search->trail);
    g_array_unref(search->result);
    g_free(search);
}

/* A step that nothing can be matched with, whatever comes. */
static bool is_idle(const Search *search, const SearchState *state, unsigned step,
                    TrailKind *kind)
{
    const PlanStep *plan_step = way_step(search, step);
    unsigned call = plan_step->step->call - 1;
    TrackMode mode = state->modes[plan_step->track];

    if (!search->view->tracks[plan_step->track].is_observed)
        *kind = TRAIL_UNOBSERVED;
    else if (mode == MODE_NOT_REACHED || way_has_fault(search, state, FAULT_ENDED, 0, call) ||
             way_has_fault(search, state, FAULT_ENDED, 1, call))
        *kind = TRAIL_NOT_REACHED;
    else if (mode == MODE_CLOSED)
        *kind = TRAIL_OPEN;
    else
        return false;
    return true;
}

/* Takes a thread over what needs no decision; false if it stands at what does. */
static bool pass_op(Search *search, SearchState *state, unsigned thread)
{
    unsigned at = state->threads[thread];
    const Op *op = &search->view->plan->flow->ops[at];
    TrailKind kind;

    if (op->kind == OP_STEP && is_idle(search, state, op->step, &kind)) {
        way_note(search, state, way_told(search, state, kind, op->step));
        if (kind == TRAIL_OPEN &&
            search->view->tracks[way_step(search, op->step)->track].len > 0)
            state->key += KEY_ONE_OPEN;
        search_state_set_thread(state, thread, op->next);
        return true;
    }
    if (op->kind == OP_FORK && state->threads_len < SEARCH_THREADS_MAX) {
        search_state_set_thread(state, thread, op->next);
        search_state_add_thread(state, op->other);
        return true;
    }
    if (op->kind == OP_JOIN && thread + 1 < state->threads_len &&
        state->threads[thread + 1] == at) {
        search_state_drop_thread(state, thread);
        search_state_set_thread(state, thread, op->next);
        return true;
    }
    return false;
}

static void settle(Search *search, SearchState *state)
{
    bool moved = true;

    while (moved) {
        moved = false;
        for (unsigned thread = 0; thread < state->threads_len && !moved; thread++)
            moved = pass_op(search, state, thread);
    }
}

static bool has_debts(const Search *search, const SearchState *state)
{
    for (unsigned track = 0; track < search->view->plan->tracks_len; track++)
        if (state->modes[track] == MODE_TO_BYE)
            return true;
    for (uint32_t list = state->faults; list;) {
        const Fault *fault = faults_get(search->faults, list);

        if (fault->kind == FAULT_EARLY)
            return true;
        list = fault->rest;
    }
    return false;
}

/* What is still due on a track when its call was refused or taken otherwise than it should: the
 * final answer, and its ACK. */
static unsigned due_after_end(Search *search, unsigned track)
{
    bool has_final = false, has_ack = false;

    search->looks += search->view->tracks[track].len;
    for (unsigned place = 0; place < search->view->tracks[track].len; place++) {
        const ShapeMessage *message = way_message(search, track, place);

        if (!(message->bits & SHAPE_INITIAL))
            continue;
        if (message->method == METHOD_ACK)
            has_ack = true;
        else if (message->status >= 200)
            has_final = true;
        else if (shape_is_request(message))
            has_final = has_ack = false;
    }
    return search->view->tracks[track].len == 0 ? 0 : has_final ? !has_ack : 2;
}

/* The template is over: whatever messages are left are unexpected. */
static void finish(Search *search, const SearchState *from)
{
    SearchState state = *from;
    const View *view = search->view;

    if (has_debts(search, &state))
        return;
    for (unsigned track = 0; track < view->plan->tracks_len; track++) {
        blame_rest(search, &state, track);
        if (blame_has_ended(search, &state, view->plan->tracks[track].call))
            state.key += due_after_end(search, track) * KEY_ONE_OPEN;
    }
    state.is_end = true;
    way_push(search, &state);
}

/* Bits of the tracks on which a message can still be matched. */
static unsigned live_tracks(const Search *search, const SearchState *state)
{
    const View *view = search->view;
    unsigned live = 0;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        if (state->cursors[track] < view->tracks[track].len &&
            state->modes[track] != MODE_CLOSED &&
            !(state->faults && blame_has_ended(search, state, view->plan->tracks[track].call)))
            live |= 1u << track;
    for (uint32_t list = state->faults; list;) {
        const Fault *fault = faults_get(search->faults, list);

        if (fault->kind == FAULT_EARLY)
            live |= 1u << fault->a;
        list = fault->rest;
    }
    return live;
}

/* A body that begins anew asks for nothing of its last round. */
static void forget_body(Search *search, SearchState *state, const PlanBody *body)
{
    for (uint32_t list = state->faults; list;) {
        Fault fault = *faults_get(search->faults, list);

        list = fault.rest;
        if (fault.kind == FAULT_ABSENT && fault.b >= body->first && fault.b <= body->last)
            state->faults = faults_remove(search->faults, state->faults, fault);
    }
}

/* Both ways, but for a body in which no message can be matched any more. */
static void expand_choice(Search *search, SearchState *state, unsigned thread)
{
    unsigned at = state->threads[thread];
    const Op *op = &search->view->plan->flow->ops[at];
    const PlanBody *body = &search->view->plan->bodies[at];
    SearchState way;

    if (op->is_exit)
        forget_body(search, state, body);
    way = *state;
    search_state_set_thread(&way, thread, op->other);
    way_push(search, &way);
    if (op->is_exit && !(body->tracks & live_tracks(search, state)))
        return;
    way = *state;
    search_state_set_thread(&way, thread, op->next);
    way_push(search, &way);
}

static void expand(Search *search, SearchState *state)
{
    const Op *ops = search->view->plan->flow->ops;

    settle(search, state);
    for (unsigned thread = 0; thread < state->threads_len; thread++) {
        const Op *op = &ops[state->threads[thread]];

        if (op->kind == OP_CHOICE) {
            expand_choice(search, state, thread);
            return;
        }
    }
    for (unsigned thread = 0; thread < state->threads_len; thread++) {
        OpKind kind = ops[state->threads[thread]].kind;

        if (kind == OP_STEP)
            search_moves_expand(search, state, thread);
        else if (kind == OP_END)
            finish(search, state);
    }
}

static void begin(Search *search)
{
    const View *view = search->view;
    SearchState state = { .threads_len = 1 };

    for (unsigned i = 0; i < view->plan->tracks_len; i++) {
        unsigned call = view->plan->tracks[i].call;

        state.modes[i] = call < view->shape->calls_len && view->shape->begins_before[call]
                             ? MODE_LEADING
                             : MODE_NORMAL;
    }
    state.key = view->asides * KEY_ONE_UNMATCHED;
    for (unsigned i = 0; i < view->strays.len && state.key <= search->limit; i++)
        blame_message(search, &state, PLAN_TRACKS_MAX, &view->strays.entries[i]);
    way_push(search, &state);
}

static void tell(Search *search, const SearchState *state)
{
    g_array_set_size(search->result, 0);
    for (uint32_t at = state->trail; at;) {
        const Trail *trail = &g_array_index(search->trail, Trail, at);

        g_array_append_val(search->result, trail->entry);
        at = trail->before;
    }
    for (guint i = 0; i < search->result->len / 2; i++) {
        TrailEntry *entries = (TrailEntry *)(void *)search->result->data;
        TrailEntry swap = entries[i];

        entries[i] = entries[search->result->len - 1 - i];
        entries[search->result->len - 1 - i] = swap;
    }
}

/* What a state costs: where a call has hundreds of faults, each of them is looked at again and
 * again, so that many looks are as much work as a state. */
#define LOOKS_A_STATE 256

static uint64_t price_of(const Search *search, uint64_t looks_before)
{
    return 1 + (search_looks(search) - looks_before) / LOOKS_A_STATE;
}

static bool run(Search *search, AlignmentKey limit, uint64_t *states, AlignmentKey *key)
{
    SearchState state;
    uint64_t looks;

    search->limit = limit;
    search->looks_max = search_looks(search) + *states * LOOKS_A_STATE;
    search_states_reset(search->states);
    faults_reset(search->faults);
    g_array_set_size(search->trail, 1);
    begin(search);
    while (search_states_pop(search->states, &state)) {
        if (state.is_end) {
            *key = state.key;
            tell(search, &state);
            return true;
        }
        if (search->trail->len > TRAIL_MAX)
            *states = 0;
        if (*states == 0)
            return false;
        looks = search_looks(search);
        expand(search, &state);
        *states -= MIN(*states, price_of(search, looks));
    }
    return false;
}

bool search_run(Search *search, const View *view, AlignmentKey limit, uint64_t *states,
                AlignmentKey *key)
{
    search->view = view;
    search->hurries = false;
    return run(search, limit, states, key);
}

bool search_hurry(Search *search, const View *view, AlignmentKey limit, uint64_t *states,
                  AlignmentKey *key)
{
    search->view = view;
    search->hurries = true;
    return run(search, limit, states, key);
}

uint64_t search_looks(const Search *search)
{
    return search->looks + faults_steps(search->faults);
}

const TrailEntry *search_trail(const Search *search, unsigned *len)
{
    *len = search->result->len;
    return (const TrailEntry *)(const void *)search->result->data;
}
