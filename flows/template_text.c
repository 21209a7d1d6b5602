/* SPDX-License-Identifier: Apache-2.0
 *
 * Mermaid writes characters that have a meaning to it as "#59;" (decimal) or "#quot;" (a name
 * of HTML).
 */
#include "flows/template_text.h"

#include <string.h>

static const struct {
    const char *name;
    gunichar character;
} NAMES[] = {
    { "amp", '&' }, { "apos", '\'' }, { "gt", '>' },   { "lt", '<' },
    { "num", '#' }, { "quot", '"' },  { "semi", ';' },
};

/* The bytes of the code at @text, 0 if there is none. */
static size_t code_length(const char *text)
{
    size_t len = 0;

    while (*text == '#' && (g_ascii_isalnum(text[1 + len]) || text[1 + len] == '_'))
        len++;
    return len > 0 && text[1 + len] == ';' ? len + 2 : 0;
}

bool template_text_check(const Cursor *cursor, GError **error)
{
    const char *at = cursor->at + strspn(cursor->at, CURSOR_BLANKS);

    if (g_str_has_prefix(at, "%%"))
        return cursor_fault(cursor, at, error, "Mermaid takes a text for a comment at '%%%%'");
    while (*(at += strcspn(at, "#;"))) {
        size_t len = code_length(at);

        if (len == 0)
            return cursor_fault(cursor, at, error,
                                "Mermaid ends a text at '%c'; write it as '#%d;'", *at, *at);
        at += len;
    }
    return true;
}

/* What the code of @len bytes at @text stands for; 0 if that is unknown or cannot be seen. */
static gunichar decode(const char *text, size_t len)
{
    g_autofree char *name = g_strndup(text + 1, len - 2);
    char *end = NULL;
    guint64 number = g_ascii_strtoull(name, &end, 10);

    for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
        if (g_str_equal(name, NAMES[i].name))
            return NAMES[i].character;
    return !*end && number <= 0x10ffff && g_unichar_isprint((gunichar)number) ? (gunichar)number
                                                                              : 0;
}

char *template_text_decode(const Cursor *cursor)
{
    GString *out = g_string_new(NULL);
    const char *at = cursor->at;

    while (*at) {
        size_t len = code_length(at);
        gunichar character = len > 0 ? decode(at, len) : 0;

        if (character)
            g_string_append_unichar(out, character);
        else
            g_string_append_len(out, at, (gssize)MAX(len, 1));
        at += MAX(len, 1);
    }
    return g_strchomp(g_string_free(out, FALSE));
}
