/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

#include "flows/call.h"

/* Makes and judges calls on a thread of its own while the caller tells those before: what a
 * report needs of a call is all in the call, and both halves cost about the same. What is told,
 * and in which order, is the same as without it. */

/* A call, ready to be told. make() hands both over; they are freed some time after it was told.
 */
typedef struct MadeCall {
    Call *call;           /* owned */
    Judgement *judgement; /* the call's, owned */
    unsigned at;          /* its place in the index */
} MadeCall;

/* What is to be done, on the making thread but for tell(). */
typedef struct CallsAhead {
    /* The calls from @first to before @end will be made soon. */
    void (*expect)(unsigned first, unsigned end, void *user);
    /* Makes the call at @at; false where there is none to tell. */
    bool (*make)(unsigned at, MadeCall *out, void *user);
    /* Tells it, on the calling thread. False once no more are wanted. */
    bool (*tell)(const MadeCall *made, void *user);
    void *user;
} CallsAhead;

/* Makes and tells the calls from @first to before @end, in this order. What make() changes is
 * its own until this returns: tell() neither changes nor reads it. With @ahead false all is
 * done on the calling thread. False if tell() said so. */
bool calls_ahead_run(const CallsAhead *hooks, unsigned first, unsigned end, bool ahead);
