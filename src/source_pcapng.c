/* SPDX-License-Identifier: Apache-2.0 */
#include "src/pcapng_blocks.h"
#include "src/pcapng_options.h"
#include "src/source_private.h"
#include "src/ticks.h"

/* Captures in pcapng format (draft-ietf-opsawg-pcapng), block by block. Each section has a byte
 * order and interfaces of its own. A block whose content cannot be is counted and passed over
 * by its length; reading ends only where no length leads on.
 *
 * Packets of simple packet blocks have no time: they get that of the packet before them.
 */

#define BLOCK_MAX                                                                              \
    (16u << 20) /* of a block that is decoded; others are skipped at any length                \
                 */
#define INTERFACES_MAX 65536
#define SECTION_MAJOR 1

typedef struct Interface {
    bool is_valid; /* a broken one is kept too, for the numbers of the others */
    unsigned link_type;
    uint32_t snap_len;
    const PacketInterface *described;
    bool is_used; /* a packet came from it, and its link type was told */
    Ticks ticks;
    uint64_t drops;
} Interface;

typedef struct PcapngReader {
    bool is_big_endian;
    GArray *interfaces; /* Interface, of this section */
    uint32_t used;      /* length of the block that the last packet lies in */
    Wire options;       /* of the last packet */
    uint64_t statistics_drops, packet_drops; /* as told by the blocks of that kind */
} PcapngReader;

/* What came out of a block: a set of these. */
typedef unsigned Outcome;
enum {
    OUTCOME_NOTHING = 0,
    OUTCOME_PACKET = 1,
    OUTCOME_MALFORMED = 2,
    OUTCOME_BROKEN = 4,
};

static bool begins(Slice head)
{
    return slice_begins(head, "\x0a\x0d\x0d\x0a");
}

static bool open_pcapng(Source *source, GError **error)
{
    PcapngReader *reader = g_new0(PcapngReader, 1);

    (void)error;
    reader->interfaces = g_array_new(FALSE, FALSE, sizeof(Interface));
    source->reader = reader;
    return true;
}

static void close_pcapng(Source *source)
{
    PcapngReader *reader = source->reader;

    if (!reader)
        return;
    g_array_unref(reader->interfaces);
    g_free(reader);
    source->reader = NULL;
}

static Interface *find_interface(PcapngReader *reader, uint32_t number)
{
    Interface *interface;

    if (number >= reader->interfaces->len)
        return NULL;
    interface = &g_array_index(reader->interfaces, Interface, number);
    return interface->is_valid ? interface : NULL;
}

static void tell_drops(Source *source, const PcapngReader *reader)
{
    uint64_t drops = MAX(reader->statistics_drops, reader->packet_drops);

    source->info.dropped = MAX(source->info.dropped, drops);
}

static void keep_section(Source *source, Wire options)
{
    g_autoptr(GByteArray) kept = g_byte_array_new();

    pcapng_options_keep(options, PCAPNG_SECTION_OPTIONS, kept);
    source_add_section(source, slice_of(kept->data, kept->len));
}

/* Times in parts of a power of two have no last digit: they get all that we keep. */
static const PacketInterface *describe(Source *source, const BlockInterface *block,
                                       uint8_t resolution, Wire options)
{
    g_autoptr(GByteArray) kept = g_byte_array_new();
    PacketInterface interface = {
        .link_type = block->link_type,
        .snap_len = block->snap_len,
        .digits = resolution & TICKS_BINARY ? 9 : ticks_digits(resolution),
    };

    pcapng_options_keep(options, PCAPNG_INTERFACE_OPTIONS, kept);
    interface.options = slice_of(kept->data, kept->len);
    return source_add_interface(source, &interface);
}

static Outcome take_section(Source *source, Wire *body, Packet *packet)
{
    PcapngReader *reader = source->reader;
    uint16_t major;
    Option option;

    (void)packet;
    g_array_set_size(reader->interfaces, 0);
    if (block_section_decode(body, &major) != VERDICT_OK)
        return OUTCOME_MALFORMED;
    if (major != SECTION_MAJOR) {
        source_break(source, "pcapng of version %u is not read", major);
        return OUTCOME_BROKEN;
    }
    keep_section(source, *body);
    while (block_option_next(body, &option)) {
        if (option.code == OPTION_COMMENT)
            source_add_comment(source, option.value);
    }
    return body->reader.failed ? OUTCOME_MALFORMED : OUTCOME_NOTHING;
}

static Outcome take_interface(Source *source, Wire *body, Packet *packet)
{
    PcapngReader *reader = source->reader;
    BlockInterface block = { 0 };
    Interface interface = { 0 };
    uint8_t resolution = TICKS_DEFAULT;
    int64_t offset = 0;
    Option option;
    Wire options;

    (void)packet;
    if (reader->interfaces->len >= INTERFACES_MAX)
        return OUTCOME_MALFORMED;
    interface.is_valid = block_interface_decode(body, &block) == VERDICT_OK;
    options = *body;
    while (block_option_next(body, &option)) {
        if (option.code == OPTION_COMMENT)
            source_add_comment(source, option.value);
        else if (option.code == OPTION_INTERFACE_RESOLUTION && option.value.len == 1)
            resolution = (uint8_t)block_option_number(body, option, 1);
        else if (option.code == OPTION_INTERFACE_OFFSET)
            offset = (int64_t)block_option_number(body, option, 8);
    }
    interface.link_type = block.link_type;
    interface.snap_len = block.snap_len;
    interface.described = describe(source, &block, resolution, options);
    interface.is_valid &= interface.described != NULL;
    ticks_init(&interface.ticks, resolution, offset);
    g_array_append_val(reader->interfaces, interface);
    if (!interface.is_valid || body->reader.failed)
        return OUTCOME_MALFORMED;
    source_add_digits(source, ticks_digits(resolution));
    return OUTCOME_NOTHING;
}

/* Fills @packet; the block's options are in @body. */
static Outcome give(Source *source, const BlockPacket *block, Interface *interface, Wire *body,
                    Packet *packet)
{
    PcapngReader *reader = source->reader;
    uint64_t drops = block->drops;
    Option option;

    reader->options = *body;
    while (block_option_next(body, &option)) {
        if (option.code == OPTION_PACKET_DROPS)
            drops += block_option_number(body, option, 8);
    }
    if (drops) {
        reader->packet_drops += drops;
        tell_drops(source, reader);
    }
    if (!interface->is_used)
        source_add_link_type(source, interface->link_type);
    interface->is_used = true;
    packet->link_type = interface->link_type;
    packet->interface = interface->described;
    packet->wire_len = block->wire_len;
    packet->bytes = block->bytes;
    return OUTCOME_PACKET | (body->reader.failed ? OUTCOME_MALFORMED : OUTCOME_NOTHING);
}

static Outcome give_stamped(Source *source, const BlockPacket *block, Wire *body,
                            Packet *packet)
{
    Interface *interface = find_interface(source->reader, block->interface);

    if (!interface)
        return OUTCOME_MALFORMED;
    packet->time = ticks_to_ns(&interface->ticks, block->stamp);
    if (!ticks_can_be(&interface->ticks, packet->time))
        source_add_anomaly(source, ANOMALY_IMPOSSIBLE_TIME);
    return give(source, block, interface, body, packet);
}

static Outcome take_enhanced(Source *source, Wire *body, Packet *packet)
{
    BlockPacket block;

    if (block_enhanced_decode(body, &block) != VERDICT_OK)
        return OUTCOME_MALFORMED;
    return give_stamped(source, &block, body, packet);
}

static Outcome take_obsolete(Source *source, Wire *body, Packet *packet)
{
    BlockPacket block;

    if (block_obsolete_decode(body, &block) != VERDICT_OK)
        return OUTCOME_MALFORMED;
    return give_stamped(source, &block, body, packet);
}

static Outcome take_simple(Source *source, Wire *body, Packet *packet)
{
    Interface *interface = find_interface(source->reader, 0);
    BlockPacket block;

    if (!interface || block_simple_decode(body, interface->snap_len, &block) != VERDICT_OK)
        return OUTCOME_MALFORMED;
    packet->time = source->time;
    packet->is_untimed = true;
    return give(source, &block, interface, body, packet);
}

static Outcome take_names(Source *source, Wire *body, Packet *packet)
{
    BlockName name;

    (void)packet;
    while (block_name_next(body, &name)) {
        uint64_t evicted = address_names_evicted(source->names);

        address_names_set(source->names, &name.address, name.name);
        if (address_names_evicted(source->names) > evicted)
            source_add_anomaly(source, ANOMALY_DESCRIPTION_DROPPED);
    }
    return body->reader.failed ? OUTCOME_MALFORMED : OUTCOME_NOTHING;
}

/* When the capture on @interface ended: a time, whose high half comes first. One that cannot be
 * is not taken: nothing would be open at its end. */
static void take_end(Source *source, const Interface *interface, const Wire *body, Slice stamp)
{
    Wire wire = { .reader = { .left = stamp }, .is_big_endian = body->is_big_endian };
    uint64_t high = wire_u32(&wire);
    uint64_t low = wire_u32(&wire);
    int64_t end = ticks_to_ns(&interface->ticks, high << 32 | low);

    if (!wire.reader.failed && ticks_can_be(&interface->ticks, end))
        source->info.end = MAX(source->info.end, end);
}

/* Statistics count from the start of the capture, so the last block of an interface holds. */
static Outcome take_statistics(Source *source, Wire *body, Packet *packet)
{
    PcapngReader *reader = source->reader;
    Interface *interface = find_interface(reader, wire_u32(body));
    uint64_t drops = 0;
    Option option;

    (void)packet;
    reader_skip(&body->reader, 8); /* when they were taken */
    if (body->reader.failed || !interface)
        return OUTCOME_MALFORMED;
    while (block_option_next(body, &option)) {
        if (option.code == OPTION_STATISTICS_IF_DROPS ||
            option.code == OPTION_STATISTICS_OS_DROPS)
            drops += block_option_number(body, option, 8);
        else if (option.code == OPTION_STATISTICS_TO)
            take_end(source, interface, body, option.value);
    }
    reader->statistics_drops += drops - interface->drops;
    interface->drops = drops;
    tell_drops(source, reader);
    return body->reader.failed ? OUTCOME_MALFORMED : OUTCOME_NOTHING;
}

static const struct {
    uint32_t type;
    bool is_packet;
    Outcome (*take)(Source *source, Wire *body, Packet *packet);
} BLOCKS[] = {
    { BLOCK_ENHANCED, true, take_enhanced },    { BLOCK_SIMPLE, true, take_simple },
    { BLOCK_OBSOLETE, true, take_obsolete },    { BLOCK_STATISTICS, false, take_statistics },
    { BLOCK_INTERFACE, false, take_interface }, { BLOCK_NAMES, false, take_names },
    { BLOCK_SECTION, false, take_section },
};

static size_t find_row(uint32_t type)
{
    size_t row = 0;

    while (row < G_N_ELEMENTS(BLOCKS) && BLOCKS[row].type != type)
        row++;
    return row;
}

static Slice comment(const Source *source, unsigned rank)
{
    const PcapngReader *reader = source->reader;
    Wire options = reader->options;
    Option option;

    while (block_option_next(&options, &option)) {
        if (option.code == OPTION_COMMENT && rank-- == 0)
            return option.value;
    }
    return (Slice){ 0 };
}

static void keep_options(const Source *source, GByteArray *out)
{
    const PcapngReader *reader = source->reader;

    pcapng_options_keep(reader->options, PCAPNG_PACKET_OPTIONS, out);
}

static SourceNext break_at_block(Source *source, const char *reason)
{
    source_add_anomaly(source, ANOMALY_MALFORMED_BLOCK);
    return source_break(source,
                        "the block at byte %" G_GUINT64_FORMAT
                        ", behind packet %" G_GUINT64_FORMAT ", cannot be read: %s",
                        bytes_offset(source->bytes), source->number, reason);
}

static SourceNext cut_in_block(Source *source, bool is_packet)
{
    g_autofree char *where = NULL;

    if (is_packet)
        where = g_strdup_printf("packet %" G_GUINT64_FORMAT "'s data", source->number + 1);
    else
        where = g_strdup_printf("a block behind packet %" G_GUINT64_FORMAT, source->number);
    return source_cut_short(source, where);
}

/* True if what lies @span bytes ahead is the end, or a block that we know. */
static bool leads_on(Source *source, uint64_t span)
{
    const PcapngReader *reader = source->reader;
    Slice ahead = slice_tail(bytes_peek(source->bytes, span + BLOCK_HEAD), span);
    BlockHead head;

    if (!ahead.len)
        return true;
    return block_head_decode(ahead, reader->is_big_endian, &head) == VERDICT_OK &&
           head.span <= BLOCK_MAX && find_row(head.type) < G_N_ELEMENTS(BLOCKS);
}

/* What is to be said of a block whose last @left bytes are still to be passed over, of which
 * @trailer, the length again, is the end. Where the lengths differ, the one at the begin holds
 * if it leads to a block. */
static Outcome check_trailer(Source *source, const BlockHead *head, Slice trailer, size_t left)
{
    Wire wire = { .reader = { .left = trailer }, .is_big_endian = head->is_big_endian };

    if (wire_u32(&wire) == head->len)
        return head->len % 4 ? OUTCOME_MALFORMED : OUTCOME_NOTHING;
    if (leads_on(source, left))
        return OUTCOME_MALFORMED;
    break_at_block(source, "the lengths at its ends differ and nothing known follows");
    return OUTCOME_BROKEN;
}

/* Decodes a block of a type in BLOCKS; it is passed over when the next one is wanted. */
static Outcome take(Source *source, const BlockHead *head, size_t row, Packet *packet)
{
    PcapngReader *reader = source->reader;
    Wire body = { .is_big_endian = head->is_big_endian };
    Slice block = bytes_peek(source->bytes, head->span);
    Outcome outcome;

    if (block.len < head->span) {
        cut_in_block(source, BLOCKS[row].is_packet);
        return OUTCOME_BROKEN;
    }
    block = slice_head(block, head->span);
    outcome = check_trailer(source, head, slice_tail(block, block.len - 4), block.len);
    if (outcome & OUTCOME_BROKEN)
        return outcome;
    if (outcome) /* looking ahead may have moved the bytes */
        block = slice_head(bytes_peek(source->bytes, head->span), head->span);
    reader->used = (uint32_t)head->span;
    body.reader.left = slice_head(slice_tail(block, 8), block.len - BLOCK_HEAD);
    return outcome | BLOCKS[row].take(source, &body, packet);
}

/* Passes over a block that is not decoded; one of a type that would be is too long for it. */
static Outcome skip(Source *source, const BlockHead *head, size_t row)
{
    bool is_known = row < G_N_ELEMENTS(BLOCKS);
    Outcome outcome = is_known ? OUTCOME_MALFORMED : OUTCOME_NOTHING;
    Slice trailer = { 0 };

    if (bytes_skip(source->bytes, head->span - 4))
        trailer = slice_head(bytes_peek(source->bytes, 4), 4);
    if (trailer.len < 4) {
        cut_in_block(source, is_known && BLOCKS[row].is_packet);
        return OUTCOME_BROKEN;
    }
    outcome |= check_trailer(source, head, trailer, 4);
    (void)bytes_skip(source->bytes, 4);
    return outcome;
}

/* Reads the next block's head to @head; SOURCE_PACKET if there is one. */
static SourceNext next_head(Source *source, BlockHead *head)
{
    PcapngReader *reader = source->reader;
    Slice in = bytes_peek(source->bytes, BLOCK_HEAD);

    source->position++;
    if (!in.len)
        return source_end(source);
    if (in.len < BLOCK_HEAD)
        return cut_in_block(source, false);
    if (block_head_decode(in, reader->is_big_endian, head) != VERDICT_OK)
        return break_at_block(source, "its head holds no length or byte order that can be");
    reader->is_big_endian = head->is_big_endian;
    return SOURCE_PACKET;
}

static SourceNext next(Source *source, Packet *packet)
{
    PcapngReader *reader = source->reader;
    BlockHead head;
    SourceNext found;

    for (;;) {
        Outcome outcome;
        size_t row;

        (void)bytes_skip(source->bytes, reader->used);
        reader->used = 0;
        found = next_head(source, &head);
        if (found != SOURCE_PACKET)
            return found;
        row = find_row(head.type);
        if (row < G_N_ELEMENTS(BLOCKS) && head.span <= BLOCK_MAX)
            outcome = take(source, &head, row, packet);
        else
            outcome = skip(source, &head, row);
        if (outcome & OUTCOME_BROKEN)
            return SOURCE_BROKEN;
        if (outcome & OUTCOME_MALFORMED)
            source_add_anomaly(source, ANOMALY_MALFORMED_BLOCK);
        if (outcome & OUTCOME_PACKET)
            return SOURCE_PACKET;
    }
}

const SourceFormat SOURCE_PCAPNG = {
    .name = "pcapng",
    .begins = begins,
    .open = open_pcapng,
    .next = next,
    .comment = comment,
    .keep_options = keep_options,
    .close = close_pcapng,
};
