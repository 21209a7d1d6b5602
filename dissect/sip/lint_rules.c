/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_rules.h"

static const struct {
    LintSeverity severity;
    const char *source, *meaning;
} ROWS[] = {
#define LINT_ROW(id, name, severity, source, meaning) { LINT_##severity, source, meaning },
    LINT_TABLE(LINT_ROW)
#undef LINT_ROW
};

static const char *const NAMES[] = {
#define LINT_NAME(id, name, severity, source, meaning) name,
    LINT_TABLE(LINT_NAME)
#undef LINT_NAME
        NULL
};

const char *lint_rule_name(LintRule rule)
{
    return NAMES[rule];
}

const char *lint_rule_source(LintRule rule)
{
    return ROWS[rule].source;
}

const char *lint_rule_meaning(LintRule rule)
{
    return ROWS[rule].meaning;
}

LintSeverity lint_rule_severity(LintRule rule)
{
    return ROWS[rule].severity;
}

const char *lint_severity_name(LintSeverity severity)
{
    static const char *const SEVERITIES[] = { "error", "warning", "note" };

    return SEVERITIES[severity];
}

const char *const *lint_rule_names(void)
{
    return NAMES;
}
