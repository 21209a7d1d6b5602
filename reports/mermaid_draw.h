/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/mermaid_items.h"

/* How much of a diagram is drawn. */
typedef struct MermaidDetail {
    bool has_notes; /* else those of deviations alone */
    unsigned ends;  /* items that are shown of the beginning, and of the end; 0: all */
} MermaidDetail;

/* What a diagram is drawn from; all borrowed. */
typedef struct MermaidDrawing {
    const ReportContext *context;
    const MermaidParties *parties; /* with names */
    const GArray *items;           /* MermaidItem */
    const unsigned *numbers;       /* of the calls, from 1 */
    MermaidDetail detail;
} MermaidDrawing;

/* Appends the declarations of who takes part and the body. Returns the number of arrows. */
unsigned mermaid_draw(const MermaidDrawing *drawing, GString *out);
