/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* A Mermaid sequence diagram of what was seen: of one call, or of several that are related and
 * are one story. It is written in the language of flows too (flows/README.md), so that it is a
 * flow to which its calls conform, and says so where it cannot be: more than three terminals,
 * no message that the language has a word for, or more than Mermaid draws. */
typedef struct MermaidDiagram MermaidDiagram;

/* Makes an empty diagram; @context is borrowed. The caller owns it. */
MermaidDiagram *mermaid_diagram_new(const ReportContext *context);
void mermaid_diagram_free(MermaidDiagram *diagram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MermaidDiagram, mermaid_diagram_free)

/* Adds @call, which is not needed any more afterwards; its dialogs are. */
void mermaid_diagram_add(MermaidDiagram *diagram, const Call *call);

/* Appends the text of the diagram, ended by a line end. */
void mermaid_diagram_print(MermaidDiagram *diagram, GString *out);
