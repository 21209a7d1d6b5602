/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/header_line.h"

static bool is_fold(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

static HeaderKind split(Slice line, HeaderLine *out)
{
    size_t colon = slice_find(line, ':');

    if (colon == line.len || is_fold(line.data[0]))
        return HEADER_JUNK;
    out->value = slice_trim(slice_of(line.data + colon + 1, line.len - colon - 1));
    out->name = slice_trim(slice_head(line, colon));
    return out->name.len > 0 ? HEADER_FIELD : HEADER_JUNK;
}

static bool is_empty_line(const uint8_t *begin, const uint8_t *lf)
{
    return lf == begin || (lf == begin + 1 && *begin == '\r');
}

HeaderKind header_line_next(Slice in, size_t *at, HeaderLine *out)
{
    const uint8_t *begin = in.data + *at;
    const uint8_t *limit = in.data + in.len;
    const uint8_t *next = begin;

    out->is_bare_lf = false;
    do {
        const uint8_t *lf = next < limit ? memchr(next, '\n', (size_t)(limit - next)) : NULL;

        if (!lf) {
            *at = in.len;
            return HEADER_CUT;
        }
        if (lf == begin || lf[-1] != '\r')
            out->is_bare_lf = true;
        if (next == begin && is_empty_line(begin, lf)) {
            *at = (size_t)(lf + 1 - in.data);
            return HEADER_END;
        }
        next = lf + 1;
    } while (next < limit && is_fold(*next));
    *at = (size_t)(next - in.data);
    return split(slice_of(begin, (size_t)(next - begin)), out);
}
