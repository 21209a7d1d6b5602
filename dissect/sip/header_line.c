/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/header_line.h"

static bool is_fold(uint8_t byte)
{
    return byte == ' ' || byte == '\t';
}

/* Nearly every line has one blank behind its colon and CR and LF at its end: trimmed here step
 * by step, that costs less than the general slice_trim(). */
static HeaderKind split(const uint8_t *begin, const uint8_t *end, HeaderLine *out)
{
    const uint8_t *colon = memchr(begin, ':', (size_t)(end - begin));
    const uint8_t *name_end = colon;
    const uint8_t *value;

    if (!colon || is_fold(*begin))
        return HEADER_JUNK;
    for (value = colon + 1; value < end && byte_is_blank(*value);)
        value++;
    while (end > value && byte_is_blank(end[-1]))
        end--;
    while (name_end > begin && byte_is_blank(name_end[-1]))
        name_end--;
    out->name = slice_of(begin, (size_t)(name_end - begin));
    out->value = slice_of(value, (size_t)(end - value));
    return name_end > begin ? HEADER_FIELD : HEADER_JUNK;
}

/* Moves *@next, behind a line end, over the lines folded into that line. False if the last of
 * them has no end. */
static bool skip_folds(const uint8_t **next, const uint8_t *limit, HeaderLine *out)
{
    while (*next < limit && is_fold(**next)) {
        const uint8_t *lf = memchr(*next, '\n', (size_t)(limit - *next));

        if (!lf)
            return false;
        if (lf[-1] != '\r')
            out->is_bare_lf = true;
        *next = lf + 1;
    }
    return true;
}

/* One CR, by the grammar; but whatever ends the headers for the framing ends them here. */
static bool is_empty(const uint8_t *begin, const uint8_t *lf)
{
    while (begin < lf && *begin == '\r')
        begin++;
    return begin == lf;
}

HeaderKind header_line_next(Slice in, size_t *at, HeaderLine *out)
{
    const uint8_t *begin = *at < in.len ? in.data + *at : NULL;
    const uint8_t *limit = begin ? in.data + in.len : NULL;
    const uint8_t *lf = begin ? memchr(begin, '\n', (size_t)(limit - begin)) : NULL;
    const uint8_t *next;

    out->is_bare_lf = lf && (lf == begin || lf[-1] != '\r');
    *at = in.len;
    if (!lf)
        return HEADER_CUT;
    next = lf + 1;
    if (is_empty(begin, lf)) {
        *at = (size_t)(next - in.data);
        return HEADER_END;
    }
    if (!skip_folds(&next, limit, out))
        return HEADER_CUT;
    *at = (size_t)(next - in.data);
    return split(begin, next, out);
}
