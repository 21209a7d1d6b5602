/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/expectation.h"

Expectation *expectation_new(void)
{
    Expectation *expectation = g_new0(Expectation, 1);

    expectation->flows = g_ptr_array_new();
    return expectation;
}

void expectation_free(Expectation *expectation)
{
    if (!expectation)
        return;
    g_ptr_array_unref(expectation->flows);
    g_free(expectation);
}

static bool has_invite(const Template *flow)
{
    for (unsigned i = 0; i < flow->steps_len; i++)
        if (flow->steps[i].methods & 1u << METHOD_INVITE)
            return true;
    return false;
}

void expectation_add(Expectation *expectation, const Template *flow)
{
    if (!g_ptr_array_find(expectation->flows, flow, NULL))
        g_ptr_array_add(expectation->flows, (gpointer)flow);
    expectation->looks_at_all |= !has_invite(flow);
}

static bool is_looked_at(const Expectation *expectation, const Call *call)
{
    if (expectation->flows->len == 0 || expectation->looks_at_all)
        return true;
    for (unsigned i = 0; i < call->dialogs_len; i++)
        if (call->dialogs[i]->is_invite || call->dialogs[i]->method == METHOD_INVITE)
            return true;
    return false;
}

static bool is_expected(const Expectation *expectation, const Template *flow)
{
    return expectation->flows->len == 0 || g_ptr_array_find(expectation->flows, flow, NULL);
}

static bool is_kept(const Expectation *expectation, FlowVerdict verdict)
{
    bool incomplete_is_fine = expectation->allow_incomplete || expectation->flows->len == 0;

    return verdict == FLOW_CONFORMS || (verdict == FLOW_INCOMPLETE && incomplete_is_fine);
}

Outcome expectation_outcome(const Expectation *expectation, const Call *call)
{
    const Judgement *judgement = call->judgement;

    if (!is_looked_at(expectation, call))
        return OUTCOME_SKIPPED;
    if (!judgement || !judgement->flow || !is_expected(expectation, judgement->flow) ||
        !is_kept(expectation, judgement->verdict))
        return OUTCOME_BAD;
    return OUTCOME_GOOD;
}

char *expectation_names(const Expectation *expectation)
{
    GString *names = g_string_new(NULL);
    unsigned len = expectation->flows->len;

    for (unsigned i = 0; i < len; i++) {
        const Template *flow = g_ptr_array_index(expectation->flows, i);

        g_string_append_printf(names, "%s%s",
                               i == 0         ? ""
                               : i + 1 == len ? " or "
                                              : ", ",
                               flow->name);
    }
    return g_string_free(names, FALSE);
}
