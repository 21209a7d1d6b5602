/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/search.h"

#include <string.h>

#include "flows/faults.h"
#include "flows/search_states.h"

#define UNEXPECTED 3
#define INSTEAD 3
#define MISSING 2
#define OUT_OF_ORDER 2

/* How far ahead on its track a message is looked for that comes late. */
#define LOOK_AHEAD 16

#define ONE_DENIED (UINT64_C(1) << 48)
#define ONE_OPEN (UINT64_C(1) << 38)
#define ONE_UNMATCHED (UINT64_C(1) << 24)
#define ONE_UNSPECIFIC (UINT64_C(1) << 6)
#define ONE_EARLY UINT64_C(1)
#define SPECIFIC_MAX 10

/* Classes of FAULT_MESSAGE: what of an exchange is unexpected, and which way it went. */
#define CLASS_ACK 200
#define CLASS_BACK 1

/* One entry of a way, which leads to the one before. */
typedef struct Trail {
    uint32_t before;
    TrailEntry entry;
} Trail;

struct Search {
    SearchStates *states;
    Faults *faults;
    GArray *trail;  /* Trail; number 0 is the beginning */
    GArray *result; /* TrailEntry */
    const View *view;
    AlignmentKey limit;
    bool hurries;
};

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

static const PlanStep *step_at(const Search *search, unsigned step)
{
    return &search->view->plan->steps[step];
}

static const ShapeMessage *message_at(const Search *search, unsigned track, unsigned place)
{
    const View *view = search->view;

    return &view->shape->messages[view->tracks[track].entries[place].message];
}

static void note(Search *search, SearchState *state, TrailEntry entry)
{
    Trail trail = { state->trail, entry };

    state->trail = search->trail->len;
    g_array_append_val(search->trail, trail);
}

static void add_fault(Search *search, SearchState *state, FaultKind kind, unsigned a,
                      unsigned b)
{
    Fault fault = { .kind = (uint8_t)kind, .a = (uint8_t)a, .b = (uint16_t)b };

    state->faults = faults_add(search->faults, state->faults, fault);
}

static void drop_fault(Search *search, SearchState *state, FaultKind kind, unsigned a,
                       unsigned b)
{
    Fault fault = { .kind = (uint8_t)kind, .a = (uint8_t)a, .b = (uint16_t)b };

    if (state->faults)
        state->faults = faults_remove(search->faults, state->faults, fault);
}

static bool has_fault(const Search *search, const SearchState *state, FaultKind kind,
                      unsigned a, unsigned b)
{
    return state->faults && faults_has(search->faults, state->faults, kind, a, b);
}

static void charge(SearchState *state, unsigned cost)
{
    state->key += cost * ALIGNMENT_ONE_COST;
}

/* True if a message of @exchange is still to come on any track. */
static bool is_to_come(const Search *search, const SearchState *state, unsigned exchange)
{
    const View *view = search->view;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        for (unsigned place = view->tracks[track].len; place-- > state->cursors[track];)
            if (message_at(search, track, place)->exchange == exchange)
                return true;
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
            return has_excuse(search, state) ? 0 : UNEXPECTED * ALIGNMENT_ONE_COST;
    return 0;
}

/* What would have to be paid if no message were matched any more. */
static AlignmentKey all_ahead(const Search *search, const SearchState *state)
{
    const View *view = search->view;
    unsigned messages = 0;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        messages += view->tracks[track].len - state->cursors[track];
    return (AlignmentKey)messages * (UNEXPECTED * ALIGNMENT_ONE_COST);
}

static void push(Search *search, SearchState *state)
{
    if (state->key + least_ahead(search, state) > search->limit)
        return;
    forget(search, state);
    search_states_push(search->states, state, search->hurries ? all_ahead(search, state) : 0);
}

/* Steps from @step on do not ask for what was missing before the last that could. */
static void forget_steps(Search *search, SearchState *state, unsigned step)
{
    for (uint32_t list = state->faults; list;) {
        Fault fault = *faults_get(search->faults, list);

        list = fault.rest;
        if (fault.kind == FAULT_ABSENT && step_at(search, fault.b)->last_dependent < step)
            state->faults = faults_remove(search->faults, state->faults, fault);
    }
}

/* Passes over messages that were matched before their turn. */
static void pass_taken(Search *search, SearchState *state, unsigned track)
{
    while (state->cursors[track] < search->view->tracks[track].len &&
           has_fault(search, state, FAULT_LATE, track, state->cursors[track])) {
        drop_fault(search, state, FAULT_LATE, track, state->cursors[track]);
        state->cursors[track]++;
    }
}

static TrailEntry entry_of_step(const Search *search, const SearchState *state, TrailKind kind,
                                unsigned step)
{
    unsigned track = step_at(search, step)->track;
    const ViewTrack *on = &search->view->tracks[track];
    unsigned place = state->cursors[track];

    return (TrailEntry){ .kind = (uint8_t)kind,
                         .track = (uint8_t)track,
                         .step = (uint16_t)step,
                         .message = PLAN_NONE,
                         .next = place < on->len ? on->entries[place].message : PLAN_NONE };
}

/* Threads are kept ascending, so that one marking is one state. */
static void set_thread(SearchState *state, unsigned thread, unsigned op)
{
    state->threads[thread] = (uint16_t)op;
    for (; thread > 0 && state->threads[thread - 1] > state->threads[thread]; thread--) {
        uint16_t swap = state->threads[thread];

        state->threads[thread] = state->threads[thread - 1];
        state->threads[thread - 1] = swap;
    }
    for (;
         thread + 1 < state->threads_len && state->threads[thread] > state->threads[thread + 1];
         thread++) {
        uint16_t swap = state->threads[thread];

        state->threads[thread] = state->threads[thread + 1];
        state->threads[thread + 1] = swap;
    }
}

static void add_thread(SearchState *state, unsigned op)
{
    state->threads[state->threads_len++] = UINT16_MAX;
    set_thread(state, state->threads_len - 1u, op);
}

static void drop_thread(SearchState *state, unsigned thread)
{
    state->threads_len--;
    memmove(&state->threads[thread], &state->threads[thread + 1],
            (state->threads_len - thread) * sizeof *state->threads);
    state->threads[state->threads_len] = 0;
}

/* What an unexpected message is the same as on a further hop, but for the direction. */
static unsigned class_of(const ShapeMessage *message)
{
    if (shape_is_request(message))
        return message->method == METHOD_ACK ? CLASS_ACK : 0;
    return message->status < 200 ? 2u : 2u * (message->status / 100u);
}

static bool is_refusal(const ShapeMessage *message)
{
    return message->status >= 300;
}

static bool has_ended(const Search *search, const SearchState *state, unsigned call)
{
    return has_fault(search, state, FAULT_ENDED, 0, call) ||
           has_fault(search, state, FAULT_ENDED, 1, call);
}

static bool is_after_end(const Search *search, const SearchState *state,
                         const ShapeMessage *message)
{
    bool any = has_fault(search, state, FAULT_ENDED, 1, message->call) ||
               has_fault(search, state, FAULT_ENDED, 0, message->call);

    if (!any)
        return false;
    if (message->method == METHOD_ACK || message->method == METHOD_CANCEL)
        return true;
    return message->bits & SHAPE_INITIAL && message->status >= 200 &&
           has_fault(search, state, FAULT_ENDED, is_refusal(message), message->call);
}

/* True if the message is there because something else went wrong before. */
static bool is_consequence(const Search *search, const SearchState *state,
                           const ShapeMessage *message, bool is_back)
{
    unsigned way = is_back ? 0 : CLASS_BACK;

    if (state->faults == 0)
        return false;
    if (has_fault(search, state, FAULT_EXCHANGE, 0, message->exchange))
        return true;
    if (message->status >= 200 &&
        has_fault(search, state, FAULT_INSTEAD, is_refusal(message), message->exchange))
        return true;
    return is_after_end(search, state, message) ||
           has_fault(search, state, FAULT_MESSAGE, class_of(message) | way, message->exchange);
}

static void blame(Search *search, SearchState *state, const ShapeMessage *message, bool is_back)
{
    bool is_request = shape_is_request(message) && message->method != METHOD_ACK;

    if (is_request && !(message->bits & SHAPE_INITIAL)) {
        add_fault(search, state, FAULT_EXCHANGE, 0, message->exchange);
        if (message->method == METHOD_CANCEL && !(message->bits & SHAPE_CROSSED))
            add_fault(search, state, FAULT_ENDED, 1, message->call);
        return;
    }
    add_fault(search, state, FAULT_MESSAGE, class_of(message) | (is_back ? CLASS_BACK : 0),
              message->exchange);
}

/* Final answers to the INVITE that a CANCEL crossed on its way belong to it. */
static void blame_answers(Search *search, SearchState *state, unsigned track)
{
    const ViewTrack *on = &search->view->tracks[track];

    for (unsigned place = 0; track < PLAN_TRACKS_MAX && place < on->len; place++) {
        const ShapeMessage *message = message_at(search, track, place);

        if (message->bits & SHAPE_INITIAL && shape_is_request(message)) {
            add_fault(search, state, FAULT_INSTEAD, 0, message->exchange);
            add_fault(search, state, FAULT_INSTEAD, 1, message->exchange);
        }
    }
}

/* Accounts for a message that no step is to have. */
static void remove_message(Search *search, SearchState *state, unsigned track,
                           const ViewEntry *entry)
{
    const ShapeMessage *message = &search->view->shape->messages[entry->message];
    TrailEntry told = { .kind = TRAIL_CONSEQUENCE,
                        .track = (uint8_t)track,
                        .step = PLAN_NONE,
                        .message = entry->message,
                        .next = PLAN_NONE };

    if (!is_consequence(search, state, message, entry->is_back)) {
        told.kind = TRAIL_UNEXPECTED;
        told.costs = true;
        charge(state, UNEXPECTED);
        if (shape_is_request(message) && entry->is_wanted)
            state->key += ONE_DENIED;
        blame(search, state, message, entry->is_back);
        if (message->method == METHOD_CANCEL && shape_is_request(message))
            blame_answers(search, state, track);
    }
    if (!entry->is_second)
        state->key += ONE_UNMATCHED;
    note(search, state, told);
}

/* Gives @message at @place of its track to @step. */
static void give(Search *search, SearchState *state, unsigned step, TrailEntry told)
{
    const PlanStep *plan_step = step_at(search, step);
    const ViewEntry *entry = &search->view->tracks[plan_step->track].entries[told.message];

    if (!entry->is_second && told.kind == TRAIL_INSTEAD)
        state->key += ONE_UNMATCHED;
    else if (!entry->is_second)
        state->key += (SPECIFIC_MAX - MIN(plan_step->specific, SPECIFIC_MAX)) * ONE_UNSPECIFIC;
    drop_fault(search, state, FAULT_ABSENT, 0, step);
    state->modes[plan_step->track] = MODE_NORMAL;
    told.message = entry->message;
    told.next = PLAN_NONE;
    note(search, state, told);
}

static bool fits(const Search *search, unsigned step, unsigned track, unsigned place)
{
    return search->view->tracks[track].entries[place].is_back ==
               step_at(search, step)->is_back &&
           plan_step_fits(step_at(search, step), message_at(search, track, place));
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

    set_thread(&state, move->thread, move->next);
    forget_steps(move->search, &state, move->step);
    return state;
}

static TrailEntry told_of(const Move *move, TrailKind kind, unsigned place)
{
    TrailEntry told = entry_of_step(move->search, move->state, kind, move->step);

    told.message = (uint16_t)place;
    return told;
}

static bool is_bye(const Search *search, unsigned step)
{
    const Step *each = step_at(search, step)->step;

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
    pass_taken(move->search, &state, move->track);
    push(move->search, &state);
}

/* Pays for a message out of order: once, also where it is on two tracks. */
static bool charge_moved(Search *search, SearchState *state, unsigned track, unsigned place)
{
    const ViewEntry *entry = &search->view->tracks[track].entries[place];

    if (has_fault(search, state, FAULT_MOVED, 0, entry->message))
        return false;
    if (entry->is_double)
        add_fault(search, state, FAULT_MOVED, 0, entry->message);
    charge(state, OUT_OF_ORDER);
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
            has_fault(search, move->state, FAULT_LATE, move->track, place))
            continue;
        state = move_on(move);
        told.costs = charge_moved(move->search, &state, move->track, place);
        add_fault(move->search, &state, FAULT_LATE, move->track, place);
        give(move->search, &state, move->step, told);
        push(move->search, &state);
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
        drop_fault(search, &state, FAULT_EARLY, fault.a, fault.b);
        told = told_of(move, TRAIL_EARLY, fault.b);
        told.costs = true; /* was paid when it was put by */
        give(search, &state, move->step, told);
        push(search, &state);
    }
}

/* Another final answer than the step wants. What refuses or accepts a call ends the template
 * for it; else the template goes on. */
static void try_instead(const Move *move)
{
    Search *search = move->search;
    unsigned place = move->state->cursors[move->track];
    const ShapeMessage *message = message_at(search, move->track, place);
    const PlanStep *step = step_at(search, move->step);
    TrailEntry told = told_of(move, TRAIL_INSTEAD, place);
    SearchState state = move_on(move);
    bool is_again;

    if (!step->is_final || message->status < 200 || message->facts & CONDITION_CHALLENGE ||
        !(step->step->methods >> message->method & 1) ||
        search->view->tracks[move->track].entries[place].is_back != step->is_back ||
        plan_step_fits(step, message) || state.modes[move->track] == MODE_TO_BYE)
        return;
    is_again = has_fault(search, &state, FAULT_INSTEAD, is_refusal(message), message->exchange);
    state.cursors[move->track]++;
    told.costs = !is_again;
    if (!is_again) {
        charge(&state, INSTEAD);
        add_fault(search, &state, FAULT_INSTEAD, is_refusal(message), message->exchange);
        if (message->bits & SHAPE_INITIAL)
            add_fault(search, &state, FAULT_ENDED, is_refusal(message), message->call);
    }
    give(search, &state, move->step, told);
    pass_taken(search, &state, move->track);
    push(search, &state);
}

/* What relays a message that is missing, or answers it, is part of that fault. */
static bool is_excused(const Search *search, const SearchState *state, const PlanStep *step)
{
    return (step->original != PLAN_NONE &&
            has_fault(search, state, FAULT_ABSENT, 0, step->original)) ||
           (step->cause != PLAN_NONE && has_fault(search, state, FAULT_ABSENT, 0, step->cause));
}

static bool has_bye(const Search *search, unsigned track, unsigned place)
{
    for (; place < search->view->tracks[track].len; place++) {
        const ShapeMessage *message = message_at(search, track, place);

        if (message->method == METHOD_BYE && shape_is_request(message))
            return true;
    }
    return false;
}

static void push_missing(const Move *move, TrailKind kind, TrackMode mode)
{
    SearchState state = move_on(move);
    TrailEntry told = entry_of_step(move->search, move->state, kind, move->step);

    told.costs = kind == TRAIL_MISSING;
    if (kind == TRAIL_MISSING)
        charge(&state, MISSING);
    if ((kind == TRAIL_MISSING || kind == TRAIL_EXCUSED) &&
        step_at(move->search, move->step)->last_dependent != PLAN_NONE)
        add_fault(move->search, &state, FAULT_ABSENT, 0, move->step);
    state.modes[move->track] = (uint8_t)mode;
    note(move->search, &state, told);
    push(move->search, &state);
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
           search->view->tracks[step_at(search, step)->track].is_observed &&
           !has_fault(search, state, FAULT_ABSENT, 0, step);
}

/* An optional part that nothing speaks for was not entered. */
static bool may_be_missing(const Search *search, const SearchState *state, unsigned step)
{
    const PlanStep *plan_step = step_at(search, step);

    return !plan_step->is_optional || is_there(search, state, plan_step->cause) ||
           is_there(search, state, plan_step->original) || has_evidence(search, state, step);
}

/* Goes on without the message of the step. */
static void try_missing(const Move *move)
{
    const Search *search = move->search;
    const PlanStep *step = step_at(search, move->step);
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

/* Accounts for all messages that are left on @track. */
static void remove_rest(Search *search, SearchState *state, unsigned track)
{
    const ViewTrack *on = &search->view->tracks[track];

    for (; state->cursors[track] < on->len && state->key <= search->limit;
         pass_taken(search, state, track))
        remove_message(search, state, track, &on->entries[state->cursors[track]++]);
}

/* Nothing later on the track will be matched. */
static void try_open(const Move *move)
{
    const ViewTrack *track = &move->search->view->tracks[move->track];
    SearchState state;

    if (move->state->modes[move->track] == MODE_TO_BYE)
        return;
    if (track->is_bypassed && step_at(move->search, move->step)->is_late &&
        move->state->cursors[move->track] == track->len) {
        push_missing(move, TRAIL_UNOBSERVED, (TrackMode)move->state->modes[move->track]);
        return;
    }
    state = move_on(move);
    state.modes[move->track] = track->is_dead_end ? MODE_NOT_REACHED : MODE_CLOSED;
    if (track->len > 0)
        state.key += ONE_OPEN;
    note(move->search, &state,
         entry_of_step(move->search, move->state, TRAIL_OPEN, move->step));
    remove_rest(move->search, &state, move->track);
    push(move->search, &state);
}

/* The next message of the track is not what any step is to have. */
static void try_unexpected(const Move *move)
{
    SearchState state = *move->state;
    unsigned place = state.cursors[move->track]++;

    remove_message(move->search, &state, move->track,
                   &move->search->view->tracks[move->track].entries[place]);
    pass_taken(move->search, &state, move->track);
    push(move->search, &state);
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
    state.key += ONE_EARLY;
    add_fault(move->search, &state, FAULT_EARLY, move->track, place);
    state.cursors[move->track]++;
    pass_taken(move->search, &state, move->track);
    push(move->search, &state);
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

static void expand_step(Search *search, const SearchState *state, unsigned thread)
{
    const Op *op = &search->view->plan->flow->ops[state->threads[thread]];
    Move move = { search, state, thread, op->step, step_at(search, op->step)->track, op->next };
    unsigned place = state->cursors[move.track];
    bool is_any = place < search->view->tracks[move.track].len;

    /* the last that is pushed is the first to be walked */
    if (is_any && fits(search, op->step, move.track, place)) {
        expand_fitting(&move, message_at(search, move.track, place));
    } else {
        try_open(&move);
        if (is_any)
            expand_unfit(&move);
    }
    try_early(&move);
}

/* A step that nothing can be matched with, whatever comes. */
static bool is_idle(const Search *search, const SearchState *state, unsigned step,
                    TrailKind *kind)
{
    const PlanStep *plan_step = step_at(search, step);
    unsigned call = plan_step->step->call - 1;
    TrackMode mode = state->modes[plan_step->track];

    if (!search->view->tracks[plan_step->track].is_observed)
        *kind = TRAIL_UNOBSERVED;
    else if (mode == MODE_NOT_REACHED || has_fault(search, state, FAULT_ENDED, 0, call) ||
             has_fault(search, state, FAULT_ENDED, 1, call))
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
        note(search, state, entry_of_step(search, state, kind, op->step));
        if (kind == TRAIL_OPEN &&
            search->view->tracks[step_at(search, op->step)->track].len > 0)
            state->key += ONE_OPEN;
        set_thread(state, thread, op->next);
        return true;
    }
    if (op->kind == OP_FORK && state->threads_len < SEARCH_THREADS_MAX) {
        set_thread(state, thread, op->next);
        add_thread(state, op->other);
        return true;
    }
    if (op->kind == OP_JOIN && thread + 1 < state->threads_len &&
        state->threads[thread + 1] == at) {
        drop_thread(state, thread);
        set_thread(state, thread, op->next);
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
static unsigned due_after_end(const Search *search, unsigned track)
{
    bool has_final = false, has_ack = false;

    for (unsigned place = 0; place < search->view->tracks[track].len; place++) {
        const ShapeMessage *message = message_at(search, track, place);

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
        remove_rest(search, &state, track);
        if (has_ended(search, &state, view->plan->tracks[track].call))
            state.key += due_after_end(search, track) * ONE_OPEN;
    }
    state.is_end = true;
    push(search, &state);
}

/* Bits of the tracks on which a message can still be matched. */
static unsigned live_tracks(const Search *search, const SearchState *state)
{
    const View *view = search->view;
    unsigned live = 0;

    for (unsigned track = 0; track < view->plan->tracks_len; track++)
        if (state->cursors[track] < view->tracks[track].len &&
            state->modes[track] != MODE_CLOSED &&
            !(state->faults && has_ended(search, state, view->plan->tracks[track].call)))
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
    set_thread(&way, thread, op->other);
    push(search, &way);
    if (op->is_exit && !(body->tracks & live_tracks(search, state)))
        return;
    way = *state;
    set_thread(&way, thread, op->next);
    push(search, &way);
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
            expand_step(search, state, thread);
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
    state.key = view->asides * ONE_UNMATCHED;
    for (unsigned i = 0; i < view->strays.len && state.key <= search->limit; i++)
        remove_message(search, &state, PLAN_TRACKS_MAX, &view->strays.entries[i]);
    push(search, &state);
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

static bool run(Search *search, AlignmentKey limit, uint64_t *states, AlignmentKey *key)
{
    SearchState state;

    search->limit = limit;
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
        if (*states == 0)
            return false;
        --*states;
        expand(search, &state);
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

const TrailEntry *search_trail(const Search *search, unsigned *len)
{
    *len = search->result->len;
    return (const TrailEntry *)(const void *)search->result->data;
}
