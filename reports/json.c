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

static struct json_object *drops_object(const LiveDrops *drops)
{
    struct json_object *object = json_object_new_object();

    json_value_add_number(object, "kernel", (int64_t)drops->kernel);
    json_value_add_number(object, "interface", (int64_t)drops->interface);
    json_value_add_number(object, "queue", (int64_t)drops->queue);
    return object;
}

static void add_dropped(struct json_object *object, const ReportCapture *capture)
{
    LiveDrops drops = { capture->dropped, capture->dropped_interface, capture->dropped_queue };
    struct json_object *packets;

    if (g_str_equal(capture->format, "live")) {
        json_value_add(object, "dropped", drops_object(&drops));
    } else if (capture->dropped > 0) {
        packets = json_object_new_object();
        json_value_add_number(packets, "packets", (int64_t)capture->dropped);
        json_value_add(object, "dropped", packets);
    }
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
    add_dropped(object, capture);
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

/* True if what is counted of the inputs is not known before the calls are told. */
static bool is_counted_late(const ReportContext *context)
{
    return context->event || context->early;
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
    if (!is_counted_late(context)) {
        json_value_add(head, "captures", json_captures_new(context));
        if (context->unread && *context->unread)
            json_value_add(head, "unread", unread_array(context));
    }
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

/* {"event":"end","call":{...}}; what was lost until then is said once something was. */
static void print_event(Json *json, const LiveEvent *event, const Call *call)
{
    FILE *out = json->context->out;

    fprintf(out, "{\"event\":\"%s\",\"call\":", live_event_name(event->kind));
    json_call_print(json->context, json->shared, call);
    if (event->kind == LIVE_JOINED)
        fprintf(out, ",\"into\":%" G_GUINT64_FORMAT, event->into);
    if (event->dropped.kernel || event->dropped.interface || event->dropped.queue) {
        fputs(",\"dropped\":", out);
        json_shared_print(json->shared, drops_object(&event->dropped), out);
    }
    fputc('}', out);
}

void jsonl_call(void *report, const Call *call)
{
    Json *json = report;

    if (json->context->event)
        print_event(json, json->context->event, call);
    else
        json_call_print(json->context, json->shared, call);
    fputc('\n', json->context->out);
}

void jsonl_close(void *report)
{
    Json *json = report;

    json_shared_free(json->shared);
    g_free(json);
}

static struct json_object *early_object(const ReportEarly *early)
{
    struct json_object *object = json_object_new_object();

    json_value_add_number(object, "calls", (int64_t)early->calls);
    json_value_add_number(object, "evicted", (int64_t)early->evicted);
    return object;
}

static void print_member(Json *json, const char *key, struct json_object *value)
{
    fprintf(json->context->out, ",\"%s\":", key);
    json_shared_print(json->shared, value, json->context->out);
}

void json_close(void *report)
{
    Json *json = report;
    const ReportContext *context = json->context;

    fputs("\n]", context->out);
    if (is_counted_late(context)) {
        print_member(json, "captures", json_captures_new(context));
        if (context->unread && *context->unread)
            print_member(json, "unread", unread_array(context));
    }
    if (context->early)
        print_member(json, "told_early", early_object(context->early));
    fputs("}\n", context->out);
    jsonl_close(report);
}
