/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/params.h"

size_t params_quoted(Slice in)
{
    if (in.len == 0 || in.data[0] != '"')
        return 0;
    for (size_t i = 1; i < in.len; i++) {
        if (in.data[i] == '"')
            return i + 1;
        if (in.data[i] == '\\')
            i++;
    }
    return 0;
}

static void skip_blanks(Slice *left)
{
    while (left->len > 0 && slice_is_blank(left->data[0]))
        *left = slice_tail(*left, 1);
}

/* A run of bytes up to a blank, to @separator or, in names, to '='. */
static Slice take_token(Slice *left, char separator, char other)
{
    Slice token = *left;
    size_t len = 0;

    while (len < left->len && left->data[len] != (uint8_t)separator &&
           left->data[len] != (uint8_t)other && !slice_is_blank(left->data[len]))
        len++;
    token.len = len;
    *left = slice_tail(*left, len);
    return token;
}

static Slice take_value(Params *params)
{
    Slice *left = &params->left;
    size_t quoted;
    Slice value;

    skip_blanks(left);
    if (left->len == 0 || left->data[0] != '"')
        return take_token(left, params->separator, params->separator);
    quoted = params_quoted(*left);
    if (quoted == 0) {
        params->is_broken = true;
        value = slice_tail(*left, 1);
        *left = (Slice){ 0 };
        return value;
    }
    value = slice_of(left->data + 1, quoted - 2);
    *left = slice_tail(*left, quoted);
    return value;
}

bool params_next(Params *params, Slice *name, Slice *value)
{
    Slice *left = &params->left;

    while (left->len > 0 &&
           (slice_is_blank(left->data[0]) || left->data[0] == (uint8_t)params->separator))
        *left = slice_tail(*left, 1);
    if (left->len == 0)
        return false;
    *name = take_token(left, params->separator, '=');
    *value = (Slice){ 0 };
    skip_blanks(left);
    if (left->len > 0 && left->data[0] == '=') {
        *left = slice_tail(*left, 1);
        *value = take_value(params);
    }
    /* What follows a value before the separator is no grammar, and passed over. */
    *left = slice_tail(*left, slice_find(*left, (uint8_t)params->separator));
    return true;
}

Slice params_find(Params *params, const char *name)
{
    Slice found, value;

    while (params_next(params, &found, &value))
        if (slice_is_nocase(found, name))
            return value;
    return (Slice){ 0 };
}

/* Where the quoted string or the angle bracket that begins at @at ends; the end of @in if it
 * has no end of its own. */
static size_t enclosed_end(Slice in, size_t at)
{
    Slice rest = slice_tail(in, at);
    size_t len = in.data[at] == '"' ? params_quoted(rest) : slice_find(rest, '>') + 1;

    return len == 0 || len > rest.len ? in.len : at + len;
}

Slice params_list_next(Slice *left)
{
    Slice in = *left;
    size_t at = 0;

    if (slice_find(in, ',') == in.len) {
        *left = (Slice){ 0 };
        return slice_trim(in);
    }
    while (at < in.len && in.data[at] != ',')
        at = in.data[at] == '"' || in.data[at] == '<' ? enclosed_end(in, at) : at + 1;
    *left = slice_tail(in, at + 1);
    return slice_trim(slice_head(in, at));
}
