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
    bool is_server; /* sends one that was received before, or receives one that is sent on */
} End;

typedef struct Work {
    Call *call;
    const Dialogs *dialogs;
    const CallOptions *options;
    GArray *ends;              /* End */
    GHashTable *by_id;         /* EndpointId -> index + 1; only for many */
    unsigned *source, *target; /* of each message: indexes of its ends */
    bool *talk;                /* [a * ends + b]: a sends to b; NULL if there are very many */
    unsigned groups;
    unsigned *joined; /* of each group: itself, or one that it was joined to */
} Work;

static End *end_at(const Work *work, unsigned index)
{
    return &g_array_index(work->ends, End, index);
}

static unsigned end_of(Work *work, EndpointId id)
{
    gpointer known = g_hash_table_lookup(work->by_id, GUINT_TO_POINTER(id));
    End end = { .id = id, .begins_at = NEVER, .receives_at = NEVER };

    if (known)
        return GPOINTER_TO_UINT(known) - 1;
    g_array_append_val(work->ends, end);
    g_hash_table_insert(work->by_id, GUINT_TO_POINTER(id), GUINT_TO_POINTER(work->ends->len));
    return work->ends->len - 1;
}

/* The first few ends need no table. */
static unsigned end_of_few(Work *work, EndpointId id)
{
    End end = { .id = id, .begins_at = NEVER, .receives_at = NEVER };

    if (work->by_id)
        return end_of(work, id);
    for (unsigned i = 0; i < work->ends->len; i++)
        if (end_at(work, i)->id == id)
            return i;
    g_array_append_val(work->ends, end);
    if (work->ends->len == 16) {
        work->by_id = g_hash_table_new(NULL, NULL);
        for (unsigned i = 0; i < work->ends->len; i++)
            g_hash_table_insert(work->by_id, GUINT_TO_POINTER(end_at(work, i)->id),
                                GUINT_TO_POINTER(i + 1));
    }
    return work->ends->len - 1;
}

static bool is_initial(const Message *message)
{
    return message_is_request(message) && !(message->flags & MESSAGE_IN_DIALOG) &&
           message->method != METHOD_ACK && message->method != METHOD_CANCEL;
}

static void collect_ends(Work *work)
{
    for (unsigned i = 0; i < work->call->messages_len; i++) {
        const Message *message = work->call->messages[i].message;

        work->source[i] = end_of_few(work, message->src);
        work->target[i] = end_of_few(work, message->dst);
    }
}

/* The branch a relayed request came with is its second Via's. A server without branches
 * (RFC 2543), or whose other side was not captured, shows by having more than one Via. */
static void note_request(Work *work, NumberMap *receivers, unsigned at)
{
    const Message *message = work->call->messages[at].message;
    End *source = end_at(work, work->source[at]);
    End *target = end_at(work, work->target[at]);
    unsigned entry = number_map_get(receivers, message->second_branch);

    if (entry)
        end_at(work, entry - 1)->is_server = true;
    if (message->second_branch ||
        (source->receives_at != NEVER && !(message->flags & MESSAGE_ONE_VIA)))
        source->is_server = true;
    else
        source->begins_at = MIN(source->begins_at, at);
    target->receives_at = MIN(target->receives_at, at);
    number_map_put(receivers, message->branch, work->target[at] + 1);
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

static void note_talk(Work *work)
{
    unsigned len = work->ends->len;

    if (len > ENDPOINTS_COMPARED)
        return;
    work->talk = g_new0(bool, len *len);
    for (unsigned i = 0; i < work->call->messages_len; i++)
        work->talk[work->source[i] * len + work->target[i]] = true;
}

static bool talk_to_each_other(const Work *work, unsigned a, unsigned b)
{
    unsigned len = work->ends->len;

    return work->talk[a * len + b] || work->talk[b * len + a];
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
    return work->options->endpoints == ENDPOINTS_IP || work->ends->len > ENDPOINTS_COMPARED ||
           !are_two_parties(work, a, b);
}

/* The group of the first earlier end that @at folds with, if it folds with all of that group;
 * else a group of its own. With very many ends the address alone decides. */
static void group_end(Work *work, unsigned at, GHashTable *by_address)
{
    const Endpoint *endpoint =
        endpoints_get(dialogs_endpoints(work->dialogs), end_at(work, at)->id);
    bool fits = false;
    char text[ENDPOINT_TEXT];

    if (by_address) {
        const char *address = endpoint_print_address(endpoint, text);
        gpointer group = g_hash_table_lookup(by_address, address);

        end_at(work, at)->group = group ? GPOINTER_TO_UINT(group) - 1 : work->groups++;
        if (!group)
            g_hash_table_insert(by_address, g_strdup(address), GUINT_TO_POINTER(work->groups));
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
    g_autoptr(GHashTable) by_address = NULL;

    if (work->ends->len > ENDPOINTS_COMPARED && work->options->endpoints != ENDPOINTS_IP_PORT)
        by_address = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (work->ends->len > ENDPOINTS_COMPARED && !by_address) {
        for (unsigned i = 0; i < work->ends->len; i++)
            end_at(work, i)->group = work->groups++;
        return;
    }
    for (unsigned i = 0; i < work->ends->len; i++)
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
        const Message *message = call->messages[i].message;
        unsigned at;

        if (!message_is_request(message) || call->messages[i].repeat == REPEAT_DUPLICATE)
            continue;
        at = number_map_get(&entered, message->second_branch);
        if (at)
            join(work, at - 1, work->source[i], work->target[i]);
        number_map_put(&entered, message->branch, work->target[i] + 1);
    }
    number_map_clear(&entered);
}

/* The same message on both sides of an address translator. */
static void join_translated(Work *work)
{
    const Call *call = work->call;

    for (unsigned i = 0; i < call->messages_len; i++) {
        unsigned original = call->messages[i].original;

        if (call->messages[i].repeat != REPEAT_DUPLICATE)
            continue;
        join(work, work->source[original], work->source[i], work->target[i]);
        join(work, work->target[original], work->target[i], work->source[i]);
    }
}

/* Endpoints that were given one name are one party. */
static void join_named(Work *work)
{
    const CallOptions *options = work->options;
    g_autoptr(GHashTable) ends = NULL; /* name -> end + 1 */

    if (!options->name_of)
        return;
    ends = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < work->ends->len; i++) {
        const Endpoint *endpoint =
            endpoints_get(dialogs_endpoints(work->dialogs), end_at(work, i)->id);
        const char *name = options->name_of(endpoint, options->name_user);
        gpointer first = name ? g_hash_table_lookup(ends, name) : NULL;

        if (first)
            work->joined[group_of_end(work, i)] =
                group_of_end(work, GPOINTER_TO_UINT(first) - 1);
        else if (name)
            g_hash_table_insert(ends, (gpointer)name, GUINT_TO_POINTER(i + 1));
    }
}

static void join_groups(Work *work)
{
    work->joined = g_new(unsigned, work->groups);
    for (unsigned group = 0; group < work->groups; group++)
        work->joined[group] = group;
    if (work->options->endpoints == ENDPOINTS_AUTO && work->groups > 2) {
        join_servers(work);
        join_translated(work);
    }
    join_named(work);
    for (unsigned i = 0; i < work->ends->len; i++)
        end_at(work, i)->group = group_of_end(work, i);
    g_clear_pointer(&work->joined, g_free);
}

/* What the ends of a party do together. Who receives before he begins is a server that calls
 * on by itself; who begins first has a second call. */
static char role_of(const End *party, bool is_invite, unsigned *ended)
{
    if (party->is_server)
        return 'P';
    if (party->begins_at != NEVER)
        return party->receives_at < party->begins_at ? 'P' : 'A';
    if (party->receives_at == NEVER)
        return 0;
    if (!is_invite)
        return 'P';
    return ++*ended == 1 ? 'B' : *ended == 2 ? 'C' : 0;
}

static int rank_of(char role)
{
    static const char ORDER[] = "APBC";
    const char *at = role ? strchr(ORDER, role) : NULL;

    return at ? (int)(at - ORDER) : 4;
}

static void give_roles(const Work *work, const unsigned *place)
{
    Call *call = work->call;
    g_autofree End *parties = g_new0(End, call->participants_len);
    unsigned ended = 0, begun = 0;

    for (unsigned i = 0; i < call->participants_len; i++)
        parties[i].begins_at = parties[i].receives_at = NEVER;
    for (unsigned i = 0; i < work->ends->len; i++) {
        const End *end = end_at(work, i);
        End *party = &parties[place[end->group]];

        party->begins_at = MIN(party->begins_at, end->begins_at);
        party->receives_at = MIN(party->receives_at, end->receives_at);
        party->is_server |= end->is_server;
    }
    for (unsigned i = 0; i < call->participants_len; i++) {
        Participant *participant = &call->participants[i];

        participant->role = role_of(&parties[i], call->dialogs[0]->is_invite, &ended);
        if (participant->role == 'A' && ++begun > 1)
            participant->role = 0;
    }
}

static void name_participant(const Work *work, Participant *participant)
{
    const Endpoints *endpoints = dialogs_endpoints(work->dialogs);
    const Texts *texts = dialogs_texts(work->dialogs);
    const Dialog *dialog = work->call->dialogs[0];

    if (participant->role == 'A')
        participant->user = name_addr_of(texts_get(texts, dialog->from)).user;
    else if (participant->role == 'B')
        participant->user = name_addr_of(texts_get(texts, dialog->to)).user;
    for (unsigned i = 0; work->options->name_of && i < participant->addresses_len; i++) {
        const Endpoint *endpoint = endpoints_get(endpoints, participant->addresses[i]);

        if (!participant->name)
            participant->name = work->options->name_of(endpoint, work->options->name_user);
    }
}

/* Groups become participants, numbered by first appearance; @place says which became which. */
static void make_participants(Work *work, unsigned *place)
{
    Call *call = work->call;

    for (unsigned group = 0; group < work->groups; group++)
        place[group] = G_MAXUINT;
    for (unsigned i = 0; i < work->ends->len; i++) {
        unsigned group = end_at(work, i)->group;

        if (place[group] == G_MAXUINT)
            place[group] = call->participants_len++;
    }
    call->participants = g_new0(Participant, call->participants_len);
    for (unsigned i = 0; i < work->ends->len; i++) {
        Participant *participant = &call->participants[place[end_at(work, i)->group]];
        unsigned len = participant->addresses_len++;

        /* grows at each power of two */
        if ((len & (len - 1)) == 0)
            participant->addresses =
                g_renew(EndpointId, participant->addresses, len ? len * 2 : 1);
        participant->addresses[len] = end_at(work, i)->id;
    }
}

/* Sorts the participants by role, keeping the order of appearance among equals. */
static void sort_participants(Call *call, unsigned *place, unsigned groups)
{
    g_autofree Participant *old = call->participants;
    g_autofree unsigned *moved = g_new(unsigned, call->participants_len);
    unsigned next = 0;

    call->participants = g_new(Participant, call->participants_len);
    for (int rank = 0; rank <= 4; rank++)
        for (unsigned i = 0; i < call->participants_len; i++)
            if (rank_of(old[i].role) == rank) {
                moved[i] = next;
                call->participants[next++] = old[i];
            }
    for (unsigned group = 0; group < groups; group++)
        if (place[group] != G_MAXUINT)
            place[group] = moved[place[group]];
}

void participants_find(Call *call, const Dialogs *dialogs, const CallOptions *options)
{
    g_autofree unsigned *ends = g_new(unsigned, call->messages_len * 2);
    g_autoptr(GArray) array = g_array_new(FALSE, FALSE, sizeof(End));
    Work work = { call, dialogs, options, array, NULL, ends, ends + call->messages_len,
                  NULL, 0,       NULL };
    g_autofree unsigned *place = NULL;

    collect_ends(&work);
    note_requests(&work);
    note_talk(&work);
    group_ends(&work);
    join_groups(&work);
    place = g_new(unsigned, work.groups);
    make_participants(&work, place);
    give_roles(&work, place);
    sort_participants(call, place, work.groups);
    for (unsigned i = 0; i < call->participants_len; i++)
        name_participant(&work, &call->participants[i]);
    for (unsigned i = 0; i < call->messages_len; i++) {
        call->messages[i].from = place[end_at(&work, work.source[i])->group];
        call->messages[i].to = place[end_at(&work, work.target[i])->group];
    }
    g_clear_pointer(&work.by_id, g_hash_table_unref);
    g_free(work.talk);
}
