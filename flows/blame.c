/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/blame.h"

/* Classes of FAULT_MESSAGE: what of an exchange is unexpected, and which way it went. */
#define CLASS_ACK 200
#define CLASS_BACK 1

/* What an unexpected message is the same as on a further hop, but for the direction. */
static unsigned class_of(const ShapeMessage *message)
{
    if (shape_is_request(message))
        return message->method == METHOD_ACK ? CLASS_ACK : 0;
    return message->status < 200 ? 2u : 2u * (message->status / 100u);
}

bool blame_has_ended(const Search *search, const SearchState *state, unsigned call)
{
    return way_has_fault(search, state, FAULT_ENDED, 0, call) ||
           way_has_fault(search, state, FAULT_ENDED, 1, call);
}

static bool is_after_end(const Search *search, const SearchState *state,
                         const ShapeMessage *message)
{
    bool any = way_has_fault(search, state, FAULT_ENDED, 1, message->call) ||
               way_has_fault(search, state, FAULT_ENDED, 0, message->call);

    if (!any)
        return false;
    if (message->method == METHOD_ACK || message->method == METHOD_CANCEL)
        return true;
    return message->bits & SHAPE_INITIAL && message->status >= 200 &&
           way_has_fault(search, state, FAULT_ENDED, blame_is_refusal(message), message->call);
}

/* True if the message is there because something else went wrong before. */
static bool is_consequence(const Search *search, const SearchState *state,
                           const ShapeMessage *message, bool is_back)
{
    unsigned way = is_back ? 0 : CLASS_BACK;

    if (state->faults == 0)
        return false;
    if (way_has_fault(search, state, FAULT_EXCHANGE, 0, message->exchange))
        return true;
    if (message->status >= 200 && way_has_fault(search, state, FAULT_INSTEAD,
                                                blame_is_refusal(message), message->exchange))
        return true;
    return is_after_end(search, state, message) ||
           way_has_fault(search, state, FAULT_MESSAGE, class_of(message) | way,
                         message->exchange);
}

static void blame(Search *search, SearchState *state, const ShapeMessage *message, bool is_back)
{
    bool is_request = shape_is_request(message) && message->method != METHOD_ACK;

    if (is_request && !(message->bits & SHAPE_INITIAL)) {
        way_add_fault(search, state, FAULT_EXCHANGE, 0, message->exchange);
        if (message->method == METHOD_CANCEL && !(message->bits & SHAPE_CROSSED))
            way_add_fault(search, state, FAULT_ENDED, 1, message->call);
        return;
    }
    way_add_fault(search, state, FAULT_MESSAGE, class_of(message) | (is_back ? CLASS_BACK : 0),
                  message->exchange);
}

/* Final answers to the INVITE that a CANCEL crossed on its way belong to it. */
static void blame_answers(Search *search, SearchState *state, unsigned track)
{
    const ViewTrack *on = &search->view->tracks[track];

    for (unsigned place = 0; track < PLAN_TRACKS_MAX && place < on->len; place++) {
        const ShapeMessage *message = way_message(search, track, place);

        if (message->bits & SHAPE_INITIAL && shape_is_request(message)) {
            way_add_fault(search, state, FAULT_INSTEAD, 0, message->exchange);
            way_add_fault(search, state, FAULT_INSTEAD, 1, message->exchange);
        }
    }
}

/* Accounts for a message that no step is to have. */
void blame_message(Search *search, SearchState *state, unsigned track, const ViewEntry *entry)
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
        way_charge(state, COST_UNEXPECTED);
        if (shape_is_request(message) && entry->is_wanted)
            state->key += KEY_ONE_DENIED;
        blame(search, state, message, entry->is_back);
        if (message->method == METHOD_CANCEL && shape_is_request(message))
            blame_answers(search, state, track);
    }
    if (!entry->is_second)
        state->key += KEY_ONE_UNMATCHED;
    way_note(search, state, told);
}

/* Accounts for all messages that are left on @track. */
void blame_rest(Search *search, SearchState *state, unsigned track)
{
    const ViewTrack *on = &search->view->tracks[track];

    for (; state->cursors[track] < on->len && state->key <= search->limit &&
           !way_is_spent(search);
         way_pass_taken(search, state, track)) {
        search->looks++;
        blame_message(search, state, track, &on->entries[state->cursors[track]++]);
    }
}
