/* SPDX-License-Identifier: Apache-2.0
 *
 * A message goes to the dialog of its Call-ID. The bucket of a Call-ID's hash leads to its
 * youngest dialog; a Call-ID without INVITE is cut into episodes, and an older episode is found
 * from the younger one. Messages of a dialog are chained in the order in which they came.
 */
#include "flows/dialog.h"

#include "dissect/base/hash.h"
#include "dissect/sip/sdp.h"
#include "flows/episode.h"
#include "flows/pool.h"

#define FIRST_BUCKETS 4096

struct Dialogs {
    uint64_t seed;
    Texts *texts;
    Endpoints *endpoints;
    Pool messages, dialogs;
    DialogId *buckets;
    uint32_t buckets_len, dialogs_live;
};

/* A message on its way into its dialog. */
typedef struct Incoming {
    const Arrival *arrival;
    const SipView *view;
    Message *message;
    MessageId id;
    AnomalySet *anomalies;
} Incoming;

Dialogs *dialogs_new(void)
{
    Dialogs *dialogs = g_new0(Dialogs, 1);

    dialogs->seed = hash_seed();
    dialogs->texts = texts_new();
    dialogs->endpoints = endpoints_new();
    pool_init(&dialogs->messages, sizeof(Message));
    pool_init(&dialogs->dialogs, sizeof(Dialog));
    dialogs->buckets_len = FIRST_BUCKETS;
    dialogs->buckets = g_new0(DialogId, FIRST_BUCKETS);
    return dialogs;
}

static Dialog *dialog_at(const Dialogs *dialogs, DialogId id)
{
    return pool_get(&dialogs->dialogs, id);
}

static Message *message_at(const Dialogs *dialogs, MessageId id)
{
    return pool_get(&dialogs->messages, id);
}

void dialogs_free(Dialogs *dialogs)
{
    if (!dialogs)
        return;
    for (DialogId id = 1; id < dialogs->dialogs.used; id++)
        if (dialogs_get(dialogs, id))
            g_free(dialog_at(dialogs, id)->more_forks);
    texts_free(dialogs->texts);
    endpoints_free(dialogs->endpoints);
    pool_clear(&dialogs->messages);
    pool_clear(&dialogs->dialogs);
    g_free(dialogs->buckets);
    g_free(dialogs);
}

static uint32_t hash_of(const Dialogs *dialogs, Slice text)
{
    uint32_t hash = text.len ? (uint32_t)hash_bytes(text, dialogs->seed) : 0;

    return text.len && hash == 0 ? 1 : hash; /* 0 means absent */
}

uint32_t dialogs_bytes_hash(const Dialogs *dialogs, Slice text)
{
    return hash_of(dialogs, text);
}

static DialogId *bucket_of(const Dialogs *dialogs, uint64_t hash)
{
    return &dialogs->buckets[hash & (dialogs->buckets_len - 1)];
}

static void link_dialog(Dialogs *dialogs, DialogId id)
{
    Dialog *dialog = dialog_at(dialogs, id);

    dialog->next_in_bucket = *bucket_of(dialogs, dialog->hash);
    *bucket_of(dialogs, dialog->hash) = id;
}

static void unlink_dialog(Dialogs *dialogs, DialogId id)
{
    DialogId *link = bucket_of(dialogs, dialog_at(dialogs, id)->hash);

    while (*link && *link != id)
        link = &dialog_at(dialogs, *link)->next_in_bucket;
    if (*link)
        *link = dialog_at(dialogs, id)->next_in_bucket;
}

static void grow_buckets(Dialogs *dialogs)
{
    DialogId *old = dialogs->buckets;
    uint32_t old_len = dialogs->buckets_len;

    dialogs->buckets_len = old_len * 2;
    dialogs->buckets = g_new0(DialogId, dialogs->buckets_len);
    for (uint32_t i = 0; i < old_len; i++) {
        for (DialogId id = old[i]; id;) {
            DialogId next = dialog_at(dialogs, id)->next_in_bucket;

            link_dialog(dialogs, id);
            id = next;
        }
    }
    g_free(old);
}

/* Without a Call-ID, messages between the same two addresses are kept together. */
static uint64_t key_hash(const Dialogs *dialogs, const Incoming *in)
{
    const Endpoint *src = &in->arrival->src;
    const Endpoint *dst = &in->arrival->dst;

    if (in->view->call_id.len)
        return hash_bytes(in->view->call_id, dialogs->seed);
    return hash_bytes(slice_of(src, sizeof *src), dialogs->seed) +
           hash_bytes(slice_of(dst, sizeof *dst), dialogs->seed);
}

static bool same_key(const Dialogs *dialogs, const Dialog *dialog, const Incoming *in)
{
    const Message *message = in->message;

    if (dialog->call_id || in->view->call_id.len)
        return slice_equals(texts_get(dialogs->texts, dialog->call_id), in->view->call_id);
    return (dialog->caller == message->src && dialog->next_hop == message->dst) ||
           (dialog->caller == message->dst && dialog->next_hop == message->src);
}

static DialogId find_dialog(const Dialogs *dialogs, const Incoming *in, uint64_t hash)
{
    DialogId id = *bucket_of(dialogs, hash);

    while (id) {
        const Dialog *dialog = dialog_at(dialogs, id);

        if (dialog->hash == hash && same_key(dialogs, dialog, in))
            break;
        id = dialog->next_in_bucket;
    }
    return id;
}

/* The dialog's first message decides who called whom. An answer names its request's sender. */
static DialogId open_dialog(Dialogs *dialogs, const Incoming *in, uint64_t hash,
                            DialogId previous)
{
    DialogId id = pool_take(&dialogs->dialogs);
    Dialog *dialog = dialog_at(dialogs, id);
    const SipView *view = in->view;
    const Message *message = in->message;

    if (++dialogs->dialogs_live > dialogs->buckets_len)
        grow_buckets(dialogs);
    dialog->hash = hash;
    dialog->call_id = texts_ref(dialogs->texts, view->call_id);
    dialog->from = texts_ref(dialogs->texts, view->from);
    dialog->to = texts_ref(dialogs->texts, view->to);
    dialog->from_tag = texts_ref(dialogs->texts, view->from_tag);
    dialog->from_hash = hash_of(dialogs, view->from_tag);
    dialog->user_agent = view->is_request ? texts_ref(dialogs->texts, view->user_agent) : 0;
    dialog->method = message->method;
    dialog->caller = view->is_request ? message->src : message->dst;
    dialog->next_hop = view->is_request ? message->dst : message->src;
    dialog->start = in->arrival->time;
    dialog->previous = previous;
    if (previous)
        unlink_dialog(dialogs, previous);
    link_dialog(dialogs, id);
    return id;
}

/* The younger dialog takes the messages of all episodes before it: an INVITE has come, so
 * they were one dialog all along. */
static DialogId join_episodes(Dialogs *dialogs, DialogId youngest)
{
    DialogId id = youngest;

    while (dialog_at(dialogs, id)->previous) {
        DialogId older = dialog_at(dialogs, id)->previous;
        Dialog *into = dialog_at(dialogs, older);
        Dialog *from = dialog_at(dialogs, id);

        for (MessageId m = from->first; m; m = message_at(dialogs, m)->next)
            message_at(dialogs, m)->dialog = older;
        message_at(dialogs, into->last)->next = from->first;
        into->last = from->last;
        into->messages += from->messages;
        into->end = from->end;
        into->state = from->state;
        from->first = from->last = 0;
        dialogs_remove(dialogs, id);
        id = older;
    }
    return id;
}

static void keep_fork(Dialogs *dialogs, Dialog *dialog, Slice tag, AnomalySet *anomalies)
{
    TextId id = texts_find(dialogs->texts, tag);

    for (unsigned i = 0; id && i < dialog->more_forks_len; i++)
        if (dialog->more_forks[i] == id)
            return;
    if (dialog->more_forks_len + 1 >= DIALOG_FORKS_MAX) {
        *anomalies |= ANOMALY_BIT(ANOMALY_DIALOG_FULL);
        return;
    }
    dialog->more_forks = g_renew(TextId, dialog->more_forks, dialog->more_forks_len + 1);
    dialog->more_forks[dialog->more_forks_len++] = texts_ref(dialogs->texts, tag);
}

/* A dialog is told apart by the callee's tag (RFC 3261, 12): of an answer that makes one, or
 * of a request inside one. The tag of a refusal, and of its ACK, makes none. */
static void note_fork(Dialogs *dialogs, Dialog *dialog, const Incoming *in)
{
    const Message *message = in->message;
    const SipView *view = in->view;
    bool makes_dialog = message_is_request(message)
                            ? message->method != METHOD_ACK && message->method != METHOD_CANCEL
                            : message->status > 100 && message->status < 300;
    Slice tag = view->to_tag;
    uint32_t hash = message->to_tag;

    if (!makes_dialog || !hash || !view->from_tag.len)
        return;
    if (hash == dialog->from_hash) { /* the callee's request, or the answer to it */
        tag = view->from_tag;
        hash = hash_of(dialogs, tag);
    }
    if (!dialog->first_fork) {
        dialog->first_fork = texts_ref(dialogs->texts, tag);
        dialog->fork_hash = hash;
    } else if (hash != dialog->fork_hash) {
        keep_fork(dialogs, dialog, tag, in->anomalies);
    }
}

static bool at_caller(const Dialogs *dialogs, const Dialog *dialog, const Message *message)
{
    EndpointId end = message_is_request(message) ? message->src : message->dst;

    return end == dialog->caller ||
           endpoint_same_address(endpoints_get(dialogs->endpoints, end),
                                 endpoints_get(dialogs->endpoints, dialog->caller));
}

/* What the dialog becomes by its newest message. */
static void advance(Dialogs *dialogs, Dialog *dialog, const Incoming *in)
{
    Message *message = in->message;
    StateContext context = { .at_caller = at_caller(dialogs, dialog, message) };

    episode_note(dialog, message);
    context.is_invite = dialog->is_invite;
    dialog->state = state_after(dialog->state, message, context);
    if (message_is_final(message) && context.at_caller && message->method == dialog->method)
        dialog->final_status = message->status;
    note_fork(dialogs, dialog, in);
}

static void append(Dialogs *dialogs, DialogId id, const Incoming *in)
{
    Dialog *dialog = dialog_at(dialogs, id);

    in->message->dialog = id;
    if (dialog->last)
        message_at(dialogs, dialog->last)->next = in->id;
    else
        dialog->first = in->id;
    dialog->last = in->id;
    dialog->messages++;
    dialog->end = in->arrival->time;
    advance(dialogs, dialog, in);
}

static uint16_t auth_hash(const Dialogs *dialogs, const AuthView *auth)
{
    uint64_t hash = hash_mix(hash_of(dialogs, auth->realm), hash_of(dialogs, auth->nonce));

    return auth->present ? (uint16_t)(hash | 1) : 0;
}

static uint32_t branch_hash(const Dialogs *dialogs, const ViaView *via)
{
    return hash_of(dialogs, via->branch);
}

/* RFC 3261 17.2.3: without the magic cookie a branch says nothing, so the From tag and the
 * sender of the topmost Via stand in. */
static uint32_t repeat_hash(const Dialogs *dialogs, const SipView *view, const Message *message)
{
    uint64_t hash = hash_mix(message->branch, dialogs->seed);

    if (!slice_begins(view->via[0].branch, "z9hG4bK")) {
        hash = hash_mix(hash, hash_of(dialogs, view->from_tag));
        hash = hash_mix(hash, hash_of(dialogs, view->via[0].sent_by));
    }
    hash = hash_mix(hash, (uint64_t)message->src << 32 | message->dst);
    hash = hash_mix(hash, (uint64_t)message->cseq << 32 | message->to_tag);
    hash = hash_mix(hash, (uint64_t)message->method << 32 | view->rseq);
    hash = hash_mix(hash, hash_of(dialogs, view->start_line));
    return (uint32_t)hash_mix(hash, hash_of(dialogs, view->body));
}

static unsigned flags_of(const Incoming *in)
{
    const SipView *view = in->view;
    char source[ENDPOINT_TEXT];
    bool expires_zero =
        view->contact_expires >= 0 ? view->contact_expires == 0 : view->expires == 0;
    unsigned flags = 0;

    flags |= view->is_request && view->to_tag.len ? MESSAGE_IN_DIALOG : 0;
    flags |= view->credentials.present ? MESSAGE_CREDENTIALS : 0;
    flags |= view->challenge.present ? MESSAGE_CHALLENGE : 0;
    flags |= view->is_request && expires_zero ? MESSAGE_EXPIRES_ZERO : 0;
    flags |= view->vias == 1 ? MESSAGE_ONE_VIA : 0;
    flags |= view->rseq ? MESSAGE_RELIABLE : 0;
    flags |= in->arrival->anomalies & ANOMALY_BIT(ANOMALY_CUT_SHORT) ? MESSAGE_CUT_SHORT : 0;
    flags |= (in->arrival->anomalies | view->anomalies) ? MESSAGE_ODD : 0;
    if (view->contact_host.len) {
        endpoint_print_address(&in->arrival->src, source);
        if (slice_begins(view->contact_host, source))
            flags |= MESSAGE_OWN_CONTACT;
    }
    return flags;
}

static void note_sdp(const Dialogs *dialogs, const SipView *view, Message *message)
{
    Slice text;

    if (!view->body.len || !sdp_find(view->content_type, view->body, &text))
        return;
    message->sdp = hash_of(dialogs, text);
    message->flags |= MESSAGE_HAS_SDP | (sdp_is_hold(text) ? MESSAGE_HOLD : 0);
}

static void fill_message(Dialogs *dialogs, const Incoming *in)
{
    const Arrival *arrival = in->arrival;
    const SipView *view = in->view;
    Message *message = in->message;
    size_t units = (view->text.len + MESSAGE_SIZE_UNIT - 1) / MESSAGE_SIZE_UNIT;

    message->time = arrival->time;
    message->packet = arrival->packet;
    message->input = arrival->input;
    message->ordinal = arrival->ordinal;
    message->src = endpoints_ref(dialogs->endpoints, &arrival->src);
    message->dst = endpoints_ref(dialogs->endpoints, &arrival->dst);
    message->cseq = view->cseq;
    message->status = view->is_request ? 0 : (uint16_t)MAX(view->status, 1);
    message->method = (uint8_t)view->method;
    message->transport = (uint8_t)arrival->transport;
    message->branch = branch_hash(dialogs, &view->via[0]);
    message->second_branch = branch_hash(dialogs, &view->via[1]);
    message->bytes_hash = hash_of(dialogs, view->text);
    message->to_tag = hash_of(dialogs, view->to_tag);
    message->ip_id = arrival->ip_id;
    message->auth =
        auth_hash(dialogs, view->is_request ? &view->credentials : &view->challenge);
    message->flags = flags_of(in) & 0x3ffff;
    message->size = (unsigned)MIN(units, 0x3fff) & 0x3fff;
    note_sdp(dialogs, view, message);
    message->repeat_hash = repeat_hash(dialogs, view, message);
}

/* Which of the Call-ID's dialogs the message belongs to; makes one where it begins one. */
static DialogId place(Dialogs *dialogs, const Incoming *in)
{
    uint64_t hash = key_hash(dialogs, in);
    DialogId id = find_dialog(dialogs, in, hash);
    const Dialog *dialog;

    if (!id)
        return open_dialog(dialogs, in, hash, 0);
    dialog = dialog_at(dialogs, id);
    if (dialog->is_invite || !dialog->call_id)
        return id;
    if (episode_is_of_invite(in->message))
        return join_episodes(dialogs, id);
    if (episode_begins(dialog, in->message))
        return open_dialog(dialogs, in, hash, id);
    if (dialog->previous && !episode_has(dialog, in->message) &&
        episode_has(dialog_at(dialogs, dialog->previous), in->message))
        return dialog->previous;
    return id;
}

MessageId dialogs_add(Dialogs *dialogs, const Arrival *arrival, const SipView *view,
                      AnomalySet *anomalies)
{
    Incoming in = { arrival, view, NULL, pool_take(&dialogs->messages), anomalies };

    in.message = message_at(dialogs, in.id);
    fill_message(dialogs, &in);
    append(dialogs, place(dialogs, &in), &in);
    return in.id;
}

bool dialogs_mark_unreached(Dialogs *dialogs, const SipView *quote, const Endpoint *src,
                            const Endpoint *dst)
{
    Arrival arrival = { .src = *src, .dst = *dst };
    Message hop = { .src = endpoints_find(dialogs->endpoints, src),
                    .dst = endpoints_find(dialogs->endpoints, dst) };
    Incoming in = { &arrival, quote, &hop, 0, NULL };
    DialogId id = find_dialog(dialogs, &in, key_hash(dialogs, &in));
    uint32_t branch = branch_hash(dialogs, &quote->via[0]);
    Message *found = NULL;

    for (MessageId m = id ? dialog_at(dialogs, id)->first : 0; m;) {
        Message *message = message_at(dialogs, m);

        if (message->src == hop.src && message->dst == hop.dst && message->branch == branch &&
            message_is_request(message) == quote->is_request && message->cseq == quote->cseq &&
            message->status == (quote->is_request ? 0 : quote->status))
            found = message;
        m = message->next;
    }
    if (found)
        found->flags |= MESSAGE_UNREACHED;
    return found != NULL;
}

const Dialog *dialogs_get(const Dialogs *dialogs, DialogId id)
{
    const Dialog *dialog = dialog_at(dialogs, id);

    return dialog->first ? dialog : NULL;
}

DialogId dialogs_len(const Dialogs *dialogs)
{
    return dialogs->dialogs.used - 1;
}

const Message *dialogs_message(const Dialogs *dialogs, MessageId id)
{
    return message_at(dialogs, id);
}

const Texts *dialogs_texts(const Dialogs *dialogs)
{
    return dialogs->texts;
}

const Endpoints *dialogs_endpoints(const Dialogs *dialogs)
{
    return dialogs->endpoints;
}

static void free_messages(Dialogs *dialogs, MessageId first)
{
    while (first) {
        Message *message = message_at(dialogs, first);
        MessageId next = message->next;

        endpoints_unref(dialogs->endpoints, message->src);
        endpoints_unref(dialogs->endpoints, message->dst);
        pool_give(&dialogs->messages, first);
        first = next;
    }
}

void dialogs_remove(Dialogs *dialogs, DialogId id)
{
    Dialog *dialog = dialog_at(dialogs, id);
    TextId shares[] = { dialog->call_id,  dialog->from,       dialog->to,
                        dialog->from_tag, dialog->user_agent, dialog->first_fork };

    for (unsigned i = 0; i < G_N_ELEMENTS(shares); i++)
        texts_unref(dialogs->texts, shares[i]);
    for (unsigned i = 0; i < dialog->more_forks_len; i++)
        texts_unref(dialogs->texts, dialog->more_forks[i]);
    g_free(dialog->more_forks);
    free_messages(dialogs, dialog->first);
    unlink_dialog(dialogs, id);
    dialogs->dialogs_live--;
    memset(dialog, 0, sizeof *dialog);
    pool_give(&dialogs->dialogs, id);
}

size_t dialogs_memory(const Dialogs *dialogs)
{
    return pool_memory(&dialogs->messages) + pool_memory(&dialogs->dialogs) +
           texts_memory(dialogs->texts) + endpoints_memory(dialogs->endpoints) +
           dialogs->buckets_len * sizeof *dialogs->buckets;
}
