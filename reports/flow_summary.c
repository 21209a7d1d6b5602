/* SPDX-License-Identifier: Apache-2.0
 *
 *     Flows:                   ok  incomplete  deviates
 *       basic-call             12           1         -
 *       no-answer-caller        1           -         2
 *     3 calls come close to no flow.
 *     Not seen: busy, hold.
 *
 * A paragraph of its own after an empty line, in a pipe too: what reads the list by lines stops
 * there, as it has to for what was odd about the input.
 */
#include "reports/flow_tally.h"
#include "reports/report.h"
#include "reports/wrap.h"

#define NAME_MIN 20
#define GAP 2

static const struct {
    FlowVerdict verdict;
    const char *title;
} COLUMNS[] = {
    { FLOW_CONFORMS, "ok" },
    { FLOW_INCOMPLETE, "incomplete" },
    { FLOW_DEVIATES, "deviates" },
};

typedef struct Table {
    const ReportContext *context;
    const FlowTally *tally;
    const Library *library;
    unsigned name_width;
    uint64_t sums[FLOW_VERDICTS]; /* of all flows */
    GString *line;
} Table;

static uint64_t count_of(const Table *table, const Template *flow)
{
    uint64_t count = 0;

    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
        count += flow_tally_count(table->tally, flow, COLUMNS[i].verdict);
    return count;
}

static void measure(Table *table)
{
    table->name_width = NAME_MIN;
    for (unsigned i = 0; i < library_len(table->library); i++) {
        const Template *flow = library_get(table->library, i);

        if (count_of(table, flow) == 0)
            continue;
        table->name_width = MAX(table->name_width, (unsigned)strlen(flow->name));
        for (unsigned j = 0; j < G_N_ELEMENTS(COLUMNS); j++)
            table->sums[COLUMNS[j].verdict] +=
                flow_tally_count(table->tally, flow, COLUMNS[j].verdict);
    }
    table->sums[FLOW_UNKNOWN] = flow_tally_count(table->tally, NULL, FLOW_UNKNOWN);
}

static void print_line(Table *table, TerminalTone tone)
{
    const ReportContext *context = table->context;

    fprintf(context->out, "%s%s%s\n", terminal_tone(tone, context->color), table->line->str,
            terminal_tone_end(tone, context->color));
    g_string_truncate(table->line, 0);
}

/* Appends a cell, unless no flow has anything in its column. */
static void append_cell(Table *table, unsigned column, const char *text)
{
    unsigned width = MAX((unsigned)strlen(COLUMNS[column].title), 6);

    if (table->sums[COLUMNS[column].verdict] > 0)
        g_string_append_printf(table->line, "%*s", (int)(width + GAP), text);
}

static void print_titles(Table *table)
{
    g_string_append_printf(table->line, "%-*s", (int)(GAP + table->name_width), "Flows:");
    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++)
        append_cell(table, i, COLUMNS[i].title);
    print_line(table, TERMINAL_STRONG);
}

static void print_flow(Table *table, const Template *flow)
{
    g_string_append_printf(table->line, "%*s%-*s", GAP, "", (int)table->name_width, flow->name);
    for (unsigned i = 0; i < G_N_ELEMENTS(COLUMNS); i++) {
        uint64_t count = flow_tally_count(table->tally, flow, COLUMNS[i].verdict);
        char text[24] = "-";

        if (count > 0)
            g_snprintf(text, sizeof text, "%" G_GUINT64_FORMAT, count);
        append_cell(table, i, text);
    }
    print_line(table, TERMINAL_PLAIN);
}

static void print_unknown(Table *table)
{
    uint64_t count = table->sums[FLOW_UNKNOWN];

    if (count == 0)
        return;
    g_string_append_printf(table->line,
                           "%" G_GUINT64_FORMAT " call%s to no flow of the library.", count,
                           count == 1 ? " comes close" : "s come close");
    print_line(table, TERMINAL_PLAIN);
}

/* Of a selection it would say little; of one call nothing that is not known. */
static void print_unseen(Table *table)
{
    GString *line = table->line;
    uint64_t calls = flow_tally_calls(table->tally);

    if (calls < 2 || calls < table->context->calls)
        return;
    for (unsigned i = 0; i < library_len(table->library); i++) {
        const Template *flow = library_get(table->library, i);

        if (!flow->is_fragment && count_of(table, flow) == 0)
            g_string_append_printf(line, "%s%s", line->len ? ", " : "Not seen: ", flow->name);
    }
    if (line->len == 0)
        return;
    g_string_append_c(line, '.');
    wrap_print(table->context, line->str, (WrapIndent){ 0, GAP }, TERMINAL_PLAIN);
}

void flow_summary_print(const ReportContext *context)
{
    const FlowTally *tally = context->tally;
    g_autoptr(GString) line = g_string_new(NULL);
    Table table = { .context = context, .tally = tally, .line = line };

    if (!tally || flow_tally_calls(tally) < 2) /* one call says it itself */
        return;
    table.library = flow_tally_library(tally);
    measure(&table);
    fputc('\n', context->out);
    if (table.sums[FLOW_UNKNOWN] < flow_tally_calls(tally))
        print_titles(&table);
    for (unsigned i = 0; i < library_len(table.library); i++) {
        const Template *flow = library_get(table.library, i);

        if (count_of(&table, flow) > 0)
            print_flow(&table, flow);
    }
    print_unknown(&table);
    print_unseen(&table);
}
