/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/search.h"

/* What a way through a template says of every call that goes it: found once for a shape. */
typedef struct TrailSummary {
    const char **phases; /* names of the templates that were entered, in order; owned array of
                          * borrowed texts, NULL at the end */
    unsigned phases_len;
    char observed[8][4]; /* the hops that steps were held against, as "A-P" */
    unsigned observed_len;
    unsigned steps_matched, steps_expected, steps_unobserved;
    unsigned matched; /* steps that have a message, be it another than they want */
    const Step *open; /* the first step that is open; NULL: none */
    bool is_clean;    /* nothing costs, nothing is open */
} TrailSummary;

/* Summarizes the @len entries of @trail through @plan inside something else. */
void trail_summary_init(TrailSummary *summary, const Plan *plan, const TrailEntry *trail,
                        unsigned len);

void trail_summary_clear(TrailSummary *summary);

/* True if the step of @trail has a message. */
static inline bool trail_is_matched(const TrailEntry *trail)
{
    return trail->kind == TRAIL_MATCHED || trail->kind == TRAIL_LATE ||
           trail->kind == TRAIL_EARLY || trail->kind == TRAIL_INSTEAD;
}
