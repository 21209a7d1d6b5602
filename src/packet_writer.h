/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/net/packet.h"
#include "src/growing_file.h"

/* The packets of a running capture on their way into pcapng files (-w), each a file of its own
 * that any tool reads, also while it is being written: a section, then packets, and before its
 * first packet each interface. A piece of the GrowingFile is a packet. Where it ends, the file
 * says what came in and was dropped on each of its interfaces, as far as that was told. */
typedef struct PacketWriter PacketWriter;

/* Begins to write @path, "-" is standard output, as growing_file_open() does. NULL and @error
 * if it cannot. The caller owns it. */
PacketWriter *packet_writer_new(const char *path, const GrowingRules *rules, int64_t now,
                                GError **error);

/* Frees @writer and its file. */
void packet_writer_free(PacketWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PacketWriter, packet_writer_free)

/* Adds a packet that was captured; now is @now. Interfaces that say the same of themselves are
 * one, so that one that was away and came back is not a new one. False if it is lost. */
bool packet_writer_add(PacketWriter *writer, const Packet *packet, int64_t now);

/* Since capturing began, @received packets came in on @interface, and @dropped more were
 * dropped; the capture has gone on until @now. */
void packet_writer_count(PacketWriter *writer, const PacketInterface *interface,
                         uint64_t received, uint64_t dropped, int64_t now);

/* To be ticked, flushed, rotated, finished, and asked what was lost. Borrowed. */
GrowingFile *packet_writer_file(PacketWriter *writer);
