/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/template_cursor.h"

/* Checks that Mermaid takes the rest of the line as one text: ';' would end it and '#' cut it
 * off, but for character codes as "#59;", and at its beginning "%%" would make it a comment. */
bool template_text_check(const Cursor *cursor, GError **error);

/* The rest of the line, its character codes decoded, without blanks at its end. The caller owns
 * it. */
char *template_text_decode(const Cursor *cursor);
