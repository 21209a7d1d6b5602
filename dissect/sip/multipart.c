/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/multipart.h"

#include "dissect/sip/header_line.h"
#include "dissect/sip/params.h"

/* RFC 2046 allows 70; a longer one makes every line a long comparison. */
#define BOUNDARY_MAX 256

static Slice find_boundary(Slice content_type, Slice body)
{
    Params params = { .separator = ';' };
    Slice boundary, line;

    params.left = slice_tail(content_type, slice_find(content_type, ';'));
    boundary = params_find(&params, "boundary");
    if (boundary.len > 0)
        return boundary;
    body = slice_trim_left(body);
    line = slice_trim(slice_head(body, slice_find(body, '\n')));
    return slice_begins(line, "--") ? slice_tail(line, 2) : (Slice){ 0 };
}

Slice multipart_boundary(Slice content_type, Slice body)
{
    Slice boundary = find_boundary(content_type, body);

    return boundary.len <= BOUNDARY_MAX ? boundary : (Slice){ 0 };
}

/* True if a line that @in begins with is "--boundary" or "--boundary--". */
static bool is_delimiter(Slice in, Slice boundary)
{
    Slice rest;

    if (!slice_begins(in, "--") ||
        !slice_equals(slice_head(slice_tail(in, 2), boundary.len), boundary))
        return false;
    rest = slice_tail(in, 2 + boundary.len);
    return rest.len == 0 || byte_is_blank(rest.data[0]) || slice_begins(rest, "--");
}

static bool is_last(Slice delimiter, Slice boundary)
{
    return slice_begins(slice_tail(delimiter, 2 + boundary.len), "--");
}

/* Where the next delimiter line begins; in.len if there is none. */
static size_t find_delimiter(Slice in, Slice boundary)
{
    size_t at = 0;

    while (at < in.len && !is_delimiter(slice_tail(in, at), boundary))
        at += slice_find(slice_tail(in, at), '\n') + 1;
    return at < in.len ? at : in.len;
}

static Slice without_line_end(Slice in)
{
    if (in.len > 0 && in.data[in.len - 1] == '\n')
        in.len--;
    if (in.len > 0 && in.data[in.len - 1] == '\r')
        in.len--;
    return in;
}

/* Reads the headers of @part; what follows them is the content. */
static Slice read_headers(Slice part, Slice *content_type)
{
    size_t at = 0;
    HeaderLine line;
    HeaderKind kind;

    *content_type = (Slice){ 0 };
    while ((kind = header_line_next(part, &at, &line)) != HEADER_END) {
        if (kind == HEADER_CUT)
            return (Slice){ 0 };
        if (kind == HEADER_FIELD && content_type->len == 0 &&
            (slice_is_nocase(line.name, "Content-Type") || slice_is_nocase(line.name, "c")))
            *content_type = line.value;
    }
    return slice_tail(part, at);
}

bool multipart_next(Multipart *parts, Slice *content_type, Slice *content)
{
    Slice begin = slice_tail(parts->left, find_delimiter(parts->left, parts->boundary));
    Slice part;
    size_t end;

    if (begin.len == 0 || parts->boundary.len == 0 || is_last(begin, parts->boundary))
        return false;
    part = slice_tail(begin, slice_find(begin, '\n') + 1);
    end = find_delimiter(part, parts->boundary);
    parts->left = slice_tail(part, end);
    *content = without_line_end(read_headers(slice_head(part, end), content_type));
    return true;
}
