/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/csv.h"

#include "dissect/sip/name_addr.h"
#include "reports/endpoint_text.h"
#include "reports/flow_words.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define NS_PER_MS 1000000

typedef struct Csv {
    const ReportContext *context;
    const Texts *texts;
    EndpointTexts *endpoints;
    GString *row;
    GString *field; /* at hand */
} Csv;

/* One column: what it is called, and how it is written into csv->field. Names are those of the
 * JSON where that has the same. */
typedef struct Column {
    const char *name;
    void (*write)(Csv *csv, const Call *call);
    bool is_wire; /* a text that strangers wrote */
} Column;

static void number(Csv *csv, int64_t value)
{
    g_string_append_printf(csv->field, "%" G_GINT64_FORMAT, value);
}

static void number_if(Csv *csv, int64_t value)
{
    if (value >= 0)
        number(csv, value);
}

static void wire(Csv *csv, Slice text)
{
    terminal_append(csv->field, text, true);
}

static void separate(Csv *csv)
{
    if (csv->field->len > 0)
        g_string_append_c(csv->field, ' ');
}

static void write_id(Csv *csv, const Call *call)
{
    number(csv, (int64_t)call->id);
}

static void write_time(Csv *csv, const Call *call, int64_t time)
{
    unsigned input = call->messages_len ? call->messages[0].message->input : 0;
    char text[TIME_TEXT];

    time_text_rfc3339(time, csv->context->captures[input].time_digits, text);
    g_string_append(csv->field, text);
}

static void write_start(Csv *csv, const Call *call)
{
    write_time(csv, call, call->start);
}

static void write_end(Csv *csv, const Call *call)
{
    write_time(csv, call, call->end);
}

static void write_duration(Csv *csv, const Call *call)
{
    if (call->start != INT64_MIN && call->end != INT64_MIN)
        number(csv, (call->end - call->start) / NS_PER_MS);
}

static void write_method(Csv *csv, const Call *call)
{
    g_string_append(csv->field, method_name((Method)call->dialogs[0]->method));
}

static void write_from(Csv *csv, const Call *call)
{
    wire(csv, call_from(call, csv->texts));
}

static void write_from_uri(Csv *csv, const Call *call)
{
    wire(csv, name_addr_of(texts_get(csv->texts, call->dialogs[0]->from)).uri);
}

static void write_to(Csv *csv, const Call *call)
{
    wire(csv, call_to(call, csv->texts));
}

static void write_to_uri(Csv *csv, const Call *call)
{
    wire(csv, name_addr_of(texts_get(csv->texts, call->dialogs[0]->to)).uri);
}

static void write_state(Csv *csv, const Call *call)
{
    g_string_append(csv->field, state_name(call->state));
}

static void write_status(Csv *csv, const Call *call)
{
    if (call->final_status)
        number(csv, call->final_status);
}

static void write_released_by(Csv *csv, const Call *call)
{
    if (call->released_by)
        g_string_append_c(csv->field, call->released_by);
}

static void write_setup(Csv *csv, const Call *call)
{
    number_if(csv, call->setup_ms);
}

static void write_ring(Csv *csv, const Call *call)
{
    number_if(csv, call->ring_ms);
}

static void write_talk(Csv *csv, const Call *call)
{
    number_if(csv, call->talk_ms);
}

static void write_flow(Csv *csv, const Call *call)
{
    if (flow_words_has_flow(call->judgement))
        g_string_append(csv->field, call->judgement->flow->name);
}

static void write_verdict(Csv *csv, const Call *call)
{
    if (call->judgement)
        g_string_append(csv->field, flow_verdict_name(call->judgement->verdict));
}

static void write_reason(Csv *csv, const Call *call)
{
    if (call->judgement)
        g_string_append(csv->field, flow_reason_name(call->judgement->reason));
}

static void write_deviations(Csv *csv, const Call *call)
{
    if (call->judgement)
        number(csv, call->judgement->deviations_len);
}

static void write_deviation(Csv *csv, const Call *call)
{
    if (call->judgement && call->judgement->deviations_len > 0)
        wire(csv, slice_text(call->judgement->deviations[0].text));
}

static void write_messages(Csv *csv, const Call *call)
{
    number(csv, call->messages_len);
}

static void write_retransmissions(Csv *csv, const Call *call)
{
    number(csv, call->retransmissions);
}

static void write_duplicates(Csv *csv, const Call *call)
{
    number(csv, call->duplicates);
}

/* "A=192.0.2.10:5060 P=198.51.100.1:5060"; several endpoints of one joined by commas. */
static void write_participants(Csv *csv, const Call *call)
{
    for (unsigned i = 0; i < call->participants_len; i++) {
        const Participant *participant = &call->participants[i];
        char role = flow_words_role(call, i);

        separate(csv);
        if (role)
            g_string_append_printf(csv->field, "%c=", role);
        for (unsigned j = 0; j < participant->addresses_len; j++) {
            if (j > 0)
                g_string_append_c(csv->field, ',');
            wire(csv, endpoint_texts_get(csv->endpoints, participant->addresses[j]));
        }
    }
}

static void write_call_ids(Csv *csv, const Call *call)
{
    for (unsigned i = 0; i < call->dialogs_len; i++) {
        separate(csv);
        wire(csv, texts_get(csv->texts, call->dialogs[i]->call_id));
    }
}

static void write_agent(Csv *csv, const Call *call)
{
    wire(csv, texts_get(csv->texts, call->dialogs[0]->user_agent));
}

static const Column COLUMNS[] = {
    { "id", write_id, false },
    { "start", write_start, false },
    { "end", write_end, false },
    { "duration_ms", write_duration, false },
    { "method", write_method, false },
    { "from", write_from, true },
    { "from_uri", write_from_uri, true },
    { "to", write_to, true },
    { "to_uri", write_to_uri, true },
    { "state", write_state, false },
    { "final_status", write_status, false },
    { "released_by", write_released_by, false },
    { "setup_ms", write_setup, false },
    { "ring_ms", write_ring, false },
    { "talk_ms", write_talk, false },
    { "flow", write_flow, true },
    { "verdict", write_verdict, false },
    { "reason", write_reason, false },
    { "deviations", write_deviations, false },
    { "deviation", write_deviation, true },
    { "messages", write_messages, false },
    { "retransmissions", write_retransmissions, false },
    { "duplicates", write_duplicates, false },
    { "participants", write_participants, false },
    { "call_ids", write_call_ids, true },
    { "user_agent", write_agent, true },
};

/* Adds csv->field to the row, and empties it. */
static void end_field(Csv *csv, bool is_wire)
{
    GString *field = csv->field;

    if (csv->row->len > 0)
        g_string_append_c(csv->row, ',');
    if (is_wire && field->len > 0 && strchr("=+-@", field->str[0]))
        g_string_prepend_c(field, '\'');
    if (strpbrk(field->str, ",\"")) {
        g_string_append_c(csv->row, '"');
        g_string_replace(field, "\"", "\"\"", 0);
        g_string_append_len(csv->row, field->str, (gssize)field->len);
        g_string_append_c(csv->row, '"');
    } else {
        g_string_append_len(csv->row, field->str, (gssize)field->len);
    }
    g_string_truncate(field, 0);
}

static void end_row(Csv *csv)
{
    g_string_append(csv->row, "\r\n");
    fwrite(csv->row->str, 1, csv->row->len, csv->context->out);
    g_string_truncate(csv->row, 0);
}

void *csv_open(const ReportContext *context)
{
    Csv *csv = g_new0(Csv, 1);

    csv->context = context;
    csv->texts = dialogs_texts(context->dialogs);
    csv->endpoints = endpoint_texts_new(dialogs_endpoints(context->dialogs));
    csv->row = g_string_sized_new(1024);
    csv->field = g_string_sized_new(256);
    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++) {
        g_string_append(csv->field, COLUMNS[i].name);
        end_field(csv, false);
    }
    end_row(csv);
    return csv;
}

void csv_call(void *report, const Call *call)
{
    Csv *csv = report;

    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++) {
        COLUMNS[i].write(csv, call);
        end_field(csv, COLUMNS[i].is_wire);
    }
    end_row(csv);
}

void csv_close(void *report)
{
    Csv *csv = report;

    endpoint_texts_free(csv->endpoints);
    g_string_free(csv->row, TRUE);
    g_string_free(csv->field, TRUE);
    g_free(csv);
}
