/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/tale.h"

#include <stdio.h>

#include "flows/open_calls.h"
#include "src/call_index.h"
#include "src/judging.h"

#define NS_PER_MS INT64_C(1000000)
#define FORMATS_MAX 32

struct Tale {
    Dialogs *dialogs;
    OpenCalls *open;
    MessageTexts *texts;
    Anomalies *anomalies;
    FlowTally *tally;
    Options *options;
    Selection *selection;
    CallIndex *index;
    Judging *judging;
    GPtrArray *calls; /* judged; they borrow from the judging */
    int64_t first, last;
    uint64_t messages;
};

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
    char *words[] = { (char *)"sipstory", (char *)"a.pcap", NULL };
    char **argv = words;
    int argc = 2;

    return options_parse(&argc, &argv, NULL);
}

Tale *tale_new(void)
{
    Tale *tale = g_new0(Tale, 1);
    OpenCallsOptions open = { 0 };

    tale->dialogs = dialogs_new();
    tale->open = open_calls_new(tale->dialogs, &open);
    tale->texts = message_texts_new(tale->dialogs);
    tale->anomalies = anomalies_new();
    tale->tally = flow_tally_new(library());
    tale->options = default_options();
    tale->selection = selection_new(tale->options, NULL);
    tale->calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);
    tale->first = tale->last = TIME_NONE;
    return tale;
}

void tale_free(Tale *tale)
{
    if (!tale)
        return;
    g_ptr_array_unref(tale->calls);
    judging_free(tale->judging);
    call_index_free(tale->index);
    selection_free(tale->selection);
    options_free(tale->options);
    flow_tally_free(tale->tally);
    anomalies_free(tale->anomalies);
    message_texts_free(tale->texts);
    open_calls_free(tale->open);
    dialogs_free(tale->dialogs);
    g_free(tale);
}

void tale_hear(Tale *tale, const Arrival *arrival, const SipView *view)
{
    AnomalySet anomalies = 0;
    DialogId id;

    open_calls_pass(tale->open, arrival->time);
    id = dialogs_add(tale->dialogs, arrival, view, &anomalies);
    open_calls_hear(tale->open, id);
    anomalies_add_set(tale->anomalies, scan_anomalies(view, arrival->anomalies) | anomalies,
                      arrival->packet);
    message_texts_keep(tale->texts,
                       dialogs_message(tale->dialogs, dialogs_get(tale->dialogs, id)->last),
                       arrival);
    if (tale->messages++ == 0)
        tale->first = arrival->time;
    tale->last = MAX(tale->last, arrival->time);
}

static void on_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    tale_hear(user, arrival, view);
}

static void on_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Tale *tale = user;
    SipView view;

    (void)packet;
    if (scan_message(text, &view))
        dialogs_mark_unreached(tale->dialogs, &view, &segment->src, &segment->dst);
}

PipelineHooks tale_hooks(Tale *tale)
{
    return (PipelineHooks){ .arrival = on_arrival, .quote = on_quote, .user = tale };
}

Anomalies *tale_anomalies(Tale *tale)
{
    return tale->anomalies;
}

static Call *make_call(const Tale *tale, unsigned at)
{
    CallOptions options = { .duplicate_window = 100 * NS_PER_MS, .capture_end = tale->last };

    return call_index_make(tale->index, at, tale->dialogs, &options);
}

static void judge(Tale *tale, unsigned at)
{
    unsigned related[LINK_CALL_MAX];
    unsigned len = call_index_related(tale->index, at, tale->dialogs, related);
    g_autoptr(GPtrArray) calls = g_ptr_array_new_with_free_func((GDestroyNotify)call_free);

    for (unsigned i = 0; i < len; i++)
        g_ptr_array_add(calls, make_call(tale, related[i]));
    judging_judge(tale->judging, (Call *const *)calls->pdata, len);
}

unsigned tale_judge(Tale *tale)
{
    MatchOptions match = { .capture_end = tale->last };

    CallIndexOptions index = { .selection = tale->selection, .folds = true };

    open_calls_finish(tale->open);
    index.links = open_calls_links(tale->open);
    tale->index = call_index_new(tale->dialogs, &index);
    tale->judging = judging_new(library(), tale->dialogs, &match);
    for (unsigned i = 0; i < tale->index->len; i++) {
        Call *call = make_call(tale, i);

        if (!judging_find(tale->judging, call->id))
            judge(tale, i);
        call_judge(call, judging_find(tale->judging, call->id), dialogs_texts(tale->dialogs));
        flow_tally_add(tale->tally, call);
        g_ptr_array_add(tale->calls, call);
    }
    return tale->calls->len;
}

static unsigned len_of(const Tale *tale, const ReportFormat *format)
{
    return format->is_single ? MIN(1, tale->calls->len) : tale->calls->len;
}

char *tale_write(Tale *tale, const ReportFormat *format, bool is_long, size_t *len)
{
    static const char *const LINK_TYPES[] = { "EN10MB", NULL };
    ReportCapture capture = { .path = "a.pcap",
                              .format = "pcap",
                              .link_types = LINK_TYPES,
                              .packets = tale->messages,
                              .sip_messages = tale->messages,
                              .first = tale->first,
                              .last = tale->last,
                              .time_digits = 6,
                              .anomalies = tale->anomalies };
    g_autoptr(Lint) lint = format->has_lint ? lint_new() : NULL;
    char *written = NULL;
    ReportContext context = { .captures = &capture,
                              .captures_len = 1,
                              .dialogs = tale->dialogs,
                              .calls = tale->calls->len,
                              .links = tale->index->counts,
                              .tally = tale->tally,
                              .capture_end = tale->last,
                              .texts = tale->texts,
                              .lint = lint,
                              .width = is_long ? 0 : 80,
                              .unicode = is_long,
                              .utc = true,
                              .raw = is_long,
                              .headers = is_long };
    void *report;

    context.out = open_memstream(&written, len);
    report = format->open(&context);
    for (unsigned i = 0; i < len_of(tale, format); i++) {
        const Call *call = g_ptr_array_index(tale->calls, i);

        if (lint)
            lint_look(lint, call, tale->texts);
        format->call(report, call);
    }
    format->close(report);
    (void)fclose(context.out);
    return written;
}

const ReportFormat *tale_format(unsigned number)
{
    const ReportFormat *known[FORMATS_MAX] = { formats_lint() };
    unsigned len = 1;

    for (const ReportFormat *format = formats_all(); format->name; format++)
        if (!format->is_possible && !format->packet) {
            g_assert_cmpuint(len, <, FORMATS_MAX);
            known[len++] = format;
        }
    return known[number % len];
}
