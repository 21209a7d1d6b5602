/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "reports/ladder_words.h"

/* What a note beside an arrow says of its message: what the arrow's label has no word for. */
typedef struct MermaidNotes {
    LadderWords words;
    LadderRepeats *repeats; /* of each message */
    GHashTable *told;       /* hashes of the session descriptions that were told */
} MermaidNotes;

/* Begins the notes of @call; both borrowed. */
void mermaid_notes_init(MermaidNotes *notes, const ReportContext *context, const Call *call);
void mermaid_notes_clear(MermaidNotes *notes);

/* Appends what there is to say of message @index, as Mermaid takes it: the reason if it is not
 * the usual one, the session description when it is new, how often the message was sent.
 * Nothing if there is nothing. The note's text begins at @start of @out. */
void mermaid_notes_append(MermaidNotes *notes, unsigned index, gsize start, GString *out);

/* Appends how the message would be called on an arrow, for one that has none: "INFO", "200
 * MESSAGE", "FROBNICATE". Escaped. */
void mermaid_notes_append_name(const MermaidNotes *notes, unsigned index, GString *out);
