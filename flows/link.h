/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/dialog.h"

/* Which dialogs are legs of one call, and which calls belong together (flows.md, 5). The same
 * for the same dialogs, whatever the seed of their hashes. */
typedef struct Links Links;

/* A value that more dialogs have, or dialogs that begin this far apart, links nothing. */
#define LINK_VALUE_DIALOGS_MAX 16
#define LINK_VALUE_SPAN (INT64_C(60) * 1000000000)

/* Dialogs of one call, and calls that are related, at most. */
#define LINK_CALL_MAX 64

/* What was not linked, and the work of it all; of dialogs that were looked at again, counted
 * when they were new. */
typedef struct LinkCounts {
    uint64_t common_values; /* that too many dialogs have, or dialogs too far apart */
    uint64_t full_calls;    /* links that would have made a call, or a group, too large */
    uint64_t passed_over;   /* legs that were not looked at, for too many looked alike */
    uint64_t looked_at;     /* values and pairs of legs */
} LinkCounts;

/* Makes links of @dialogs, which outlive it: none yet, each dialog stands alone. A leg links to
 * a dialog until that is over (patience.h, which says what @max_call is). The caller owns it.
 */
Links *links_new(Dialogs *dialogs, int64_t max_call);

/* Finds all links among the @len dialogs @ids, in ascending order, in place of what was found
 * of these before. What was found of others stays, and links none of these. */
void links_find(Links *links, const DialogId *ids, unsigned len);

/* The dialog @id is about to be removed: its values are remembered, of those that left last, so
 * that what is common over the weeks links nothing at any moment of them. */
void links_retire(Links *links, DialogId id);

/* The dialog @id was removed: what has its number next stands alone. */
void links_forget(Links *links, DialogId id);

/* Forgets values that links_retire() remembers, the oldest first, until they take at most
 * @bytes. */
void links_forget_retired(Links *links, size_t bytes);

void links_free(Links *links);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Links, links_free)

/* The first dialog of the call that @id is a leg of: @id itself for most. */
DialogId links_call(const Links *links, DialogId id);

/* What joined the dialog to those of its call, as "x-call-id"; NULL for the first. Borrowed
 * from the dialogs. */
const char *links_evidence(const Links *links, DialogId id);

/* One dialog for all calls that are related with the call that @id begins. */
DialogId links_group(const Links *links, DialogId id);

/* The first dialog of a call that may be the same as the one of @id, on evidence too weak to
 * join them; 0 if there is none. */
DialogId links_possibly(const Links *links, DialogId id);

LinkCounts links_counts(const Links *links);

/* Bytes of memory in use. */
size_t links_memory(const Links *links);
