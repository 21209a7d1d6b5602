/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/dialog.h"

/* The texts of chosen messages, collected in a further pass over the inputs: first every
 * message that is wanted is named, then every arrival of the pass is offered, then the texts
 * are there. */
typedef struct MessageTexts MessageTexts;

/* One message's text. */
typedef struct MessageText {
    Slice text;
    const uint64_t *packets; /* all packets that carried it, ascending */
    unsigned packets_len;
    const uint64_t *besides; /* Arrival.besides; none of a text that is kept */
    unsigned besides_len;
    AnomalySet anomalies; /* what the network and the framing found; Arrival.anomalies */
} MessageText;

/* Makes an empty store for messages of @dialogs, which outlives it. The caller owns it. */
MessageTexts *message_texts_new(const Dialogs *dialogs);
void message_texts_free(MessageTexts *texts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MessageTexts, message_texts_free)

/* Whose messages they are; borrowed. */
const Dialogs *message_texts_dialogs(const MessageTexts *texts);

/* Asks for the text of @message. */
void message_texts_want(MessageTexts *texts, const Message *message);

/* Copies the arrival's text if it was asked for. False if it was, and is not the message that
 * the first pass saw: the file changed in between. */
bool message_texts_offer(MessageTexts *texts, const Arrival *arrival);

/* The text of @message; false if it was not collected. Borrowed from @texts. */
bool message_texts_get(const MessageTexts *texts, const Message *message, MessageText *out);

/* Copies the text of @message, which @arrival brought, until it is dropped; nobody has to ask
 * for it. For a capture that cannot be read again. */
void message_texts_keep(MessageTexts *texts, const Message *message, const Arrival *arrival);

/* Drops what message_texts_keep() kept of @message; nothing happens if that is nothing. */
void message_texts_drop(MessageTexts *texts, const Message *message);

/* Bytes of memory in use for texts that are kept. */
size_t message_texts_memory(const MessageTexts *texts);

/* Forgets texts and wishes, but not what is kept. */
void message_texts_clear(MessageTexts *texts);

/* How many are wanted and were not offered yet. */
size_t message_texts_missing(const MessageTexts *texts);
