/* SPDX-License-Identifier: Apache-2.0
 *
 * From endpoints to parties. Ports of one address are one party as long as nothing speaks
 * against it: they talk to each other; both receive the call's initial request; one begins what
 * the other receives later (two phones on one test host; a server receives first and calls on
 * from another port); or one is a server that passes it on and the other begins or receives.
 * Then come the parties of several addresses: servers that a request enters at one and leaves
 * from the other with the entering branch as its second Via, both sides of an address
 * translator, and what the user gave one name.
 */
#include "flows/participants.h"

#include "dissect/base/dictionary.h"
#include "dissect/sip/name_addr.h"
#include "flows/number_map.h"

/* Beyond this many endpoints a call's ports are not looked at one against the other. */
#define ENDPOINTS_COMPARED 64

#define NEVER G_MAXUINT

/* What one endpoint does with the call's initial requests. */
typedef struct End {
    EndpointId id;
    unsigned group;       /* the party it belongs to */
    unsigned begins_at;   /* index of the first one that it sends and did not receive, */
    unsigned receives_at; /* of the first one that it receives; NEVER */
    uint64_t sends_to;    /* bits of ends, as far as they are compared */
    bool is_server;   /* sends one that was received before, or receives one that is sent on */
    bool is_terminal; /* stands in its own Contact */
} End;

/* What the ends of one group are together. */
typedef struct Party {
    unsigned begins_at, receives_at;
    bool is_server, is_terminal;
    char role;
    unsigned ends_len; /* 0: no party, the group was joined to another */
    unsigned place;    /* in Call.participants */
} Party;

/* A call of up to this many endpoints, as nearly every one is, needs no memory to find them. */
#define FEW 8

/* While this is at work, CallMessage.from and to are indexes of ends. */
typedef struct Work {
    Call *call;
    const Dialogs *dialogs;
    const CallOptions *options;
    End *ends;
    unsigned ends_len, ends_room;
    GHashTable *by_id; /* EndpointId -> index + 1; only for many */
    unsigned groups;
    unsigned *joined; /* of each group: itself, or one that it was joined to */
    End few_ends[FEW];
} Work;

static End *end_at(const Work *work, unsigned index)
{
    return &work->ends[index];
}

static void grow_ends(Work *work)
{
    End *old = work->ends;

    work->ends_room *= 2;
    work->ends = old == work->few_ends ? NULL : old;
    work->ends = g_renew(End, work->ends, work->ends_room);
    if (old == work->few_ends)
        memcpy(work->ends, old, sizeof work->few_ends);
}

static unsigned add_end(Work *work, EndpointId id)
{
    if (work->ends_len == work->ends_room)
        grow_ends(work);
    work->ends[work->ends_len] = (End){ .id = id, .begins_at = NEVER, .receives_at = NEVER };
    return work->ends_len++;
}

static unsigned end_of_many(Work *work, EndpointId id)
{
    gpointer known = g_hash_table_lookup(work->by_id, GUINT_TO_POINTER(id));
    unsigned index;

    if (known)
        return GPOINTER_TO_UINT(known) - 1;
    index = add_end(work, id);
    g_hash_table_insert(work->by_id, GUINT_TO_POINTER(id), GUINT_TO_POINTER(index + 1));
    return index;
}

/* The first few ends need no table. */
static unsigned end_of(Work *work, EndpointId id)
{
    unsigned index;

    if (work->by_id)
        return end_of_many(work, id);
    for (unsigned i = 0; i < work->ends_len; i++)
        if (work->ends[i].id == id)
            return i;
    index = add_end(work, id);
    if (work->ends_len == 2 * FEW) {
        work->by_id = g_hash_table_new(NULL, NULL);
        for (unsigned i = 0; i < work->ends_len; i++)
            g_hash_table_insert(work->by_id, GUINT_TO_POINTER(work->ends[i].id),
                                GUINT_TO_POINTER(i + 1));
    }
    return index;
}

static bool is_initial(const Message *message)
{
    return message_is_request(message) && !(message->flags & MESSAGE_IN_DIALOG) &&
           message->method != METHOD_ACK && message->method != METHOD_CANCEL;
}

static void collect_ends(Work *work)
{
    for (unsigned i = 0; i < work->call->messages_len; i++) {
        CallMessage *message = &work->call->messages[i];

        bool is_request = message_is_request(message->message);

        /* An answer came from where its request went: who asked appears first. */
        if (!is_request)
            message->to = end_of(work, message->message->dst);
        message->from = end_of(work, message->message->src);
        if (is_request)
            message->to = end_of(work, message->message->dst);
        if (message->message->flags & MESSAGE_OWN_CONTACT)
            end_at(work, message->from)->is_terminal = true;
        if (message->to < ENDPOINTS_COMPARED)
            end_at(work, message->from)->sends_to |= UINT64_C(1) << message->to;
    }
}

/* The branch a relayed request came with is its second Via's. A server without branches
 * (RFC 2543), or whose other side was not captured, shows by having more than one Via. */
static void note_request(Work *work, NumberMap *receivers, unsigned at)
{
    const CallMessage *hop = &work->call->messages[at];
    const Message *message = hop->message;
    End *source = end_at(work, hop->from);
    End *target = end_at(work, hop->to);
    unsigned entry = number_map_get(receivers, message->second_branch);

    if (entry)
        end_at(work, entry - 1)->is_server = true;
    if (message->second_branch ||
        (source->receives_at != NEVER && !(message->flags & MESSAGE_ONE_VIA)))
        source->is_server = true;
    else
        source->begins_at = MIN(source->begins_at, at);
    target->receives_at = MIN(target->receives_at, at);
    number_map_put(receivers, message->branch, hop->to + 1);
}

/* Walks the initial requests alone; a call has few. */
static void note_requests(Work *work)
{
    const Call *call = work->call;
    NumberMap receivers; /* branch -> end + 1 */

    number_map_init(&receivers, call->messages_len);
    for (unsigned i = 0; i < call->messages_len; i++)
        if (is_initial(call->messages[i].message) && call->messages[i].repeat == REPEAT_NONE)
            note_request(work, &receivers, i);
    number_map_clear(&receivers);
}

static bool talk_to_each_other(const Work *work, unsigned a, unsigned b)
{
    return (end_at(work, a)->sends_to >> b & 1) || (end_at(work, b)->sends_to >> a & 1);
}

/* True if @end does what only a terminal or a server of its own does. */
static bool acts(const End *end)
{
    return end->begins_at != NEVER || end->receives_at != NEVER;
}

static bool begins_what_comes_to(const End *one, const End *other)
{
    return one->begins_at != NEVER && other->receives_at != NEVER &&
           one->begins_at < other->receives_at;
}

static bool are_two_parties(const Work *work, unsigned a, unsigned b)
{
    const End *one = end_at(work, a);
    const End *other = end_at(work, b);

    if (talk_to_each_other(work, a, b))
        return true;
    if (one->is_server || other->is_server)
        return one->is_server != other->is_server && acts(one->is_server ? other : one);
    return (one->receives_at != NEVER && other->receives_at != NEVER) ||
           begins_what_comes_to(one, other) || begins_what_comes_to(other, one);
}

static bool folds(const Work *work, unsigned a, unsigned b)
{
    const Endpoints *endpoints = dialogs_endpoints(work->dialogs);
    const Endpoint *one = endpoints_get(endpoints, end_at(work, a)->id);
    const Endpoint *other = endpoints_get(endpoints, end_at(work, b)->id);

    if (work->options->endpoints == ENDPOINTS_IP_PORT || !endpoint_same_address(one, other))
        return false;
    return work->options->endpoints == ENDPOINTS_IP || work->ends_len > ENDPOINTS_COMPARED ||
           !are_two_parties(work, a, b);
}

/* The group of the first earlier end that @at folds with, if it folds with all of that group;
 * else a group of its own. With very many ends the address alone decides. */
static void group_end(Work *work, unsigned at, Dictionary *by_address)
{
    const Endpoint *endpoint =
        endpoints_get(dialogs_endpoints(work->dialogs), end_at(work, at)->id);
    bool fits = false;

    if (by_address) {
        Endpoint address = *endpoint;
        gpointer group;

        address.port = 0;
        group = dictionary_get(by_address, slice_of(&address, sizeof address));

        end_at(work, at)->group = group ? GPOINTER_TO_UINT(group) - 1 : work->groups++;
        if (!group)
            dictionary_put(by_address, slice_of(&address, sizeof address),
                           GUINT_TO_POINTER(work->groups));
        return;
    }
    for (unsigned group = 0; group < work->groups && !fits; group++) {
        bool any = false;

        fits = true;
        for (unsigned i = 0; i < at && fits; i++)
            if (end_at(work, i)->group == group) {
                any = true;
                fits = folds(work, i, at);
            }
        fits &= any;
        if (fits)
            end_at(work, at)->group = group;
    }
    if (!fits)
        end_at(work, at)->group = work->groups++;
}

static void group_ends(Work *work)
{
    g_autoptr(Dictionary) by_address = NULL;

    if (work->ends_len > ENDPOINTS_COMPARED && work->options->endpoints != ENDPOINTS_IP_PORT)
        by_address = dictionary_new(NULL);
    if (work->ends_len > ENDPOINTS_COMPARED && !by_address) {
        for (unsigned i = 0; i < work->ends_len; i++)
            end_at(work, i)->group = work->groups++;
        return;
    }
    for (unsigned i = 0; i < work->ends_len; i++)
        group_end(work, i, by_address);
}

/* The group that stands for @group and all that were joined with it. */
static unsigned group_of(Work *work, unsigned group)
{
    while (work->joined[group] != group) {
        work->joined[group] = work->joined[work->joined[group]];
        group = work->joined[group];
    }
    return group;
}

static unsigned group_of_end(Work *work, unsigned end)
{
    return group_of(work, end_at(work, end)->group);
}

/* Joins the parties of two ends, unless that would make one talk to itself, as @peer does with
 * the second. */
static void join(Work *work, unsigned end, unsigned other, unsigned peer)
{
    unsigned one = group_of_end(work, end), two = group_of_end(work, other);

    if (two != group_of_end(work, peer) && one != group_of_end(work, peer))
        work->joined[MAX(one, two)] = MIN(one, two);
}

/* A server with two addresses, RFC 3261 16.6: the second Via of what leaves is the topmost of
 * what entered. */
static void join_servers(Work *work)
{
    const Call *call = work->call;
    NumberMap entered; /* branch -> end + 1 */

    number_map_init(&entered, call->messages_len);
    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *hop = &call->messages[i];
        unsigned at;

        if (!message_is_request(hop->message) || hop->repeat == REPEAT_DUPLICATE)
            continue;
        at = number_map_get(&entered, hop->message->second_branch);
        if (at)
            join(work, at - 1, hop->from, hop->to);
        number_map_put(&entered, hop->message->branch, hop->to + 1);
    }
    number_map_clear(&entered);
}

/* The same message on both sides of an address translator. */
static void join_translated(Work *work)
{
    const Call *call = work->call;

    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *twin = &call->messages[i];
        const CallMessage *original = &call->messages[twin->original];

        if (twin->repeat != REPEAT_DUPLICATE)
            continue;
        join(work, original->from, twin->from, twin->to);
        join(work, original->to, twin->to, twin->from);
    }
}

/* Endpoints that were given one name are one party. */
static void join_named(Work *work)
{
    const CallOptions *options = work->options;
    g_autoptr(Dictionary) ends = NULL; /* name -> end + 1 */

    if (!options->name_of)
        return;
    ends = dictionary_new(NULL);
    for (unsigned i = 0; i < work->ends_len; i++) {
        const Endpoint *endpoint =
            endpoints_get(dialogs_endpoints(work->dialogs), end_at(work, i)->id);
        const char *name = options->name_of(endpoint, options->name_user);
        gpointer first = name ? dictionary_get(ends, slice_of(name, strlen(name) + 1)) : NULL;

        if (first)
            work->joined[group_of_end(work, i)] =
                group_of_end(work, GPOINTER_TO_UINT(first) - 1);
        else if (name)
            dictionary_put(ends, slice_of(name, strlen(name) + 1), GUINT_TO_POINTER(i + 1));
    }
}

static void join_groups(Work *work)
{
    for (unsigned group = 0; group < work->groups; group++)
        work->joined[group] = group;
    if (work->options->endpoints == ENDPOINTS_AUTO && work->groups > 2) {
        join_servers(work);
        if (work->call->duplicates > 0)
            join_translated(work);
    }
    join_named(work);
    for (unsigned i = 0; i < work->ends_len; i++)
        end_at(work, i)->group = group_of_end(work, i);
}

/* Passes requests on; or receives before it begins, and so calls on by itself. */
static bool is_between(const Party *party)
{
    return party->is_server ||
           (party->begins_at != NEVER && party->receives_at < party->begins_at);
}

/* What the ends of a party do together. Who only receives is a terminal if a server stands
 * before it, or if it stands in its own Contact; else the far side of it was not captured.
 * Where registrations end is the network, whoever stands before. */
static char role_of(const Party *party, bool has_server, unsigned *ended)
{
    if (is_between(party))
        return 'P';
    if (party->begins_at != NEVER)
        return 'A';
    if (party->receives_at == NEVER)
        return 0;
    if (!has_server && !party->is_terminal)
        return 'P';
    return ++*ended == 1 ? 'B' : *ended == 2 ? 'C' : 0;
}

static unsigned rank_of(char role)
{
    return role == 'A' ? 0 : role == 'P' ? 1 : role == 'B' ? 2 : role == 'C' ? 3 : 4;
}

/* Makes one party of each group of ends: @parties by group, @order the groups as they appear.
 * Returns how many there are. */
static unsigned make_parties(const Work *work, Party *parties, unsigned *order)
{
    unsigned len = 0;

    for (unsigned group = 0; group < work->groups; group++)
        parties[group] = (Party){ .begins_at = NEVER, .receives_at = NEVER };
    for (unsigned i = 0; i < work->ends_len; i++) {
        const End *end = end_at(work, i);
        Party *party = &parties[end->group];

        if (party->ends_len++ == 0)
            order[len++] = end->group;
        party->begins_at = MIN(party->begins_at, end->begins_at);
        party->receives_at = MIN(party->receives_at, end->receives_at);
        party->is_server |= end->is_server;
        party->is_terminal |= end->is_terminal;
    }
    return len;
}

static void give_roles(const Work *work, Party *parties, const unsigned *order, unsigned len)
{
    bool is_registration = work->call->dialogs[0]->method == METHOD_REGISTER;
    bool has_server = false;
    unsigned ended = 0, begun = 0, place = 0;

    for (unsigned i = 0; i < len; i++)
        has_server |= is_between(&parties[order[i]]);
    for (unsigned i = 0; i < len; i++) {
        Party *party = &parties[order[i]];

        party->is_terminal &= !is_registration;
        party->role = role_of(party, has_server && !is_registration, &ended);
        if (party->role == 'A' && ++begun > 1)
            party->role = 0;
    }
    for (unsigned rank = 0; rank <= 4; rank++)
        for (unsigned i = 0; i < len; i++)
            if (rank_of(parties[order[i]].role) == rank)
                parties[order[i]].place = place++;
}

static void name_participant(const Work *work, Participant *participant)
{
    const CallOptions *options = work->options;
    const Endpoints *endpoints = dialogs_endpoints(work->dialogs);
    const Texts *texts = dialogs_texts(work->dialogs);
    const Dialog *dialog = work->call->dialogs[0];

    if (participant->role == 'A')
        participant->user = name_addr_user(texts_get(texts, dialog->from));
    else if (participant->role == 'B')
        participant->user = name_addr_user(texts_get(texts, dialog->to));
    for (unsigned i = 0; options->name_of && i < participant->addresses_len; i++)
        if (!participant->name)
            participant->name =
                options->name_of(endpoints_get(endpoints, participant->addresses[i]),
                                 options->name_user);
}

/* Writes what was found into the call. The addresses stand behind the participants. */
static void write_participants(const Work *work, const Party *parties, unsigned len)
{
    Call *call = work->call;
    size_t size = len * sizeof(Participant);
    EndpointId *addresses;

    call->participants_len = len;
    call->participants = g_malloc0(size + work->ends_len * sizeof(EndpointId));
    addresses = (EndpointId *)(call->participants + len);
    for (unsigned group = 0; group < work->groups; group++)
        if (parties[group].ends_len > 0) {
            Participant *participant = &call->participants[parties[group].place];

            participant->role = parties[group].role;
            participant->passes_on = is_between(&parties[group]);
            participant->addresses = addresses;
            addresses += parties[group].ends_len;
        }
    for (unsigned i = 0; i < work->ends_len; i++) {
        const End *end = end_at(work, i);
        Participant *participant = &call->participants[parties[end->group].place];

        participant->addresses[participant->addresses_len++] = end->id;
    }
    for (unsigned i = 0; i < call->messages_len; i++) {
        CallMessage *message = &call->messages[i];

        message->from = parties[end_at(work, message->from)->group].place;
        message->to = parties[end_at(work, message->to)->group].place;
    }
}

void participants_find(Call *call, const Dialogs *dialogs, const CallOptions *options)
{
    Work work = { .call = call, .dialogs = dialogs, .options = options, .ends_room = FEW };
    Party few_parties[FEW], *parties = few_parties;
    unsigned few_order[FEW], *order = few_order;
    unsigned len;

    work.ends = work.few_ends;
    collect_ends(&work);
    note_requests(&work);
    group_ends(&work);
    if (work.groups > FEW) {
        parties = g_new(Party, work.groups);
        order = g_new(unsigned, work.groups);
    }
    work.joined = order; /* nobody needs the order before */
    join_groups(&work);
    len = make_parties(&work, parties, order);
    give_roles(&work, parties, order, len);
    write_participants(&work, parties, len);
    for (unsigned i = 0; i < len; i++)
        name_participant(&work, &call->participants[i]);
    if (work.groups > FEW) {
        g_free(parties);
        g_free(order);
    }
    if (work.ends != work.few_ends)
        g_free(work.ends);
    g_clear_pointer(&work.by_id, g_hash_table_unref);
}
