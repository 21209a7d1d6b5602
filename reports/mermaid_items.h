/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/mermaid_parties.h"

/* What a diagram shows below its participants, in order: messages, each with the note beside
 * it, and notes of what never came. */
typedef struct MermaidItem {
    const Message *message;  /* it stands at; borrowed from the dialogs */
    unsigned call;           /* index of its call in the diagram */
    unsigned from, to;       /* parties */
    uint16_t conditions;     /* as JudgedMessage.conditions */
    bool is_arrow;           /* the language has a word for it; else only its note is shown */
    bool is_aside;           /* no flow is held against it */
    bool is_deviation;       /* its note tells one */
    char from_role, to_role; /* where @is_arrow is false and there are no parties: of a message
                              * that never came */
    char *note;              /* as Mermaid takes it; "" if there is none. Owned */
} MermaidItem;

/* Appends the items of @call, number @at in the diagram, to @items (MermaidItem); @of are the
 * parties of its participants. */
void mermaid_items_append(GArray *items, const ReportContext *context, const Call *call,
                          unsigned at, const unsigned *of);

/* A new empty array of items, which frees them. */
GArray *mermaid_items_new(void);
