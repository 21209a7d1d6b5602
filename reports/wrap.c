/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/wrap.h"

void wrap_print(const ReportContext *context, const char *text, WrapIndent indent,
                TerminalTone tone)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    unsigned column = indent.first;

    fprintf(context->out, "%s%*s", terminal_tone(tone, context->color), (int)indent.first, "");
    for (char **word = words; *word; word++) {
        unsigned width = terminal_width(slice_text(g_strdelimit(*word, WRAP_GLUE, ' ')));
        bool is_first = word == words;

        if (!is_first && context->width > 0 && column + 1 + width > context->width) {
            fprintf(context->out, "\n%*s", (int)indent.next, "");
            column = indent.next;
        } else if (!is_first) {
            fputc(' ', context->out);
            column++;
        }
        fputs(*word, context->out);
        column += width;
    }
    fprintf(context->out, "%s\n", terminal_tone_end(tone, context->color));
}
