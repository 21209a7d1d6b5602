/* SPDX-License-Identifier: Apache-2.0
 *
 * From endpoints to parties. Ports of one address are one party as long as nothing speaks
 * against it: they talk to each other; or both receive the call's initial request, or one
 * begins it and the other receives it, and neither passes it on (two phones on one test host).
 * Then servers with several addresses are joined: a request enters at one and leaves from the
 * other with the entering branch as its second Via.
 */
#include "flows/participants.h"

#include "dissect/sip/name_addr.h"

/* Beyond this many endpoints a call's ports are not looked at one against the other. */
#define ENDPOINTS_COMPARED 256

/* What one endpoint does with the call's initial requests. */
typedef struct End {
    EndpointId id;
    unsigned group; /* index into groups; the party it belongs to */
    bool begins;    /* sends one that it did not receive */
    bool receives;  /* receives one */
    bool passes_on; /* sends one that came with another branch before */
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
} Work;

static End *end_at(const Work *work, unsigned index)
{
    return &g_array_index(work->ends, End, index);
}

static unsigned end_of(Work *work, EndpointId id)
{
    gpointer known = g_hash_table_lookup(work->by_id, GUINT_TO_POINTER(id));
    End end = { .id = id };

    if (known)
        return GPOINTER_TO_UINT(known) - 1;
    g_array_append_val(work->ends, end);
    g_hash_table_insert(work->by_id, GUINT_TO_POINTER(id), GUINT_TO_POINTER(work->ends->len));
    return work->ends->len - 1;
}

/* The first few ends need no table. */
static unsigned end_of_few(Work *work, EndpointId id)
{
    End end = { .id = id };

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

/* Who begins, receives and passes on: the branch a relayed request came with is its second
 * Via's. Walks the initial requests alone; a call has few. */
static void note_requests(Work *work)
{
    const Call *call = work->call;
    g_autoptr(GHashTable) receivers =
        NULL; /* branch -> index of the end that received it + 1 */

    for (unsigned i = 0; i < call->messages_len; i++) {
        const Message *message = call->messages[i].message;

        if (!is_initial(message) || call->messages[i].repeat != REPEAT_NONE)
            continue;
        if (!receivers)
            receivers = g_hash_table_new(NULL, NULL);
        end_at(work, work->target[i])->receives = true;
        g_hash_table_insert(receivers, GUINT_TO_POINTER(message->branch),
                            GUINT_TO_POINTER(work->target[i] + 1));
        if (message->second_branch &&
            g_hash_table_contains(receivers, GUINT_TO_POINTER(message->second_branch)))
            end_at(work, work->source[i])->passes_on = true;
        else if (message->flags & MESSAGE_ONE_VIA || !end_at(work, work->source[i])->receives)
            end_at(work, work->source[i])->begins = true;
    }
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

static bool are_two_parties(const Work *work, unsigned a, unsigned b)
{
    const End *one = end_at(work, a);
    const End *other = end_at(work, b);
    bool passes_on = one->passes_on || other->passes_on;

    if (!passes_on && ((one->receives && other->receives) || (one->begins && other->receives) ||
                       (other->begins && one->receives)))
        return true;
    return talk_to_each_other(work, a, b);
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

static void merge_groups(Work *work, unsigned keep, unsigned gone)
{
    for (unsigned i = 0; i < work->ends->len; i++) {
        End *end = end_at(work, i);

        if (end->group == gone)
            end->group = keep;
    }
}

/* A server with two addresses, RFC 3261 16.6: the second Via of what leaves is the topmost of
 * what entered. */
static void join_servers(Work *work)
{
    const Call *call = work->call;
    g_autoptr(GHashTable) entered = NULL;

    if (work->options->endpoints != ENDPOINTS_AUTO || work->groups < 3)
        return;
    entered = g_hash_table_new(NULL, NULL);
    for (unsigned i = 0; i < call->messages_len; i++) {
        const Message *message = call->messages[i].message;
        gpointer at;

        if (!message_is_request(message) || call->messages[i].repeat == REPEAT_DUPLICATE)
            continue;
        at = message->second_branch
                 ? g_hash_table_lookup(entered, GUINT_TO_POINTER(message->second_branch))
                 : NULL;
        if (at) {
            unsigned entry = end_at(work, GPOINTER_TO_UINT(at) - 1)->group;
            unsigned exit = end_at(work, work->source[i])->group;

            if (entry != exit && exit != end_at(work, work->target[i])->group)
                merge_groups(work, MIN(entry, exit), MAX(entry, exit));
        }
        g_hash_table_insert(entered, GUINT_TO_POINTER(message->branch),
                            GUINT_TO_POINTER(work->target[i] + 1));
    }
}

static char role_of(const Work *work, unsigned group, bool is_invite, unsigned *ended)
{
    bool begins = false, receives = false, passes_on = false;

    for (unsigned i = 0; i < work->ends->len; i++) {
        const End *end = end_at(work, i);

        if (end->group == group) {
            begins |= end->begins;
            receives |= end->receives;
            passes_on |= end->passes_on;
        }
    }
    if (passes_on || (receives && begins))
        return 'P';
    if (begins)
        return 'A';
    if (!receives)
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

static void give_roles(const Work *work, unsigned *order)
{
    Call *call = work->call;
    bool is_invite = call->dialogs[0]->is_invite;
    unsigned ended = 0, begun = 0;

    for (unsigned i = 0; i < call->participants_len; i++) {
        Participant *participant = &call->participants[i];

        participant->role = role_of(work, order[i], is_invite, &ended);
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
static void make_participants(Work *work, unsigned *place, unsigned *order)
{
    Call *call = work->call;

    for (unsigned group = 0; group < work->groups; group++)
        place[group] = G_MAXUINT;
    for (unsigned i = 0; i < work->ends->len; i++) {
        unsigned group = end_at(work, i)->group;

        if (place[group] == G_MAXUINT) {
            order[call->participants_len] = group;
            place[group] = call->participants_len++;
        }
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
    Work work = {
        call, dialogs, options, array, NULL, ends, ends + call->messages_len, NULL, 0
    };
    g_autofree unsigned *place = NULL;
    g_autofree unsigned *order = NULL;

    collect_ends(&work);
    note_requests(&work);
    note_talk(&work);
    group_ends(&work);
    join_servers(&work);
    place = g_new(unsigned, work.groups);
    order = g_new(unsigned, work.groups);
    make_participants(&work, place, order);
    give_roles(&work, order);
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
