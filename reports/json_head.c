/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_head.h"

#include <json-c/json.h>
#include <time.h>

#include "reports/explain.h"
#include "reports/json_escaped.h"
#include "reports/json_value.h"
#include "reports/left_out.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

void json_head_see(JsonSeen *seen, const Call *call)
{
    for (unsigned i = 0; i < call->messages_len; i++) {
        const Message *message = call->messages[i].message;

        seen->methods |= UINT32_C(1) << message->method;
        if (!message_is_request(message) && message->status < G_N_ELEMENTS(seen->statuses))
            seen->statuses[message->status] = true;
    }
}

static void add_word(struct json_object *object, const char *key, const char *word)
{
    json_value_add_text(object, key, slice_text(word), NULL);
}

/* "2026-11-23 02:19:30.918" */
static void add_moment(struct json_object *object, const char *key, TimeText *clock,
                       int64_t time)
{
    g_autoptr(GString) line = g_string_new(NULL);
    char text[TIME_TEXT];

    if (time == TIME_NONE)
        return;
    time_text_date(clock, time, text);
    g_string_append_printf(line, "%s ", text);
    time_text_clock(clock, time, 3, text);
    g_string_append(line, text);
    add_word(object, key, line->str);
}

static struct json_object *capture_new(const ReportCapture *capture, TimeText *clock)
{
    struct json_object *object = json_object_new_object();
    g_autoptr(GString) path = g_string_new(NULL);
    char text[TIME_TEXT];

    terminal_append(path, slice_text(capture->path), true);
    add_word(object, "path", path->str);
    add_word(object, "format", capture->format);
    json_value_add_number(object, "packets", (int64_t)capture->packets);
    json_value_add_number(object, "bytes", (int64_t)capture->bytes);
    json_value_add_number(object, "messages", (int64_t)capture->sip_messages);
    add_moment(object, "first", clock, capture->first);
    add_moment(object, "last", clock, capture->last);
    if (capture->first != TIME_NONE && capture->last != TIME_NONE) {
        time_text_span(capture->last - capture->first, text);
        add_word(object, "span", text);
    }
    return object;
}

static struct json_object *captures_new(const ReportContext *context)
{
    struct json_object *array = json_object_new_array();
    TimeText clock = { .utc = context->utc };

    for (unsigned i = 0; i < context->captures_len; i++)
        json_object_array_add(array, capture_new(&context->captures[i], &clock));
    return array;
}

/* Times are those of the machine that writes: "UTC+01:00", at the time of the first packet. */
static void add_zone(struct json_object *object, const ReportContext *context)
{
    TimeText clock = { .utc = context->utc };
    char zone[TIME_TEXT];

    time_text_zone(&clock, context->captures_len ? context->captures[0].first : TIME_NONE,
                   zone);
    add_word(object, "zone", zone);
}

/* The lines that a list ends with. */
static struct json_object *skipped_new(const ReportContext *context)
{
    struct json_object *array = json_object_new_array();
    ReportContext plain = *context;
    char *text = NULL;
    size_t len;
    g_auto(GStrv) lines = NULL;

    plain.out = open_memstream(&text, &len);
    g_assert(plain.out); /* it fails where memory is out, like g_new() */
    plain.width = 0;
    plain.unicode = true;
    plain.color = false;
    skipped_print(&plain);
    fclose(plain.out);
    lines = g_strsplit(text, "\n", -1);
    free(text);
    for (char **line = lines; *line; line++)
        if (g_str_has_prefix(*line, "  ")) /* the title stands further left */
            json_object_array_add(array, json_value_text(slice_text(g_strstrip(*line)), NULL));
    return array;
}

/* What is said where there is no call to show. */
static void add_no_calls(struct json_object *object, const ReportContext *context)
{
    ReportContext plain = *context;
    char *text = NULL;
    size_t len;

    plain.out = open_memstream(&text, &len);
    g_assert(plain.out); /* it fails where memory is out, like g_new() */
    no_calls_print(&plain);
    fclose(plain.out);
    add_word(object, "noCalls", g_strchomp(text));
    free(text);
}

static struct json_object *flow_new(const FlowTally *tally, const Template *flow)
{
    struct json_object *object = json_object_new_object();
    g_autoptr(GString) title = g_string_new(NULL);

    terminal_append(title, slice_text(template_title(flow)), true);
    add_word(object, "name", flow->name);
    add_word(object, "title", title->str);
    for (unsigned i = 0; i < FLOW_UNKNOWN; i++)
        json_value_add_number(object, flow_verdict_name((FlowVerdict)i),
                              (int64_t)flow_tally_count(tally, flow, (FlowVerdict)i));
    return object;
}

static bool is_followed(const FlowTally *tally, const Template *flow)
{
    uint64_t calls = 0;

    for (unsigned i = 0; i < FLOW_UNKNOWN; i++)
        calls += flow_tally_count(tally, flow, (FlowVerdict)i);
    return calls > 0;
}

static void add_flows(struct json_object *object, const FlowTally *tally)
{
    struct json_object *array = json_object_new_array();
    const Library *library = tally ? flow_tally_library(tally) : NULL;

    for (unsigned i = 0; library && i < library_len(library); i++)
        if (is_followed(tally, library_get(library, i)))
            json_object_array_add(array, flow_new(tally, library_get(library, i)));
    json_value_add(object, "flows", array);
    if (tally)
        json_value_add_number(object, "unknown",
                              (int64_t)flow_tally_count(tally, NULL, FLOW_UNKNOWN));
}

static void add_meaning(struct json_object *object, const char *name,
                        const Explained *explained)
{
    g_autofree char *text =
        explained->rfc ? g_strdup_printf("%s (RFC %u)", explained->meaning, explained->rfc)
                       : g_strdup(explained->meaning);

    json_object_object_add(object, name, json_value_text(slice_text(text), NULL));
}

static struct json_object *meanings_new(const JsonSeen *seen)
{
    struct json_object *object = json_object_new_object();
    char number[8];

    for (unsigned i = 0; i < METHOD_COUNT; i++)
        if (seen->methods >> i & 1 && i != METHOD_OTHER)
            add_meaning(object, method_name((Method)i), explain_method((Method)i));
    for (unsigned i = 0; i < G_N_ELEMENTS(seen->statuses); i++)
        if (seen->statuses[i]) {
            g_snprintf(number, sizeof number, "%u", i);
            add_meaning(object, number, explain_status(i));
        }
    return object;
}

char *json_head_text(const ReportContext *context, const JsonSeen *seen)
{
    struct json_object *object = json_object_new_object();
    g_autofree char *left_out = left_out_text(context);
    GString *out = g_string_new(NULL);

    add_word(object, "sipstory", SIPSTORY_VERSION);
    json_value_add(object, "captures", captures_new(context));
    json_value_add_number(object, "calls", context->calls);
    add_no_calls(object, context);
    if (left_out)
        add_word(object, "leftOut", left_out);
    add_zone(object, context);
    json_value_add(object, "skipped", skipped_new(context));
    add_flows(object, context->tally);
    json_value_add(object, "meanings", meanings_new(seen));
    json_escaped_append_object(out, object);
    json_object_put(object);
    return g_string_free(out, FALSE);
}
