/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/csv.h"
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/lint_text.h"
#include "reports/list.h"
#include "reports/md.h"
#include "reports/mermaid.h"
#include "reports/painter.h"
#include "reports/pcapng.h"
#include "reports/pdf.h"
#include "reports/png.h"
#include "reports/report.h"
#include "reports/svg.h"
#include "reports/tap.h"
#include "reports/text.h"

/* Calls that somebody looks at in one go. */
#define LIMIT_DRAWN 200

static const ReportFormat FORMATS[] = {
    {
        .name = "list",
        .about = "a line for each call",
        .folds = true,
        .is_live = true,
        .has_events = true,
        .open = list_open,
        .call = list_call,
        .close = list_close,
    },
    {
        .name = "text",
        .suffix = ".txt",
        .about = "each call's ladder in characters",
        .wants_texts = true,
        .folds = true,
        .open = text_open,
        .call = text_call,
        .close = text_close,
    },
    {
        .name = "json",
        .suffix = ".json",
        .about = "one JSON object with all calls",
        .wants_texts = true,
        .has_lint = true,
        .has_summary = true,
        .is_live = true,
        .open = json_open,
        .call = json_call,
        .close = json_close,
    },
    {
        .name = "jsonl",
        .suffix = ".jsonl",
        .about = "a line of JSON for each call",
        .wants_texts = true,
        .has_lint = true,
        .has_summary = true,
        .is_live = true,
        .has_events = true,
        .open = jsonl_open,
        .call = jsonl_call,
        .close = jsonl_close,
    },
    {
        .name = "csv",
        .suffix = ".csv",
        .about = "a row for each call, for spreadsheets",
        .is_live = true,
        .open = csv_open,
        .call = csv_call,
        .close = csv_close,
    },
    {
        .name = "svg",
        .suffix = ".svg",
        .about = "each call's ladder as a picture",
        .wants_texts = true,
        .limit = LIMIT_DRAWN,
        .folds = true,
        .open = svg_open,
        .call = svg_call,
        .close = svg_close,
    },
    {
        .name = "png",
        .suffix = ".png",
        .about = "the same picture in pixels",
        .wants_texts = true,
        .limit = LIMIT_DRAWN,
        .folds = true,
        .is_binary = true,
        .is_possible = painter_is_there,
        .open = png_open,
        .call = png_call,
        .close = png_close,
    },
    {
        .name = "pdf",
        .suffix = ".pdf",
        .about = "each call's ladder on paper, with a bookmark",
        .wants_texts = true,
        .limit = LIMIT_DRAWN,
        .folds = true,
        .is_binary = true,
        .is_possible = painter_is_there,
        .open = pdf_open,
        .call = pdf_call,
        .close = pdf_close,
    },
    {
        .name = "mermaid",
        .suffix = ".mmd",
        .other_suffix = ".mermaid",
        .about = "a call as a Mermaid sequence diagram, which is a flow too",
        .wants_texts = true,
        .is_single = true,
        .open = mermaid_open,
        .call = mermaid_call,
        .close = mermaid_close,
    },
    {
        .name = "md",
        .suffix = ".md",
        .other_suffix = ".markdown",
        .about = "a report for a ticket in Markdown: tables, verdicts, Mermaid ladders",
        .wants_texts = true,
        .has_lint = true,
        .folds = true,
        .open = md_open,
        .call = md_call,
        .close = md_close,
    },
    {
        .name = "tap",
        .suffix = ".tap",
        .about = "a test report (Test Anything Protocol), a case for each call",
        .open = tap_open,
        .call = tap_call,
        .close = tap_close,
    },
    {
        .name = "html",
        .suffix = ".html",
        .about = "a page for a browser: list, ladders, messages",
        .wants_texts = true,
        .has_lint = true,
        .limit = 5000,
        .open = html_open,
        .call = html_call,
        .close = html_close,
    },
    {
        .name = "junit",
        .suffix = ".xml",
        .about = "a test report as JUnit writes it, a case for each call",
        .open = junit_open,
        .call = junit_call,
        .close = junit_close,
    },
    {
        .name = "pcapng",
        .suffix = ".pcapng",
        .about = "the packets of the calls, with comments on what became of them",
        .wants_texts = true, /* they know which packets carried them */
        .is_binary = true,
        .open = pcapng_open,
        .call = pcapng_call,
        .packet = pcapng_packet,
        .close = pcapng_close,
    },
    { 0 },
};

static const ReportFormat LINT_FORMAT = {
    .name = "text",
    .suffix = ".txt",
    .about = "what the calls break of the protocol",
    .wants_texts = true,
    .has_lint = true,
    .is_live = true,
    .open = lint_text_open,
    .call = lint_text_call,
    .close = lint_text_close,
};

const ReportFormat *formats_lint(void)
{
    return &LINT_FORMAT;
}

const ReportFormat *formats_find(const char *name)
{
    for (const ReportFormat *format = FORMATS; format->name; format++)
        if (g_str_equal(format->name, name))
            return format;
    return NULL;
}

const ReportFormat *formats_of_path(const char *path)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);

    for (const ReportFormat *format = FORMATS; format->name; format++)
        if ((format->suffix && g_str_has_suffix(lower, format->suffix)) ||
            (format->other_suffix && g_str_has_suffix(lower, format->other_suffix)))
            return format;
    return NULL;
}

const ReportFormat *formats_all(void)
{
    return FORMATS;
}

bool formats_wants_texts(const ReportFormat *format, const ReportContext *context)
{
    return format->wants_texts && !(format->has_summary && context->summary);
}
