/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages of any content, made to calls, judged, and written in every format:
 *
 *     for each message: its ends (1 byte, two of eight addresses), milliseconds since the last
 *     (2 bytes), its length (2 bytes), its bytes
 *
 * What is text is UTF-8 without control characters, and JSON is JSON.
 */
#include <json-c/json.h>
#include <stdio.h>

#include "dissect/base/reader.h"
#include "dissect/sip/full.h"
#include "reports/report.h"
#include "src/call_index.h"
#include "src/judging.h"
#include "tests/fuzz/target.h"
#include "tests/support/linked.h"

#define START (INT64_C(1772705702) * 1000000000)
#define NS_PER_MS 1000000
#define MESSAGES_MAX 64

typedef struct Tale {
    Dialogs *dialogs;
    MessageTexts *texts;
    Anomalies *anomalies;
    FlowTally *tally;
    GPtrArray *calls;
    int64_t time;
    uint64_t packets;
} Tale;

static const Library *library(void)
{
    static Library *all;

    if (!all)
        all = library_new(NULL, NULL);
    g_assert_nonnull(all);
    return all;
}

static Options *default_options(void)
{
    char *words[] = { (char *)"sipstory", (char *)"x.pcap", NULL };
    char **argv = words;
    int argc = 2;

    return options_parse(&argc, &argv, NULL);
}

static Endpoint end_of(unsigned number)
{
    return (Endpoint){ .version = 4, .port = 5060, .address = { 192, 0, 2, (uint8_t)number } };
}

static void hear(Tale *tale, Reader *reader)
{
    uint8_t ends = reader_u8(reader);
    uint16_t ms = reader_be16(reader);
    uint16_t len = reader_be16(reader);
    uint64_t packet = ++tale->packets;
    Arrival arrival = { .text = slice_head(reader->left, len),
                        .packet = packet,
                        .packets = &packet,
                        .packets_len = 1,
                        .src = end_of(ends & 7),
                        .dst = end_of(ends >> 4 & 7),
                        .transport = ends & 8 ? TRANSPORT_TCP : TRANSPORT_UDP };
    AnomalySet anomalies = 0;
    SipView view;
    DialogId id;

    reader_skip(reader, arrival.text.len);
    arrival.time = tale->time += (int64_t)ms * NS_PER_MS;
    if (!scan_message(arrival.text, &view))
        return;
    id = dialogs_add(tale->dialogs, &arrival, &view, &anomalies);
    anomalies_add_set(tale->anomalies, scan_anomalies(&view, 0) | anomalies, packet);
    message_texts_keep(tale->texts,
                       dialogs_message(tale->dialogs, dialogs_get(tale->dialogs, id)->last),
                       &arrival);
}

static void make_calls(Tale *tale, CallIndex *index, Judging *judging)
{
    CallOptions options = { .duplicate_window = 100 * NS_PER_MS, .capture_end = tale->time };

    for (unsigned i = 0; i < index->len; i++) {
        Call *call = call_index_make(index, i, tale->dialogs, &options);

        judging_judge(judging, &call, 1);
        call_judge(call, judging_find(judging, call->id), dialogs_texts(tale->dialogs));
        flow_tally_add(tale->tally, call);
        g_ptr_array_add(tale->calls, call);
    }
}

static bool is_clean(const char *text)
{
    for (; *text; text = g_utf8_next_char(text)) {
        if (g_str_has_prefix(text, "\r\n")) /* csv */
            continue;
        if (*text != '\n' && *text != '\t' && g_unichar_iscntrl(g_utf8_get_char(text)))
            return false;
    }
    return true;
}

static void check_json(const char *text, size_t len)
{
    struct json_tokener *tokener = json_tokener_new_ex(64);
    json_object *object;

    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
    object = json_tokener_parse_ex(tokener, text, (int)len);
    g_assert_cmpint(json_tokener_get_error(tokener), ==, json_tokener_success);
    json_object_put(object);
    json_tokener_free(tokener);
}

static void check_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

    for (char **line = lines; *line; line++)
        if (**line)
            check_json(*line, strlen(*line));
}

static void check(const ReportFormat *format, const char *text, size_t len)
{
    if (format->is_binary)
        return;
    if (!g_utf8_validate(text, (gssize)len, NULL) || !is_clean(text)) /* no NUL either */
        g_error("%s: %s", format->name, text);
    if (g_str_equal(format->name, "json"))
        check_json(text, len);
    if (g_str_equal(format->name, "jsonl"))
        check_lines(text);
}

static void write_all(const Tale *tale, const ReportFormat *format, bool is_long)
{
    static const char *const LINK_TYPES[] = { "EN10MB", NULL };
    ReportCapture capture = { .path = "a.pcap",
                              .format = "pcap",
                              .link_types = LINK_TYPES,
                              .packets = tale->packets,
                              .first = START,
                              .last = tale->time,
                              .time_digits = 6,
                              .anomalies = tale->anomalies };
    char *written = NULL;
    size_t len = 0;
    ReportContext context = { .captures = &capture,
                              .captures_len = 1,
                              .dialogs = tale->dialogs,
                              .calls = tale->calls->len,
                              .tally = tale->tally,
                              .capture_end = tale->time,
                              .texts = tale->texts,
                              .width = is_long ? 0 : 80,
                              .unicode = is_long,
                              .utc = true,
                              .raw = is_long,
                              .headers = is_long };
    void *report;

    context.out = open_memstream(&written, &len);
    report = format->open(&context);
    for (unsigned i = 0; i < (format->is_single ? 1 : tale->calls->len); i++)
        format->call(report, g_ptr_array_index(tale->calls, i));
    format->close(report);
    (void)fclose(context.out);
    check(format, written, len);
    free(written);
}

static void tell(Tale *tale)
{
    MatchOptions match = { .capture_end = tale->time };
    g_autoptr(Options) options = default_options();
    g_autoptr(Selection) selection = selection_new(options, NULL);
    g_autoptr(Links) links = linked(tale->dialogs);
    g_autoptr(CallIndex) index = call_index_new(tale->dialogs, links, selection, true);
    g_autoptr(Judging) judging = judging_new(library(), tale->dialogs, &match);

    make_calls(tale, index, judging);
    for (const ReportFormat *format = formats_all(); format->name && tale->calls->len; format++)
        if (!format->is_possible && !format->packet) {
            write_all(tale, format, false);
            write_all(tale, format, true);
        }
    g_ptr_array_set_size(tale->calls, 0); /* they borrow from the judging */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    Tale tale = { .dialogs = dialogs_new(),
                  .anomalies = anomalies_new(),
                  .tally = flow_tally_new(library()),
                  .calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free),
                  .time = START };

    full_init();
    tale.texts = message_texts_new(tale.dialogs);
    while (reader.left.len > 0 && tale.packets < MESSAGES_MAX)
        hear(&tale, &reader);
    tell(&tale);
    g_ptr_array_unref(tale.calls);
    flow_tally_free(tale.tally);
    message_texts_free(tale.texts);
    anomalies_free(tale.anomalies);
    dialogs_free(tale.dialogs);
    return 0;
}
