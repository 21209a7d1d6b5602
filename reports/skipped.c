/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>

#include "reports/report.h"
#include "reports/terminal.h"

#define ENDPOINTS_SHOWN 3

static void append_packets(GString *line, const Anomalies *anomalies, Anomaly anomaly)
{
    const uint64_t *packets;
    unsigned len = anomalies_examples(anomalies, anomaly, &packets);
    uint64_t count = anomalies_count(anomalies, anomaly);
    bool is_one = count <= len && packets[0] == packets[len - 1];

    g_string_append(line, is_one ? "packet" : "packets");
    /* One packet may be odd in the same way more than once. */
    for (unsigned i = 0; i < len; i++)
        if (i == 0 || packets[i] != packets[i - 1])
            g_string_append_printf(line, "%s%" G_GUINT64_FORMAT, i ? ", " : " ", packets[i]);
    if (count > len)
        g_string_append(line, " and so on");
}

/* Where it occurred, for what is counted by endpoint. */
static void append_endpoints(GString *line, const Anomalies *anomalies, Anomaly anomaly)
{
    Endpoint server;
    char text[ENDPOINT_TEXT];

    for (unsigned rank = 0; rank <= ENDPOINTS_SHOWN; rank++) {
        uint64_t count = anomalies_endpoint(anomalies, anomaly, rank, &server);

        if (count == 0)
            return;
        if (rank == ENDPOINTS_SHOWN) {
            g_string_append(line, " and others");
            return;
        }
        g_string_append(line, rank == 0 ? ", at " : ", ");
        g_string_append(line, endpoint_print(&server, text));
        if (count != anomalies_count(anomalies, anomaly))
            g_string_append_printf(line, " (%" G_GUINT64_FORMAT ")", count);
    }
}

static void append_capture(GString *line, const ReportContext *context,
                           const ReportCapture *capture)
{
    if (context->captures_len < 2 || !capture->path)
        return;
    g_string_append(line, " of ");
    terminal_append(line, slice_text(capture->path), context->unicode);
}

static void print_anomaly(const ReportContext *context, const ReportCapture *capture,
                          Anomaly anomaly, GString *line)
{
    uint64_t count = anomalies_count(capture->anomalies, anomaly);

    if (count == 1)
        g_string_assign(line, "  once ");
    else if (count == 2)
        g_string_assign(line, "  twice ");
    else
        g_string_printf(line, "  %" G_GUINT64_FORMAT " times ", count);
    g_string_append(line, anomaly_meaning(anomaly));
    append_endpoints(line, capture->anomalies, anomaly);
    g_string_append(line, " (");
    append_packets(line, capture->anomalies, anomaly);
    append_capture(line, context, capture);
    g_string_append(line, ")\n");
    fputs(line->str, context->out);
}

static void print_dropped(const ReportContext *context, const ReportCapture *capture,
                          GString *line)
{
    g_string_printf(line, "  %" G_GUINT64_FORMAT " packets that the capturing tool dropped",
                    capture->dropped);
    append_capture(line, context, capture);
    g_string_append_c(line, '\n');
    fputs(line->str, context->out);
}

static bool is_odd(const ReportCapture *capture)
{
    bool has_anomaly = capture->dropped > 0;

    for (unsigned i = 0; i < ANOMALY_COUNT && capture->anomalies; i++)
        has_anomaly |= anomalies_count(capture->anomalies, (Anomaly)i) > 0;
    return has_anomaly;
}

void skipped_print(const ReportContext *context)
{
    g_autoptr(GString) line = g_string_new(NULL);
    bool has_title = false;

    for (unsigned i = 0; i < context->captures_len; i++) {
        const ReportCapture *capture = &context->captures[i];

        if (is_odd(capture) && !has_title) {
            has_title = true;
            fprintf(context->out, "\n%sWhat was odd or could not be read:%s\n",
                    terminal_tone(TERMINAL_STRONG, context->color),
                    terminal_tone_end(TERMINAL_STRONG, context->color));
        }
        for (unsigned j = 0; j < ANOMALY_COUNT && capture->anomalies; j++)
            if (anomalies_count(capture->anomalies, (Anomaly)j) > 0)
                print_anomaly(context, capture, (Anomaly)j, line);
        if (capture->dropped > 0)
            print_dropped(context, capture, line);
    }
}
