/* SPDX-License-Identifier: Apache-2.0
 *
 * libosip2 refuses a message as a whole and does not say why. So each header of a refused one
 * is tried alone in a message that is good otherwise. What is refused only together (a header
 * that is there twice, more of them than the full parse takes) is no breach of the grammar.
 */
#include "dissect/sip/full.h"
#include "dissect/sip/lint_checks.h"

#define START "OPTIONS sip:example.net SIP/2.0\r\n"

static bool is_accepted(const LintHeader *header)
{
    g_autoptr(GString) text = g_string_new(START);
    g_autoptr(FullMessage) full = NULL;

    g_string_append_len(text, (const char *)header->name.data, (gssize)header->name.len);
    g_string_append(text, ": ");
    g_string_append_len(text, (const char *)header->value.data, (gssize)header->value.len);
    g_string_append(text, "\r\n\r\n");
    return full_parse(slice_of(text->str, text->len), &full) == VERDICT_OK;
}

/* True if a rule that says it better found an open quote. */
static bool has_open_quote(const LintFindings *findings)
{
    unsigned len;
    const LintFinding *found = lint_findings_of(findings, findings->message, &len);

    for (unsigned i = 0; i < len; i++)
        if (found[i].rule == LINT_QUOTES)
            return true;
    return false;
}

void lint_check_grammar(const LintMessage *message, LintFindings *findings)
{
    g_autoptr(FullMessage) full = NULL;

    if (message->view.is_cut || has_open_quote(findings) ||
        full_parse(message->view.text, &full) == VERDICT_OK)
        return;
    for (unsigned i = 0; i < message->headers->len; i++) {
        const LintHeader *header = &g_array_index(message->headers, LintHeader, i);

        if (is_accepted(header))
            continue;
        lint_add(findings, LINT_GRAMMAR, "%.*s: %.*s", LINT_VALUE(header->name),
                 LINT_VALUE(header->value));
        return;
    }
}
