/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/text.h"

#include "reports/call_head.h"
#include "reports/ladder_text.h"

typedef struct Text {
    const ReportContext *context;
    uint64_t calls;
} Text;

void *text_open(const ReportContext *context)
{
    Text *text = g_new0(Text, 1);

    text->context = context;
    return text;
}

void text_call(void *report, const Call *call)
{
    Text *text = report;
    g_autoptr(CallHead) head = call_head_new(text->context, call);
    g_autoptr(LadderLayout) layout = ladder_layout_new(text->context, call);

    if (text->calls++ > 0)
        fputc('\n', text->context->out);
    call_head_print(head, text->context);
    fputc('\n', text->context->out);
    ladder_text_draw(layout, text->context);
}

void no_calls_print(const ReportContext *context)
{
    if (context->calls > 1)
        fprintf(context->out, "No call to show: none of the %u calls is selected.\n",
                context->calls);
    else if (context->calls == 1)
        fputs("No call to show: the only call is not selected.\n", context->out);
    else
        fputs("No call to show.\n", context->out);
}

void text_close(void *report)
{
    Text *text = report;

    if (text->calls == 0)
        no_calls_print(text->context);
    flow_summary_print(text->context);
    skipped_print(text->context);
    g_free(text);
}
