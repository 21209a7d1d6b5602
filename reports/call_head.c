/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/call_head.h"

#include "reports/flow_head.h"
#include "reports/flow_words.h"
#include "reports/time_text.h"
#include "reports/wrap.h"

#define NS_PER_MS 1000000
#define USER_WIDTH_MAX 64
#define VALUE_WIDTH_MAX 160

/* A head that is being written, and its line to come. */
typedef struct Draft {
    CallHead *head;
    const ReportContext *context;
    GString *line;
    TimeText clock;
} Draft;

static void clear_line(gpointer line)
{
    g_free(((CallHeadLine *)line)->text);
}

CallHead *call_head_new_empty(void)
{
    CallHead *head = g_new0(CallHead, 1);

    head->lines = g_array_new(FALSE, FALSE, sizeof(CallHeadLine));
    g_array_set_clear_func(head->lines, clear_line);
    return head;
}

void call_head_free(CallHead *head)
{
    if (!head)
        return;
    g_array_unref(head->lines);
    g_free(head);
}

void call_head_add(CallHead *head, unsigned indent, TerminalTone tone, GString *line)
{
    CallHeadLine added = { indent, tone, NULL };

    if (line->len == 0)
        return;
    added.text = g_strdup(line->str);
    g_array_append_val(head->lines, added);
    g_string_truncate(line, 0);
}

void call_head_print(const CallHead *head, const ReportContext *context)
{
    for (unsigned i = 0; i < head->lines->len; i++) {
        const CallHeadLine *line = &g_array_index(head->lines, CallHeadLine, i);

        wrap_print(context, line->text, (WrapIndent){ line->indent, line->indent + 2 },
                   line->tone);
    }
}

static void end_line(Draft *draft, unsigned indent, TerminalTone tone)
{
    call_head_add(draft->head, indent, tone, draft->line);
}

static void append_value(Draft *draft, Slice value, unsigned width)
{
    terminal_append_cut(draft->line, value, width, draft->context->unicode);
}

static void add_title(Draft *draft, const Call *call)
{
    const Texts *texts = dialogs_texts(draft->context->dialogs);

    g_string_append_printf(draft->line, "Call %" G_GUINT64_FORMAT ": ", call->id);
    append_value(draft, call_from(call, texts), USER_WIDTH_MAX);
    g_string_append(draft->line, " > ");
    append_value(draft, call_to(call, texts), USER_WIDTH_MAX);
    g_string_append_printf(draft->line, ", %s, %s",
                           method_name((Method)call->dialogs[0]->method),
                           state_name(call->state));
    if (call->final_status >= 300)
        g_string_append_printf(draft->line, " %u", call->final_status);
    if (call->folded)
        g_string_append_printf(draft->line, " (and %u more like it)", call->folded);
    end_line(draft, 0, TERMINAL_STRONG);
}

/* "over TCP", if all messages were, and not UDP: that goes without saying. */
static void append_transport(Draft *draft, const Call *call)
{
    Transport transport = (Transport)call->messages[0].message->transport;
    g_autofree char *upper = g_ascii_strup(transport_name(transport), -1);

    for (unsigned i = 0; i < call->messages_len; i++)
        if (call->messages[i].message->transport != transport)
            return;
    if (transport != TRANSPORT_UDP)
        g_string_append_printf(draft->line, " over %s", upper);
}

static void add_extent(Draft *draft, const Call *call)
{
    char span[TIME_TEXT];

    if (call->start != TIME_NONE) {
        time_text_date(&draft->clock, call->start, span);
        g_string_append_printf(draft->line, "%s ", span);
        time_text_clock(&draft->clock, call->start, 3, span);
        g_string_append_printf(draft->line, "%s ", span);
        time_text_zone(&draft->clock, call->start, span);
        g_string_append_printf(draft->line, "%s, ", span);
        time_text_span(call->end - call->start, span);
        if (call->messages_len > 1)
            g_string_append_printf(draft->line, "lasted %s, ", span);
    }
    g_string_append_printf(draft->line, "%u message%s", call->messages_len,
                           call->messages_len == 1 ? "" : "s");
    append_transport(draft, call);
    end_line(draft, 2, TERMINAL_PLAIN);
}

/* Appends one of several things to a line that begins with the first of them. */
static void append_item(Draft *draft, const char *item)
{
    g_string_append_printf(draft->line, "%s%s", draft->line->len ? ", " : "", item);
}

static void append_span(Draft *draft, const char *before, int64_t ms)
{
    char span[TIME_TEXT];

    if (ms < 0)
        return;
    append_item(draft, before);
    time_text_span(ms * NS_PER_MS, span);
    g_string_append_printf(draft->line, " %s", span);
}

/* True if it is known who the terminals are. */
static bool has_terminals(const Call *call)
{
    for (unsigned i = 0; i < call->participants_len; i++) {
        char role = flow_words_role(call, i);

        if (role && role != TEMPLATE_NETWORK)
            return true;
    }
    return false;
}

static void add_course(Draft *draft, const Call *call)
{
    append_span(draft, "set up in", call->setup_ms);
    append_span(draft, "rang for", call->ring_ms);
    append_span(draft, "talked for", call->talk_ms);
    if (call->released_by && has_terminals(call)) {
        append_item(draft, "ended by ");
        g_string_append_c(draft->line, call->released_by);
    }
    end_line(draft, 2, TERMINAL_PLAIN);
}

static void append_count(Draft *draft, unsigned count, const char *what)
{
    g_autofree char *item = g_strdup_printf("%u %s%s", count, what, count == 1 ? "" : "s");

    if (count > 0)
        append_item(draft, item);
}

static void add_repeats(Draft *draft, const Call *call)
{
    append_count(draft, call->retransmissions, "retransmission");
    append_count(draft, call->duplicates, "duplicate packet");
    end_line(draft, 2, TERMINAL_PLAIN);
}

static void add_dialogs(Draft *draft, const Call *call)
{
    const Texts *texts = dialogs_texts(draft->context->dialogs);

    for (unsigned i = 0; i < call->dialogs_len; i++) {
        const Dialog *dialog = call->dialogs[i];
        unsigned forks = dialog->more_forks_len + 1u;

        if (call->dialogs_len > 1)
            g_string_append_printf(draft->line, "#%u %s ", i + 1,
                                   method_name((Method)dialog->method));
        if (dialog->call_id) {
            g_string_append(draft->line, "Call-ID ");
            append_value(draft, texts_get(texts, dialog->call_id), VALUE_WIDTH_MAX);
        } else {
            g_string_append(draft->line, "without a Call-ID");
        }
        if (forks > 1)
            g_string_append_printf(draft->line, ", %u forks", forks);
        if (call->linked_by[i]) {
            g_string_append(draft->line,
                            call->linked_by[i] == call->late ? ", " : ", linked by ");
            append_value(draft, slice_text(call->linked_by[i]), VALUE_WIDTH_MAX);
        }
        end_line(draft, 2, TERMINAL_PLAIN);
    }
}

static void add_possibly(Draft *draft, const Call *call)
{
    if (!call->possibly)
        return;
    g_string_append_printf(draft->line, "Possibly the same as call %" G_GUINT64_FORMAT,
                           call->possibly);
    end_line(draft, 2, TERMINAL_PLAIN);
}

static void add_agent(Draft *draft, const Call *call)
{
    Slice agent =
        texts_get(dialogs_texts(draft->context->dialogs), call->dialogs[0]->user_agent);

    if (agent.len == 0)
        return;
    g_string_append(draft->line, "User-Agent ");
    append_value(draft, agent, VALUE_WIDTH_MAX);
    end_line(draft, 2, TERMINAL_PLAIN);
}

CallHead *call_head_new(const ReportContext *context, const Call *call)
{
    g_autoptr(GString) line = g_string_new(NULL);
    Draft draft = { call_head_new_empty(), context, line, { .utc = context->utc } };

    add_title(&draft, call);
    add_extent(&draft, call);
    add_course(&draft, call);
    add_repeats(&draft, call);
    flow_head_add(draft.head, context, call);
    add_dialogs(&draft, call);
    add_possibly(&draft, call);
    add_agent(&draft, call);
    return draft.head;
}
