/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/deviations.h"

static const char *name_of(char role, char text[2])
{
    text[0] = role ? role : '?';
    text[1] = '\0';
    return text;
}

/* "487 INVITE", or "BYE". */
static char *label_of(const ShapeMessage *message)
{
    const char *method = method_name((Method)message->method);

    return message->status ? g_strdup_printf("%u %s", message->status, method)
                           : g_strdup(method);
}

static bool is_request_step(const PlanStep *step)
{
    return step->step->codes_len == 0;
}

/* What a final answer answers, as "INVITE". */
static const char *method_of_step(const PlanStep *step)
{
    for (unsigned method = 0; method < METHOD_COUNT; method++)
        if (step->step->methods >> method & 1)
            return method_name((Method)method);
    return "?";
}

static bool is_relay(const Judged *judged, const PlanStep *step)
{
    for (unsigned i = 0; i < judged->match->trail_len && step->original != PLAN_NONE; i++)
        if (judged->match->trail[i].step == step->original &&
            trail_is_matched(&judged->match->trail[i]))
            return true;
    return false;
}

static char *missing(const Judged *judged, const PlanStep *step)
{
    const Step *each = step->step;
    bool is_ack = is_request_step(step) && each->methods >> METHOD_ACK & 1;

    if (is_relay(judged, step))
        return g_strdup_printf("%c did not pass on the %s; expected %s %c to %c", each->from,
                               each->label, each->label, each->from, each->to);
    if (is_ack)
        return g_strdup_printf("%c never acknowledged the answer; expected ACK %c to %c",
                               each->from, each->from, each->to);
    if (is_request_step(step))
        return g_strdup_printf("%c never sent the %s; expected %s %c to %c", each->from,
                               each->label, each->label, each->from, each->to);
    return g_strdup_printf("%c never answered the %s; expected %s %c to %c", each->from,
                           method_of_step(step), each->label, each->from, each->to);
}

static char *unexpected(const Judged *judged, const Fact *fact, const PlanStep *step)
{
    const ShapeMessage *message = &judged->shape->messages[fact->message];
    g_autofree char *label = label_of(message);
    const char *roles = judged->match->binding.roles;
    char from[2], to[2];

    name_of(roles[message->from], from);
    name_of(roles[message->to], to);
    if (step)
        return g_strdup_printf("%s answered %s; expected %s %c to %c", from, label,
                               step->step->label, step->step->from, step->step->to);
    if (message->bits & SHAPE_STRANGER)
        return g_strdup_printf("%s sent %s a %s whose credentials answer another challenge",
                               from, to, label);
    return g_strdup_printf("%s sent %s %s, which the flow does not have here", from, to, label);
}

char *deviation_sentence(const Judged *judged, const Fact *fact)
{
    const PlanStep *step =
        fact->step == PLAN_NONE ? NULL : &judged->match->plan->steps[fact->step];
    g_autofree char *name =
        step ? step_name(judged->match->plan->flow, step->step) : g_strdup("");
    g_autofree char *what = NULL;

    if (fact->kind == DEVIATION_MISSING)
        what = missing(judged, step);
    else if (fact->kind == DEVIATION_OUT_OF_ORDER)
        what = g_strdup_printf("%s %c to %c is out of order", step->step->label,
                               step->step->from, step->step->to);
    else
        what = unexpected(judged, fact, step);
    return g_strdup_printf("%s%s%s", name, step ? ": " : "", what);
}
