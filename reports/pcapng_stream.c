/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pcapng_stream.h"

#include "dissect/base/reader.h"

#define UNTIMED                                                                                \
    "the capture has no time for this packet: it got that of the one before, or 1970"

struct PcapngStream {
    const ReportContext *context;
    GByteArray *bytes;
    GByteArray *options;    /* of the packet at hand */
    GHashTable *interfaces; /* PacketInterface -> number + 1 */
    GByteArray *digits;     /* of the times of each interface */
    GString *line;
    uint32_t frames;
};

/* Appends those options of @from that have @code. */
static void take_options(GByteArray *out, Slice from, uint16_t code)
{
    Reader reader = { .left = from };

    while (reader.left.len) {
        uint16_t found = reader_le16(&reader);
        uint16_t len = reader_le16(&reader);
        Slice value = reader_take(&reader, len);

        reader_skip(&reader, (4 - len % 4u) % 4u);
        if (!reader.failed && found == code)
            pcapng_write_option(out, code, value);
        if (reader.failed)
            return;
    }
}

/* All comments; of several captures only one can say on which machine it was made. */
static void write_section(PcapngStream *stream)
{
    const ReportContext *context = stream->context;
    GByteArray *options = stream->options;

    for (unsigned i = 0; i < context->captures_len; i++)
        take_options(options, context->captures[i].section, PCAPNG_COMMENT);
    if (context->captures_len == 1) {
        take_options(options, context->captures[0].section, PCAPNG_SECTION_HARDWARE);
        take_options(options, context->captures[0].section, PCAPNG_SECTION_SYSTEM);
    }
    pcapng_write_option(options, PCAPNG_SECTION_PROGRAM,
                        slice_text("sipstory " SIPSTORY_VERSION));
    pcapng_write_section(stream->bytes, slice_of(options->data, options->len));
}

PcapngStream *pcapng_stream_new(const ReportContext *context, const NamedAddress *names,
                                size_t names_len)
{
    PcapngStream *stream = g_new0(PcapngStream, 1);

    stream->context = context;
    stream->bytes = g_byte_array_new();
    stream->options = g_byte_array_new();
    stream->interfaces = g_hash_table_new(NULL, NULL);
    stream->digits = g_byte_array_new();
    stream->line = g_string_new(NULL);
    write_section(stream);
    pcapng_write_names(stream->bytes, names, names_len);
    return stream;
}

void pcapng_stream_free(PcapngStream *stream)
{
    if (!stream)
        return;
    g_byte_array_unref(stream->bytes);
    g_byte_array_unref(stream->options);
    g_hash_table_unref(stream->interfaces);
    g_byte_array_unref(stream->digits);
    g_string_free(stream->line, TRUE);
    g_free(stream);
}

/* A shifted time may need more digits than the capture has. */
static unsigned digits_of(const PcapngStream *stream, const Packet *packet)
{
    return MAX(packet->interface->digits,
               stream->context->captures[packet->input].shift_digits);
}

static uint32_t interface_of(PcapngStream *stream, const Packet *packet)
{
    gpointer key = (gpointer)packet->interface;
    uint8_t digits = (uint8_t)digits_of(stream, packet);
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(stream->interfaces, key));

    if (!number) {
        number = g_hash_table_size(stream->interfaces) + 1;
        g_hash_table_insert(stream->interfaces, key, GUINT_TO_POINTER(number));
        pcapng_write_interface(stream->bytes, packet->interface, digits);
        g_byte_array_append(stream->digits, &digits, 1);
    }
    return number - 1;
}

static void add_comment(PcapngStream *stream)
{
    pcapng_write_option(stream->options, PCAPNG_COMMENT,
                        slice_of(stream->line->str, stream->line->len));
    g_string_truncate(stream->line, 0);
}

void pcapng_stream_add(PcapngStream *stream, const ReportPacket *packet,
                       const PacketNotes *notes, PacketNote *of_packet, size_t len)
{
    GByteArray *options = stream->options;
    uint32_t interface = interface_of(stream, packet->packet);

    stream->frames++;
    g_byte_array_set_size(options, 0);
    if (packet->options.len)
        g_byte_array_append(options, packet->options.data, (guint)packet->options.len);
    for (size_t i = 0; i < len; i++) {
        of_packet[i].frame = stream->frames;
        if (packet_notes_print(notes, &of_packet[i], stream->line))
            add_comment(stream);
    }
    if (packet->packet->is_untimed) {
        g_string_append(stream->line, UNTIMED);
        add_comment(stream);
    }
    pcapng_write_packet(stream->bytes, interface, digits_of(stream, packet->packet),
                        packet->packet, slice_of(options->data, options->len));
}

void pcapng_stream_end(PcapngStream *stream)
{
    for (uint32_t i = 0; i < stream->digits->len; i++)
        pcapng_write_end(stream->bytes, i, stream->digits->data[i],
                         stream->context->capture_end);
}

const GByteArray *pcapng_stream_bytes(const PcapngStream *stream)
{
    return stream->bytes;
}

void pcapng_stream_taken(PcapngStream *stream, bool frees)
{
    if (!frees) {
        g_byte_array_set_size(stream->bytes, 0);
        return;
    }
    g_byte_array_unref(stream->bytes);
    stream->bytes = g_byte_array_new();
}
