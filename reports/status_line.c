/* SPDX-License-Identifier: Apache-2.0
 *
 *     0:04:31 · 312 packets lost in the kernel · 15,210 packets/s · 1,204 messages/s ·
 *     312 calls open · 10,452 ended · 17 deviate · memory 41M of 256M
 *
 * in one line. Each item has a short form. They are taken by rank, short, while they fit; what
 * is left of the line makes them long, by rank again.
 */
#include "reports/status_line.h"

#include "reports/live_words.h"
#include "reports/terminal.h"

#define SECOND 1000000000.0
#define NAME_WIDTH 16
#define FORMS 2

/* In the order of the line. */
typedef enum ItemId {
    ITEM_RUNNING,
    ITEM_GONE,
    ITEM_LOST,
    ITEM_PACKETS,
    ITEM_MESSAGES,
    ITEM_OPEN,
    ITEM_ENDED,
    ITEM_DEVIATE,
    ITEM_MEMORY,
    ITEMS
} ItemId;

static const ItemId BY_RANK[ITEMS] = { ITEM_RUNNING, ITEM_LOST,    ITEM_GONE,
                                       ITEM_OPEN,    ITEM_DEVIATE, ITEM_MESSAGES,
                                       ITEM_ENDED,   ITEM_PACKETS, ITEM_MEMORY };

typedef struct Item {
    GString *forms[FORMS]; /* long, short; of an item that is left out, empty */
    const GString *taken;
    bool is_bad;
} Item;

typedef struct Line {
    const LiveFigures *figures;
    LiveTotals totals;
    const StatusStyle *style;
    Item items[ITEMS];
} Line;

StatusMark status_line_mark(const LiveFigures *figures)
{
    LiveTotals totals = live_words_totals(figures);

    return (StatusMark){ figures->running, totals.packets, totals.messages };
}

/* "0.4k" would be worse than 412. */
static void append_short(GString *out, uint64_t count)
{
    static const char UNITS[] = "kMGTPE";
    double value = (double)count / 1000;
    unsigned unit = 0;

    if (count < 10000) {
        live_words_count(out, count);
        return;
    }
    for (; value >= 999.5; value /= 1000)
        unit++;
    g_string_append_printf(out, value < 99.95 ? "%.1f%c" : "%.0f%c", value, UNITS[unit]);
}

/* Fills both forms of an item: a count and a word for it. */
static void tell(Line *line, ItemId id, uint64_t count, const char *word,
                 const char *short_word)
{
    const Item *item = &line->items[id];

    live_words_count(item->forms[0], count);
    g_string_append(item->forms[0], word);
    append_short(item->forms[1], count);
    g_string_append(item->forms[1], short_word);
}

static uint64_t rate(uint64_t now, uint64_t before, int64_t span)
{
    return span > 0 && now > before
               ? (uint64_t)((double)(now - before) / ((double)span / SECOND) + 0.5)
               : 0;
}

/* "312 packets lost in the kernel", or "... lost: 300 in the kernel, 12 in the queue". */
static void tell_lost(Line *line)
{
    const LiveTotals *totals = &line->totals;
    Item *item = &line->items[ITEM_LOST];
    const struct {
        uint64_t count;
        const char *place;
    } rows[] = {
        { totals->dropped_kernel, " in the kernel" },
        { totals->dropped_interface, " in the interface" },
        { totals->dropped_queue, " in the queue" },
    };
    const char *between = ": ";

    if (totals->dropped == 0)
        return;
    item->is_bad = true;
    tell(line, ITEM_LOST, totals->dropped,
         totals->dropped == 1 ? " packet lost" : " packets lost", " lost");
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        if (rows[i].count == 0)
            continue;
        if (rows[i].count < totals->dropped) {
            g_string_append(item->forms[0], between);
            live_words_count(item->forms[0], rows[i].count);
            between = ", ";
        }
        g_string_append(item->forms[0], rows[i].place);
    }
}

/* Interfaces that were removed: the name of one, the number of several. */
static void tell_gone(Line *line)
{
    Item *item = &line->items[ITEM_GONE];
    const char *name = NULL;
    unsigned gone = 0;

    for (unsigned i = 0; i < line->figures->interfaces_len; i++)
        if (!line->figures->interfaces[i].is_open) {
            name = line->figures->interfaces[i].name;
            gone++;
        }
    item->is_bad = gone > 0;
    if (gone > 1) {
        tell(line, ITEM_GONE, gone, " interfaces are gone", " gone");
    } else if (gone == 1) {
        for (unsigned i = 0; i < FORMS; i++)
            terminal_append_cut(item->forms[i], slice_text(name), NAME_WIDTH,
                                line->style->unicode);
        g_string_append(item->forms[0], " is gone");
        g_string_append(item->forms[1], " gone");
    }
}

static void tell_all(Line *line, const StatusMark *before)
{
    const LiveFigures *figures = line->figures;
    const LiveTotals *totals = &line->totals;
    uint64_t deviate = totals->verdicts[FLOW_DEVIATES];
    int64_t span = figures->running - before->running;
    Item *item = &line->items[ITEM_MEMORY];

    for (unsigned i = 0; i < FORMS; i++)
        live_words_running(line->items[ITEM_RUNNING].forms[i], figures->running);
    tell_gone(line);
    tell_lost(line);
    tell(line, ITEM_PACKETS, rate(totals->packets, before->packets, span), " packets/s",
         " pkt/s");
    tell(line, ITEM_MESSAGES, rate(totals->messages, before->messages, span), " messages/s",
         " msg/s");
    tell(line, ITEM_OPEN, figures->calls_open,
         figures->calls_open == 1 ? " call open" : " calls open", " open");
    tell(line, ITEM_ENDED, figures->calls_ended, " ended", " ended");
    if (deviate > 0)
        tell(line, ITEM_DEVIATE, deviate, deviate == 1 ? " deviates" : " deviate",
             deviate == 1 ? " deviates" : " deviate");
    g_string_append(item->forms[0], "memory ");
    g_string_append(item->forms[1], "mem ");
    for (unsigned i = 0; i < FORMS; i++)
        live_words_bytes(item->forms[i], figures->memory);
    g_string_append(item->forms[0], " of ");
    live_words_bytes(item->forms[0], figures->memory_bound);
}

static const char *separator(const StatusStyle *style)
{
    return style->unicode ? " \u00b7 " : " | ";
}

static unsigned width_of_text(const char *text)
{
    return terminal_width(slice_text(text));
}

/* Takes form @form of @item if there is room for it in @left columns; how many are left. */
static unsigned take(const Line *line, Item *item, unsigned form, unsigned left)
{
    bool is_first = item == line->items;
    unsigned gap = is_first || item->taken ? 0 : width_of_text(separator(line->style));
    unsigned has = item->taken ? width_of_text(item->taken->str) : 0;
    unsigned wants = width_of_text(item->forms[form]->str) + gap;

    if (item->forms[form]->len == 0 || wants > left + has)
        return left;
    item->taken = item->forms[form];
    return left + has - wants;
}

/* What is bad is long before anything else is there. */
static void take_all(Line *line)
{
    unsigned left = line->style->width > 0 ? line->style->width : G_MAXINT;

    for (unsigned i = 0; i < ITEMS; i++) {
        Item *item = &line->items[BY_RANK[i]];

        left = take(line, item, 1, left);
        if (item->is_bad)
            left = take(line, item, 0, left);
    }
    for (unsigned i = 0; i < ITEMS; i++)
        left = take(line, &line->items[BY_RANK[i]], 0, left);
}

static char *join(const Line *line)
{
    g_autoptr(GString) out = g_string_new(NULL);

    for (unsigned i = 0; i < ITEMS; i++) {
        const Item *item = &line->items[i];
        TerminalTone tone = item->is_bad ? TERMINAL_BAD : TERMINAL_PLAIN;

        if (item->taken)
            g_string_append_printf(out, "%s%s%s%s", out->len ? separator(line->style) : "",
                                   terminal_tone(tone, line->style->color), item->taken->str,
                                   terminal_tone_end(tone, line->style->color));
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

char *status_line_new(const LiveFigures *figures, const StatusMark *before,
                      const StatusStyle *style)
{
    Line line = { .figures = figures, .totals = live_words_totals(figures), .style = style };
    char *text;

    for (unsigned i = 0; i < ITEMS; i++)
        for (unsigned form = 0; form < FORMS; form++)
            line.items[i].forms[form] = g_string_new(NULL);
    tell_all(&line, before);
    take_all(&line);
    text = join(&line);
    for (unsigned i = 0; i < ITEMS; i++)
        for (unsigned form = 0; form < FORMS; form++)
            g_string_free(line.items[i].forms[form], TRUE);
    return text;
}
