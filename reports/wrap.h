/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"
#include "reports/terminal.h"

/* A blank at which no line is broken; it comes from nowhere else, for text from the wire has it
 * escaped. */
#define WRAP_GLUE "\t"

/* Where the lines of a paragraph begin. */
typedef struct WrapIndent {
    unsigned first, next;
} WrapIndent;

/* Breaks @text, fit for a terminal, into lines of at most @width columns (0: no bound; a word
 * that is longer stays whole), with their indents. The caller owns it; it frees its texts. */
GPtrArray *wrap_lines(const char *text, WrapIndent indent, unsigned width);

/* Prints @text, fit for a terminal, as a paragraph: broken at blanks where the terminal of
 * @context ends, all of it in @tone. */
void wrap_print(const ReportContext *context, const char *text, WrapIndent indent,
                TerminalTone tone);
