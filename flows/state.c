/* SPDX-License-Identifier: Apache-2.0
 *
 * How a call stands after each message, as one table. The first row that fits decides; if none
 * does, the state stays. RFC 3261 gives the events, the words are those of call records.
 */
#include "flows/state.h"

#include <glib.h>

#include "dissect/sip/method.h"

#define IN(state) (1u << STATE_##state)
#define ANY_STATE ((1u << STATE_COUNT) - 1)
#define ON(method) (1u << METHOD_##method)
#define ANY_METHOD ((1u << METHOD_COUNT) - 1)

/* A challenge stands among the refusals: the request with credentials makes the call "trying"
 * again, and another challenge "challenged" again. */
#define EARLY (IN(OTHER) | IN(TRYING) | IN(RINGING))
#define REFUSED                                                                                \
    (IN(BUSY) | IN(NO_ANSWER) | IN(REJECTED) | IN(REDIRECTED) | IN(CHALLENGED) | IN(FAILED))
#define TALKING (IN(IN_CALL) | IN(HELD))

/* Which dialogs a row is for, and whose message it must be. A refusal on a further hop does not
 * end a call: a proxy may try elsewhere. */
#define INVITES 1
#define OTHERS 2
#define CALLERS 4

/* Instead of a state: the one before the offer. */
#define AS_BEFORE STATE_COUNT

typedef struct Row {
    unsigned from;          /* IN() bits */
    unsigned scope;         /* INVITES, OTHERS; CALLERS: MESSAGE_AT_CALLER */
    unsigned methods;       /* ON() bits; of a response, by its CSeq */
    unsigned low, high;     /* status; 0, 0: the request itself */
    unsigned with, without; /* MessageFlag bits */
    State to;
    const char *event;
} Row;

static const Row ROWS[] = {
    /* A call: from the INVITE to the answer */
    { IN(OTHER), INVITES, ON(INVITE), 0, 0, 0, MESSAGE_IN_DIALOG, STATE_TRYING, "INVITE" },
    { REFUSED, INVITES | CALLERS, ON(INVITE), 0, 0, 0, MESSAGE_IN_DIALOG, STATE_TRYING,
      "another INVITE by the caller" },
    { IN(OTHER), INVITES, ON(INVITE), 100, 100, 0, 0, STATE_TRYING, "100 INVITE" },
    { EARLY, INVITES, ON(INVITE), 101, 199, 0, 0, STATE_RINGING, "101-199 INVITE" },
    { EARLY | REFUSED | IN(CANCELLED), INVITES, ON(INVITE), 200, 299, 0, 0, STATE_IN_CALL,
      "2xx INVITE" },
    { EARLY, INVITES | CALLERS, ON(CANCEL), 0, 0, 0, 0, STATE_CANCELLED,
      "CANCEL by the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 300, 399, 0, 0, STATE_REDIRECTED,
      "3xx INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 401, 401, 0, 0, STATE_CHALLENGED,
      "401 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 407, 407, 0, 0, STATE_CHALLENGED,
      "407 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 408, 408, 0, 0, STATE_NO_ANSWER,
      "408 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 480, 480, 0, 0, STATE_NO_ANSWER,
      "480 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 486, 486, 0, 0, STATE_BUSY,
      "486 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 487, 487, 0, 0, STATE_NO_ANSWER,
      "487 INVITE at the caller, who sent no CANCEL" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 600, 600, 0, 0, STATE_BUSY,
      "600 INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 500, 599, 0, 0, STATE_FAILED,
      "5xx INVITE at the caller" },
    { EARLY, INVITES | CALLERS, ON(INVITE), 400, 699, 0, 0, STATE_REJECTED,
      "another 4xx or 6xx INVITE at the caller" },

    /* A call: after the answer; the first four also where the capture begins later */
    { IN(OTHER) | IN(IN_CALL), INVITES, ON(INVITE) | ON(UPDATE), 0, 0,
      MESSAGE_IN_DIALOG | MESSAGE_HOLD, 0, STATE_HELD,
      "INVITE or UPDATE in the dialog that holds" },
    { IN(OTHER) | IN(HELD) | IN(TRANSFERRED), INVITES, ON(INVITE), 0, 0, MESSAGE_IN_DIALOG,
      MESSAGE_HOLD, STATE_IN_CALL, "INVITE in the dialog that does not hold" },
    { IN(HELD), INVITES, ON(UPDATE), 0, 0, MESSAGE_IN_DIALOG | MESSAGE_HAS_SDP, MESSAGE_HOLD,
      STATE_IN_CALL, "UPDATE with an offer that does not hold" },
    { EARLY | TALKING, INVITES, ON(BYE), 0, 0, 0, 0, STATE_COMPLETED, "BYE" },
    { IN(OTHER), INVITES, ON(BYE), 100, 699, 0, 0, STATE_COMPLETED, "an answer to BYE" },
    { TALKING, INVITES, ON(INVITE) | ON(UPDATE), 400, 699, 0, 0, AS_BEFORE,
      "a refusal of an offer in the dialog" },
    { TALKING, INVITES, ON(REFER), 200, 299, 0, 0, STATE_TRANSFERRED, "2xx REFER" },

    /* Everything else: one request and its answer */
    { IN(OTHER), OTHERS, ANY_METHOD & ~ON(ACK), 0, 0, 0, 0, STATE_TRYING, "a request" },
    { REFUSED, OTHERS | CALLERS, ANY_METHOD & ~(ON(ACK) | ON(NOTIFY)), 0, 0, 0, 0, STATE_TRYING,
      "another request by the caller" },
    { ANY_STATE, OTHERS | CALLERS, ON(REGISTER), 200, 299, MESSAGE_EXPIRES_ZERO, 0,
      STATE_DEREGISTERED, "2xx REGISTER to Expires 0" },
    { ANY_STATE, OTHERS | CALLERS, ON(REGISTER), 200, 299, 0, 0, STATE_REGISTERED,
      "2xx REGISTER" },
    { ANY_STATE, OTHERS | CALLERS, ON(SUBSCRIBE), 200, 299, MESSAGE_EXPIRES_ZERO, 0,
      STATE_COMPLETED, "2xx SUBSCRIBE to Expires 0" },
    { ANY_STATE, OTHERS | CALLERS, ON(SUBSCRIBE), 200, 299, 0, 0, STATE_SUBSCRIBED,
      "2xx SUBSCRIBE" },
    { EARLY | REFUSED, OTHERS, ANY_METHOD, 200, 299, 0, 0, STATE_COMPLETED, "another 2xx" },
    { EARLY | REFUSED, OTHERS | CALLERS, ANY_METHOD & ~ON(NOTIFY), 401, 401, 0, 0,
      STATE_CHALLENGED, "401" },
    { EARLY | REFUSED, OTHERS | CALLERS, ANY_METHOD & ~ON(NOTIFY), 407, 407, 0, 0,
      STATE_CHALLENGED, "407" },
    { EARLY | REFUSED, OTHERS | CALLERS, ANY_METHOD & ~ON(NOTIFY), 300, 399, 0, 0,
      STATE_REDIRECTED, "3xx" },
    { EARLY | REFUSED, OTHERS | CALLERS, ANY_METHOD & ~ON(NOTIFY), 400, 699, 0, 0, STATE_FAILED,
      "another refusal" },
    { IN(OTHER) | IN(TRYING), OTHERS, ON(NOTIFY), 300, 699, 0, 0, STATE_FAILED,
      "a refusal of NOTIFY" },
};

static const char *const NAMES[STATE_COUNT] = {
    "other",       "trying",     "ringing",    "in-call",      "held",       "completed",
    "busy",        "no-answer",  "cancelled",  "rejected",     "redirected", "unanswered",
    "transferred", "challenged", "registered", "deregistered", "subscribed", "failed",
};

const char *state_name(State state)
{
    return NAMES[state];
}

bool state_is_over(State state)
{
    return !((1u << state) & (EARLY | TALKING | IN(CHALLENGED)));
}

static bool row_fits(const Row *row, State state, const Message *message, StateContext context)
{
    return (row->from & 1u << state) && (row->scope & (context.is_invite ? INVITES : OTHERS)) &&
           ((message->flags & MESSAGE_AT_CALLER) || !(row->scope & CALLERS)) &&
           (row->methods & 1u << message->method) && message->status >= row->low &&
           message->status <= row->high && (message->flags & row->with) == row->with &&
           !(message->flags & row->without);
}

State state_after(State state, const Message *message, StateContext context)
{
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        if (!row_fits(&ROWS[i], state, message, context))
            continue;
        if (ROWS[i].to != AS_BEFORE)
            return ROWS[i].to;
        return (1u << context.before_offer) & TALKING ? context.before_offer : STATE_IN_CALL;
    }
    return state;
}

void state_each_row(StateEach each, void *user)
{
    g_autoptr(GString) from = g_string_new(NULL);

    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_string_assign(from, ROWS[i].from == ANY_STATE ? "any" : "");
        for (State state = 0; state < STATE_COUNT && ROWS[i].from != ANY_STATE; state++)
            if (ROWS[i].from & 1u << state)
                g_string_append_printf(from, "%s%s", from->len ? ", " : "", NAMES[state]);
        each(from->str, ROWS[i].event,
             ROWS[i].to == AS_BEFORE ? "as before" : NAMES[ROWS[i].to], user);
    }
}
