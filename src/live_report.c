/* SPDX-License-Identifier: Apache-2.0 */
#include "src/live_report.h"

#define KEPT_MAX (256u << 10) /* bytes of memory that stay after a large call */

struct LiveReport {
    const ReportFormat *format;
    ReportContext context;
    void *report; /* of the file in the making */
    GByteArray *printed;
    GrowingFile *file;
};

static ssize_t take_printed(void *cookie, const char *bytes, size_t len)
{
    LiveReport *report = cookie;

    g_byte_array_append(report->printed, (const guint8 *)bytes, (guint)len);
    return (ssize_t)len;
}

static void forget_printed(LiveReport *report)
{
    if (report->printed->len <= KEPT_MAX) {
        g_byte_array_set_size(report->printed, 0);
        return;
    }
    g_byte_array_unref(report->printed);
    report->printed = g_byte_array_new();
}

static void hand_printed(LiveReport *report, GByteArray *out)
{
    (void)fflush(report->context.out);
    g_byte_array_append(out, report->printed->data, report->printed->len);
    forget_printed(report);
}

static void begin(GByteArray *out, void *user)
{
    LiveReport *report = user;

    report->report = report->format->open(&report->context);
    hand_printed(report, out);
}

static void end(GByteArray *out, void *user)
{
    LiveReport *report = user;

    report->format->close(report->report);
    report->report = NULL;
    hand_printed(report, out);
}

LiveReport *live_report_open(const ReportFormat *format, const ReportContext *context,
                             const GrowingRules *rules, int64_t now, GError **error)
{
    static const cookie_io_functions_t PRINTED = { .write = take_printed };
    g_autoptr(LiveReport) report = g_new0(LiveReport, 1);
    GrowingKind kind = { .pieces = format->has_events ? "events" : "calls",
                         .begins = begin,
                         .ends = end,
                         .user = report };

    g_assert(format->is_live);
    report->format = format;
    report->context = *context;
    report->printed = g_byte_array_new();
    report->context.out = fopencookie(report, "w", PRINTED);
    if (context->path) {
        report->context.color = false;
        report->context.width = 0;
        report->context.unicode = true;
    }
    report->file = growing_file_open(context->path, rules, &kind, now, error);
    return report->file ? g_steal_pointer(&report) : NULL;
}

void live_report_free(LiveReport *report)
{
    if (!report)
        return;
    growing_file_free(report->file);
    fclose(report->context.out);
    g_byte_array_unref(report->printed);
    g_free(report);
}

/* What a report prints first in a file (a heading, no comma) is not to be lost with its call.
 */
static void begin_again(LiveReport *report)
{
    g_autoptr(GByteArray) unwanted = g_byte_array_new();

    end(unwanted, report);
    begin(unwanted, report);
}

bool live_report_call(LiveReport *report, const Call *call, int64_t now)
{
    bool is_taken;

    growing_file_make_room(report->file, 1, now);
    if (growing_file_is_off(report->file))
        return false;
    report->format->call(report->report, call);
    (void)fflush(report->context.out);
    is_taken = growing_file_add(report->file, report->printed->data, report->printed->len, now);
    forget_printed(report);
    if (!is_taken && !growing_file_has_pieces(report->file))
        begin_again(report);
    return is_taken;
}

ReportContext *live_report_context(LiveReport *report)
{
    return &report->context;
}

GrowingFile *live_report_file(LiveReport *report)
{
    return report->file;
}
