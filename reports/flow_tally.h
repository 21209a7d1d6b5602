/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"
#include "flows/library.h"

/* How many calls followed each flow, and how well. */
typedef struct FlowTally FlowTally;

/* Makes an empty tally of the flows of @library, which outlives it. The caller owns it. */
FlowTally *flow_tally_new(const Library *library);

void flow_tally_free(FlowTally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FlowTally, flow_tally_free)

/* Counts @call. */
void flow_tally_add(FlowTally *tally, const Call *call);

/* How many calls were counted: all, those of @flow (NULL: of none) with this verdict. */
uint64_t flow_tally_calls(const FlowTally *tally);
uint64_t flow_tally_count(const FlowTally *tally, const Template *flow, FlowVerdict verdict);

/* The library it is of. */
const Library *flow_tally_library(const FlowTally *tally);
