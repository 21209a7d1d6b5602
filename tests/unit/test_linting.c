/* SPDX-License-Identifier: Apache-2.0 */
#include "src/linting.h"

#define LIST(...) ((char *[]){ __VA_ARGS__, NULL })

static void assert_refused(Options options, const char *complaint)
{
    g_autoptr(GError) error = NULL;
    Lint *lint;

    options.validate = true;
    g_assert_false(linting_new(&options, &lint, &error));
    g_assert_null(lint);
    g_assert_true(error->domain == OPTIONS_ERROR);
    g_assert_cmpstr(error->message, ==, complaint);
}

static void without_it_all_is_well(void)
{
    Lint *lint;

    g_assert_true(linting_new(&(Options){ 0 }, &lint, NULL));
    g_assert_null(lint);
    g_assert_true(linting_is_met(lint));
}

static void an_unknown_rule_is_refused_with_the_nearest_names(void)
{
    assert_refused((Options){ .ignored_rules = LIST("spirl") },
                   "--ignore=spirl: no rule of that name; did you mean spiral?");
    assert_refused((Options){ .ignored_rules = LIST("loop", "") },
                   "--ignore=: no rule of that name");
}

static void rules_are_ignored_by_their_names(void)
{
    g_autoptr(Lint) lint = NULL;
    Options options = { .validate = true, .ignored_rules = LIST("loop,version", "target") };

    g_assert_true(linting_new(&options, &lint, NULL));
    for (unsigned rule = 0; rule < LINT_COUNT; rule++)
        g_assert_cmpint(lint->findings->ignored[rule], ==,
                        rule == LINT_LOOP || rule == LINT_VERSION || rule == LINT_TARGET);
}

static void only_an_error_is_a_failure(void)
{
    g_autoptr(Lint) lint = lint_new();

    lint->counts[LINT_WARNING] = lint->counts[LINT_NOTE] = 1;
    g_assert_true(linting_is_met(lint));
    lint->counts[LINT_ERROR] = 1;
    g_assert_false(linting_is_met(lint));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name) g_test_add_func("/linting/" #name, name)
    ADD(without_it_all_is_well);
    ADD(an_unknown_rule_is_refused_with_the_nearest_names);
    ADD(rules_are_ignored_by_their_names);
    ADD(only_an_error_is_a_failure);
    return g_test_run();
}
