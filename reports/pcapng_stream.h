/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/packet_notes.h"
#include "reports/pcapng_write.h"

/* One pcapng file in the making: a section, names, then packets and, before its first packet,
 * each interface. The file is what is taken from it, one piece after the other. */
typedef struct PcapngStream PcapngStream;

/* Begins a file with what the captures of @context (borrowed) say of themselves, and @names.
 * The caller owns it. */
PcapngStream *pcapng_stream_new(const ReportContext *context, const NamedAddress *names,
                                size_t names_len);
void pcapng_stream_free(PcapngStream *stream);

/* Adds a packet with its own comments and those of @len notes, and gives these the number that
 * it has in the file. */
void pcapng_stream_add(PcapngStream *stream, const ReportPacket *packet,
                       const PacketNotes *notes, PacketNote *of_packet, size_t len);

/* Adds what ends the file: when its captures ended, which says more than its last packet. */
void pcapng_stream_end(PcapngStream *stream);

/* What was added and not taken yet. Borrowed. */
const GByteArray *pcapng_stream_bytes(const PcapngStream *stream);

/* It was taken: forgets it. With @frees its memory goes too. */
void pcapng_stream_taken(PcapngStream *stream, bool frees);
