/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/link.h"
#include "tests/support/exchange.h"

/* Dialogs told message by message, and what links them. */

/* One message in the words of a test; what is left out has a default. */
typedef struct Line {
    int64_t ms; /* since the beginning */
    const char *call_id, *from, *to, *start;
    const char *cseq;            /* "1 INVITE" */
    const char *caller, *called; /* users of From and To, "4930111" and "4930222" */
    const char *tag;             /* of From; one of the Call-ID's own */
    const char *to_tag;
    const char *headers;
    int port;     /* of the media; 0: no session description */
    bool is_hold; /* in that */
} Line;

/* Adds the message to @x. */
void legs_tell(Exchange *x, Line line);

/* An INVITE, further options as designated initializers of Line. */
#define invite(x, at, id, src, dst, ...)                                                       \
    legs_tell(x, (Line){ .ms = (at),                                                           \
                         .call_id = (id),                                                      \
                         .from = (src),                                                        \
                         .to = (dst),                                                          \
                         .start = "INVITE",                                                    \
                         __VA_ARGS__ })
#define say_of(x, at, id, src, dst, what, ...)                                                 \
    legs_tell(x, (Line){ .ms = (at),                                                           \
                         .call_id = (id),                                                      \
                         .from = (src),                                                        \
                         .to = (dst),                                                          \
                         .start = (what),                                                      \
                         .to_tag = "t",                                                        \
                         __VA_ARGS__ })

/* A second dialog that has nothing in common with the first: other users, another server. */
#define OTHERS .caller = "4977333", .called = "4977444"

/* The calls by number of their first dialogs: "a+b(x-call-id) c~a d?a" are four dialogs of
 * three calls, of which c is related with a, and d is possibly a. The caller owns it. */
char *legs_told(const Exchange *x);
#define assert_told(x, expected)                                                               \
    do {                                                                                       \
        g_autofree char *told_ = legs_told(x);                                                 \
        g_assert_cmpstr(told_, ==, (expected));                                                \
    } while (0)

/* What linking them counts. */
LinkCounts legs_counts(const Exchange *x);
