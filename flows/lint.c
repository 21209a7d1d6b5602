/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/lint.h"

#include "flows/lint_checks.h"

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

/* Reads the message for looking at it; NULL if there is nothing to look at. */
static LintSeen *read_message(Lint *lint, const CallMessage *message, const MessageTexts *texts)
{
    g_autofree LintSeen *seen = g_new0(LintSeen, 1);
    MessageText text;

    if (message->repeat != REPEAT_NONE || !message_texts_get(texts, message->message, &text))
        return NULL;
    seen->message = message->message;
    seen->dialog = message->dialog;
    if (!lint_message_read(&seen->read, text.text, (Transport)message->message->transport,
                           text.anomalies)) {
        lint->unreadable++;
        return NULL;
    }
    return g_steal_pointer(&seen);
}

static void check_call(const LintScene *scene, const LintSeen *now)
{
    lint_check_pair(scene, now);
    lint_check_order(scene, now);
    lint_check_cancel(scene, now);
    lint_check_dialog(scene, now);
    lint_check_route(scene, now);
    lint_check_relay(scene, now);
    lint_check_asked(scene, now);
    lint_check_reliable(scene, now);
    lint_check_timer_of_call(scene, now);
    lint_check_offer(scene, now);
    lint_check_version(scene, now);
}

void lint_look(Lint *lint, const Call *call, const MessageTexts *texts)
{
    LintScene scene;

    lint_findings_clear(lint->findings);
    lint_scene_init(&scene, call, lint->findings);
    scene.endpoints = dialogs_endpoints(message_texts_dialogs(texts));
    lint->looked_at = lint->unreadable = 0;
    for (unsigned i = 0; i < call->messages_len; i++) {
        LintSeen *seen = read_message(lint, &call->messages[i], texts);

        if (!seen)
            continue;
        lint->looked_at++;
        lint->findings->message = i;
        lint_message_check(&seen->read, lint->findings);
        check_call(&scene, seen);
        lint_scene_add(&scene, seen);
    }
    lint_scene_clear(&scene);
    lint->messages += lint->looked_at;
    for (unsigned i = 0; i < LINT_SEVERITIES; i++)
        lint->counts[i] += lint->findings->counts[i];
}
