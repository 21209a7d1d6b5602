/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/pcapng.h"

#include "reports/pcapng_stream.h"

typedef struct Pcapng {
    const ReportContext *context;
    PacketNotes *notes;
    PcapngStream *stream;
} Pcapng;

void *pcapng_open(const ReportContext *context)
{
    Pcapng *pcapng = g_new0(Pcapng, 1);

    pcapng->context = context;
    pcapng->notes = packet_notes_new(context);
    pcapng->stream = pcapng_stream_new(context, context->names, context->names_len);
    return pcapng;
}

void pcapng_call(void *report, const Call *call)
{
    Pcapng *pcapng = report;

    packet_notes_add(pcapng->notes, call);
}

static void write_bytes(Pcapng *pcapng)
{
    const GByteArray *bytes = pcapng_stream_bytes(pcapng->stream);

    fwrite(bytes->data, 1, bytes->len, pcapng->context->out);
    pcapng_stream_taken(pcapng->stream, false);
}

void pcapng_packet(void *report, const ReportPacket *packet)
{
    Pcapng *pcapng = report;
    size_t len;
    PacketNote *notes = packet_notes_find(pcapng->notes, packet->packet, &len);

    if (!notes)
        return;
    pcapng_stream_add(pcapng->stream, packet, pcapng->notes, notes, len);
    write_bytes(pcapng);
}

void pcapng_close(void *report)
{
    Pcapng *pcapng = report;

    pcapng_stream_end(pcapng->stream);
    write_bytes(pcapng);
    pcapng_stream_free(pcapng->stream);
    packet_notes_free(pcapng->notes);
    g_free(pcapng);
}
