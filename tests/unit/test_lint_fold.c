/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/lint_fold.h"

#include <stdlib.h>

typedef struct Told {
    LintFold *fold;
    Call call;
} Told;

static bool tell(Told *told, LintRule rule, unsigned message)
{
    LintFinding finding = { .rule = rule, .message = message };

    return lint_fold_tells(told->fold, &finding);
}

static void next_call(Told *told)
{
    told->call.id++;
    lint_fold_begin(told->fold, &told->call);
}

/* What @print writes; the caller owns it. */
static char *written(const Told *told,
                     void (*print)(const LintFold *fold, const ReportContext *context))
{
    char *text = NULL;
    size_t len = 0;
    ReportContext context = { .out = open_memstream(&text, &len) };
    char *copy;

    print(told->fold, &context);
    fclose(context.out);
    copy = g_strdup(text);
    free(text);
    return copy;
}

static void a_rule_is_told_in_the_first_messages_of_a_call(void)
{
    Told told = { .fold = lint_fold_new() };
    g_autofree char *text = NULL;

    next_call(&told);
    for (unsigned i = 0; i < LINT_FOLD_MESSAGES; i++)
        g_assert_true(tell(&told, LINT_TARGET, i));
    g_assert_false(tell(&told, LINT_TARGET, 7));
    g_assert_true(tell(&told, LINT_VERSION, 7));
    g_assert_false(tell(&told, LINT_TARGET, 9));
    text = written(&told, lint_fold_print_call);
    g_assert_cmpstr(text, ==, "  warning target, 2 more, in messages 8, 10\n");
    g_assert_false(lint_fold_has_further(told.fold));
    lint_fold_free(told.fold);
}

static void a_rule_is_told_in_the_first_calls(void)
{
    Told told = { .fold = lint_fold_new() };
    g_autofree char *nothing = NULL;
    g_autofree char *text = NULL;

    for (unsigned i = 0; i < LINT_FOLD_CALLS; i++) {
        next_call(&told);
        g_assert_true(tell(&told, LINT_TARGET, 0));
    }
    next_call(&told);
    g_assert_false(tell(&told, LINT_TARGET, 0));
    g_assert_false(tell(&told, LINT_TARGET, 1));
    g_assert_true(tell(&told, LINT_RSEQ, 1));
    nothing = written(&told, lint_fold_print_call);
    g_assert_cmpstr(nothing, ==, "");
    next_call(&told);
    g_assert_false(tell(&told, LINT_TARGET, 0));
    g_assert_true(lint_fold_has_further(told.fold));
    text = written(&told, lint_fold_print_further);
    g_assert_nonnull(strstr(text, "\n  warning target, 3 more, in 2 calls: 6, 7\n"));
    lint_fold_free(told.fold);
}

static void a_flood_of_calls_is_named_by_its_first_ones(void)
{
    Told told = { .fold = lint_fold_new() };
    g_autofree char *text = NULL;

    for (unsigned i = 0; i < 1000; i++) {
        next_call(&told);
        (void)tell(&told, LINT_RSEQ, 0);
    }
    text = written(&told, lint_fold_print_further);
    g_assert_nonnull(strstr(text, "\n  error rseq, 995 more, in 995 calls: 6, 7, 8, 9, 10, 11, "
                                  "12, 13 and 987 more\n"));
    lint_fold_free(told.fold);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/lint_fold/" #name, name)
    ADD(a_rule_is_told_in_the_first_messages_of_a_call);
    ADD(a_rule_is_told_in_the_first_calls);
    ADD(a_flood_of_calls_is_named_by_its_first_ones);
    return g_test_run();
}
