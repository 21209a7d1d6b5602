/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/call.h"

/* What calls that are alike have in common: who said what to whom in which order, and of each
 * message only what a flow can ask for. Everything that a match looks at is in it, and nothing
 * else: calls of one shape have one match (flows.md, 2.8). */

/* More parties than these are one, which is in no flow. */
#define SHAPE_PARTIES_MAX 64

/* More messages than these are not matched: the work would have no bound. */
#define SHAPE_MESSAGES_MAX 16384

/* Related calls that are matched together. */
#define SHAPE_CALLS_MAX 4

typedef enum ShapeBit {
    SHAPE_ASIDE = 1 << 0, /* an UPDATE before the answer, a session refresh; and its answers */
    SHAPE_INITIAL = 1 << 1,  /* of the transaction of an INVITE that began a call */
    SHAPE_CROSSED = 1 << 2,  /* of a CANCEL whose INVITE got a 2xx */
    SHAPE_BYPASSED = 1 << 3, /* its sender, a server, did not put itself into the route */
    SHAPE_DEAD_END = 1 << 4, /* an INVITE that a server, whose far side the tap sees, neither
                              * relayed nor answered finally */
    SHAPE_STRANGER = 1 << 5, /* credentials that answer another challenge */
} ShapeBit;

/* One message. Compared byte by byte, so that it has no holes. */
typedef struct ShapeMessage {
    uint8_t from, to;  /* parties */
    uint8_t method;    /* Method; of a response, that of its CSeq */
    uint8_t call;      /* index of its call */
    uint16_t status;   /* 0: a request */
    uint16_t facts;    /* Condition bits that hold for it */
    uint16_t exchange; /* the request from end to end, on all its hops, with its answers; an ACK
                        * has that of its INVITE, a CANCEL one of its own */
    uint8_t bits;      /* ShapeBit */
    uint8_t zero;
} ShapeMessage;

typedef enum PartyBit {
    PARTY_SERVER = 1 << 0,      /* passes requests on */
    PARTY_OWN_CONTACT = 1 << 1, /* stands in its own Contact */
    PARTY_ONE_VIA = 1 << 2,     /* sent an initial request with a single Via, */
    PARTY_MORE_VIAS = 1 << 3,   /* with more than one */
    PARTY_BEHIND = 1 << 4,      /* was given answers with more than one */
} PartyBit;

/* Where a message of the shape is in the calls it was made from. */
typedef struct ShapePlace {
    unsigned call, message; /* indexes of the call, and into its messages */
} ShapePlace;

typedef struct Shape {
    ShapeMessage *messages; /* what repeats nothing, in order */
    unsigned messages_len;
    ShapePlace *places;                 /* as many; not compared */
    uint8_t parties[SHAPE_PARTIES_MAX]; /* PartyBit */
    unsigned parties_len;
    bool begins_before[SHAPE_CALLS_MAX]; /* the call began before the capture */
    unsigned calls_len;
    bool is_too_long; /* SHAPE_MESSAGES_MAX was met: there is no shape */
    bool has_legs;    /* of one call with several Call-IDs, not compared */
    uint64_t hash;
} Shape;

/* How servers are seen to relay in the whole input: whether the far side of one is in sight of
 * the tap (flows.md, 2.2). Asked only where an INVITE went nowhere. */
typedef bool (*ShapeSeesBeyond)(EndpointId server, void *user);

typedef struct ShapeOptions {
    int64_t capture_end; /* time of the last packet of any protocol */
    ShapeSeesBeyond sees_beyond;
    void *user;
    bool first_leg_only; /* of the dialogs of a call the first alone */
} ShapeOptions;

/* Makes the shape of @calls_len related calls (at most SHAPE_CALLS_MAX), in their order, inside
 * something else. The parties of one call are its participants; those of several are joined
 * where they share an endpoint. */
void shape_init(Shape *shape, Call *const *calls, unsigned calls_len, const Dialogs *dialogs,
                const ShapeOptions *options);

void shape_clear(Shape *shape);

/* The party that participant @participant of call @call is. */
unsigned shape_party(Call *const *calls, unsigned call, unsigned participant);

/* True if a terminal begins the call and receives it again, as through a B2BUA that has one
 * trunk for both: it cannot have two roles in one flow. */
bool shape_comes_back(const Shape *shape);

/* True if both have the same match. */
bool shape_equals(const Shape *a, const Shape *b);

/* What begins a call: not in a dialog, no part of another transaction. */
static inline bool shape_is_request(const ShapeMessage *message)
{
    return message->status == 0;
}
