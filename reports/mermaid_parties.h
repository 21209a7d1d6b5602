/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* Who takes part in a diagram of one call or of several that are related, and by which letter
 * each is known there. */

/* Room for a name: a letter of the language, or "T4" for a terminal too many for it. */
#define MERMAID_NAME 12

typedef struct MermaidParty {
    GArray *endpoints; /* EndpointId, owned */
    char *word;        /* its name, or its user; "" if there is neither. Owned */
    char judged;       /* the role it has in the flow; 0: none */
    char name[MERMAID_NAME];
} MermaidParty;

typedef struct MermaidParties {
    const ReportContext *context;
    MermaidParty *list; /* in the order of their appearance */
    unsigned len;
} MermaidParties;

void mermaid_parties_init(MermaidParties *parties, const ReportContext *context);
void mermaid_parties_clear(MermaidParties *parties);

/* Adds the participants of @call, but those that share an endpoint with one that is there.
 * @of has room for the index of each. */
void mermaid_parties_add(MermaidParties *parties, const Call *call, unsigned *of);

/* Gives names: servers are P, terminals have the letter of their role if it is theirs alone,
 * else the next that is free. True if no terminal is left over for whom the language has no
 * letter. */
bool mermaid_parties_name(MermaidParties *parties);

/* Appends the lines that declare the parties for which @is_used is true, each name once, in the
 * order A, P, B, C. */
void mermaid_parties_append(const MermaidParties *parties, const bool *is_used, GString *out);

/* Appends the address of a party: "192.0.2.1:5060". */
void mermaid_parties_append_address(const MermaidParties *parties, unsigned party,
                                    GString *out);
