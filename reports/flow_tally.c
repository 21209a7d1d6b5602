/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/flow_tally.h"

typedef struct Counts {
    uint64_t of[FLOW_VERDICTS];
} Counts;

struct FlowTally {
    const Library *library;
    GHashTable *flows; /* const Template -> Counts; NULL: calls of no flow */
    uint64_t calls;
};

FlowTally *flow_tally_new(const Library *library)
{
    FlowTally *tally = g_new0(FlowTally, 1);

    tally->library = library;
    tally->flows = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    return tally;
}

void flow_tally_free(FlowTally *tally)
{
    if (!tally)
        return;
    g_hash_table_unref(tally->flows);
    g_free(tally);
}

void flow_tally_add(FlowTally *tally, const Call *call)
{
    const Judgement *judgement = call->judgement;
    FlowVerdict verdict = judgement ? judgement->verdict : FLOW_UNKNOWN;
    gconstpointer flow = judgement && verdict != FLOW_UNKNOWN ? judgement->flow : NULL;
    Counts *counts = g_hash_table_lookup(tally->flows, flow);

    if (!counts) {
        counts = g_new0(Counts, 1);
        g_hash_table_insert(tally->flows, (gpointer)flow, counts);
    }
    counts->of[verdict]++;
    tally->calls++;
}

uint64_t flow_tally_calls(const FlowTally *tally)
{
    return tally->calls;
}

uint64_t flow_tally_count(const FlowTally *tally, const Template *flow, FlowVerdict verdict)
{
    const Counts *counts = g_hash_table_lookup(tally->flows, flow);

    return counts ? counts->of[verdict] : 0;
}

const Library *flow_tally_library(const FlowTally *tally)
{
    return tally->library;
}
