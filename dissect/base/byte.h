/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* A set of bytes below 64, which is where blanks, digits and separators are: bit N stands for
 * byte N. Asking it costs two comparisons, whatever the set. */
typedef uint64_t ByteSet;
#define BYTE_BIT(byte) (UINT64_C(1) << (byte))

/* A blank, a tab and the bytes of a line end (LWS of RFC 3261, 25.1). */
#define BYTE_BLANKS (BYTE_BIT(' ') | BYTE_BIT('\t') | BYTE_BIT('\r') | BYTE_BIT('\n'))

/* True if @byte is one of @set. */
static inline bool byte_in(uint8_t byte, ByteSet set)
{
    return byte < 64 && (set >> byte & 1) != 0;
}

/* True if @byte is one of BYTE_BLANKS. */
static inline bool byte_is_blank(uint8_t byte)
{
    return byte_in(byte, BYTE_BLANKS);
}

/* The number that the bytes at @from are, most or least significant first. */
static inline uint16_t byte_be16(const uint8_t *from)
{
    return (uint16_t)(from[0] << 8 | from[1]);
}

static inline uint32_t byte_be32(const uint8_t *from)
{
    return (uint32_t)byte_be16(from) << 16 | byte_be16(from + 2);
}

static inline uint32_t byte_le32(const uint8_t *from)
{
    return (uint32_t)from[3] << 24 | (uint32_t)from[2] << 16 | (uint32_t)from[1] << 8 | from[0];
}

/* @byte as a small letter if it is an ASCII capital, whatever the locale is. */
static inline uint8_t byte_lower(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte;
}
