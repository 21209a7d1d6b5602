/* SPDX-License-Identifier: Apache-2.0
 *
 * The page is written as the calls come:
 *
 *     head, style
 *     <script type="application/json" id="c1">  what is known of call 1
 *     <script type="image/svg+xml" id="l1">     its ladder
 *     ... the same of every call
 *     what is seen, charts
 *     <script type="application/json" id="head">   of the whole report
 *     <script type="application/json" id="index">  a row for each call
 *     the script
 *
 * The two of a call are data to the browser, which passes them over; the script reads them when
 * the call is selected. In memory there is one call, and the index.
 */
#include "reports/html.h"

#include <stdlib.h>

#include "reports/chart_timeline.h"
#include "reports/chart_times.h"
#include "reports/html_page.h"
#include "reports/json_call.h"
#include "reports/json_escaped.h"
#include "reports/json_head.h"
#include "reports/json_index.h"
#include "reports/json_shared.h"
#include "reports/json_words.h"
#include "reports/ladder_svg.h"

typedef struct Html {
    const ReportContext *context;
    ReportContext paper; /* the same for a page of Unicode with the messages' texts */
    JsonShared *shared;
    HtmlPage *page;
    JsonIndex *index;
    ChartTimeline *timeline;
    ChartTimes *times;
    JsonSeen seen;
    FILE *memory; /* where a call's JSON is written, to be escaped; */
    char *json;   /* this */
    size_t json_len;
    GString *out;
} Html;

void *html_open(const ReportContext *context)
{
    Html *html = g_new0(Html, 1);

    html->context = context;
    html->paper = *context;
    html->paper.unicode = true;
    html->paper.raw = true;
    html->paper.summary = false;
    html->paper.headers = false;
    html->shared = json_shared_new(dialogs_endpoints(context->dialogs));
    html->index = json_index_new(&html->paper);
    html->timeline = chart_timeline_new(&html->paper);
    html->times = chart_times_new(&html->paper);
    html->memory = open_memstream(&html->json, &html->json_len);
    g_assert(html->memory); /* it fails where memory is out, like g_new() */
    html->paper.out = html->memory;
    html->out = g_string_new(NULL);
    html->page = html_page_new();
    html_page_begin(html->page, context->out);
    return html;
}

/* Appends the object of the JSON contract, with the texts of the messages. */
static void append_contract(Html *html, const Call *call)
{
    rewind(html->memory);
    json_call_print(&html->paper, html->shared, call);
    fflush(html->memory);
    json_escaped_append(html->out, html->json, html->json_len);
}

static void append_ladder(Html *html, const LadderLayout *layout)
{
    g_string_append(html->out, "<g xmlns=\"http://www.w3.org/2000/svg\">\n");
    for (unsigned page = 0; page < layout->pages_len; page++) {
        LadderSvgSize size = ladder_svg_size(layout, page);

        g_string_append_printf(html->out,
                               "<svg width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" "
                               "data-heads=\"%u\">\n",
                               size.width, size.height, size.width, size.height, size.heads);
        ladder_svg_append(html->out, layout, &html->paper, page);
        g_string_append(html->out, "</svg>\n");
    }
    g_string_append(html->out, "</g>");
}

void html_call(void *report, const Call *call)
{
    Html *html = report;
    g_autoptr(LadderLayout) layout = ladder_layout_new_drawn(&html->paper, call);

    g_string_printf(
        html->out,
        "<script type=\"application/json\" id=\"c%" G_GUINT64_FORMAT "\">{\"call\":", call->id);
    append_contract(html, call);
    g_string_append(html->out, ",\"words\":");
    json_words_append(html->out, &html->paper, call, layout);
    g_string_append_printf(html->out,
                           "}</script>\n<script type=\"image/svg+xml\" id=\"l%" G_GUINT64_FORMAT
                           "\">",
                           call->id);
    append_ladder(html, layout);
    g_string_append(html->out, "</script>\n");
    fwrite(html->out->str, 1, html->out->len, html->context->out);
    json_index_add(html->index, call);
    json_head_see(&html->seen, call);
    chart_timeline_add(html->timeline, call);
    chart_times_add(html->times, call);
}

static void html_free(Html *html)
{
    json_shared_free(html->shared);
    json_index_free(html->index);
    chart_timeline_free(html->timeline);
    chart_times_free(html->times);
    html_page_free(html->page);
    fclose(html->memory);
    free(html->json);
    g_string_free(html->out, TRUE);
    g_free(html);
}

void html_close(void *report)
{
    Html *html = report;
    g_autofree char *head = json_head_text(html->context, &html->seen);
    g_autoptr(GString) charts = g_string_new(NULL);
    HtmlParts parts = { .head = head, .index = json_index_text(html->index) };

    chart_timeline_append(html->timeline, charts);
    chart_times_append(html->times, charts);
    parts.charts = charts->str;

    html_page_end(html->page, &parts, html->context->out);
    html_free(html);
}
