/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/test_words.h"

#include "reports/flow_words.h"

#define USER_WIDTH_MAX 64

void test_words_append_users(GString *out, const ReportContext *context, const Call *call)
{
    const Texts *texts = dialogs_texts(context->dialogs);

    terminal_append_cut(out, call_from(call, texts), USER_WIDTH_MAX, context->unicode);
    g_string_append(out, " > ");
    terminal_append_cut(out, call_to(call, texts), USER_WIDTH_MAX, context->unicode);
}

static void append_why(GString *out, const Judgement *judgement)
{
    const char *reason = flow_words_reason(judgement->reason);

    if (judgement->verdict != FLOW_DEVIATES && reason)
        g_string_append_printf(out, ", %s", reason);
    if (judgement->verdict == FLOW_INCOMPLETE && judgement->open) {
        g_string_append(out, "; still open: ");
        flow_words_append_step(out, judgement->flow, judgement->open);
    }
    if (judgement->verdict == FLOW_DEVIATES && judgement->deviations_len > 0) {
        g_string_append(out, ": ");
        terminal_append(out, slice_text(judgement->deviations[0].text), true);
    }
    if (judgement->verdict == FLOW_DEVIATES && judgement->deviations_len > 1)
        g_string_append_printf(out, " (and %u more deviation%s)", judgement->deviations_len - 1,
                               judgement->deviations_len == 2 ? "" : "s");
}

void test_words_append_outcome(GString *out, const Expectation *expectation, const Call *call)
{
    const Judgement *judgement = call->judgement;
    g_autofree char *names = NULL;

    flow_words_append_verdict(out, judgement);
    if (judgement)
        append_why(out, judgement);
    if (!expectation || expectation->flows->len == 0 ||
        (judgement && judgement->flow &&
         g_ptr_array_find(expectation->flows, judgement->flow, NULL)))
        return;
    names = expectation_names(expectation);
    g_string_append_printf(out, "; expected %s", names);
}

const Message *test_words_message(const Call *call)
{
    const Judgement *judgement = call->judgement;
    const Message *found = judgement && judgement->deviations_len > 0
                               ? test_words_deviating(call, &judgement->deviations[0])
                               : NULL;

    if (found || call->messages_len == 0)
        return found;
    return call->messages[0].message;
}

const Message *test_words_deviating(const Call *call, const Deviation *deviation)
{
    bool is_there =
        deviation->kind != DEVIATION_MISSING && deviation->message < call->messages_len;

    return is_there ? call->messages[deviation->message].message : NULL;
}
