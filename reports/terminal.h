/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* Text from the wire, made fit to be looked at. Captures come from strangers: what could steer
 * a terminal, turn the reading direction or hide is written as an escape that can be seen
 * ("\x1b", "\u202e"), and so is what is not UTF-8. The result is UTF-8 of known width, or ASCII
 * where @unicode is false. */

/* Appends @text to @out, all in one line: line ends become "\r" and "\n". Returns how many
 * columns of a terminal it takes: two for wide characters, none for combining marks. */
unsigned terminal_append(GString *out, Slice text, bool unicode);

/* As terminal_append(), but at most @width columns: a longer text ends with an ellipsis. */
unsigned terminal_append_cut(GString *out, Slice text, unsigned width, bool unicode);

/* Appends @len bytes at @text as they are. A list does this a dozen times for each line, and
 * GLib's own way takes longer than what is written. */
static inline void terminal_put(GString *out, const char *text, size_t len)
{
    if (out->allocated_len - out->len <= len) {
        g_string_append_len(out, text, (gssize)len);
        return;
    }
    if (len > 0)
        memcpy(out->str + out->len, text, len);
    out->len += len;
    out->str[out->len] = '\0';
}

typedef enum TerminalAlign {
    TERMINAL_LEFT,
    TERMINAL_RIGHT,
} TerminalAlign;

/* Appends @text as a cell of exactly @width columns: cut or padded with blanks. */
void terminal_append_cell(GString *out, Slice text, unsigned width, TerminalAlign align,
                          bool unicode);

/* Appends @count blanks, or puts them in before the byte at @at. */
void terminal_append_blanks(GString *out, unsigned count);
void terminal_insert_blanks(GString *out, gsize at, unsigned count);

/* The columns that @text takes; @text is what the functions above wrote. */
unsigned terminal_width(Slice text);

/* What colours say, the same in every output for a terminal. */
typedef enum TerminalTone {
    TERMINAL_PLAIN,
    TERMINAL_STRONG, /* headings */
    TERMINAL_FAINT,  /* what is there for orientation */
    TERMINAL_REQUEST,
    TERMINAL_GOOD,
    TERMINAL_PENDING,
    TERMINAL_BAD,
} TerminalTone;

/* The sequence that turns @tone on, and the one that turns any tone off; "" without @color or
 * for TERMINAL_PLAIN. Static. */
const char *terminal_tone(TerminalTone tone, bool color);
const char *terminal_tone_end(TerminalTone tone, bool color);
