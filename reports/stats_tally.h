/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/dictionary.h"
#include "reports/metrics.h"
#include "reports/report.h"

/* User agents that are told apart; a call of a further one is counted as that alone. */
#define STATS_AGENTS_MAX 4096
#define STATS_STATUSES 700

/* A name and how often it occurs. */
typedef struct StatsCount {
    const char *name; /* fit for a terminal and for JSON; borrowed from the tally */
    uint64_t count;
} StatsCount;

/* What `sipstory stats` counts. Requests and answers count where they are seen first: the same
 * request on a further hop, sent again or captured again is the same request, and of a linked
 * call the first leg alone counts. */
typedef struct StatsTally {
    const ReportContext *context;
    Metrics *metrics;
    uint64_t states[STATE_COUNT];      /* calls */
    uint64_t first[METHOD_COUNT];      /* calls, by the method that they begin with */
    uint64_t requests[METHOD_COUNT];   /* requests */
    uint64_t answers[STATS_STATUSES];  /* requests that were answered so */
    uint64_t agentless, agents_beyond; /* calls without a User-Agent; beyond the bound */
    Dictionary *agents;                /* name -> uint64_t */
    GHashTable *seen; /* of the call at hand: hashes of what a request or answer is known by */
    uint64_t seed;    /* of these */
} StatsTally;

/* The caller owns it; @context outlives it. */
StatsTally *stats_tally_new(const ReportContext *context);
void stats_tally_free(StatsTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StatsTally, stats_tally_free)

/* Counts @call. */
void stats_tally_add(StatsTally *tally, const Call *call);

/* The user agents, the most frequent first, equal ones by name: an array of StatsCount that the
 * caller frees. */
GArray *stats_tally_agents(const StatsTally *tally);

/* The names of what states, first and requests count by their index; static. */
typedef const char *(*StatsNameOf)(unsigned index);
const char *stats_name_of_state(unsigned index);
const char *stats_name_of_method(unsigned index);
