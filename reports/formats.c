/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/list.h"
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
        .has_summary = true,
        .open = json_open,
        .call = json_call,
        .close = json_close,
    },
    {
        .name = "jsonl",
        .suffix = ".jsonl",
        .about = "a line of JSON for each call",
        .wants_texts = true,
        .has_summary = true,
        .open = jsonl_open,
        .call = jsonl_call,
        .close = jsonl_close,
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
    { 0 },
};

const ReportFormat *formats_find(const char *name)
{
    for (const ReportFormat *format = FORMATS; format->name; format++)
        if (g_str_equal(format->name, name))
            return format;
    return NULL;
}

const ReportFormat *formats_of_path(const char *path)
{
    for (const ReportFormat *format = FORMATS; format->name; format++)
        if (format->suffix && g_str_has_suffix(path, format->suffix))
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
