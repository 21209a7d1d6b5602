/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text.h"

#include "reports/flow_head.h"
#include "reports/ladder_text.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define NS_PER_MS 1000000
#define USER_WIDTH_MAX 64
#define VALUE_WIDTH_MAX 160

typedef struct Text {
    const ReportContext *context;
    GString *line;
    TimeText clock;
    uint64_t calls;
} Text;

void *text_open(const ReportContext *context)
{
    Text *text = g_new0(Text, 1);

    text->context = context;
    text->line = g_string_sized_new(512);
    text->clock.utc = context->utc;
    return text;
}

static void print_line(Text *text, TerminalTone tone)
{
    const ReportContext *context = text->context;

    fprintf(context->out, "%s%s%s\n", terminal_tone(tone, context->color), text->line->str,
            terminal_tone_end(tone, context->color));
    g_string_truncate(text->line, 0);
}

static void append_value(Text *text, Slice value, unsigned width)
{
    terminal_append_cut(text->line, value, width, text->context->unicode);
}

static void print_title(Text *text, const Call *call)
{
    const Texts *texts = dialogs_texts(text->context->dialogs);

    g_string_append_printf(text->line, "Call %" G_GUINT64_FORMAT ": ", call->id);
    append_value(text, call_from(call, texts), USER_WIDTH_MAX);
    g_string_append(text->line, " > ");
    append_value(text, call_to(call, texts), USER_WIDTH_MAX);
    g_string_append_printf(text->line, ", %s, %s",
                           method_name((Method)call->dialogs[0]->method),
                           state_name(call->state));
    if (call->final_status >= 300)
        g_string_append_printf(text->line, " %u", call->final_status);
    if (call->folded)
        g_string_append_printf(text->line, " (and %u more like it)", call->folded);
    print_line(text, TERMINAL_STRONG);
}

/* "over TCP", if all messages were, and not UDP: that goes without saying. */
static void append_transport(Text *text, const Call *call)
{
    Transport transport = (Transport)call->messages[0].message->transport;
    g_autofree char *upper = g_ascii_strup(transport_name(transport), -1);

    for (unsigned i = 0; i < call->messages_len; i++)
        if (call->messages[i].message->transport != transport)
            return;
    if (transport != TRANSPORT_UDP)
        g_string_append_printf(text->line, " over %s", upper);
}

static void print_extent(Text *text, const Call *call)
{
    char span[TIME_TEXT];

    g_string_append(text->line, "  ");
    if (call->start != INT64_MIN) {
        time_text_date(&text->clock, call->start, span);
        g_string_append_printf(text->line, "%s ", span);
        time_text_clock(&text->clock, call->start, 3, span);
        g_string_append_printf(text->line, "%s, ", span);
        time_text_span(call->end - call->start, span);
        if (call->messages_len > 1)
            g_string_append_printf(text->line, "lasted %s, ", span);
    }
    g_string_append_printf(text->line, "%u message%s", call->messages_len,
                           call->messages_len == 1 ? "" : "s");
    append_transport(text, call);
    print_line(text, TERMINAL_PLAIN);
}

/* Appends one of several things to a line that begins with the first of them. */
static void append_item(Text *text, const char *item)
{
    g_string_append_printf(text->line, "%s%s", text->line->len ? ", " : "  ", item);
}

static void append_span(Text *text, const char *before, int64_t ms)
{
    char span[TIME_TEXT];

    if (ms < 0)
        return;
    append_item(text, before);
    time_text_span(ms * NS_PER_MS, span);
    g_string_append_printf(text->line, " %s", span);
}

static void print_course(Text *text, const Call *call)
{
    append_span(text, "set up in", call->setup_ms);
    append_span(text, "rang for", call->ring_ms);
    append_span(text, "talked for", call->talk_ms);
    if (call->released_by) {
        append_item(text, "ended by ");
        g_string_append_c(text->line, call->released_by);
    }
    if (text->line->len)
        print_line(text, TERMINAL_PLAIN);
}

static void append_count(Text *text, unsigned count, const char *what)
{
    g_autofree char *item = g_strdup_printf("%u %s%s", count, what, count == 1 ? "" : "s");

    if (count > 0)
        append_item(text, item);
}

static void print_repeats(Text *text, const Call *call)
{
    append_count(text, call->retransmissions, "retransmission");
    append_count(text, call->duplicates, "duplicate packet");
    if (text->line->len)
        print_line(text, TERMINAL_PLAIN);
}

static void print_dialogs(Text *text, const Call *call)
{
    const Texts *texts = dialogs_texts(text->context->dialogs);

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        const Dialog *dialog = call->dialogs[i];
        unsigned forks = dialog->more_forks_len + 1u;

        g_string_append(text->line, "  ");
        if (call->dialogs_len > 1)
            g_string_append_printf(text->line, "#%u %s ", i + 1,
                                   method_name((Method)dialog->method));
        if (dialog->call_id) {
            g_string_append(text->line, "Call-ID ");
            append_value(text, texts_get(texts, dialog->call_id), VALUE_WIDTH_MAX);
        } else {
            g_string_append(text->line, "without a Call-ID");
        }
        if (forks > 1)
            g_string_append_printf(text->line, ", %u forks", forks);
        if (call->linked_by[i]) {
            g_string_append(text->line, ", linked by ");
            append_value(text, slice_text(call->linked_by[i]), VALUE_WIDTH_MAX);
        }
        print_line(text, TERMINAL_PLAIN);
    }
}

static void print_possibly(Text *text, const Call *call)
{
    if (!call->possibly)
        return;
    g_string_append_printf(text->line, "  Possibly the same as call %" G_GUINT64_FORMAT,
                           call->possibly);
    print_line(text, TERMINAL_PLAIN);
}

static void print_agent(Text *text, const Call *call)
{
    Slice agent =
        texts_get(dialogs_texts(text->context->dialogs), call->dialogs[0]->user_agent);

    if (agent.len == 0)
        return;
    g_string_append(text->line, "  User-Agent ");
    append_value(text, agent, VALUE_WIDTH_MAX);
    print_line(text, TERMINAL_PLAIN);
}

void text_call(void *report, const Call *call)
{
    Text *text = report;
    g_autoptr(LadderLayout) layout = ladder_layout_new(text->context, call);

    if (text->calls++ > 0)
        fputc('\n', text->context->out);
    print_title(text, call);
    print_extent(text, call);
    print_course(text, call);
    print_repeats(text, call);
    flow_head_print(text->context, call);
    print_dialogs(text, call);
    print_possibly(text, call);
    print_agent(text, call);
    fputc('\n', text->context->out);
    ladder_text_draw(layout, text->context);
}

void no_calls_print(const ReportContext *context)
{
    if (context->calls > 1)
        fprintf(context->out, "No call to show: none of the %u calls is selected.\n",
                context->calls);
    else if (context->calls == 1)
        fputs("No call to show: the only call is not selected.\n", context->out);
    else
        fputs("No call to show.\n", context->out);
}

void text_close(void *report)
{
    Text *text = report;

    if (text->calls == 0)
        no_calls_print(text->context);
    flow_summary_print(text->context);
    skipped_print(text->context);
    g_string_free(text->line, TRUE);
    g_free(text);
}
