/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/bench/wire.h"

#define TALK_HOPS 4 /* the most proxies in a row */
#define TALK_TEXT WIRE_PAYLOAD

/* The parties: a caller, the proxy between, the called party. They are the places of a script
 * of one proxy; with more proxies, or none, B is at the place after the last. */
typedef enum TalkRole { A, P, B } TalkRole;

typedef enum TalkMethod {
    INVITE,
    ACK,
    BYE,
    CANCEL,
    REGISTER,
    INFO,
    MESSAGE,
    OPTIONS,
    UPDATE
} TalkMethod;

/* How an SDP says who sends. */
typedef enum TalkMedia { SENDRECV, SENDONLY, RECVONLY } TalkMedia;

/* One message of a script. It leaves @from_ms to @to_ms after the one before, or 1 to 4 ms
 * after it if both are zero. */
typedef struct TalkStep {
    unsigned from, to; /* places: 0 the caller's, then the proxies in a row, then B's */
    TalkMethod method;
    unsigned status;    /* 0: a request */
    unsigned is_hop;    /* it belongs to its hop: a CANCEL, the ACK of a refusal */
    unsigned is_resent; /* a timer without an answer sends it again: over UDP alone */
    unsigned is_again;  /* the second REGISTER, with credentials, and its answer */
    unsigned is_prompt; /* it does not wait for the one before: it leaves at once after it */
    unsigned leg;       /* which of the terminals that a call is forked to */
    unsigned chance;    /* how often it is sent, in percent; 0 means always */
    unsigned from_ms, to_ms;
    unsigned turn;        /* counts the transactions inside of the call; 0: none of them */
    unsigned sdp_version; /* how often the sender's SDP was changed before */
    TalkMedia media;
} TalkStep;

/* One call, or registration, and all that its messages have in common. */
typedef struct Talk {
    uint64_t key;    /* everything random about it is derived from this */
    uint64_t number; /* counts the calls */
    bool is_tcp, is_forked;
    unsigned hops;               /* proxies */
    WireEnd ends[TALK_HOPS + 2]; /* by place */
    uint32_t users[3];           /* who is at A and B; the same number, the same user */
    unsigned cseq[3];            /* by role */
    unsigned rtp_sequence[2];
    const TalkStep *step;
    TalkStep *own;  /* the steps of a call that has a script of its own; else NULL */
    unsigned turns; /* transactions inside of it */
} Talk;

/* Where @role, A or B, is. */
unsigned talk_place(const Talk *talk, TalkRole role);

/* A number that looks random and is the same for the same @key and @salt. */
uint64_t talk_mix(uint64_t key, uint64_t salt);

/* Prints the message of @step in @talk to @text; returns its length. */
size_t talk_print(const Talk *talk, const TalkStep *step, char text[TALK_TEXT]);
