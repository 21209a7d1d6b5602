/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>

#include "flows/message.h"

/* How a call stands, in the words of the list and the JSON. */
typedef enum State {
    STATE_OTHER,       /* nothing is known: only requests without a story of their own */
    STATE_TRYING,      /* INVITE sent, 100 at most */
    STATE_RINGING,     /* a provisional answer other than 100 */
    STATE_IN_CALL,     /* answered */
    STATE_HELD,        /* answered, the last offer puts it on hold */
    STATE_COMPLETED,   /* ended by BYE; of other methods: answered 2xx */
    STATE_BUSY,        /* 486, 600 */
    STATE_NO_ANSWER,   /* 408, 480; 487 that the caller did not ask for */
    STATE_CANCELLED,   /* the caller gave up: CANCEL */
    STATE_REJECTED,    /* another 4xx or 6xx */
    STATE_REDIRECTED,  /* 3xx */
    STATE_UNANSWERED,  /* no answer of any kind, and the capture ran on for 32 s */
    STATE_TRANSFERRED, /* ended after a REFER was accepted */
    STATE_CHALLENGED,  /* asked for credentials (401, 407), and nothing better followed: none
                          were sent, or those were answered by 401 or 407 again */
    STATE_REGISTERED,
    STATE_DEREGISTERED,
    STATE_SUBSCRIBED,
    STATE_FAILED, /* 5xx; of other methods: any refusal */
    STATE_COUNT
} State;

/* The name, as "in-call"; static. */
const char *state_name(State state);

/* True if nothing is due any more in this state. */
bool state_is_over(State state);

/* What a transition asks that the message does not tell. */
typedef struct StateContext {
    bool is_invite;     /* Dialog.is_invite */
    State before_offer; /* how the dialog stood before the offer that @message refuses */
} StateContext;

/* The state after @message, which follows in a dialog that stood in @state. One table holds
 * all transitions. */
State state_after(State state, const Message *message, StateContext context);

/* The table, a line each: the states a row applies to ("trying, ringing"), the event in words,
 * the state that follows. Calls @each row by row; @from is valid during the call alone. */
typedef void (*StateEach)(const char *from, const char *event, const char *to, void *user);
void state_each_row(StateEach each, void *user);
