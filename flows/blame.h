/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/search_way.h"

/* Messages that no step is to have. One fault counts once, named at its original: its relays,
 * the answers to an unexpected request, what follows where a call ended otherwise than it
 * should are part of it (flows.md, 2.4). */

/* True if the final answer @message refuses. */
static inline bool blame_is_refusal(const ShapeMessage *message)
{
    return message->status >= 300;
}

/* True if call @call ended on this way, by an answer or a CANCEL that the template does not
 * have there. */
bool blame_has_ended(const Search *search, const SearchState *state, unsigned call);

/* Accounts for the message @entry of @track (PLAN_TRACKS_MAX: of none). */
void blame_message(Search *search, SearchState *state, unsigned track, const ViewEntry *entry);

/* Accounts for all messages that are left on @track. */
void blame_rest(Search *search, SearchState *state, unsigned track);
