/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"
#include "flows/link.h"
#include "src/selection.h"

/* One call in the order of the list. */
typedef struct CallEntry {
    DialogId dialog;   /* the first leg; */
    unsigned more;     /* the others are this many and stand here in CallIndex.more */
    unsigned related;  /* index of another call of its group, and so on in a ring; its own where
                        * it is alone */
    unsigned possibly; /* number of a call that may be the same one; 0: none */
    unsigned late;   /* number of an earlier one that was over, and had its Call-ID; 0: none */
    unsigned folded; /* further calls that are told with this one */
    unsigned folded_into; /* number of the earlier call that it is told with; 0: none */
    uint8_t more_len;
    bool is_selected;
    bool is_evicted; /* it goes on, but has to go (open_calls.h) */
} CallEntry;

/* A leg of a call, but the first. */
typedef struct CallLeg {
    DialogId dialog;
    const char *linked_by; /* borrowed from the dialogs */
} CallLeg;

/* Calls, numbered by the time of their first message, and which of them the user wants to
 * see. */
typedef struct CallIndex {
    unsigned told; /* calls before these: a call's number is its index, plus this, plus one */
    CallEntry *entries; /* owned */
    unsigned len;
    unsigned selected;
    GArray *more; /* CallLeg */
    LinkCounts counts;
} CallIndex;

typedef struct CallIndexOptions {
    const Links *links; /* NULL: each dialog is a call */
    const Selection *selection;
    bool folds;           /* pings and refreshes, unless the selection is after them */
    const uint8_t *fates; /* by DialogId; those that are OPEN_STAYS, with all that is related,
                           * are not in the index. NULL: all are */
    unsigned told;        /* calls that were told before: numbers go on behind them */
} CallIndexOptions;

/* Makes the index of all calls in @dialogs, which, as the links of @options, outlive it. The
 * caller owns it. */
CallIndex *call_index_new(Dialogs *dialogs, const CallIndexOptions *options);

void call_index_free(CallIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CallIndex, call_index_free)

/* The number of the call at @at. */
uint64_t call_index_number(const CallIndex *index, unsigned at);

/* The legs of the call at @at, in the order of their start: how many, and their dialogs. */
unsigned call_index_dialogs(const CallIndex *index, unsigned at,
                            DialogId dialogs[LINK_CALL_MAX]);

/* The call at @at, made for being reported. The caller owns it. */
Call *call_index_make(const CallIndex *index, unsigned at, const Dialogs *dialogs,
                      const CallOptions *options);

/* The calls that are related with the one at @at, itself too: how many, and their indexes, in
 * the order of their start, those that began before the capture first (flows.md, 2.7). */
unsigned call_index_related(const CallIndex *index, unsigned at, const Dialogs *dialogs,
                            unsigned related[LINK_CALL_MAX]);
