/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/md_text.h"

#include <string.h>

#include "reports/terminal.h"

/* ASCII that may be markup within a line; a backslash before it makes it a character. */
#define MARKUP "\\`*_[]<>|~&$"

void md_append_code(GString *out, Slice text, unsigned width)
{
    g_autoptr(GString) fit = g_string_new(NULL);

    terminal_append_cut(fit, text, width, true);
    if (fit->len == 0)
        return;
    g_string_append_c(out, '`');
    for (const char *at = fit->str; *at; at++)
        if (*at == '`' || *at == '|')
            g_string_append_printf(out, "\\x%02x", *at);
        else
            g_string_append_c(out, *at);
    g_string_append_c(out, '`');
}

/* True if a reader would make a link or a mention of a part of @text, which it looks for when
 * all backslashes are gone. */
static bool would_link(const char *text)
{
    g_autofree char *lower = g_ascii_strdown(text, -1);

    return strpbrk(text, "@#") || strstr(text, "://") || strstr(lower, "www.");
}

void md_append_words(GString *out, const char *text)
{
    g_autoptr(GString) fit = g_string_new(NULL);

    if (would_link(text)) {
        md_append_code(out, slice_text(text), G_MAXUINT);
        return;
    }
    terminal_append(fit, slice_text(text), true);
    for (const char *at = fit->str; *at; at++) {
        if (strchr(MARKUP, *at))
            g_string_append_c(out, '\\');
        g_string_append_c(out, *at);
    }
}
