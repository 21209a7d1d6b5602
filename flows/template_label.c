/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/template_label.h"

#include <string.h>

#include "flows/nearest.h"
#include "flows/template_conditions.h"

static char *method_hint(const char *word)
{
    const char *names[METHOD_COUNT] = { NULL };

    for (Method method = METHOD_OTHER + 1; method < METHOD_COUNT; method++)
        names[method - 1] = method_name(method);
    return nearest_hint(word, names);
}

/* What may end a method or a code. */
static size_t word_length(const Cursor *cursor)
{
    return strcspn(cursor->at, CURSOR_BLANKS "[/");
}

static Method method_at(const Cursor *cursor)
{
    return method_of(slice_of(cursor->at, word_length(cursor)));
}

/* "INVITE/UPDATE" */
static bool read_methods(Cursor *cursor, Step *step, GError **error)
{
    do {
        Method method = method_at(cursor);

        if (method == METHOD_OTHER) {
            g_autofree char *word = g_strndup(cursor->at, word_length(cursor));
            g_autofree char *hint = method_hint(word);

            return cursor_fault(cursor, cursor->at, error, "no method is called '%s'%s", word,
                                hint);
        }
        step->methods |= 1U << method;
        cursor->at += word_length(cursor);
    } while (cursor_take(cursor, "/"));
    return true;
}

/* "486", "18x" or "4xx" */
static bool read_range(const char *word, size_t len, CodeRange *range)
{
    unsigned low = 0, width = 1;

    if (len != 3 || *word < '1' || *word > '6')
        return false;
    for (size_t i = 0; i < len; i++) {
        bool is_open = word[i] == 'x';

        if (!is_open && (!g_ascii_isdigit(word[i]) || width > 1))
            return false;
        low = low * 10 + (is_open ? 0 : (unsigned)(word[i] - '0'));
        width *= is_open ? 10 : 1;
    }
    *range = (CodeRange){ (uint16_t)low, (uint16_t)(low + width - 1) };
    return true;
}

/* "486/600/5xx" */
static bool read_codes(Cursor *cursor, Step *step, GError **error)
{
    g_autoptr(GArray) codes = g_array_new(FALSE, FALSE, sizeof(CodeRange));

    do {
        size_t len = word_length(cursor);
        CodeRange range;

        if (!read_range(cursor->at, len, &range))
            return cursor_fault(cursor, cursor->at, error,
                                "'%.*s' is no status code from 100 to 699, as 486, 18x or 4xx",
                                (int)len, cursor->at);
        g_array_append_val(codes, range);
        cursor->at += len;
    } while (cursor_take(cursor, "/"));
    step->codes_len = codes->len;
    step->codes = (CodeRange *)(void *)g_array_free(g_steal_pointer(&codes), FALSE);
    return true;
}

/* A request's label behind a response's arrow, or the other way round, gets its own words. */
static bool check_arrow(const Cursor *cursor, bool is_response, GError **error)
{
    bool has_codes = g_ascii_isdigit(*cursor->at);
    bool has_method = method_at(cursor) != METHOD_OTHER;

    if (has_codes && !is_response)
        return cursor_fault(cursor, cursor->at, error,
                            "this is a response, which wants the arrow -->>");
    if (has_method && is_response)
        return cursor_fault(cursor, cursor->at, error,
                            "this is a request, which wants the arrow ->>");
    if (!has_codes && is_response)
        return cursor_fault(cursor, cursor->at, error,
                            "a response begins with its code, as in '486 INVITE'");
    return true;
}

static bool read_request(Cursor *cursor, Step *step, GError **error)
{
    const char *begin = cursor->at;

    if (!read_methods(cursor, step, error))
        return false;
    step->label = g_strndup(begin, (gsize)(cursor->at - begin));
    return true;
}

static bool read_response(Cursor *cursor, Step *step, GError **error)
{
    const char *begin = cursor->at, *end, *methods;

    if (!read_codes(cursor, step, error))
        return false;
    end = cursor->at;
    if (!cursor_skip_blanks(cursor) || *cursor->at == '[')
        return cursor_fault(cursor, cursor->at, error,
                            "a method is missing behind the code, as in '486 INVITE'");
    methods = cursor->at;
    if (!read_methods(cursor, step, error))
        return false;
    if (methods == end + 1 && *end == ' ')
        step->label = g_strndup(begin, (gsize)(cursor->at - begin));
    else
        step->label = g_strdup_printf("%.*s %.*s", (int)(end - begin), begin,
                                      (int)(cursor->at - methods), methods);
    return true;
}

bool template_label_parse(Cursor *cursor, bool is_response, Step *step, GError **error)
{
    step->call = 1;
    if (!cursor_skip_blanks(cursor) || *cursor->at == '[')
        return cursor_fault(cursor, cursor->at, error,
                            "a label is missing here, as in 'A->>P: INVITE'");
    if (!check_arrow(cursor, is_response, error) ||
        !(is_response ? read_response : read_request)(cursor, step, error))
        return false;
    if (!cursor_skip_blanks(cursor))
        return true;
    if (*cursor->at != '[')
        return cursor_fault(cursor, cursor->at, error,
                            "only conditions in [...] may stand behind the label");
    return template_conditions_parse(cursor, step, error);
}
