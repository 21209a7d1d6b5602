/* SPDX-License-Identifier: Apache-2.0
 *
 * A round looks at what each leg has as its best and, of what is not a branch beside that, as
 * its second best; it joins where both ends agree and are clear. Legs that were joined leave,
 * so that in the next round others may be clear. Four rounds settle what can be; the work of
 * each is that of walking all pairs.
 */
#include "flows/link_rivals.h"

#define ROUNDS 4

/* Where times are all there is, rivals are this far behind. */
#define TIMES_CLEAR 10

/* A busy peer of a server (a trunk, at whose address calls begin and end) receives and begins
 * calls that have nothing to do with each other, and some agree by chance. So what is joined at
 * first has this many points; and where that is less than a quarter of so many outgoing legs,
 * nothing more is. */
#define STRONG 20
#define BUSY 16
#define SHARE 4

/* Branches begin within this of each other, or of the end of the one before. */
#define BRANCH_TOGETHER (INT64_C(500) * 1000000)

/* Branches that look alike begin within this of each other, and so many are looked at. */
#define SIBLINGS_TOGETHER (INT64_C(50) * 1000000)
#define SIBLINGS_MAX 16u

#define NONE UINT32_MAX

/* The pairs of one leg that matter: indexes, or NONE. */
typedef struct Standing {
    uint32_t best, second;
} Standing;

typedef struct Settling {
    LinkRivals *rivals;
    Standing *ins, *outs;
    Standing *all_ins, *all_outs;     /* as in the first round */
    uint32_t *in_joined, *out_joined; /* the other leg, or NONE */
    unsigned joined;
} Settling;

static const LinkPair *pair_at(const LinkRivals *rivals, uint32_t at)
{
    return &g_array_index(rivals->pairs, LinkPair, at);
}

static const LinkLeg *out_at(const LinkRivals *rivals, uint32_t at)
{
    return &g_array_index(rivals->outs, LinkLeg, at);
}

static int compare_pairs(gconstpointer a, gconstpointer b)
{
    const LinkPair *left = a;
    const LinkPair *right = b;

    if (left->score.points != right->score.points)
        return left->score.points > right->score.points ? -1 : 1;
    if (left->out != right->out)
        return left->out < right->out ? -1 : 1;
    return left->in > right->in ? -1 : left->in < right->in;
}

/* True if both outgoing legs may be of one call that was received. */
static bool are_branches(const LinkRivals *rivals, uint32_t a, uint32_t b)
{
    uint32_t early = MIN(a, b), late = MAX(a, b); /* they are sorted by time */
    const LinkLife *life = &g_array_index(rivals->out_lives, LinkLife, early);
    const LinkLife *later = &g_array_index(rivals->out_lives, LinkLife, late);
    const Dialog *one = dialogs_get(rivals->links->dialogs, out_at(rivals, early)->dialog);
    const Dialog *other = dialogs_get(rivals->links->dialogs, out_at(rivals, late)->dialog);
    int64_t invite = out_at(rivals, late)->invite;
    int64_t ended = life->cancel != LINK_NEVER ? life->cancel : life->final;
    bool is_answered = life->final != LINK_NEVER && life->status < 300;
    bool is_later_answered = later->final != LINK_NEVER && later->status < 300;

    if (one->keys.called[0] == other->keys.called[0] && one->next_hop == other->next_hop)
        return false;
    if (is_answered && (is_later_answered || life->final < invite))
        return false;
    return invite - out_at(rivals, early)->invite <= BRANCH_TOGETHER ||
           (ended != LINK_NEVER && ended <= invite && invite - ended <= BRANCH_TOGETHER);
}

/* True if the pair can still be joined. */
static bool is_open(const Settling *settling, const LinkPair *pair)
{
    uint32_t taken = settling->in_joined[pair->in];

    return settling->out_joined[pair->out] == NONE &&
           (taken == NONE || are_branches(settling->rivals, taken, pair->out));
}

/* Pairs are walked from the best on. */
static void stand(Settling *settling)
{
    LinkRivals *rivals = settling->rivals;

    for (unsigned i = 0; i < rivals->ins->len; i++)
        settling->ins[i] = (Standing){ NONE, NONE };
    for (unsigned i = 0; i < rivals->outs->len; i++)
        settling->outs[i] = (Standing){ NONE, NONE };
    for (unsigned i = 0; i < rivals->pairs->len; i++) {
        const LinkPair *pair = pair_at(rivals, i);
        Standing *in = &settling->ins[pair->in];
        Standing *out = &settling->outs[pair->out];

        if (!is_open(settling, pair))
            continue;
        if (out->best == NONE)
            out->best = i;
        else if (out->second == NONE)
            out->second = i;
        if (in->best == NONE)
            in->best = i;
        else if (in->second == NONE &&
                 !are_branches(rivals, pair_at(rivals, in->best)->out, pair->out))
            in->second = i;
    }
}

static bool is_clear(const LinkRivals *rivals, const LinkPair *pair, uint32_t second)
{
    int clear = pair->score.evidence == LINK_BY_TIMES ? TIMES_CLEAR : LINK_POINTS_CLEAR;

    return second == NONE ||
           pair_at(rivals, second)->score.points + clear <= pair->score.points;
}

/* Where times are all there is, a rival counts also once it was joined: calls of one length
 * that follow each other closely agree with what they have nothing to do with. */
static bool is_first_of_all(const Settling *settling, uint32_t at)
{
    const LinkRivals *rivals = settling->rivals;
    const LinkPair *pair = pair_at(rivals, at);
    const Standing *in = &settling->all_ins[pair->in];
    const Standing *out = &settling->all_outs[pair->out];

    return pair->score.evidence != LINK_BY_TIMES ||
           (in->best == at && out->best == at && is_clear(rivals, pair, in->second) &&
            is_clear(rivals, pair, out->second));
}

/* True if the best of the incoming leg is this pair, or a branch beside this pair, that no
 * rival comes near. */
static bool is_clear_at_in(const Settling *settling, uint32_t at)
{
    const LinkRivals *rivals = settling->rivals;
    const LinkPair *pair = pair_at(rivals, at);
    const Standing *in = &settling->ins[pair->in];

    if (in->best != at && !are_branches(rivals, pair_at(rivals, in->best)->out, pair->out))
        return false;
    return is_clear(rivals, pair, in->second);
}

static bool settle_round(Settling *settling, int least)
{
    LinkRivals *rivals = settling->rivals;
    bool any = false;

    stand(settling);
    for (unsigned i = 0; i < rivals->pairs->len; i++) {
        const LinkPair *pair = pair_at(rivals, i);
        const Standing *out = &settling->outs[pair->out];

        if (out->best != i || !pair->score.is_enough || pair->score.points < least ||
            !is_open(settling, pair) || !is_clear(rivals, pair, out->second) ||
            !is_clear_at_in(settling, i) || !is_first_of_all(settling, i))
            continue;
        settling->out_joined[pair->out] = pair->in;
        if (settling->in_joined[pair->in] == NONE)
            settling->in_joined[pair->in] = pair->out;
        link_add(rivals->links->legs, g_array_index(rivals->ins, LinkLeg, pair->in).dialog,
                 out_at(rivals, pair->out)->dialog, pair->score.evidence);
        settling->joined++;
        any = true;
    }
    return any;
}

/* What an outgoing leg has in common with a branch beside it. */
static LinkEvidence likeness(const LinkRivals *rivals, uint32_t a, uint32_t b)
{
    const LinkKeys *one = &dialogs_get(rivals->links->dialogs, out_at(rivals, a)->dialog)->keys;
    const LinkKeys *other =
        &dialogs_get(rivals->links->dialogs, out_at(rivals, b)->dialog)->keys;

    if (one->media[0] && one->media[0] == other->media[0])
        return LINK_BY_SDP;
    return one->calling[0] == other->calling[0] && one->calling[0] ? LINK_BY_CALLING_NUMBER
                                                                   : LINK_BY_NOTHING;
}

/* The incoming leg of the branches around @out that look like it; NONE if there is none, or
 * they are of several calls. */
static uint32_t claimed(const Settling *settling, uint32_t out, LinkEvidence *evidence)
{
    const LinkRivals *rivals = settling->rivals;
    uint32_t first = out - MIN(out, SIBLINGS_MAX);
    uint32_t end = MIN(rivals->outs->len, out + SIBLINGS_MAX);
    uint32_t in = NONE;

    *evidence = LINK_BY_NOTHING;
    for (uint32_t i = first; i < end; i++) {
        uint32_t of = settling->out_joined[i];
        LinkEvidence alike = likeness(rivals, i, out);

        rivals->links->counts.looked_at++;
        if (of == NONE || !alike || !are_branches(rivals, i, out) ||
            ABS(out_at(rivals, i)->invite - out_at(rivals, out)->invite) > SIBLINGS_TOGETHER)
            continue;
        if (in != NONE && in != of)
            return NONE;
        in = of;
        *evidence = *evidence ? MIN(*evidence, alike) : alike;
    }
    return in;
}

/* Branches that have nothing in common with what was received, but with each other. */
static void join_siblings(Settling *settling)
{
    const LinkRivals *rivals = settling->rivals;

    for (uint32_t out = 0; out < rivals->outs->len; out++) {
        LinkEvidence evidence = LINK_BY_NOTHING;
        uint32_t in =
            settling->out_joined[out] == NONE ? claimed(settling, out, &evidence) : NONE;
        LinkPairOf pair = { .links = rivals->links,
                            .out = out_at(rivals, out),
                            .end = rivals->end };
        LinkScore score;

        if (in == NONE)
            continue;
        pair.in = &g_array_index(rivals->ins, LinkLeg, in);
        pair.in_life = &g_array_index(rivals->in_lives, LinkLife, in);
        pair.out_life = &g_array_index(rivals->out_lives, LinkLife, out);
        if (!link_life_score(&pair, &score) || (evidence != LINK_BY_SDP && score.agreed <= 0))
            continue;
        settling->out_joined[out] = in;
        link_add(rivals->links->legs, pair.in->dialog, pair.out->dialog, evidence);
    }
}

/* Of each outgoing leg that is left, the best that it could have been joined to. */
static void note_possible(Settling *settling)
{
    LinkRivals *rivals = settling->rivals;

    stand(settling);
    for (unsigned i = 0; i < rivals->outs->len; i++) {
        uint32_t best = settling->outs[i].best;

        if (best != NONE && pair_at(rivals, best)->score.is_enough)
            link_add(rivals->links->possibly,
                     g_array_index(rivals->ins, LinkLeg, pair_at(rivals, best)->in).dialog,
                     out_at(rivals, i)->dialog, LINK_BY_NOTHING);
    }
}

static void settling_init(Settling *settling, LinkRivals *rivals)
{
    settling->rivals = rivals;
    settling->joined = 0;
    settling->ins = g_new(Standing, rivals->ins->len);
    settling->outs = g_new(Standing, rivals->outs->len);
    settling->in_joined = g_new(uint32_t, rivals->ins->len);
    settling->out_joined = g_new(uint32_t, rivals->outs->len);
    for (unsigned i = 0; i < rivals->ins->len; i++)
        settling->in_joined[i] = NONE;
    for (unsigned i = 0; i < rivals->outs->len; i++)
        settling->out_joined[i] = NONE;
    stand(settling);
    settling->all_ins = g_memdup2(settling->ins, rivals->ins->len * sizeof(Standing));
    settling->all_outs = g_memdup2(settling->outs, rivals->outs->len * sizeof(Standing));
}

static void settling_clear(Settling *settling)
{
    g_free(settling->ins);
    g_free(settling->outs);
    g_free(settling->all_ins);
    g_free(settling->all_outs);
    g_free(settling->in_joined);
    g_free(settling->out_joined);
}

void link_rivals_settle(LinkRivals *rivals)
{
    Settling settling;

    g_array_sort(rivals->pairs, compare_pairs);
    settling_init(&settling, rivals);
    for (unsigned round = 0; round < ROUNDS && settle_round(&settling, STRONG); round++)
        continue;
    if (rivals->outs->len < BUSY || settling.joined * SHARE >= rivals->outs->len) {
        for (unsigned round = 0; round < ROUNDS && settle_round(&settling, 0); round++)
            continue;
        join_siblings(&settling);
    }
    note_possible(&settling);
    settling_clear(&settling);
}
