/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "dissect/sip/full.h"
#include "dissect/sip/params.h"
#include "dissect/sip/scan.h"
#include "reports/explain.h"
#include "reports/report.h"
#include "reports/sdp_text.h"
#include "reports/terminal.h"
#include "reports/time_text.h"

#define LABEL_WIDTH 14
#define VALUE_MAX 400 /* columns; the text below has all of it */
#define VIAS_SHOWN 16
#define CODECS_SHOWN 16
#define MIN_RULE 40

typedef struct View {
    const ReportContext *context;
    const Call *call;
    const CallMessage *message;
    unsigned n;
    MessageText text;
    SipView sip;
    AnomalySet anomalies;
    GString *line;
} View;

static void print_line(View *view, TerminalTone tone)
{
    const ReportContext *context = view->context;

    fprintf(context->out, "%s%s%s\n", terminal_tone(tone, context->color), view->line->str,
            terminal_tone_end(tone, context->color));
    g_string_truncate(view->line, 0);
}

/* Begins a field's line. */
static void begin_field(View *view, const char *label)
{
    const ReportContext *context = view->context;

    g_string_append(view->line, "  ");
    g_string_append(view->line, terminal_tone(TERMINAL_FAINT, context->color));
    terminal_append_cell(view->line, slice_text(label), LABEL_WIDTH, TERMINAL_LEFT, true);
    g_string_append(view->line, terminal_tone_end(TERMINAL_FAINT, context->color));
}

static void append_value(View *view, Slice value)
{
    terminal_append_cut(view->line, value, VALUE_MAX, view->context->unicode);
}

/* A field whose value is the wire's, if there is one. */
static void print_field(View *view, const char *label, Slice value)
{
    if (value.len == 0)
        return;
    begin_field(view, label);
    append_value(view, value);
    print_line(view, TERMINAL_PLAIN);
}

/* A field in our own words. */
static void G_GNUC_PRINTF(3, 4)
    print_words(View *view, const char *label, const char *format, ...)
{
    va_list arguments;

    begin_field(view, label);
    va_start(arguments, format);
    g_string_append_vprintf(view->line, format, arguments);
    va_end(arguments);
    print_line(view, TERMINAL_PLAIN);
}

static void print_where(View *view)
{
    const ReportContext *context = view->context;
    const Texts *texts = dialogs_texts(context->dialogs);
    const Message *message = view->message->message;

    g_string_append_printf(view->line, "Message %u of call %" G_GUINT64_FORMAT " (", view->n,
                           view->call->id);
    append_value(view, call_from(view->call, texts));
    g_string_append(view->line, " > ");
    append_value(view, call_to(view->call, texts));
    g_string_append_printf(view->line, "), packet%s", view->text.packets_len > 1 ? "s" : "");
    for (unsigned i = 0; i < view->text.packets_len; i++)
        g_string_append_printf(view->line, "%s%" G_GUINT64_FORMAT, i ? ", " : " ",
                               view->text.packets[i]);
    if (view->text.packets_len == 0)
        g_string_append_printf(view->line, " %" G_GUINT64_FORMAT, (uint64_t)message->packet);
    if (context->captures_len > 1) {
        g_string_append(view->line, " of ");
        append_value(view, slice_text(context->captures[message->input].path));
    }
    print_line(view, TERMINAL_STRONG);
}

static void print_hop(View *view)
{
    const Endpoints *endpoints = dialogs_endpoints(view->context->dialogs);
    const Message *message = view->message->message;
    TimeText clock = { .utc = view->context->utc };
    g_autofree char *transport =
        g_ascii_strup(transport_name((Transport)message->transport), -1);
    char text[MAX(ENDPOINT_TEXT, TIME_TEXT)];

    if (message->time != TIME_NONE) {
        time_text_date(&clock, message->time, text);
        g_string_append_printf(view->line, "%s ", text);
        time_text_clock(&clock, message->time,
                        view->context->captures[message->input].time_digits, text);
        g_string_append_printf(view->line, "%s, ", text);
    }
    endpoint_print(endpoints_get(endpoints, message->src), text);
    g_string_append_printf(view->line, "%s > ", text);
    endpoint_print(endpoints_get(endpoints, message->dst), text);
    g_string_append_printf(view->line, "%s over %s", text, transport);
    if (view->text.text.len)
        g_string_append_printf(view->line, ", %" G_GSIZE_FORMAT " bytes", view->text.text.len);
    print_line(view, TERMINAL_PLAIN);
}

/* What only the whole call tells of the message. */
static void print_repeat(View *view)
{
    const CallMessage *message = view->message;
    const Message *original = view->call->messages[message->original].message;
    char text[TIME_TEXT];

    if (message->repeat == REPEAT_NONE)
        return;
    g_string_append_printf(view->line, "%s of message %u",
                           message->repeat == REPEAT_DUPLICATE ? "A second capture"
                                                               : "A retransmission",
                           message->original + 1);
    if (message->message->time != TIME_NONE && original->time != TIME_NONE) {
        time_text_span(message->message->time - original->time, text);
        g_string_append_printf(view->line, ", %s after it", text);
    }
    print_line(view, TERMINAL_PLAIN);
}

/* The request that the message answers: the nearest one before it on the same hop. */
static const CallMessage *find_request(const View *view)
{
    const Message *answer = view->message->message;

    for (unsigned i = view->n - 1; i-- > 0;) {
        const Message *request = view->call->messages[i].message;

        if (message_is_request(request) && request->branch == answer->branch &&
            request->cseq == answer->cseq && request->method == answer->method &&
            request->src == answer->dst)
            return &view->call->messages[i];
    }
    return NULL;
}

static void print_request(View *view)
{
    const Message *answer = view->message->message;
    const CallMessage *request = message_is_request(answer) ? NULL : find_request(view);
    char text[TIME_TEXT];

    if (!request)
        return;
    g_string_append_printf(view->line, "An answer to message %u, %s",
                           (unsigned)(request - view->call->messages) + 1,
                           method_name((Method)answer->method));
    if (answer->time != TIME_NONE && request->message->time != TIME_NONE) {
        time_text_span(answer->time - request->message->time, text);
        g_string_append_printf(view->line, ", %s after it", text);
    }
    print_line(view, TERMINAL_PLAIN);
}

static void append_explained(View *view, const Explained *explained)
{
    g_string_append(view->line, explained->meaning);
    if (explained->rfc)
        g_string_append_printf(view->line, " (RFC %u)", explained->rfc);
}

static void print_start_line(View *view)
{
    const SipView *sip = &view->sip;

    print_field(view, sip->is_request ? "Request" : "Answer", sip->start_line);
    begin_field(view, "");
    if (sip->is_request) {
        append_explained(view, explain_method(sip->method));
        if (sip->method == METHOD_INVITE && sip->to_tag.len)
            g_string_append(view->line, "; this one is sent inside the call");
    } else {
        append_explained(view, explain_status(sip->status));
    }
    print_line(view, TERMINAL_PLAIN);
}

/* Every Via, newest first: the way the request came and the answer goes back. */
static void print_vias(View *view)
{
    const SipView *sip = &view->sip;
    size_t at = 0;
    Slice name;
    Slice value;
    unsigned shown = 0;

    while (scan_next_header(sip, &at, &name, &value)) {
        if (!slice_is_nocase(name, "Via") && !slice_is_nocase(name, "v"))
            continue;
        while (value.len > 0 && shown < VIAS_SHOWN) {
            Slice via = params_list_next(&value);

            if (via.len > 0)
                print_field(view, shown++ == 0 ? "Via" : "", via);
        }
    }
    if (sip->vias > shown)
        print_words(view, "", "and %u more", sip->vias - shown);
}

static void print_expiry(View *view)
{
    const SipView *sip = &view->sip;
    int64_t expires = sip->contact_expires >= 0 ? sip->contact_expires : sip->expires;
    const char *where = sip->contact_expires >= 0 ? "in the Contact" : "in Expires";

    if (expires < 0)
        return;
    if (expires == 0 && sip->method == METHOD_REGISTER)
        print_words(view, "Expires", "0 s, %s: the registration ends", where);
    else if (expires == 0 && sip->method == METHOD_SUBSCRIBE)
        print_words(view, "Expires", "0 s, %s: the subscription ends", where);
    else
        print_words(view, "Expires", "%" G_GINT64_FORMAT " s, %s", expires, where);
}

static void print_auth(View *view, const char *label, const AuthView *auth)
{
    if (!auth->present)
        return;
    begin_field(view, label);
    g_string_append(view->line, "for the realm \"");
    append_value(view, auth->realm);
    g_string_append_c(view->line, '"');
    if (auth->nonce.len) {
        g_string_append(view->line, ", nonce ");
        append_value(view, auth->nonce);
    }
    print_line(view, TERMINAL_PLAIN);
}

static void print_headers(View *view)
{
    const SipView *sip = &view->sip;

    print_field(view, "From", sip->from);
    print_field(view, "To", sip->to);
    print_field(view, "Call-ID", sip->call_id);
    print_field(view, "CSeq", sip->cseq_text);
    print_vias(view);
    print_field(view, "Contact", sip->contact);
    print_field(view, "Route", scan_header(sip, "Route"));
    print_field(view, "Record-Route", scan_header(sip, "Record-Route"));
    print_expiry(view);
    print_auth(view, "Challenge", &sip->challenge);
    print_auth(view, "Credentials", &sip->credentials);
    if (sip->session_expires >= 0)
        print_words(view, "Session timer",
                    "%" G_GINT64_FORMAT " s without a refresh end the call (RFC 4028)",
                    sip->session_expires);
    if (sip->rseq)
        print_words(view, "RSeq", "%u: this answer is to be confirmed by a PRACK", sip->rseq);
    print_field(view, "Refer-To", sip->refer_to);
    print_field(view, "Replaces", sip->replaces);
    print_field(view, "Reason", scan_header(sip, "Reason"));
    print_field(view, "Warning", scan_header(sip, "Warning"));
    print_field(view, "Event", scan_header(sip, "Event"));
    print_field(view, sip->is_request ? "User-Agent" : "Server", sip->user_agent);
}

static void print_stream(View *view, const SdpStream *stream)
{
    begin_field(view, "Media");
    append_value(view, stream->media);
    if (stream->port == 0) {
        g_string_append(view->line, ": refused or switched off (port 0)");
    } else {
        g_string_append(view->line, " to ");
        append_value(view, stream->address);
        g_string_append_printf(view->line, " port %u, %s, ", stream->port,
                               sdp_text_direction(stream->direction));
        sdp_text_codecs(view->line, stream, CODECS_SHOWN, view->context->unicode);
    }
    print_line(view, TERMINAL_PLAIN);
}

static void print_sdp(View *view)
{
    Sdp sdp;

    if (!sdp_text_read(&view->sip, &sdp)) {
        print_field(view, "Body", view->sip.body.len ? view->sip.content_type : (Slice){ 0 });
        return;
    }
    for (unsigned i = 0; i < sdp.streams_len; i++)
        print_stream(view, &sdp.streams[i]);
    if (sdp.is_hold)
        print_words(view, "Hold", "no stream is to be sent and received");
}

/* "To, CSeq and Via are": which headers that every message has are not there. */
static char *missing_headers(const SipView *sip)
{
    const struct {
        const char *name;
        bool is_there;
    } headers[] = {
        { "To", sip->to.len > 0 },
        { "From", sip->from.len > 0 },
        { "CSeq", sip->cseq_text.len > 0 },
        { "Via", sip->vias > 0 },
    };
    GString *names = g_string_new(NULL);
    unsigned left = 0;
    unsigned len = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(headers); i++)
        left += !headers[i].is_there;
    for (unsigned i = 0; i < G_N_ELEMENTS(headers); i++) {
        if (headers[i].is_there)
            continue;
        left--;
        if (len++ > 0)
            g_string_append(names, left ? ", " : " and ");
        g_string_append(names, headers[i].name);
    }
    g_string_append(names, len == 1 ? " is" : " are");
    return g_string_free(names, FALSE);
}

static void print_missing(View *view)
{
    g_autofree char *headers = missing_headers(&view->sip);

    print_words(view, "Odd", "%s missing (%s)", headers, anomaly_name(ANOMALY_MISSING_HEADER));
}

static void print_anomalies(View *view)
{
    for (unsigned i = 0; i < ANOMALY_COUNT && view->anomalies >> i; i++)
        if (i == ANOMALY_MISSING_HEADER && view->sip.anomalies >> i & 1)
            print_missing(view);
        else if (view->anomalies >> i & 1)
            print_words(view, "Odd", "%s (%s)", anomaly_meaning((Anomaly)i),
                        anomaly_name((Anomaly)i));
}

/* The message line by line; what ends a line is not shown unless it is no CR LF. */
static void print_text(View *view)
{
    Slice left = view->text.text;
    const char *bar = view->context->unicode ? "│" : "|";

    while (left.len > 0) {
        size_t lf = slice_find(left, '\n');
        Slice line = slice_head(left, lf);

        if (line.len > 0 && line.data[line.len - 1] == '\r')
            line.len--;
        g_string_append(view->line, terminal_tone(TERMINAL_FAINT, view->context->color));
        g_string_append(view->line, bar);
        g_string_append(view->line, terminal_tone_end(TERMINAL_FAINT, view->context->color));
        if (line.len > 0)
            g_string_append_c(view->line, ' ');
        terminal_append(view->line, line, view->context->unicode);
        print_line(view, TERMINAL_PLAIN);
        left = slice_tail(left, lf + 1);
    }
}

static AnomalySet all_anomalies(const View *view)
{
    g_autoptr(FullMessage) full = NULL;
    unsigned flags = view->message->message->flags;
    AnomalySet set = scan_anomalies(&view->sip, view->text.anomalies);

    if (flags & MESSAGE_CUT_SHORT)
        set |= ANOMALY_BIT(ANOMALY_CUT_SHORT);
    if (flags & MESSAGE_UNREACHED)
        set |= ANOMALY_BIT(ANOMALY_ICMP_QUOTES_SIP);
    if (full_parse(view->text.text, &full) != VERDICT_OK)
        set |= ANOMALY_BIT(ANOMALY_PARSE_REFUSED);
    return set;
}

void message_view_print(const ReportContext *context, const Call *call,
                        const CallMessage *message)
{
    g_autoptr(GString) line = g_string_new(NULL);
    View view = { .context = context,
                  .call = call,
                  .message = message,
                  .n = (unsigned)(message - call->messages) + 1,
                  .line = line };
    bool is_read = context->texts &&
                   message_texts_get(context->texts, message->message, &view.text) &&
                   scan_message(view.text.text, &view.sip);

    print_where(&view);
    print_hop(&view);
    print_repeat(&view);
    print_request(&view);
    fputc('\n', context->out);
    if (!is_read)
        return;
    view.anomalies = all_anomalies(&view);
    print_start_line(&view);
    print_headers(&view);
    print_sdp(&view);
    print_anomalies(&view);
    fputc('\n', context->out);
    print_text(&view);
}
