/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/json_message.h"

#include <json-c/json.h>

#include "dissect/sip/full.h"
#include "dissect/sip/scan.h"
#include "reports/flow_words.h"
#include "reports/json_value.h"
#include "reports/sdp_text.h"

/* One message on its way into its object. */
typedef struct Work {
    const ReportContext *context;
    JsonShared *shared;
    struct json_object *object;
    MessageText text;
    SipView view;
    bool is_read; /* text and view are there */
    bool is_utf8;
    AnomalySet anomalies;
} Work;

static void add_number(Work *work, const char *key, int64_t number)
{
    json_value_add(work->object, key, json_shared_number(work->shared, number));
}

static void add_packets(Work *work, const Message *message)
{
    struct json_object *own = json_object_new_int64((int64_t)message->packet);
    struct json_object *packets =
        json_object_new_array_ext((int)MAX(work->text.packets_len, 1));

    json_value_add(work->object, "packet", own);
    if (work->text.packets_len <= 1)
        json_object_array_add(packets, json_object_get(own));
    for (unsigned i = 0; i < work->text.packets_len && work->text.packets_len > 1; i++)
        json_object_array_add(packets, json_object_new_int64((int64_t)work->text.packets[i]));
    json_value_add(work->object, "packets", packets);
}

static void add_carriage(Work *work, const Message *message)
{
    json_value_add_time(work->object, "time", message->time,
                        work->context->captures[message->input].time_digits);
    add_number(work, "capture", message->input);
    add_packets(work, message);
    add_number(work, "ordinal", message->ordinal);
    json_value_add(work->object, "from", json_shared_endpoint(work->shared, message->src));
    json_value_add(work->object, "to", json_shared_endpoint(work->shared, message->dst));
    json_value_add(work->object, "transport",
                   json_shared_transport(work->shared, message->transport));
}

static void add_method(Work *work, const Message *message)
{
    if (message->method == METHOD_OTHER && work->is_read && work->view.method_text.len)
        json_value_add_text(work->object, "method", work->view.method_text, &work->is_utf8);
    else
        json_value_add(work->object, "method",
                       json_shared_method(work->shared, (Method)message->method));
}

/* True if @text is a number without leading zeros, one blank, and a method. */
static bool is_plain_cseq(Slice text)
{
    size_t blank = slice_find(text, ' ');

    return blank < text.len && (text.data[0] != '0' || blank == 1) &&
           slice_find(slice_tail(text, blank + 1), ' ') == text.len - blank - 1;
}

/* "1 INVITE"; a CSeq that cannot be read stands as it was written. */
static void add_cseq(Work *work, const Message *message)
{
    const SipView *view = &work->view;
    char text[64];

    if (work->is_read && (view->cseq_text.len == 0 || is_plain_cseq(view->cseq_text) ||
                          view->cseq_method == METHOD_OTHER ||
                          view->anomalies & ANOMALY_BIT(ANOMALY_BAD_CSEQ))) {
        json_value_add_text(work->object, "cseq", view->cseq_text, &work->is_utf8);
        return;
    }
    g_snprintf(text, sizeof text, "%" G_GUINT32_FORMAT " %s", message->cseq,
               method_name(work->is_read ? view->cseq_method : (Method)message->method));
    json_value_add_text(work->object, "cseq", slice_text(text), NULL);
}

static void add_lines(Work *work, const Message *message)
{
    if (work->is_read)
        json_value_add_text(work->object, "start_line", work->view.start_line, &work->is_utf8);
    add_method(work, message);
    if (!message_is_request(message))
        add_number(work, "status", message->status);
    add_cseq(work, message);
}

static struct json_object *stream_new(Work *work, const SdpStream *stream)
{
    struct json_object *object = json_object_new_object();
    struct json_object *codecs = json_object_new_array_ext((int)MAX(stream->codecs_len, 1));
    char number[16];

    json_value_add_text(object, "media", stream->media, &work->is_utf8);
    json_value_add_number(object, "port", stream->port);
    json_value_add_text(object, "address", stream->address, &work->is_utf8);
    json_value_add_text(object, "direction", slice_text(sdp_text_direction(stream->direction)),
                        NULL);
    for (unsigned i = 0; i < stream->codecs_len; i++) {
        const SdpCodec *codec = &stream->codecs[i];
        Slice name = codec->name;

        if (name.len == 0) {
            g_snprintf(number, sizeof number, "%u", codec->payload_type);
            name = slice_text(number);
        }
        json_object_array_add(codecs, json_value_text(name, &work->is_utf8));
    }
    json_value_add(object, "codecs", codecs);
    return object;
}

static void add_sdp(Work *work)
{
    struct json_object *object;
    struct json_object *streams;
    Sdp sdp;

    if (!work->is_read || !sdp_text_read(&work->view, &sdp))
        return;
    object = json_object_new_object();
    streams = json_object_new_array_ext((int)MAX(sdp.streams_len, 1));
    json_value_add_text(object, "origin", sdp.origin, &work->is_utf8);
    for (unsigned i = 0; i < sdp.streams_len; i++)
        json_object_array_add(streams, stream_new(work, &sdp.streams[i]));
    json_value_add(object, "streams", streams);
    json_value_add(object, "hold", json_object_new_boolean(sdp.is_hold));
    json_value_add(work->object, "sdp", object);
}

static void add_raw(Work *work)
{
    bool is_utf8 = true;

    if (!work->is_read)
        return;
    json_value_add_text(work->object, "raw", work->text.text, &is_utf8);
    if (!is_utf8) {
        g_autofree char *base64 = g_base64_encode(work->text.text.data, work->text.text.len);

        json_value_add_text(work->object, "raw_base64", slice_text(base64), NULL);
        work->is_utf8 = false;
    }
}

typedef struct HeaderList {
    Work *work;
    struct json_object *array;
} HeaderList;

static void add_header(HeaderList *list, Slice name, Slice value)
{
    struct json_object *object = json_object_new_object();

    json_value_add(object, "name", json_value_text(name, &list->work->is_utf8));
    json_value_add(object, "value", json_value_text(value, &list->work->is_utf8));
    json_object_array_add(list->array, object);
}

static void add_parsed_header(const char *name, const char *value, void *user)
{
    add_header(user, slice_text(name), slice_text(value));
}

/* What libosip2 refuses is given as the scan finds it. */
static void add_headers(Work *work)
{
    g_autoptr(FullMessage) full = NULL;
    HeaderList list = { work, NULL };
    size_t at = 0;
    Slice name;
    Slice value;

    if (!work->is_read)
        return;
    list.array = json_object_new_array();
    if (full_parse(work->text.text, &full) == VERDICT_OK) {
        full_each_header(full, add_parsed_header, &list);
    } else {
        work->anomalies |= ANOMALY_BIT(ANOMALY_PARSE_REFUSED);
        while (scan_next_header(&work->view, &at, &name, &value))
            add_header(&list, name, value);
    }
    json_value_add(work->object, "headers", list.array);
}

static AnomalySet all_anomalies(const Work *work, const Message *message)
{
    AnomalySet set = work->anomalies;

    if (!work->is_utf8)
        set |= ANOMALY_BIT(ANOMALY_NOT_UTF8);
    if (message->flags & MESSAGE_CUT_SHORT)
        set |= ANOMALY_BIT(ANOMALY_CUT_SHORT);
    if (message->flags & MESSAGE_UNREACHED)
        set |= ANOMALY_BIT(ANOMALY_ICMP_QUOTES_SIP);
    return set;
}

static void add_anomalies(Work *work, const Message *message)
{
    AnomalySet set = all_anomalies(work, message);
    struct json_object *names =
        set ? json_object_new_array_ext(4) : json_shared_empty_array(work->shared);

    for (unsigned i = 0; i < ANOMALY_COUNT && set >> i; i++)
        if (set >> i & 1)
            json_object_array_add(names,
                                  json_value_text(slice_text(anomaly_name((Anomaly)i)), NULL));
    json_value_add(work->object, "anomalies", names);
}

/* What the message breaks of the protocol. */
static void add_lint(Work *work, unsigned index)
{
    unsigned len;
    const LintFinding *found = lint_findings_of(work->context->lint->findings, index, &len);
    struct json_object *array = json_object_new_array();

    for (unsigned i = 0; i < len; i++) {
        const LintFinding *finding = &found[i];
        struct json_object *object = json_object_new_object();

        json_value_add_text(object, "rule", slice_text(lint_rule_name(finding->rule)), NULL);
        json_value_add_text(object, "severity",
                            slice_text(lint_severity_name(lint_rule_severity(finding->rule))),
                            NULL);
        json_value_add_text(object, "text", slice_text(finding->text), NULL);
        json_value_add_text(object, "source", slice_text(lint_rule_source(finding->rule)),
                            NULL);
        json_object_array_add(array, object);
    }
    json_value_add(work->object, "lint", array);
}

static void add_repeat(Work *work, const CallMessage *message)
{
    if (message->repeat == REPEAT_NONE)
        return;
    json_value_add_number(work->object,
                          message->repeat == REPEAT_DUPLICATE ? "duplicate_of"
                                                              : "retransmission_of",
                          (int64_t)message->original + 1);
}

/* The step of the flow that the message is, where that has a number. */
static void add_step(Work *work, const Call *call, unsigned index)
{
    const Judgement *judgement = call->judgement;
    const JudgedMessage *judged =
        flow_words_has_flow(judgement) && index < judgement->messages_len
            ? &judgement->messages[index]
            : NULL;
    bool is_step = judged && judged->step &&
                   (judged->mark == MARK_MATCHED || judged->mark == MARK_OUT_OF_ORDER);

    if (!is_step || !judged->step->number)
        return;
    add_number(work, "step", judged->step->number);
    json_value_add_text(work->object, "phase",
                        slice_text(step_phase(judgement->flow, judged->step)), NULL);
}

struct json_object *json_message_new(const ReportContext *context, JsonShared *shared,
                                     const Call *call, unsigned index)
{
    const CallMessage *message = &call->messages[index];
    Work work = { .context = context, .shared = shared, .is_utf8 = true };

    work.is_read = context->texts &&
                   message_texts_get(context->texts, message->message, &work.text) &&
                   scan_message(work.text.text, &work.view);
    work.anomalies = work.is_read ? scan_anomalies(&work.view, work.text.anomalies) : 0;
    work.object = json_object_new_object();
    add_number(&work, "n", (int64_t)index + 1);
    add_carriage(&work, message->message);
    add_number(&work, "dialog", message->dialog);
    add_lines(&work, message->message);
    add_repeat(&work, message);
    add_step(&work, call, index);
    add_sdp(&work);
    if (context->raw)
        add_raw(&work);
    if (context->headers)
        add_headers(&work);
    add_anomalies(&work, message->message);
    if (context->lint && (!context->event || context->event->kind == LIVE_END))
        add_lint(&work, index);
    return work.object;
}
