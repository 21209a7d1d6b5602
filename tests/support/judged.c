/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/judged.h"

void judged_init(Judged *judged, const char *name, FlowVerdict verdict)
{
    *judged = (Judged){
        .flow = { .name = g_strdup(name),
                  .title = g_strconcat("Title of ", name, NULL),
                  .titles = g_hash_table_new(g_str_hash, g_str_equal),
                  .steps = judged->steps,
                  .phases = &judged->phase,
                  .phases_len = 1 },
        .phases = { "offer" },
        .judgement = { .flow = &judged->flow,
                       .verdict = verdict,
                       .phases = judged->phases,
                       .observed = { "A-P", "P-B" },
                       .observed_len = 2,
                       .deviations = judged->deviations,
                       .messages = judged->messages,
                       .messages_len = G_N_ELEMENTS(judged->messages),
                       .endpoints = judged->endpoints },
    };
    judged->phase.name = judged->flow.name;
}

void judged_clear(Judged *judged)
{
    g_free(judged->flow.name);
    g_free(judged->flow.title);
    g_hash_table_unref(judged->flow.titles);
}

const Step *judged_step(Judged *judged, unsigned number, const char *hop, const char *label)
{
    Step *step = &judged->steps[judged->flow.steps_len++];

    g_assert_cmpuint(judged->flow.steps_len, <=, G_N_ELEMENTS(judged->steps));
    *step = (Step){ .from = hop[0], .to = hop[2], .number = number, .label = label };
    if (g_ascii_isdigit(*label))
        step->codes = &judged->code;
    return step;
}

void judged_deviate(Judged *judged, Deviation deviation)
{
    g_assert_cmpuint(judged->judgement.deviations_len, <, G_N_ELEMENTS(judged->deviations));
    judged->deviations[judged->judgement.deviations_len++] = deviation;
}

void judged_mark(Judged *judged, unsigned index, MessageMark mark, const Step *step)
{
    g_assert_cmpuint(index, <, G_N_ELEMENTS(judged->messages));
    judged->messages[index] = (JudgedMessage){ .mark = mark, .step = step };
}
