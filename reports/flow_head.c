/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_head.h"

#include "reports/flow_words.h"
#include "reports/wrap.h"

/* Deviations that are told one by one. */
#define TOLD_MAX 20

static void print(const ReportContext *context, GString *line, unsigned indent,
                  TerminalTone tone)
{
    wrap_print(context, line->str, (WrapIndent){ indent, indent + 2 }, tone);
    g_string_truncate(line, 0);
}

static void print_verdict(const ReportContext *context, const Judgement *judgement,
                          GString *line)
{
    const char *reason = flow_words_reason(judgement->reason);
    bool has_flow = flow_words_has_flow(judgement);

    g_string_append(line, "flow ");
    if (has_flow) {
        g_string_append_printf(line, "%s (", judgement->flow->name);
        terminal_append(line, slice_text(template_title(judgement->flow)), context->unicode);
        g_string_append(line, "): ");
    }
    g_string_append(line, flow_verdict_name(judgement->verdict));
    if (reason)
        g_string_append_printf(line, ", %s", reason);
    print(context, line, 2, flow_words_tone(judgement));
}

static void print_deviations(const ReportContext *context, const Judgement *judgement,
                             GString *line)
{
    unsigned told = MIN(judgement->deviations_len, TOLD_MAX);

    for (unsigned i = 0; i < told; i++) {
        terminal_append(line, slice_text(judgement->deviations[i].text), context->unicode);
        print(context, line, 4, TERMINAL_PLAIN);
    }
    if (told < judgement->deviations_len) {
        g_string_append_printf(line, "and %u more", judgement->deviations_len - told);
        print(context, line, 4, TERMINAL_PLAIN);
    }
}

static void print_open(const ReportContext *context, const Judgement *judgement, GString *line)
{
    if (judgement->verdict != FLOW_INCOMPLETE || !judgement->open)
        return;
    g_string_append(line, "still open: ");
    flow_words_append_step(line, judgement->open);
    print(context, line, 4, TERMINAL_PLAIN);
}

static void print_ground(const ReportContext *context, const Judgement *judgement,
                         GString *line)
{
    if (judgement->observed_len == 0)
        return;
    g_string_append(line, "seen: ");
    flow_words_append_observed(line, judgement);
    print(context, line, 4, TERMINAL_PLAIN);
}

void flow_head_print(const ReportContext *context, const Call *call)
{
    const Judgement *judgement = call->judgement;
    g_autoptr(GString) line = g_string_new(NULL);

    if (!judgement)
        return;
    print_verdict(context, judgement, line);
    if (flow_words_has_flow(judgement)) {
        print_deviations(context, judgement, line);
        print_open(context, judgement, line);
        print_ground(context, judgement, line);
    }
    if (judgement->related) {
        g_string_append_printf(line, "judged together with call %" G_GUINT64_FORMAT,
                               judgement->related);
        print(context, line, 4, TERMINAL_PLAIN);
    }
}
