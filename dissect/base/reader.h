/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/slice.h"

/* Reads wire bytes from the front of a slice. Past the end every read gives zero and the
 * reader stays failed, so that one check after the last read is enough:
 *
 *     Reader reader = { .left = in };
 *     uint16_t type = reader_be16(&reader);
 *     if (reader.failed)
 *         return VERDICT_CUT_SHORT;
 */
typedef struct Reader {
    Slice left;  /* what was not read yet */
    bool failed; /* something was read past the end */
} Reader;

/* The next @len bytes, borrowed from the slice; empty and failed if there are fewer. */
static inline Slice reader_take(Reader *reader, size_t len)
{
    Slice taken = slice_head(reader->left, len);

    if (reader->failed || taken.len < len) {
        reader->failed = true;
        reader->left = (Slice){ 0 };
        return (Slice){ 0 };
    }
    reader->left = slice_tail(reader->left, len);
    return taken;
}

/* Passes over @len bytes. */
static inline void reader_skip(Reader *reader, size_t len)
{
    (void)reader_take(reader, len);
}

/* The next byte. */
static inline uint8_t reader_u8(Reader *reader)
{
    Slice taken = reader_take(reader, 1);

    return taken.len ? taken.data[0] : 0;
}

/* The next two bytes, most significant first. */
static inline uint16_t reader_be16(Reader *reader)
{
    Slice taken = reader_take(reader, 2);

    return taken.len ? byte_be16(taken.data) : 0;
}

/* The next four bytes, most significant first. */
static inline uint32_t reader_be32(Reader *reader)
{
    Slice taken = reader_take(reader, 4);

    return taken.len ? byte_be32(taken.data) : 0;
}

/* The next two bytes, least significant first. */
static inline uint16_t reader_le16(Reader *reader)
{
    Slice taken = reader_take(reader, 2);

    return taken.len ? (uint16_t)(taken.data[1] << 8 | taken.data[0]) : 0;
}

/* The next four bytes, least significant first. */
static inline uint32_t reader_le32(Reader *reader)
{
    Slice taken = reader_take(reader, 4);

    return taken.len ? byte_le32(taken.data) : 0;
}
