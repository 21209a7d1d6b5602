/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"

/* One direction of a TCP connection, put back in the order it was sent. */
typedef struct Stream Stream;

/* A segment as it was captured. All borrowed: @payload until stream_keep(), @packets too. */
typedef struct StreamSegment {
    uint32_t seq; /* number of the payload's first byte */
    Slice payload;
    const uint64_t *packets; /* the packets that carried it, at least one, ascending */
    unsigned packets_len;
    int64_t time; /* of the last of them */
} StreamSegment;

/* How much may wait for a missing segment, in bytes and in segments. */
#define STREAM_MAX ((size_t)4 << 20)
#define STREAM_SEGMENTS_MAX 4096u

/* Makes an empty stream whose first byte has number @first_seq. The caller owns it. */
Stream *stream_new(uint32_t first_seq);

/* Frees @stream; NULL is fine. */
void stream_free(Stream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Stream, stream_free)

/* Adds a segment: late, early, twice. Of bytes that came before, the first copy stays. What
 * comes in order while nothing else is held is lent, not copied; what has to wait is copied.
 * False if more than STREAM_MAX bytes or STREAM_SEGMENTS_MAX segments would wait; the segment
 * is then not added. */
bool stream_add(Stream *stream, const StreamSegment *segment);

/* The bytes in order that nobody took yet. Borrowed from @stream until the next call on it. */
Slice stream_ready(const Stream *stream);

/* Takes the first @len ready bytes away. */
void stream_take(Stream *stream, size_t len);

/* Copies what is still lent from the last segment. Call it before that segment's bytes go. */
void stream_keep(Stream *stream);

/* Gives up the missing bytes behind the ready ones: up to the next that are there, but at most
 * @at_most (needed if nothing waits). Ready bytes that nobody took are dropped; those behind
 * the gap become ready. How many bytes were given up; 0 if nothing is known to be missing. */
uint64_t stream_skip_gap(Stream *stream, uint64_t at_most);

/* The number of the byte that is to come behind the ready ones. */
uint32_t stream_next_seq(const Stream *stream);

/* How many bytes wait behind a gap, and in *@segments (may be NULL) how many pieces. */
size_t stream_waiting(const Stream *stream, unsigned *segments);

/* Replaces the contents of @packets, an array of uint64_t, by the packets that carried the
 * first
 * @len ready bytes, ascending; the time of the last of them. */
int64_t stream_packets(const Stream *stream, size_t len, GArray *packets);

/* True, once, if a segment repeated bytes with other content; as far as they are still held. */
bool stream_take_overlap(Stream *stream);

/* Bytes of memory in use for what is held. */
size_t stream_memory(const Stream *stream);
