/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/stats_text.h"

#include "reports/terminal.h"
#include "reports/wrap.h"

#define AGENTS_SHOWN 10
#define INDENT 2

/* Columns of a user agent's name in a pipe. */
#define AGENT_WIDTH 120

typedef struct Page {
    const StatsTally *tally;
    const ReportContext *context;
    GString *line;
} Page;

static void print_line(Page *page, TerminalTone tone)
{
    bool color = page->context->color;

    fprintf(page->context->out, "%s%s%s\n", terminal_tone(tone, color), page->line->str,
            terminal_tone_end(tone, color));
    g_string_truncate(page->line, 0);
}

static void print_title(Page *page, const char *title)
{
    fputc('\n', page->context->out);
    g_string_append(page->line, title);
    print_line(page, TERMINAL_STRONG);
}

/* Appends "1 call", "2 calls". */
static void append_count(GString *out, uint64_t count, const char *one, const char *many)
{
    g_string_append_printf(out, "%" G_GUINT64_FORMAT " %s", count, count == 1 ? one : many);
}

static void print_paragraph(Page *page)
{
    wrap_print(page->context, page->line->str, (WrapIndent){ 0, INDENT }, TERMINAL_PLAIN);
    g_string_truncate(page->line, 0);
}

/* What the metrics rest on, and what they leave out. */
static void print_basis(Page *page)
{
    MetricsBasis basis = metrics_basis(page->tally->metrics);
    GString *line = page->line;

    append_count(line, basis.calls, "call", "calls");
    g_string_append(line, "; ");
    append_count(line, basis.sessions, "session request", "session requests");
    if (basis.undecided)
        g_string_append_printf(line,
                               " (%" G_GUINT64_FORMAT
                               " without an outcome when the capture ends)",
                               basis.undecided);
    if (basis.open)
        g_string_append_printf(line, " (%" G_GUINT64_FORMAT " in a call when the capture ends)",
                               basis.open);
    if (basis.headless) {
        g_string_append(line, "; ");
        append_count(line, basis.headless, "call", "calls");
        g_string_append(line, " begun before the capture");
    }
    if (basis.registrations) {
        g_string_append(line, "; ");
        append_count(line, basis.registrations, "registration", "registrations");
    }
    if (basis.unregistered)
        g_string_append_printf(line,
                               " (%" G_GUINT64_FORMAT
                               " without an outcome when the capture ends)",
                               basis.unregistered);
    g_string_append_c(line, '.');
    print_paragraph(page);
}

static void append_one(GString *line, const char *name, uint64_t count)
{
    g_string_append_printf(line, "%s%s\t%" G_GUINT64_FORMAT,
                           line->str[line->len - 1] == ':' ? " " : ", ", name, count);
}

/* "States: completed 3, busy 1"; nothing if all are 0. */
static void print_counts(Page *page, const char *title, const uint64_t *counts, unsigned len,
                         StatsNameOf name_of)
{
    g_string_append_printf(page->line, "%s:", title);
    for (unsigned i = 0; i < len; i++)
        if (counts[i] > 0)
            append_one(page->line, name_of(i), counts[i]);
    if (page->line->str[page->line->len - 1] != ':')
        print_paragraph(page);
    g_string_truncate(page->line, 0);
}

static void print_answers(Page *page)
{
    char status[12];

    g_string_append(page->line, "Answers:");
    for (unsigned i = 0; i < STATS_STATUSES; i++) {
        g_snprintf(status, sizeof status, "%u", i);
        if (page->tally->answers[i] > 0)
            append_one(page->line, status, page->tally->answers[i]);
    }
    if (page->line->str[page->line->len - 1] != ':')
        print_paragraph(page);
    g_string_truncate(page->line, 0);
}

static void print_agents(Page *page)
{
    g_autoptr(GArray) agents = stats_tally_agents(page->tally);
    uint64_t others = page->tally->agents_beyond;
    unsigned width = page->context->width;

    print_title(page, "User agents, by call:");
    for (unsigned i = 0; i < agents->len; i++) {
        const StatsCount *agent = &g_array_index(agents, StatsCount, i);

        if (i >= AGENTS_SHOWN) {
            others += agent->count;
            continue;
        }
        g_string_append_printf(page->line, "%8" G_GUINT64_FORMAT "  ", agent->count);
        terminal_append_cut(page->line, slice_text(agent->name),
                            width > 30 ? width - 10 : AGENT_WIDTH, page->context->unicode);
        print_line(page, TERMINAL_PLAIN);
    }
    if (others > 0) {
        g_string_append_printf(
            page->line, "%8" G_GUINT64_FORMAT "  of %u%s more", others,
            agents->len > AGENTS_SHOWN ? agents->len - AGENTS_SHOWN : 0,
            page->tally->agents_beyond ? " and further ones that were not told apart," : "");
        print_line(page, TERMINAL_FAINT);
    }
    if (page->tally->agentless > 0) {
        g_string_append_printf(page->line, "%8" G_GUINT64_FORMAT "  without the header",
                               page->tally->agentless);
        print_line(page, TERMINAL_FAINT);
    }
}

/* "0.412 ms", "230.0 ms", "4.200 s", "3600.0 s": as exact as it is of use. */
static const char *span_text(int64_t us, char text[24])
{
    double ms = (double)us / 1000;

    if (us < 10000)
        g_snprintf(text, 24, "%.3f ms", ms);
    else if (us < 1000000)
        g_snprintf(text, 24, "%.1f ms", ms);
    else
        g_snprintf(text, 24, us < 100000000 ? "%.3f s" : "%.1f s", ms / 1000);
    return text;
}

/* The section of RFC 6076, or what else it is of. */
static const char *short_source(const MetricInfo *info)
{
    if (g_str_has_prefix(info->source, "not "))
        return "-";
    return strrchr(info->source, ' ') + 1;
}

static void print_time(Page *page, Metric metric)
{
    const MetricInfo *info = metric_info(metric);
    MetricResult result = metrics_result(page->tally->metrics, metric);
    int64_t values[] = { result.result, result.p50, result.p90,
                         result.p95,    result.p99, result.max };
    char text[24];

    g_string_append_printf(page->line, "  %-10s %-5s ", info->name, short_source(info));
    if (result.is_measured) {
        g_string_append_printf(page->line, "%6" G_GUINT64_FORMAT, result.denominator);
        for (unsigned i = 0; i < G_N_ELEMENTS(values); i++)
            g_string_append_printf(page->line, " %8s", span_text(values[i], text));
    } else {
        g_string_append_printf(page->line, "   n/a: %s", info->absent);
    }
    print_line(page, result.is_measured ? TERMINAL_PLAIN : TERMINAL_FAINT);
}

/* "2 of 3". */
static char *fraction_of(const MetricResult *result)
{
    return g_strdup_printf("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT, result->numerator,
                           result->denominator);
}

static unsigned fraction_width(const Page *page)
{
    size_t width = 0;

    for (unsigned i = 0; i < METRICS; i++) {
        MetricResult result = metrics_result(page->tally->metrics, (Metric)i);
        g_autofree char *fraction = fraction_of(&result);

        if (metric_info((Metric)i)->kind != METRIC_TIME)
            width = MAX(width, strlen(fraction));
    }
    return (unsigned)width;
}

static void print_ratio(Page *page, Metric metric, unsigned width)
{
    const MetricInfo *info = metric_info(metric);
    MetricResult result = metrics_result(page->tally->metrics, metric);
    g_autofree char *fraction = fraction_of(&result);

    g_string_append_printf(page->line, "  %-4s  %-8s ", info->name, short_source(info));
    if (result.is_measured)
        g_string_append_printf(page->line,
                               "%3" G_GINT64_FORMAT ".%02" G_GINT64_FORMAT "%s  %*s  %s",
                               result.result / 100, result.result % 100,
                               info->kind == METRIC_RATIO ? " %" : "  ", (int)width, fraction,
                               info->title);
    else
        g_string_append_printf(page->line, "   n/a: %s", info->absent);
    print_line(page, result.is_measured ? TERMINAL_PLAIN : TERMINAL_FAINT);
}

static void print_metrics(Page *page)
{
    unsigned width = fraction_width(page);

    print_title(page, "Times by RFC 6076    count     mean      p50      p90      p95      p99"
                      "      max");
    for (unsigned i = 0; i < METRICS; i++)
        if (metric_info((Metric)i)->kind == METRIC_TIME)
            print_time(page, (Metric)i);
    print_title(page, "Ratios by RFC 6076 and ITU-T");
    for (unsigned i = 0; i < METRICS; i++)
        if (metric_info((Metric)i)->kind != METRIC_TIME)
            print_ratio(page, (Metric)i, width);
}

void stats_text_print(StatsTally *tally)
{
    g_autoptr(GString) line = g_string_new(NULL);
    Page page = { .tally = tally, .context = tally->context, .line = line };

    if (metrics_basis(tally->metrics).calls == 0) {
        no_calls_print(tally->context);
        skipped_print(tally->context);
        return;
    }
    print_basis(&page);
    fputc('\n', tally->context->out);
    print_counts(&page, "States", tally->states, STATE_COUNT, stats_name_of_state);
    print_counts(&page, "Calls begin with", tally->first, METHOD_COUNT, stats_name_of_method);
    print_counts(&page, "Requests", tally->requests, METHOD_COUNT, stats_name_of_method);
    print_answers(&page);
    flow_summary_print(tally->context);
    print_agents(&page);
    print_metrics(&page);
    skipped_print(tally->context);
}
