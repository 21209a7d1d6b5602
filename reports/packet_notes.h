/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/report.h"

/* The packets that are wanted of the inputs because they carried messages of calls that were
 * told, and what is to be said of each. Filled while calls are told, then read in the order of
 * the inputs. Texts that calls have in common are kept once: about 40 bytes for a packet of a
 * message. */
typedef struct PacketNotes PacketNotes;

/* Makes notes of nothing. @context is borrowed; it has texts. The caller owns the result. */
PacketNotes *packet_notes_new(const ReportContext *context);
void packet_notes_free(PacketNotes *notes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PacketNotes, packet_notes_free)

/* Adds the packets of the messages of @call, whose texts are at hand, and those without which a
 * reader would not find them (Arrival.besides). */
void packet_notes_add(PacketNotes *notes, const Call *call);

/* One call's part in one packet. */
typedef struct PacketNote {
    uint64_t place; /* input and packet number, as one */
    uint64_t call;
    const char *text;  /* behind "call N"; NULL: it carries a part of a message, or what has to
                        * be there for one to be found */
    uint64_t original; /* the place of the message that this one repeats; 0: none */
    uint32_t order;    /* in which they were added */
    uint32_t frame;    /* number in the file that it was written to; 0: not written yet */
} PacketNote;

/* All notes, by place, call and order; nothing is added any more. Borrowed. */
PacketNote *packet_notes_sorted(PacketNotes *notes, size_t *len);

/* The notes of @packet, of which those asked for earlier were not behind it in their inputs;
 * NULL if it is not wanted. Borrowed. */
PacketNote *packet_notes_find(PacketNotes *notes, const Packet *packet, size_t *len);

/* Appends the comment of @note to @out, as "call 3 busy step 5: 486 INVITE B-P"; false if it
 * has none. What a message repeats is named by its frame in the same file. */
bool packet_notes_print(const PacketNotes *notes, const PacketNote *note, GString *out);
