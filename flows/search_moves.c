/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/search_moves.h"

#include "flows/blame.h"

/* How far ahead on its track a message is looked for that comes late. */
#define LOOK_AHEAD 16

/* Gives @message at @place of its track to @step. */
static void give(Search *search, SearchState *state, unsigned step, TrailEntry told)
{
    const PlanStep *plan_step = way_step(search, step);
    const ViewEntry *entry = &search->view->tracks[plan_step->track].entries[told.message];

    if (!entry->is_second && told.kind == TRAIL_INSTEAD)
        state->key += KEY_ONE_UNMATCHED;
    else if (!entry->is_second)
        state->key +=
            (SPECIFIC_MAX - MIN(plan_step->specific, SPECIFIC_MAX)) * KEY_ONE_UNSPECIFIC;
    way_drop_fault(search, state, FAULT_ABSENT, 0, step);
    state->modes[plan_step->track] = MODE_NORMAL;
    told.message = entry->message;
    told.next = PLAN_NONE;
    way_note(search, state, told);
}

static bool fits(const Search *search, unsigned step, unsigned track, unsigned place)
{
    return search->view->tracks[track].entries[place].is_back ==
               way_step(search, step)->is_back &&
           plan_step_fits(way_step(search, step), way_message(search, track, place));
}

/* The ways on from one state by the step @step, at which @thread stands; @next is the op that
 * follows. */
typedef struct Move {
    Search *search;
    const SearchState *state;
    unsigned thread, step, track, next;
} Move;

static SearchState move_on(const Move *move)
{
    SearchState state = *move->state;

    search_state_set_thread(&state, move->thread, move->next);
    way_forget_steps(move->search, &state, move->step);
    return state;
}

static TrailEntry told_of(const Move *move, TrailKind kind, unsigned place)
{
    TrailEntry told = way_told(move->search, move->state, kind, move->step);

    told.message = (uint16_t)place;
    return told;
}

static bool is_bye(const Search *search, unsigned step)
{
    const Step *each = way_step(search, step)->step;

    return each->codes_len == 0 && each->methods >> METHOD_BYE & 1;
}

static void try_match(const Move *move)
{
    unsigned place = move->state->cursors[move->track];
    SearchState state;

    if (!fits(move->search, move->step, move->track, place) ||
        (move->state->modes[move->track] == MODE_TO_BYE && !is_bye(move->search, move->step)))
        return;
    state = move_on(move);
    state.cursors[move->track]++;
    give(move->search, &state, move->step, told_of(move, TRAIL_MATCHED, place));
    way_pass_taken(move->search, &state, move->track);
    way_push(move->search, &state);
}

/* Pays for a message out of order: once, also where it is on two tracks. */
static bool charge_moved(Search *search, SearchState *state, unsigned track, unsigned place)
{
    const ViewEntry *entry = &search->view->tracks[track].entries[place];

    if (way_has_fault(search, state, FAULT_MOVED, 0, entry->message))
        return false;
    if (entry->is_double)
        way_add_fault(search, state, FAULT_MOVED, 0, entry->message);
    way_charge(state, COST_OUT_OF_ORDER);
    return true;
}

/* A message that comes too late for its step. */
static void try_late(const Move *move)
{
    const Search *search = move->search;
    unsigned first = move->state->cursors[move->track] + 1u;
    unsigned end = MIN(search->view->tracks[move->track].len, first + LOOK_AHEAD);

    if (move->state->modes[move->track] == MODE_TO_BYE)
        return;
    for (unsigned place = first; place < end; place++) {
        SearchState state;
        TrailEntry told = told_of(move, TRAIL_LATE, place);

        if (!fits(search, move->step, move->track, place) ||
            way_has_fault(search, move->state, FAULT_LATE, move->track, place))
            continue;
        state = move_on(move);
        told.costs = charge_moved(move->search, &state, move->track, place);
        way_add_fault(move->search, &state, FAULT_LATE, move->track, place);
        give(move->search, &state, move->step, told);
        way_push(move->search, &state);
        return;
    }
}

/* A message that came too early and has waited. */
static void try_early(const Move *move)
{
    Search *search = move->search;

    for (uint32_t list = move->state->faults; list;) {
        Fault fault = *faults_get(search->faults, list);
        TrailEntry told;
        SearchState state;

        list = fault.rest;
        if (fault.kind != FAULT_EARLY || fault.a != move->track ||
            !fits(search, move->step, move->track, fault.b))
            continue;
        state = move_on(move);
        way_drop_fault(search, &state, FAULT_EARLY, fault.a, fault.b);
        told = told_of(move, TRAIL_EARLY, fault.b);
        told.costs = true; /* was paid when it was put by */
        give(search, &state, move->step, told);
        way_push(search, &state);
    }
}

/* Another final answer than the step wants. What refuses or accepts a call ends the template
 * for it; else the template goes on. */
static void try_instead(const Move *move)
{
    Search *search = move->search;
    unsigned place = move->state->cursors[move->track];
    const ShapeMessage *message = way_message(search, move->track, place);
    const PlanStep *step = way_step(search, move->step);
    TrailEntry told = told_of(move, TRAIL_INSTEAD, place);
    SearchState state = move_on(move);
    bool is_again;

    if (!step->is_final || message->status < 200 || message->facts & CONDITION_CHALLENGE ||
        !(step->step->methods >> message->method & 1) ||
        search->view->tracks[move->track].entries[place].is_back != step->is_back ||
        plan_step_fits(step, message) || state.modes[move->track] == MODE_TO_BYE)
        return;
    is_again = way_has_fault(search, &state, FAULT_INSTEAD, blame_is_refusal(message),
                             message->exchange);
    state.cursors[move->track]++;
    told.costs = !is_again;
    if (!is_again) {
        way_charge(&state, COST_INSTEAD);
        way_add_fault(search, &state, FAULT_INSTEAD, blame_is_refusal(message),
                      message->exchange);
        if (message->bits & SHAPE_INITIAL)
            way_add_fault(search, &state, FAULT_ENDED, blame_is_refusal(message),
                          message->call);
    }
    give(search, &state, move->step, told);
    way_pass_taken(search, &state, move->track);
    way_push(search, &state);
}

/* What relays a message that is missing, or answers it, is part of that fault. */
static bool is_excused(const Search *search, const SearchState *state, const PlanStep *step)
{
    return (step->original != PLAN_NONE &&
            way_has_fault(search, state, FAULT_ABSENT, 0, step->original)) ||
           (step->cause != PLAN_NONE &&
            way_has_fault(search, state, FAULT_ABSENT, 0, step->cause));
}

static bool has_bye(const Search *search, unsigned track, unsigned place)
{
    for (; place < search->view->tracks[track].len; place++) {
        const ShapeMessage *message = way_message(search, track, place);

        if (message->method == METHOD_BYE && shape_is_request(message))
            return true;
    }
    return false;
}

static void push_missing(const Move *move, TrailKind kind, TrackMode mode)
{
    SearchState state = move_on(move);
    TrailEntry told = way_told(move->search, move->state, kind, move->step);

    told.costs = kind == TRAIL_MISSING;
    if (kind == TRAIL_MISSING)
        way_charge(&state, COST_MISSING);
    if ((kind == TRAIL_MISSING || kind == TRAIL_EXCUSED) &&
        way_step(move->search, move->step)->last_dependent != PLAN_NONE)
        way_add_fault(move->search, &state, FAULT_ABSENT, 0, move->step);
    state.modes[move->track] = (uint8_t)mode;
    way_note(move->search, &state, told);
    way_push(move->search, &state);
}

/* True if a message that is still to come depends on @step, directly or not. */
static bool has_evidence(const Search *search, const SearchState *state, unsigned step)
{
    const Plan *plan = search->view->plan;
    unsigned last = plan->steps[step].last_dependent;

    for (unsigned i = step + 1; last != PLAN_NONE && i <= last; i++) {
        const PlanStep *dependent = &plan->steps[i];
        const ViewTrack *on = &search->view->tracks[dependent->track];

        if (dependent->cause != step && dependent->original != step)
            continue;
        for (unsigned at = state->cursors[dependent->track]; at < on->len; at++)
            if (fits(search, i, dependent->track, at))
                return true;
        if (has_evidence(search, state, i))
            return true;
    }
    return false;
}

static bool is_there(const Search *search, const SearchState *state, uint16_t step)
{
    return step != PLAN_NONE &&
           search->view->tracks[way_step(search, step)->track].is_observed &&
           !way_has_fault(search, state, FAULT_ABSENT, 0, step);
}

/* An optional part that nothing speaks for was not entered. */
static bool may_be_missing(const Search *search, const SearchState *state, unsigned step)
{
    const PlanStep *plan_step = way_step(search, step);

    return !plan_step->is_optional || is_there(search, state, plan_step->cause) ||
           is_there(search, state, plan_step->original) || has_evidence(search, state, step);
}

/* Goes on without the message of the step. */
static void try_missing(const Move *move)
{
    const Search *search = move->search;
    const PlanStep *step = way_step(search, move->step);
    TrackMode mode = move->state->modes[move->track];

    if (mode == MODE_LEADING)
        push_missing(move, TRAIL_BEFORE, mode);
    else if (mode == MODE_TO_BYE)
        push_missing(move, TRAIL_EXCUSED, mode);
    else if (search->view->tracks[move->track].is_bypassed && step->is_late)
        push_missing(move, TRAIL_UNOBSERVED, mode);
    else if (is_excused(search, move->state, step))
        push_missing(move, TRAIL_EXCUSED, mode);
    else if (may_be_missing(search, move->state, move->step)) {
        push_missing(move, TRAIL_MISSING, MODE_GAP);
        if (has_bye(search, move->track, move->state->cursors[move->track]))
            push_missing(move, TRAIL_MISSING, MODE_TO_BYE);
    }
}

/* Nothing later on the track will be matched. */
static void try_open(const Move *move)
{
    const ViewTrack *track = &move->search->view->tracks[move->track];
    SearchState state;

    if (move->state->modes[move->track] == MODE_TO_BYE)
        return;
    if (track->is_bypassed && way_step(move->search, move->step)->is_late &&
        move->state->cursors[move->track] == track->len) {
        push_missing(move, TRAIL_UNOBSERVED, (TrackMode)move->state->modes[move->track]);
        return;
    }
    state = move_on(move);
    state.modes[move->track] = track->is_dead_end ? MODE_NOT_REACHED : MODE_CLOSED;
    if (track->len > 0)
        state.key += KEY_ONE_OPEN;
    way_note(move->search, &state, way_told(move->search, move->state, TRAIL_OPEN, move->step));
    blame_rest(move->search, &state, move->track);
    way_push(move->search, &state);
}

/* The next message of the track is not what any step is to have. */
static void try_unexpected(const Move *move)
{
    SearchState state = *move->state;
    unsigned place = state.cursors[move->track]++;

    blame_message(move->search, &state, move->track,
                  &move->search->view->tracks[move->track].entries[place]);
    way_pass_taken(move->search, &state, move->track);
    way_push(move->search, &state);
}

/* The next message is put by until the walk comes to its step. */
static void try_put_by(const Move *move)
{
    const Plan *plan = move->search->view->plan;
    unsigned place = move->state->cursors[move->track];
    SearchState state = *move->state;
    bool is_wanted = false;

    if (state.modes[move->track] == MODE_TO_BYE)
        return;
    for (unsigned step = move->step + 1; step < plan->steps_len && !is_wanted; step++)
        is_wanted = plan->steps[step].track == move->track &&
                    fits(move->search, step, move->track, place);
    if (!is_wanted)
        return;
    (void)charge_moved(move->search, &state, move->track, place);
    state.key += KEY_ONE_EARLY;
    way_add_fault(move->search, &state, FAULT_EARLY, move->track, place);
    state.cursors[move->track]++;
    way_pass_taken(move->search, &state, move->track);
    way_push(move->search, &state);
}

/* A message that its step wants is its step's; but a request may be one too many. */
static void expand_fitting(const Move *move, const ShapeMessage *message)
{
    if (shape_is_request(message) && message->method != METHOD_ACK &&
        !(message->bits & SHAPE_INITIAL) && move->state->modes[move->track] < MODE_GAP)
        try_unexpected(move);
    try_match(move);
}

/* What a message costs is found before what is missing in front of it, so that there is one way
 * to the same end. */
static void expand_unfit(const Move *move)
{
    if (move->state->modes[move->track] < MODE_GAP) {
        try_unexpected(move);
        try_put_by(move);
    }
    try_missing(move);
    try_instead(move);
    try_late(move);
}

void search_moves_expand(Search *search, const SearchState *state, unsigned thread)
{
    const Op *op = &search->view->plan->flow->ops[state->threads[thread]];
    Move move = {
        search, state, thread, op->step, way_step(search, op->step)->track, op->next
    };
    unsigned place = state->cursors[move.track];
    bool is_any = place < search->view->tracks[move.track].len;

    /* the last that is pushed is the first to be walked */
    if (is_any && fits(search, op->step, move.track, place)) {
        expand_fitting(&move, way_message(search, move.track, place));
    } else {
        try_open(&move);
        if (is_any)
            expand_unfit(&move);
    }
    try_early(&move);
}
