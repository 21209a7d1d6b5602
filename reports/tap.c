/* SPDX-License-Identifier: Apache-2.0
 *
 *     TAP version 13
 *     ok 1 - call 1 basic-call conforms (1001 > 1002)
 *     ok 2 - call 2 options conforms (1001 > 1001) # SKIP without an INVITE
 *     not ok 3 - call 3 basic-call deviates (1001 > 1003)
 *       ---
 *       message: "basic-call deviates: step 9: ..."
 *       ...
 *     1..3
 */
#include "reports/tap.h"

#include "reports/flow_words.h"
#include "reports/test_words.h"

typedef struct Tap {
    const ReportContext *context;
    const Expectation *expectation;
    Expectation *own; /* where the context has none */
    GString *line;
    uint64_t cases, looked_at;
} Tap;

void *tap_open(const ReportContext *context)
{
    Tap *tap = g_new0(Tap, 1);

    tap->context = context;
    tap->own = context->expectation ? NULL : expectation_new();
    tap->expectation = tap->own ? tap->own : context->expectation;
    tap->line = g_string_sized_new(512);
    fputs("TAP version 13\n", context->out);
    return tap;
}

static void print_line(Tap *tap)
{
    fprintf(tap->context->out, "%s\n", tap->line->str);
    g_string_truncate(tap->line, 0);
}

/* A hash sign from the wire would begin a directive and could turn a failure into a skip. */
static void append_description(GString *line, const char *text)
{
    for (; *text; text++)
        if (*text == '#')
            g_string_append(line, "\\x23");
        else
            g_string_append_c(line, *text);
}

static void print_case(Tap *tap, const Call *call, Outcome outcome)
{
    g_autoptr(GString) description = g_string_new(NULL);

    g_string_append_printf(description, "call %" G_GUINT64_FORMAT " ", call->id);
    flow_words_append_verdict(description, call->judgement);
    g_string_append(description, " (");
    test_words_append_users(description, tap->context, call);
    g_string_append(description, ")");
    g_string_append_printf(tap->line, "%s %" G_GUINT64_FORMAT " - ",
                           outcome == OUTCOME_BAD ? "not ok" : "ok", ++tap->cases);
    append_description(tap->line, description->str);
    if (outcome == OUTCOME_SKIPPED)
        g_string_append(tap->line, " # SKIP without an INVITE");
    print_line(tap);
}

/* A YAML text in double quotes; @text is fit for a terminal, so that it holds no control
 * characters. */
static void append_quoted(GString *line, const char *text)
{
    g_string_append_c(line, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            g_string_append_c(line, '\\');
        g_string_append_c(line, *text);
    }
    g_string_append_c(line, '"');
}

static void print_value(Tap *tap, const char *key, const char *text)
{
    g_string_append(tap->line, key);
    append_quoted(tap->line, text);
    print_line(tap);
}

static void print_wire(Tap *tap, const char *key, Slice text)
{
    g_autoptr(GString) fit = g_string_new(NULL);

    terminal_append(fit, text, tap->context->unicode);
    print_value(tap, key, fit->str);
}

static void print_packet(Tap *tap, const char *indent, const Message *message)
{
    const ReportContext *context = tap->context;

    g_string_append_printf(tap->line, "%spacket: %" G_GUINT64_FORMAT, indent,
                           (guint64)message->packet);
    print_line(tap);
    if (context->captures_len < 2)
        return;
    g_string_append(tap->line, indent);
    print_wire(tap, "capture: ", slice_text(context->captures[message->input].path));
}

static void print_deviation(Tap *tap, const Call *call, const Deviation *deviation)
{
    const Message *message = test_words_deviating(call, deviation);

    g_string_append_printf(tap->line, "    - kind: %s", deviation_kind_name(deviation->kind));
    print_line(tap);
    if (deviation->step && deviation->step->number) {
        g_string_append_printf(tap->line, "      step: %u", deviation->step->number);
        print_line(tap);
    }
    if (deviation->step)
        print_value(tap, "      expected: ", deviation->step->label);
    if (deviation->from && deviation->to) {
        g_string_append_printf(tap->line, "      from: %c\n      to: %c", deviation->from,
                               deviation->to);
        print_line(tap);
    }
    if (message)
        print_packet(tap, "      ", message);
    print_wire(tap, "      text: ", slice_text(deviation->text));
}

static void print_deviations(Tap *tap, const Call *call)
{
    const Judgement *judgement = call->judgement;

    if (!judgement || judgement->deviations_len == 0)
        return;
    g_string_append(tap->line, "  deviations:");
    print_line(tap);
    for (unsigned i = 0; i < judgement->deviations_len; i++)
        print_deviation(tap, call, &judgement->deviations[i]);
}

static void print_block(Tap *tap, const Call *call)
{
    const Message *message = test_words_message(call);
    g_autoptr(GString) outcome = g_string_new(NULL);

    test_words_append_outcome(outcome, tap->expectation, call);
    g_string_append(tap->line, "  ---");
    print_line(tap);
    print_value(tap, "  message: ", outcome->str);
    print_wire(tap, "  call_id: ",
               texts_get(dialogs_texts(tap->context->dialogs), call->dialogs[0]->call_id));
    if (message)
        print_packet(tap, "  ", message);
    print_deviations(tap, call);
    g_string_append(tap->line, "  ...");
    print_line(tap);
}

void tap_call(void *report, const Call *call)
{
    Tap *tap = report;
    Outcome outcome = expectation_outcome(tap->expectation, call);

    tap->looked_at += outcome != OUTCOME_SKIPPED;
    print_case(tap, call, outcome);
    if (outcome == OUTCOME_BAD)
        print_block(tap, call);
}

static void print_unread(Tap *tap)
{
    for (const char *const *why = tap->context->unread; why && *why; why++) {
        g_string_assign(tap->line, "# not read: ");
        terminal_append(tap->line, slice_text(*why), tap->context->unicode);
        fprintf(tap->context->out, "%s\n", tap->line->str);
    }
}

void tap_close(void *report)
{
    Tap *tap = report;
    FILE *out = tap->context->out;

    if (tap->context->expectation && tap->looked_at == 0)
        fprintf(out, "not ok %" G_GUINT64_FORMAT " - there is a call to check\n", ++tap->cases);
    print_unread(tap);
    if (tap->cases == 0)
        fputs("1..0 # SKIP no call\n", out);
    else
        fprintf(out, "1..%" G_GUINT64_FORMAT "\n", tap->cases);
    expectation_free(tap->own);
    g_string_free(tap->line, TRUE);
    g_free(tap);
}
