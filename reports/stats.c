/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/stats.h"

#include "reports/json_stats.h"
#include "reports/stats_tally.h"
#include "reports/stats_text.h"

static void *open_tally(const ReportContext *context)
{
    return stats_tally_new(context);
}

static void add_call(void *report, const Call *call)
{
    stats_tally_add(report, call);
}

static void close_text(void *report)
{
    stats_text_print(report);
    stats_tally_free(report);
}

static void close_json(void *report)
{
    json_stats_print(report);
    stats_tally_free(report);
}

static const ReportFormat FORMATS[] = {
    {
        .name = "text",
        .suffix = ".txt",
        .about = "tables for a person",
        .needs_end = true,
        .open = open_tally,
        .call = add_call,
        .close = close_text,
    },
    {
        .name = "json",
        .suffix = ".json",
        .about = "one JSON object",
        .needs_end = true,
        .open = open_tally,
        .call = add_call,
        .close = close_json,
    },
    { 0 },
};

const ReportFormat *stats_find(const char *name)
{
    for (const ReportFormat *format = FORMATS; format->name; format++)
        if (g_str_equal(format->name, name))
            return format;
    return NULL;
}

const ReportFormat *stats_of_path(const char *path)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);

    for (const ReportFormat *format = FORMATS; format->name; format++)
        if (g_str_has_suffix(lower, format->suffix))
            return format;
    return NULL;
}

const ReportFormat *stats_all(void)
{
    return FORMATS;
}
