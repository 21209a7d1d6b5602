/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_call.h"

#include <json-c/json.h>

#include "dissect/sip/name_addr.h"
#include "reports/flow_words.h"
#include "reports/json_flow.h"
#include "reports/json_message.h"
#include "reports/json_value.h"

#define NS_PER_MS 1000000

/* @tag is for a value that holds none of its own. */
static struct json_object *name_addr_new(Slice value, Slice tag)
{
    struct json_object *object = json_object_new_object();
    NameAddr parts = name_addr_of(value);

    json_value_add_text(object, "uri", parts.uri, NULL);
    json_value_add_text(object, "display", parts.display, NULL);
    json_value_add_text(object, "user", parts.user, NULL);
    json_value_add_text(object, "host", parts.host, NULL);
    json_value_add_text(object, "tag", parts.tag.len ? parts.tag : tag, NULL);
    return object;
}

static struct json_object *forks_new(const Dialog *dialog, const Texts *texts)
{
    struct json_object *forks = json_object_new_array_ext(1);

    if (dialog->first_fork)
        json_object_array_add(forks,
                              json_value_text(texts_get(texts, dialog->first_fork), NULL));
    for (unsigned i = 0; i < dialog->more_forks_len; i++)
        json_object_array_add(forks,
                              json_value_text(texts_get(texts, dialog->more_forks[i]), NULL));
    return forks;
}

static struct json_object *dialog_new(const Call *call, unsigned at, const Texts *texts)
{
    const Dialog *dialog = call->dialogs[at];
    struct json_object *object = json_object_new_object();
    Slice from_tag = texts_get(texts, dialog->from_tag);
    Slice to_tag = texts_get(texts, dialog->first_fork);

    json_value_add_text(object, "call_id", texts_get(texts, dialog->call_id), NULL);
    json_value_add_text(object, "method", slice_text(method_name((Method)dialog->method)),
                        NULL);
    json_value_add(object, "from", name_addr_new(texts_get(texts, dialog->from), from_tag));
    json_value_add(object, "to", name_addr_new(texts_get(texts, dialog->to), to_tag));
    json_value_add(object, "forks", forks_new(dialog, texts));
    json_value_add_text(object, "user_agent", texts_get(texts, dialog->user_agent), NULL);
    json_value_add_text(object, "linked_by", slice_text(call->linked_by[at]), NULL);
    return object;
}

static struct json_object *participant_new(JsonShared *shared, const Call *call, unsigned index)
{
    const Participant *participant = &call->participants[index];
    char role = flow_words_role(call, index);
    struct json_object *object = json_object_new_object();
    struct json_object *addresses = json_object_new_array_ext(1);

    if (role)
        json_value_add_text(object, "role", slice_of(&role, 1), NULL);
    for (unsigned i = 0; i < participant->addresses_len; i++) {
        EndpointId id = participant->addresses[i];

        json_object_array_add(addresses, json_shared_endpoint(shared, id));
    }
    json_value_add(object, "addresses", addresses);
    json_value_add_text(object, "name", slice_text(participant->name), NULL);
    json_value_add_text(object, "user", participant->user, NULL);
    return object;
}

static void add_parties(struct json_object *object, const ReportContext *context,
                        JsonShared *shared, const Call *call)
{
    struct json_object *dialogs = json_object_new_array_ext((int)MAX(call->dialogs_len, 1));
    struct json_object *participants =
        json_object_new_array_ext((int)MAX(call->participants_len, 1));

    for (unsigned i = 0; i < call->dialogs_len; i++)
        json_object_array_add(dialogs, dialog_new(call, i, dialogs_texts(context->dialogs)));
    for (unsigned i = 0; i < call->participants_len; i++)
        json_object_array_add(participants, participant_new(shared, call, i));
    json_value_add(object, "dialogs", dialogs);
    json_value_add(object, "participants", participants);
}

static void add_outcome(struct json_object *object, const Call *call)
{
    struct json_object *counts = json_object_new_object();
    struct json_object *timing = json_object_new_object();

    json_value_add_text(object, "state", slice_text(state_name(call->state)), NULL);
    if (call->final_status)
        json_value_add_number(object, "final_status", call->final_status);
    if (call->released_by)
        json_value_add_text(object, "released_by", slice_of(&call->released_by, 1), NULL);
    json_value_add_number(counts, "messages", call->messages_len);
    json_value_add_number(counts, "retransmissions", call->retransmissions);
    json_value_add_number(counts, "duplicates", call->duplicates);
    json_value_add(object, "counts", counts);
    if (call->setup_ms >= 0)
        json_value_add_number(timing, "setup_ms", call->setup_ms);
    if (call->ring_ms >= 0)
        json_value_add_number(timing, "ring_ms", call->ring_ms);
    if (call->talk_ms >= 0)
        json_value_add_number(timing, "talk_ms", call->talk_ms);
    json_value_add(object, "timing", timing);
}

/* The digits that the capture of the call's first message keeps. */
static unsigned digits_of(const ReportContext *context, const Call *call)
{
    if (call->messages_len == 0)
        return 6;
    return context->captures[call->messages[0].message->input].time_digits;
}

void json_call_print(const ReportContext *context, JsonShared *shared, const Call *call)
{
    struct json_object *object = json_object_new_object();
    unsigned digits = digits_of(context, call);

    json_value_add_number(object, "id", (int64_t)call->id);
    json_value_add_time(object, "start", call->start, digits);
    json_value_add_time(object, "end", call->end, digits);
    if (call->start != TIME_NONE && call->end != TIME_NONE)
        json_value_add_number(object, "duration_ms", (call->end - call->start) / NS_PER_MS);
    add_parties(object, context, shared, call);
    add_outcome(object, call);
    if (!context->event || call->judgement) /* else it goes on, and nobody has judged it */
        json_value_add(object, "flow", json_flow_new(context, call));
    if (context->summary || (context->event && context->event->kind != LIVE_END)) {
        json_shared_print(shared, object, context->out);
        return;
    }
    json_shared_print_open(shared, object, context->out);
    fputs(",\"messages\":[", context->out);
    for (unsigned i = 0; i < call->messages_len; i++) {
        if (i > 0)
            fputc(',', context->out);
        json_shared_print(shared, json_message_new(context, shared, call, i), context->out);
    }
    fputs("]}", context->out);
}
