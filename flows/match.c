/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/match.h"

#include "flows/judge.h"
#include "flows/relays.h"

/* Matches that are kept, in each of two generations: when the younger is full, the older goes,
 * and what of it is still asked for has moved to the younger. */
#define KEPT_MAX 8192
#define KEPT_MESSAGES                                                                          \
    (1u << 20) /* of all of them: long shapes make a generation full sooner                    \
                */

struct Matcher {
    const Dialogs *dialogs;
    MatchOptions options;
    Plan *plans;
    ShapeMatching matching;
    GHashTable *young, *old; /* Shape -> ShapeMatch, owned */
    unsigned young_messages; /* of those in `young` */
    Relays *relays;          /* made when first asked for */
    MatchCounts counts;
};

static guint hash_of(gconstpointer shape)
{
    return (guint)((const Shape *)shape)->hash;
}

static gboolean are_equal(gconstpointer a, gconstpointer b)
{
    return shape_equals(a, b);
}

static GHashTable *new_generation(void)
{
    return g_hash_table_new_full(hash_of, are_equal, NULL, (GDestroyNotify)shape_match_free);
}

Matcher *matcher_new(const Library *library, const Dialogs *dialogs,
                     const MatchOptions *options)
{
    Matcher *matcher = g_new0(Matcher, 1);

    matcher->dialogs = dialogs;
    matcher->options = *options;
    matcher->matching.search = search_new();
    matcher->matching.credit = options->is_poor ? 0 : SHAPE_MATCH_CREDIT;
    matcher->young = new_generation();
    matcher->old = new_generation();
    matcher->plans = g_new0(Plan, library_len(library));
    for (unsigned i = 0; i < library_len(library); i++) {
        const Template *flow = library_get(library, i);
        Plan *plan = &matcher->plans[matcher->matching.plans_len];

        if (flow->is_fragment)
            continue;
        if (plan_init(plan, flow))
            matcher->matching.plans_len++;
        else
            plan_clear(plan);
    }
    matcher->matching.plans = matcher->plans;
    return matcher;
}

void matcher_free(Matcher *matcher)
{
    if (!matcher)
        return;
    for (unsigned i = 0; i < matcher->matching.plans_len; i++)
        plan_clear(&matcher->plans[i]);
    g_free(matcher->plans);
    search_free(matcher->matching.search);
    g_hash_table_unref(matcher->young);
    g_hash_table_unref(matcher->old);
    relays_free(matcher->relays);
    g_free(matcher);
}

static void prepare_relays(Matcher *matcher)
{
    if (matcher->relays)
        return;
    matcher->relays = relays_new(matcher->dialogs);
    if (!matcher->options.is_live && !matcher->options.is_taught)
        relays_learn_all(matcher->relays);
}

/* Where calls are judged one by one and forgotten, what they show is learned before. */
static void learn(Matcher *matcher, Call *const *calls, unsigned calls_len)
{
    if (!matcher->options.is_live)
        return;
    prepare_relays(matcher);
    for (unsigned i = 0; i < calls_len; i++)
        for (unsigned leg = 0; leg < calls[i]->dialogs_len; leg++)
            relays_learn(matcher->relays, calls[i]->dialogs[leg]);
}

void matcher_learn(Matcher *matcher, const Dialog *dialog)
{
    prepare_relays(matcher);
    relays_learn(matcher->relays, dialog);
}

static bool sees_beyond(EndpointId server, void *user)
{
    Matcher *matcher = user;

    prepare_relays(matcher);
    return relays_sees_beyond(matcher->relays, server);
}

static void keep(Matcher *matcher, ShapeMatch *match)
{
    if (g_hash_table_size(matcher->young) >= KEPT_MAX ||
        matcher->young_messages >= KEPT_MESSAGES) {
        g_hash_table_unref(matcher->old);
        matcher->old = matcher->young;
        matcher->young = new_generation();
        matcher->young_messages = 0;
    }
    matcher->young_messages += match->shape.messages_len;
    g_hash_table_insert(matcher->young, &match->shape, match);
}

static ShapeMatch *find_match(Matcher *matcher, const Shape *shape, unsigned most)
{
    ShapeMatch *match = g_hash_table_lookup(matcher->young, shape);

    if (match)
        return match;
    match = g_hash_table_lookup(matcher->old, shape);
    if (match) {
        g_hash_table_steal(matcher->old, shape);
    } else {
        matcher->counts.shapes++;
        match = shape_match_new(&matcher->matching, shape, most);
    }
    keep(matcher, match);
    return match;
}

static ShapeMatch *match_anew(Matcher *matcher, const Shape *shape, unsigned most)
{
    matcher->matching.credit = SHAPE_MATCH_CREDIT;
    return shape_match_new(&matcher->matching, shape, most);
}

/* One or several calls, and what came out. */
typedef struct Group {
    Judged judged;
    Shape shape;
    ShapeMatch *own; /* not kept anywhere */
} Group;

/* What a group is made of. */
typedef struct GroupParts {
    Call *const *calls;
    unsigned calls_len;
    unsigned most; /* that the match may cost; for calls of one shape it is the same */
    bool first_leg_only;
} GroupParts;

static void group_init(Matcher *matcher, Group *group, GroupParts parts)
{
    ShapeOptions options = { matcher->options.capture_end, sees_beyond, matcher,
                             parts.first_leg_only };
    Call *const *calls = parts.calls;
    unsigned calls_len = parts.calls_len, most = parts.most;
    const ShapeMatch *match = NULL;

    *group = (Group){ 0 };
    shape_init(&group->shape, calls, calls_len, matcher->dialogs, &options);
    if (group->shape.is_too_long || shape_comes_back(&group->shape))
        match = NULL;
    else if (matcher->options.no_cache)
        match = group->own = match_anew(matcher, &group->shape, most);
    else
        match = find_match(matcher, &group->shape, most);
    group->judged =
        (Judged){ calls, calls_len, &group->shape, match, matcher->options.capture_end };
}

static void group_clear(Group *group)
{
    shape_match_free(group->own);
    shape_clear(&group->shape);
}

static unsigned cost_of(const Group *group)
{
    return group->judged.match && group->judged.match->plan
               ? alignment_cost(group->judged.match->key)
               : G_MAXUINT / 2 / SHAPE_CALLS_MAX;
}

static void tell(Matcher *matcher, const Group *group, Judgement **judgements)
{
    for (unsigned i = 0; i < group->judged.calls_len; i++) {
        judgements[i] = judge(&group->judged, i);
        shape_matching_credit(&matcher->matching);
        matcher->counts.calls++;
        matcher->counts.given_up += judgements[i]->reason == REASON_WORK_BOUND;
    }
}

/* Legs that lead back to where the call came from, or are too much to search, are told by the
 * first of them alone. */
static void group_init_alone(Matcher *matcher, Group *group, Call *const *call)
{
    GroupParts parts = { call, 1, SHAPE_MATCH_ANY_COST, false };
    const ShapeMatch *match;

    group_init(matcher, group, parts);
    match = group->judged.match;
    if ((*call)->dialogs_len == 1 || (match && !match->is_given_up && match->plan))
        return;
    group_clear(group);
    parts.first_leg_only = true;
    group_init(matcher, group, parts);
}

static unsigned judge_each(Matcher *matcher, Call *const *calls, unsigned calls_len,
                           Judgement **judgements)
{
    unsigned cost = 0;

    for (unsigned i = 0; i < calls_len; i++) {
        Group group;

        group_init_alone(matcher, &group, &calls[i]);
        cost += cost_of(&group);
        tell(matcher, &group, &judgements[i]);
        group_clear(&group);
    }
    return cost;
}

/* Related calls are one story, unless each for itself is told at a lower cost. */
void matcher_judge(Matcher *matcher, Call *const *calls, unsigned calls_len,
                   Judgement **judgements)
{
    unsigned apart;
    Group group;

    learn(matcher, calls, calls_len);
    apart = judge_each(matcher, calls, calls_len, judgements);
    if (calls_len == 1 || calls_len > SHAPE_CALLS_MAX)
        return;
    group_init(matcher, &group, (GroupParts){ calls, calls_len, apart, false });
    if (group.judged.match && group.judged.match->plan && !group.judged.match->is_given_up &&
        cost_of(&group) <= apart) {
        for (unsigned i = 0; i < calls_len; i++)
            judgement_free(judgements[i]);
        matcher->counts.calls -= calls_len;
        tell(matcher, &group, judgements);
    }
    group_clear(&group);
}

void matcher_go_on(Matcher *matcher, int64_t capture_end)
{
    matcher->options.capture_end = capture_end;
}

MatchCounts matcher_counts(const Matcher *matcher)
{
    MatchCounts counts = matcher->counts;

    counts.states = matcher->matching.states;
    counts.looks = search_looks(matcher->matching.search);
    return counts;
}
