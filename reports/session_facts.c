/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/session_facts.h"

/* INVITEs that are looked at to count hops. */
#define RELAYS_MAX 64

#define NOBODY G_MAXUINT

/* An INVITE outside a dialog, on one hop. */
typedef struct RelayedInvite {
    uint32_t branch;
    unsigned hops; /* from the caller; 0: not known to come from his terminal */
} RelayedInvite;

/* The walk along a call. */
typedef struct Walk {
    unsigned caller;                        /* index into Call.participants */
    int64_t invited, status_seen, answered; /* -1: not yet */
    uint32_t cseq;                          /* of the last INVITE outside a dialog */
    bool is_unreached;                      /* that INVITE */
    bool status_refused; /* status_seen is of a final answer, which another INVITE undoes */
    unsigned final;
    int64_t bye, bye_answered;
    unsigned bye_status, bye_from;
    RelayedInvite relays[RELAYS_MAX];
    unsigned relays_len, hops;
} Walk;

static bool is_initial(const Message *message, Method method)
{
    return message_is_request(message) && message->method == method &&
           !(message->flags & MESSAGE_IN_DIALOG);
}

/* What counts once: no repeat, no other leg of a linked call. */
static bool counts(const CallMessage *at)
{
    return at->repeat == REPEAT_NONE && at->dialog == 0;
}

static unsigned caller_of(const Call *call, Method method)
{
    for (unsigned i = 0; i < call->messages_len; i++)
        if (counts(&call->messages[i]) && is_initial(call->messages[i].message, method))
            return call->messages[i].from;
    return NOBODY;
}

static void note_invite(Walk *walk, const Message *message)
{
    if (walk->invited < 0)
        walk->invited = message->time;
    if (walk->status_refused)
        walk->status_seen = -1;
    walk->cseq = message->cseq;
    walk->is_unreached = message->flags & MESSAGE_UNREACHED;
    if (walk->final / 100 != 2)
        walk->final = 0;
}

/* An answer to the caller's INVITE; re-INVITEs have higher numbers and come after the 2xx. */
static void note_answer(Walk *walk, SessionFacts *facts, const Message *message)
{
    bool is_status = message->status > 100 && !message_is_challenge(message);

    if (walk->invited < 0 || message->cseq > walk->cseq)
        return;
    facts->has_rung |= message->status >= 180 && message->status <= 183;
    if (is_status && walk->status_seen < 0 && message->status / 100 != 3) {
        walk->status_seen = message->time;
        walk->status_refused = message->status >= 400;
    }
    if (!message_is_final(message) || walk->final / 100 == 2)
        return;
    walk->final = message->status;
    if (message->status / 100 == 2)
        walk->answered = message->time;
}

static void note_bye(Walk *walk, const CallMessage *at)
{
    const Message *message = at->message;

    if (message_is_request(message)) {
        if (walk->bye < 0) {
            walk->bye = message->time;
            walk->bye_from = at->from;
        }
    } else if (walk->bye >= 0 && at->to == walk->bye_from && message_is_final(message) &&
               !message_is_challenge(message) && walk->bye_status == 0) {
        walk->bye_status = message->status;
        walk->bye_answered = message->time;
    }
}

static void note_at_caller(Walk *walk, SessionFacts *facts, const CallMessage *at)
{
    const Message *message = at->message;

    if (at->from != walk->caller && at->to != walk->caller)
        return;
    if (message->method == METHOD_BYE)
        note_bye(walk, at);
    else if (at->from == walk->caller && is_initial(message, METHOD_INVITE))
        note_invite(walk, message);
    else if (at->to == walk->caller && message->status && message->method == METHOD_INVITE)
        note_answer(walk, facts, message);
}

static unsigned hops_of(const Walk *walk, uint32_t branch)
{
    for (unsigned i = walk->relays_len; branch && i-- > 0;)
        if (walk->relays[i].branch == branch)
            return walk->relays[i].hops;
    return 0;
}

/* Follows the INVITE by the branches of its two topmost Vias, from a sender with no Via but his
 * own to who answers 2xx with a Contact of his own. */
static void note_hop(Walk *walk, const CallMessage *at)
{
    const Message *message = at->message;

    if (is_initial(message, METHOD_INVITE) && walk->relays_len < RELAYS_MAX) {
        unsigned before = hops_of(walk, message->second_branch);
        bool is_first = at->from == walk->caller && (message->flags & MESSAGE_ONE_VIA);

        walk->relays[walk->relays_len++] = (RelayedInvite){ .branch = message->branch,
                                                            .hops = is_first ? 1
                                                                    : before ? before + 1
                                                                             : 0 };
    } else if (message->method == METHOD_INVITE && message->status / 100 == 2 &&
               (message->flags & MESSAGE_OWN_CONTACT) && walk->hops == 0 &&
               message->cseq <= walk->cseq) {
        walk->hops = hops_of(walk, message->branch);
    }
}

/* True if what was sent at @time and not answered has failed. */
static bool is_overdue(int64_t time, int64_t capture_end)
{
    return capture_end != TIME_NONE && capture_end - time >= SESSION_TIMEOUT;
}

static unsigned outcome_of(const Walk *walk, const Call *call, int64_t capture_end)
{
    if (walk->final)
        return walk->final;
    if (walk->is_unreached)
        return 503;
    if (call->state == STATE_UNANSWERED)
        return 408;
    /* RFC 3261 9.1: who cancelled waits no longer than that */
    if (call->state == STATE_CANCELLED)
        return is_overdue(call->end, capture_end) ? 487 : 0;
    return capture_end != TIME_NONE && capture_end - call->end >= SESSION_SILENCE ? 408 : 0;
}

/* A server says 408 where it waited in vain itself. */
static void finish_end(const Walk *walk, SessionFacts *facts, int64_t capture_end)
{
    int64_t over = 0;

    if (walk->bye_status / 100 == 2)
        facts->end = SESSION_END_ANSWERED;
    else if (walk->bye_status == 408)
        facts->end = SESSION_END_UNANSWERED;
    else if (walk->bye_status)
        facts->end = SESSION_END_REFUSED;
    else if (is_overdue(walk->bye, capture_end))
        facts->end = SESSION_END_UNANSWERED;
    else
        return;
    if (facts->end == SESSION_END_UNANSWERED)
        over = walk->bye_status ? walk->bye_answered - walk->bye : SESSION_TIMEOUT;
    if (facts->end == SESSION_END_ANSWERED)
        facts->disconnect_delay = walk->bye_answered - walk->bye;
    else if (facts->end == SESSION_END_UNANSWERED)
        facts->disconnect_delay = over;
    if (walk->answered >= 0 && walk->bye >= walk->answered)
        facts->duration = walk->bye - walk->answered + over;
}

SessionFacts session_facts_of(const Call *call, int64_t capture_end)
{
    SessionFacts facts = { .request_delay = -1, .disconnect_delay = -1, .duration = -1 };
    Walk walk = { .caller = caller_of(call, METHOD_INVITE),
                  .invited = -1,
                  .status_seen = -1,
                  .answered = -1,
                  .bye = -1 };

    if (walk.caller == NOBODY)
        return facts;
    for (unsigned i = 0; i < call->messages_len; i++) {
        if (!counts(&call->messages[i]))
            continue;
        note_at_caller(&walk, &facts, &call->messages[i]);
        note_hop(&walk, &call->messages[i]);
    }
    facts.is_session = true;
    facts.outcome = outcome_of(&walk, call, capture_end);
    if (walk.status_seen >= 0)
        facts.request_delay = walk.status_seen - walk.invited;
    if (facts.outcome / 100 != 2)
        return facts;
    facts.hops = call->dialogs_len == 1 ? walk.hops : 0;
    if (walk.bye >= 0)
        finish_end(&walk, &facts, capture_end);
    return facts;
}

/* The attempt that is under way. */
typedef struct Attempt {
    int64_t first, last; /* the first and the last of its REGISTERs; -1: none is under way */
    unsigned challenge;  /* 401 or 407; 0: the last REGISTER has no answer */
    bool is_unreached;
} Attempt;

static void end_attempt(Attempt *attempt, unsigned outcome, int64_t at, GArray *registrations)
{
    Registration registration = { .outcome = outcome, .delay = at - attempt->first };

    g_array_append_val(registrations, registration);
    *attempt = (Attempt){ .first = -1 };
}

static void note_register(Attempt *attempt, const Message *message, GArray *registrations)
{
    if (attempt->first >= 0 && !attempt->challenge && is_overdue(attempt->last, message->time))
        end_attempt(attempt, 408, message->time, registrations);
    if (attempt->first < 0)
        attempt->first = message->time;
    attempt->last = message->time;
    attempt->challenge = 0;
    attempt->is_unreached = message->flags & MESSAGE_UNREACHED;
}

void session_facts_registrations(const Call *call, int64_t capture_end, GArray *registrations)
{
    unsigned caller = caller_of(call, METHOD_REGISTER);
    Attempt attempt = { .first = -1 };

    for (unsigned i = 0; caller != NOBODY && i < call->messages_len; i++) {
        const CallMessage *at = &call->messages[i];
        const Message *message = at->message;

        if (!counts(at) || message->method != METHOD_REGISTER)
            continue;
        if (message_is_request(message) && at->from == caller)
            note_register(&attempt, message, registrations);
        else if (attempt.first < 0 || at->to != caller || !message_is_final(message))
            continue;
        else if (message_is_challenge(message))
            attempt.challenge = message->status;
        else
            end_attempt(&attempt, message->status, message->time, registrations);
    }
    if (attempt.first >= 0) {
        bool is_late = is_overdue(attempt.last, capture_end);

        end_attempt(&attempt,
                    attempt.challenge      ? attempt.challenge
                    : attempt.is_unreached ? 503
                    : is_late              ? 408
                                           : 0,
                    attempt.last, registrations);
    }
}
