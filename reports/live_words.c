/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/live_words.h"

#define SECOND INT64_C(1000000000)

static void add_verdicts(LiveTotals *totals, const FlowTally *tally)
{
    const Library *library = flow_tally_library(tally);

    for (unsigned i = 0; i < library_len(library); i++)
        for (unsigned verdict = 0; verdict < FLOW_UNKNOWN; verdict++)
            totals->verdicts[verdict] +=
                flow_tally_count(tally, library_get(library, i), (FlowVerdict)verdict);
    totals->verdicts[FLOW_UNKNOWN] = flow_tally_count(tally, NULL, FLOW_UNKNOWN);
}

LiveTotals live_words_totals(const LiveFigures *figures)
{
    LiveTotals totals = { .packets = 0 };

    for (unsigned i = 0; i < figures->interfaces_len; i++) {
        const LiveInterface *interface = &figures->interfaces[i];

        totals.packets += interface->packets;
        totals.messages += interface->sip_messages;
        totals.dropped_kernel += interface->dropped_kernel;
        totals.dropped_interface += interface->dropped_interface;
        totals.dropped_queue += interface->dropped_queue;
    }
    totals.dropped = totals.dropped_kernel + totals.dropped_interface + totals.dropped_queue;
    add_verdicts(&totals, figures->tally);
    return totals;
}

void live_words_count(GString *out, uint64_t count)
{
    char digits[24];
    int len = g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, count);

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            g_string_append_c(out, ',');
        g_string_append_c(out, digits[i]);
    }
}

void live_words_bytes(GString *out, uint64_t bytes)
{
    static const char UNITS[] = "KMGTPE";
    unsigned unit = 0;
    uint64_t scale = 1024; /* of the unit */
    uint64_t whole, tenths;

    if (bytes < scale) {
        g_string_append_printf(out, "%" G_GUINT64_FORMAT, bytes);
        return;
    }
    for (; bytes / scale >= 1024; scale *= 1024)
        unit++;
    whole = bytes / scale;
    tenths = (bytes % scale >> 6) * 10 / (scale >> 6);
    g_string_append_printf(out, "%" G_GUINT64_FORMAT, whole);
    if (whole < 100 && tenths > 0)
        g_string_append_printf(out, ".%" G_GUINT64_FORMAT, tenths);
    g_string_append_c(out, UNITS[unit]);
}

void live_words_running(GString *out, int64_t ns)
{
    int64_t seconds = MAX(ns, 0) / SECOND;
    int64_t days = seconds / 86400;

    if (days > 0)
        g_string_append_printf(out, "%" G_GINT64_FORMAT "d ", days);
    g_string_append_printf(out, "%d:%02d:%02d", (int)(seconds % 86400 / 3600),
                           (int)(seconds % 3600 / 60), (int)(seconds % 60));
}
