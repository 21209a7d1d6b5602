/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/shape_match.h"

#include "flows/bindings.h"

#define ALL_BUT_COST (ALIGNMENT_ONE_COST - 1)
#define COST_MAX ((1u << (64 - ALIGNMENT_COST_SHIFT)) - 1)

/* The best binding of one template. */
typedef struct Bound {
    Binding binding;
    AlignmentKey key;
    unsigned penalty, missing;
    TrailEntry *trail; /* NULL: none was found */
    unsigned trail_len;
} Bound;

typedef struct Choice {
    const Shape *shape;
    Search *search;
    ViewEntry *room;
    uint64_t states;
    ShapeMatch *match;
    AlignmentKey total; /* of the match, with what absent terminals add */
} Choice;

void shape_match_free(ShapeMatch *match)
{
    if (!match)
        return;
    shape_clear(&match->shape);
    g_free(match->trail);
    g_free(match);
}

/* A call without a server leaves open who is P: there the cheapest binding of a template may
 * come out dearer for the terminal that it lacks, so that only costs bound the search. */
static AlignmentKey limit_of(const Choice *choice, const View *view, const Bound *best)
{
    unsigned absent = SHAPE_MATCH_ABSENT * view->missing_terminals;
    AlignmentKey limit = choice->total;
    bool has_server = false;

    for (unsigned i = 0; i < choice->shape->parties_len; i++)
        has_server |= choice->shape->parties[i] & PARTY_SERVER;
    if (!choice->match->plan)
        limit = (AlignmentKey)COST_MAX << ALIGNMENT_COST_SHIFT;
    else if (!has_server)
        limit |= ALL_BUT_COST;
    else if (alignment_cost(limit) < absent)
        return 0;
    else
        limit -= absent * ALIGNMENT_ONE_COST;
    if (best->trail)
        limit = MIN(limit, best->key | ALL_BUT_COST);
    return limit;
}

static bool is_better(AlignmentKey key, unsigned penalty, const Bound *best)
{
    unsigned cost = alignment_cost(key);

    if (!best->trail)
        return true;
    if (cost != alignment_cost(best->key))
        return cost < alignment_cost(best->key);
    return penalty != best->penalty ? penalty < best->penalty : key < best->key;
}

static void try_binding(Choice *choice, const Plan *plan, const Binding *binding, Bound *best)
{
    unsigned penalty = binding_penalty(choice->shape, binding);
    const TrailEntry *trail;
    AlignmentKey limit, key;
    View view;

    view_init(&view, choice->shape, plan, binding, choice->room);
    limit = limit_of(choice, &view, best);
    if (limit == 0 || view_least_cost(&view) > alignment_cost(limit) ||
        !search_run(choice->search, &view, limit, &choice->states, &key) ||
        !is_better(key, penalty, best))
        return;
    g_free(best->trail);
    *best = (Bound){ *binding, key, penalty, view.missing_terminals, NULL, 0 };
    trail = search_trail(choice->search, &best->trail_len);
    best->trail = g_memdup2(trail, best->trail_len * sizeof *trail);
}

static void try_plan(Choice *choice, const Plan *plan)
{
    Bindings bindings;
    Binding binding;
    Bound best = { 0 };
    AlignmentKey total;

    bindings_init(&bindings, choice->shape, plan);
    while (choice->states > 0 && bindings_next(&bindings, &binding))
        try_binding(choice, plan, &binding, &best);
    total = best.key + (AlignmentKey)(SHAPE_MATCH_ABSENT * best.missing) * ALIGNMENT_ONE_COST;
    if (!best.trail || (choice->match->plan && total >= choice->total)) {
        g_free(best.trail);
        return;
    }
    g_free(choice->match->trail);
    choice->match->plan = plan;
    choice->match->binding = best.binding;
    choice->match->key = best.key;
    choice->match->trail = best.trail;
    choice->match->trail_len = best.trail_len;
    choice->total = total;
}

ShapeMatch *shape_match_new(const Shape *shape, const Plan *plans, unsigned plans_len,
                            Search *search, uint64_t *states)
{
    Choice choice = { .shape = shape, .search = search, .states = SHAPE_MATCH_STATES_MAX };

    choice.match = g_new0(ShapeMatch, 1);
    choice.match->shape = *shape;
    choice.match->shape.places = NULL;
    choice.match->shape.messages =
        g_memdup2(shape->messages, shape->messages_len * sizeof *shape->messages);
    choice.room = g_new(ViewEntry, 2 * (size_t)shape->messages_len + 1);
    for (unsigned i = 0; i < plans_len && choice.states > 0; i++)
        if (plans[i].flow->calls == shape->calls_len)
            try_plan(&choice, &plans[i]);
    choice.match->is_given_up = choice.states == 0;
    *states += SHAPE_MATCH_STATES_MAX - choice.states;
    g_free(choice.room);
    return choice.match;
}
