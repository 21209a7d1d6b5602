/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* Texts for Markdown as GitHub and GitLab read it. What comes from the wire stands in a code
 * span, where nothing is markup, a link, @somebody or #123. */

/* Appends @text as a code span, made fit for a terminal, in one line and at most @width
 * columns. The two characters that would end it, or a cell of a table, become "\x60" and
 * "\x7c". Nothing for an empty text. */
void md_append_code(GString *out, Slice text, unsigned width);

/* Appends words of our own, or of a flow, so that none of it is taken for markup; as a code
 * span where a part of them would become a link. */
void md_append_words(GString *out, const char *text);
