/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_flow.h"

#include <json-c/json.h>

#include "reports/flow_words.h"
#include "reports/json_value.h"

static void add_word(struct json_object *object, const char *key, const char *word)
{
    json_value_add_text(object, key, slice_text(word), NULL);
}

static void add_role(struct json_object *object, const char *key, char role)
{
    if (role)
        json_value_add_text(object, key, slice_of(&role, 1), NULL);
}

/* The phase is that which tells its number from an equal one. */
static void add_step(struct json_object *object, const Template *flow, const Step *step)
{
    if (!step)
        return;
    if (step->number)
        json_value_add_number(object, "step", step->number);
    add_word(object, "phase", step_phase(flow, step));
    add_word(object, "expected", step->label);
}

/* The message that a deviation is about, by which it is found in the capture. */
static void add_message(struct json_object *object, const ReportContext *context,
                        const Call *call, unsigned index)
{
    const Message *message;

    if (index >= call->messages_len)
        return;
    message = call->messages[index].message;
    json_value_add_number(object, "message", (int64_t)index + 1);
    json_value_add_number(object, "capture", message->input);
    json_value_add_number(object, "packet", (int64_t)message->packet);
    json_value_add_time(object, "time", message->time,
                        context->captures[message->input].time_digits);
}

static struct json_object *deviation_new(const ReportContext *context, const Call *call,
                                         const Deviation *deviation)
{
    struct json_object *object = json_object_new_object();

    add_word(object, "kind", deviation_kind_name(deviation->kind));
    add_step(object, call->judgement->flow, deviation->step);
    add_role(object, "from", deviation->from);
    add_role(object, "to", deviation->to);
    if (deviation->kind != DEVIATION_MISSING)
        add_message(object, context, call, deviation->message);
    add_word(object, "text", deviation->text);
    return object;
}

static struct json_object *deviations_new(const ReportContext *context, const Call *call)
{
    const Judgement *judgement = call->judgement;
    struct json_object *array =
        json_object_new_array_ext((int)MAX(judgement->deviations_len, 1));

    for (unsigned i = 0; i < judgement->deviations_len; i++)
        json_object_array_add(array, deviation_new(context, call, &judgement->deviations[i]));
    return array;
}

static struct json_object *phases_new(const Judgement *judgement)
{
    struct json_object *array = json_object_new_array();

    for (const char **phase = judgement->phases; phase && *phase; phase++)
        json_object_array_add(array, json_value_text(slice_text(*phase), NULL));
    return array;
}

static struct json_object *observed_new(const Judgement *judgement)
{
    struct json_object *array = json_object_new_array_ext(MAX(judgement->observed_len, 1));

    for (unsigned i = 0; i < judgement->observed_len; i++)
        json_object_array_add(array, json_value_text(slice_text(judgement->observed[i]), NULL));
    return array;
}

static struct json_object *next_new(const Template *flow, const Step *step)
{
    struct json_object *object = json_object_new_object();

    add_step(object, flow, step);
    add_role(object, "from", step->from);
    add_role(object, "to", step->to);
    return object;
}

static void add_match(struct json_object *object, const ReportContext *context,
                      const Call *call)
{
    const Judgement *judgement = call->judgement;

    json_value_add(object, "phases", phases_new(judgement));
    json_value_add(object, "observed", observed_new(judgement));
    json_value_add_number(object, "steps_matched", judgement->steps_matched);
    json_value_add_number(object, "steps_expected", judgement->steps_expected);
    json_value_add_number(object, "steps_unobserved", judgement->steps_unobserved);
    if (judgement->open)
        json_value_add(object, "next", next_new(judgement->flow, judgement->open));
    json_value_add(object, "deviations", deviations_new(context, call));
}

struct json_object *json_flow_new(const ReportContext *context, const Call *call)
{
    const Judgement *judgement = call->judgement;
    FlowReason reason = judgement ? judgement->reason : REASON_NOTHING_CLOSE;
    bool has_flow = flow_words_has_flow(judgement);
    struct json_object *object = json_object_new_object();

    if (judgement && judgement->flow) { /* at the bound of work, the best so far */
        add_word(object, "name", judgement->flow->name);
        add_word(object, "title", template_title(judgement->flow));
    }
    add_word(object, "verdict",
             flow_verdict_name(judgement ? judgement->verdict : FLOW_UNKNOWN));
    add_word(object, "reason", flow_reason_name(reason));
    if (has_flow)
        add_match(object, context, call);
    if (judgement && judgement->related)
        json_value_add_number(object, "related", (int64_t)judgement->related);
    return object;
}
