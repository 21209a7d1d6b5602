/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_head.h"

#include "reports/flow_words.h"

/* Deviations that are told one by one. */
#define TOLD_MAX 20

/* The head, and its line to come. */
typedef struct Draft {
    CallHead *head;
    const ReportContext *context;
    GString *line;
} Draft;

static void add_verdict(Draft *draft, const Judgement *judgement)
{
    const char *reason = flow_words_reason(judgement->reason);
    bool has_flow = flow_words_has_flow(judgement);

    g_string_append(draft->line, "flow ");
    if (has_flow) {
        g_string_append_printf(draft->line, "%s (", judgement->flow->name);
        terminal_append(draft->line, slice_text(template_title(judgement->flow)),
                        draft->context->unicode);
        g_string_append(draft->line, "): ");
    }
    g_string_append(draft->line, flow_verdict_name(judgement->verdict));
    if (reason)
        g_string_append_printf(draft->line, ", %s", reason);
    call_head_add(draft->head, 2, flow_words_tone(judgement), draft->line);
}

static void add_deviations(Draft *draft, const Judgement *judgement)
{
    unsigned told = MIN(judgement->deviations_len, TOLD_MAX);

    for (unsigned i = 0; i < told; i++) {
        terminal_append(draft->line, slice_text(judgement->deviations[i].text),
                        draft->context->unicode);
        call_head_add(draft->head, 4, TERMINAL_PLAIN, draft->line);
    }
    if (told < judgement->deviations_len) {
        g_string_append_printf(draft->line, "and %u more", judgement->deviations_len - told);
        call_head_add(draft->head, 4, TERMINAL_PLAIN, draft->line);
    }
}

static void add_open(Draft *draft, const Judgement *judgement)
{
    if (judgement->verdict != FLOW_INCOMPLETE || !judgement->open)
        return;
    g_string_append(draft->line, "still open: ");
    flow_words_append_step(draft->line, judgement->flow, judgement->open);
    call_head_add(draft->head, 4, TERMINAL_PLAIN, draft->line);
}

static void add_ground(Draft *draft, const Judgement *judgement)
{
    if (judgement->observed_len == 0)
        return;
    g_string_append(draft->line, "seen: ");
    flow_words_append_observed(draft->line, judgement);
    call_head_add(draft->head, 4, TERMINAL_PLAIN, draft->line);
}

void flow_head_add(CallHead *head, const ReportContext *context, const Call *call)
{
    const Judgement *judgement = call->judgement;
    g_autoptr(GString) line = g_string_new(NULL);
    Draft draft = { head, context, line };

    if (!judgement)
        return;
    add_verdict(&draft, judgement);
    if (flow_words_has_flow(judgement)) {
        add_deviations(&draft, judgement);
        add_open(&draft, judgement);
        add_ground(&draft, judgement);
    }
    if (judgement->related) {
        g_string_append_printf(line, "judged together with call %" G_GUINT64_FORMAT,
                               judgement->related);
        call_head_add(head, 4, TERMINAL_PLAIN, line);
    }
}
