/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/junit.h"

#include "reports/flow_words.h"
#include "reports/test_words.h"
#include "reports/time_text.h"

#define NS_PER_SECOND 1e9

typedef struct Junit {
    const ReportContext *context;
    const Expectation *expectation;
    Expectation *own; /* where the context has none */
    GString *cases;   /* all of them, as they will be written */
    uint64_t tests, failures, skipped, errors;
    int64_t start;
    double seconds; /* of all calls together */
} Junit;

void *junit_open(const ReportContext *context)
{
    Junit *junit = g_new0(Junit, 1);

    junit->context = context;
    junit->own = context->expectation ? NULL : expectation_new();
    junit->expectation = junit->own ? junit->own : context->expectation;
    junit->cases = g_string_sized_new(4096);
    junit->start = TIME_NONE;
    return junit;
}

/* @text is fit for a terminal: UTF-8 without control characters, which XML has no words for. */
static void append_escaped(GString *out, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);

    g_string_append(out, escaped);
}

static void append_fit(GString *out, const ReportContext *context, Slice text)
{
    g_autoptr(GString) fit = g_string_new(NULL);

    terminal_append(fit, text, context->unicode);
    append_escaped(out, fit->str);
}

static void append_seconds(GString *out, double seconds)
{
    g_string_append_printf(out, " time=\"%.3f\"", seconds);
}

static double seconds_of(const Call *call)
{
    if (call->start == TIME_NONE || call->end < call->start)
        return 0;
    return (double)(call->end - call->start) / NS_PER_SECOND;
}

/* Where to look: Call-ID, packet, and every deviation on a line of its own. */
static void append_details(GString *out, const ReportContext *context, const Call *call)
{
    const Judgement *judgement = call->judgement;
    const Message *message = test_words_message(call);

    for (unsigned i = 0; judgement && i < judgement->deviations_len; i++) {
        append_fit(out, context, slice_text(judgement->deviations[i].text));
        g_string_append_c(out, '\n');
    }
    if (message) {
        g_string_append_printf(out, "packet %" G_GUINT64_FORMAT " of ",
                               (guint64)message->packet);
        append_fit(out, context, slice_text(context->captures[message->input].path));
        g_string_append_c(out, '\n');
    }
    g_string_append(out, "Call-ID ");
    append_fit(out, context,
               texts_get(dialogs_texts(context->dialogs), call->dialogs[0]->call_id));
    g_string_append_c(out, '\n');
}

static void append_failure(Junit *junit, const Call *call)
{
    g_autoptr(GString) outcome = g_string_new(NULL);
    FlowVerdict verdict = call->judgement ? call->judgement->verdict : FLOW_UNKNOWN;

    test_words_append_outcome(outcome, junit->expectation, call);
    g_string_append_printf(junit->cases, ">\n      <failure type=\"%s\" message=\"",
                           flow_verdict_name(verdict));
    append_escaped(junit->cases, outcome->str);
    g_string_append(junit->cases, "\">");
    append_details(junit->cases, junit->context, call);
    g_string_append(junit->cases, "</failure>\n    </testcase>\n");
}

static void append_name(Junit *junit, const Call *call)
{
    g_autoptr(GString) users = g_string_new(NULL);
    bool has_flow = flow_words_has_flow(call->judgement);

    test_words_append_users(users, junit->context, call);
    g_string_append_printf(junit->cases,
                           "    <testcase classname=\"%s\" name=\"call %" G_GUINT64_FORMAT " (",
                           has_flow ? call->judgement->flow->name : "unknown", call->id);
    append_escaped(junit->cases, users->str);
    g_string_append(junit->cases, ")\"");
}

void junit_call(void *report, const Call *call)
{
    Junit *junit = report;
    Outcome outcome = expectation_outcome(junit->expectation, call);
    double seconds = seconds_of(call);

    junit->tests++;
    junit->failures += outcome == OUTCOME_BAD;
    junit->skipped += outcome == OUTCOME_SKIPPED;
    junit->seconds += seconds;
    if (junit->start == TIME_NONE)
        junit->start = call->start;
    append_name(junit, call);
    append_seconds(junit->cases, seconds);
    if (outcome == OUTCOME_BAD)
        append_failure(junit, call);
    else if (outcome == OUTCOME_SKIPPED)
        g_string_append(junit->cases, ">\n      <skipped message=\"without an INVITE\"/>\n"
                                      "    </testcase>\n");
    else
        g_string_append(junit->cases, "/>\n");
}

/* A run that had nothing to look at has shown nothing. */
static void add_lack_of_calls(Junit *junit)
{
    if (!junit->context->expectation || junit->tests > junit->skipped)
        return;
    junit->tests++;
    junit->failures++;
    g_string_append(junit->cases,
                    "    <testcase classname=\"unknown\" name=\"there is a call to check\" "
                    "time=\"0.000\">\n"
                    "      <failure type=\"unknown\" message=\"no call to check\"/>\n"
                    "    </testcase>\n");
}

/* An input that was not read is an error of the test, not of a call. */
static void add_unread(Junit *junit)
{
    for (const char *const *why = junit->context->unread; why && *why; why++) {
        junit->tests++;
        junit->errors++;
        g_string_append(junit->cases, "    <testcase classname=\"input\" name=\"every input "
                                      "is read\" time=\"0.000\">\n"
                                      "      <error type=\"input\" message=\"");
        append_fit(junit->cases, junit->context, slice_text(*why));
        g_string_append(junit->cases, "\"/>\n    </testcase>\n");
    }
}

static GString *suite_of(const Junit *junit)
{
    const ReportContext *context = junit->context;
    GString *suite = g_string_new("<testsuite name=\"");
    char start[TIME_TEXT];

    for (unsigned i = 0; i < context->captures_len; i++) {
        g_string_append(suite, i ? " " : "");
        append_fit(suite, context, slice_text(context->captures[i].path));
    }
    g_string_append_printf(suite,
                           "\" tests=\"%" G_GUINT64_FORMAT "\" failures=\"%" G_GUINT64_FORMAT
                           "\" errors=\"%" G_GUINT64_FORMAT "\" skipped=\"%" G_GUINT64_FORMAT
                           "\"",
                           junit->tests, junit->failures, junit->errors, junit->skipped);
    append_seconds(suite, junit->seconds);
    if (time_text_rfc3339(junit->start, 3, start) > 0)
        g_string_append_printf(suite, " timestamp=\"%s\"", start);
    g_string_append(suite, ">");
    return suite;
}

void junit_close(void *report)
{
    Junit *junit = report;
    g_autoptr(GString) suite = NULL;

    add_lack_of_calls(junit);
    add_unread(junit);
    suite = suite_of(junit);
    fprintf(junit->context->out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  %s\n%s"
            "  </testsuite>\n</testsuites>\n",
            suite->str, junit->cases->str);
    expectation_free(junit->own);
    g_string_free(junit->cases, TRUE);
    g_free(junit);
}
