/* SPDX-License-Identifier: Apache-2.0
 *
 *     N units meaning (packets ...)
 *     N units to ENDPOINT are meaning (packets ...)
 *     N units are meaning; to ENDPOINT (n), ENDPOINT (n) and N other endpoints
 *
 * A line that is too long for the terminal goes on below its text.
 */
#include <glib.h>

#include "reports/report.h"
#include "reports/terminal.h"
#include "reports/wrap.h"

#define ENDPOINTS_SHOWN 3

/* A line in the making: of one anomaly of one input. */
typedef struct Line {
    const ReportContext *context;
    const ReportCapture *capture;
    Anomaly anomaly;
    uint64_t count;
    GString *text;
} Line;

static void append_capture(const Line *line, const char *before)
{
    if (line->context->captures_len < 2 || !line->capture->path)
        return;
    g_string_append(line->text, before);
    terminal_append(line->text, slice_text(line->capture->path), line->context->unicode);
}

/* Which packets, as far as they are kept. */
static void append_packets(const Line *line)
{
    const uint64_t *packets;
    unsigned len = anomalies_examples(line->capture->anomalies, line->anomaly, &packets);
    bool is_one = line->count <= len && packets[0] == packets[len - 1];

    g_string_append(line->text, " (");
    g_string_append(line->text, is_one ? "packet " : "packets ");
    /* One packet may be odd in the same way more than once. */
    for (unsigned i = 0; i < len; i++)
        if (i == 0 || packets[i] != packets[i - 1])
            g_string_append_printf(line->text, "%s%" G_GUINT64_FORMAT, i ? ", " : "",
                                   packets[i]);
    if (line->count > len)
        g_string_append(line->text, " and others");
    append_capture(line, " of ");
    g_string_append_c(line->text, ')');
}

static void append_endpoint(const Line *line, const Endpoint *endpoint)
{
    char text[ENDPOINT_TEXT];

    g_string_append(line->text, endpoint->port ? endpoint_print(endpoint, text)
                                               : endpoint_print_address(endpoint, text));
}

/* Some of several endpoints. */
static void append_endpoints(const Line *line, const AnomalyAt *most, unsigned len)
{
    unsigned shown = MIN(len, ENDPOINTS_SHOWN);

    for (unsigned i = 0; i < shown; i++) {
        g_string_append(line->text, i == 0 ? "; to " : i == len - 1 ? " and " : ", ");
        append_endpoint(line, &most[i].server);
        g_string_append_printf(line->text, WRAP_GLUE "(%" G_GUINT64_FORMAT ")", most[i].count);
    }
    if (len > shown)
        g_string_append_printf(line->text, " and %s%u other endpoint%s",
                               len == ANOMALY_ENDPOINTS ? "at least " : "", len - shown,
                               len - shown == 1 ? "" : "s");
    append_capture(line, ", in ");
}

static void append_meaning(const Line *line)
{
    const char *meaning = anomaly_meaning(line->anomaly);

    if (line->count != 1 && g_str_has_prefix(meaning, "is "))
        g_string_append_printf(line->text, " are %s", meaning + strlen("is "));
    else
        g_string_append_printf(line->text, " %s", meaning);
}

static void print_line(const Line *line)
{
    wrap_print(line->context, line->text->str, (WrapIndent){ 2, 4 }, TERMINAL_PLAIN);
}

static void print_anomaly(Line *line, Anomaly anomaly)
{
    AnomalyAt most[ENDPOINTS_SHOWN];
    unsigned len =
        anomalies_endpoints(line->capture->anomalies, anomaly, most, ENDPOINTS_SHOWN);

    line->anomaly = anomaly;
    line->count = anomalies_count(line->capture->anomalies, anomaly);
    if (line->count == 0)
        return;
    g_string_printf(line->text, "%" G_GUINT64_FORMAT " %s", line->count,
                    anomaly_unit(anomaly, line->count));
    if (len == 1) {
        g_string_append(line->text, " to ");
        append_endpoint(line, &most[0].server);
    }
    append_meaning(line);
    if (len > 1)
        append_endpoints(line, most, len);
    else
        append_packets(line);
    print_line(line);
}

static void print_dropped(const Line *line)
{
    uint64_t dropped = line->capture->dropped;

    if (dropped == 0)
        return;
    g_string_printf(line->text, "%" G_GUINT64_FORMAT " packet%s dropped by the capturing tool",
                    dropped, dropped == 1 ? "" : "s");
    append_capture(line, ", in ");
    print_line(line);
}

static bool is_odd(const ReportCapture *capture)
{
    bool has_anomaly = capture->dropped > 0;

    for (unsigned i = 0; i < ANOMALY_COUNT && capture->anomalies; i++)
        has_anomaly |= anomalies_count(capture->anomalies, (Anomaly)i) > 0;
    return has_anomaly;
}

static void print_title(const ReportContext *context, bool *has_title)
{
    if (!*has_title)
        fprintf(context->out, "\n%sWhat was odd or could not be read:%s\n",
                terminal_tone(TERMINAL_STRONG, context->color),
                terminal_tone_end(TERMINAL_STRONG, context->color));
    *has_title = true;
}

static void print_links(const ReportContext *context, GString *text, bool *has_title)
{
    const struct {
        uint64_t count;
        const char *one, *many, *meaning;
    } rows[] = {
        { context->links.common_values, "value of a header or From tag",
          "values of headers or From tags",
          "in too many dialogs, or too far apart, to link them" },
        { context->links.full_calls, "link", "links", "that would have made a call too large" },
        { context->links.passed_over, "leg", "legs",
          "that were not compared, for too many looked alike" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        Line line = { .context = context, .text = text };

        if (rows[i].count == 0)
            continue;
        print_title(context, has_title);
        g_string_printf(text, "%" G_GUINT64_FORMAT " %s %s", rows[i].count,
                        rows[i].count == 1 ? rows[i].one : rows[i].many, rows[i].meaning);
        print_line(&line);
    }
}

static void print_unread(const ReportContext *context, GString *text, bool *has_title)
{
    for (const char *const *why = context->unread; why && *why; why++) {
        print_title(context, has_title);
        g_string_append(text, "not read: ");
        terminal_append(text, slice_text(*why), context->unicode);
        wrap_print(context, text->str, (WrapIndent){ 2, 4 }, TERMINAL_PLAIN);
        g_string_truncate(text, 0);
    }
}

void skipped_print(const ReportContext *context)
{
    g_autoptr(GString) text = g_string_new(NULL);
    bool has_title = false;

    print_unread(context, text, &has_title);
    for (unsigned i = 0; i < context->captures_len; i++) {
        const ReportCapture *capture = &context->captures[i];
        Line line = { .context = context, .capture = capture, .text = text };

        if (is_odd(capture))
            print_title(context, &has_title);
        for (unsigned j = 0; j < ANOMALY_COUNT && capture->anomalies; j++)
            print_anomaly(&line, (Anomaly)j);
        print_dropped(&line);
    }
    print_links(context, text, &has_title);
}
