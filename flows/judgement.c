/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/judgement.h"

const JudgedEndpoint *judgement_endpoint(const Judgement *judgement, EndpointId endpoint)
{
    unsigned low = 0, high = judgement->endpoints_len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (judgement->endpoints[middle].endpoint < endpoint)
            low = middle + 1;
        else
            high = middle;
    }
    return low < judgement->endpoints_len && judgement->endpoints[low].endpoint == endpoint
               ? &judgement->endpoints[low]
               : NULL;
}

void judgement_withdraw(Judgement *judgement, FlowReason reason)
{
    for (unsigned i = 0; i < judgement->deviations_len; i++)
        g_free(judgement->deviations[i].text);
    judgement->deviations_len = 0;
    for (unsigned i = 0; i < judgement->messages_len; i++) {
        JudgedMessage *message = &judgement->messages[i];

        if (message->mark == MARK_UNEXPECTED || message->mark == MARK_OUT_OF_ORDER)
            message->mark = MARK_ASIDE;
    }
    judgement->verdict = FLOW_INCOMPLETE;
    judgement->reason = reason;
}

const char *flow_verdict_name(FlowVerdict verdict)
{
    static const char *const NAMES[FLOW_VERDICTS] = { "conforms", "incomplete", "deviates",
                                                      "unknown" };

    return NAMES[verdict];
}

const char *flow_reason_name(FlowReason reason)
{
    static const char *const NAMES[REASONS] = {
        "",           "begins-before-capture", "ends-after-capture", "evicted",
        "work-bound", "nothing-close",
    };

    return NAMES[reason];
}

const char *deviation_kind_name(DeviationKind kind)
{
    static const char *const NAMES[DEVIATION_KINDS] = { "missing", "unexpected",
                                                        "out-of-order" };

    return NAMES[kind];
}

/* The name of the outermost template that @step came with; NULL for the flow's own. */
static const char *origin_of(const Template *flow, const Step *step)
{
    unsigned phase = step->phase;

    while (phase && flow->phases[phase].parent)
        phase = flow->phases[phase].parent;
    return phase ? flow->phases[phase].name : NULL;
}

const char *step_phase(const Template *flow, const Step *step)
{
    const char *origin = step->number ? origin_of(flow, step) : NULL;

    for (unsigned i = 0; origin && i < flow->steps_len; i++) {
        const Step *other = &flow->steps[i];
        const char *others = origin_of(flow, other);

        if (other->number == step->number &&
            (!others || (other < step && !g_str_equal(others, origin))))
            return origin;
    }
    return NULL;
}

char *step_name(const Template *flow, const Step *step)
{
    const char *phase = step_phase(flow, step);

    if (step->number)
        return g_strdup_printf("%s%sstep %u", phase ? phase : "", phase ? " " : "",
                               step->number);
    return g_strdup_printf("%s: %s", flow->phases[step->phase].name, step->label);
}

void judgement_free(Judgement *judgement)
{
    if (!judgement)
        return;
    for (unsigned i = 0; i < judgement->deviations_len; i++)
        g_free(judgement->deviations[i].text);
    g_free(judgement->deviations);
    g_free(judgement->phases);
    g_free(judgement->messages);
    g_free(judgement->endpoints);
    g_free(judgement);
}
