/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/packet.h"

/* Packets off interfaces, as they pass. A thread of its own takes them off the kernel's rings;
 * the calling thread, "the reader", gets them from a bounded queue in between. What finds no
 * room there is dropped and counted. All functions are the reader's but sniffer_wake(). */
typedef struct Sniffer Sniffer;

typedef struct SnifferOptions {
    char *const *interfaces; /* names, each once, at least one; NULL at the end */
    const char *filter;      /* in libpcap's language; NULL: ours (capture_filter.h) */
    int port;                /* what ours is narrowed to; 0: any */
    int snaplen;             /* bytes kept of a packet; 0: all */
    bool promiscuous;
    uint64_t buffer; /* bytes of the kernel's ring, for each interface; 0: libpcap's choice */
    uint64_t queue;  /* bytes of the queue; 0: 64 MiB */
} SnifferOptions;

/* Opens all interfaces; the thread does not run yet, so that rights can be dropped first. NULL
 * and @error (INTERFACE_ERROR) if one cannot be opened; OPTIONS_ERROR: the filter cannot be
 * read, or one is named twice. The caller owns it. */
Sniffer *sniffer_open(const SnifferOptions *options, GError **error);

/* Ends the thread, and frees @sniffer with what is queued; NULL is fine. */
void sniffer_free(Sniffer *sniffer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sniffer, sniffer_free)

/* Starts the thread, once. It gets no signals. */
void sniffer_start(Sniffer *sniffer);

typedef enum SnifferNext {
    SNIFFER_PACKET, /* there is one */
    SNIFFER_IDLE,   /* none came in that time, or sniffer_wake() was called */
    SNIFFER_END,    /* sniffer_stop() was called, and all that was taken is handed out */
} SnifferNext;

/* Waits for the next packet, at most @timeout_ms. Its number counts per input from 1, without
 * those that were dropped; packets of several inputs come in the order of their times, unless
 * one came late by more than 50 ms. Its bytes are borrowed until the next call, its interface
 * until sniffer_free(). An interface opened again may have another link type, and another
 * PacketInterface then. */
SnifferNext sniffer_next(Sniffer *sniffer, int timeout_ms, Packet *packet);

/* Makes sniffer_next() answer SNIFFER_IDLE at once, also if it is not running yet. For any
 * thread, and for a handler of signals. */
void sniffer_wake(Sniffer *sniffer);

/* Ends the thread once it has taken what is in the kernel's rings now. What is queued still
 * comes out of sniffer_next(). */
void sniffer_stop(Sniffer *sniffer);

/* The next sentence about the interfaces, as "eth1: gone; ...", or NULL. The caller frees it.
 */
char *sniffer_take_note(Sniffer *sniffer);

typedef struct SnifferCounts {
    uint64_t packets, bytes;    /* that the thread took, with those that the queue dropped */
    uint64_t dropped_kernel;    /* because the ring was full; as of a second ago, at most */
    uint64_t dropped_interface; /* in the interface itself, as far as it tells; as above */
    uint64_t dropped_queue;     /* because the reader was too slow */
    bool is_open;               /* else it went away, and is waited for */
} SnifferCounts;

/* What was counted for @input so far, whichever times it was opened. */
SnifferCounts sniffer_counts(Sniffer *sniffer, unsigned input);

/* How many inputs there are, and the name of each. Borrowed from @sniffer. */
unsigned sniffer_len(const Sniffer *sniffer);
const char *sniffer_name(const Sniffer *sniffer, unsigned input);

#define SNIFFER_KINDS_MAX 16

/* How @input was opened so far, in order: one for each link type. Writes at most
 * SNIFFER_KINDS_MAX to @out, borrowed from @sniffer, and returns how many. */
unsigned sniffer_kinds(Sniffer *sniffer, unsigned input, const PacketInterface **out);
