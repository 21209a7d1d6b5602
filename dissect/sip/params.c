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

static Slice take_token(Slice *left, ByteSet ends)
{
    Slice token = slice_head(*left, slice_span(*left, ends));

    *left = slice_tail(*left, token.len);
    return token;
}

/* Takes the value off @left, which begins with the '='. */
static Slice take_value(Slice *left, Params *params)
{
    Slice rest = slice_trim_left(slice_tail(*left, 1));
    size_t quoted = params_quoted(rest);

    if (quoted > 0) {
        *left = slice_tail(rest, quoted);
        return slice_of(rest.data + 1, quoted - 2);
    }
    if (rest.len > 0 && rest.data[0] == '"') {
        params->is_broken = true;
        *left = (Slice){ 0 };
        return slice_tail(rest, 1);
    }
    *left = rest;
    return take_token(left, BYTE_BLANKS | BYTE_BIT(params->separator));
}

bool params_next(Params *params, Slice *name, Slice *value)
{
    Slice left = params->left;
    ByteSet separators = BYTE_BLANKS | BYTE_BIT(params->separator);

    while (left.len > 0 && byte_in(left.data[0], separators))
        left = slice_tail(left, 1);
    if (left.len == 0)
        return false;
    *name = take_token(&left, separators | BYTE_BIT('='));
    *value = (Slice){ 0 };
    left = slice_trim_left(left);
    if (left.len > 0 && left.data[0] == '=')
        *value = take_value(&left, params);
    /* What follows a value before the separator is no grammar, and passed over. */
    params->left = slice_tail(left, slice_span(left, BYTE_BIT(params->separator)));
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
