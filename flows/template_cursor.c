/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_cursor.h"

#include <string.h>

#include "flows/template.h"

bool cursor_skip_blanks(Cursor *cursor)
{
    while (*cursor->at == ' ' || *cursor->at == '\t')
        cursor->at++;
    return *cursor->at != '\0';
}

bool cursor_take(Cursor *cursor, const char *text)
{
    const char *at = cursor->at;

    while (*text && *at == *text) {
        at++;
        text++;
    }
    if (*text)
        return false;
    cursor->at = at;
    return true;
}

size_t cursor_word_length(const Cursor *cursor)
{
    size_t len = 0;

    while (g_ascii_isalpha(cursor->at[len]) || cursor->at[len] == '_')
        len++;
    return len;
}

static char *take(Cursor *cursor, size_t len)
{
    char *taken = g_strndup(cursor->at, len);

    cursor->at += len;
    return taken;
}

char *cursor_take_all(Cursor *cursor, const char *accept)
{
    return take(cursor, strspn(cursor->at, accept));
}

char *cursor_take_until(Cursor *cursor, const char *stop)
{
    return take(cursor, strcspn(cursor->at, stop));
}

bool cursor_is_at_gap(const Cursor *cursor)
{
    return *cursor->at == ' ' || *cursor->at == '\t' || *cursor->at == '\0';
}

bool cursor_fault(const Cursor *cursor, const char *at, GError **error, const char *format, ...)
{
    g_autofree char *reason = NULL;
    va_list arguments;

    va_start(arguments, format);
    reason = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    g_set_error(error, TEMPLATE_ERROR, 0, "%ld: %s",
                g_utf8_strlen(cursor->line, at - cursor->line) + 1, reason);
    return false;
}
