/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_words.h"

#include <string.h>

#define HOPS_MAX 8
#define NAME_MIN 8u /* columns that are left of a name that is cut */

static void put(GString *out, const char *text)
{
    terminal_put(out, text, strlen(text));
}

/* A request by its method, an answer by its code; what a call of the same group holds cannot be
 * named here. */
static void append_message(GString *out, const Call *call, unsigned index)
{
    const Message *message = index < call->messages_len ? call->messages[index].message : NULL;

    if (!message || (message_is_request(message) && message->method == METHOD_OTHER))
        put(out, "message");
    else if (message_is_request(message))
        put(out, method_name((Method)message->method));
    else
        g_string_append_printf(out, "%u", message->status);
}

static void append_place(GString *out, const Call *call, const Step *step)
{
    const char *phase = step ? step_phase(call->judgement->flow, step) : NULL;

    if (phase)
        g_string_append_printf(out, "%s ", phase);
    if (step && step->number)
        g_string_append_printf(out, "step %u", step->number);
    else
        put(out, step ? step->label : "a step");
}

static void append_deviation(GString *out, const Call *call, const Deviation *deviation)
{
    switch (deviation->kind) {
    case DEVIATION_MISSING:
        append_place(out, call, deviation->step);
        put(out, " missing");
        break;
    case DEVIATION_OUT_OF_ORDER:
        append_place(out, call, deviation->step);
        put(out, " out of order");
        break;
    case DEVIATION_UNEXPECTED:
    default:
        put(out, deviation->step ? "" : "unexpected ");
        append_message(out, call, deviation->message);
        put(out, deviation->step ? " for " : "");
        if (deviation->step)
            append_place(out, call, deviation->step);
    }
}

static void append_result(GString *out, const Call *call)
{
    const Judgement *judgement = call->judgement;

    if (judgement->verdict == FLOW_CONFORMS) {
        put(out, " ok");
    } else if (judgement->verdict == FLOW_INCOMPLETE) {
        put(out, " incomplete");
    } else if (judgement->deviations_len == 0) {
        put(out, " deviates");
    } else {
        put(out, ": ");
        append_deviation(out, call, &judgement->deviations[0]);
    }
}

bool flow_words_has_flow(const Judgement *judgement)
{
    return judgement && judgement->flow && judgement->verdict != FLOW_UNKNOWN;
}

/* What became of it and how many faults follow, if that leaves room for a part of the name. */
static void append_results(GString *out, const Call *call, unsigned width)
{
    unsigned more = call->judgement->deviations_len;
    gsize start = out->len;
    g_autofree char *count = g_strdup_printf(" +%u", more - 1);

    append_result(out, call);
    if (more > 1 && (width == 0 || out->len - start + strlen(count) + NAME_MIN <= width))
        put(out, count);
}

void flow_words_append_short(GString *out, const Call *call, unsigned width, bool unicode)
{
    const Judgement *judgement = call->judgement;
    g_autoptr(GString) results = NULL;
    unsigned name, len;

    if (!flow_words_has_flow(judgement)) {
        if (judgement)
            put(out, judgement->reason == REASON_WORK_BOUND ? "unknown: given up" : "unknown");
        return;
    }
    results = g_string_new(NULL);
    append_results(results, call, width);
    name = (unsigned)strlen(judgement->flow->name);
    len = name + (unsigned)results->len;
    if (width > 0 && len > width && name > NAME_MIN)
        terminal_append_cut(out, slice_text(judgement->flow->name),
                            MAX(NAME_MIN, name - MIN(name, len - width)), unicode);
    else
        put(out, judgement->flow->name);
    put(out, results->str);
}

char flow_words_role(const Call *call, unsigned index)
{
    const Judgement *judgement = call->judgement;
    const Participant *participant = &call->participants[index];
    bool has_flow = flow_words_has_flow(judgement);

    for (unsigned i = 0; has_flow && i < participant->addresses_len; i++) {
        const JudgedEndpoint *known = judgement_endpoint(judgement, participant->addresses[i]);

        if (known)
            return known->role;
    }
    return participant->role;
}

void flow_words_append_verdict(GString *out, const Judgement *judgement)
{
    bool has_flow = flow_words_has_flow(judgement);

    if (has_flow)
        g_string_append_printf(out, "%s ", judgement->flow->name);
    put(out, flow_verdict_name(has_flow ? judgement->verdict : FLOW_UNKNOWN));
}

TerminalTone flow_words_tone(const Judgement *judgement)
{
    static const TerminalTone TONES[FLOW_VERDICTS] = {
        [FLOW_CONFORMS] = TERMINAL_GOOD,
        [FLOW_INCOMPLETE] = TERMINAL_PENDING,
        [FLOW_DEVIATES] = TERMINAL_BAD,
        [FLOW_UNKNOWN] = TERMINAL_BAD,
    };

    return judgement ? TONES[judgement->verdict] : TERMINAL_PLAIN;
}

const char *flow_words_reason(FlowReason reason)
{
    static const char *const WORDS[REASONS] = {
        [REASON_BEGINS_BEFORE_CAPTURE] = "the call began before the capture",
        [REASON_ENDS_AFTER_CAPTURE] = "the capture ends before the call does",
        [REASON_EVICTED] = "memory was short, and the call was judged before its end",
        [REASON_WORK_BOUND] = "the search was given up at its bound",
        [REASON_NOTHING_CLOSE] = "no flow comes close",
    };

    return WORDS[reason];
}

static bool is_hop(const char *hop, char from, char to)
{
    return (hop[0] == from && hop[2] == to) || (hop[0] == to && hop[2] == from);
}

static bool is_among(char hops[][4], unsigned len, const Step *step)
{
    for (unsigned i = 0; i < len; i++)
        if (is_hop(hops[i], step->from, step->to))
            return true;
    return false;
}

/* The hops of the flow's steps that nothing was captured on; how many. */
static unsigned find_unseen(const Judgement *judgement, char hops[HOPS_MAX][4])
{
    char(*seen)[4] = ((Judgement *)judgement)->observed;
    unsigned len = 0;

    for (unsigned i = 0; judgement->flow && i < judgement->flow->steps_len; i++) {
        const Step *step = &judgement->flow->steps[i];

        if (len < HOPS_MAX && !is_among(seen, judgement->observed_len, step) &&
            !is_among(hops, len, step))
            g_snprintf(hops[len++], 4, "%c-%c", step->from, step->to);
    }
    return len;
}

void flow_words_append_observed(GString *out, const Judgement *judgement)
{
    char unseen[HOPS_MAX][4];
    unsigned len;

    for (unsigned i = 0; i < judgement->observed_len; i++)
        g_string_append_printf(out, "%s%s", i ? ", " : "", judgement->observed[i]);
    if (judgement->steps_unobserved == 0)
        return;
    len = find_unseen(judgement, unseen);
    g_string_append_printf(out, "%s%u step%s", judgement->observed_len ? "; " : "",
                           judgement->steps_unobserved,
                           judgement->steps_unobserved == 1 ? "" : "s");
    for (unsigned i = 0; i < len; i++)
        g_string_append_printf(out, "%s%s",
                               i == 0         ? " on "
                               : i + 1 == len ? " and "
                                              : ", ",
                               unseen[i]);
    put(out, " not seen");
}

void flow_words_append_step(GString *out, const Template *flow, const Step *step)
{
    g_autofree char *name = step->number ? step_name(flow, step) : NULL;

    g_string_append_printf(out, "%s from %c to %c", step->label, step->from, step->to);
    if (name)
        g_string_append_printf(out, " (%s)", name);
}
