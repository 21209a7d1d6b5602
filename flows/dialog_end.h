/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/dialog.h"

/* How dialogs end. */

/* Ends the dialog: what comes with its Call-ID from now on begins another one, whose `late` it
 * is if an INVITE holds it together. */
void dialogs_close(Dialogs *dialogs, DialogId id);

/* Frees a dialog, its messages and its shares. Its number is used again. If an INVITE held it
 * together, @number, the caller's own (0: none), is the `late_number` of one that comes with
 * its Call-ID later; so much is remembered of the DIALOGS_CLOSED_MAX that were removed last. */
void dialogs_remove(Dialogs *dialogs, DialogId id, uint32_t number);
#define DIALOGS_CLOSED_MAX 65536

/* The number told of the dialog whose Call-ID has this hash; 0: none. */
uint32_t dialog_removed_number(const Dialogs *dialogs, uint64_t hash);

/* Forgets what is remembered of those that were removed, the oldest first, until it takes at
 * most @bytes. */
void dialogs_forget_removed(Dialogs *dialogs, size_t bytes);
