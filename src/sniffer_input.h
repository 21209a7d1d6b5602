/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "src/interface.h"
#include "src/notes.h"
#include "src/packet_queue.h"
#include "src/sniffer.h"

/* One input of a sniffer: an interface, however often it goes away and is opened again, and the
 * queue of what was taken off it. Those functions that are the thread's are called by nobody
 * else once it runs. */
typedef struct SnifferInput SnifferInput;

typedef struct SnifferInputSetup {
    const char *name;
    unsigned rank;                   /* Packet.input */
    size_t queue;                    /* bytes */
    const InterfaceOptions *options; /* borrowed while the input lives, */
    Notes *notes;                    /* and so are these: who comes and goes is told here */
} SnifferInputSetup;

/* Opens it. NULL and @error as interface_open(). The caller owns it. */
SnifferInput *sniffer_input_new(const SnifferInputSetup *setup, GError **error);

/* Frees @input; NULL is fine. */
void sniffer_input_free(SnifferInput *input);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SnifferInput, sniffer_input_free)

/* For both threads */

const char *sniffer_input_name(const SnifferInput *input);
PacketQueue *sniffer_input_queue(SnifferInput *input);
SnifferCounts sniffer_input_counts(const SnifferInput *input);

/* As sniffer_kinds(). */
unsigned sniffer_input_kinds(const SnifferInput *input, const PacketInterface **out);

/* The thread's */

/* What to wait for; -1 while the interface is away. */
int sniffer_input_descriptor(const SnifferInput *input);

/* Puts at most @most packets into the queue, as taken at @now. True if there may be more. */
bool sniffer_input_take(SnifferInput *input, int most, int64_t now);

/* Looks whether the interface is still there, after its descriptor was in error. */
void sniffer_input_check(SnifferInput *input);

/* To be called about once a second: counts drops, looks after the interface, opens it again. */
void sniffer_input_tick(SnifferInput *input);

/* Nothing more comes in; what came can still be taken. */
void sniffer_input_shut(SnifferInput *input);

/* Brings the counts of drops up to now. */
void sniffer_input_count_drops(SnifferInput *input);
