/* SPDX-License-Identifier: Apache-2.0
 *
 * Near is what a few slips of the finger make of a word: a character too many, too few or
 * wrong, or two that changed places; and what holds the word as a part.
 */
#include "flows/nearest.h"

#include <string.h>

#define WORD_MAX 64
#define NAMED_MAX 3

/* A part this long says enough about the whole. */
#define PART_MIN 4

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    return MIN(MIN(a, b), c);
}

/* How many slips lead from @a to @b; both are shorter than WORD_MAX. */
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_MAX + 1];
    unsigned *last = rows[0], *before = rows[1], *row = rows[2];
    size_t len = strlen(b);

    for (size_t j = 0; j <= len; j++)
        last[j] = (unsigned)j;
    for (size_t i = 1; i <= strlen(a); i++) {
        unsigned *spent = before;

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= len; j++) {
            row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = MIN(row[j], before[j - 2] + 1);
        }
        before = last;
        last = row;
        row = spent;
    }
    return last[len];
}

/* How far @name is from @word, both in lower case; G_MAXUINT: too far. */
static unsigned how_far(const char *word, const char *name)
{
    size_t len = strlen(word);
    unsigned bound = 1 + (unsigned)len / 4;
    unsigned slips = strlen(name) < WORD_MAX ? distance(word, name) : G_MAXUINT;

    if (slips <= bound)
        return slips;
    return len >= PART_MIN && strstr(name, word) ? bound + 1 : G_MAXUINT;
}

typedef struct Near {
    const char *name;
    unsigned far;
} Near;

static int by_distance(gconstpointer a, gconstpointer b)
{
    const Near *left = a, *right = b;

    if (left->far != right->far)
        return left->far < right->far ? -1 : 1;
    return strcmp(left->name, right->name);
}

static char *join(const char *word, const char *const *names, const char *last_comma)
{
    g_autofree char *low = g_ascii_strdown(word, -1);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(Near));
    GString *out = g_string_new(NULL);
    guint len;

    for (; strlen(low) < WORD_MAX && *names; names++) {
        g_autofree char *name = g_ascii_strdown(*names, -1);
        Near near = { *names, how_far(low, name) };

        if (near.far != G_MAXUINT)
            g_array_append_val(found, near);
    }
    g_array_sort(found, by_distance);
    len = MIN(found->len, NAMED_MAX);
    for (guint i = 0; i < len; i++) {
        if (i > 0)
            g_string_append(out, i + 1 == len ? last_comma : ", ");
        g_string_append(out, g_array_index(found, Near, i).name);
    }
    return g_string_free(out, FALSE);
}

char *nearest_of(const char *word, const char *const *names)
{
    return join(word, names, ", ");
}

char *nearest_hint(const char *word, const char *const *names)
{
    g_autofree char *near = join(word, names, " or ");

    return *near ? g_strdup_printf("; did you mean %s?", near) : g_strdup("");
}
