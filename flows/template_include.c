/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_include.h"

#include <string.h>

#include "flows/template_blocks.h"
#include "flows/template_read.h"

#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

/* "A=B" or "call=2" */
static bool read_argument(Frame *inner, Cursor *cursor, GError **error)
{
    const char *begin = cursor->at;
    size_t count = strlen(inner->from);
    char from, to;

    if (cursor_take(cursor, "call=")) {
        if (*cursor->at < '1' || *cursor->at > '9')
            return cursor_fault(cursor, cursor->at, error, "a call has a number from 1 to 9");
        inner->call = (unsigned)(*cursor->at++ - '0');
        return true;
    }
    if (!template_frame_role(inner, cursor, false, &from, error))
        return false;
    if (strchr(inner->from, from))
        return cursor_fault(cursor, begin, error, "%c is renamed twice", from);
    if (!cursor_take(cursor, "="))
        return cursor_fault(cursor, cursor->at, error, "expected 'A=B' or 'call=2'");
    if (!template_frame_role(inner->outer, cursor, true, &to, error))
        return false;
    inner->from[count] = from;
    inner->to[count] = to;
    return true;
}

/* "(A=B,call=2)" or nothing, then the end of the line. */
static bool read_arguments(Frame *inner, Cursor *cursor, GError **error)
{
    if (cursor_take(cursor, "(")) {
        do {
            (void)cursor_skip_blanks(cursor);
            if (!read_argument(inner, cursor, error))
                return false;
            (void)cursor_skip_blanks(cursor);
        } while (cursor_take(cursor, ","));
        if (!cursor_take(cursor, ")"))
            return cursor_fault(cursor, cursor->at, error, "expected ',' or ')'");
    }
    return !cursor_skip_blanks(cursor) ||
           cursor_fault(cursor, cursor->at, error,
                        "expected the end of the line, as in 'include NAME(A=B,call=2)'");
}

/* "hold > offer > hold"; NULL if @name is none of the files that are open. */
static char *circle_of(const Frame *frame, const char *name)
{
    GString *path = g_string_new(name);

    for (; frame; frame = frame->outer) {
        g_string_prepend(path, " > ");
        g_string_prepend(path, frame->name);
        if (g_str_equal(frame->name, name))
            return g_string_free(path, FALSE);
    }
    g_string_free(path, TRUE);
    return NULL;
}

static unsigned depth_of(const Frame *frame)
{
    unsigned depth = 0;

    while ((frame = frame->outer))
        depth++;
    return depth;
}

/* The text of the template @name, which may be included here. */
static const char *find_text(const Reading *reading, const Frame *frame, const Cursor *begin,
                             const char *name, GError **error)
{
    const TemplateFiles *files = reading->files;
    const char *text;
    g_autofree char *circle = circle_of(frame, name);
    g_autofree char *hint = NULL;

    if (circle) {
        cursor_fault(begin, begin->at, error, "the includes go in a circle: %s", circle);
        return NULL;
    }
    if (depth_of(frame) == TEMPLATE_DEPTH_MAX) {
        cursor_fault(begin, begin->at, error, "more than %d includes inside each other",
                     TEMPLATE_DEPTH_MAX);
        return NULL;
    }
    text = files->text ? files->text(name, files->user) : NULL;
    if (text)
        return text;
    hint = files->nearest ? files->nearest(name, files->user) : g_strdup("");
    cursor_fault(begin, begin->at, error, "no template is called '%s'%s", name, hint);
    return NULL;
}

/* Every role of the included file must be one of its includer. */
static bool check_roles(const Frame *inner, const Cursor *begin, GError **error)
{
    char taken[5] = "";

    for (const char *from = inner->from; *from; from++)
        if (!strchr(inner->roles, *from))
            return cursor_fault(begin, begin->at, error, "%s has no role %c to rename",
                                inner->name, *from);
    for (const char *role = inner->roles; *role; role++) {
        const char *renamed = strchr(inner->from, *role);
        char to = renamed ? inner->to[renamed - inner->from] : *role;

        if (!strchr(inner->outer->roles, to))
            return cursor_fault(begin, begin->at, error,
                                "%s has a role %c, which is not declared here", inner->name,
                                *role);
        if (strchr(taken, to))
            return cursor_fault(begin, begin->at, error, "two roles of %s would be %c",
                                inner->name, to);
        taken[strlen(taken)] = to;
    }
    return true;
}

static void add_phase(Reading *reading, Frame *inner)
{
    Phase phase = { g_strdup(inner->name), inner->outer->phase };

    g_array_append_val(reading->phases, phase);
    inner->phase = reading->phases->len - 1;
}

static bool enter(Reading *reading, Frame *inner, const char *text, const Cursor *begin,
                  GError **error)
{
    const TemplateFiles *files = reading->files;
    g_autofree char *own_path = g_strconcat(inner->name, ".flow", NULL);

    inner->path = files->path ? files->path(inner->name, files->user) : own_path;
    inner->base = template_blocks_sequence(inner->outer);
    if (inner->outer->call)
        inner->call = inner->outer->call;
    add_phase(reading, inner);
    if (template_read(reading, inner, text, error))
        return check_roles(inner, begin, error);
    if (error && *error) {
        char *whole = g_strdup_printf("%s (included by %s:%u)", (*error)->message,
                                      inner->outer->path, inner->outer->line);

        g_free((*error)->message);
        (*error)->message = whole;
    }
    return false;
}

bool template_include_read(Reading *reading, const Frame *frame, Cursor *cursor, GError **error)
{
    const Cursor begin = *cursor;
    g_autofree char *name = cursor_take_all(cursor, NAME_LETTERS);
    g_autofree Frame *inner = g_new0(Frame, 1);
    const char *text;

    *inner = (Frame){ .outer = frame, .name = name };
    if (!*name)
        return cursor_fault(cursor, begin.at, error,
                            "the name of a template is missing, as in 'include ringing'");
    if (!read_arguments(inner, cursor, error))
        return false;
    text = find_text(reading, frame, &begin, name, error);
    return text && enter(reading, inner, text, &begin, error);
}
