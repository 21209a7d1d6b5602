/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/open_calls.h"

/* What those share who close calls when they are over, and who evict them before. */

#define ROUND_WAIT 16 /* seconds */

/* What is known of an open dialog; of any other, all is 0. */
typedef struct Open {
    uint32_t heard;    /* when something was, last */
    uint32_t due : 28; /* of its entry in the wheel that counts; 0: it has none, being ripe */
    bool is_open : 1;
    bool is_member : 1;  /* it is in `members` */
    bool is_ripe : 1;    /* it is over */
    bool is_blocked : 1; /* in a round: a call of its group is not over */
} Open;

#define SECONDS_MAX ((1 << 28) - 1) /* eight years */

/* Seconds after which an open dialog is looked at again, at the latest; and the seconds of the
 * wheel, more than these. */
#define LOOK_AGAIN 64
#define WHEEL 128

/* A dialog that leaves with its group. */
typedef struct Leaving {
    DialogId group, call, dialog;
} Leaving;

/* A group that may be evicted. */
typedef struct Victim {
    unsigned first, len; /* in `planned` */
    bool is_running;
    uint32_t heard; /* seconds; of a running one it does not count */
    uint64_t mark;  /* its dialogs are those that were looked at */
    int64_t since;  /* when it was heard of, or, running, when it began */
} Victim;

struct OpenCalls {
    Dialogs *dialogs;
    OpenCallsOptions options;
    int64_t max_call; /* seconds */
    Links *links;
    GArray *open;        /* Open, by DialogId */
    GArray *dues[WHEEL]; /* DialogId: those to be looked at in the second, by its remainder */
    GArray *members; /* DialogId: those that an INVITE holds together; closed ones leave late */
    GArray *leaving; /* Leaving, of a round */
    GArray *group;   /* DialogId, of a round */
    unsigned open_len, members_len;
    int64_t clock, offset; /* ns; what is added to the packets' time */
    uint32_t now;          /* seconds; the clock's, so that the first packet has 1 */
    int64_t began;         /* ns; the clock's second 0 */
    unsigned fresh;        /* members that became ripe since the last round, */
    uint32_t fresh_since;  /* and when the first one did */
    GArray *planned;       /* Leaving; what open_calls_evict() has looked at, */
    GArray *victims;       /* Victim, and in which order it goes */
    unsigned victims_at;
    uint32_t planned_at; /* seconds */
    bool has_begun;
    bool is_leap; /* the last time was too far ahead to be believed */
};

static inline Open *open_at(const OpenCalls *calls, DialogId id)
{
    return &g_array_index(calls->open, Open, id);
}

/* Links what is open, and puts all of it into `leaving`: groups, the calls of a group, the
 * dialogs of a call, each as they began. */
void open_calls_all_leave(OpenCalls *calls);

/* Puts the dialogs of the group that begins at @first in `leaving` into `group`; the index
 * after it. */
unsigned open_calls_take_group(OpenCalls *calls, unsigned first);

/* Hands out one group of calls, which are closed with it. */
void open_calls_hand_out(OpenCalls *calls, const DialogId *dialogs, unsigned len,
                         bool is_evicted);
