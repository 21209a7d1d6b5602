/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_conditions.h"

#include <string.h>

#include "flows/nearest.h"

/* Which messages can meet it. */
typedef enum Suits {
    SUITS_ANY,
    SUITS_REQUEST,
    SUITS_RESPONSE,
    SUITS_INVITE,
} Suits;

static const char *const SUITED[] = { "any message", "a request", "a response", "an INVITE" };

static const struct {
    const char *name;
    uint32_t bit;
    Suits suits;
    uint32_t excludes;
} ROWS[] = {
    { "initial", CONDITION_INITIAL, SUITS_REQUEST, CONDITION_IN_DIALOG | CONDITION_CHANGE },
    { "in-dialog", CONDITION_IN_DIALOG, SUITS_REQUEST, CONDITION_INITIAL },
    { "sdp", CONDITION_SDP, SUITS_ANY, CONDITION_NO_SDP },
    { "no-sdp", CONDITION_NO_SDP, SUITS_ANY,
      CONDITION_SDP | CONDITION_HOLD | CONDITION_ACTIVE },
    { "auth", CONDITION_AUTH, SUITS_REQUEST, 0 },
    { "challenge", CONDITION_CHALLENGE, SUITS_RESPONSE, CONDITION_NO_CHALLENGE },
    { "no-challenge", CONDITION_NO_CHALLENGE, SUITS_RESPONSE, CONDITION_CHALLENGE },
    { "expires=0", CONDITION_EXPIRES_ZERO, SUITS_ANY, CONDITION_EXPIRES_MORE },
    { "expires>0", CONDITION_EXPIRES_MORE, SUITS_ANY, CONDITION_EXPIRES_ZERO },
    { "hold", CONDITION_HOLD, SUITS_ANY,
      CONDITION_ACTIVE | CONDITION_CHANGE | CONDITION_NO_SDP },
    { "active", CONDITION_ACTIVE, SUITS_ANY, CONDITION_HOLD | CONDITION_NO_SDP },
    { "change", CONDITION_CHANGE, SUITS_ANY, CONDITION_HOLD | CONDITION_INITIAL },
    { "serial", CONDITION_SERIAL, SUITS_INVITE, CONDITION_PARALLEL },
    { "parallel", CONDITION_PARALLEL, SUITS_INVITE, CONDITION_SERIAL },
    { "unanswered", CONDITION_UNANSWERED, SUITS_REQUEST, 0 },
};
G_STATIC_ASSERT(G_N_ELEMENTS(ROWS) == CONDITIONS_LEN);

static bool does_suit(Suits suits, const Step *step)
{
    switch (suits) {
    case SUITS_REQUEST: return !step->codes;
    case SUITS_RESPONSE: return step->codes;
    case SUITS_INVITE: return !step->codes && step->methods == 1U << METHOD_INVITE;
    default: return true;
    }
}

static char *hint_of(const char *word)
{
    const char *names[G_N_ELEMENTS(ROWS) + 1];

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        names[i] = ROWS[i].name;
    names[G_N_ELEMENTS(ROWS)] = NULL;
    return nearest_hint(word, names);
}

/* The name of the first condition of @bits. */
static const char *first_name(uint32_t bits)
{
    unsigned i = 0;

    while (!(ROWS[i].bit & bits))
        i++;
    return ROWS[i].name;
}

static bool add(Cursor *cursor, const char *begin, const char *word, Step *step, GError **error)
{
    g_autofree char *hint = NULL;

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (!g_str_equal(word, ROWS[i].name))
            continue;
        if (!does_suit(ROWS[i].suits, step))
            return cursor_fault(cursor, begin, error, "'%s' is a condition of %s alone", word,
                                SUITED[ROWS[i].suits]);
        if (step->conditions & ROWS[i].excludes)
            return cursor_fault(cursor, begin, error, "'%s' contradicts '%s'", word,
                                first_name(step->conditions & ROWS[i].excludes));
        step->conditions |= ROWS[i].bit;
        return true;
    }
    hint = hint_of(word);
    return cursor_fault(cursor, begin, error, "no condition is called '%s'%s", word, hint);
}

/* "call=2"; *@seen tells whether there was one before. */
static bool set_call(Cursor *cursor, const char *begin, const char *word, Step *step,
                     bool *seen, GError **error)
{
    const char *number = word + strlen("call=");

    if (*number < '1' || *number > '9' || number[1])
        return cursor_fault(cursor, begin, error, "'%s': a call has a number from 1 to 9",
                            word);
    if (*seen && step->call != (unsigned)(*number - '0'))
        return cursor_fault(cursor, begin, error, "'%s' contradicts 'call=%u'", word,
                            step->call);
    step->call = (unsigned)(*number - '0');
    *seen = true;
    return true;
}

bool template_conditions_parse(Cursor *cursor, Step *step, GError **error)
{
    const char *open = cursor->at;
    bool has_call = false;

    (void)cursor_take(cursor, "[");
    for (unsigned count = 0;; count++) {
        const char *begin;
        g_autofree char *word = NULL;

        if (!cursor_skip_blanks(cursor))
            return cursor_fault(cursor, open, error, "this '[' is never closed");
        begin = cursor->at;
        word = cursor_take_until(cursor, CURSOR_BLANKS "]");
        if (!*word && count == 0)
            return cursor_fault(cursor, begin, error, "no condition stands in the brackets");
        if (!*word)
            break;
        if (g_str_has_prefix(word, "call=")
                ? !set_call(cursor, begin, word, step, &has_call, error)
                : !add(cursor, begin, word, step, error))
            return false;
    }
    (void)cursor_take(cursor, "]");
    return !cursor_skip_blanks(cursor) ||
           cursor_fault(cursor, cursor->at, error, "nothing may stand behind the conditions");
}

void template_conditions_append(GString *out, uint32_t bits)
{
    const gsize start = out->len;

    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++)
        if (ROWS[i].bit & bits)
            g_string_append_printf(out, "%s%s", out->len > start ? " " : "", ROWS[i].name);
}
