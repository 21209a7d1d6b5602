/* SPDX-License-Identifier: Apache-2.0
 *
 *     Running for 3:07:12.
 *       eth0: 1,520,344 packets (913M), 40,211 SIP messages; nothing lost
 *       eth1, which is gone: 12 packets (2.1K), 0 SIP messages; 3 packets lost: 2 in the
 * kernel, 1 in the queue Calls: 1,204 begun, 24 open (26 dialogs), 1,168 ended, 12 joined to
 * others. Of those that ended: 1,100 ok, 40 incomplete, 20 deviate, 8 come close to no flow; 3
 *         were evicted for --memory
 *     Memory: 41M of 256M for dialogs and texts; the process takes 77M.
 */
#include "reports/figures_text.h"

#include "reports/live_words.h"
#include "reports/terminal.h"
#include "reports/wrap.h"

#define INDENT 2

typedef struct Page {
    const LiveFigures *figures;
    LiveTotals totals;
    unsigned width;
    bool unicode;
    GString *line, *out;
} Page;

/* A place where packets are lost, and what mends it. */
typedef struct Loss {
    uint64_t count;
    const char *place, *mend;
} Loss;

#define LOSSES 3

static void losses_of(uint64_t kernel, uint64_t interface, uint64_t queue, Loss losses[LOSSES])
{
    losses[0] = (Loss){ kernel, " in the kernel", "a larger --buffer or a narrower -f helps" };
    losses[1] = (Loss){ interface, " in the interface",
                        "the card or its driver was too slow: 'ethtool -g' shows its ring" };
    losses[2] = (Loss){ queue, " in the queue",
                        "the analysis was slower than the traffic: a narrower -f, --summary or "
                        "fewer outputs help" };
}

/* Breaks what the line holds. */
static void end_line(Page *page, unsigned indent)
{
    g_autoptr(GPtrArray) lines =
        wrap_lines(page->line->str, (WrapIndent){ indent, indent + INDENT }, page->width);

    for (unsigned i = 0; i < lines->len; i++)
        g_string_append_printf(page->out, "%s\n", (char *)g_ptr_array_index(lines, i));
    g_string_truncate(page->line, 0);
}

static void add(Page *page, const char *before, uint64_t count, const char *after)
{
    g_string_append(page->line, before);
    live_words_count(page->line, count);
    g_string_append(page->line, after);
}

static void add_bytes(Page *page, const char *before, uint64_t bytes, const char *after)
{
    g_string_append(page->line, before);
    live_words_bytes(page->line, bytes);
    g_string_append(page->line, after);
}

static void add_losses(Page *page, const LiveInterface *interface)
{
    Loss losses[LOSSES];
    const char *between = "; lost: ";

    losses_of(interface->dropped_kernel, interface->dropped_interface, interface->dropped_queue,
              losses);
    for (unsigned i = 0; i < LOSSES; i++) {
        if (losses[i].count == 0)
            continue;
        add(page, between, losses[i].count, losses[i].place);
        between = ", ";
    }
    if (*between == ';')
        g_string_append(page->line, "; nothing lost");
}

static void add_interface(Page *page, const LiveInterface *interface)
{
    terminal_append(page->line, slice_text(interface->name), page->unicode);
    g_string_append(page->line, interface->is_open ? ": " : ", which is gone: ");
    add(page, "", interface->packets, interface->packets == 1 ? " packet" : " packets");
    add_bytes(page, " (", interface->bytes, " bytes), ");
    add(page, "", interface->sip_messages,
        interface->sip_messages == 1 ? " SIP message" : " SIP messages");
    add_losses(page, interface);
    end_line(page, INDENT);
}

static void add_calls(Page *page)
{
    const LiveFigures *figures = page->figures;

    add(page, "Calls: ", figures->calls_begun, " begun, ");
    add(page, "", figures->calls_open, " open");
    if (figures->dialogs_open > 0)
        add(page, " (", figures->dialogs_open,
            figures->dialogs_open == 1 ? " dialog)" : " dialogs)");
    add(page, ", ", figures->calls_ended, " ended");
    if (figures->calls_joined > 0)
        add(page, ", ", figures->calls_joined, " joined to others");
    g_string_append_c(page->line, '.');
    end_line(page, 0);
}

/* In the words of the list. */
static void add_verdicts(Page *page)
{
    const uint64_t *verdicts = page->totals.verdicts;
    const struct {
        uint64_t count;
        const char *one, *many;
    } rows[] = {
        { verdicts[FLOW_CONFORMS], " ok", " ok" },
        { verdicts[FLOW_INCOMPLETE], " incomplete", " incomplete" },
        { verdicts[FLOW_DEVIATES], " deviates", " deviate" },
        { verdicts[FLOW_UNKNOWN], " comes close to no flow", " come close to no flow" },
        { page->figures->calls_evicted, " was evicted for --memory",
          " were evicted for --memory" },
    };

    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++)
        if (rows[i].count > 0)
            add(page, page->line->len ? ", " : "Of those that ended: ", rows[i].count,
                rows[i].count == 1 ? rows[i].one : rows[i].many);
    if (page->line->len > 0)
        end_line(page, INDENT);
}

static void add_memory(Page *page)
{
    const LiveFigures *figures = page->figures;

    add_bytes(page, "Memory: ", figures->memory, "");
    add_bytes(page, " of ", figures->memory_bound, " for dialogs and texts");
    if (figures->resident > 0)
        add_bytes(page, "; the process takes ", figures->resident, "");
    g_string_append_c(page->line, '.');
    end_line(page, 0);
    if (figures->lost_written == 0)
        return;
    add(page, "Not written: ", figures->lost_written,
        figures->lost_written == 1 ? " packet, call or event that an output could not take."
                                   : " packets, calls or events that an output could not "
                                     "take.");
    end_line(page, 0);
}

char *figures_text_new(const LiveFigures *figures, unsigned width, bool unicode)
{
    g_autoptr(GString) line = g_string_new("Running for ");
    Page page = { .figures = figures,
                  .totals = live_words_totals(figures),
                  .width = width,
                  .unicode = unicode,
                  .line = line,
                  .out = g_string_new(NULL) };

    live_words_running(line, figures->running);
    g_string_append_c(line, '.');
    end_line(&page, 0);
    for (unsigned i = 0; i < figures->interfaces_len; i++)
        add_interface(&page, &figures->interfaces[i]);
    add_calls(&page);
    add_verdicts(&page);
    add_memory(&page);
    return g_string_free(page.out, FALSE);
}

char *figures_text_drops(const LiveFigures *figures)
{
    LiveTotals totals = live_words_totals(figures);
    GString *text = g_string_new(NULL);
    Loss losses[LOSSES];
    bool is_first = true;

    losses_of(totals.dropped_kernel, totals.dropped_interface, totals.dropped_queue, losses);
    live_words_count(text, totals.dropped);
    g_string_append(text, " of ");
    live_words_count(text, totals.packets + totals.dropped);
    g_string_append(text, " packets were lost, so calls may lack messages: ");
    for (unsigned i = 0; i < LOSSES; i++) {
        if (losses[i].count == 0)
            continue;
        g_string_append(text, is_first ? "" : "; ");
        live_words_count(text, losses[i].count);
        g_string_append_printf(text, "%s (%s)", losses[i].place, losses[i].mend);
        is_first = false;
    }
    return g_string_free(text, totals.dropped == 0);
}
