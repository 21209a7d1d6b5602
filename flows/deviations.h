/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/judge.h"

/* Where calls left the script, in the order in which it shows. */

/* One deviation before it is told of one call. */
typedef struct Fact {
    DeviationKind kind;
    uint16_t step;    /* index into Plan.steps; PLAN_NONE */
    uint16_t message; /* index into Shape.messages: the message; PLAN_NONE */
    uint16_t before;  /* the message before which it shows; PLAN_NONE: the end */
} Fact;

/* The deviations of @judged, as an array of Fact; the caller owns it. */
GArray *deviations_find(const Judged *judged);

/* The sentence that tells @fact. The caller frees it. */
char *deviation_sentence(const Judged *judged, const Fact *fact);
