/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/plan.h"

#include <string.h>

static int find_track(Plan *plan, const Step *step)
{
    char terminal = step->from == TEMPLATE_NETWORK ? step->to : step->from;
    char other = step->from == TEMPLATE_NETWORK ? step->from : step->to;
    uint8_t call = (uint8_t)(step->call - 1);

    if (other != TEMPLATE_NETWORK && other < terminal) {
        char swap = other;

        other = terminal;
        terminal = swap;
    }
    for (unsigned i = 0; i < plan->tracks_len; i++)
        if (plan->tracks[i].terminal == terminal && plan->tracks[i].other == other &&
            plan->tracks[i].call == call)
            return (int)i;
    if (plan->tracks_len == PLAN_TRACKS_MAX)
        return -1;
    plan->tracks[plan->tracks_len] = (PlanTrack){ terminal, other, call };
    plan->has_direct_steps |= other != TEMPLATE_NETWORK;
    return (int)plan->tracks_len++;
}

static bool is_answer(const PlanStep *step)
{
    return step->step->codes_len > 0;
}

static bool has_method(const PlanStep *step, Method method)
{
    return step->step->methods >> method & 1;
}

static bool wants_codes(const PlanStep *step, unsigned low, unsigned high)
{
    for (unsigned i = 0; i < step->step->codes_len; i++)
        if (step->step->codes[i].low <= high && step->step->codes[i].high >= low)
            return true;
    return false;
}

/* Codes without x count, and each condition. */
static unsigned specific_of(const Step *step)
{
    unsigned specific = (unsigned)__builtin_popcount(step->conditions);
    bool is_exact = step->codes_len > 0;

    for (unsigned i = 0; i < step->codes_len; i++)
        is_exact &= step->codes[i].low == step->codes[i].high;
    return specific + is_exact;
}

/* The same message on another hop: a server may pick another code, but not another kind. */
static bool relays(const PlanStep *relay, const PlanStep *step)
{
    if (is_answer(relay) != is_answer(step) || !(relay->step->methods & step->step->methods) ||
        relay->step->call != step->step->call)
        return false;
    if (!is_answer(relay))
        return true;
    return (wants_codes(relay, 100, 199) && wants_codes(step, 100, 199)) ||
           (wants_codes(relay, 200, 299) && wants_codes(step, 200, 299)) ||
           (wants_codes(relay, 300, 699) && wants_codes(step, 300, 699));
}

/* RFC 3261: each server answers 100 and a CANCEL, and acknowledges a refusal, by itself. */
static bool is_of_one_hop(const Plan *plan, const PlanStep *step)
{
    if (!is_answer(step))
        return has_method(step, METHOD_ACK) && step->cause != PLAN_NONE &&
               plan->steps[step->cause].is_refusal;
    return has_method(step, METHOD_CANCEL) || !wants_codes(step, 101, 699);
}

/* What the network says to one terminal it was told by another, just before in the text. */
static uint16_t find_original(const Plan *plan, unsigned at)
{
    const PlanStep *relay = &plan->steps[at];

    if (relay->step->from != TEMPLATE_NETWORK || is_of_one_hop(plan, relay))
        return PLAN_NONE;
    for (unsigned i = at; i-- > 0;)
        if (plan->steps[i].step->to == TEMPLATE_NETWORK &&
            plan->steps[i].track != relay->track && relays(relay, &plan->steps[i]))
            return (uint16_t)i;
    return PLAN_NONE;
}

static uint16_t find_cause(const Plan *plan, unsigned at)
{
    const PlanStep *step = &plan->steps[at];
    bool is_ack = !is_answer(step) && has_method(step, METHOD_ACK);

    if (!is_answer(step) && !is_ack)
        return PLAN_NONE;
    for (unsigned i = at; i-- > 0;) {
        const PlanStep *before = &plan->steps[i];

        if (before->track != step->track || before->is_back == step->is_back)
            continue;
        if (is_ack ? is_answer(before) && has_method(before, METHOD_INVITE) &&
                         !wants_codes(before, 100, 199)
                   : !is_answer(before) && (before->step->methods & step->step->methods))
            return (uint16_t)i;
    }
    return PLAN_NONE;
}

static void describe(Plan *plan, unsigned at, bool *answered)
{
    PlanStep *step = &plan->steps[at];
    bool is_challenge = step->step->conditions & CONDITION_CHALLENGE;

    step->is_back = plan->tracks[step->track].terminal != step->step->from;
    step->is_final = is_answer(step) && !wants_codes(step, 100, 199) && !is_challenge;
    step->is_refusal = step->is_final && !wants_codes(step, 200, 299);
    step->is_late = answered[step->track];
    step->specific = (uint8_t)specific_of(step->step);
    if (is_answer(step) && has_method(step, METHOD_INVITE) && wants_codes(step, 200, 299))
        answered[step->track] = true;
}

/* Collects what stands between @at and the exit of @choice, whose steps are optional. */
static void walk_body(Plan *plan, unsigned at, unsigned choice, bool *seen)
{
    const Op *op = &plan->flow->ops[at];
    PlanBody *body = &plan->bodies[choice];

    if (at == choice || at == plan->flow->ops[choice].other || seen[at] || op->kind == OP_END)
        return;
    seen[at] = true;
    if (op->kind == OP_STEP) {
        plan->steps[op->step].is_optional = true;
        body->tracks |= (uint16_t)(1u << plan->steps[op->step].track);
        body->first = MIN(body->first, (uint16_t)op->step);
        body->last = MAX(body->last, (uint16_t)op->step);
    }
    walk_body(plan, op->next, choice, seen);
    if (op->kind == OP_CHOICE || op->kind == OP_FORK)
        walk_body(plan, op->other, choice, seen);
}

static void find_bodies(Plan *plan)
{
    unsigned len = plan->flow->ops_len;
    g_autofree bool *seen = g_new(bool, len);

    plan->bodies = g_new0(PlanBody, len);
    for (unsigned i = 0; i < len; i++) {
        if (!plan->flow->ops[i].is_exit)
            continue;
        memset(seen, 0, len * sizeof *seen);
        plan->bodies[i].first = PLAN_NONE;
        walk_body(plan, plan->flow->ops[i].next, i, seen);
    }
}

static bool asks_the_same(const Step *a, const Step *b)
{
    return a->methods == b->methods && a->conditions == b->conditions &&
           a->codes_len == b->codes_len &&
           (a->codes_len == 0 ||
            memcmp(a->codes, b->codes, a->codes_len * sizeof *a->codes) == 0);
}

static void list_wants(Plan *plan)
{
    unsigned len = 0;

    plan->wants = g_new(uint16_t, plan->steps_len);
    for (unsigned list = 0; list < 2 * plan->tracks_len; list++) {
        unsigned first = len;

        for (unsigned i = 0; i < plan->steps_len; i++) {
            const PlanStep *step = &plan->steps[i];
            unsigned at = first;

            if (2u * step->track + step->is_back != list)
                continue;
            while (at < len && !asks_the_same(plan->steps[plan->wants[at]].step, step->step))
                at++;
            if (at == len)
                plan->wants[len++] = (uint16_t)i;
        }
        plan->wants_ends[list] = (uint16_t)len;
    }
}

bool plan_wants(const Plan *plan, unsigned track, bool is_back, const ShapeMessage *message)
{
    unsigned list = 2 * track + is_back;

    for (unsigned i = list > 0 ? plan->wants_ends[list - 1] : 0; i < plan->wants_ends[list];
         i++)
        if (plan_step_fits(&plan->steps[plan->wants[i]], message))
            return true;
    return false;
}

bool plan_init(Plan *plan, const Template *flow)
{
    bool answered[PLAN_TRACKS_MAX] = { false };

    *plan = (Plan){ .flow = flow, .steps_len = flow->steps_len };
    plan->steps = g_new0(PlanStep, flow->steps_len);
    for (const char *role = flow->roles; *role; role++)
        plan->terminals |= plan_terminal_bit(*role);
    for (unsigned i = 0; i < flow->steps_len; i++) {
        int track = find_track(plan, &flow->steps[i]);

        if (track < 0)
            return false;
        plan->steps[i].step = &flow->steps[i];
        plan->steps[i].track = (uint8_t)track;
        plan->methods |= flow->steps[i].methods;
        describe(plan, i, answered);
    }
    for (unsigned i = 0; i < flow->steps_len; i++) {
        plan->steps[i].cause = find_cause(plan, i);
        plan->steps[i].original = find_original(plan, i);
        plan->steps[i].last_dependent = PLAN_NONE;
        if (plan->steps[i].cause != PLAN_NONE)
            plan->steps[plan->steps[i].cause].last_dependent = (uint16_t)i;
        if (plan->steps[i].original != PLAN_NONE)
            plan->steps[plan->steps[i].original].last_dependent = (uint16_t)i;
    }
    find_bodies(plan);
    list_wants(plan);
    return true;
}

void plan_clear(Plan *plan)
{
    g_free(plan->steps);
    g_free(plan->bodies);
    g_free(plan->wants);
    plan->steps = NULL;
    plan->bodies = NULL;
    plan->wants = NULL;
}
