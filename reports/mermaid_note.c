/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_note.h"

#include "dissect/sip/scan.h"
#include "reports/explain.h"
#include "reports/mermaid_text.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define REASON_WIDTH 72
#define METHOD_WIDTH 24

static void count_repeats(MermaidNotes *notes, const Call *call)
{
    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *message = &call->messages[i];
        unsigned original = call->messages[message->original].original; /* of a copy's too */
        LadderRepeats *repeats = &notes->repeats[original];
        int64_t time = message->message->time;
        int64_t first = call->messages[original].message->time;

        if (message->repeat == REPEAT_DUPLICATE)
            repeats->duplicates++;
        if (message->repeat == REPEAT_NONE || message->repeat == REPEAT_DUPLICATE)
            continue;
        repeats->retransmissions++;
        if (time != TIME_NONE && first != TIME_NONE)
            repeats->over = MAX(repeats->over, time - first);
    }
}

void mermaid_notes_init(MermaidNotes *notes, const ReportContext *context, const Call *call)
{
    *notes = (MermaidNotes){
        .words = ladder_words_of(context, call),
        .repeats = g_new0(LadderRepeats, call->messages_len),
        .told = g_hash_table_new(NULL, NULL),
    };
    count_repeats(notes, call);
}

void mermaid_notes_clear(MermaidNotes *notes)
{
    g_free(notes->repeats);
    g_hash_table_unref(notes->told);
}

static bool scan(const MermaidNotes *notes, const Message *message, SipView *view)
{
    const MessageTexts *texts = notes->words.context->texts;
    MessageText text;

    return texts && message_texts_get(texts, message, &text) && scan_message(text.text, view);
}

static bool is_usual(Slice reason, unsigned status)
{
    const char *usual = explain_status(status)->reason;

    return usual && strlen(usual) == reason.len &&
           g_ascii_strncasecmp((const char *)reason.data, usual, reason.len) == 0;
}

static void append_reason(const MermaidNotes *notes, const Message *message, gsize start,
                          GString *out)
{
    g_autoptr(GString) reason = g_string_new(NULL);
    SipView view;

    if (message_is_request(message) || !scan(notes, message, &view) || view.reason.len == 0 ||
        is_usual(view.reason, message->status))
        return;
    terminal_append_cut(reason, view.reason, REASON_WIDTH, true);
    mermaid_append_lines(out, start, reason->str);
}

/* A description that a server passes on as it came is told once. */
static void append_description(MermaidNotes *notes, unsigned index, gsize start, GString *out)
{
    const CallMessage *message = &notes->words.call->messages[index];
    LadderRepeats none = { 0 };
    g_autoptr(GString) label = g_string_new(NULL);
    g_autoptr(GString) detail = g_string_new(NULL);

    if (!(message->message->flags & MESSAGE_HAS_SDP))
        return;
    ladder_words_print(&notes->words, message, &none, label, detail);
    if (detail->len > 0 &&
        g_hash_table_add(notes->told, GUINT_TO_POINTER(message->message->sdp)))
        mermaid_append_lines(out, start, detail->str);
}

static void append_repeats(const LadderRepeats *repeats, gsize start, GString *out)
{
    g_autoptr(GString) text = g_string_new(NULL);
    char span[TIME_TEXT];

    if (repeats->retransmissions > 0) {
        time_text_span(repeats->over, span);
        g_string_printf(text, "sent %u times in %s", repeats->retransmissions + 1, span);
        mermaid_append_lines(out, start, text->str);
    }
    if (repeats->duplicates > 0) {
        g_string_printf(text, "%u duplicate packet%s", repeats->duplicates,
                        repeats->duplicates == 1 ? "" : "s");
        mermaid_append_lines(out, start, text->str);
    }
}

void mermaid_notes_append(MermaidNotes *notes, unsigned index, gsize start, GString *out)
{
    const Message *message = notes->words.call->messages[index].message;

    append_reason(notes, message, start, out);
    append_description(notes, index, start, out);
    append_repeats(&notes->repeats[index], start, out);
    if (message->flags & MESSAGE_UNREACHED)
        mermaid_append_lines(out, start, "not delivered");
    if (message->flags & MESSAGE_CUT_SHORT)
        mermaid_append_lines(out, start, "cut short");
}

void mermaid_notes_append_name(const MermaidNotes *notes, unsigned index, GString *out)
{
    const Message *message = notes->words.call->messages[index].message;
    g_autoptr(GString) name = g_string_new(NULL);
    SipView view;

    if (!message_is_request(message))
        g_string_append_printf(name, "%03u ", message->status);
    if (message->method == METHOD_OTHER && scan(notes, message, &view))
        terminal_append_cut(name, view.method_text, METHOD_WIDTH, true);
    else
        g_string_append(name, method_name((Method)message->method));
    mermaid_append_text(out, name->str);
}
