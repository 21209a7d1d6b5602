/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/link.h"

/* The calls that are not over. A file and an interface are read by the same rules, on the time
 * of their packets, so that both tell the same calls.
 *
 * A dialog is over once nothing was heard of it for OPEN_LINGER after it ended: its BYE or
 * final answer is repeated no longer (RFC 3261: timers F and H, 64*T1), and no other leg links
 * to it any more. One that does not end is given up when it is silent for longer: an INVITE
 * without a final answer for OPEN_RINGING, an answered call for its session timer (RFC 4028)
 * and OPEN_LINGER, or, where it has none, for `max_call`.
 *
 * What no INVITE holds together and never pauses (a subscription whose notices come all the
 * time) is over after OPEN_EPISODE_MAX messages, and goes on as another one.
 *
 * A dialog that is over is closed: a message that comes later begins another one, and no leg
 * links to it any more. A call is over when all its dialogs are, and with it all calls that are
 * related. A run without an end hands calls out when they are over; it looks for links again
 * and again among the dialogs that are left, the last time when it hands a call out. A run over
 * files keeps everything, and looks for links once, at the end. */
typedef struct OpenCalls OpenCalls;

#define OPEN_EPISODE_MAX 512 /* messages */
#define OPEN_LINGER 32       /* seconds, as the next two */
#define OPEN_RINGING 300
#define OPEN_MAX_CALL (12 * 3600)

/* Calls that are over together. */
typedef struct ClosedCalls {
    const DialogId *dialogs; /* of one call side by side; calls and dialogs as they began */
    unsigned len;
    bool is_evicted; /* they were not over, but had to go */
} ClosedCalls;

typedef struct OpenCallsOptions {
    int64_t max_call; /* ns; 0: OPEN_MAX_CALL */
    bool no_link;     /* each dialog is a call */

    /* Is told of what is over, and has to remove each of the dialogs; NULL: all are kept. */
    void (*closed)(const ClosedCalls *closed, void *user);
    void *user;
} OpenCallsOptions;

/* Makes an empty one for messages of @dialogs, which outlives it. The caller owns it. */
OpenCalls *open_calls_new(Dialogs *dialogs, const OpenCallsOptions *options);

void open_calls_free(OpenCalls *calls);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OpenCalls, open_calls_free)

/* Time goes on to @time (ns since 1970): before each message, and now and then where none
 * comes. A step back lets no time pass: where a clock was set, time goes on from there;
 * nor does TIME_NONE. */
void open_calls_pass(OpenCalls *calls, int64_t time);

/* A message was heard, which was just added to @dialog. */
void open_calls_hear(OpenCalls *calls, DialogId dialog);

/* Hands out calls before they are over, as long as @must holds: those that ended first, the
 * longest silent first, then those that began first. How many. */
unsigned open_calls_evict(OpenCalls *calls, bool (*must)(void *user), void *user);

/* Forgets what is remembered of calls that were handed out (their Call-IDs, the values that
 * linked them), the oldest first, until it takes at most @bytes. */
void open_calls_forget(OpenCalls *calls, size_t bytes);

/* Where memory is short, this part of it is for that: else a flood would leave no room for
 * calls. */
#define OPEN_REMEMBERED_PART 4

/* What is to become of a dialog that is kept. */
typedef enum OpenFate {
    OPEN_STAYS,
    OPEN_LEAVES,  /* it is over, or ended at least, and so did all that is related with it */
    OPEN_EVICTED, /* it, or what is related with it, goes on, but has to go */
} OpenFate;

/* Where all are kept: links what is there, and chooses who is to leave before the end. All that
 * is over is; where that is less than a part of all, also what ended (the longest silent first)
 * and what goes on (the first begun first), groups of related calls as a whole. An OpenFate by
 * DialogId, which the caller owns. */
GByteArray *open_calls_choose(OpenCalls *calls);
#define OPEN_LEAVE_PART 4

/* The dialog @id, of those that are kept, is about to be removed. */
void open_calls_drop(OpenCalls *calls, DialogId id);

/* Hands out all that are left; or, where all are kept, finds what links them. */
void open_calls_finish(OpenCalls *calls);

/* How many dialogs are open. */
unsigned open_calls_dialogs(const OpenCalls *calls);

/* What links the dialogs, open and closed ones. Borrowed. */
const Links *open_calls_links(const OpenCalls *calls);

/* Bytes of memory in use. */
size_t open_calls_memory(const OpenCalls *calls);
