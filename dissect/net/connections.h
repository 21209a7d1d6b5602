/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/anomaly.h"
#include "dissect/net/decoded.h"
#include "dissect/net/packet.h"
#include "dissect/net/stream.h"

/* The TCP directions of all inputs: SYN, FIN and RST, ports used anew, and the question when a
 * gap is a loss and not a late segment. */
typedef struct Connections Connections;

/* A TCP segment as it was captured. All borrowed until connections_add() returns, @anomalies
 * until connections_finish() does. */
typedef struct Captured {
    const Packet *packet;    /* the one that completed the segment */
    const Decoded *decoded;  /* its payload is the segment's */
    const uint64_t *packets; /* all that carried the segment, ascending */
    unsigned packets_len;
    Anomalies *anomalies; /* of the packet's input */
} Captured;

/* How many packets are kept of what opened a direction, and of its run. */
#define DIRECTION_OPENING_MAX 8u
#define DIRECTION_RUN_MAX 32u

/* From one sender to one receiver: what the reader of its bytes may know. */
typedef struct Direction {
    Endpoint src, dst;
    unsigned input;
    Anomalies *anomalies;
    Stream *stream;
    size_t segment_at;      /* where in the ready bytes the last segment begins, or SIZE_MAX */
    const Segment *segment; /* that segment's header, or NULL if no segment is at hand */
    uint64_t packet;        /* the last one of this direction */
    uint16_t ip_id;         /* of that one */
    bool is_ignored;        /* the reader's to set: nothing here is worth waiting for; */
    bool is_counted;        /* and: the connection was counted as what it is */
    void *reader;           /* the reader's own; NULL at first */

    /* Who has these packets alone still finds where a message begins: its SYN, to which the
     * reader adds what it has to say before the first message; */
    uint64_t opening[DIRECTION_OPENING_MAX];
    unsigned opening_len;
    /* and those since a segment last began where nothing was left to be read: uint64_t, the
     * last ones where they are many; NULL: none. */
    GArray *run;
} Direction;

/* Who reads the bytes. */
typedef struct ConnectionsHooks {
    /* Bytes are ready: take (stream_take) what can be read. @is_break: what follows is not what
     * was sent next, because of a gap or the end; what is then left is dropped. */
    void (*ready)(Direction *direction, bool is_break, void *user);
    /* Frees direction->reader, which is not NULL. */
    void (*forget)(void *reader);
    void *user;
} ConnectionsHooks;

/* At most so many directions, and so many bytes held in all of them. Beyond that the one that
 * was quiet for longest is given up: what it holds is read as far as possible. */
#define CONNECTIONS_MAX 65536u
#define CONNECTIONS_HELD_MAX ((size_t)64 << 20)

/* Makes an empty table; @hooks is copied. The caller owns it. */
Connections *connections_new(const ConnectionsHooks *hooks);

/* Frees @connections without a call of hooks->ready; NULL is fine. */
void connections_free(Connections *connections);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Connections, connections_free)

/* Adds a segment; may call hooks->ready for its direction, for the other one, whose loss it
 * proves, and for one that is given up. */
void connections_add(Connections *connections, const Captured *captured);

/* The way back of @direction, also where it has ended; NULL if none was seen. What is noted in
 * it is of the same connection. Borrowed until the next connections_add(). */
const Direction *connections_way_back(const Connections *connections,
                                      const Direction *direction);

/* Adds @packet to what opened @direction; beyond the bound it is left out. */
void connections_note_opening(Direction *direction, uint64_t packet);

/* Nothing will follow: gaps are given up, every direction ends. */
void connections_finish(Connections *connections);

/* Bytes of memory in use for what the directions hold. */
size_t connections_held(const Connections *connections);
