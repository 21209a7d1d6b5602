/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "flows/call.h"

/* A request without an answer has failed after 64*T1 with T1 = 500 ms: Timer B of an INVITE,
 * Timer F of all others (RFC 3261, 17.1). */
#define SESSION_TIMEOUT (INT64_C(32) * 1000000000)

/* An INVITE that had provisional answers alone, and silence after them for this long, has
 * failed: Timer C (RFC 3261, 16.6). */
#define SESSION_SILENCE (INT64_C(180) * 1000000000)

/* How a session ended, by the first BYE on the caller's hop. */
typedef enum SessionEnd {
    SESSION_END_OPEN,       /* no BYE was seen, or its answer is not due yet */
    SESSION_END_ANSWERED,   /* BYE and 2xx */
    SESSION_END_REFUSED,    /* BYE and another final answer */
    SESSION_END_UNANSWERED, /* BYE, and Timer F; or 408, of a server that waited */
} SessionEnd;

/* What RFC 6076 asks of one call, as its caller sees it: on the hop nearest to him that was
 * captured. Relayed copies, retransmissions and packets captured twice do not count; an INVITE
 * sent anew after a challenge or a redirection is the same session request, a re-INVITE is
 * none. Times are nanoseconds, -1 where there is none. */
typedef struct SessionFacts {
    bool is_session;          /* the call begins with an INVITE that was seen */
    unsigned outcome;         /* the last final answer, a 2xx before all others; 408 for none in
                               * time, 503 for an INVITE that did not arrive (RFC 3261 8.1.3.1);
                               * 0: not decided when the capture ends */
    bool has_rung;            /* an answer 180 to 183 */
    int64_t request_delay;    /* first INVITE to the first answer 101 to 199, else to the final
                               * one that is no challenge */
    SessionEnd end;           /* of a session that was established */
    int64_t disconnect_delay; /* BYE to its 2xx, to Timer F or to the 408 */
    int64_t duration;         /* the INVITE's 2xx to BYE, or to when that BYE failed */
    unsigned hops; /* that the answered INVITE took from terminal to terminal; 0: one of the
                    * ends was not captured, or it went on under another Call-ID */
} SessionFacts;

/* Finds the facts of @call. @capture_end: time of the last packet, TIME_NONE if there is none.
 */
SessionFacts session_facts_of(const Call *call, int64_t capture_end);

/* One attempt to register: a REGISTER, again with credentials if it was challenged. */
typedef struct Registration {
    unsigned outcome; /* its final answer; 408 and 503 as in SessionFacts; 0: not decided */
    int64_t delay;    /* the first REGISTER to the final answer */
} Registration;

/* Appends the attempts of @call to @registrations, an array of Registration. */
void session_facts_registrations(const Call *call, int64_t capture_end, GArray *registrations);
