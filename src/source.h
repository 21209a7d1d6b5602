/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/anomaly.h"
#include "dissect/net/packet.h"

/* An input that yields packets: a capture file (pcap, pcapng, gzip of either), a pipe. */
typedef struct Source Source;

typedef enum SourceNext {
    SOURCE_PACKET, /* a packet was read */
    SOURCE_END,    /* nothing follows */
    SOURCE_BROKEN, /* what follows cannot be read; source_error() says why */
} SourceNext;

/* What is known of a source so far. Strings are borrowed from it. */
typedef struct SourceInfo {
    const char *path;        /* as the user gave it; "-" is standard input */
    const char *format;      /* "pcap" or "pcapng" */
    unsigned link_types[16]; /* LINKTYPE_ values met, in order */
    unsigned link_types_len;
    unsigned time_digits;    /* digits of a second that the capture keeps: 6, 9, ... */
    uint64_t packets, bytes; /* read so far; captured bytes */
    uint64_t dropped;        /* by the capturing tool, where the file says so */
} SourceInfo;

#define SOURCE_ERROR (g_quark_from_static_string("sipstory-source"))

/* Opens @path ("-" is standard input) as input number @input. What is damaged is counted in
 * @anomalies, which outlives the source. NULL and @error if it cannot be opened or is no
 * capture. The caller owns it. */
Source *source_open(const char *path, unsigned input, Anomalies *anomalies, GError **error);

void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/* Reads the next packet into @packet, whose bytes are borrowed until the next call. */
SourceNext source_next(Source *source, Packet *packet);

/* Why source_next() said SOURCE_BROKEN, in a sentence that names the packet; borrowed. */
const char *source_error(const Source *source);

/* What is known so far. */
const SourceInfo *source_info(const Source *source);

/* Goes back to the first packet for another pass; what a pipe gave was spooled to an unlinked
 * private file. Anomalies are not counted a second time. False and @error if it cannot. */
bool source_rewind(Source *source, GError **error);

/* The capture's own name records (pcapng, NRB) as the user would want to see them: calls
 * @each for every address and its name met so far. */
typedef void (*SourceName)(const Endpoint *address, const char *name, void *user);
void source_each_name(const Source *source, SourceName each, void *user);
