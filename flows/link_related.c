/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that belong together without being one. A transfer (RFC 3515): who received a REFER, at
 * any hop that was captured, sends an INVITE to its target soon after. A call that waits, a
 * call to ask somebody else: a terminal puts one call on hold while another of its calls is
 * there.
 */
#include "flows/link_private.h"

#include "dissect/base/hash.h"

/* 64*T1: the INVITE comes this soon after its REFER. */
#define REFER_MAX (INT64_C(32) * 1000000000)

/* Of the calls that one place has in common, so many are looked at around the time in
 * question. */
#define LOOKED_AT_MAX 64

/* Calls of a terminal that overlap with one on hold. */
#define CALLS_AT_ONCE_MAX 2

/* Hops of a REFER. */
#define HOPS_MAX 8

/* A call at a place: an address and a user there, or an address and a target. */
typedef struct Place {
    uint64_t key;
    int64_t time; /* of its first message */
    DialogId dialog;
} Place;

/* What waits for a call at a place. */
typedef struct Seeker {
    uint64_t key;
    int64_t from, until; /* the other call is there in this time: a hold, or after a REFER */
    DialogId dialog;
    bool is_refer;
} Seeker;

typedef struct Related {
    Links *links;
    GArray *seekers, *places;
    LinkBits sought;
} Related;

static uint64_t key_of(const Related *related, EndpointId end, uint32_t user, bool is_target)
{
    const Endpoint *endpoint = endpoints_get(dialogs_endpoints(related->links->dialogs), end);
    Slice address = slice_of(endpoint->address, sizeof endpoint->address);

    return hash_mix(hash_bytes(address, related->links->store->seed),
                    (uint64_t)user << 1 | is_target);
}

static void seek(Related *related, Seeker seeker)
{
    link_bits_put(&related->sought, seeker.key);
    g_array_append_val(related->seekers, seeker);
}

/* Every hop of the REFER: the terminal it ends at is the last of them, and where that was not
 * captured the server before it stands for the terminal. */
static void seek_refer(Related *related, DialogId id, const LinkValue *value)
{
    const Message *refer = dialogs_message(related->links->dialogs, (MessageId)value->hash);
    const Message *hop = refer;

    for (unsigned hops = 0; hop && hops < HOPS_MAX;) {
        if (message_is_request(hop) && hop->method == METHOD_REFER &&
            hop->cseq == refer->cseq) {
            Seeker seeker = { .from = refer->time,
                              .until = refer->time + REFER_MAX,
                              .dialog = id,
                              .is_refer = true };

            seeker.key = key_of(related, hop->dst, (uint32_t)(value->hash >> 32), true);
            seek(related, seeker);
            hops++;
        }
        hop = hop->next ? dialogs_message(related->links->dialogs, hop->next) : NULL;
        if (hop && hop->time - refer->time > REFER_MAX)
            break;
    }
}

/* The users at the ends of a dialog: of who began it, and of who was called; nobody where a
 * server stands between two legs: it is one address for many. */
static uint32_t user_at(const Related *related, DialogId id, bool is_caller)
{
    const LinkKeys *keys = &dialogs_get(related->links->dialogs, id)->keys;
    bool is_first = related->links->call[id] == id;

    if (is_caller ? !is_first : is_first && related->links->calls_len[id])
        return 0;
    return is_caller ? keys->calling[0] : keys->called[1] ? keys->called[1] : keys->called[0];
}

static bool is_offer(const Message *message)
{
    return message_is_request(message) && message->flags & MESSAGE_IN_DIALOG &&
           message->flags & MESSAGE_HAS_SDP &&
           (message->method == METHOD_INVITE || message->method == METHOD_UPDATE);
}

/* A hold lasts until its sender's next offer that holds no more. */
static void seek_holds(Related *related, DialogId id, const Dialog *dialog)
{
    const Dialogs *dialogs = related->links->dialogs;
    Seeker open = { .dialog = 0 };
    EndpointId holder = 0;

    for (MessageId at = dialog->first; at;) {
        const Message *message = dialogs_message(dialogs, at);
        bool holds = message->flags & MESSAGE_HOLD;

        if (is_offer(message) && holds && !open.dialog) {
            bool is_caller = message->flags & MESSAGE_AT_CALLER;
            uint32_t user = user_at(related, id, is_caller);

            holder = message->src;
            open = (Seeker){ .from = message->time, .until = dialog->end, .dialog = id };
            open.key = key_of(related, holder, user, false);
            open.dialog = user ? id : 0;
        } else if (is_offer(message) && !holds && open.dialog && message->src == holder) {
            open.until = message->time;
            seek(related, open);
            open.dialog = 0;
        }
        at = message->next;
    }
    if (open.dialog)
        seek(related, open);
}

static void seek_all(Related *related)
{
    for (unsigned i = 0; i < related->links->ids_len; i++) {
        DialogId id = related->links->ids[i];
        const Dialog *dialog = link_dialog(related->links, id);
        const LinkValue *value;

        if (dialog && dialog->keys.has_hold)
            seek_holds(related, id, dialog);
        for (uint32_t at = dialog ? dialog->keys.values : 0; at; at = value->next) {
            value = pool_get(&related->links->store->values, at);
            if (value->kind == LINK_REFER)
                seek_refer(related, id, value);
        }
    }
}

static void place(Related *related, DialogId id, EndpointId end, uint32_t user, bool is_target)
{
    const Dialog *dialog = dialogs_get(related->links->dialogs, id);
    Place at = { key_of(related, end, user, is_target), dialog->start, id };

    if (user && link_bits_has(&related->sought, at.key))
        g_array_append_val(related->places, at);
}

static void place_all(Related *related)
{
    for (unsigned i = 0; i < related->links->ids_len; i++) {
        DialogId id = related->links->ids[i];
        const Dialog *dialog = link_dialog(related->links, id);

        if (!dialog)
            continue;
        place(related, id, dialog->caller, user_at(related, id, true), false);
        place(related, id, dialog->keys.callee ? dialog->keys.callee : dialog->next_hop,
              user_at(related, id, false), false);
        place(related, id, dialog->caller, dialog->keys.called[0], true);
        if (dialog->keys.called[1] != dialog->keys.called[0])
            place(related, id, dialog->caller, dialog->keys.called[1], true);
    }
}

static int compare_places(gconstpointer a, gconstpointer b)
{
    const Place *left = a;
    const Place *right = b;

    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    if (left->time != right->time)
        return left->time < right->time ? -1 : 1;
    return left->dialog < right->dialog ? -1 : left->dialog > right->dialog;
}

static unsigned first_place(const Related *related, uint64_t key, int64_t time)
{
    Place wanted = { .key = key, .time = time };
    unsigned low = 0, high = related->places->len;

    while (low < high) {
        unsigned middle = low + (high - low) / 2;

        if (compare_places(&g_array_index(related->places, Place, middle), &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Of the calls that fit, the one that begins nearest to the hold or the REFER. A terminal has
 * few calls at once: where there are many, the place is that of a server with one number for
 * all. */
static void find(Related *related, const Seeker *seeker)
{
    unsigned middle = first_place(related, seeker->key, seeker->from);
    unsigned first = middle - MIN(middle, LOOKED_AT_MAX / 2);
    unsigned end = MIN(related->places->len, middle + LOOKED_AT_MAX / 2);
    DialogId nearest = 0;
    int64_t distance = INT64_MAX;
    unsigned fitting = 0;

    for (unsigned i = first; i < end; i++) {
        const Place *place = &g_array_index(related->places, Place, i);
        const Dialog *dialog = dialogs_get(related->links->dialogs, place->dialog);
        bool is_there = seeker->is_refer
                            ? place->time >= seeker->from && place->time <= seeker->until
                            : place->time <= seeker->until && dialog->end >= seeker->from;

        related->links->counts.looked_at++;
        if (place->key != seeker->key || !is_there ||
            links_call(related->links, place->dialog) ==
                links_call(related->links, seeker->dialog))
            continue;
        fitting++;
        if (ABS(place->time - seeker->from) >= distance)
            continue;
        distance = ABS(place->time - seeker->from);
        nearest = place->dialog;
    }
    if (nearest && (seeker->is_refer || fitting <= CALLS_AT_ONCE_MAX))
        link_add(related->links->related, seeker->dialog, nearest, LINK_BY_NOTHING);
}

void link_related_find(Links *links)
{
    unsigned len = links->ids_len;
    Related related = { .links = links };

    related.seekers = g_array_new(FALSE, FALSE, sizeof(Seeker));
    related.places = g_array_new(FALSE, FALSE, sizeof(Place));
    link_bits_init(&related.sought, len);
    seek_all(&related);
    if (related.seekers->len)
        place_all(&related);
    g_array_sort(related.places, compare_places);
    for (unsigned i = 0; i < related.seekers->len; i++)
        find(&related, &g_array_index(related.seekers, Seeker, i));
    g_array_unref(related.seekers);
    g_array_unref(related.places);
    link_bits_clear(&related.sought);
}
