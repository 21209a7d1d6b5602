/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/list_cells.h"

#include "reports/flow_words.h"

#define NS_PER_MS 1000000
#define CALL_ID_MAX 128
#define PATH_MAX_LEN 12

static void append_word(GString *out, const char *word)
{
    terminal_put(out, word, strlen(word));
}

/* printf() would take most of a row's time. */
static void append_number(GString *out, uint64_t number)
{
    char digits[20];
    unsigned at = sizeof digits;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    terminal_put(out, digits + at, sizeof digits - at);
}

static void write_number(ListCells *cells, GString *out, const Call *call)
{
    (void)cells;
    append_number(out, call->id);
}

static void append_time(ListCells *cells, GString *out, const Call *call, unsigned digits)
{
    char text[TIME_TEXT];

    terminal_put(out, text, time_text_clock(&cells->clock, call->start, digits, text));
}

static void write_second(ListCells *cells, GString *out, const Call *call)
{
    append_time(cells, out, call, 0);
}

static void write_millisecond(ListCells *cells, GString *out, const Call *call)
{
    append_time(cells, out, call, 3);
}

static void write_date(ListCells *cells, GString *out, const Call *call)
{
    char text[TIME_TEXT];

    if (call->start == TIME_NONE)
        return;
    terminal_put(out, text, time_text_date(&cells->clock, call->start, text));
    terminal_put(out, " ", 1);
    append_time(cells, out, call, 6);
}

static void write_from(ListCells *cells, GString *out, const Call *call)
{
    terminal_append_cut(out, call_from(call, cells->texts), cells->user_width,
                        cells->context->unicode);
}

static void write_to(ListCells *cells, GString *out, const Call *call)
{
    terminal_append_cut(out, call_to(call, cells->texts), cells->user_width,
                        cells->context->unicode);
}

static void write_method(ListCells *cells, GString *out, const Call *call)
{
    (void)cells;
    append_word(out, method_name((Method)call->dialogs[0]->method));
}

static const TerminalTone TONES[STATE_COUNT] = {
    [STATE_OTHER] = TERMINAL_PLAIN,        [STATE_TRYING] = TERMINAL_PENDING,
    [STATE_RINGING] = TERMINAL_PENDING,    [STATE_IN_CALL] = TERMINAL_GOOD,
    [STATE_HELD] = TERMINAL_PENDING,       [STATE_COMPLETED] = TERMINAL_GOOD,
    [STATE_BUSY] = TERMINAL_PENDING,       [STATE_NO_ANSWER] = TERMINAL_PENDING,
    [STATE_CANCELLED] = TERMINAL_PENDING,  [STATE_REJECTED] = TERMINAL_BAD,
    [STATE_REDIRECTED] = TERMINAL_PENDING, [STATE_UNANSWERED] = TERMINAL_BAD,
    [STATE_TRANSFERRED] = TERMINAL_GOOD,   [STATE_CHALLENGED] = TERMINAL_PENDING,
    [STATE_REGISTERED] = TERMINAL_GOOD,    [STATE_DEREGISTERED] = TERMINAL_GOOD,
    [STATE_SUBSCRIBED] = TERMINAL_GOOD,    [STATE_FAILED] = TERMINAL_BAD,
};

/* A refusal is told by its code; that an answered call got a 200 says nothing new. */
static void write_state(ListCells *cells, GString *out, const Call *call)
{
    cells->tone = TONES[call->state];
    append_word(out, state_name(call->state));
    if (call->final_status >= 300) {
        terminal_put(out, " ", 1);
        append_number(out, call->final_status);
    }
    if (call->folded) {
        terminal_put(out, " x", 2);
        append_number(out, (uint64_t)call->folded + 1);
    }
}

/* What is told of a call that is not over. */
static void append_event(GString *out, const LiveEvent *event, const Call *call)
{
    switch (event->kind) {
    case LIVE_BEGIN:
        append_word(out, "begins");
        if (call->late) {
            append_word(out, ", ");
            append_word(out, call->late);
        }
        break;
    case LIVE_UPDATE: /* what has ended is not over before nobody repeats its end */
        append_word(out, state_is_over(call->state) ? "has ended" : "goes on");
        break;
    case LIVE_JOINED:
        append_word(out, "is a leg of call ");
        append_number(out, event->into);
        break;
    case LIVE_END: break;
    }
}

static void write_flow(ListCells *cells, GString *out, const Call *call)
{
    cells->tone = flow_words_tone(call->judgement);
    if (cells->context->event && !call->judgement)
        append_event(out, cells->context->event, call);
    else if (call->judgement)
        flow_words_append_short(out, call, cells->flow_width, cells->context->unicode);
    else
        terminal_put(out, "-", 1);
}

static void append_span(GString *out, int64_t nanoseconds)
{
    char text[TIME_TEXT];

    terminal_put(out, text, time_text_span(nanoseconds, text));
}

static void write_lasted(ListCells *cells, GString *out, const Call *call)
{
    (void)cells;
    if (call->messages_len > 1 && call->start != TIME_NONE)
        append_span(out, call->end - call->start);
}

static void write_talked(ListCells *cells, GString *out, const Call *call)
{
    (void)cells;
    if (call->talk_ms >= 0)
        append_span(out, call->talk_ms * NS_PER_MS);
}

static void write_messages(ListCells *cells, GString *out, const Call *call)
{
    (void)cells;
    append_number(out, call->messages_len);
}

/* Ports are told where addresses alone do not tell the participants apart. */
static bool shares_address(const ListCells *cells, const Call *call, unsigned index)
{
    const Endpoints *endpoints = dialogs_endpoints(cells->context->dialogs);
    EndpointId own = call->participants[index].addresses[0];

    for (unsigned i = 0; i < call->participants_len; i++) {
        const Participant *other = &call->participants[i];

        if (i != index && other->addresses_len > 0 &&
            endpoint_same_address(endpoints_get(endpoints, own),
                                  endpoints_get(endpoints, other->addresses[0])))
            return true;
    }
    return false;
}

static void append_address(ListCells *cells, GString *out, const Call *call, unsigned index)
{
    EndpointId id = call->participants[index].addresses[0];
    Slice text = shares_address(cells, call, index)
                     ? endpoint_texts_get(cells->endpoints, id)
                     : endpoint_texts_address(cells->endpoints, id);

    terminal_put(out, (const char *)text.data, text.len);
}

static void write_path(ListCells *cells, GString *out, const Call *call)
{
    for (unsigned i = 0; i < call->participants_len && i < PATH_MAX_LEN; i++) {
        const Participant *participant = &call->participants[i];

        if (i > 0)
            terminal_put(out, " > ", 3);
        if (participant->name)
            terminal_append(out, slice_text(participant->name), cells->context->unicode);
        else if (participant->addresses_len > 0)
            append_address(cells, out, call, i);
    }
    if (call->participants_len > PATH_MAX_LEN)
        terminal_put(out, " > ...", 6);
}

static void write_call_id(ListCells *cells, GString *out, const Call *call)
{
    terminal_append_cut(out, texts_get(cells->texts, call->dialogs[0]->call_id), CALL_ID_MAX,
                        cells->context->unicode);
}

#define ANY G_MAXUINT

const ListColumn LIST_TABLE[LIST_COLUMNS] = {
    [LIST_NUMBER] = { "#", write_number, 3, 0, 0, ANY, TERMINAL_RIGHT, true },
    [LIST_SECOND] = { "Time", write_second, 8, 0, 0, 99, TERMINAL_LEFT, false },
    [LIST_MILLISECOND] = { "Time", write_millisecond, 12, 0, 100, ANY, TERMINAL_LEFT, false },
    [LIST_DATE] = { "Date and time", write_date, 26, 0, ANY, ANY, TERMINAL_LEFT, true },
    [LIST_FROM] = { "From", write_from, 0, 0, 0, ANY, TERMINAL_LEFT, true },
    [LIST_TO] = { "To", write_to, 0, 0, 0, ANY, TERMINAL_LEFT, true },
    [LIST_METHOD] = { "Method", write_method, 9, 2, 0, ANY, TERMINAL_LEFT, true },
    [LIST_STATE] = { "State", write_state, 14, 0, 0, ANY, TERMINAL_LEFT, true },
    [LIST_FLOW] = { "Flow", write_flow, LIST_FLOW_MIN, 1, 0, ANY, TERMINAL_LEFT, true },
    [LIST_LASTED] = { "Lasted", write_lasted, 7, 3, 0, ANY, TERMINAL_RIGHT, true },
    [LIST_TALKED] = { "Talked", write_talked, 7, 6, 0, ANY, TERMINAL_RIGHT, true },
    [LIST_MESSAGES] = { "Msgs", write_messages, 4, 4, 0, ANY, TERMINAL_RIGHT, true },
    [LIST_PATH] = { "Path", write_path, 27, 5, 0, ANY, TERMINAL_LEFT, true },
    [LIST_CALL_ID] = { "Call-ID", write_call_id, 24, 7, 140, ANY, TERMINAL_LEFT, true },
};
