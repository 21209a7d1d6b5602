/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_rows.h"

#include "reports/endpoint_text.h"
#include "reports/flow_words.h"
#include "reports/ladder_flow.h"
#include "reports/ladder_frames.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define NAME_MAX_WIDTH 28
#define NO_ROW G_MAXUINT

/* The participant's address: with its port if it has but one endpoint. */
static void append_address(GString *out, const ReportContext *context,
                           const Participant *participant)
{
    const Endpoints *endpoints = dialogs_endpoints(context->dialogs);
    const Endpoint *first;
    unsigned others = 0;
    char text[ENDPOINT_TEXT];

    if (participant->addresses_len == 0)
        return;
    first = endpoints_get(endpoints, participant->addresses[0]);
    for (unsigned i = 1; i < participant->addresses_len; i++)
        others +=
            !endpoint_same_address(first, endpoints_get(endpoints, participant->addresses[i]));
    if (participant->addresses_len == 1)
        g_string_append(out, endpoint_print(first, text));
    else
        g_string_append(out, endpoint_print_address(first, text));
    if (others > 0)
        g_string_append_printf(out, " +%u", others);
}

static void append_word(GString *out, Slice text, bool unicode)
{
    if (text.len == 0)
        return;
    if (out->len > 0)
        g_string_append_c(out, ' ');
    terminal_append_cut(out, text, NAME_MAX_WIDTH, unicode);
}

static void make_column(LadderLayout *layout, LadderColumn *column,
                        const ReportContext *context, const Call *call)
{
    const Participant *participant = &call->participants[column->participant];
    char role = flow_words_role(call, column->participant);
    g_autoptr(GString) address = g_string_new(NULL);
    g_autoptr(GString) title = g_string_new(NULL);
    g_autoptr(GString) subtitle = g_string_new(NULL);

    append_address(address, context, participant);
    append_word(title, slice_text(participant->name), context->unicode);
    if (role)
        g_string_append_c(subtitle, role);
    append_word(subtitle, participant->user, context->unicode);
    if (title->len > 0)
        append_word(subtitle, slice_of(address->str, address->len), context->unicode);
    else
        g_string_append(title, address->str);
    column->title = g_string_chunk_insert(layout->strings, title->str);
    column->subtitle = g_string_chunk_insert(layout->strings, subtitle->str);
}

static void make_column_of_others(LadderLayout *layout, unsigned others)
{
    LadderColumn *column = &layout->columns[LADDER_PARTICIPANTS_MAX - 1];
    char title[32];

    g_snprintf(title, sizeof title, "%u others", others);
    column->title = g_string_chunk_insert(layout->strings, title);
    column->subtitle = "";
}

void ladder_rows_make_columns(LadderLayout *layout, const ReportContext *context,
                              const Call *call)
{
    layout->columns_len = MIN(call->participants_len, LADDER_PARTICIPANTS_MAX);
    layout->columns = g_new0(LadderColumn, layout->columns_len);
    for (unsigned i = 0; i < layout->columns_len; i++) {
        layout->columns[i].participant = i;
        make_column(layout, &layout->columns[i], context, call);
    }
    if (call->participants_len > LADDER_PARTICIPANTS_MAX)
        make_column_of_others(layout, call->participants_len - LADDER_PARTICIPANTS_MAX + 1);
}

unsigned ladder_rows_column(unsigned participant)
{
    return MIN(participant, LADDER_PARTICIPANTS_MAX - 1);
}

/* True if @message repeats what @row shows, between the same two. */
static bool folds_into(const CallMessage *message, const LadderRow *row)
{
    return ladder_rows_column(message->from) == row->from &&
           ladder_rows_column(message->to) == row->to;
}

static void fold(LadderRow *row, const CallMessage *message)
{
    int64_t time = message->message->time;

    if (message->repeat == REPEAT_DUPLICATE) {
        row->repeats.duplicates++;
        return;
    }
    row->repeats.retransmissions++;
    if (time != TIME_NONE && row->time != TIME_NONE)
        row->repeats.over = MAX(row->repeats.over, time - row->time);
}

/* Takes messages into rows. @rows_of holds two numbers for each message: the row that shows it,
 * and the row of its last copy between other columns. */
static void take_messages(LadderLayout *layout, const Call *call, unsigned *rows_of)
{
    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *message = &call->messages[i];
        unsigned *known = &rows_of[2 * message->original];
        LadderRow *row = &layout->rows[layout->rows_len];

        rows_of[2 * i] = rows_of[2 * i + 1] = NO_ROW;
        for (unsigned k = 0; k < 2 && message->repeat != REPEAT_NONE; k++)
            if (known[k] != NO_ROW && folds_into(message, &layout->rows[known[k]])) {
                fold(&layout->rows[known[k]], message);
                row = NULL;
                break;
            }
        if (!row)
            continue;
        known[message->repeat == REPEAT_NONE ? 0 : 1] = layout->rows_len++;
        *row = (LadderRow){
            .kind = LADDER_MESSAGE,
            .tone = ladder_words_tone(message),
            .message = i,
            .phase = LADDER_NO_PHASE,
            .dialog = message->dialog,
            .is_lost = message->message->flags & MESSAGE_UNREACHED,
            .from = ladder_rows_column(message->from),
            .to = ladder_rows_column(message->to),
            .time = message->message->time,
            .delta = SPAN_NONE,
        };
    }
}

/* A session description that a server passes on as it came is told once. */
static void write_labels(LadderLayout *layout, const ReportContext *context, const Call *call)
{
    LadderWords words = ladder_words_of(context, call);
    g_autoptr(GString) label = g_string_new(NULL);
    g_autoptr(GString) detail = g_string_new(NULL);
    g_autoptr(GHashTable) told = g_hash_table_new(NULL, NULL);

    for (unsigned i = 0; i < layout->rows_len; i++) {
        LadderRow *row = &layout->rows[i];
        gpointer sdp = GUINT_TO_POINTER(call->messages[row->message].message->sdp);

        g_string_truncate(label, 0);
        g_string_truncate(detail, 0);
        ladder_words_print(&words, &call->messages[row->message], &row->repeats, label, detail);
        row->label = g_string_chunk_insert(layout->strings, label->str);
        row->detail = "";
        if (detail->len > 0 && g_hash_table_add(told, sdp))
            row->detail = g_string_chunk_insert(layout->strings, detail->str);
    }
}

/* Puts a row with the new date before each row whose date is not that of the row before. */
static void add_dates(LadderLayout *layout, const ReportContext *context)
{
    TimeText clock = { .utc = context->utc };
    g_autofree LadderRow *rows = g_steal_pointer(&layout->rows);
    int64_t last = TIME_NONE;
    char text[TIME_TEXT];

    layout->rows = g_new(LadderRow, (gsize)layout->rows_len * 2);
    for (unsigned i = 0, len = layout->rows_len, to = 0; i < len; i++, layout->rows_len = to) {
        int64_t time = rows[i].time;

        if (time != TIME_NONE && last != TIME_NONE) {
            rows[i].delta = time - last;
            if (time_text_day(&clock, time) != time_text_day(&clock, last)) {
                time_text_date(&clock, time, text);
                layout->rows[to++] = (LadderRow){
                    .kind = LADDER_DATE,
                    .phase = LADDER_NO_PHASE,
                    .label = g_string_chunk_insert(layout->strings, text),
                    .detail = "",
                    .time = time,
                    .delta = SPAN_NONE,
                };
            }
        }
        last = time != TIME_NONE ? time : last;
        layout->rows[to++] = rows[i];
    }
}

void ladder_rows_make(LadderLayout *layout, const ReportContext *context, const Call *call)
{
    g_autofree unsigned *rows_of = g_new(unsigned, 2 * (gsize)call->messages_len);

    layout->rows = g_new(LadderRow, call->messages_len);
    take_messages(layout, call, rows_of);
    write_labels(layout, context, call);
    ladder_flow_add_rows(layout, call);
    ladder_frames_add_rows(layout, call);
    add_dates(layout, context);
    ladder_frames_make(layout);
}
