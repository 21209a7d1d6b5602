/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* Where a Call-ID that no INVITE holds together is cut: each episode (a registration with its
 * challenge, one refresh, one subscription) is a call of its own (flows.md, 2.1). */

/* True if the message belongs to an INVITE's dialog: the INVITE itself, or a method that only
 * exists there (ACK, BYE, CANCEL, PRACK, UPDATE, INFO). */
bool episode_is_of_invite(const Message *message);

/* True if @message begins the next episode after @dialog. */
bool episode_begins(const Dialog *dialog, const Message *message);

/* True if @dialog holds the transaction of @message, as far as CSeq tells. */
bool episode_has(const Dialog *dialog, const Message *message);

/* True if @message may be a late repetition in @dialog, the episode before the youngest. */
bool episode_is_late(const Dialog *dialog, const Message *message);

/* Notes @message, the newest of @dialog, for the questions above. An answer inherits
 * MESSAGE_EXPIRES_ZERO from its request. */
void episode_note(Dialog *dialog, Message *message);
