/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

#include "flows/judgement.h"

/* What the calls of the soak are, how often, and what is to be said of each when it is over. */

typedef enum SoakMethod {
    SOAK_INVITE,
    SOAK_ACK,
    SOAK_BYE,
    SOAK_CANCEL,
    SOAK_REGISTER,
    SOAK_SUBSCRIBE,
    SOAK_NOTIFY,
    SOAK_OPTIONS,
    SOAK_METHODS
} SoakMethod;

/* As it is written. Static. */
const char *soak_method_name(SoakMethod method);

/* One message: who to whom (A, P, B, C), and what. */
typedef struct SoakStep {
    char from, to;
    SoakMethod method;
    unsigned status; /* 0: a request */
    unsigned ms;     /* after the message before */
    unsigned leg;    /* 1, or 2: a Call-ID of its own */
    unsigned turn;   /* counts the NOTIFYs */
    char answerer;   /* whose tag To has; 0: it has none */
    bool is_hop;     /* it belongs to its hop alone: CANCEL, the ACK of a refusal */
    bool is_again;   /* the request with credentials, and its answer */
} SoakStep;

#define SOAK_STEPS_MAX 24

typedef struct SoakKind {
    const char *name;
    char letter;        /* in its Call-IDs */
    unsigned share;     /* of a thousand calls; 0: it begins again after its last step, */
    unsigned at_once;   /* and there are so many */
    const char *script; /* a line is a message: "P>A 200 INVITE tB 1500" 1.5 s later,
                         * To has B's tag */
    unsigned told[FLOW_VERDICTS];   /* calls that are told of one in the end; of one that begins
                                     * again, of the first round, */
    unsigned again[FLOW_VERDICTS];  /* and of each further one */
    unsigned joined;                /* calls that were announced, and are legs of it */
    SoakStep steps[SOAK_STEPS_MAX]; /* the script's */
    unsigned steps_len;
} SoakKind;

#define SOAK_KINDS 11

/* All kinds. The caller clears nothing. */
void soak_kinds_init(SoakKind kinds[SOAK_KINDS]);
