/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/endpoint.h"
#include "dissect/base/reader.h"
#include "dissect/base/verdict.h"

/* The blocks of a pcapng file (draft-ietf-opsawg-pcapng), each a function of its bytes. What
 * comes out borrows from what went in. */

/* Block types; the byte order of a section does not change how its own type reads. */
enum {
    BLOCK_INTERFACE = 1,
    BLOCK_OBSOLETE = 2,
    BLOCK_SIMPLE = 3,
    BLOCK_NAMES = 4,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED = 6,
    BLOCK_SECTION = 0x0a0d0d0a,
};

/* Bytes of a section in that section's byte order. */
typedef struct Wire {
    Reader reader;
    bool is_big_endian;
} Wire;

static inline uint16_t wire_u16(Wire *wire)
{
    return wire->is_big_endian ? reader_be16(&wire->reader) : reader_le16(&wire->reader);
}

/* In one piece, for speed: a packet has nine of them. */
static inline uint32_t wire_u32(Wire *wire)
{
    Slice taken = reader_take(&wire->reader, 4);
    uint32_t number = 0;

    if (taken.len)
        memcpy(&number, taken.data, sizeof(number));
    return wire->is_big_endian ? GUINT32_FROM_BE(number) : GUINT32_FROM_LE(number);
}

static inline uint64_t wire_u64(Wire *wire)
{
    uint64_t first = wire_u32(wire);
    uint64_t second = wire_u32(wire);

    return wire->is_big_endian ? first << 32 | second : second << 32 | first;
}

/* How every block begins: type and length; a section's begin says its byte order too. */
typedef struct BlockHead {
    uint32_t type;
    uint32_t len;  /* with head and trailer, as the block says */
    uint64_t span; /* the same with padding, which some writers do not count */
    bool is_big_endian;
} BlockHead;

#define BLOCK_HEAD 12 /* what block_head_decode() needs: the shortest block */

/* Reads a block's head; @is_big_endian is that of the section so far. */
Verdict block_head_decode(Slice in, bool is_big_endian, BlockHead *out);

/* An option of a block. */
typedef struct Option {
    uint16_t code;
    Slice value;
} Option;

enum {
    OPTION_COMMENT = 1,
    OPTION_PACKET_DROPS = 4, /* of an enhanced packet */
    OPTION_INTERFACE_RESOLUTION = 9,
    OPTION_INTERFACE_OFFSET = 14,
    OPTION_STATISTICS_TO = 3,
    OPTION_STATISTICS_IF_DROPS = 5,
    OPTION_STATISTICS_OS_DROPS = 7,
};

/* Takes the next option off @options. False at their end, and where one is longer than what is
 * left, which leaves the reader failed. */
bool block_option_next(Wire *options, Option *out);

/* The number in an option of @len bytes; 0 if it has another length. */
uint64_t block_option_number(const Wire *options, Option option, size_t len);

typedef struct BlockInterface {
    uint16_t link_type;
    uint32_t snap_len; /* 0 is no limit */
} BlockInterface;

typedef struct BlockPacket {
    uint32_t interface;
    uint64_t stamp; /* in the interface's ticks; simple packets have none */
    uint32_t wire_len;
    uint32_t drops; /* lost since the packet before, where the block says so */
    Slice bytes;
} BlockPacket;

/* A name of a name resolution block. */
typedef struct BlockName {
    Endpoint address; /* port 0 */
    Slice name;       /* the first, where an address has several */
} BlockName;

/* Takes the next IP address with a name off the @body of a name resolution block; other kinds
 * are passed over. False at their end, and as block_option_next() where one overruns. */
bool block_name_next(Wire *body, BlockName *out);

/* Each decodes the body of one type of block, what is between head and trailer, and leaves the
 * options at the front of @body. */
Verdict block_section_decode(Wire *body, uint16_t *major);
Verdict block_interface_decode(Wire *body, BlockInterface *out);
Verdict block_enhanced_decode(Wire *body, BlockPacket *out);
Verdict block_obsolete_decode(Wire *body, BlockPacket *out);
Verdict block_simple_decode(Wire *body, uint32_t snap_len, BlockPacket *out);
