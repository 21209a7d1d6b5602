/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint.h"

#include "dissect/sip/lint_message.h"

Lint *lint_new(void)
{
    Lint *lint = g_new0(Lint, 1);

    lint->findings = lint_findings_new();
    return lint;
}

void lint_free(Lint *lint)
{
    if (!lint)
        return;
    lint_findings_free(lint->findings);
    g_free(lint);
}

static void look_at(Lint *lint, const Call *call, unsigned index, const MessageTexts *texts)
{
    const Message *message = call->messages[index].message;
    LintMessage read;
    MessageText text;

    if (call->messages[index].repeat != REPEAT_NONE ||
        !message_texts_get(texts, message, &text))
        return;
    if (!lint_message_read(&read, text.text, (Transport)message->transport, text.anomalies)) {
        lint->cut_short++;
        return;
    }
    lint->messages++;
    lint->findings->message = index;
    lint_message_check(&read, lint->findings);
    lint_message_clear(&read);
}

void lint_look(Lint *lint, const Call *call, const MessageTexts *texts)
{
    const GArray *list = lint->findings->list;

    lint_findings_clear(lint->findings);
    lint->calls++;
    for (unsigned i = 0; i < call->messages_len; i++)
        look_at(lint, call, i, texts);
    for (guint i = 0; i < list->len; i++)
        lint->counts[lint_rule_severity(g_array_index(list, LintFinding, i).rule)]++;
}
