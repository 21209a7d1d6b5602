/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/story.h"

#include <string.h>

#define START (INT64_C(1772705702) * 1000000000)
#define NS_PER_MS 1000000
#define OR(value, otherwise) ((value) ? (value) : (otherwise))

static const char *const LINK_TYPES[] = { "EN10MB", NULL };

void story_init(Story *story)
{
    memset(story, 0, sizeof *story);
    story->dialogs = dialogs_new();
    story->texts = message_texts_new(story->dialogs);
    story->anomalies = anomalies_new();
    story->capture = (ReportCapture){
        .path = "a.pcap",
        .format = "pcap",
        .link_types = LINK_TYPES,
        .first = TIME_NONE,
        .last = TIME_NONE,
        .time_digits = 6,
        .anomalies = story->anomalies,
    };
    story->context = (ReportContext){
        .out = open_memstream(&story->written, &story->written_len),
        .captures = &story->capture,
        .captures_len = 1,
        .dialogs = story->dialogs,
        .texts = story->texts,
        .width = 80,
        .unicode = true,
        .utc = true,
    };
}

void story_clear(Story *story)
{
    call_free(story->call);
    message_texts_free(story->texts);
    anomalies_free(story->anomalies);
    dialogs_free(story->dialogs);
    fclose(story->context.out);
    free(story->written);
}

static void add(Story *story, int64_t ms, const char *from, const char *to, Transport transport,
                Slice text)
{
    uint64_t packet = ++story->packets;
    Arrival arrival = { .text = text,
                        .time = START + ms * NS_PER_MS,
                        .transport = transport,
                        .packet = packet,
                        .packets = &packet,
                        .packets_len = 1,
                        .besides = &story->beside,
                        .besides_len = story->beside != 0 };
    SipView view;
    AnomalySet anomalies = 0;
    DialogId dialog;

    arrival.anomalies = story->oddities;
    g_assert_true(endpoint_parse(slice_text(from), &arrival.src));
    g_assert_true(endpoint_parse(slice_text(to), &arrival.dst));
    g_assert_true(scan_message(text, &view));
    dialog = dialogs_add(story->dialogs, &arrival, &view, &anomalies);
    message_texts_want(story->texts,
                       dialogs_message(story->dialogs,
                                       dialogs_get(story->dialogs, dialog)->last));
    g_assert_true(message_texts_offer(story->texts, &arrival));
}

static void append_sdp(GString *text, const char *host, const char *port)
{
    g_autofree char *body =
        g_strdup_printf("v=0\r\no=- 1 1 IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n"
                        "m=audio %s RTP/AVP 0 8\r\n",
                        host, host, port);

    g_string_append_printf(text,
                           "Content-Type: application/sdp\r\nContent-Length: %zu\r\n\r\n%s",
                           strlen(body), body);
}

void story_say(Story *story, Said said)
{
    g_autoptr(GString) text = g_string_new(said.start_line);
    const char *from = OR(said.from, "192.0.2.1:5060");
    g_autofree char *host = g_strndup(from, strcspn(from, ":"));

    g_string_append_printf(text,
                           "\r\nVia: SIP/2.0/UDP %s;branch=z9hG4bK%s\r\n"
                           "From: \"Alice\" <sip:%s@example.net>;tag=%s\r\n"
                           "To: <sip:1002@example.net>%s%s\r\n"
                           "Call-ID: %s\r\nCSeq: %s\r\n%s",
                           from, OR(said.branch, "a"), OR(said.user, "1001"),
                           OR(said.from_tag, "f1"), said.to_tag ? ";tag=" : "",
                           OR(said.to_tag, ""), OR(said.call_id, "call@example.net"),
                           OR(said.cseq, "1 INVITE"), OR(said.headers, ""));
    if (said.sdp_port)
        append_sdp(text, host, said.sdp_port);
    else
        g_string_append(text, "Content-Length: 0\r\n\r\n");
    add(story, said.ms, from, OR(said.to, "192.0.2.2:5060"),
        said.is_tcp ? TRANSPORT_TCP : TRANSPORT_UDP, slice_of(text->str, text->len));
}

void story_say_bytes(Story *story, int64_t ms, const char *text, size_t len)
{
    add(story, ms, "192.0.2.1:5060", "192.0.2.2:5060", TRANSPORT_UDP, slice_of(text, len));
}

void story_say_text(Story *story, int64_t ms, const char *from, const char *to,
                    const char *text)
{
    add(story, ms, from, to, TRANSPORT_UDP, slice_text(text));
}

const Call *story_call(Story *story)
{
    CallOptions options = { .duplicate_window = INT64_C(100) * NS_PER_MS };
    DialogId len = dialogs_len(story->dialogs);
    g_autofree DialogId *ids = g_new(DialogId, len);

    for (DialogId id = 1; id <= len; id++)
        ids[id - 1] = id;
    call_free(story->call);
    story->call =
        call_new(story->dialogs, &(CallParts){ .dialogs = ids, .dialogs_len = len, .id = 1 },
                 &options);
    story->call->judgement = story->judgement;
    return story->call;
}

const char *story_written(Story *story)
{
    fflush(story->context.out);
    story->written[ftell(story->context.out)] = '\0'; /* what was there before may be longer */
    return story->written;
}

const char *story_report(Story *story, const char *format)
{
    const ReportFormat *found = formats_find(format);
    void *report;

    g_assert_nonnull(found);
    rewind(story->context.out);
    report = found->open(&story->context);
    found->call(report, story_call(story));
    found->close(report);
    return story_written(story);
}

void story_tell_call(Story *story)
{
    static const char *const A = "192.0.2.10:5060";
    static const char *const P = "192.0.2.1:5060";
    static const char *const B = "192.0.2.20:5060";
    Said invite = { .from = A,
                    .to = P,
                    .sdp_port = "4000",
                    .start_line = "INVITE sip:1002@example.net SIP/2.0" };
    Said relayed = { 30,
                     P,
                     B,
                     "INVITE sip:1002@example.net SIP/2.0",
                     .branch = "b",
                     .headers = "Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa\r\n",
                     .sdp_port = "4002" };

    story_say(story, invite);
    invite.ms = 1;
    story_say(story, invite);
    invite.ms = 500;
    story_say(story, invite);
    invite.ms = 1500;
    story_say(story, invite);
    relayed.ms = 1520;
    story_say(story, relayed);
    story_say(story, (Said){ 1530, B, P, "SIP/2.0 180 Ringing", .branch = "b", .to_tag = "t" });
    story_say(story, (Said){ 1540, P, A, "SIP/2.0 180 Ringing", .to_tag = "t" });
    story_say(story, (Said){ 3000, B, P, "SIP/2.0 200 OK", .branch = "b", .to_tag = "t",
                             .sdp_port = "5000" });
    story_say(story, (Said){ 3010, P, A, "SIP/2.0 200 OK", .to_tag = "t", .sdp_port = "5002" });
    story_say(story, (Said){ 3020, A, B, "ACK sip:1002@192.0.2.20 SIP/2.0", .cseq = "1 ACK",
                             .branch = "c", .to_tag = "t" });
    story_say(story, (Said){ 63020, A, B, "BYE sip:1002@192.0.2.20 SIP/2.0", .cseq = "2 BYE",
                             .branch = "d", .to_tag = "t" });
    story_say(story, (Said){ 63040, B, A, "SIP/2.0 200 OK", .cseq = "2 BYE", .branch = "d",
                             .to_tag = "t" });
}
