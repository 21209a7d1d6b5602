/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/mermaid_text.h"

#include <string.h>

#include "reports/terminal.h"

/* Mermaid breaks no lines, and a note between two neighbours is about so wide. */
#define LINE_COLUMNS 32

#define LINE_BREAK "<br/>"

/* ASCII that Mermaid draws as it stands wherever a text may be. */
#define PLAIN " !'()*+,-./=?@[]^_|~"

/* The text so far may be long, so that its length is not asked for anew. */
static bool ends_with(const GString *out, const char *word)
{
    gsize len = strlen(word);

    return out->len >= len && memcmp(out->str + out->len - len, word, len) == 0;
}

/* "wrap:" at the begin of a text is an order to Mermaid, and where "style" or "classDef" stand
 * anywhere in a line, with a colon behind them, it takes the last semicolon away. */
static bool completes_an_order(const GString *out, char next)
{
    return (next == ':' && ends_with(out, "wrap")) || (next == 'e' && ends_with(out, "styl")) ||
           (next == 'f' && ends_with(out, "classDe"));
}

static void append_character(GString *out, const char *at)
{
    bool is_plain = g_ascii_isalnum(*at) || strchr(PLAIN, *at) || *at == ':';

    if ((unsigned char)*at >= 0x80)
        g_string_append_len(out, at, g_utf8_next_char(at) - at);
    else if (is_plain && !completes_an_order(out, *at))
        g_string_append_c(out, *at);
    else
        g_string_append_printf(out, "#%d;", *at);
}

void mermaid_append_text(GString *out, const char *text)
{
    for (; *text; text = g_utf8_next_char(text))
        append_character(out, text);
}

void mermaid_append_lines(GString *out, gsize start, const char *text)
{
    g_auto(GStrv) words = g_strsplit(text, " ", -1);
    unsigned column = 0;

    if (out->len > start)
        g_string_append(out, LINE_BREAK);
    for (char **word = words; *word; word++) {
        unsigned width = terminal_width(slice_text(*word));

        if (word > words && column + 1 + width > LINE_COLUMNS) {
            g_string_append(out, LINE_BREAK);
            column = 0;
        } else if (word > words) {
            g_string_append_c(out, ' ');
            column++;
        }
        mermaid_append_text(out, *word);
        column += width;
    }
}
