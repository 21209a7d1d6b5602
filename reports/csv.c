/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/csv.h"

#include "dissect/sip/name_addr.h"
#include "reports/flow_words.h"
#include "reports/hidden.h"
#include "reports/time_text.h"

#define NS_PER_MS 1000000
#define REPLACEMENT "\xef\xbf\xbd"

typedef struct Csv {
    const ReportContext *context;
    GString *line;
    GString *field; /* the value at hand, before it is quoted */
} Csv;

/* A column: its name, and what appends a call's value to csv->field. */
typedef struct Column {
    const char *name;
    bool is_foreign; /* holds text from the wire */
    void (*print)(Csv *csv, const Call *call);
} Column;

static void append_bytes(GString *out, Slice text)
{
    g_string_append_len(out, (const char *)text.data, (gssize)text.len);
}

/* Appends text from the wire: valid UTF-8 without hidden characters. */
static void append_foreign(GString *out, Slice text)
{
    while (text.len > 0) {
        gunichar c = g_utf8_get_char_validated((const char *)text.data, (gssize)text.len);
        size_t len = 1;

        if (text.data[0] == '\0') { /* the validation takes it for the end */
            g_string_append(out, "\\u0000");
        } else if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append(out, REPLACEMENT);
        } else {
            len = (size_t)g_unichar_to_utf8(c, NULL);
            if (hidden_is(c))
                g_string_append_printf(out, c > 0xffff ? "\\U%08x" : "\\u%04x", c);
            else
                append_bytes(out, slice_head(text, len));
        }
        text = slice_tail(text, len);
    }
}

/* True if a spreadsheet might calculate @text, or if it begins as what we made harmless; the
 * wide forms of the signs count as the signs do in East Asian editions. */
static bool wants_apostrophe(const char *text)
{
    static const char *const BEGINNINGS[] = { "=", "+", "-", "@", "'", "＝", "＋", "－", "＠" };

    for (unsigned i = 0; i < G_N_ELEMENTS(BEGINNINGS); i++)
        if (g_str_has_prefix(text, BEGINNINGS[i]))
            return true;
    return false;
}

/* Ends the value at hand: it becomes a field of the line. */
static void take_field(Csv *csv, bool is_foreign)
{
    GString *line = csv->line;
    bool quotes = strpbrk(csv->field->str, "\",\r\n") != NULL;

    if (quotes)
        g_string_append_c(line, '"');
    if (is_foreign && wants_apostrophe(csv->field->str))
        g_string_append_c(line, '\'');
    for (const char *c = csv->field->str; *c; c++) {
        if (*c == '"')
            g_string_append_c(line, '"');
        g_string_append_c(line, *c);
    }
    if (quotes)
        g_string_append_c(line, '"');
    g_string_truncate(csv->field, 0);
}

static void write_line(Csv *csv)
{
    g_string_append(csv->line, "\r\n");
    fwrite(csv->line->str, 1, csv->line->len, csv->context->out);
    g_string_truncate(csv->line, 0);
}

static void append_number(GString *out, int64_t number)
{
    g_string_append_printf(out, "%" G_GINT64_FORMAT, number);
}

static void append_measured(GString *out, int64_t ms)
{
    if (ms >= 0)
        append_number(out, ms);
}

static void append_time(Csv *csv, const Call *call, int64_t time)
{
    const ReportCapture *captures = csv->context->captures;
    char text[TIME_TEXT];
    unsigned digits =
        call->messages_len ? captures[call->messages[0].message->input].time_digits : 6;

    g_string_append_len(csv->field, text, (gssize)time_text_rfc3339(time, digits, text));
}

static NameAddr name_of(const Csv *csv, TextId id)
{
    return name_addr_of(texts_get(dialogs_texts(csv->context->dialogs), id));
}

static void print_id(Csv *csv, const Call *call)
{
    append_number(csv->field, (int64_t)call->id);
}

static void print_start(Csv *csv, const Call *call)
{
    append_time(csv, call, call->start);
}

static void print_end(Csv *csv, const Call *call)
{
    append_time(csv, call, call->end);
}

static void print_duration(Csv *csv, const Call *call)
{
    if (call->start != TIME_NONE && call->end != TIME_NONE)
        append_number(csv->field, (call->end - call->start) / NS_PER_MS);
}

static void print_method(Csv *csv, const Call *call)
{
    g_string_append(csv->field, method_name((Method)call->dialogs[0]->method));
}

static void print_from_user(Csv *csv, const Call *call)
{
    append_foreign(csv->field, name_of(csv, call->dialogs[0]->from).user);
}

static void print_from_uri(Csv *csv, const Call *call)
{
    append_foreign(csv->field, name_of(csv, call->dialogs[0]->from).uri);
}

static void print_to_user(Csv *csv, const Call *call)
{
    append_foreign(csv->field, name_of(csv, call->dialogs[0]->to).user);
}

static void print_to_uri(Csv *csv, const Call *call)
{
    append_foreign(csv->field, name_of(csv, call->dialogs[0]->to).uri);
}

static void append_call_id(GString *out, Slice call_id)
{
    if (call_id.len > 0 && out->len > 0)
        g_string_append_c(out, ' ');
    append_foreign(out, call_id);
}

static void print_call_ids(Csv *csv, const Call *call)
{
    const Texts *texts = dialogs_texts(csv->context->dialogs);

    for (unsigned i = 0; i < call->dialogs_len; i++)
        append_call_id(csv->field, texts_get(texts, call->dialogs[i]->call_id));
}

static void print_user_agent(Csv *csv, const Call *call)
{
    const Texts *texts = dialogs_texts(csv->context->dialogs);

    append_foreign(csv->field, texts_get(texts, call->dialogs[0]->user_agent));
}

/* As "A=192.0.2.1:5060 P=192.0.2.2:5060,192.0.2.2:5080". */
static void print_participants(Csv *csv, const Call *call)
{
    const Endpoints *endpoints = dialogs_endpoints(csv->context->dialogs);
    char text[ENDPOINT_TEXT];

    for (unsigned i = 0; i < call->participants_len; i++) {
        const Participant *participant = &call->participants[i];
        char role = flow_words_role(call, i);

        if (i > 0)
            g_string_append_c(csv->field, ' ');
        if (role)
            g_string_append_printf(csv->field, "%c=", role);
        for (unsigned a = 0; a < participant->addresses_len; a++) {
            const Endpoint *at = endpoints_get(endpoints, participant->addresses[a]);

            g_string_append_printf(csv->field, "%s%s", a ? "," : "", endpoint_print(at, text));
        }
    }
}

static void print_state(Csv *csv, const Call *call)
{
    g_string_append(csv->field, state_name(call->state));
}

static void print_status(Csv *csv, const Call *call)
{
    if (call->final_status)
        append_number(csv->field, call->final_status);
}

static void print_released_by(Csv *csv, const Call *call)
{
    if (call->released_by)
        g_string_append_c(csv->field, call->released_by);
}

static void print_setup(Csv *csv, const Call *call)
{
    append_measured(csv->field, call->setup_ms);
}

static void print_ring(Csv *csv, const Call *call)
{
    append_measured(csv->field, call->ring_ms);
}

static void print_talk(Csv *csv, const Call *call)
{
    append_measured(csv->field, call->talk_ms);
}

static void print_messages(Csv *csv, const Call *call)
{
    append_number(csv->field, call->messages_len);
}

static void print_retransmissions(Csv *csv, const Call *call)
{
    append_number(csv->field, call->retransmissions);
}

static void print_duplicates(Csv *csv, const Call *call)
{
    append_number(csv->field, call->duplicates);
}

static void print_flow(Csv *csv, const Call *call)
{
    if (call->judgement && call->judgement->flow)
        g_string_append(csv->field, call->judgement->flow->name);
}

static void print_verdict(Csv *csv, const Call *call)
{
    g_string_append(csv->field, flow_verdict_name(call->judgement ? call->judgement->verdict
                                                                  : FLOW_UNKNOWN));
}

static void print_reason(Csv *csv, const Call *call)
{
    g_string_append(csv->field, flow_reason_name(call->judgement ? call->judgement->reason
                                                                 : REASON_NOTHING_CLOSE));
}

static void print_deviations(Csv *csv, const Call *call)
{
    bool has_flow = flow_words_has_flow(call->judgement);

    append_number(csv->field, has_flow ? call->judgement->deviations_len : 0);
}

static void print_deviation(Csv *csv, const Call *call)
{
    if (flow_words_has_flow(call->judgement) && call->judgement->deviations_len > 0)
        append_foreign(csv->field, slice_text(call->judgement->deviations[0].text));
}

static const Column COLUMNS[] = {
    { "id", false, print_id },
    { "start", false, print_start },
    { "end", false, print_end },
    { "duration_ms", false, print_duration },
    { "method", false, print_method },
    { "from_user", true, print_from_user },
    { "from_uri", true, print_from_uri },
    { "to_user", true, print_to_user },
    { "to_uri", true, print_to_uri },
    { "call_ids", true, print_call_ids },
    { "user_agent", true, print_user_agent },
    { "participants", false, print_participants },
    { "state", false, print_state },
    { "final_status", false, print_status },
    { "released_by", false, print_released_by },
    { "setup_ms", false, print_setup },
    { "ring_ms", false, print_ring },
    { "talk_ms", false, print_talk },
    { "messages", false, print_messages },
    { "retransmissions", false, print_retransmissions },
    { "duplicates", false, print_duplicates },
    { "flow", true, print_flow },
    { "verdict", false, print_verdict },
    { "reason", false, print_reason },
    { "deviations", false, print_deviations },
    { "first_deviation", true, print_deviation },
};

void *csv_open(const ReportContext *context)
{
    Csv *csv = g_new0(Csv, 1);

    csv->context = context;
    csv->line = g_string_sized_new(1024);
    csv->field = g_string_sized_new(256);
    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
        g_string_append_printf(csv->line, "%s%s", i ? "," : "", COLUMNS[i].name);
    write_line(csv);
    return csv;
}

void csv_call(void *report, const Call *call)
{
    Csv *csv = report;

    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++) {
        if (i > 0)
            g_string_append_c(csv->line, ',');
        COLUMNS[i].print(csv, call);
        take_field(csv, COLUMNS[i].is_foreign);
    }
    write_line(csv);
}

void csv_close(void *report)
{
    Csv *csv = report;

    g_string_free(csv->line, TRUE);
    g_string_free(csv->field, TRUE);
    g_free(csv);
}
