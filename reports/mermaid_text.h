/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

/* Texts for Mermaid, which takes some characters for its own: ';' ends a text, "%%" begins a
 * comment, '<' is HTML, "$$" a formula, "wrap:" an instruction. It writes a character by its
 * number as "#59;". */

/* Appends @text, which is fit for a terminal, so that Mermaid draws it as it is and the
 * language of flows takes it for a text. */
void mermaid_append_text(GString *out, const char *text);

/* The same, broken at blanks into lines of about a note's width. Where @out holds lines of the
 * same note before, that is a new one. @start is where the note's text begins in @out. */
void mermaid_append_lines(GString *out, gsize start, const char *text);
