/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"
#include "flows/library.h"

/* What a test expects of the calls: one of some flows, kept. Without any, that every call
 * follows a flow of the library and keeps it. */
typedef struct Expectation {
    GPtrArray *flows;      /* of const Template, borrowed from the library; empty: any */
    bool allow_incomplete; /* a call that began before the capture or is not over is fine */
    bool looks_at_all;     /* else at calls with an INVITE only */
} Expectation;

typedef enum Outcome {
    OUTCOME_GOOD,
    OUTCOME_BAD,
    OUTCOME_SKIPPED, /* not looked at */
} Outcome;

/* Makes one that expects nothing in particular; an incomplete call is then fine. The caller
 * owns it. */
Expectation *expectation_new(void);

void expectation_free(Expectation *expectation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Expectation, expectation_free)

/* Expects @flow too. A flow without an INVITE makes it look at all calls. */
void expectation_add(Expectation *expectation, const Template *flow);

/* How @call fares; one that was not judged is bad. */
Outcome expectation_outcome(const Expectation *expectation, const Call *call);

/* The names of the flows that are expected, as "busy or hold"; "" if none is. The caller frees
 * it. */
char *expectation_names(const Expectation *expectation);
