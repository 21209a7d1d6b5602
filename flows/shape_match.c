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

/* So many messages looked at for a view cost as much as a state of a search. */
#define MESSAGES_A_STATE 32

typedef struct Weighed {
    Binding binding;
    unsigned penalty;
} Weighed;

typedef struct Choice {
    const Shape *shape;
    Search *search;
    ViewEntry *room;
    uint64_t states;
    unsigned price;  /* no alignment that costs more is looked for */
    bool hurries;    /* any alignment is better than none */
    GArray *weighed; /* Weighed: the bindings of the template at hand */
    ShapeMatch *match;
    AlignmentKey total; /* of the match, with what absent terminals add */
} Choice;

void shape_match_free(ShapeMatch *match)
{
    if (!match)
        return;
    shape_clear(&match->shape);
    trail_summary_clear(&match->summary);
    g_free(match->trail);
    g_free(match);
}

/* Each template is held against the shape at a low price first; a higher one is offered only
 * if nothing is to be had for it. */
static const unsigned PRICES[] = { 0, 3, 6, 9, 12, 16, 24, 40, 80, 200, COST_MAX };

/* Of bindings that cost the same, the one with the least against it decides what its template
 * lacks: for another to be taken it would have to be cheaper than that one can be. */
static AlignmentKey limit_of(const Choice *choice, unsigned missing, const Bound *best,
                             unsigned penalty)
{
    unsigned absent = SHAPE_MATCH_ABSENT * missing;
    AlignmentKey limit = ((AlignmentKey)choice->price << ALIGNMENT_COST_SHIFT) | ALL_BUT_COST;

    if (choice->match->plan) {
        if (alignment_cost(choice->total) < absent)
            return 0;
        limit = MIN(limit, choice->total - absent * ALIGNMENT_ONE_COST);
    }
    if (!best->trail)
        return limit;
    if (penalty == best->penalty)
        return MIN(limit, best->key);
    return alignment_cost(best->key) == 0 ? 0 : MIN(limit, (best->key & ~ALL_BUT_COST) - 1);
}

/* To a template that names none of a call's methods all its messages are asides. */
static bool matches_anything(const Search *search)
{
    unsigned len;
    const TrailEntry *trail = search_trail(search, &len);

    for (unsigned i = 0; i < len; i++)
        if (trail[i].step != PLAN_NONE && trail[i].message != PLAN_NONE)
            return true;
    return false;
}

/* What a long call's views cost counts as work too: among many parties there are hundreds of
 * bindings, and the longer the call, the more of them are for nothing. */
static void charge_for_view(Choice *choice)
{
    choice->states -= MIN(choice->states, choice->shape->messages_len / MESSAGES_A_STATE);
}

static void try_binding(Choice *choice, const Plan *plan, const Weighed *weighed,
                        unsigned missing, Bound *best)
{
    const TrailEntry *trail;
    AlignmentKey limit = limit_of(choice, missing, best, weighed->penalty), key;
    bool (*run)(Search *, const View *, AlignmentKey, uint64_t *, AlignmentKey *) =
        choice->hurries ? search_hurry : search_run;
    View view;

    if (limit == 0)
        return;
    charge_for_view(choice);
    if (alignment_cost(limit) == 0 && !view_wants_all(choice->shape, plan, &weighed->binding))
        return;
    view_init(&view, choice->shape, plan, &weighed->binding, choice->room);
    if (view_least_cost(&view) > alignment_cost(limit) ||
        !run(choice->search, &view, limit, &choice->states, &key) ||
        !matches_anything(choice->search))
        return;
    g_free(best->trail);
    *best = (Bound){ weighed->binding, key, weighed->penalty, view.missing_terminals, NULL, 0 };
    trail = search_trail(choice->search, &best->trail_len);
    best->trail = g_memdup2(trail, best->trail_len * sizeof *trail);
}

/* All bindings, those that less speaks against first. */
static void weigh(Choice *choice, const Plan *plan)
{
    Bindings bindings;
    Weighed weighed;

    g_array_set_size(choice->weighed, 0);
    bindings_init(&bindings, choice->shape, plan);
    while (bindings_next(&bindings, &weighed.binding)) {
        guint at = choice->weighed->len;

        weighed.penalty = binding_penalty(choice->shape, &weighed.binding);
        while (at > 0 &&
               g_array_index(choice->weighed, Weighed, at - 1).penalty > weighed.penalty)
            at--;
        g_array_insert_val(choice->weighed, at, weighed);
    }
}

/* The terminals of the template that nobody is, as the first binding has it. */
static unsigned count_missing(const Choice *choice, const Plan *plan)
{
    const Weighed *first = &g_array_index(choice->weighed, Weighed, 0);
    unsigned missing = plan->terminals;

    for (unsigned i = 0; i < choice->shape->parties_len; i++)
        missing &= ~plan_terminal_bit(first->binding.roles[i]);
    return (unsigned)__builtin_popcount(missing);
}

static void try_plan(Choice *choice, const Plan *plan)
{
    Bound best = { 0 };
    AlignmentKey total;
    unsigned missing;

    weigh(choice, plan);
    missing = count_missing(choice, plan);
    for (guint i = 0; i < choice->weighed->len && choice->states > 0; i++)
        try_binding(choice, plan, &g_array_index(choice->weighed, Weighed, i), missing, &best);
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

/* No template can come cheaper than what was found at this price. */
static bool is_settled(const Choice *choice)
{
    return choice->states == 0 ||
           (choice->match->plan && alignment_cost(choice->total) <= choice->price);
}

static void search_all(Choice *choice, const ShapeMatching *matching, unsigned most)
{
    bool is_last = false;

    for (unsigned i = 0; i < G_N_ELEMENTS(PRICES) && !is_last && !is_settled(choice); i++) {
        choice->price = MIN(PRICES[i], most);
        is_last = choice->price == most;
        for (unsigned j = 0; j < matching->plans_len && choice->states > 0; j++)
            if (matching->plans[j].flow->calls == choice->shape->calls_len)
                try_plan(choice, &matching->plans[j]);
    }
}

void shape_matching_credit(ShapeMatching *matching)
{
    matching->credit = MIN(matching->credit + SHAPE_MATCH_CREDIT_A_CALL, SHAPE_MATCH_CREDIT);
}

static void spend(ShapeMatching *matching, uint64_t states)
{
    matching->credit -= MIN(matching->credit, states);
}

/* The bound was met: what else can be had is taken, for the name of the flow. */
static void search_in_a_hurry(Choice *choice, ShapeMatching *matching, unsigned most)
{
    choice->hurries = true;
    choice->price = MIN(most, COST_MAX);
    for (unsigned i = 0; i < matching->plans_len; i++) {
        choice->states = SHAPE_MATCH_HURRY_MAX;
        if (matching->plans[i].flow->calls == choice->shape->calls_len)
            try_plan(choice, &matching->plans[i]);
        spend(matching, SHAPE_MATCH_HURRY_MAX - choice->states);
    }
}

ShapeMatch *shape_match_new(ShapeMatching *matching, const Shape *shape, unsigned most)
{
    bool is_poor = matching->credit < SHAPE_MATCH_STATES_MAX;
    uint64_t bound = is_poor ? SHAPE_MATCH_STATES_LEAST : SHAPE_MATCH_STATES_MAX;
    Choice choice = { .shape = shape, .search = matching->search, .states = bound };

    choice.match = g_new0(ShapeMatch, 1);
    choice.match->shape = *shape;
    choice.match->shape.places = NULL;
    choice.match->shape.messages =
        g_memdup2(shape->messages, shape->messages_len * sizeof *shape->messages);
    choice.room = g_new(ViewEntry, 2 * (size_t)shape->messages_len + 1);
    choice.weighed = g_array_new(FALSE, FALSE, sizeof(Weighed));
    search_all(&choice, matching, most);
    matching->states += bound - choice.states;
    spend(matching, bound - choice.states);
    choice.match->is_given_up = choice.states == 0;
    if (choice.states == 0 && !is_poor)
        search_in_a_hurry(&choice, matching, most);
    if (choice.match->plan)
        trail_summary_init(&choice.match->summary, choice.match->plan, choice.match->trail,
                           choice.match->trail_len);
    g_array_unref(choice.weighed);
    g_free(choice.room);
    return choice.match;
}
