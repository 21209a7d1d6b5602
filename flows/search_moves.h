/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/search_way.h"

/* Lets wait what can come of @state by the step at which its thread @thread stands: the next
 * message of its track is the step's, or another is, or none (flows.md, 2.4). */
void search_moves_expand(Search *search, const SearchState *state, unsigned thread);
