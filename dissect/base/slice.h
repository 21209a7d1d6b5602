/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

/* A run of bytes that somebody else owns. Every slice is borrowed; the header that hands one
 * out says until when. An empty slice may have any pointer, NULL included. */
typedef struct Slice {
    const uint8_t *data;
    size_t len;
} Slice;

/* A slice over @len bytes at @data. */
static inline Slice slice_of(const void *data, size_t len)
{
    return (Slice){ .data = data, .len = len };
}

/* A slice over the characters of @text, without its NUL. NULL gives an empty slice. */
static inline Slice slice_text(const char *text)
{
    return slice_of(text, text ? strlen(text) : 0);
}

/* The first @len bytes of @slice, or all of it if it is shorter. */
static inline Slice slice_head(Slice slice, size_t len)
{
    return slice_of(slice.data, len < slice.len ? len : slice.len);
}

/* What is left of @slice after its first @skip bytes; empty if it is shorter. */
static inline Slice slice_tail(Slice slice, size_t skip)
{
    if (skip >= slice.len)
        return (Slice){ 0 };
    return slice_of(slice.data + skip, slice.len - skip);
}

/* True if both hold the same bytes. */
static inline bool slice_equals(Slice a, Slice b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* True if @slice is @text, byte by byte. */
static inline bool slice_is(Slice slice, const char *text)
{
    return slice_equals(slice, slice_text(text));
}

/* True if @slice is @text, ASCII letters in either case. */
static inline bool slice_is_nocase(Slice slice, const char *text)
{
    size_t len = strlen(text);

    return slice.len == len &&
           (len == 0 || strncasecmp((const char *)slice.data, text, len) == 0);
}

/* True if @slice begins with @text, byte by byte. */
static inline bool slice_begins(Slice slice, const char *text)
{
    size_t len = strlen(text);

    return slice.len >= len && (len == 0 || memcmp(slice.data, text, len) == 0);
}

/* Where @byte first stands in @slice; slice.len if nowhere. */
static inline size_t slice_find(Slice slice, uint8_t byte)
{
    const uint8_t *at = slice.len ? memchr(slice.data, byte, slice.len) : NULL;

    return at ? (size_t)(at - slice.data) : slice.len;
}

/* True for a blank, a tab and the bytes of a line end (LWS of RFC 3261, 25.1). */
static inline bool slice_is_blank(uint8_t byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* @slice without blanks, tabs and line ends at both ends. */
static inline Slice slice_trim(Slice slice)
{
    while (slice.len > 0 && slice_is_blank(slice.data[0]))
        slice = slice_tail(slice, 1);
    while (slice.len > 0 && slice_is_blank(slice.data[slice.len - 1]))
        slice.len--;
    return slice;
}
