/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "flows/number_map.h"
#include "flows/shape.h"

/* What holds for each message of a shape, found message by message and settled at the end:
 * conditions that look back (the sender's last SDP, the challenge on a hop), and those that
 * need the whole call (which branch was open when another rang). */

#define SHAPE_HOPS_MAX 32
#define SHAPE_BRANCHES_MAX 64
#define SHAPE_REALMS_MAX 4
#define SHAPE_FEW 32 /* exchanges that need no memory of their own */

/* One direction between two parties. */
typedef struct ShapeHop {
    uint8_t from, to;
    uint16_t challenges[SHAPE_REALMS_MAX]; /* Message.auth of the last of each realm that went
                                            * this way */
    uint8_t challenges_len;
    uint32_t sdp; /* the last description that went this way */
} ShapeHop;

/* An initial INVITE on one hop; known by its answers where it is missing itself. */
typedef struct ShapeBranch {
    uint8_t from, to; /* parties */
    bool has_invite;
    unsigned at;      /* index of the INVITE */
    unsigned rang;    /* of the first answer beyond 100, */
    unsigned ended;   /* of its final answer or its CANCEL; G_MAXUINT: none */
    uint32_t branch;  /* Message.branch */
    uint32_t entered; /* Message.second_branch: of the hop before */
    int64_t time, ended_time, last_time;
    EndpointId server; /* who received it */
    bool has_answer, has_final;
} ShapeBranch;

/* A request from end to end. */
typedef struct ShapeExchange {
    uint8_t method; /* Method; of ACK, INVITE */
    uint8_t side;   /* 1: the called side asks */
    uint8_t call;
    bool is_inside; /* the request was in a dialog */
    bool is_aside, has_2xx;
    uint16_t id;      /* that of the other leg's, where there is one */
    uint16_t ordinal; /* of its method, side and dialog */
    unsigned dialog;
    uint32_t cseq;
} ShapeExchange;

typedef struct ShapeFacts {
    Shape *shape;
    Call *const *calls;
    const Dialogs *dialogs;
    const ShapeOptions *options;
    uint8_t party_of[SHAPE_CALLS_MAX][SHAPE_PARTIES_MAX];
    ShapeHop hops[SHAPE_HOPS_MAX];
    unsigned hops_len;
    ShapeBranch branches[SHAPE_BRANCHES_MAX];
    unsigned branches_len;
    ShapeExchange few[SHAPE_FEW];
    ShapeExchange *exchanges;
    unsigned exchanges_len, exchanges_room;
    NumberMap known; /* of all exchanges, once there are many: hash -> index + 1 */
    bool has_many;
    bool is_answered[SHAPE_CALLS_MAX];
} ShapeFacts;

void shape_facts_init(ShapeFacts *facts, Shape *shape, Call *const *calls,
                      const Dialogs *dialogs, const ShapeOptions *options);

/* Adds the next message to the shape. */
void shape_facts_add(ShapeFacts *facts, const CallMessage *message, unsigned call);

/* Settles what needs the whole, and clears @facts. */
void shape_facts_finish(ShapeFacts *facts);
