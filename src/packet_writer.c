/* SPDX-License-Identifier: Apache-2.0 */
#include "src/packet_writer.h"

#include <unistd.h>

#include "reports/pcapng_write.h"
#include "src/options.h"

/* Bytes that blocks have beside what they hold, padding and the end of options included. */
#define PACKET_FRAME 40
#define INTERFACE_FRAME 40
#define COUNTS_BLOCK 64

#define NOT_IN_FILE UINT32_MAX

typedef struct Interface {
    PacketInterface is; /* its options are a copy */
    uint32_t number;    /* in the file now in the making, or NOT_IN_FILE */
    PcapngCounts counts;
    bool is_counted;
} Interface;

struct PacketWriter {
    GrowingFile *file;
    GPtrArray *interfaces; /* Interface, of all files */
    uint32_t in_file;      /* how many of them the file has */
    int64_t now;
    GByteArray *blocks; /* of the packet at hand */
};

static void free_interface(gpointer data)
{
    Interface *interface = data;

    g_free((gpointer)interface->is.options.data);
    g_free(interface);
}

static Interface *interface_at(const PacketWriter *writer, unsigned index)
{
    return g_ptr_array_index(writer->interfaces, index);
}

static bool is_same(const PacketInterface *one, const PacketInterface *other)
{
    return one->link_type == other->link_type && one->snap_len == other->snap_len &&
           one->digits == other->digits && slice_equals(one->options, other->options);
}

static Interface *interface_of(PacketWriter *writer, const PacketInterface *interface)
{
    Interface *added;

    for (unsigned i = 0; i < writer->interfaces->len; i++)
        if (is_same(&interface_at(writer, i)->is, interface))
            return interface_at(writer, i);
    added = g_new0(Interface, 1);
    added->is = *interface;
    added->is.options.data = g_memdup2(interface->options.data, interface->options.len);
    added->number = NOT_IN_FILE;
    g_ptr_array_add(writer->interfaces, added);
    return added;
}

static void begin_file(GByteArray *out, void *user)
{
    PacketWriter *writer = user;
    g_autoptr(GByteArray) options = g_byte_array_new();

    for (unsigned i = 0; i < writer->interfaces->len; i++)
        interface_at(writer, i)->number = NOT_IN_FILE;
    writer->in_file = 0;
    pcapng_write_option(options, PCAPNG_SECTION_PROGRAM,
                        slice_text("sipstory " SIPSTORY_VERSION));
    pcapng_write_section(out, slice_of(options->data, options->len));
}

static void end_file(GByteArray *out, void *user)
{
    const PacketWriter *writer = user;

    for (unsigned i = 0; i < writer->interfaces->len; i++) {
        const Interface *interface = interface_at(writer, i);

        if (interface->number != NOT_IN_FILE && interface->is_counted)
            pcapng_write_counts(out, interface->number, interface->is.digits, writer->now,
                                &interface->counts);
    }
}

PacketWriter *packet_writer_new(const char *path, const GrowingRules *rules, int64_t now,
                                GError **error)
{
    g_autoptr(PacketWriter) writer = g_new0(PacketWriter, 1);
    GrowingKind kind = {
        .pieces = "packets", .begins = begin_file, .ends = end_file, .user = writer
    };
    bool is_stdout = g_str_equal(path, "-");

    writer->interfaces = g_ptr_array_new_with_free_func(free_interface);
    writer->blocks = g_byte_array_new();
    writer->now = now;
    if (is_stdout && isatty(STDOUT_FILENO)) {
        g_set_error(error, OPTIONS_ERROR, 0, "-w -: packets are nothing for a terminal");
        return NULL;
    }
    writer->file = growing_file_open(is_stdout ? NULL : path, rules, &kind, now, error);
    return writer->file ? g_steal_pointer(&writer) : NULL;
}

void packet_writer_free(PacketWriter *writer)
{
    if (!writer)
        return;
    growing_file_free(writer->file);
    g_ptr_array_unref(writer->interfaces);
    g_byte_array_unref(writer->blocks);
    g_free(writer);
}

/* Room for what ends the file too. */
static size_t most_of(const PacketWriter *writer, const Packet *packet)
{
    return PACKET_FRAME + packet->bytes.len + INTERFACE_FRAME + packet->interface->options.len +
           (size_t)(writer->in_file + 1) * COUNTS_BLOCK;
}

bool packet_writer_add(PacketWriter *writer, const Packet *packet, int64_t now)
{
    Interface *interface = interface_of(writer, packet->interface);
    bool is_new;

    growing_file_make_room(writer->file, most_of(writer, packet), now);
    writer->now = now;
    is_new = interface->number == NOT_IN_FILE;
    g_byte_array_set_size(writer->blocks, 0);
    if (is_new)
        pcapng_write_interface(writer->blocks, &interface->is, interface->is.digits);
    pcapng_write_packet(writer->blocks, is_new ? writer->in_file : interface->number,
                        interface->is.digits, packet, (Slice){ 0 });
    if (!growing_file_add(writer->file, writer->blocks->data, writer->blocks->len, now))
        return false;
    if (is_new)
        interface->number = writer->in_file++;
    return true;
}

void packet_writer_count(PacketWriter *writer, const PacketInterface *interface,
                         uint64_t received, uint64_t dropped, int64_t now)
{
    Interface *counted = interface_of(writer, interface);

    writer->now = now;

    counted->counts = (PcapngCounts){ .received = received, .dropped = dropped };
    counted->is_counted = true;
}

GrowingFile *packet_writer_file(PacketWriter *writer)
{
    return writer->file;
}
