/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/judge.h"

#include <stdlib.h>

#include <string.h>

#include "flows/deviations.h"

/* A call for whose messages more than this is to be paid on the average is none of the flow. */
#define COST_PER_MESSAGE 2

static const Step *step_of(const Judged *judged, uint16_t step)
{
    return step == PLAN_NONE ? NULL : judged->match->plan->steps[step].step;
}

static MessageMark mark_of(const TrailEntry *trail)
{
    switch (trail->kind) {
    case TRAIL_MATCHED: return MARK_MATCHED;
    case TRAIL_LATE:
    case TRAIL_EARLY: return MARK_OUT_OF_ORDER;
    default: return MARK_UNEXPECTED;
    }
}

/* What holds for each message, whatever the flow. */
static void describe_messages(const Judged *judged, unsigned call, Judgement *out)
{
    const Shape *shape = judged->shape;

    out->messages_len = judged->calls[call]->messages_len;
    out->messages = g_new0(JudgedMessage, out->messages_len);
    for (unsigned i = 0; i < shape->messages_len; i++) {
        JudgedMessage *message;

        if (shape->places[i].call != call)
            continue;
        message = &out->messages[shape->places[i].message];
        message->conditions = shape->messages[i].facts;
        message->is_aside = shape->messages[i].bits & SHAPE_ASIDE;
    }
}

static void mark_messages(const Judged *judged, unsigned call, Judgement *out)
{
    for (unsigned i = 0; i < judged->match->trail_len; i++) {
        const TrailEntry *trail = &judged->match->trail[i];
        ShapePlace place;
        JudgedMessage *message;

        if (trail->message == PLAN_NONE)
            continue;
        place = judged->shape->places[trail->message];
        message = &out->messages[place.message];
        if (place.call != call || message->step)
            continue; /* a message past the network is on two tracks: the first counts */
        message->mark = mark_of(trail);
        message->step = step_of(judged, trail->step);
    }
}

static void take_summary(const TrailSummary *summary, Judgement *out)
{
    out->phases = g_memdup2(summary->phases, (summary->phases_len + 1) * sizeof *out->phases);
    memcpy(out->observed, summary->observed, sizeof out->observed);
    out->observed_len = summary->observed_len;
    out->steps_matched = summary->steps_matched;
    out->steps_expected = summary->steps_expected;
    out->steps_unobserved = summary->steps_unobserved;
    out->open = summary->open;
}

static char role_of(const Judged *judged, bool has_flow, unsigned party)
{
    if (has_flow)
        return judged->match->binding.roles[party];
    return judged->shape->parties[party] & PARTY_SERVER ? TEMPLATE_NETWORK : 0;
}

static int compare_endpoints(const void *a, const void *b)
{
    EndpointId left = ((const JudgedEndpoint *)a)->endpoint;
    EndpointId right = ((const JudgedEndpoint *)b)->endpoint;

    return left < right ? -1 : left > right;
}

static void list_endpoints(const Judged *judged, unsigned call, Judgement *out)
{
    const Call *each = judged->calls[call];
    unsigned len = 0;

    for (unsigned i = 0; i < each->participants_len; i++)
        len += each->participants[i].addresses_len;
    out->endpoints = g_new(JudgedEndpoint, len);
    for (unsigned i = 0; i < each->participants_len; i++) {
        const Participant *participant = &each->participants[i];
        unsigned party = shape_party(judged->calls, call, i);

        for (unsigned j = 0; j < participant->addresses_len; j++)
            out->endpoints[out->endpoints_len++] =
                (JudgedEndpoint){ participant->addresses[j],
                                  role_of(judged, out->flow != NULL, party) };
    }
    qsort(out->endpoints, out->endpoints_len, sizeof *out->endpoints, compare_endpoints);
}

/* The first message of the call, from @at of the shape on, as an index of its own messages. */
static unsigned place_in(const Judged *judged, unsigned call, unsigned at)
{
    for (; at < judged->shape->messages_len; at++)
        if (judged->shape->places[at].call == call)
            return judged->shape->places[at].message;
    return judged->calls[call]->messages_len;
}

static Deviation deviation_of(const Judged *judged, unsigned call, const Fact *fact)
{
    const Shape *shape = judged->shape;
    const Step *step = step_of(judged, fact->step);
    Deviation out = { .kind = fact->kind, .step = step, .message = JUDGEMENT_NO_MESSAGE };

    out.before = place_in(judged, call, fact->before);
    out.text = deviation_sentence(judged, fact);
    if (fact->message != PLAN_NONE) {
        const ShapeMessage *message = &shape->messages[fact->message];

        out.from = judged->match->binding.roles[message->from];
        out.to = judged->match->binding.roles[message->to];
        if (shape->places[fact->message].call == call)
            out.message = shape->places[fact->message].message;
    }
    if (step) {
        out.from = step->from;
        out.to = step->to;
    }
    return out;
}

static void list_deviations(const Judged *judged, unsigned call, Judgement *out)
{
    g_autoptr(GArray) facts = deviations_find(judged);

    out->deviations_len = facts->len;
    if (facts->len > 0)
        out->deviations = g_new(Deviation, facts->len);
    for (guint i = 0; i < facts->len; i++)
        out->deviations[i] = deviation_of(judged, call, &g_array_index(facts, Fact, i));
}

static bool is_anything_close(const Judged *judged)
{
    const ShapeMatch *match = judged->match;

    return match->plan && match->summary.matched > 0 &&
           alignment_cost(match->key) <= COST_PER_MESSAGE * judged->shape->messages_len;
}

static void find_verdict(const Judged *judged, Judgement *out)
{
    bool begins_before = false;

    for (unsigned i = 0; i < judged->calls_len; i++)
        begins_before |= judged->shape->begins_before[i];
    if (out->deviations_len > 0) {
        out->verdict = FLOW_DEVIATES;
    } else if (begins_before || out->open) {
        out->verdict = FLOW_INCOMPLETE;
        out->reason = begins_before ? REASON_BEGINS_BEFORE_CAPTURE : REASON_ENDS_AFTER_CAPTURE;
    } else {
        out->verdict = FLOW_CONFORMS;
    }
}

Judgement *judge(const Judged *judged, unsigned call)
{
    Judgement *out = g_new0(Judgement, 1);
    const ShapeMatch *match = judged->match;

    describe_messages(judged, call, out);
    if (match && match->plan && (match->is_given_up || is_anything_close(judged))) {
        out->flow = match->plan->flow;
        mark_messages(judged, call, out);
        take_summary(&match->summary, out);
        if (!match->summary.is_clean)
            list_deviations(judged, call, out);
        find_verdict(judged, out);
    } else {
        out->verdict = FLOW_UNKNOWN;
        out->reason = REASON_NOTHING_CLOSE;
    }
    if (!match || match->is_given_up) {
        out->verdict = FLOW_UNKNOWN;
        out->reason = REASON_WORK_BOUND;
    }
    list_endpoints(judged, call, out);
    for (unsigned i = 0; i < judged->calls_len && judged->calls_len > 1; i++)
        if (i != call && !out->related)
            out->related = judged->calls[i]->id;
    return out;
}
