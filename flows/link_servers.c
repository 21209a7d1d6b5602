/* SPDX-License-Identifier: Apache-2.0
 *
 * A server that receives an INVITE and originates another: which of those that it received is
 * it? First the legs that come into question at all: a server (an address) with both kinds of
 * leg within two seconds; sets of bits over address and time keep all others out. Then, server
 * by server, each outgoing leg meets those incoming ones that it shares a number or a session
 * description with, the nearest in time first, and those that ended when it did. Their scores
 * (link_life.h) are held against each other in link_rivals.c.
 */
#include "flows/dialog_fetch.h"
#include "flows/link_rivals.h"

#include <stdlib.h>

#include "dissect/base/hash.h"

/* Receivers of one dialog's INVITE, and messages that are looked at for them. */
#define HOPS_MAX 8
#define MESSAGES_MAX 64

/* Incoming legs that an outgoing one is compared with: by one value, and in all. */
#define SAME_VALUE_MAX 16
#define COMPARED_MAX 64

/* Two legs end together if the incoming one ends this much after the outgoing one, ns. */
#define TOGETHER (INT64_C(100) * 1000000)
#define SLACK (INT64_C(5) * 1000000)

/* The values a leg is found by: two users, called and calling; of offer and answer the origin
 * and the media. */
#define VALUES 8

/* One hop that an INVITE was seen on. */
typedef struct Hop {
    EndpointId src, dst;
    uint32_t cseq;
    int64_t time;
} Hop;

typedef struct Value {
    uint32_t value;
    uint32_t in; /* index of an incoming leg; they are sorted by time */
} Value;

/* One incoming leg by the time of its final answer. */
typedef struct Ending {
    int64_t final;
    uint32_t in;
} Ending;

typedef struct Servers {
    Links *links;
    LinkBits outs, ins; /* server and time, in units of LINK_SETUP_MAX */
    GArray *legs;       /* LinkLeg */
    int64_t end;
    /* of the server at hand */
    GArray *in_legs, *out_legs;   /* LinkLeg, sorted by time */
    GArray *in_lives, *out_lives; /* LinkLife */
    GArray *values;               /* Value, sorted */
    GArray *endings;              /* Ending, sorted */
    GArray *met;   /* uint32_t, of each incoming leg: the outgoing one that it met
                    * last, plus one */
    GArray *pairs; /* LinkPair */
} Servers;

static const Endpoint *endpoint_of(const Servers *servers, EndpointId id)
{
    return endpoints_get(dialogs_endpoints(servers->links->dialogs), id);
}

static LinkLeg leg_at(const Servers *servers, EndpointId end, EndpointId peer)
{
    const Endpoint *endpoint = endpoint_of(servers, end);
    bool by_port = endpoint_same_address(endpoint, endpoint_of(servers, peer));
    Slice key = by_port ? slice_of(endpoint, sizeof *endpoint)
                        : slice_of(endpoint->address, sizeof endpoint->address);

    return (LinkLeg){ .server = (uint32_t)hash_bytes(key, servers->links->store->seed),
                      .end = end,
                      .by_port = by_port };
}

static uint64_t when(const LinkLeg *leg, int later)
{
    return hash_mix(leg->server, (uint64_t)(leg->invite / LINK_SETUP_MAX + later));
}

static bool is_initial_invite(const Message *message)
{
    return message_is_request(message) && message->method == METHOD_INVITE &&
           !(message->flags & MESSAGE_IN_DIALOG);
}

/* The leg of who began the dialog, if he began it with an INVITE. */
static bool out_leg_of(const Servers *servers, DialogId id, LinkLeg *leg)
{
    const Dialog *dialog = link_dialog(servers->links, id);
    const Message *first = dialog ? dialogs_message(servers->links->dialogs, dialog->first) : 0;

    if (!dialog || !is_initial_invite(first))
        return false;
    *leg = leg_at(servers, dialog->caller, dialog->next_hop);
    leg->dialog = id;
    leg->invite = first->time;
    leg->is_out = true;
    return true;
}

static void note_hop(Hop *hops, unsigned *len, const Message *message)
{
    Hop hop = { message->src, message->dst, message->cseq, message->time };
    unsigned at = 0;

    while (at < *len && hops[at].dst != message->dst)
        at++;
    if (at == *len && at < HOPS_MAX)
        hops[(*len)++] = hop;
    else if (at < *len && hops[at].cseq < message->cseq)
        hops[at] = hop;
}

/* The hops of the dialog's INVITE, with the last attempt on each. */
static unsigned hops_of(const Servers *servers, const Dialog *dialog, Hop hops[HOPS_MAX])
{
    MessageId id = dialog->first;
    unsigned len = 0;

    for (unsigned i = 0; id && i < MESSAGES_MAX; i++) {
        const Message *message = dialogs_message(servers->links->dialogs, id);

        if (is_initial_invite(message))
            note_hop(hops, &len, message);
        else if (message->method == METHOD_INVITE && message->status / 100 == 2)
            break;
        id = message->next;
    }
    return len;
}

/* True if who received @hop passed the INVITE on under the same Call-ID. */
static bool is_relayed(const Servers *servers, const Hop *hops, unsigned len,
                       const LinkLeg *leg)
{
    for (unsigned i = 0; i < len; i++) {
        LinkLeg sender = leg_at(servers, hops[i].src, hops[i].dst);

        if (hops[i].src == leg->end || sender.server == leg->server)
            return true;
    }
    return false;
}

/* Looks at the dialog alone, which most do not come past. An INVITE is received, or after a
 * challenge received again, soon after its dialog began. */
static bool may_have_in_legs(const Servers *servers, const Dialog *dialog)
{
    LinkLeg leg;

    if (!dialog || !dialog->keys.callee)
        return false;
    if (dialog->keys.has_forks)
        return true;
    leg = leg_at(servers, dialog->keys.callee, dialog->caller);
    leg.invite = dialog->start;
    return leg.by_port || link_bits_has(&servers->outs, when(&leg, 0)) ||
           link_bits_has(&servers->outs, when(&leg, 1));
}

static void add_in_legs(Servers *servers, DialogId id)
{
    const Dialog *dialog = link_dialog(servers->links, id);
    Hop hops[HOPS_MAX];
    unsigned len = may_have_in_legs(servers, dialog) ? hops_of(servers, dialog, hops) : 0;

    for (unsigned i = 0; i < len; i++) {
        LinkLeg leg = leg_at(servers, hops[i].dst, hops[i].src);

        leg.dialog = id;
        leg.invite = hops[i].time;
        if (!link_bits_has(&servers->outs, when(&leg, 0)) ||
            is_relayed(servers, hops, len, &leg))
            continue;
        link_bits_put(&servers->ins, when(&leg, 0));
        link_bits_put(&servers->ins, when(&leg, 1));
        g_array_append_val(servers->legs, leg);
    }
}

static int compare_legs(gconstpointer a, gconstpointer b)
{
    const LinkLeg *left = a;
    const LinkLeg *right = b;

    if (left->server != right->server)
        return left->server < right->server ? -1 : 1;
    if (left->invite != right->invite)
        return left->invite < right->invite ? -1 : 1;
    if (left->dialog != right->dialog)
        return left->dialog < right->dialog ? -1 : 1;
    return left->is_out - right->is_out;
}

/* To be called with each index in turn: fetches what a look at the next dialogs needs. */
static void expect(const Servers *servers, unsigned at)
{
    const Links *links = servers->links;

    if (at % DIALOGS_FETCH_MAX == 0)
        dialogs_fetch(links->dialogs, links->ids + at,
                      MIN(DIALOGS_FETCH_MAX, links->ids_len - at), 1);
}

/* Out first, since they cost less to find; then the incoming ones that one follows; then the
 * outgoing ones that follow one. */
static void collect_legs(Servers *servers)
{
    const DialogId *ids = servers->links->ids;
    unsigned len = servers->links->ids_len;
    LinkLeg leg;

    for (unsigned i = 0; i < len; i++) {
        DialogId id = ids[i];

        expect(servers, i);
        if (!out_leg_of(servers, id, &leg))
            continue;
        link_bits_put(&servers->outs, when(&leg, 0));
        link_bits_put(&servers->outs, when(&leg, -1));
        servers->end = MAX(servers->end, dialogs_get(servers->links->dialogs, id)->end);
    }
    for (unsigned i = 0; i < len; i++)
        add_in_legs(servers, ids[i]);
    for (unsigned i = 0; i < len && servers->legs->len; i++) {
        expect(servers, i);
        if (out_leg_of(servers, ids[i], &leg) && link_bits_has(&servers->ins, when(&leg, 0)))
            g_array_append_val(servers->legs, leg);
    }
    g_array_sort(servers->legs, compare_legs);
}

/* The values of a dialog, each told apart from the others by what it is of; 0 where missing. */
static void values_of(const LinkKeys *keys, uint32_t values[VALUES])
{
    const uint32_t *all[VALUES / 2] = { keys->called, keys->calling, keys->origin,
                                        keys->media };

    for (unsigned i = 0; i < VALUES; i++) {
        uint32_t value = all[i / 2][i % 2];
        /* a user counts in either place, a description as offer or as answer */
        unsigned kind = i < VALUES / 2 ? i / 2 : i;

        values[i] = value ? (uint32_t)hash_mix(value, kind) | 1 : 0;
    }
    for (unsigned i = 1; i < VALUES / 2; i += 2)
        if (values[i] == values[i - 1])
            values[i] = 0;
}

/* What a value of this place is, where it is crowded. */
static LinkShared shared_of(unsigned at)
{
    return at < VALUES / 2 ? (LinkShared)(LINK_SHARED_CALLED + at / 2)
                           : (LinkShared)(LINK_SHARED_OFFER + at % 2);
}

static int compare_values(gconstpointer a, gconstpointer b)
{
    const Value *left = a;
    const Value *right = b;

    if (left->value != right->value)
        return left->value < right->value ? -1 : 1;
    return left->in < right->in ? -1 : left->in > right->in;
}

static int compare_endings(gconstpointer a, gconstpointer b)
{
    const Ending *left = a;
    const Ending *right = b;

    if (left->final != right->final)
        return left->final < right->final ? -1 : 1;
    return left->in < right->in ? -1 : left->in > right->in;
}

static const LinkLeg *in_at(const Servers *servers, unsigned at)
{
    return &g_array_index(servers->in_legs, LinkLeg, at);
}

static void index_ins(Servers *servers)
{
    g_array_set_size(servers->values, 0);
    g_array_set_size(servers->endings, 0);
    g_array_set_size(servers->met, 0);
    g_array_set_size(servers->met, servers->in_legs->len);
    for (unsigned i = 0; i < servers->in_legs->len; i++) {
        Ending ending = { g_array_index(servers->in_lives, LinkLife, i).final, i };
        uint32_t values[VALUES];

        values_of(&dialogs_get(servers->links->dialogs, in_at(servers, i)->dialog)->keys,
                  values);
        for (unsigned j = 0; j < VALUES; j++) {
            Value value = { values[j], i };

            if (values[j])
                g_array_append_val(servers->values, value);
        }
        if (ending.final != LINK_NEVER)
            g_array_append_val(servers->endings, ending);
    }
    g_array_sort(servers->values, compare_values);
    g_array_sort(servers->endings, compare_endings);
}

/* The first index whose value is not below @wanted. */
static unsigned first_value(const Servers *servers, Value wanted)
{
    unsigned low = 0, high = servers->values->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (compare_values(&g_array_index(servers->values, Value, middle), &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static unsigned first_ending(const Servers *servers, int64_t final)
{
    unsigned low = 0, high = servers->endings->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (g_array_index(servers->endings, Ending, middle).final < final)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The first incoming leg that is not before @time. */
static unsigned first_in(const Servers *servers, int64_t time)
{
    unsigned low = 0, high = servers->in_legs->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (in_at(servers, middle)->invite < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* An outgoing leg looks for the one it comes from. */
typedef struct Search {
    Servers *servers;
    unsigned out;
    unsigned low, high; /* incoming legs within LINK_SETUP_MAX before it */
    uint32_t found[COMPARED_MAX];
    unsigned found_len;
    unsigned crowded; /* bits of LinkShared */
    bool is_new;      /* the outgoing leg; else all this was counted before */
} Search;

static void meet(Search *search, uint32_t in)
{
    uint32_t *met = &g_array_index(search->servers->met, uint32_t, in);

    search->servers->links->counts.looked_at++;
    if (in < search->low || in >= search->high || *met == search->out + 1)
        return;
    if (search->found_len == COMPARED_MAX) {
        search->servers->links->counts.passed_over += search->is_new;
        return;
    }
    *met = search->out + 1;
    search->found[search->found_len++] = in;
}

static void meet_by_values(Search *search, const LinkLeg *leg)
{
    Servers *servers = search->servers;
    uint32_t values[VALUES];

    values_of(&dialogs_get(servers->links->dialogs, leg->dialog)->keys, values);
    for (unsigned i = 0; i < VALUES; i++) {
        unsigned first, end;

        if (!values[i])
            continue;
        first = first_value(servers, (Value){ values[i], search->low });
        end = first_value(servers, (Value){ values[i], search->high });
        if (end - first > SAME_VALUE_MAX) {
            search->crowded |= 1u << shared_of(i);
            if (search->is_new)
                servers->links->counts.passed_over += end - first - SAME_VALUE_MAX;
            first = end - SAME_VALUE_MAX;
        }
        while (end > first)
            meet(search, g_array_index(servers->values, Value, --end).in);
    }
}

static void meet_by_ending(Search *search)
{
    Servers *servers = search->servers;
    int64_t final = g_array_index(servers->out_lives, LinkLife, search->out).final;
    unsigned at, end;

    if (final == LINK_NEVER)
        return;
    at = first_ending(servers, final - SLACK);
    end = MIN(servers->endings->len, at + SAME_VALUE_MAX);
    for (; at < end; at++) {
        const Ending *ending = &g_array_index(servers->endings, Ending, at);

        if (ending->final > final + TOGETHER)
            break;
        meet(search, ending->in);
    }
}

static void compare_found(Search *search, const LinkLeg *leg)
{
    Servers *servers = search->servers;

    for (unsigned i = 0; i < search->found_len; i++) {
        uint32_t in = search->found[i];
        LinkPairOf both = { .links = servers->links,
                            .in = in_at(servers, in),
                            .out = leg,
                            .in_life = &g_array_index(servers->in_lives, LinkLife, in),
                            .out_life =
                                &g_array_index(servers->out_lives, LinkLife, search->out),
                            .crowded = search->crowded,
                            .end = servers->end };
        LinkPair pair = { .in = in, .out = search->out };

        if (both.in->dialog != leg->dialog && link_life_score(&both, &pair.score))
            g_array_append_val(servers->pairs, pair);
    }
}

static void search_for(Servers *servers, unsigned out)
{
    const LinkLeg *leg = &g_array_index(servers->out_legs, LinkLeg, out);
    Search search = { .servers = servers,
                      .out = out,
                      .is_new = link_is_new(servers->links, leg->dialog) };

    search.low = first_in(servers, leg->invite - LINK_SETUP_MAX);
    search.high = first_in(servers, leg->invite + 1);
    if (search.low == search.high)
        return;
    meet_by_values(&search, leg);
    meet_by_ending(&search);
    compare_found(&search, leg);
}

/* Legs of the server at hand, and their lives. */
static void take_legs(Servers *servers, unsigned first, unsigned end)
{
    GArray *arrays[] = { servers->in_legs, servers->out_legs, servers->in_lives,
                         servers->out_lives, servers->pairs };

    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_set_size(arrays[i], 0);
    for (unsigned i = first; i < end; i++) {
        const LinkLeg *leg = &g_array_index(servers->legs, LinkLeg, i);
        LinkLife life = link_life_of(servers->links, leg);

        g_array_append_vals(leg->is_out ? servers->out_legs : servers->in_legs, leg, 1);
        g_array_append_vals(leg->is_out ? servers->out_lives : servers->in_lives, &life, 1);
    }
}

static void judge_server(Servers *servers, unsigned first, unsigned end)
{
    LinkRivals rivals = { .links = servers->links,
                          .ins = servers->in_legs,
                          .outs = servers->out_legs,
                          .in_lives = servers->in_lives,
                          .out_lives = servers->out_lives,
                          .pairs = servers->pairs,
                          .end = servers->end };

    if (end - first < 2)
        return;
    take_legs(servers, first, end);
    if (!servers->in_legs->len || !servers->out_legs->len)
        return;
    index_ins(servers);
    for (unsigned out = 0; out < servers->out_legs->len; out++)
        search_for(servers, out);
    link_rivals_settle(&rivals);
}

static void init(Servers *servers, Links *links)
{
    struct {
        GArray **array;
        unsigned size;
    } arrays[] = {
        { &servers->legs, sizeof(LinkLeg) },       { &servers->in_legs, sizeof(LinkLeg) },
        { &servers->out_legs, sizeof(LinkLeg) },   { &servers->in_lives, sizeof(LinkLife) },
        { &servers->out_lives, sizeof(LinkLife) }, { &servers->values, sizeof(Value) },
        { &servers->endings, sizeof(Ending) },     { &servers->met, sizeof(uint32_t) },
        { &servers->pairs, sizeof(LinkPair) },
    };

    servers->links = links;
    servers->end = TIME_NONE;
    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        *arrays[i].array = g_array_new(FALSE, TRUE, arrays[i].size);
    link_bits_init(&servers->outs, links->ids_len);
    link_bits_init(&servers->ins, links->ids_len);
}

static void clear(Servers *servers)
{
    GArray *arrays[] = { servers->legs,     servers->in_legs,   servers->out_legs,
                         servers->in_lives, servers->out_lives, servers->values,
                         servers->endings,  servers->met,       servers->pairs };

    for (unsigned i = 0; i < G_N_ELEMENTS(arrays); i++)
        g_array_unref(arrays[i]);
    link_bits_clear(&servers->outs);
    link_bits_clear(&servers->ins);
}

void link_servers_find(Links *links)
{
    Servers servers;
    unsigned first = 0;

    init(&servers, links);
    collect_legs(&servers);
    for (unsigned i = 1; i <= servers.legs->len; i++) {
        if (i < servers.legs->len && g_array_index(servers.legs, LinkLeg, i).server ==
                                         g_array_index(servers.legs, LinkLeg, first).server)
            continue;
        judge_server(&servers, first, i);
        first = i;
    }
    clear(&servers);
}
