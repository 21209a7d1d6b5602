/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/shape_facts.h"

#include "dissect/base/hash.h"
#include "flows/template.h"

#define NEVER G_MAXUINT
#define OVERDUE (INT64_C(32) * 1000000000) /* 64*T1, RFC 3261 17 */

/* A branch that never rang counts as ringing so long after its INVITE. */
#define MOMENT (INT64_C(100) * 1000000)

void shape_facts_init(ShapeFacts *facts, Shape *shape, Call *const *calls,
                      const Dialogs *dialogs, const ShapeOptions *options)
{
    facts->shape = shape;
    facts->calls = calls;
    facts->dialogs = dialogs;
    facts->options = options;
    facts->hops_len = facts->branches_len = facts->exchanges_len = 0;
    facts->exchanges_room = SHAPE_FEW;
    facts->exchanges = facts->few;
    facts->has_many = false;
    memset(facts->is_answered, 0, sizeof facts->is_answered);
}

static uint8_t party_of(ShapeFacts *facts, unsigned call, unsigned participant)
{
    if (participant < SHAPE_PARTIES_MAX)
        return facts->party_of[call][participant];
    return (uint8_t)shape_party(facts->calls, call, participant);
}

/* The hop from @from to @to; beyond the bound the last one stands for all others. */
static ShapeHop *hop_of(ShapeFacts *facts, uint8_t from, uint8_t to)
{
    for (unsigned i = 0; i < facts->hops_len; i++)
        if (facts->hops[i].from == from && facts->hops[i].to == to)
            return &facts->hops[i];
    if (facts->hops_len == SHAPE_HOPS_MAX)
        return &facts->hops[SHAPE_HOPS_MAX - 1];
    facts->hops[facts->hops_len] = (ShapeHop){ .from = from, .to = to };
    return &facts->hops[facts->hops_len++];
}

static bool is_same_exchange(const ShapeExchange *a, const ShapeExchange *b)
{
    return a->cseq == b->cseq && a->method == b->method && a->side == b->side &&
           a->dialog == b->dialog && a->call == b->call;
}

static uint32_t key_of(const ShapeExchange *exchange)
{
    uint64_t hash =
        hash_mix((uint64_t)exchange->cseq << 32 | exchange->dialog,
                 (uint64_t)exchange->method << 16 | exchange->side << 8 | exchange->call);

    return (uint32_t)hash ? (uint32_t)hash : 1;
}

/* The exchange of another leg that has the same place there is the same request. */
static uint16_t id_of(const ShapeFacts *facts, ShapeExchange *exchange)
{
    const Call *call = facts->calls[exchange->call];
    uint16_t id = (uint16_t)facts->exchanges_len;

    if (call->dialogs_len == 1 || facts->has_many)
        return id;
    for (unsigned i = 0; i < facts->exchanges_len; i++) {
        const ShapeExchange *other = &facts->exchanges[i];

        if (other->method == exchange->method && other->side == exchange->side &&
            other->call == exchange->call && other->dialog == exchange->dialog)
            exchange->ordinal++;
    }
    for (unsigned i = 0; i < facts->exchanges_len; i++) {
        const ShapeExchange *other = &facts->exchanges[i];

        if (other->method == exchange->method && other->side == exchange->side &&
            other->call == exchange->call && other->dialog != exchange->dialog &&
            other->ordinal == exchange->ordinal)
            return other->id;
    }
    return id;
}

static void remember_many(ShapeFacts *facts)
{
    unsigned most = facts->calls[0]->messages_len;

    for (unsigned i = 1; i < facts->shape->calls_len; i++)
        most += facts->calls[i]->messages_len;
    number_map_init(&facts->known, most);
    facts->has_many = true;
    facts->exchanges_room = most;
    facts->exchanges = g_new(ShapeExchange, most);
    memcpy(facts->exchanges, facts->few, sizeof facts->few);
    for (unsigned i = 0; i < facts->exchanges_len; i++)
        number_map_put(&facts->known, key_of(&facts->exchanges[i]), i + 1);
}

static unsigned find_exchange(const ShapeFacts *facts, const ShapeExchange *wanted)
{
    unsigned index;

    if (facts->has_many) {
        index = number_map_get(&facts->known, key_of(wanted)) - 1;
        return index != NEVER && is_same_exchange(&facts->exchanges[index], wanted) ? index
                                                                                    : NEVER;
    }
    for (index = facts->exchanges_len; index-- > 0;)
        if (is_same_exchange(&facts->exchanges[index], wanted))
            return index;
    return NEVER;
}

static unsigned add_exchange(ShapeFacts *facts, ShapeExchange *exchange)
{
    if (facts->exchanges_len == SHAPE_FEW && !facts->has_many)
        remember_many(facts);
    exchange->id = id_of(facts, exchange);
    facts->exchanges[facts->exchanges_len] = *exchange;
    if (facts->has_many)
        number_map_put(&facts->known, key_of(exchange), facts->exchanges_len + 1);
    return facts->exchanges_len++;
}

/* A request of the called side, and the answers to it, have the caller's tag in their To. */
static unsigned exchange_of(ShapeFacts *facts, const CallMessage *message, unsigned call)
{
    const Message *m = message->message;
    const Dialog *dialog = facts->calls[call]->dialogs[message->dialog];
    ShapeExchange wanted = {
        .method = m->method == METHOD_ACK ? METHOD_INVITE : m->method,
        .side = m->to_tag && m->to_tag == dialog->from_hash,
        .call = (uint8_t)call,
        .dialog = message->dialog,
        .cseq = m->cseq,
    };
    unsigned index = find_exchange(facts, &wanted);

    return index != NEVER ? index : add_exchange(facts, &wanted);
}

static bool is_offer(const Message *message)
{
    return message_is_request(message) && (message->flags & MESSAGE_IN_DIALOG) &&
           (message->method == METHOD_INVITE || message->method == METHOD_UPDATE);
}

/* The SDP of a re-INVITE or UPDATE: another than the sender's last is a change; the same, or
 * none in an UPDATE (RFC 4028 7.4), refreshes the session. */
static unsigned offer_facts(const Message *message, const ShapeHop *hop,
                            ShapeExchange *exchange)
{
    bool has_sdp = message->flags & MESSAGE_HAS_SDP;

    if (!is_offer(message))
        return 0;
    if (has_sdp ? message->sdp == hop->sdp : message->method == METHOD_UPDATE) {
        exchange->is_aside = true;
        return 0;
    }
    return message->flags & MESSAGE_HOLD ? 0 : CONDITION_CHANGE;
}

static unsigned request_facts(const Message *message)
{
    unsigned facts =
        message->flags & MESSAGE_IN_DIALOG ? CONDITION_IN_DIALOG : CONDITION_INITIAL;

    return facts | (message->flags & MESSAGE_EXPIRES_ZERO ? CONDITION_EXPIRES_ZERO
                                                          : CONDITION_EXPIRES_MORE);
}

static unsigned sdp_facts(const Message *message)
{
    if (!(message->flags & MESSAGE_HAS_SDP))
        return CONDITION_NO_SDP;
    return CONDITION_SDP | (message->flags & MESSAGE_HOLD ? CONDITION_HOLD : CONDITION_ACTIVE);
}

/* A newer challenge of a realm takes the place of the older; several proxies on the way ask for
 * a realm each. */
static void note_challenge(ShapeHop *hop, uint16_t auth)
{
    unsigned at = 0;

    while (at < hop->challenges_len &&
           hop->challenges[at] / MESSAGE_AUTH_NONCE != auth / MESSAGE_AUTH_NONCE)
        at++;
    if (at == SHAPE_REALMS_MAX)
        at = SHAPE_REALMS_MAX - 1;
    hop->challenges[at] = auth;
    hop->challenges_len = (uint8_t)MAX(hop->challenges_len, at + 1);
}

/* Credentials answer the last challenge of their realm that came back on the hop, where any was
 * seen. */
static unsigned auth_facts(ShapeFacts *facts, const Message *message, ShapeMessage *out)
{
    const ShapeHop *back;

    if (!message_is_request(message))
        return message_is_challenge(message) ? CONDITION_CHALLENGE : CONDITION_NO_CHALLENGE;
    if (!(message->flags & MESSAGE_CREDENTIALS))
        return 0;
    back = hop_of(facts, out->to, out->from);
    for (unsigned i = 0; i < back->challenges_len; i++)
        if (back->challenges[i] == message->auth)
            return CONDITION_AUTH;
    if (back->challenges_len == 0)
        return CONDITION_AUTH;
    out->bits |= SHAPE_STRANGER;
    return 0;
}

static void note_exchange(ShapeFacts *facts, const Message *message, ShapeExchange *exchange)
{
    bool is_invite = message->method == METHOD_INVITE;

    if (message_is_request(message) && message->method != METHOD_ACK)
        exchange->is_inside |= (message->flags & MESSAGE_IN_DIALOG) != 0;
    if (message->status / 100 == 2) {
        exchange->has_2xx = true;
        facts->is_answered[exchange->call] |= is_invite;
    }
    if (message->method == METHOD_UPDATE && message_is_request(message) &&
        !facts->is_answered[exchange->call] && !facts->shape->begins_before[exchange->call])
        exchange->is_aside = true;
}

static ShapeBranch *find_branch(ShapeFacts *facts, const Message *message)
{
    for (unsigned i = facts->branches_len; i-- > 0 && message->branch;)
        if (facts->branches[i].branch == message->branch)
            return &facts->branches[i];
    return NULL;
}

static ShapeBranch *add_branch(ShapeFacts *facts, const Message *m, const ShapeMessage *out)
{
    ShapeBranch *branch = &facts->branches[facts->branches_len];
    bool is_request = message_is_request(m);

    if (facts->branches_len == SHAPE_BRANCHES_MAX)
        return NULL;
    facts->branches_len++;
    *branch = (ShapeBranch){
        .from = is_request ? out->from : out->to,
        .to = is_request ? out->to : out->from,
        .at = facts->shape->messages_len,
        .rang = NEVER,
        .ended = NEVER,
        .time = m->time,
        .branch = m->branch,
        .entered = m->second_branch,
        .server = is_request ? m->dst : m->src,
    };
    return branch;
}

static void note_answer(ShapeBranch *branch, const Message *message, unsigned at)
{
    bool ends = message->method == METHOD_CANCEL;

    branch->has_answer |= !ends;
    branch->has_final |= message_is_final(message) && message->status != 487;
    if (message->status > 100 && branch->rang == NEVER)
        branch->rang = at;
    if ((ends || message_is_final(message)) && branch->ended == NEVER) {
        branch->ended = at;
        branch->ended_time = message->time;
    }
}

static void note_branch(ShapeFacts *facts, const Message *m, const ShapeMessage *out,
                        const ShapeExchange *exchange)
{
    bool is_request = message_is_request(m);
    ShapeBranch *branch;

    if (m->method == METHOD_INVITE ? exchange->is_inside || (m->flags & MESSAGE_IN_DIALOG)
                                   : m->method != METHOD_CANCEL || !is_request)
        return;
    branch = find_branch(facts, m);
    if (!branch && m->method == METHOD_INVITE)
        branch = add_branch(facts, m, out);
    if (!branch)
        return;
    if (m->method == METHOD_INVITE && is_request) {
        branch->at = facts->shape->messages_len;
        branch->has_invite = true;
    } else {
        note_answer(branch, m, facts->shape->messages_len);
    }
}

static bool begins_inside(const Call *call, const CallMessage *message)
{
    const Message *first = message->message;

    if (message_is_request(first))
        return first->flags & MESSAGE_IN_DIALOG || first->method == METHOD_CANCEL ||
               first->method == METHOD_ACK;
    for (unsigned i = 0; i < call->messages_len; i++) {
        const Message *other = call->messages[i].message;

        if (message_is_request(other) && other->method == first->method &&
            other->cseq == first->cseq && call->messages[i].dialog == message->dialog)
            return false;
    }
    return true;
}

/* More than one Via: the sender of a request, and who gets an answer, stand behind another. A
 * registrar is a server whatever it does. */
static void note_parties(ShapeFacts *facts, const Message *message, const ShapeMessage *out)
{
    uint8_t *parties = facts->shape->parties;
    bool is_one = message->flags & MESSAGE_ONE_VIA;
    bool is_request = message_is_request(message);

    if (message->second_branch && !is_one)
        parties[is_request ? out->from : out->to] |= is_request ? PARTY_SERVER : PARTY_BEHIND;
    if (is_request && message->method == METHOD_REGISTER)
        parties[out->to] |= PARTY_SERVER;
    if (is_request && !(message->flags & MESSAGE_IN_DIALOG))
        parties[out->from] |= is_one ? PARTY_ONE_VIA : PARTY_MORE_VIAS;
    if (message->flags & MESSAGE_OWN_CONTACT)
        parties[out->from] |= PARTY_OWN_CONTACT;
}

void shape_facts_add(ShapeFacts *facts, const CallMessage *message, unsigned call)
{
    Shape *shape = facts->shape;
    const Message *m = message->message;
    ShapeMessage *out = &shape->messages[shape->messages_len];
    ShapeExchange *exchange;
    ShapeHop *hop;
    unsigned index;

    *out = (ShapeMessage){ .from = party_of(facts, call, message->from),
                           .to = party_of(facts, call, message->to),
                           .method = m->method,
                           .call = (uint8_t)call,
                           .status = m->status };
    if (shape->places[shape->messages_len].message == 0)
        shape->begins_before[call] = begins_inside(facts->calls[call], message);
    index = exchange_of(facts, message, call);
    exchange = &facts->exchanges[index];
    hop = hop_of(facts, out->from, out->to);
    out->exchange = (uint16_t)index;
    out->facts = (uint16_t)(sdp_facts(m) | auth_facts(facts, m, out));
    if (message_is_request(m))
        out->facts |= (uint16_t)(request_facts(m) | offer_facts(m, hop, exchange));
    if (message_is_challenge(m))
        note_challenge(hop, m->auth);
    if (m->flags & MESSAGE_HAS_SDP)
        hop->sdp = m->sdp;
    note_exchange(facts, m, exchange);
    note_branch(facts, m, out, exchange);
    note_parties(facts, m, out);
    shape->messages_len++;
}

static bool is_server(const ShapeFacts *facts, unsigned party)
{
    return facts->shape->parties[party] & PARTY_SERVER;
}

/* Other branches of the same call that a server sent to a terminal. */
static bool is_sibling(const ShapeFacts *facts, const ShapeBranch *branch,
                       const ShapeBranch *other)
{
    const ShapeMessage *messages = facts->shape->messages;

    return branch != other && messages[branch->at].call == messages[other->at].call &&
           branch->to != other->to && is_server(facts, other->from) &&
           !is_server(facts, other->to);
}

/* `serial`: all that were sent before had ended when this one rang; `parallel`: one was open.
 */
static unsigned branch_facts(const ShapeFacts *facts, const ShapeBranch *branch)
{
    unsigned siblings = 0;
    bool any_open = false, any_before = false;

    for (unsigned i = 0; i < facts->branches_len; i++) {
        const ShapeBranch *other = &facts->branches[i];
        bool had_ended, overlaps;

        if (!is_sibling(facts, branch, other))
            continue;
        siblings++;
        had_ended = other->ended != NEVER &&
                    (branch->rang != NEVER ? other->ended < branch->rang
                                           : other->ended_time <= branch->time + MOMENT);
        overlaps = other->at < branch->at || branch->rang == NEVER || branch->ended == NEVER ||
                   other->at < branch->ended;
        any_open |= !had_ended && overlaps;
        any_before |= other->at < branch->at;
    }
    if (siblings == 0)
        return 0;
    return any_open ? CONDITION_PARALLEL : any_before ? CONDITION_SERIAL : 0;
}

static const ShapeBranch *branch_before(const ShapeFacts *facts, const ShapeBranch *branch)
{
    for (unsigned i = 0; i < facts->branches_len && branch->entered; i++)
        if (facts->branches[i].branch == branch->entered)
            return &facts->branches[i];
    return NULL;
}

/* A proxy's relay names the branch it came with; that of a B2BUA only comes later. */
static bool is_relayed(const ShapeFacts *facts, const ShapeBranch *branch)
{
    const ShapeMessage *invite = &facts->shape->messages[branch->at];

    for (unsigned i = 0; i < facts->branches_len; i++) {
        const ShapeBranch *other = &facts->branches[i];
        const ShapeMessage *later = &facts->shape->messages[other->at];

        if (other == branch || later->call != invite->call)
            continue;
        if ((other->entered && other->entered == branch->branch) ||
            (other->at > branch->at && other->from == branch->to))
            return true;
    }
    return false;
}

static void settle_branch(const ShapeFacts *facts, const ShapeBranch *branch)
{
    const ShapeOptions *options = facts->options;
    ShapeMessage *invite = &facts->shape->messages[branch->at];
    const ShapeBranch *before = branch_before(facts, branch);

    if (!branch->has_invite)
        return;
    if (is_server(facts, invite->from) && !is_server(facts, invite->to))
        invite->facts |= (uint16_t)branch_facts(facts, branch);
    if (!branch->has_answer &&
        ((before && before->has_final) || options->capture_end - branch->time >= OVERDUE))
        invite->facts |= CONDITION_UNANSWERED;
    if (!branch->has_final && options->sees_beyond && !is_relayed(facts, branch) &&
        options->sees_beyond(branch->server, options->user)) {
        invite->bits |= SHAPE_DEAD_END;
        facts->shape->parties[invite->to] |= PARTY_SERVER;
    }
}

/* A proxy that wants to see what follows says so (RFC 3261 16.6, 4); a B2BUA is a party of the
 * dialog and stands in its Contact. */
static bool is_bypassed(const ShapeFacts *facts, unsigned at)
{
    const ShapeMessage *message = &facts->shape->messages[at];
    ShapePlace place = facts->shape->places[at];
    unsigned flags = facts->calls[place.call]->messages[place.message].message->flags;
    bool is_route = message->method == METHOD_INVITE && (message->bits & SHAPE_INITIAL) &&
                    (message->status == 0 || message->status / 100 == 2);

    return is_route && is_server(facts, message->from) && !is_server(facts, message->to) &&
           !(flags & (MESSAGE_RECORD_ROUTE | MESSAGE_OWN_CONTACT)) &&
           !(message->status == 0 && flags & MESSAGE_ONE_VIA);
}

static void settle_message(ShapeFacts *facts, unsigned at)
{
    ShapeMessage *message = &facts->shape->messages[at];
    const ShapeExchange *exchange = &facts->exchanges[message->exchange];

    if (exchange->is_aside)
        message->bits |= SHAPE_ASIDE;
    if (exchange->method == METHOD_INVITE && !exchange->is_inside)
        message->bits |= SHAPE_INITIAL;
    if (message->method == METHOD_CANCEL) {
        ShapeExchange invite = *exchange;

        invite.method = METHOD_INVITE;
        if (find_exchange(facts, &invite) != NEVER &&
            facts->exchanges[find_exchange(facts, &invite)].has_2xx)
            message->bits |= SHAPE_CROSSED;
    }
    if (is_bypassed(facts, at))
        message->bits |= SHAPE_BYPASSED;
}

void shape_facts_finish(ShapeFacts *facts)
{
    Shape *shape = facts->shape;

    /* some servers leave their own Via on an answer to who sent the first */
    for (unsigned i = 0; i < shape->parties_len; i++)
        if ((shape->parties[i] & (PARTY_BEHIND | PARTY_ONE_VIA)) == PARTY_BEHIND)
            shape->parties[i] |= PARTY_SERVER;
    for (unsigned i = 0; i < facts->branches_len; i++)
        settle_branch(facts, &facts->branches[i]);
    for (unsigned i = 0; i < shape->messages_len; i++)
        settle_message(facts, i);
    for (unsigned i = 0; i < shape->messages_len; i++)
        shape->messages[i].exchange = facts->exchanges[shape->messages[i].exchange].id;
    if (facts->has_many) {
        number_map_clear(&facts->known);
        g_free(facts->exchanges);
    }
}
