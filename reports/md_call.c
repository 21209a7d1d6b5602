/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md_call.h"

#include "dissect/sip/scan.h"
#include "flows/template.h"
#include "reports/flow_words.h"
#include "reports/md_lint.h"
#include "reports/md_text.h"
#include "reports/mermaid_diagram.h"
#include "reports/time_text.h"

#define NS_PER_MS 1000000
#define CLOCK_DIGITS 3
#define USER_WIDTH 64
#define VALUE_WIDTH 160

/* Deviations that are told one by one. */
#define TOLD_MAX 20

/* Messages of one terminal that are looked through for what it calls itself. */
#define LOOKED_AT 32

typedef struct Chapter {
    GString *out;
    const ReportContext *context;
    const Call *call;
} Chapter;

static void append_head(const Chapter *chapter)
{
    const Call *call = chapter->call;
    const Texts *texts = dialogs_texts(chapter->context->dialogs);

    g_string_append_printf(chapter->out, "\n## Call %" G_GUINT64_FORMAT "\n\n%s from ",
                           call->id, method_name((Method)call->dialogs[0]->method));
    md_append_code(chapter->out, call_from(call, texts), USER_WIDTH);
    g_string_append(chapter->out, " to ");
    md_append_code(chapter->out, call_to(call, texts), USER_WIDTH);
    g_string_append_printf(chapter->out, ": %s", state_name(call->state));
    if (call->final_status >= 300)
        g_string_append_printf(chapter->out, " %u", call->final_status);
    g_string_append(chapter->out, ". ");
}

/* "It **deviates** from the flow busy (Called party busy)." */
static void append_verdict(const Chapter *chapter)
{
    static const char *const WORDS[FLOW_VERDICTS] = {
        [FLOW_CONFORMS] = "It **conforms** to",
        [FLOW_INCOMPLETE] = "It is **incomplete**, but conforms so far to",
        [FLOW_DEVIATES] = "It **deviates** from",
    };
    const Judgement *judgement = chapter->call->judgement;
    const char *reason = judgement ? flow_words_reason(judgement->reason) : NULL;
    GString *out = chapter->out;

    if (flow_words_has_flow(judgement)) {
        g_string_append_printf(out, "%s the flow %s (", WORDS[judgement->verdict],
                               judgement->flow->name);
        md_append_words(out, template_title(judgement->flow));
        g_string_append_c(out, ')');
    } else {
        g_string_append(out, "The flow is **unknown**");
    }
    if (reason)
        g_string_append_printf(out, ": %s", reason);
    g_string_append(out, ".\n");
}

static void append_deviations(const Chapter *chapter)
{
    const Judgement *judgement = chapter->call->judgement;
    unsigned len = flow_words_has_flow(judgement) ? judgement->deviations_len : 0;

    if (len > 0)
        g_string_append_c(chapter->out, '\n');
    for (unsigned i = 0; i < MIN(len, TOLD_MAX); i++) {
        g_string_append_printf(chapter->out,
                               "- %s: ", deviation_kind_name(judgement->deviations[i].kind));
        md_append_words(chapter->out, judgement->deviations[i].text);
        g_string_append_c(chapter->out, '\n');
    }
    if (len > TOLD_MAX)
        g_string_append_printf(chapter->out, "- and %u more\n", len - TOLD_MAX);
}

static void append_open(const Chapter *chapter)
{
    const Judgement *judgement = chapter->call->judgement;
    g_autoptr(GString) step = g_string_new(NULL);

    if (!flow_words_has_flow(judgement) || judgement->verdict != FLOW_INCOMPLETE ||
        !judgement->open)
        return;
    flow_words_append_step(step, judgement->flow, judgement->open);
    g_string_append(chapter->out, "\n- still open: ");
    md_append_words(chapter->out, step->str);
    g_string_append_c(chapter->out, '\n');
}

static void begin_row(const Chapter *chapter, const char *what)
{
    g_string_append_printf(chapter->out, "| %s | ", what);
}

static void end_row(const Chapter *chapter)
{
    g_string_append(chapter->out, " |\n");
}

static void append_row(const Chapter *chapter, const char *what, const char *text)
{
    begin_row(chapter, what);
    md_append_words(chapter->out, text);
    end_row(chapter);
}

static void append_span(const Chapter *chapter, const char *what, int64_t ms)
{
    char span[TIME_TEXT];

    if (ms < 0)
        return;
    time_text_span(ms * NS_PER_MS, span);
    append_row(chapter, what, span);
}

static void append_times(const Chapter *chapter)
{
    const Call *call = chapter->call;
    TimeText clock = { .utc = chapter->context->utc };
    char date[TIME_TEXT], time[TIME_TEXT];

    if (call->start != TIME_NONE) {
        time_text_date(&clock, call->start, date);
        time_text_clock(&clock, call->start, CLOCK_DIGITS, time);
        begin_row(chapter, "Began");
        g_string_append_printf(chapter->out, "%s %s ", date, time);
        time_text_zone(&clock, call->start, time);
        g_string_append(chapter->out, time);
        end_row(chapter);
        time_text_span(call->end - call->start, time);
        append_row(chapter, "Lasted", time);
    }
    append_span(chapter, "Set up in", call->setup_ms);
    append_span(chapter, "Rang for", call->ring_ms);
    append_span(chapter, "Talked for", call->talk_ms);
    if (call->released_by) {
        begin_row(chapter, "Hung up by");
        g_string_append_c(chapter->out, call->released_by);
        end_row(chapter);
    }
}

static void append_messages(const Chapter *chapter)
{
    const Call *call = chapter->call;

    begin_row(chapter, "Messages");
    g_string_append_printf(chapter->out, "%u", call->messages_len);
    if (call->retransmissions > 0)
        g_string_append_printf(chapter->out, ", %u of them retransmissions",
                               call->retransmissions);
    if (call->duplicates > 0)
        g_string_append_printf(chapter->out, ", %u duplicate packet%s", call->duplicates,
                               call->duplicates == 1 ? "" : "s");
    end_row(chapter);
    if (call->folded == 0)
        return;
    begin_row(chapter, "More like it");
    g_string_append_printf(chapter->out, "%u", call->folded);
    end_row(chapter);
}

static void append_ground(const Chapter *chapter)
{
    const Judgement *judgement = chapter->call->judgement;
    g_autoptr(GString) observed = g_string_new(NULL);

    if (flow_words_has_flow(judgement) && judgement->observed_len > 0) {
        flow_words_append_observed(observed, judgement);
        append_row(chapter, "Seen", observed->str);
    }
    if (judgement && judgement->related) {
        begin_row(chapter, "Judged with");
        g_string_append_printf(chapter->out, "call %" G_GUINT64_FORMAT, judgement->related);
        end_row(chapter);
    }
    if (chapter->call->possibly) {
        begin_row(chapter, "Possibly the same as");
        g_string_append_printf(chapter->out, "call %" G_GUINT64_FORMAT,
                               chapter->call->possibly);
        end_row(chapter);
    }
}

static void append_dialogs(const Chapter *chapter)
{
    const Texts *texts = dialogs_texts(chapter->context->dialogs);
    const Call *call = chapter->call;

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        if (!call->dialogs[i]->call_id)
            continue;
        begin_row(chapter, "Call-ID");
        md_append_code(chapter->out, texts_get(texts, call->dialogs[i]->call_id), VALUE_WIDTH);
        if (call->linked_by[i]) {
            g_string_append(chapter->out,
                            call->linked_by[i] == call->late ? " " : " linked by ");
            md_append_code(chapter->out, slice_text(call->linked_by[i]), VALUE_WIDTH);
        }
        end_row(chapter);
    }
}

/* What a terminal calls itself in its messages; empty if it does not. Servers pass on what
 * others say of themselves. Borrowed. */
static Slice agent_of(const Chapter *chapter, unsigned participant)
{
    const Call *call = chapter->call;
    const MessageTexts *texts = chapter->context->texts;
    unsigned looked_at = 0;

    for (unsigned i = 0; texts && i < call->messages_len && looked_at < LOOKED_AT; i++) {
        MessageText text;
        SipView view;

        if (call->messages[i].from != participant)
            continue;
        looked_at++;
        if (message_texts_get(texts, call->messages[i].message, &text) &&
            scan_message(text.text, &view) && view.user_agent.len > 0)
            return view.user_agent;
    }
    return (Slice){ 0 };
}

static void append_agents(const Chapter *chapter)
{
    const Call *call = chapter->call;

    for (unsigned i = 0; i < call->participants_len; i++) {
        char role = flow_words_role(call, i);
        Slice agent = { 0 };

        if (role != TEMPLATE_NETWORK && !call->participants[i].passes_on)
            agent = agent_of(chapter, i);
        if (agent.len == 0)
            continue;
        g_string_append(chapter->out, "| User agent");
        if (role)
            g_string_append_printf(chapter->out, " of %c", role);
        g_string_append(chapter->out, " | ");
        md_append_code(chapter->out, agent, VALUE_WIDTH);
        end_row(chapter);
    }
}

static void append_ladder(const Chapter *chapter)
{
    g_autoptr(MermaidDiagram) diagram = mermaid_diagram_new(chapter->context);

    mermaid_diagram_add(diagram, chapter->call);
    g_string_append(chapter->out, "\n```mermaid\n");
    mermaid_diagram_print(diagram, chapter->out);
    g_string_append(chapter->out, "```\n");
}

void md_call_append(GString *out, const ReportContext *context, const Call *call)
{
    Chapter chapter = { out, context, call };

    append_head(&chapter);
    append_verdict(&chapter);
    append_deviations(&chapter);
    append_open(&chapter);
    g_string_append(out, "\n| | |\n| --- | --- |\n");
    append_times(&chapter);
    append_messages(&chapter);
    append_ground(&chapter);
    append_dialogs(&chapter);
    append_agents(&chapter);
    md_lint_append(out, context, call);
    append_ladder(&chapter);
}
