/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_frame.h"

#include <string.h>

#include "flows/template_text.h"

bool template_frame_role(const Frame *frame, Cursor *cursor, bool has_to_be_declared,
                         char *role, GError **error)
{
    const char *begin = cursor->at;
    size_t len = strcspn(begin, " \t-<>,:;@+=()");

    if (len != 1 || !strchr(TEMPLATE_TERMINALS "P", *begin))
        return cursor_fault(cursor, begin, error,
                            "'%.*s' is no role; A, B and C are terminals, P is the network",
                            (int)len, begin);
    if (has_to_be_declared && !strchr(frame->roles, *begin))
        return cursor_fault(cursor, begin, error, "%c is not declared, as in '%s %c'", *begin,
                            *begin == TEMPLATE_NETWORK ? "participant" : "actor", *begin);
    *role = *cursor->at++;
    return true;
}

/* " as TEXT", or nothing. */
static bool read_alias(Cursor *cursor, GError **error)
{
    if (!cursor_skip_blanks(cursor))
        return true;
    if (!cursor_take(cursor, "as") || !cursor_is_at_gap(cursor) || !cursor_skip_blanks(cursor))
        return cursor_fault(cursor, cursor->at, error,
                            "only 'as' and a name may stand behind the role");
    return template_text_check(cursor, error);
}

bool template_frame_declare(Frame *frame, Cursor *cursor, bool is_actor, GError **error)
{
    const char *begin;
    char role;

    (void)cursor_skip_blanks(cursor);
    begin = cursor->at;
    if (!template_frame_role(frame, cursor, false, &role, error))
        return false;
    if (is_actor && role == TEMPLATE_NETWORK)
        return cursor_fault(cursor, begin, error,
                            "P is the network, no terminal: 'participant P'");
    if (!is_actor && role != TEMPLATE_NETWORK)
        return cursor_fault(cursor, begin, error,
                            "%c is a terminal, not the network: 'actor %c'", role, role);
    if (strchr(frame->roles, role))
        return cursor_fault(cursor, begin, error, "%c is declared twice", role);
    frame->roles[strlen(frame->roles)] = role;
    return read_alias(cursor, error);
}

char template_frame_bound(const Frame *frame, char role)
{
    for (; frame; frame = frame->outer) {
        const char *renamed = strchr(frame->from, role);

        if (renamed)
            role = frame->to[renamed - frame->from];
    }
    return role;
}

unsigned template_frame_number(Reading *reading, Frame *frame)
{
    unsigned number = 0;

    if (frame->next_number)
        number = frame->next_number++;
    else if (!frame->outer && !frame->has_numbers && reading->last_number)
        number = reading->last_number + 1;
    if (number)
        reading->last_number = number;
    return number;
}

void template_frame_count_from(Reading *reading, Frame *frame, unsigned number)
{
    /* only a template without numbers of its own takes them from what it includes */
    for (guint i = 0; !frame->outer && !frame->has_numbers && i < reading->steps->len; i++) {
        Step *step = &g_array_index(reading->steps, Step, i);

        if (step->phase == 0)
            step->number = 0;
    }
    frame->has_numbers = true;
    frame->next_number = number;
    reading->is_numbered = true;
}
