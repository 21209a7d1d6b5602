/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/packet_words.h"

#include <string.h>

#include "reports/flow_words.h"
#include "reports/terminal.h"

static void append_flow(GString *out, const Call *call)
{
    if (flow_words_has_flow(call->judgement))
        g_string_append_printf(out, " %s", call->judgement->flow->name);
    else if (call->judgement)
        g_string_append(out, " unknown");
}

static void append_hop(GString *out, char from, char to)
{
    if (from && to)
        g_string_append_printf(out, " %c-%c", from, to);
}

/* "486 INVITE B-P", "ACK A-P". A method of no registry is wire text, and the packet has it. */
static void append_message(GString *out, const Call *call, unsigned index)
{
    const CallMessage *of = &call->messages[index];
    const Message *message = of->message;
    const char *method =
        message->method == METHOD_OTHER ? "request" : method_name((Method)message->method);

    if (message_is_request(message))
        g_string_append(out, method);
    else
        g_string_append_printf(out, "%u %s", message->status, method);
    append_hop(out, flow_words_role(call, of->from), flow_words_role(call, of->to));
}

/* The sentence of a deviation, in brackets and without the step that was just named. */
static void append_sentence(GString *out, const Call *call, const Deviation *deviation)
{
    const char *text = deviation->text;
    g_autofree char *step =
        deviation->step ? step_name(call->judgement->flow, deviation->step) : NULL;

    if (!text || !*text)
        return;
    if (step && g_str_has_prefix(text, step) && g_str_has_prefix(text + strlen(step), ": "))
        text += strlen(step) + 2;
    g_string_append(out, " (");
    terminal_append(out, slice_text(text), true);
    g_string_append_c(out, ')');
}

static const Deviation *find_deviation(const Judgement *judgement, unsigned index)
{
    for (unsigned i = 0; i < judgement->deviations_len; i++)
        if (judgement->deviations[i].message == index)
            return &judgement->deviations[i];
    return NULL;
}

/* " step 5", " challenge"; nothing for a step of the flow itself that has no number. */
static void append_place(GString *out, const Call *call, const Step *step)
{
    const char *phase = step_phase(call->judgement->flow, step);

    if (step->number)
        g_string_append_printf(out, "%s%s step %u", phase ? " " : "", phase ? phase : "",
                               step->number);
    else if (step->phase)
        g_string_append_printf(out, " %s", call->judgement->flow->phases[step->phase].name);
}

static void append_judged(GString *out, const Call *call, unsigned index)
{
    const JudgedMessage *judged = &call->judgement->messages[index];
    bool is_step = judged->mark == MARK_MATCHED || judged->mark == MARK_OUT_OF_ORDER;

    if (judged->mark == MARK_UNEXPECTED)
        g_string_append(out, ": unexpected");
    else if (judged->mark == MARK_OUT_OF_ORDER)
        g_string_append(out, ": out of order,");
    if (is_step && judged->step)
        append_place(out, call, judged->step);
    g_string_append(out, judged->mark == MARK_UNEXPECTED ? " " : ": ");
}

void packet_words_append_verdict(GString *out, const Call *call)
{
    const Judgement *judgement = call->judgement;
    const char *reason = judgement ? flow_words_reason(judgement->reason) : NULL;

    if (!judgement)
        return;
    g_string_append_c(out, ' ');
    flow_words_append_verdict(out, judgement);
    if (reason)
        g_string_append_printf(out, ", %s", reason);
}

void packet_words_append_message(GString *out, const Call *call, unsigned index)
{
    const Judgement *judgement = call->judgement;
    bool is_judged = flow_words_has_flow(judgement) && index < judgement->messages_len;
    const Deviation *deviation = is_judged ? find_deviation(judgement, index) : NULL;

    append_flow(out, call);
    if (is_judged)
        append_judged(out, call, index);
    else
        g_string_append(out, ": ");
    append_message(out, call, index);
    if (deviation)
        append_sentence(out, call, deviation);
}

void packet_words_append_deviation(GString *out, const Call *call, const Deviation *deviation)
{
    const Step *step = deviation->step;

    append_flow(out, call);
    g_string_append_printf(out, ": %s", deviation_kind_name(deviation->kind));
    if (step) {
        append_place(out, call, step);
        g_string_append_printf(out, ": %s", step->label);
        append_hop(out, deviation->from ? deviation->from : step->from,
                   deviation->to ? deviation->to : step->to);
    }
    append_sentence(out, call, deviation);
}
