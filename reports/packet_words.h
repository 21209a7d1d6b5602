/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* What is said of a message to those who look at its packet, behind the number of its call. It
 * speaks as the ladder does. All of it is one line, fit for a terminal. */

/* Appends verdict and reason of @call: " forward-busy deviates", " unknown, no flow comes
 * close"; nothing for a call that was not judged. */
void packet_words_append_verdict(GString *out, const Call *call);

/* Appends what message number @index is: " forward-busy step 5: 486 INVITE B-P",
 * " forward-busy: unexpected 500 INVITE P-A (...)", ": 100 INVITE P-A". Not for one that
 * repeats another. */
void packet_words_append_message(GString *out, const Call *call, unsigned index);

/* Appends what never came, or came in another call of the group: " forward-busy: missing step
 * 11: 487 INVITE B-P (B never answered the INVITE; ...)". */
void packet_words_append_deviation(GString *out, const Call *call, const Deviation *deviation);
