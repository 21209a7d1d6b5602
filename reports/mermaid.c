/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid.h"

#include "reports/mermaid_diagram.h"

typedef struct Mermaid {
    const ReportContext *context;
    MermaidDiagram *diagram;
} Mermaid;

void *mermaid_open(const ReportContext *context)
{
    Mermaid *mermaid = g_new0(Mermaid, 1);

    mermaid->context = context;
    mermaid->diagram = mermaid_diagram_new(context);
    return mermaid;
}

void mermaid_call(void *report, const Call *call)
{
    Mermaid *mermaid = report;

    mermaid_diagram_add(mermaid->diagram, call);
}

void mermaid_close(void *report)
{
    Mermaid *mermaid = report;
    g_autoptr(GString) text = g_string_new(NULL);

    mermaid_diagram_print(mermaid->diagram, text);
    fputs(text->str, mermaid->context->out);
    mermaid_diagram_free(mermaid->diagram);
    g_free(mermaid);
}
