/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A place in one line of a template; for the parts of the parser alone. */
typedef struct Cursor {
    const char *line; /* valid UTF-8 */
    const char *at;
} Cursor;

#define CURSOR_BLANKS " \t"

/* Moves over blanks; true if something is left in the line. */
bool cursor_skip_blanks(Cursor *cursor);

/* Moves over @text if it stands here; else false. */
bool cursor_take(Cursor *cursor, const char *text);

/* How many letters or '_' stand here; they are not passed. */
size_t cursor_word_length(const Cursor *cursor);

/* Moves over the characters of @accept, all of them ASCII. What was passed, maybe "", is the
 * caller's. */
char *cursor_take_all(Cursor *cursor, const char *accept);

/* The same for all characters that are not in @stop. */
char *cursor_take_until(Cursor *cursor, const char *stop);

/* True if here a word ends: at a blank or at the end. */
bool cursor_is_at_gap(const Cursor *cursor);

/* Sets @error to what is wrong at @at, a place in the line, as "COLUMN: reason". False. */
bool cursor_fault(const Cursor *cursor, const char *at, GError **error, const char *format, ...)
    G_GNUC_PRINTF(4, 5);
