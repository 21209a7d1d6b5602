/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/view.h"

#define UNEXPECTED 3

#define ROLES (PLAN_TERMINALS + 2) /* the network, and none */

/* Where a message goes: one track, or two past the network. */
typedef struct Places {
    int8_t first, second; /* track; -1: none */
    bool is_back[2];
    bool is_known;
} Places;

typedef struct Maker {
    const Shape *shape;
    const Plan *plan;
    const Binding *binding;
    bool has_network;            /* some party is P */
    bool talks[PLAN_TRACKS_MAX]; /* messages with the network itself are on the track */
    uint64_t idle_targets;       /* parties that may be further targets: never answered 2xx */
    Places places[SHAPE_CALLS_MAX][ROLES][ROLES]; /* as they are asked for */
} Maker;

bool view_is_aside_method(unsigned method)
{
    return method != METHOD_INVITE && method != METHOD_ACK && method != METHOD_BYE &&
           method != METHOD_CANCEL && method != METHOD_REGISTER;
}

static int8_t track_of(const Plan *plan, char terminal, char other, unsigned call)
{
    for (unsigned i = 0; i < plan->tracks_len; i++) {
        const PlanTrack *track = &plan->tracks[i];

        if (track->call == call && ((track->terminal == terminal && track->other == other) ||
                                    (track->terminal == other && track->other == terminal)))
            return (int8_t)i;
    }
    return -1;
}

static bool is_aside(const Maker *maker, const ShapeMessage *message)
{
    const Plan *plan = maker->plan;
    char from = maker->binding->roles[message->from];
    char to = maker->binding->roles[message->to];

    if (message->bits & SHAPE_ASIDE)
        return true;
    if (!(plan->methods >> message->method & 1) && view_is_aside_method(message->method))
        return true;
    if (message->from == message->to || (from == TEMPLATE_NETWORK && to == TEMPLATE_NETWORK))
        return true;
    return plan->flow->has_branches && ((!from && maker->idle_targets >> message->from & 1) ||
                                        (!to && maker->idle_targets >> message->to & 1));
}

/* A message from terminal to terminal is its own relay, as far as the hops are observed. */
static void place_direct(const Maker *maker, const ShapeMessage *message, Places *places)
{
    const Plan *plan = maker->plan;
    char from = maker->binding->roles[message->from];
    char to = maker->binding->roles[message->to];
    int8_t near = track_of(plan, from, TEMPLATE_NETWORK, message->call);
    int8_t far = track_of(plan, to, TEMPLATE_NETWORK, message->call);
    bool sees_near = near >= 0 && maker->talks[near];
    bool sees_far = far >= 0 && maker->talks[far];

    if (maker->has_network && sees_near != sees_far) {
        if (!sees_near)
            near = -1;
        else
            far = -1;
    }
    places->first = near >= 0 ? near : far;
    places->second = near >= 0 ? far : -1;
    places->is_back[0] = near < 0;
    places->is_back[1] = true;
}

static Places find_places(const Maker *maker, const ShapeMessage *message)
{
    const Plan *plan = maker->plan;
    char from = maker->binding->roles[message->from];
    char to = maker->binding->roles[message->to];
    Places places = { .first = -1, .second = -1, .is_known = true };

    if (!from || !to)
        return places;
    places.first = track_of(plan, from, to, message->call);
    if (places.first >= 0)
        places.is_back[0] = plan->tracks[places.first].terminal != from;
    else if (from != TEMPLATE_NETWORK && to != TEMPLATE_NETWORK)
        place_direct(maker, message, &places);
    return places;
}

static unsigned number_of(char role)
{
    return role >= 'A' && role <= 'C' ? 1u + (unsigned)(role - 'A') : role ? ROLES - 1 : 0;
}

static Places place(Maker *maker, const ShapeMessage *message)
{
    Places *places =
        &maker->places[message->call][number_of(maker->binding->roles[message->from])]
                      [number_of(maker->binding->roles[message->to])];

    if (!places->is_known)
        *places = find_places(maker, message);
    return *places;
}

static void look_around(Maker *maker)
{
    const Shape *shape = maker->shape;

    for (unsigned i = 0; i < shape->parties_len; i++)
        maker->has_network |= maker->binding->roles[i] == TEMPLATE_NETWORK;
    maker->idle_targets = ~UINT64_C(0);
    for (unsigned i = 0; i < shape->messages_len; i++) {
        const ShapeMessage *message = &shape->messages[i];
        char from = maker->binding->roles[message->from];
        char to = maker->binding->roles[message->to];

        if ((message->method == METHOD_INVITE && message->status / 100 == 2) ||
            (shape_is_request(message) && message->method != METHOD_ACK))
            maker->idle_targets &= ~(UINT64_C(1) << message->from);
        if ((from == TEMPLATE_NETWORK) != (to == TEMPLATE_NETWORK)) {
            int8_t track = track_of(maker->plan, from, to, message->call);

            if (track >= 0)
                maker->talks[track] = true;
        }
    }
}

/* The entries of all tracks lie one after the other. */
static void reserve(View *view, Maker *maker, ViewEntry *room)
{
    unsigned lens[PLAN_TRACKS_MAX] = { 0 };
    const Shape *shape = view->shape;

    for (unsigned i = 0; i < shape->messages_len; i++) {
        const ShapeMessage *message = &shape->messages[i];
        Places places;

        if (is_aside(maker, message))
            continue;
        places = place(maker, message);
        if (places.first >= 0)
            lens[places.first]++;
        if (places.second >= 0)
            lens[places.second]++;
    }
    for (unsigned i = 0; i < view->plan->tracks_len; i++) {
        view->tracks[i] = (ViewTrack){ .entries = room };
        room += lens[i];
    }
    view->strays = (ViewTrack){ .entries = room };
}

static void add(ViewTrack *track, ViewEntry entry)
{
    track->entries[track->len++] = entry;
    track->is_observed = true;
}

static void fill(View *view, Maker *maker)
{
    for (unsigned i = 0; i < view->shape->messages_len; i++) {
        const ShapeMessage *message = &view->shape->messages[i];
        ViewEntry entry;
        Places places;

        if (is_aside(maker, message)) {
            view->asides++;
            continue;
        }
        places = place(maker, message);
        view->messages++;
        entry = (ViewEntry){ .message = (uint16_t)i,
                             .is_back = places.is_back[0],
                             .is_double = places.second >= 0 };
        add(places.first >= 0 ? &view->tracks[places.first] : &view->strays, entry);
        entry.is_back = places.is_back[1];
        entry.is_second = true;
        if (places.second >= 0)
            add(&view->tracks[places.second], entry);
    }
}

/* A request inside the dialog that came by shows that the network is in the route after all. */
static bool is_bypassed(const View *view, const ViewTrack *track, const Binding *binding)
{
    bool is_bypassed = false, is_answered = false;

    for (unsigned i = 0; i < track->len; i++) {
        const ShapeMessage *message = &view->shape->messages[track->entries[i].message];
        bool is_by = binding->roles[message->from] == TEMPLATE_NETWORK ||
                     binding->roles[message->to] == TEMPLATE_NETWORK;

        is_bypassed |= (message->bits & SHAPE_BYPASSED) != 0;
        is_answered |= message->method == METHOD_INVITE && message->status / 100 == 2;
        if (is_by && shape_is_request(message) && (message->facts & CONDITION_IN_DIALOG) &&
            (message->method != METHOD_ACK || is_answered))
            return false;
    }
    return is_bypassed;
}

static void settle_tracks(View *view, const Binding *binding)
{
    unsigned dead_calls = 0;

    for (unsigned i = 0; i < view->shape->messages_len; i++) {
        const ShapeMessage *message = &view->shape->messages[i];

        if (message->bits & SHAPE_DEAD_END && binding->roles[message->to] == TEMPLATE_NETWORK)
            dead_calls |= 1u << message->call;
    }
    for (unsigned i = 0; i < view->plan->tracks_len; i++) {
        ViewTrack *track = &view->tracks[i];

        if (track->len == 0 && dead_calls >> view->plan->tracks[i].call & 1)
            track->is_observed = track->is_dead_end = true;
        track->is_bypassed = is_bypassed(view, track, binding);
    }
}

static void find_unwanted(View *view)
{
    for (unsigned i = 0; i < view->plan->tracks_len; i++)
        for (unsigned j = 0; j < view->tracks[i].len; j++) {
            ViewEntry *entry = &view->tracks[i].entries[j];

            entry->is_wanted = plan_wants(view->plan, i, entry->is_back,
                                          &view->shape->messages[entry->message]);
            if (!entry->is_wanted)
                view->tracks[i].unwanted_end = j + 1;
        }
}

bool view_wants_all(const Shape *shape, const Plan *plan, const Binding *binding)
{
    Maker maker = { .shape = shape, .plan = plan, .binding = binding };

    look_around(&maker);
    for (unsigned i = 0; i < shape->messages_len; i++) {
        const ShapeMessage *message = &shape->messages[i];
        Places places;

        if (is_aside(&maker, message))
            continue;
        places = place(&maker, message);
        if (places.first < 0 ||
            !plan_wants(plan, (unsigned)places.first, places.is_back[0], message) ||
            (places.second >= 0 &&
             !plan_wants(plan, (unsigned)places.second, places.is_back[1], message)))
            return false;
    }
    return true;
}

unsigned view_least_cost(const View *view)
{
    bool is_wanted = view->strays.len == 0;

    for (unsigned i = 0; i < view->plan->tracks_len; i++)
        is_wanted &= view->tracks[i].unwanted_end == 0;
    return is_wanted ? 0 : UNEXPECTED;
}

void view_init(View *view, const Shape *shape, const Plan *plan, const Binding *binding,
               ViewEntry *room)
{
    Maker maker = { .shape = shape, .plan = plan, .binding = binding };
    unsigned missing = plan->terminals;

    *view = (View){ .shape = shape, .plan = plan };
    for (unsigned i = 0; i < shape->parties_len; i++)
        missing &= ~plan_terminal_bit(binding->roles[i]);
    view->missing_terminals = (unsigned)__builtin_popcount(missing);
    look_around(&maker);
    reserve(view, &maker, room);
    fill(view, &maker);
    settle_tracks(view, binding);
    find_unwanted(view);
}
