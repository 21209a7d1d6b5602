/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/lint_fold.h"

#include "reports/wrap.h"

/* How many messages, or calls, are named of those that are counted. */
#define NAMED_MAX 8

static const WrapIndent CALL_INDENT = { 2, 6 };
static const WrapIndent FURTHER_INDENT = { 2, 6 };

/* Numbers of messages or calls, the first few of them. */
typedef struct Named {
    uint64_t numbers[NAMED_MAX];
    uint64_t count; /* all of them */
} Named;

/* One rule. */
typedef struct Folded {
    unsigned calls;       /* that it was told in */
    unsigned found;       /* in the call at hand, */
    bool is_told;         /* where it is told */
    Named messages;       /* of that call, that are counted */
    uint64_t further;     /* findings in calls where it is not told, */
    Named calls_not_told; /* and these calls */
} Folded;

struct LintFold {
    Folded rules[LINT_COUNT];
    uint64_t call; /* its number */
};

LintFold *lint_fold_new(void)
{
    return g_new0(LintFold, 1);
}

void lint_fold_free(LintFold *fold)
{
    g_free(fold);
}

void lint_fold_begin(LintFold *fold, const Call *call)
{
    fold->call = call->id;
    for (unsigned i = 0; i < LINT_COUNT; i++) {
        fold->rules[i].found = 0;
        fold->rules[i].messages.count = 0;
    }
}

static void name_it(Named *named, uint64_t number)
{
    if (named->count < NAMED_MAX)
        named->numbers[named->count] = number;
    named->count++;
}

static void meet(LintFold *fold, Folded *rule)
{
    rule->is_told = rule->calls < LINT_FOLD_CALLS;
    if (rule->is_told)
        rule->calls++;
    else
        name_it(&rule->calls_not_told, fold->call);
}

bool lint_fold_tells(LintFold *fold, const LintFinding *finding)
{
    Folded *rule = &fold->rules[finding->rule];

    if (rule->found++ == 0)
        meet(fold, rule);
    if (!rule->is_told)
        rule->further++;
    else if (rule->found > LINT_FOLD_MESSAGES)
        name_it(&rule->messages, finding->message + 1);
    return rule->is_told && rule->found <= LINT_FOLD_MESSAGES;
}

/* "9, 12, 15 and 40 more". */
static void append_named(GString *line, const Named *named)
{
    unsigned len = (unsigned)MIN(named->count, NAMED_MAX);

    for (unsigned i = 0; i < len; i++)
        g_string_append_printf(line, "%s%" G_GUINT64_FORMAT, i ? ", " : "",
                               (guint64)named->numbers[i]);
    if (named->count > len)
        g_string_append_printf(line, " and %" G_GUINT64_FORMAT " more",
                               (guint64)(named->count - len));
}

static const char *severity_of(unsigned rule)
{
    return lint_severity_name(lint_rule_severity((LintRule)rule));
}

void lint_fold_print_call(const LintFold *fold, const ReportContext *context)
{
    for (unsigned i = 0; i < LINT_COUNT; i++) {
        const Named *messages = &fold->rules[i].messages;
        g_autoptr(GString) line = g_string_new(NULL);

        if (messages->count == 0)
            continue;
        g_string_append_printf(line, "%s %s, %" G_GUINT64_FORMAT " more, in message%s ",
                               severity_of(i), lint_rule_name((LintRule)i),
                               (guint64)messages->count, messages->count == 1 ? "" : "s");
        append_named(line, messages);
        wrap_print(context, line->str, CALL_INDENT, TERMINAL_FAINT);
    }
}

static void print_further(const Folded *rule, unsigned index, const ReportContext *context)
{
    const Named *calls = &rule->calls_not_told;
    g_autoptr(GString) line = g_string_new(NULL);

    g_string_append_printf(
        line, "%s %s, %" G_GUINT64_FORMAT " more, in %" G_GUINT64_FORMAT " call%s: ",
        severity_of(index), lint_rule_name((LintRule)index), (guint64)rule->further,
        (guint64)calls->count, calls->count == 1 ? "" : "s");
    append_named(line, calls);
    wrap_print(context, line->str, FURTHER_INDENT, TERMINAL_FAINT);
}

bool lint_fold_has_further(const LintFold *fold)
{
    for (unsigned i = 0; i < LINT_COUNT; i++)
        if (fold->rules[i].further > 0)
            return true;
    return false;
}

void lint_fold_print_further(const LintFold *fold, const ReportContext *context)
{
    wrap_print(
        context,
        "The same again in further calls, only counted (--number shows a call by itself, "
        "JSON has all):",
        (WrapIndent){ 0, 2 }, TERMINAL_PLAIN);
    for (unsigned i = 0; i < LINT_COUNT; i++)
        if (fold->rules[i].further > 0)
            print_further(&fold->rules[i], i, context);
}
