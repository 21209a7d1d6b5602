/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/header_line.h"

static bool is_fold(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static HeaderKind split(Slice line, HeaderLine *out)
{
    size_t colon = slice_find(line, ':');

    if (colon == line.len || colon == 0 || is_fold(line.data[0]))
        return HEADER_JUNK;
    out->value = slice_trim(slice_tail(line, colon + 1));
    out->name = slice_trim(slice_head(line, colon));
    return HEADER_FIELD;
}

HeaderKind header_line_next(Slice in, size_t *at, HeaderLine *out)
{
    size_t begin = *at;
    size_t end = begin;

    out->is_bare_lf = false;
    do {
        const uint8_t *lf = end < in.len ? memchr(in.data + end, '\n', in.len - end) : NULL;

        if (!lf) {
            *at = in.len;
            return HEADER_CUT;
        }
        if (lf == in.data + begin || lf[-1] != '\r')
            out->is_bare_lf = true;
        end = (size_t)(lf - in.data) + 1;
        if (end - begin <= 2 && in.data[begin] == (out->is_bare_lf ? '\n' : '\r')) {
            *at = end;
            return HEADER_END;
        }
    } while (end < in.len && is_fold(in.data[end]));
    *at = end;
    return split(slice_of(in.data + begin, end - begin), out);
}
