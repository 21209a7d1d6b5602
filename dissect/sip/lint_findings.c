/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/lint_findings.h"

static void clear_finding(gpointer finding)
{
    g_free(((LintFinding *)finding)->text);
}

LintFindings *lint_findings_new(void)
{
    LintFindings *findings = g_new0(LintFindings, 1);

    findings->list = g_array_new(FALSE, FALSE, sizeof(LintFinding));
    g_array_set_clear_func(findings->list, clear_finding);
    return findings;
}

void lint_findings_free(LintFindings *findings)
{
    if (!findings)
        return;
    g_array_unref(findings->list);
    g_free(findings);
}

void lint_findings_clear(LintFindings *findings)
{
    g_array_set_size(findings->list, 0);
    memset(findings->counts, 0, sizeof findings->counts);
    findings->left_out = 0;
}

/* The index of the first finding whose message is @message or a later one. */
static unsigned first_from(const LintFindings *findings, unsigned message)
{
    unsigned low = 0;
    unsigned high = findings->list->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (g_array_index(findings->list, LintFinding, middle).message < message)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const LintFinding *lint_findings_of(const LintFindings *findings, unsigned message,
                                    unsigned *len)
{
    unsigned first = first_from(findings, message);

    *len = first_from(findings, message + 1) - first;
    return *len ? &g_array_index(findings->list, LintFinding, first) : NULL;
}

void lint_add(LintFindings *findings, LintRule rule, const char *format, ...)
{
    LintFinding finding = { .rule = rule, .message = findings->message };
    va_list arguments;

    if (findings->ignored[rule])
        return;
    findings->counts[lint_rule_severity(rule)]++;
    if (findings->list->len >= LINT_FINDINGS_MAX) {
        findings->left_out++;
        return;
    }
    va_start(arguments, format);
    finding.text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_array_append_val(findings->list, finding);
}

void lint_add_plain(LintFindings *findings, LintRule rule)
{
    lint_add(findings, rule, "%s", lint_rule_meaning(rule));
}
