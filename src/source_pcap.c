/* SPDX-License-Identifier: Apache-2.0 */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdio_ext.h>

#include "dissect/base/reader.h"
#include "src/source_private.h"

/* Captures in pcap format, by libpcap, which knows their variants. It reads from a stream over
 * our bytes, in pieces as large as the stream's buffer.
 *
 * libpcap cuts packets at the snapshot length of the file's header. Some writers put a wrong
 * one there, so it gets to see the header without: then its own bound for the link type holds.
 */

/* What is read stays in the nearest cache until it is looked at: with 256 KiB the whole run
 * took a sixth longer (median of nine pairs). */
#define STREAM_BUFFER (32 * 1024)
#define SNAP_LEN_AT 16
#define LINK_TYPE_MASK 0x03ffffff /* above it: whether packets end in a check sequence */

static const struct {
    uint32_t magic;
    unsigned digits;
} MAGICS[] = {
    { 0xa1b2c3d4, 6 }, { 0xa1b23c4d, 9 }, { 0xa1b2cd34, 6 }, /* modified by A. Kuznetsov */
    { 0xa1b234cd, 6 },                                       /* by F. Mesquita */
    { 0xa12b3c4d, 6 },                                       /* by Navtel */
};

typedef struct PcapReader {
    pcap_t *pcap;
    char *buffer;
    const PacketInterface *interface;
    unsigned link_type;
    int64_t unit; /* nanoseconds in the smallest part of a time stamp */
} PcapReader;

/* The digits of @magic; 0 if it is none. */
static unsigned magic_digits(uint32_t magic)
{
    for (size_t i = 0; i < G_N_ELEMENTS(MAGICS); i++) {
        if (MAGICS[i].magic == magic)
            return MAGICS[i].digits;
    }
    return 0;
}

static bool begins(Slice head)
{
    Reader reader = { .left = head };
    uint32_t magic = reader_be32(&reader);

    return magic_digits(magic) || magic_digits(GUINT32_SWAP_LE_BE(magic));
}

static ssize_t read_stream(void *cookie, char *to, size_t len)
{
    Bytes *bytes = cookie;
    bool is_header = bytes_offset(bytes) == 0;
    size_t got = bytes_read(bytes, to, len);

    if (is_header && got >= SNAP_LEN_AT + 4)
        memset(to + SNAP_LEN_AT, 0, 4);
    return (ssize_t)got;
}

/* Takes what libpcap does not tell from the file's header. */
static void take_header(Source *source, PcapReader *reader, Slice head)
{
    Reader magic = { .left = head };
    Reader network = { .left = slice_tail(head, SNAP_LEN_AT) };
    uint32_t big = reader_be32(&magic);
    unsigned digits = magic_digits(big);
    uint32_t snap_len = digits ? reader_be32(&network) : reader_le32(&network);

    reader->link_type = digits ? reader_be32(&network) : reader_le32(&network);
    reader->link_type &= LINK_TYPE_MASK;
    digits = digits ? digits : magic_digits(GUINT32_SWAP_LE_BE(big));
    reader->unit = digits == 9 ? 1 : 1000;
    source_add_digits(source, digits);
    source_add_link_type(source, reader->link_type);
    reader->interface =
        source_add_interface(source,
                             &(PacketInterface){ reader->link_type, snap_len, digits, { 0 } });
}

static bool start(Source *source, PcapReader *reader, GError **error)
{
    cookie_io_functions_t calls = { .read = read_stream };
    FILE *stream = fopencookie(source->bytes, "r", calls);
    char reason[PCAP_ERRBUF_SIZE];

    g_assert(stream);
    (void)setvbuf(stream, reader->buffer, _IOFBF, STREAM_BUFFER);
    (void)__fsetlocking(stream, FSETLOCKING_BYCALLER);
    /* At the file's own precision, so that nothing is rounded. */
    reader->pcap = pcap_fopen_offline_with_tstamp_precision(
        stream, reader->unit == 1 ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO,
        reason);
    if (reader->pcap)
        return true;
    (void)fclose(stream);
    g_set_error(error, SOURCE_ERROR, 0, "%s: %s", bytes_name(source->bytes), reason);
    return false;
}

static bool open_pcap(Source *source, GError **error)
{
    Slice head = bytes_peek(source->bytes, SOURCE_HEAD);
    PcapReader *reader;

    if (head.len < SOURCE_HEAD) {
        g_set_error(error, SOURCE_ERROR, 0, "%s: cut short in the file's header",
                    bytes_name(source->bytes));
        return false;
    }
    reader = g_new0(PcapReader, 1);
    source->reader = reader;
    reader->buffer = g_malloc(STREAM_BUFFER);
    take_header(source, reader, head);
    return start(source, reader, error);
}

/* What libpcap refused: the end in the middle of a packet, or a header that cannot be. */
static SourceNext refuse(Source *source, PcapReader *reader)
{
    const char *reason = pcap_geterr(reader->pcap);
    bool is_header = strstr(reason, "header bytes") != NULL;
    g_autofree char *where = NULL;

    if (feof(pcap_file(reader->pcap))) {
        where = g_strdup_printf("packet %" G_GUINT64_FORMAT "'s %s", source->number + 1,
                                is_header ? "header" : "data");
        return source_cut_short(source, where);
    }
    source_add_anomaly(source, ANOMALY_MALFORMED_BLOCK);
    return source_break(source, "packet %" G_GUINT64_FORMAT " cannot be read: %s",
                        source->number + 1, reason);
}

static SourceNext next(Source *source, Packet *packet)
{
    PcapReader *reader = source->reader;
    struct pcap_pkthdr *head;
    const unsigned char *bytes;
    int result = pcap_next_ex(reader->pcap, &head, &bytes);

    source->position++;
    if (result == PCAP_ERROR_BREAK)
        return source_end(source);
    if (result != 1)
        return refuse(source, reader);
    /* Both parts of a stamp are unsigned on disk, whatever libpcap's types. */
    packet->time = (int64_t)(uint32_t)head->ts.tv_sec * 1000000000 +
                   (int64_t)(uint32_t)head->ts.tv_usec * reader->unit;
    packet->link_type = reader->link_type;
    packet->interface = reader->interface;
    packet->wire_len = head->len;
    packet->bytes = slice_of(bytes, head->caplen);
    return SOURCE_PACKET;
}

static void close_pcap(Source *source)
{
    PcapReader *reader = source->reader;

    if (!reader)
        return;
    if (reader->pcap)
        pcap_close(reader->pcap);
    g_free(reader->buffer);
    g_free(reader);
    source->reader = NULL;
}

const SourceFormat SOURCE_PCAP = {
    .name = "pcap",
    .begins = begins,
    .open = open_pcap,
    .next = next,
    .close = close_pcap,
};
