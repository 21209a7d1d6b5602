/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_comment.h"

#include <string.h>

#define LANGUAGE "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
#define NUMBER_DIGITS 6

/* The rest of the line as a number. */
static bool read_number(Cursor *cursor, unsigned *number)
{
    g_autofree char *digits = cursor_take_all(cursor, "0123456789");

    if (!*digits || strlen(digits) > NUMBER_DIGITS || cursor_skip_blanks(cursor))
        return false;
    *number = (unsigned)g_ascii_strtoull(digits, NULL, 10);
    return true;
}

static bool read_step(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    const char *begin = cursor->at;
    unsigned number;

    if (!read_number(cursor, &number) || number == 0)
        return cursor_fault(cursor, begin, error,
                            "'%%%% step' wants a number and nothing else, as '%%%% step 5'");
    template_frame_count_from(reading, frame, number);
    return true;
}

static bool read_rank(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    const char *begin = cursor->at;
    unsigned rank;

    if (!read_number(cursor, &rank))
        return cursor_fault(cursor, begin, error,
                            "a rank is a number of at most %d digits, as '%%%% rank: 30'",
                            NUMBER_DIGITS);
    if (!frame->outer)
        reading->flow->rank = rank;
    return true;
}

static bool read_branches(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    const char *begin = cursor->at;

    if (!cursor_take(cursor, "many") || cursor_skip_blanks(cursor))
        return cursor_fault(cursor, begin, error,
                            "the only value known is 'many': '%%%% branches: many'");
    if (!frame->outer)
        reading->flow->has_branches = true;
    return true;
}

/* Adds the rest of the line to @text; a source may take several lines. */
static bool read_source(const Frame *frame, Cursor *cursor, char **text, GError **error)
{
    char *whole;

    if (!*cursor->at)
        return cursor_fault(cursor, cursor->at, error, "a text is missing here");
    if (frame->outer)
        return true;
    whole = *text ? g_strjoin("; ", *text, cursor->at, NULL) : g_strdup(cursor->at);
    g_free(*text);
    *text = g_strchomp(whole);
    return true;
}

/* "zh]: TEXT"; without such a beginning it is a comment. */
static bool read_title(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    g_autofree char *language = NULL;

    language = cursor_take_all(cursor, LANGUAGE);
    if (!*language || !cursor_take(cursor, "]:"))
        return true;
    if (!cursor_skip_blanks(cursor))
        return cursor_fault(cursor, cursor->at, error, "a text is missing here");
    if (!frame->outer)
        g_hash_table_replace(reading->flow->titles,
                             g_strdelimit(g_steal_pointer(&language), "-", '_'),
                             g_strchomp(g_strdup(cursor->at)));
    return true;
}

static bool read_fragment(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    (void)error;
    if (!frame->outer && !*cursor->at)
        reading->flow->is_fragment = true;
    return true;
}

static bool read_document(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    return read_source(frame, cursor, &reading->flow->document, error);
}

static bool read_rfc(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    return read_source(frame, cursor, &reading->flow->rfc, error);
}

static const struct {
    const char *key;
    bool is_word; /* a blank follows, or nothing */
    bool (*read)(Reading *reading, Frame *frame, Cursor *cursor, GError **error);
} KEYS[] = {
    { "step", true, read_step },           { "rank:", false, read_rank },
    { "branches:", false, read_branches }, { "document:", false, read_document },
    { "rfc:", false, read_rfc },           { "title[", false, read_title },
    { "fragment", true, read_fragment },
};

bool template_comment_read(Reading *reading, Frame *frame, Cursor *cursor, GError **error)
{
    (void)cursor_skip_blanks(cursor);
    for (unsigned i = 0; i < G_N_ELEMENTS(KEYS); i++) {
        Cursor behind = *cursor;

        if (!cursor_take(&behind, KEYS[i].key) ||
            (KEYS[i].is_word && !cursor_is_at_gap(&behind)))
            continue;
        (void)cursor_skip_blanks(&behind);
        return KEYS[i].read(reading, frame, &behind, error);
    }
    return true;
}
