/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "dissect/base/reader.h"
#include "src/source_private.h"

/* Captures in pcap format (draft-ietf-opsawg-pcap): a header, then packets, each behind a
 * header of its own.
 *
 *     | magic 4 | major 2 | minor 2 | 8 | snapshot length 4 | link type 4 |
 *     | seconds 4 | parts of one 4 | captured 4 | on the wire 4 | captured bytes |
 *
 * Packets are not cut at the snapshot length of the file's header, where some writers put a
 * wrong one.
 */

#define FILE_HEADER SOURCE_HEAD
#define PACKET_HEADER 16
#define MODIFIED_HEADER 24 /* behind it: interface, protocol, packet type */

/* As in libpcap: no link layer that we read has longer packets. */
#define CAPTURED_MAX (256u << 10)

#define LINK_TYPE_MASK 0x03ffffff /* above it: whether packets end in a check sequence */
#define NS_PER_S INT64_C(1000000000)
#define US_PER_S 1000000u

typedef struct Variant {
    uint32_t magic;
    unsigned digits;
    size_t packet_header;
} Variant;

static const Variant VARIANTS[] = {
    { 0xa1b2c3d4, 6, PACKET_HEADER },
    { 0xa1b23c4d, 9, PACKET_HEADER },
    { 0xa1b2cd34, 6, MODIFIED_HEADER }, /* by A. Kuznetsov, for Linux */
};

typedef struct PcapReader {
    bool is_big_endian;
    const Variant *variant;
    bool may_swap_lengths; /* as writers of the minor versions before 4 did */
    const PacketInterface *interface;
    unsigned link_type;
    size_t used; /* length of the last packet with its header */
} PcapReader;

static uint32_t read_32(const PcapReader *reader, Reader *bytes)
{
    return reader->is_big_endian ? reader_be32(bytes) : reader_le32(bytes);
}

static uint16_t read_16(const PcapReader *reader, Reader *bytes)
{
    return reader->is_big_endian ? reader_be16(bytes) : reader_le16(bytes);
}

static const Variant *variant_of(uint32_t magic)
{
    for (size_t i = 0; i < G_N_ELEMENTS(VARIANTS); i++) {
        if (VARIANTS[i].magic == magic)
            return &VARIANTS[i];
    }
    return NULL;
}

/* Takes the magic number off @bytes; false if it is none. */
static bool read_magic(PcapReader *reader, Reader *bytes)
{
    uint32_t magic = reader_be32(bytes);

    reader->variant = variant_of(magic);
    reader->is_big_endian = reader->variant != NULL;
    if (!reader->variant)
        reader->variant = variant_of(GUINT32_SWAP_LE_BE(magic));
    return reader->variant != NULL;
}

static bool begins(Slice head)
{
    PcapReader reader;
    Reader bytes = { .left = head };

    return read_magic(&reader, &bytes);
}

static bool read_version(Source *source, PcapReader *reader, Reader *bytes, GError **error)
{
    unsigned major = read_16(reader, bytes), minor = read_16(reader, bytes);

    reader->may_swap_lengths = minor < 4;
    if (major == 2)
        return true;
    g_set_error(error, SOURCE_ERROR, 0, "%s: is pcap of version %u.%u; 2.4 is known",
                bytes_name(source->bytes), major, minor);
    return false;
}

static bool read_header(Source *source, PcapReader *reader, Reader *bytes, GError **error)
{
    PacketInterface interface = { 0 };

    (void)read_magic(reader, bytes);
    if (!read_version(source, reader, bytes, error))
        return false;
    reader_skip(bytes, 4 + 4); /* time zone and accuracy: always 0 */
    interface.snap_len = read_32(reader, bytes);
    interface.link_type = read_32(reader, bytes) & LINK_TYPE_MASK;
    interface.digits = reader->variant->digits;
    reader->link_type = interface.link_type;
    source_add_digits(source, interface.digits);
    source_add_link_type(source, interface.link_type);
    reader->interface = source_add_interface(source, &interface);
    return true;
}

static bool open_pcap(Source *source, GError **error)
{
    Reader bytes = { .left = bytes_peek(source->bytes, FILE_HEADER) };
    PcapReader *reader;

    if (bytes.left.len < FILE_HEADER) {
        g_set_error(error, SOURCE_ERROR, 0, "%s: cut short in the file's header",
                    bytes_name(source->bytes));
        return false;
    }
    source->reader = reader = g_new0(PcapReader, 1);
    reader->used = FILE_HEADER;
    return read_header(source, reader, &bytes, error);
}

static SourceNext cut_short(Source *source, const char *part)
{
    g_autofree char *where =
        g_strdup_printf("packet %" G_GUINT64_FORMAT "'s %s", source->number + 1, part);

    return source_cut_short(source, where);
}

static SourceNext refuse_length(Source *source, uint32_t captured)
{
    source_add_anomaly(source, ANOMALY_MALFORMED_BLOCK);
    return source_break(source,
                        "packet %" G_GUINT64_FORMAT " cannot be read: its header says that it "
                        "has %u bytes, more than %u",
                        source->number + 1, captured, CAPTURED_MAX);
}

static uint32_t number_at(const PcapReader *reader, const uint8_t *from)
{
    return reader->is_big_endian ? byte_be32(from) : byte_le32(from);
}

/* Fills in @packet but its bytes, of which there are @captured. */
static void read_packet_header(const PcapReader *reader, const uint8_t *head, Packet *packet,
                               uint32_t *captured)
{
    uint32_t parts = number_at(reader, head + 4);
    uint32_t first = number_at(reader, head + 8);
    uint32_t second = number_at(reader, head + 12);
    bool is_swapped = reader->may_swap_lengths && first > second;

    packet->time = number_at(reader, head) * NS_PER_S +
                   (int64_t)parts * (reader->variant->digits == 9 ? 1 : 1000);
    packet->link_type = reader->link_type;
    packet->interface = reader->interface;
    packet->wire_len = is_swapped ? first : second;
    *captured = is_swapped ? second : first;
}

/* True if a packet's header has more parts of a second than a second has. Its time is the sum
 * all the same; nobody knows whether the writer meant another unit. */
static bool has_long_second(const PcapReader *reader, const uint8_t *head)
{
    return number_at(reader, head + 4) >=
           (reader->variant->digits == 9 ? (uint32_t)NS_PER_S : US_PER_S);
}

static SourceNext next(Source *source, Packet *packet)
{
    PcapReader *reader = source->reader;
    size_t header = reader->variant->packet_header;
    uint32_t captured;
    Slice all;

    source->position++;
    (void)bytes_skip(source->bytes, reader->used);
    reader->used = 0;
    all = bytes_peek(source->bytes, header);
    if (all.len == 0)
        return source_end(source);
    if (all.len < header)
        return cut_short(source, "header");
    read_packet_header(reader, all.data, packet, &captured);
    if (captured > CAPTURED_MAX)
        return refuse_length(source, captured);
    all = bytes_peek(source->bytes, header + captured);
    if (all.len < header + captured)
        return cut_short(source, "data");
    if (has_long_second(reader, all.data))
        source_add_anomaly(source, ANOMALY_IMPOSSIBLE_TIME);
    packet->bytes = slice_head(slice_tail(all, header), captured);
    reader->used = header + captured;
    return SOURCE_PACKET;
}

static void close_pcap(Source *source)
{
    g_clear_pointer(&source->reader, g_free);
}

const SourceFormat SOURCE_PCAP = {
    .name = "pcap",
    .begins = begins,
    .open = open_pcap,
    .next = next,
    .close = close_pcap,
};
