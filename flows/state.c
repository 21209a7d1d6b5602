/* SPDX-License-Identifier: Apache-2.0
 *
 * How a call stands after each message, as two tables. The first row that fits decides; if none
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

/* Instead of a state: the one before the offer. */
#define AS_BEFORE STATE_COUNT

/* A refusal counts with MESSAGE_AT_CALLER alone: on a further hop it does not end a call, since
 * a proxy may try elsewhere. */
typedef struct Row {
    unsigned from;          /* IN() bits */
    unsigned methods;       /* ON() bits; of a response, by its CSeq */
    unsigned low, high;     /* status; 0, 0: the request itself */
    unsigned with, without; /* MessageFlag bits */
    State to;
    const char *event;
} Row;

static const Row OF_INVITE[] = {
    /* From the INVITE to the answer */
    { IN(OTHER), ON(INVITE), 0, 0, 0, MESSAGE_IN_DIALOG, STATE_TRYING, "INVITE" },
    { REFUSED, ON(INVITE), 0, 0, MESSAGE_AT_CALLER, MESSAGE_IN_DIALOG, STATE_TRYING,
      "another INVITE by the caller" },
    { IN(OTHER), ON(INVITE), 100, 100, 0, 0, STATE_TRYING, "100 INVITE" },
    { EARLY, ON(INVITE), 101, 199, 0, 0, STATE_RINGING, "101-199 INVITE" },
    { EARLY | REFUSED | IN(CANCELLED), ON(INVITE), 200, 299, 0, 0, STATE_IN_CALL,
      "2xx INVITE" },
    { EARLY, ON(CANCEL), 0, 0, MESSAGE_AT_CALLER, 0, STATE_CANCELLED, "CANCEL by the caller" },
    { EARLY, ON(INVITE), 300, 399, MESSAGE_AT_CALLER, 0, STATE_REDIRECTED,
      "3xx INVITE at the caller" },
    { EARLY, ON(INVITE), 401, 401, MESSAGE_AT_CALLER, 0, STATE_CHALLENGED,
      "401 INVITE at the caller" },
    { EARLY, ON(INVITE), 407, 407, MESSAGE_AT_CALLER, 0, STATE_CHALLENGED,
      "407 INVITE at the caller" },
    { EARLY, ON(INVITE), 408, 408, MESSAGE_AT_CALLER, 0, STATE_NO_ANSWER,
      "408 INVITE at the caller" },
    { EARLY, ON(INVITE), 480, 480, MESSAGE_AT_CALLER, 0, STATE_NO_ANSWER,
      "480 INVITE at the caller" },
    { EARLY, ON(INVITE), 486, 486, MESSAGE_AT_CALLER, 0, STATE_BUSY,
      "486 INVITE at the caller" },
    { EARLY, ON(INVITE), 487, 487, MESSAGE_AT_CALLER, 0, STATE_NO_ANSWER,
      "487 INVITE at the caller, who sent no CANCEL" },
    { EARLY, ON(INVITE), 600, 600, MESSAGE_AT_CALLER, 0, STATE_BUSY,
      "600 INVITE at the caller" },
    { EARLY, ON(INVITE), 500, 599, MESSAGE_AT_CALLER, 0, STATE_FAILED,
      "5xx INVITE at the caller" },
    { EARLY, ON(INVITE), 400, 699, MESSAGE_AT_CALLER, 0, STATE_REJECTED,
      "another 4xx or 6xx INVITE at the caller" },

    /* After the answer; the first four also where the capture begins later */
    { IN(OTHER) | IN(IN_CALL), ON(INVITE) | ON(UPDATE), 0, 0, MESSAGE_IN_DIALOG | MESSAGE_HOLD,
      0, STATE_HELD, "INVITE or UPDATE in the dialog that holds" },
    { IN(OTHER) | IN(HELD) | IN(TRANSFERRED), ON(INVITE), 0, 0, MESSAGE_IN_DIALOG, MESSAGE_HOLD,
      STATE_IN_CALL, "INVITE in the dialog that does not hold" },
    { IN(HELD), ON(UPDATE), 0, 0, MESSAGE_IN_DIALOG | MESSAGE_HAS_SDP, MESSAGE_HOLD,
      STATE_IN_CALL, "UPDATE with an offer that does not hold" },
    { EARLY | TALKING, ON(BYE), 0, 0, 0, 0, STATE_COMPLETED, "BYE" },
    { IN(OTHER), ON(BYE), 100, 699, 0, 0, STATE_COMPLETED, "an answer to BYE" },
    { TALKING, ON(INVITE) | ON(UPDATE), 400, 699, 0, 0, AS_BEFORE,
      "a refusal of an offer in the dialog" },
    { IN(OTHER) | TALKING, ON(REFER), 200, 299, 0, 0, STATE_TRANSFERRED, "2xx REFER" },
};

/* Everything else: one request and its answer. */
static const Row OF_OTHERS[] = {
    { IN(OTHER), ANY_METHOD & ~ON(ACK), 0, 0, 0, 0, STATE_TRYING, "a request" },
    { REFUSED, ANY_METHOD & ~(ON(ACK) | ON(NOTIFY)), 0, 0, MESSAGE_AT_CALLER, 0, STATE_TRYING,
      "another request by the caller" },
    { ANY_STATE, ON(REGISTER), 200, 299, MESSAGE_AT_CALLER | MESSAGE_EXPIRES_ZERO, 0,
      STATE_DEREGISTERED, "2xx REGISTER to Expires 0" },
    { ANY_STATE, ON(REGISTER), 200, 299, MESSAGE_AT_CALLER, 0, STATE_REGISTERED,
      "2xx REGISTER" },
    { ANY_STATE, ON(SUBSCRIBE), 200, 299, MESSAGE_AT_CALLER | MESSAGE_EXPIRES_ZERO, 0,
      STATE_COMPLETED, "2xx SUBSCRIBE to Expires 0" },
    { ANY_STATE, ON(SUBSCRIBE), 200, 299, MESSAGE_AT_CALLER, 0, STATE_SUBSCRIBED,
      "2xx SUBSCRIBE" },
    { EARLY | REFUSED, ANY_METHOD, 200, 299, 0, 0, STATE_COMPLETED, "another 2xx" },
    { EARLY | REFUSED, ANY_METHOD & ~ON(NOTIFY), 401, 401, MESSAGE_AT_CALLER, 0,
      STATE_CHALLENGED, "401" },
    { EARLY | REFUSED, ANY_METHOD & ~ON(NOTIFY), 407, 407, MESSAGE_AT_CALLER, 0,
      STATE_CHALLENGED, "407" },
    { EARLY | REFUSED, ANY_METHOD & ~ON(NOTIFY), 300, 399, MESSAGE_AT_CALLER, 0,
      STATE_REDIRECTED, "3xx" },
    { EARLY | REFUSED, ANY_METHOD & ~ON(NOTIFY), 400, 699, MESSAGE_AT_CALLER, 0, STATE_FAILED,
      "another refusal" },
    { IN(OTHER) | IN(TRYING), ON(NOTIFY), 300, 699, 0, 0, STATE_FAILED, "a refusal of NOTIFY" },
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

static bool row_fits(const Row *row, State state, const Message *message)
{
    /* what most rows fail at comes first: every message meets them all */
    return (row->from & 1u << state) && (row->methods & 1u << message->method) &&
           message->status >= row->low && message->status <= row->high &&
           (message->flags & row->with) == row->with && !(message->flags & row->without);
}

State state_after(State state, const Message *message, StateContext context)
{
    const Row *row = context.is_invite ? OF_INVITE : OF_OTHERS;
    const Row *end =
        row + (context.is_invite ? G_N_ELEMENTS(OF_INVITE) : G_N_ELEMENTS(OF_OTHERS));

    for (; row < end; row++) {
        if (!row_fits(row, state, message))
            continue;
        if (row->to != AS_BEFORE)
            return row->to;
        return (1u << context.before_offer) & TALKING ? context.before_offer : STATE_IN_CALL;
    }
    return state;
}

static void each_of(const Row *rows, size_t len, StateEach each, void *user)
{
    g_autoptr(GString) from = g_string_new(NULL);

    for (const Row *row = rows; row < rows + len; row++) {
        g_string_assign(from, row->from == ANY_STATE ? "any" : "");
        for (State state = 0; state < STATE_COUNT && row->from != ANY_STATE; state++)
            if (row->from & 1u << state)
                g_string_append_printf(from, "%s%s", from->len ? ", " : "", NAMES[state]);
        each(from->str, row->event, row->to == AS_BEFORE ? "as before" : NAMES[row->to], user);
    }
}

void state_each_row(StateEach each, void *user)
{
    each_of(OF_INVITE, G_N_ELEMENTS(OF_INVITE), each, user);
    each_of(OF_OTHERS, G_N_ELEMENTS(OF_OTHERS), each, user);
    each(NAMES[STATE_TRYING], "nothing at all for 32 s of the capture", NAMES[STATE_UNANSWERED],
         user);
}
