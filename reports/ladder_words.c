/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/ladder_words.h"

#include "dissect/sip/scan.h"
#include "reports/explain.h"
#include "reports/sdp_text.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define METHOD_MAX 24
#define REASON_MAX 72
#define DETAIL_MAX 160

/* What breaks a message so that somebody may have to mend the device that sent it. */
#define MALFORMED                                                                              \
    (ANOMALY_BIT(ANOMALY_MALFORMED_SIP) | ANOMALY_BIT(ANOMALY_NO_CALL_ID) |                    \
     ANOMALY_BIT(ANOMALY_MISSING_HEADER) | ANOMALY_BIT(ANOMALY_BAD_CSEQ) |                     \
     ANOMALY_BIT(ANOMALY_BAD_CONTENT_LENGTH) | ANOMALY_BIT(ANOMALY_BAD_VERSION) |              \
     ANOMALY_BIT(ANOMALY_BAD_STATUS) | ANOMALY_BIT(ANOMALY_BAD_URI) |                          \
     ANOMALY_BIT(ANOMALY_BAD_BRANCH) | ANOMALY_BIT(ANOMALY_BAD_DATE) |                         \
     ANOMALY_BIT(ANOMALY_REPEATED_HEADER))

LadderWords ladder_words_of(const ReportContext *context, const Call *call)
{
    LadderWords words = { .context = context, .call = call };
    const Message *answer = NULL;

    for (unsigned i = 0; i < call->messages_len; i++) {
        const Message *message = call->messages[i].message;

        if (message->transport != call->messages[0].message->transport)
            words.with_transport = true;
        if (message_is_request(message))
            continue;
        if (answer && message->method != answer->method)
            words.with_methods = true;
        answer = message;
    }
    return words;
}

static void append_what(const LadderWords *words, const Message *message, const SipView *view,
                        GString *label)
{
    bool unicode = words->context->unicode;
    const Explained *explained;

    if (message_is_request(message)) {
        if (message->method == METHOD_OTHER && view)
            terminal_append_cut(label, view->method_text, METHOD_MAX, unicode);
        else
            g_string_append(label, method_name((Method)message->method));
        return;
    }
    explained = explain_status(message->status);
    g_string_append_printf(label, "%03u", message->status);
    if (view ? view->reason.len > 0 : explained->reason != NULL)
        g_string_append_c(label, ' ');
    if (view)
        terminal_append_cut(label, view->reason, REASON_MAX, unicode);
    else if (explained->reason)
        g_string_append(label, explained->reason);
    if (words->with_methods && (message->method != METHOD_INVITE || message->status >= 200))
        g_string_append_printf(label, " (%s)", method_name((Method)message->method));
}

static void append_repeats(const CallMessage *message, const LadderRepeats *repeats,
                           GString *label)
{
    char span[TIME_TEXT];

    if (message->repeat != REPEAT_NONE)
        g_string_append_printf(label, " (%s %u)",
                               message->repeat == REPEAT_DUPLICATE ? "copy of" : "again:",
                               message->original + 1);
    if (repeats->retransmissions > 0) {
        time_text_span(repeats->over, span);
        g_string_append_printf(label, " x%u in %s", repeats->retransmissions + 1, span);
    }
    if (repeats->duplicates > 0)
        g_string_append_printf(label, " +%u dup", repeats->duplicates);
}

static void append_marks(const Message *message, AnomalySet anomalies, GString *label)
{
    if (message->flags & MESSAGE_UNREACHED)
        g_string_append(label, " [not delivered]");
    if (message->flags & MESSAGE_CUT_SHORT)
        g_string_append(label, " [cut short]");
    if (anomalies & MALFORMED)
        g_string_append(label, " [malformed]");
}

void ladder_words_print(const LadderWords *words, const CallMessage *message,
                        const LadderRepeats *repeats, GString *label, GString *detail)
{
    const ReportContext *context = words->context;
    const Message *m = message->message;
    MessageText text = { 0 };
    SipView view;
    Sdp sdp;
    bool is_read = context->texts && message_texts_get(context->texts, m, &text) &&
                   scan_message(text.text, &view);

    append_what(words, m, is_read ? &view : NULL, label);
    if (m->flags & MESSAGE_HAS_SDP)
        g_string_append(label, m->flags & MESSAGE_HOLD ? " sdp hold" : " sdp");
    if (words->with_transport && m->transport != TRANSPORT_UDP)
        g_string_append_printf(label, " %s", transport_name((Transport)m->transport));
    append_repeats(message, repeats, label);
    append_marks(m, is_read ? view.anomalies | text.anomalies : 0, label);
    if (is_read && (m->flags & MESSAGE_HAS_SDP) && sdp_text_read(&view, &sdp)) {
        g_autoptr(GString) summary = g_string_new(NULL);

        sdp_text_summary(summary, &sdp, context->unicode);
        terminal_append_cut(detail, slice_of(summary->str, summary->len), DETAIL_MAX,
                            context->unicode);
    }
}

LadderTone ladder_words_tone(const CallMessage *message)
{
    unsigned status = message->message->status;

    if (message->repeat != REPEAT_NONE)
        return LADDER_COPY;
    if (message_is_request(message->message))
        return LADDER_REQUEST;
    if (status < 200)
        return LADDER_PROVISIONAL;
    return status < 300 ? LADDER_SUCCESS : status < 400 ? LADDER_REDIRECTION : LADDER_REFUSAL;
}
