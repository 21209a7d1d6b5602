/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md_lint.h"

#include "reports/md_text.h"

/* Findings of a call that have a row: a ticket is read by people. */
#define ROWS_MAX 50

#define TEXT_WIDTH 200

static void append_row(GString *out, const Call *call, const LintFinding *finding)
{
    const Message *message = call->messages[finding->message].message;

    g_string_append_printf(out, "| %u | %" G_GUINT64_FORMAT " | %s | %s | ",
                           finding->message + 1, (guint64)message->packet,
                           lint_severity_name(lint_rule_severity(finding->rule)),
                           lint_rule_name(finding->rule));
    md_append_code(out, slice_text(finding->text), TEXT_WIDTH);
    g_string_append_printf(out, " | %s |\n", lint_rule_source(finding->rule));
}

void md_lint_append(GString *out, const ReportContext *context, const Call *call)
{
    const LintFindings *findings = context->lint ? context->lint->findings : NULL;
    unsigned len = findings ? findings->list->len : 0;
    uint64_t more = findings ? findings->left_out : 0;

    if (len == 0)
        return;
    g_string_append(
        out, "\n| Message | Packet | Level | Rule | What breaks the protocol | Written in "
             "|\n| ---: | ---: | --- | --- | --- | --- |\n");
    for (unsigned i = 0; i < MIN(len, ROWS_MAX); i++)
        append_row(out, call, &g_array_index(findings->list, LintFinding, i));
    if (len > ROWS_MAX)
        more += len - ROWS_MAX;
    if (more > 0)
        g_string_append_printf(out, "\nAnd %" G_GUINT64_FORMAT " more.\n", (guint64)more);
}
