/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json.h"

#include <json-c/json.h>

#include "reports/json_call.h"
#include "reports/json_value.h"

typedef struct Json {
    const ReportContext *context;
    JsonShared *shared;
    bool has_calls;
} Json;

static struct json_object *anomalies_object(const Anomalies *anomalies)
{
    struct json_object *object = json_object_new_object();

    for (unsigned i = 0; i < ANOMALY_COUNT; i++) {
        uint64_t count = anomalies ? anomalies_count(anomalies, (Anomaly)i) : 0;

        if (count > 0)
            json_value_add_number(object, anomaly_name((Anomaly)i), (int64_t)count);
    }
    return object;
}

static struct json_object *capture_object(const ReportCapture *capture, unsigned id)
{
    struct json_object *object = json_object_new_object();
    struct json_object *link_types = json_object_new_array();

    json_value_add_number(object, "id", id);
    json_value_add_text(object, "path", slice_text(capture->path), NULL);
    json_value_add_text(object, "format", slice_text(capture->format), NULL);
    for (unsigned i = 0; capture->link_types && capture->link_types[i]; i++)
        json_object_array_add(link_types,
                              json_value_text(slice_text(capture->link_types[i]), NULL));
    json_value_add(object, "link_types", link_types);
    json_value_add_number(object, "packets", (int64_t)capture->packets);
    json_value_add_number(object, "bytes", (int64_t)capture->bytes);
    json_value_add_time(object, "first", capture->first, capture->time_digits);
    json_value_add_time(object, "last", capture->last, capture->time_digits);
    json_value_add_number(object, "sip_messages", (int64_t)capture->sip_messages);
    json_value_add(object, "anomalies", anomalies_object(capture->anomalies));
    if (capture->dropped > 0) {
        struct json_object *dropped = json_object_new_object();

        json_value_add_number(dropped, "packets", (int64_t)capture->dropped);
        json_value_add(object, "dropped", dropped);
    }
    return object;
}

struct json_object *json_captures_new(const ReportContext *context)
{
    struct json_object *captures = json_object_new_array();

    for (unsigned i = 0; i < context->captures_len; i++)
        json_object_array_add(captures, capture_object(&context->captures[i], i));
    return captures;
}

static struct json_object *unread_array(const ReportContext *context)
{
    struct json_object *array = json_object_new_array();

    for (const char *const *why = context->unread; *why; why++)
        json_object_array_add(array, json_value_text(slice_text(*why), NULL));
    return array;
}

void *jsonl_open(const ReportContext *context)
{
    Json *json = g_new0(Json, 1);

    json->context = context;
    json->shared = json_shared_new(dialogs_endpoints(context->dialogs));
    return json;
}

void *json_open(const ReportContext *context)
{
    struct json_object *head = json_object_new_object();
    Json *json;

    json_value_add_text(head, "sipstory", slice_text(SIPSTORY_VERSION), NULL);
    json_value_add(head, "captures", json_captures_new(context));
    if (context->unread && *context->unread)
        json_value_add(head, "unread", unread_array(context));
    json = jsonl_open(context);
    json_shared_print_open(json->shared, head, context->out);
    fputs(",\"calls\":[", context->out);
    return json;
}

void json_call(void *report, const Call *call)
{
    Json *json = report;

    fputs(json->has_calls ? ",\n" : "\n", json->context->out);
    json->has_calls = true;
    json_call_print(json->context, json->shared, call);
}

void jsonl_call(void *report, const Call *call)
{
    Json *json = report;

    json_call_print(json->context, json->shared, call);
    fputc('\n', json->context->out);
}

void jsonl_close(void *report)
{
    Json *json = report;

    json_shared_free(json->shared);
    g_free(json);
}

void json_close(void *report)
{
    Json *json = report;

    fputs("\n]}\n", json->context->out);
    jsonl_close(report);
}
