/* SPDX-License-Identifier: Apache-2.0
 *
 *   +------+--------+-----------------------------+--------+
 *   | type | length | body, then options; each of  | length |
 *   |      |        | them padded to four bytes    | again  |
 *   +------+--------+-----------------------------+--------+
 */
#include "reports/pcapng_write.h"

#include <string.h>

enum {
    BLOCK_INTERFACE = 1,
    BLOCK_NAMES = 4,
    BLOCK_STATISTICS = 5,
    BLOCK_ENHANCED = 6,
    BLOCK_SECTION = 0x0a0d0d0a,
};

#define ORDER_MAGIC 0x1a2b3c4d
#define LENGTH_UNKNOWN G_MAXUINT64
#define RESOLUTION 9          /* the option's code, */
#define STATISTICS_TO 3       /* and those of when the capture ended, */
#define STATISTICS_RECEIVED 4 /* isb_ifrecv */
#define STATISTICS_DROPPED 5  /* and isb_ifdrop */
#define DIGITS_MAX 9
#define NAME_IPV4 1
#define NAME_IPV6 2

/* Readers bound the length of a block, and one of names can be cut anywhere. */
#define NAMES_BLOCK_MAX (256u << 10)

static void put16(GByteArray *out, uint16_t number)
{
    number = GUINT16_TO_LE(number);
    g_byte_array_append(out, (const guint8 *)&number, sizeof number);
}

static void put32(GByteArray *out, uint32_t number)
{
    number = GUINT32_TO_LE(number);
    g_byte_array_append(out, (const guint8 *)&number, sizeof number);
}

static void put_padded(GByteArray *out, Slice bytes)
{
    static const guint8 ZEROES[4];

    if (bytes.len)
        g_byte_array_append(out, bytes.data, (guint)bytes.len);
    g_byte_array_append(out, ZEROES, (guint)((4 - bytes.len % 4) % 4));
}

/* Begins a block; the result is for end(). */
static guint begin(GByteArray *out, uint32_t type)
{
    guint start = out->len;

    put32(out, type);
    put32(out, 0);
    return start;
}

static void end(GByteArray *out, guint start)
{
    uint32_t len = GUINT32_TO_LE(out->len + 4 - start);

    memcpy(out->data + start + 4, &len, sizeof len);
    g_byte_array_append(out, (const guint8 *)&len, sizeof len);
}

/* Ends a block that may have options. */
static void end_with(GByteArray *out, guint start, Slice options)
{
    if (options.len) {
        g_byte_array_append(out, options.data, (guint)options.len);
        put32(out, 0); /* the end of options */
    }
    end(out, start);
}

void pcapng_write_option(GByteArray *out, uint16_t code, Slice value)
{
    value = slice_head(value, G_MAXUINT16);
    put16(out, code);
    put16(out, (uint16_t)value.len);
    put_padded(out, value);
}

void pcapng_write_section(GByteArray *out, Slice options)
{
    guint start = begin(out, BLOCK_SECTION);

    put32(out, ORDER_MAGIC);
    put16(out, 1); /* version 1.0 */
    put16(out, 0);
    put32(out, (uint32_t)LENGTH_UNKNOWN);
    put32(out, (uint32_t)(LENGTH_UNKNOWN >> 32));
    end_with(out, start, options);
}

void pcapng_write_interface(GByteArray *out, const PacketInterface *interface, unsigned digits)
{
    guint start = begin(out, BLOCK_INTERFACE);
    uint8_t resolution = (uint8_t)MIN(digits, DIGITS_MAX);

    put16(out, (uint16_t)interface->link_type);
    put16(out, 0);
    put32(out, interface->snap_len);
    pcapng_write_option(out, RESOLUTION, slice_of(&resolution, 1));
    end_with(out, start, interface->options);
}

static void put_name(GByteArray *out, const NamedAddress *name)
{
    size_t address_len = name->address.version == 4 ? 4 : 16;
    uint8_t record[16 + 256];
    size_t len = MIN(strlen(name->name), sizeof record - 17);

    memcpy(record, name->address.address, address_len);
    memcpy(record + address_len, name->name, len);
    record[address_len + len] = '\0';
    put16(out, name->address.version == 4 ? NAME_IPV4 : NAME_IPV6);
    put16(out, (uint16_t)(address_len + len + 1));
    put_padded(out, slice_of(record, address_len + len + 1));
}

void pcapng_write_names(GByteArray *out, const NamedAddress *names, size_t len)
{
    for (size_t i = 0; i < len;) {
        guint start = begin(out, BLOCK_NAMES);

        while (i < len && out->len - start < NAMES_BLOCK_MAX)
            put_name(out, &names[i++]);
        put32(out, 0); /* the end of records */
        end(out, start);
    }
}

/* In both byte orders the high half of a time comes first. */
static void put_stamp(GByteArray *out, int64_t time, unsigned digits)
{
    uint64_t stamp = (uint64_t)MAX(time, 0);

    for (unsigned i = MIN(digits, DIGITS_MAX); i < DIGITS_MAX; i++)
        stamp /= 10;
    put32(out, (uint32_t)(stamp >> 32));
    put32(out, (uint32_t)stamp);
}

/* Begins a block that is to be ended by the end of options. */
static guint begin_statistics(GByteArray *out, uint32_t interface, unsigned digits,
                              int64_t end_time)
{
    guint start = begin(out, BLOCK_STATISTICS);

    put32(out, interface);
    put_stamp(out, end_time, digits);
    put16(out, STATISTICS_TO);
    put16(out, 8);
    put_stamp(out, end_time, digits);
    return start;
}

void pcapng_write_end(GByteArray *out, uint32_t interface, unsigned digits, int64_t end_time)
{
    guint start = begin_statistics(out, interface, digits, end_time);

    put32(out, 0); /* the end of options */
    end(out, start);
}

static void put_count(GByteArray *out, uint16_t code, uint64_t count)
{
    count = GUINT64_TO_LE(count);
    pcapng_write_option(out, code, slice_of(&count, sizeof count));
}

void pcapng_write_counts(GByteArray *out, uint32_t interface, unsigned digits, int64_t end_time,
                         const PcapngCounts *counts)
{
    guint start = begin_statistics(out, interface, digits, end_time);

    put_count(out, STATISTICS_RECEIVED, counts->received);
    put_count(out, STATISTICS_DROPPED, counts->dropped);
    put32(out, 0); /* the end of options */
    end(out, start);
}

void pcapng_write_packet(GByteArray *out, uint32_t interface, unsigned digits,
                         const Packet *packet, Slice options)
{
    guint start = begin(out, BLOCK_ENHANCED);

    put32(out, interface);
    put_stamp(out, packet->time, digits);
    put32(out, (uint32_t)packet->bytes.len);
    put32(out, packet->wire_len);
    put_padded(out, packet->bytes);
    end_with(out, start, options);
}
