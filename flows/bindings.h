/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/view.h"

/* All ways to give the parties of a shape the roles of a template (flows.md, 2.2): servers are
 * P; any other party is one terminal, or P at the edge of what was captured, but never beside
 * another P. */

/* Parties that are tried as terminals; further ones are in no flow. */
#define BINDING_TERMINALS_MAX 8

typedef struct Bindings {
    const Shape *shape;
    const Plan *plan;
    uint8_t terminals[BINDING_TERMINALS_MAX]; /* parties that are no servers */
    unsigned terminals_len;
    bool has_server;
    unsigned counter, count;
    unsigned edges, edge; /* whom P may be where there is no server */
} Bindings;

/* Begins the list inside something else; borrows both. */
void bindings_init(Bindings *bindings, const Shape *shape, const Plan *plan);

/* The next one; false after the last. */
bool bindings_next(Bindings *bindings, Binding *binding);

/* How much speaks against it where costs are equal: a caller sends a single Via, a terminal
 * stands in its own Contact, and what nobody knows is P. */
unsigned binding_penalty(const Shape *shape, const Binding *binding);
