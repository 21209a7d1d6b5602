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
    unsigned time_digits;    /* digits of a second that the capture keeps, at most 9 */
    uint64_t packets, bytes; /* read so far; captured bytes */
    uint64_t dropped;        /* by the capturing tool, where the file says so */
    int64_t end;             /* when capturing ended, where the file says so; else TIME_NONE */
    const char *const *comments; /* of the file and its interfaces (pcapng); ends with NULL */
    Slice section; /* comments, hardware and system of its sections: options of a pcapng section
                    * header, little endian, padded, without their end; empty: none */
} SourceInfo;

#define SOURCE_ERROR (g_quark_from_static_string("sipstory-source"))

/* Opens @path ("-" is standard input) as input number @input. What is damaged is counted in
 * @anomalies, which outlives the source. NULL and @error if it cannot be opened or is no
 * capture. The caller owns it. */
Source *source_open(const char *path, unsigned input, Anomalies *anomalies, GError **error);

void source_free(Source *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/* Reads the next packet into @packet, whose bytes are borrowed until the next call. A step back
 * in time is counted; a packet without a time (pcapng, simple packet block) gets the time of
 * the one before it. */
SourceNext source_next(Source *source, Packet *packet);

/* The comment number @rank, from 0, of the packet just read (pcapng), as its bytes stand in the
 * file; empty if there are not as many. Borrowed until the next source_next(). */
Slice source_comment(const Source *source, unsigned rank);

/* Appends the options of the packet just read that have to be kept when it is written again
 * (pcapng: comments, flags, ...), little endian, padded, without their end. */
void source_keep_options(const Source *source, GByteArray *out);

/* Why source_next() said SOURCE_BROKEN, as "calls.pcap: cut short in packet 25's data"; NULL if
 * it never did. Stays when the source is rewound. Borrowed. */
const char *source_error(const Source *source);

/* What is known so far. */
const SourceInfo *source_info(const Source *source);

/* Goes back to the first packet for another pass; what a pipe gave was spooled to an unlinked
 * private file. What an earlier pass has counted and told is not counted again, and
 * source_info() stays the sum of one pass. False and @error if it cannot. */
bool source_rewind(Source *source, GError **error);

/* The capture's own name records (pcapng, NRB): calls @each for every address, port 0, and its
 * name met so far. A name is the file's bytes up to a zero: no UTF-8 for sure. */
typedef void (*SourceName)(const Endpoint *address, const char *name, void *user);
void source_each_name(const Source *source, SourceName each, void *user);
