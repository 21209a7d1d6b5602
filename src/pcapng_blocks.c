/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pcapng_blocks.h"

/*
 *   +------+--------+------------------------------+---------+--------+
 *   | type | length | body, then options; all of   | padding | length |
 *   |      |        | them padded to 4 bytes       |         | again  |
 *   +------+--------+------------------------------+---------+--------+
 */

#define ORDER_MAGIC 0x1a2b3c4d
#define ORDER_MAGIC_SWAPPED 0x4d3c2b1a
#define DROPS_UNKNOWN 0xffff

enum { NAMES_END = 0, NAMES_IPV4 = 1, NAMES_IPV6 = 2 };

/* What @len lacks to a multiple of four. */
static uint64_t padding(uint64_t len)
{
    return (4 - len % 4) % 4;
}

Verdict block_head_decode(Slice in, bool is_big_endian, BlockHead *out)
{
    Wire wire = { .reader = { .left = in }, .is_big_endian = is_big_endian };
    BlockHead head = { .type = wire_u32(&wire), .is_big_endian = is_big_endian };

    if (head.type == BLOCK_SECTION) {
        Reader order = { .left = slice_tail(in, 8) };
        uint32_t magic = reader_be32(&order);

        if (order.failed)
            return VERDICT_CUT_SHORT;
        if (magic != ORDER_MAGIC && magic != ORDER_MAGIC_SWAPPED)
            return VERDICT_MALFORMED;
        head.is_big_endian = wire.is_big_endian = magic == ORDER_MAGIC;
    }
    head.len = wire_u32(&wire);
    if (wire.reader.failed)
        return VERDICT_CUT_SHORT;
    if (head.len < BLOCK_HEAD)
        return VERDICT_MALFORMED;
    head.span = head.len + padding(head.len);
    *out = head;
    return VERDICT_OK;
}

bool block_option_next(Wire *options, Option *out)
{
    Reader *reader = &options->reader;
    uint16_t code, len;
    Slice value;

    if (!reader->left.len)
        return false;
    code = wire_u16(options);
    len = wire_u16(options);
    value = reader_take(reader, len);
    if (reader->failed || (code == 0 && len == 0))
        return false;
    /* Some writers leave out the padding of the last one. */
    reader->left = slice_tail(reader->left, padding(len));
    *out = (Option){ .code = code, .value = value };
    return true;
}

uint64_t block_option_number(const Wire *options, Option option, size_t len)
{
    Wire value = { .reader = { .left = option.value },
                   .is_big_endian = options->is_big_endian };

    if (option.value.len != len)
        return 0;
    return len == 8 ? wire_u64(&value) : reader_u8(&value.reader);
}

/* @record is an address of @address_len bytes, then names, each ended by a zero. */
static bool decode_name(Slice record, uint8_t version, size_t address_len, BlockName *out)
{
    Slice name = slice_tail(record, address_len);

    name = slice_head(name, slice_find(name, '\0'));
    if (!name.len)
        return false;
    *out = (BlockName){ .address = { .version = version }, .name = name };
    memcpy(out->address.address, record.data, address_len);
    return true;
}

bool block_name_next(Wire *body, BlockName *out)
{
    Reader *reader = &body->reader;

    while (reader->left.len) {
        uint16_t type = wire_u16(body);
        uint16_t len = wire_u16(body);
        Slice record = reader_take(reader, len);

        if (reader->failed || type == NAMES_END)
            return false;
        reader->left = slice_tail(reader->left, padding(len));
        if (type == NAMES_IPV4 && decode_name(record, 4, 4, out))
            return true;
        if (type == NAMES_IPV6 && decode_name(record, 6, 16, out))
            return true;
    }
    return false;
}

Verdict block_section_decode(Wire *body, uint16_t *major)
{
    uint16_t version;

    reader_skip(&body->reader, 4); /* the byte order, which the head told */
    version = wire_u16(body);
    reader_skip(&body->reader, 2 + 8); /* minor version; the section's length */
    if (body->reader.failed)
        return VERDICT_MALFORMED;
    *major = version;
    return VERDICT_OK;
}

Verdict block_interface_decode(Wire *body, BlockInterface *out)
{
    uint16_t link_type = wire_u16(body);
    uint32_t snap_len;

    reader_skip(&body->reader, 2);
    snap_len = wire_u32(body);
    if (body->reader.failed)
        return VERDICT_MALFORMED;
    out->link_type = link_type;
    out->snap_len = snap_len;
    return VERDICT_OK;
}

/* The end that enhanced and obsolete packets share: stamp, lengths, bytes, options. */
static Verdict decode_rest(Wire *body, uint32_t interface, uint32_t drops, BlockPacket *out)
{
    uint64_t high = wire_u32(body);
    uint64_t low = wire_u32(body);
    uint32_t len = wire_u32(body);
    uint32_t wire_len = wire_u32(body);
    Slice bytes = reader_take(&body->reader, len);

    if (body->reader.failed)
        return VERDICT_MALFORMED;
    body->reader.left = slice_tail(body->reader.left, padding(len));
    out->interface = interface;
    out->stamp = high << 32 | low;
    out->wire_len = wire_len;
    out->drops = drops;
    out->bytes = bytes;
    return VERDICT_OK;
}

Verdict block_enhanced_decode(Wire *body, BlockPacket *out)
{
    return decode_rest(body, wire_u32(body), 0, out);
}

Verdict block_obsolete_decode(Wire *body, BlockPacket *out)
{
    uint16_t interface = wire_u16(body);
    uint16_t drops = wire_u16(body);

    return decode_rest(body, interface, drops == DROPS_UNKNOWN ? 0 : drops, out);
}

Verdict block_simple_decode(Wire *body, uint32_t snap_len, BlockPacket *out)
{
    uint32_t wire_len = wire_u32(body);
    size_t len = snap_len && snap_len < wire_len ? snap_len : wire_len;

    if (body->reader.failed || len > body->reader.left.len)
        return VERDICT_MALFORMED;
    *out = (BlockPacket){ .wire_len = wire_len, .bytes = slice_head(body->reader.left, len) };
    body->reader.left = (Slice){ 0 }; /* padding: it has no options */
    return VERDICT_OK;
}
