/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_words.h"

#include <json-c/json.h>

#include "reports/flow_words.h"
#include "reports/json_escaped.h"
#include "reports/json_value.h"
#include "reports/time_text.h"

#define NS_PER_MS 1000000

/* Adds what @line holds and empties that. */
static void add_line(struct json_object *words, const char *key, GString *line)
{
    json_value_add_text(words, key, slice_of(line->str, line->len), NULL);
    g_string_truncate(line, 0);
}

static void add_span(struct json_object *words, const char *key, int64_t nanoseconds)
{
    char text[TIME_TEXT];

    json_value_add_text(words, key, slice_of(text, time_text_span(nanoseconds, text)), NULL);
}

static void add_times(struct json_object *words, const ReportContext *context, const Call *call,
                      GString *line)
{
    TimeText clock = { .utc = context->utc };
    char text[TIME_TEXT];

    if (call->start == TIME_NONE)
        return;
    time_text_date(&clock, call->start, text);
    g_string_append_printf(line, "%s ", text);
    time_text_clock(&clock, call->start, 3, text);
    g_string_append(line, text);
    add_line(words, "start", line);
    if (call->messages_len > 1)
        add_span(words, "lasted", call->end - call->start);
    if (call->setup_ms >= 0)
        add_span(words, "setup", call->setup_ms * NS_PER_MS);
    if (call->ring_ms >= 0)
        add_span(words, "ring", call->ring_ms * NS_PER_MS);
    if (call->talk_ms >= 0)
        add_span(words, "talk", call->talk_ms * NS_PER_MS);
}

static bool shows(const LadderRow *row, const Deviation *deviation)
{
    return row->kind == LADDER_MISSING && row->message == deviation->before &&
           row->step == deviation->step->number &&
           g_str_has_suffix(row->label, deviation->step->label);
}

/* Which of the arrows that never came, from 0, shows @deviation; -1: none. @taken are those
 * that show others. */
static int missing_of(const LadderLayout *layout, const Deviation *deviation, GHashTable *taken)
{
    int at = 0;

    for (unsigned i = 0; i < layout->rows_len; i++) {
        const LadderRow *row = &layout->rows[i];

        if (deviation->step && shows(row, deviation) &&
            g_hash_table_add(taken, GUINT_TO_POINTER(i + 1)))
            return at;
        at += row->kind == LADDER_MISSING;
    }
    return -1;
}

/* Of each deviation: {"message": 14}, {"missing": 0} or {}. */
static struct json_object *places_new(const Call *call, const LadderLayout *layout)
{
    const Judgement *judgement = call->judgement;
    struct json_object *places = json_object_new_array();
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < judgement->deviations_len; i++) {
        const Deviation *deviation = &judgement->deviations[i];
        struct json_object *place = json_object_new_object();
        int missing =
            deviation->kind == DEVIATION_MISSING ? missing_of(layout, deviation, taken) : -1;

        if (missing >= 0)
            json_value_add_number(place, "missing", missing);
        if (deviation->kind != DEVIATION_MISSING && deviation->message < call->messages_len)
            json_value_add_number(place, "message", (int64_t)deviation->message + 1);
        json_object_array_add(places, place);
    }
    return places;
}

static void add_flow(struct json_object *words, const Call *call, const LadderLayout *layout,
                     GString *line)
{
    const Judgement *judgement = call->judgement;
    const char *reason = judgement ? flow_words_reason(judgement->reason) : NULL;

    if (reason)
        json_value_add_text(words, "reason", slice_text(reason), NULL);
    if (!flow_words_has_flow(judgement))
        return;
    flow_words_append_observed(line, judgement);
    add_line(words, "seen", line);
    if (judgement->verdict == FLOW_INCOMPLETE && judgement->open) {
        flow_words_append_step(line, judgement->flow, judgement->open);
        add_line(words, "open", line);
    }
    json_value_add(words, "places", places_new(call, layout));
}

void json_words_append(GString *out, const ReportContext *context, const Call *call,
                       const LadderLayout *layout)
{
    const Texts *texts = dialogs_texts(context->dialogs);
    struct json_object *words = json_object_new_object();
    g_autoptr(GString) line = g_string_new(NULL);

    terminal_append(line, call_from(call, texts), true);
    add_line(words, "from", line);
    terminal_append(line, call_to(call, texts), true);
    add_line(words, "to", line);
    add_times(words, context, call, line);
    add_flow(words, call, layout, line);
    if (call->possibly)
        json_value_add_number(words, "possibly", (int64_t)call->possibly);
    json_escaped_append_object(out, words);
    json_object_put(words);
}
