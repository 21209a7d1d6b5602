/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/judgement.h"
#include "flows/message.h"

/* What the arrow of a message is called in the language of flows (flows/README.md). */

/* True if the language has a word for @message: its method is known, its status one of 100 to
 * 699. */
bool mermaid_label_has(const Message *message);

/* Appends the label with those of the conditions that hold which say something, as "407 INVITE
 * [challenge]" or "INVITE [in-dialog hold]"; @call is the call's number in the diagram, which
 * is told from 2 on. @judged may be NULL: no condition is known. */
void mermaid_label_append(GString *out, const Message *message, const JudgedMessage *judged,
                          unsigned call);
