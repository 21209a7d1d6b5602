/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/wrap.h"

static void end_line(GPtrArray *lines, GString *line, unsigned indent)
{
    g_ptr_array_add(lines, g_strdup(line->str));
    g_string_truncate(line, 0);
    terminal_append_blanks(line, indent);
}

GPtrArray *wrap_lines(const char *text, WrapIndent indent, unsigned width)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    g_autoptr(GString) line = g_string_new(NULL);
    unsigned column = indent.first;

    terminal_append_blanks(line, indent.first);
    for (char **word = words; *word; word++) {
        unsigned needed = terminal_width(slice_text(g_strdelimit(*word, WRAP_GLUE, ' ')));
        bool is_first = word == words;

        if (!is_first && width > 0 && column + 1 + needed > width) {
            end_line(lines, line, indent.next);
            column = indent.next;
        } else if (!is_first) {
            g_string_append_c(line, ' ');
            column++;
        }
        g_string_append(line, *word);
        column += needed;
    }
    end_line(lines, line, 0);
    return lines;
}

void wrap_print(const ReportContext *context, const char *text, WrapIndent indent,
                TerminalTone tone)
{
    g_autoptr(GPtrArray) lines = wrap_lines(text, indent, context->width);

    fputs(terminal_tone(tone, context->color), context->out);
    for (unsigned i = 0; i < lines->len; i++)
        fprintf(context->out, "%s%s", i ? "\n" : "", (char *)g_ptr_array_index(lines, i));
    fprintf(context->out, "%s\n", terminal_tone_end(tone, context->color));
}
