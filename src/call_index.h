/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/dialog.h"
#include "src/selection.h"

/* One call in the order of the list. Its number is its index plus one. */
typedef struct CallEntry {
    DialogId dialog;
    unsigned folded; /* further calls that are told with this one */
    bool is_selected;
    bool is_folded_away; /* told with an earlier one */
} CallEntry;

/* All calls, numbered by the time of their first message, and which of them the user wants to
 * see. */
typedef struct CallIndex {
    CallEntry *entries; /* owned */
    unsigned len;
    unsigned selected;
} CallIndex;

/* Makes the index of all calls in @dialogs; pings and refreshes are folded if @folds, unless
 * the selection is after them. The caller owns it. */
CallIndex *call_index_new(const Dialogs *dialogs, const Selection *selection, bool folds);

void call_index_free(CallIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallIndex, call_index_free)
