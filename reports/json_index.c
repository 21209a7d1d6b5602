/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_index.h"

#include <json-c/json.h>

#include "reports/flow_words.h"
#include "reports/json_escaped.h"
#include "reports/json_value.h"
#include "reports/list_cells.h"

#define NS_PER_MS 1000000

struct JsonIndex {
    ListCells cells;
    GString *text, *cell;
    bool has_rows, is_closed;
};

/* A value of a row. */
typedef struct Column {
    const char *name;
    struct json_object *(*value)(JsonIndex *index, const Call *call);
} Column;

/* A string of what is in the cell, which is then empty. */
static struct json_object *cell_value(JsonIndex *index)
{
    struct json_object *value =
        json_value_text(slice_of(index->cell->str, index->cell->len), NULL);

    g_string_truncate(index->cell, 0);
    return value;
}

static struct json_object *span_value(int64_t ms)
{
    return ms < 0 ? NULL : json_object_new_int64(ms);
}

static struct json_object *id_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return json_object_new_int64((int64_t)call->id);
}

static struct json_object *start_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return call->start == TIME_NONE ? NULL : json_object_new_int64(call->start / NS_PER_MS);
}

static struct json_object *date_value(JsonIndex *index, const Call *call)
{
    char text[TIME_TEXT];

    return json_value_text(
        slice_of(text, time_text_date(&index->cells.clock, call->start, text)), NULL);
}

static struct json_object *time_value(JsonIndex *index, const Call *call)
{
    char text[TIME_TEXT];

    return json_value_text(
        slice_of(text, time_text_clock(&index->cells.clock, call->start, 3, text)), NULL);
}

static struct json_object *from_value(JsonIndex *index, const Call *call)
{
    terminal_append(index->cell, call_from(call, index->cells.texts), true);
    return cell_value(index);
}

static struct json_object *to_value(JsonIndex *index, const Call *call)
{
    terminal_append(index->cell, call_to(call, index->cells.texts), true);
    return cell_value(index);
}

static struct json_object *method_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return json_value_text(slice_text(method_name((Method)call->dialogs[0]->method)), NULL);
}

static struct json_object *state_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return json_value_text(slice_text(state_name(call->state)), NULL);
}

static struct json_object *status_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return json_object_new_int64(call->final_status);
}

static struct json_object *verdict_value(JsonIndex *index, const Call *call)
{
    const Judgement *judgement = call->judgement;

    (void)index;
    return json_value_text(
        slice_text(flow_verdict_name(judgement ? judgement->verdict : FLOW_UNKNOWN)), NULL);
}

static struct json_object *flow_value(JsonIndex *index, const Call *call)
{
    (void)index;
    if (!flow_words_has_flow(call->judgement))
        return NULL;
    return json_value_text(slice_text(call->judgement->flow->name), NULL);
}

static struct json_object *short_value(JsonIndex *index, const Call *call)
{
    flow_words_append_short(index->cell, call, 0, true);
    return cell_value(index);
}

static struct json_object *lasted_value(JsonIndex *index, const Call *call)
{
    (void)index;
    if (call->messages_len < 2 || call->start == TIME_NONE)
        return NULL;
    return span_value((call->end - call->start) / NS_PER_MS);
}

static struct json_object *setup_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return span_value(call->setup_ms);
}

static struct json_object *talked_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return span_value(call->talk_ms);
}

static struct json_object *messages_value(JsonIndex *index, const Call *call)
{
    (void)index;
    return json_object_new_int64(call->messages_len);
}

static struct json_object *path_value(JsonIndex *index, const Call *call)
{
    LIST_TABLE[LIST_PATH].write(&index->cells, index->cell, call);
    return cell_value(index);
}

static struct json_object *call_ids_value(JsonIndex *index, const Call *call)
{
    for (unsigned i = 0; i < call->dialogs_len; i++) {
        g_string_append(index->cell, i ? " " : "");
        terminal_append(index->cell, texts_get(index->cells.texts, call->dialogs[i]->call_id),
                        true);
    }
    return cell_value(index);
}

static struct json_object *agents_value(JsonIndex *index, const Call *call)
{
    TextId before = 0;

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        TextId agent = call->dialogs[i]->user_agent;

        if (agent && agent != before) {
            g_string_append(index->cell, index->cell->len ? "; " : "");
            terminal_append(index->cell, texts_get(index->cells.texts, agent), true);
        }
        before = agent;
    }
    return cell_value(index);
}

static struct json_object *deviations_value(JsonIndex *index, const Call *call)
{
    const Judgement *judgement = call->judgement;

    for (unsigned i = 0; judgement && i < judgement->deviations_len; i++) {
        g_string_append(index->cell, i ? "; " : "");
        terminal_append(index->cell, slice_text(judgement->deviations[i].text), true);
    }
    return cell_value(index);
}

/* As in the list, a call that left its flow is shown whatever it is told with. */
static struct json_object *folded_into_value(JsonIndex *index, const Call *call)
{
    bool deviates = call->judgement && call->judgement->verdict == FLOW_DEVIATES;

    (void)index;
    return json_object_new_int64(deviates ? 0 : (int64_t)call->folded_into);
}

static const Column COLUMNS[] = {
    { "id", id_value },
    { "start", start_value },
    { "date", date_value },
    { "time", time_value },
    { "from", from_value },
    { "to", to_value },
    { "method", method_value },
    { "state", state_value },
    { "status", status_value },
    { "verdict", verdict_value },
    { "flow", flow_value },
    { "short", short_value },
    { "lasted", lasted_value },
    { "setup", setup_value },
    { "talked", talked_value },
    { "messages", messages_value },
    { "path", path_value },
    { "callIds", call_ids_value },
    { "agents", agents_value },
    { "deviations", deviations_value },
    { "foldedInto", folded_into_value },
};

JsonIndex *json_index_new(const ReportContext *context)
{
    JsonIndex *index = g_new0(JsonIndex, 1);

    index->cells.context = context;
    index->cells.texts = dialogs_texts(context->dialogs);
    index->cells.endpoints = endpoint_texts_new(dialogs_endpoints(context->dialogs));
    index->cells.clock.utc = context->utc;
    index->cell = g_string_new(NULL);
    index->text = g_string_new("{\"columns\":[");
    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
        g_string_append_printf(index->text, "%s\"%s\"", i ? "," : "", COLUMNS[i].name);
    g_string_append(index->text, "],\"rows\":[");
    return index;
}

void json_index_free(JsonIndex *index)
{
    if (!index)
        return;
    endpoint_texts_free(index->cells.endpoints);
    g_string_free(index->text, TRUE);
    g_string_free(index->cell, TRUE);
    g_free(index);
}

void json_index_add(JsonIndex *index, const Call *call)
{
    struct json_object *row = json_object_new_array_ext(G_N_ELEMENTS(COLUMNS));

    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
        json_object_array_add(row, COLUMNS[i].value(index, call));
    g_string_append(index->text, index->has_rows ? ",\n" : "\n");
    json_escaped_append_object(index->text, row);
    index->has_rows = true;
    json_object_put(row);
}

const char *json_index_text(JsonIndex *index)
{
    if (!index->is_closed)
        g_string_append(index->text, "]}");
    index->is_closed = true;
    return index->text->str;
}
