/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/lint_text.h"

#include "dissect/sip/scan.h"
#include "reports/call_head.h"
#include "reports/lint_fold.h"
#include "reports/time_text.h"
#include "reports/wrap.h"

/* Columns of a start line that are shown; a long URI has no blank to break it at. */
#define START_LINE_MAX 120
#define START_LINE_LEAST 20

static const WrapIndent MESSAGE_INDENT = { 2, 6 };
static const WrapIndent FINDING_INDENT = { 6, 8 };

typedef struct LintText {
    const ReportContext *context;
    TimeText clock;
    LintFold *fold;
    uint64_t counts[LINT_SEVERITIES]; /* of its calls: findings, */
    uint64_t messages, cut_short;     /* messages looked at, and those that were cut */
    uint64_t calls;
    bool has_blocks;
} LintText;

void *lint_text_open(const ReportContext *context)
{
    LintText *text = g_new0(LintText, 1);

    text->context = context;
    text->clock.utc = context->utc;
    text->fold = lint_fold_new();
    return text;
}

/* What fits into a line of its own below the rest. */
static unsigned start_line_room(unsigned width)
{
    unsigned indent = MESSAGE_INDENT.next;

    if (width == 0)
        return START_LINE_MAX;
    return CLAMP(width, START_LINE_LEAST + indent, START_LINE_MAX + indent) - indent;
}

static void append_start_line(const ReportContext *context, const Message *message,
                              GString *line)
{
    MessageText text;
    SipView view;

    if (message_texts_get(context->texts, message, &text) && scan_message(text.text, &view))
        terminal_append_cut(line, view.start_line, start_line_room(context->width),
                            context->unicode);
}

/* "3  packet 12  10:15:02.123  SIP/2.0 200 OK". */
static void print_message(LintText *text, const Call *call, unsigned index)
{
    const ReportContext *context = text->context;
    const Message *message = call->messages[index].message;
    g_autoptr(GString) line = g_string_new(NULL);
    char clock[TIME_TEXT];

    time_text_clock(&text->clock, message->time, 3, clock);
    g_string_append_printf(line, "%u  packet %" G_GUINT64_FORMAT, index + 1,
                           (guint64)message->packet);
    if (context->captures_len > 1) {
        g_string_append(line, " of ");
        terminal_append(line, slice_text(context->captures[message->input].path),
                        context->unicode);
    }
    g_string_append_printf(line, "  %s  ", clock);
    append_start_line(context, message, line);
    wrap_print(context, line->str, MESSAGE_INDENT, TERMINAL_PLAIN);
}

static TerminalTone tone_of(LintSeverity severity)
{
    return severity == LINT_ERROR     ? TERMINAL_BAD
           : severity == LINT_WARNING ? TERMINAL_PENDING
                                      : TERMINAL_FAINT;
}

static void print_finding(const ReportContext *context, const LintFinding *finding)
{
    LintSeverity severity = lint_rule_severity(finding->rule);
    g_autoptr(GString) line = g_string_new(NULL);

    g_string_append_printf(line, "%s %s: ", lint_severity_name(severity),
                           lint_rule_name(finding->rule));
    terminal_append(line, slice_text(finding->text), context->unicode);
    g_string_append_printf(line, " (%s)", lint_rule_source(finding->rule));
    wrap_print(context, line->str, FINDING_INDENT, tone_of(severity));
}

/* An empty line between blocks. */
static void begin_block(LintText *text)
{
    if (text->has_blocks)
        fputc('\n', text->context->out);
    text->has_blocks = true;
}

/* The first line of what stands above a ladder: who called whom, and what became of it. */
static void print_title(LintText *text, const Call *call)
{
    g_autoptr(CallHead) head = call_head_new(text->context, call);
    const CallHeadLine *title = &g_array_index(head->lines, CallHeadLine, 0);

    begin_block(text);
    wrap_print(text->context, title->text, (WrapIndent){ 0, 2 }, title->tone);
}

/* True if anything was told. */
static bool print_findings(LintText *text, const Call *call)
{
    const GArray *found = text->context->lint->findings->list;
    unsigned last = G_MAXUINT;

    for (guint i = 0; i < found->len; i++) {
        const LintFinding *finding = &g_array_index(found, LintFinding, i);

        if (!lint_fold_tells(text->fold, finding))
            continue;
        if (last == G_MAXUINT)
            print_title(text, call);
        if (finding->message != last)
            print_message(text, call, finding->message);
        last = finding->message;
        print_finding(text->context, finding);
    }
    return last != G_MAXUINT;
}

/* Of a running capture each file has its own sums. */
static void add_up(LintText *text)
{
    const Lint *lint = text->context->lint;

    for (unsigned i = 0; i < LINT_SEVERITIES; i++)
        text->counts[i] += lint->findings->counts[i];
    text->messages += lint->looked_at;
    text->cut_short += lint->unreadable;
    text->calls++;
}

void lint_text_call(void *report, const Call *call)
{
    LintText *text = report;
    const ReportContext *context = text->context;

    add_up(text);
    lint_fold_begin(text->fold, call);
    if (!print_findings(text, call))
        return;
    lint_fold_print_call(text->fold, context);
    if (context->lint->findings->left_out)
        fprintf(context->out, "  and %" G_GUINT64_FORMAT " more, counted and not listed\n",
                (guint64)context->lint->findings->left_out);
}

static void append_count(GString *line, uint64_t count, const char *what)
{
    g_string_append_printf(line, "%" G_GUINT64_FORMAT " %s%s", (guint64)count, what,
                           count == 1 ? "" : "s");
}

static void append_findings(GString *line, const uint64_t *counts)
{
    if (counts[LINT_ERROR] + counts[LINT_WARNING] + counts[LINT_NOTE] == 0) {
        g_string_append(line, "Nothing to complain about");
        return;
    }
    append_count(line, counts[LINT_ERROR], "error");
    g_string_append(line, ", ");
    append_count(line, counts[LINT_WARNING], "warning");
    g_string_append(line, " and ");
    append_count(line, counts[LINT_NOTE], "note");
}

static void print_sum(LintText *text)
{
    g_autoptr(GString) line = g_string_new(NULL);

    append_findings(line, text->counts);
    g_string_append(line, " in ");
    append_count(line, text->messages, "message");
    g_string_append(line, " of ");
    append_count(line, text->calls, "call");
    if (text->cut_short) {
        g_string_append(line, "; not looked at, for the capture cut their headers: ");
        append_count(line, text->cut_short, "message");
    }
    g_string_append_c(line, '.');
    begin_block(text);
    wrap_print(text->context, line->str, (WrapIndent){ 0, 2 }, TERMINAL_PLAIN);
}

void lint_text_close(void *report)
{
    LintText *text = report;

    if (text->calls > 0) {
        if (lint_fold_has_further(text->fold)) {
            begin_block(text);
            lint_fold_print_further(text->fold, text->context);
        }
        print_sum(text);
    } else {
        no_calls_print(text->context);
    }
    skipped_print(text->context);
    lint_fold_free(text->fold);
    g_free(text);
}
