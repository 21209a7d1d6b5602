/* SPDX-License-Identifier: Apache-2.0
 *
 * A message goes to the dialog of its Call-ID. The bucket of a Call-ID's hash leads to its
 * youngest dialog; a Call-ID without INVITE is cut into episodes, and an older episode is found
 * from the younger one. Messages of a dialog are chained in the order in which they were
 * captured: what waited for lost bytes in TCP comes late and takes its place among the last
 * ones. What the dialog has become is then told anew from its first message, if that is near.
 */
#include "flows/dialog.h"

#include "dissect/base/hash.h"
#include "flows/dialog_end.h"
#include "flows/dialog_private.h"
#include "flows/episode.h"

#define FIRST_BUCKETS 4096
#define RECENT 64 /* messages; see Dialog.recent */

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
    dialogs->intake = (Intake){ .seed = dialogs->seed, .endpoints = dialogs->endpoints };
    link_store_init(&dialogs->links, dialogs->seed);
    pool_init(&dialogs->messages, sizeof(Message));
    pool_init(&dialogs->dialogs, sizeof(Dialog));
    dialogs->buckets_len = FIRST_BUCKETS;
    dialogs->buckets = g_new0(DialogId, FIRST_BUCKETS);
    dialogs->closed =
        table_new(sizeof(uint64_t), sizeof(uint32_t), DIALOGS_CLOSED_MAX, NULL, NULL);
    return dialogs;
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
    link_store_clear(&dialogs->links);
    pool_clear(&dialogs->messages);
    pool_clear(&dialogs->dialogs);
    table_free(dialogs->closed);
    g_free(dialogs->buckets);
    g_free(dialogs);
}

uint32_t dialogs_bytes_hash(const Dialogs *dialogs, Slice text)
{
    return intake_hash(dialogs->seed, text);
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

            dialog_enter_bucket(dialogs, id);
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

/* The dialog has the same hash. For Call-IDs that is enough: it has 64 bits and a seed, so that
 * among a million calls two fall together once in ten million runs, and nobody can make them;
 * looking at the text would touch two more lines of memory for each message. */
static bool same_key(const Dialog *dialog, const Incoming *in)
{
    const Message *message = in->message;

    if (dialog->call_id || in->view->call_id.len)
        return dialog->call_id && in->view->call_id.len;
    return (dialog->caller == message->src && dialog->next_hop == message->dst) ||
           (dialog->caller == message->dst && dialog->next_hop == message->src);
}

static DialogId find_dialog(const Dialogs *dialogs, const Incoming *in, uint64_t hash)
{
    DialogId id = *dialog_bucket(dialogs, hash);

    while (id) {
        const Dialog *dialog = dialog_at(dialogs, id);

        if (dialog->hash == hash && same_key(dialog, in))
            break;
        id = dialog->next_in_bucket;
    }
    return id;
}

/* @value, From or To, up to a @tag that is all that follows. */
static Slice without_tag(Slice value, Slice tag)
{
    size_t len = strlen(";tag=") + tag.len;
    Slice end = slice_tail(value, value.len - MIN(len, value.len));

    return tag.len && end.data + len == tag.data + tag.len && slice_begins(end, ";tag=")
               ? slice_head(value, value.len - len)
               : value;
}

static void take_texts(Dialogs *dialogs, Dialog *dialog, const SipView *view)
{
    Slice texts[] = { view->call_id, without_tag(view->from, view->from_tag),
                      without_tag(view->to, view->to_tag), view->from_tag,
                      view->is_request ? view->user_agent : (Slice){ 0 } };
    TextId ids[G_N_ELEMENTS(texts)];

    texts_ref_all(dialogs->texts, texts, G_N_ELEMENTS(texts), ids);
    dialog->call_id = ids[0];
    dialog->from = ids[1];
    dialog->to = ids[2];
    dialog->from_tag = ids[3];
    dialog->user_agent = ids[4];
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
    take_texts(dialogs, dialog, view);
    dialog->from_hash = intake_hash(dialogs->seed, view->from_tag);
    dialog->method = message->method;
    dialog->caller = view->is_request ? message->src : message->dst;
    dialog->next_hop = view->is_request ? message->dst : message->src;
    dialog->start = in->arrival->time;
    dialog->end = in->arrival->time;
    dialog->late = previous ? 0 : dialog_removed_number(dialogs, hash);
    dialog->is_late_removed = dialog->late != 0;
    dialog->previous = previous;
    if (previous) {
        dialog_at(dialogs, previous)->next_episode = id;
        dialog_leave_bucket(dialogs, previous);
    }
    dialog_enter_bucket(dialogs, id);
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
    dialogs->fork_bytes += sizeof(TextId);
    dialog->more_forks[dialog->more_forks_len++] = texts_ref(dialogs->texts, tag);
}

static void take_forks(Dialogs *dialogs, Dialog *into, const Dialog *from,
                       AnomalySet *anomalies)
{
    if (!into->first_fork) {
        into->first_fork =
            texts_ref(dialogs->texts, texts_get(dialogs->texts, from->first_fork));
        into->fork_hash = from->fork_hash;
    } else if (from->first_fork && from->first_fork != into->first_fork) {
        keep_fork(dialogs, into, texts_get(dialogs->texts, from->first_fork), anomalies);
    }
    for (unsigned i = 0; i < from->more_forks_len; i++)
        if (from->more_forks[i] != into->first_fork)
            keep_fork(dialogs, into, texts_get(dialogs->texts, from->more_forks[i]), anomalies);
}

/* A dialog is told apart by the callee's tag (RFC 3261, 12): of an answer that makes one (in a
 * call, only to INVITE), or of a request inside one. The tag of a refusal, and of its ACK,
 * makes none; nor does that of the answer to a CANCEL, which each server on the way gives by
 * itself (RFC 3261, 9.2). */
static void note_fork(Dialogs *dialogs, Dialog *dialog, const Incoming *in)
{
    const Message *message = in->message;
    const SipView *view = in->view;
    bool makes_dialog = message->method != METHOD_CANCEL &&
                        (message_is_request(message)
                             ? message->method != METHOD_ACK
                             : message->status > 100 && message->status < 300 &&
                                   (message->method == METHOD_INVITE || !dialog->is_invite));
    Slice tag = view->to_tag;
    uint32_t hash = message->to_tag;

    if (!makes_dialog || !hash || !view->from_tag.len)
        return;
    if (hash == dialog->from_hash) { /* the callee's request, or the answer to it */
        tag = view->from_tag;
        hash = intake_hash(dialogs->seed, tag);
    }
    if (!dialog->first_fork) {
        dialog->first_fork = texts_ref(dialogs->texts, tag);
        dialog->fork_hash = hash;
    } else if (hash != dialog->fork_hash) {
        keep_fork(dialogs, dialog, tag, in->anomalies);
    }
}

/* The oldest episode takes the messages of all that came after it: @in shows that they were
 * one dialog all along, whose story begins now. Each message is touched once. */
static DialogId join_episodes(Dialogs *dialogs, DialogId youngest, const Incoming *in)
{
    DialogId id = youngest;
    Dialog *into = dialog_at(dialogs, id);

    while (into->previous) {
        Dialog *from = into;
        DialogId younger = id;

        id = from->previous;
        into = dialog_at(dialogs, id);
        if (dialogs->joined)
            dialogs->joined(younger, id, dialogs->joined_user);
        message_at(dialogs, into->last)->next = from->first;
        into->last = from->last;
        into->messages += from->messages;
        into->start = MIN(into->start, from->start);
        into->end = MAX(into->end, from->end);
        memcpy(into->recent, from->recent, sizeof into->recent);
        take_forks(dialogs, into, from, in->anomalies);
        from->first = 0;
        dialogs_remove(dialogs, younger, 0);
    }
    into->state = STATE_OTHER;
    into->final_status = 0;
    into->attempt = into->offer_cseq = 0;
    if (message_is_request(in->message) && !(in->message->flags & MESSAGE_IN_DIALOG)) {
        into->caller = in->message->src;
        into->next_hop = in->message->dst;
    }
    return id;
}

/* Another port of the caller's address is the caller too, but on one host it may be anybody:
 * there the number of Vias tells his hop from the others. */
static bool at_caller(const Dialogs *dialogs, const Dialog *dialog, const Message *message)
{
    EndpointId end = message_is_request(message) ? message->src : message->dst;
    const Message *first = message_at(dialogs, dialog->first);

    if (end == dialog->caller || end == dialog->next_hop)
        return end == dialog->caller;
    return !((message->flags ^ first->flags) & MESSAGE_ONE_VIA) &&
           endpoint_same_address(endpoints_get(dialogs->endpoints, end),
                                 endpoints_get(dialogs->endpoints, dialog->caller));
}

/* True if @message comes too late to tell of the call: the caller's request was there already,
 * or has been replaced by another since (with credentials, to another target). */
static bool is_outdated(Dialog *dialog, const Message *message)
{
    bool is_attempt =
        dialog->is_invite ? message->method == METHOD_INVITE : message->method != METHOD_NOTIFY;
    bool is_old = message->cseq <= dialog->attempt && dialog->attempt;

    if (!is_attempt || !(message->flags & MESSAGE_AT_CALLER))
        return false;
    if (!message_is_request(message))
        return message->cseq < dialog->attempt;
    if (message->flags & MESSAGE_IN_DIALOG)
        return false;
    dialog->attempt = MAX(dialog->attempt, message->cseq);
    return is_old;
}

/* An offer that is refused leaves all as it was before it. */
static State before_offer(Dialog *dialog, const Message *message)
{
    bool is_offer = message->method == METHOD_INVITE || message->method == METHOD_UPDATE;

    if (!is_offer)
        return dialog->state;
    if (message_is_request(message) && (message->flags & MESSAGE_IN_DIALOG) &&
        message->cseq != dialog->offer_cseq) {
        dialog->offer_cseq = message->cseq;
        dialog->before_offer = dialog->state;
    }
    return message->cseq == dialog->offer_cseq ? dialog->before_offer : dialog->state;
}

/* Of a call that was answered, what a later INVITE of its dialog got is another story. */
static void note_final(Dialog *dialog, const Message *message)
{
    Method method =
        dialog->is_invite && message->method == METHOD_INVITE ? METHOD_INVITE : dialog->method;

    if (!message_is_final(message) || !(message->flags & MESSAGE_AT_CALLER) ||
        message->method != method)
        return;
    if (!dialog->is_invite || dialog->final_status / 100 != 2)
        dialog->final_status = message->status;
}

/* The answer says what both agreed upon (RFC 4028, 9). */
static void note_session_timer(Dialog *dialog, const Incoming *in)
{
    const Message *message = in->message;
    int64_t seconds =
        CLAMP(in->view->session_expires, 0, (int64_t)UINT16_MAX * DIALOG_TIMER_UNIT);
    bool is_refresh = message->method == METHOD_INVITE || message->method == METHOD_UPDATE;

    if (is_refresh && message->status / 100 == 2)
        dialog->session_timer =
            (uint16_t)((seconds + DIALOG_TIMER_UNIT - 1) / DIALOG_TIMER_UNIT);
}

/* What the dialog becomes by @message. */
static void advance(const Dialogs *dialogs, Dialog *dialog, Message *message)
{
    StateContext context = { 0 };

    if (at_caller(dialogs, dialog, message))
        message->flags |= MESSAGE_AT_CALLER;
    else
        message->flags &= ~(unsigned)MESSAGE_AT_CALLER & MESSAGE_FLAGS;
    episode_note(dialog, message);
    if (!is_outdated(dialog, message)) {
        context.is_invite = dialog->is_invite;
        context.before_offer = before_offer(dialog, message);
        dialog->state = state_after(dialog->state, message, context);
        note_final(dialog, message);
    }
}

/* Tells an INVITE's dialog anew, from its first message on, which may be another one now. */
static void tell_anew(const Dialogs *dialogs, Dialog *dialog, MessageId was_first)
{
    const Message *first = message_at(dialogs, dialog->first);

    if (dialog->first != was_first) {
        dialog->method = first->method;
        dialog->caller = message_is_request(first) ? first->src : first->dst;
        dialog->next_hop = message_is_request(first) ? first->dst : first->src;
    }
    dialog->state = dialog->before_offer = STATE_OTHER;
    dialog->final_status = 0;
    dialog->attempt = dialog->offer_cseq = dialog->last_cseq = 0;
    dialog->is_complete = dialog->had_credentials = dialog->expires_zero = false;
    for (MessageId id = dialog->first; id; id = message_at(dialogs, id)->next)
        advance(dialogs, dialog, message_at(dialogs, id));
}

/* True if the message was captured before the last one of @dialog. */
static bool is_late(const Dialogs *dialogs, const Dialog *dialog, const Message *message)
{
    const Message *last = dialog->last ? message_at(dialogs, dialog->last) : NULL;

    return last && message->input == last->input && message_is_before(message, last);
}

/* The message of @dialog behind which the late one belongs; 0: it is the first. One that was
 * captured before the last RECENT goes no further back than these. */
static MessageId late_place(const Dialogs *dialogs, const Dialog *dialog, const Message *late)
{
    MessageId before = 0;
    MessageId id = dialog->recent[0];

    while (message_at(dialogs, id)->input != late->input ||
           message_is_before(message_at(dialogs, id), late)) {
        before = id;
        id = message_at(dialogs, id)->next;
    }
    return before || id == dialog->first ? before : id;
}

/* Chains message @id behind @before; 0: before all. */
static void chain(const Dialogs *dialogs, Dialog *dialog, MessageId before, MessageId id)
{
    MessageId *link = before ? &message_at(dialogs, before)->next : &dialog->first;

    if (!before && dialog->recent[0] == dialog->first)
        dialog->recent[0] = id;
    message_at(dialogs, id)->next = *link;
    *link = id;
    if (before == dialog->last)
        dialog->last = id;
    if (!dialog->recent[1])
        dialog->recent[1] = id;
    if (dialog->messages % RECENT == 0) {
        dialog->recent[0] = dialog->recent[1];
        dialog->recent[1] = dialog->last;
    }
    dialog->messages++;
}

static void append(Dialogs *dialogs, DialogId id, const Incoming *in)
{
    Dialog *dialog = dialog_at(dialogs, id);
    MessageId first = dialog->first;
    bool comes_late = is_late(dialogs, dialog, in->message);

    chain(dialogs, dialog, comes_late ? late_place(dialogs, dialog, in->message) : dialog->last,
          in->id);
    dialog->start = MIN(dialog->start, in->arrival->time);
    dialog->end = MAX(dialog->end, in->arrival->time);
    if (comes_late && dialog->is_invite && dialog->recent[0] == dialog->first)
        tell_anew(dialogs, dialog, first);
    else
        advance(dialogs, dialog, in->message);
    note_session_timer(dialog, in);
    note_fork(dialogs, dialog, in);
    if (link_keys_want(in->message))
        link_keys_take(&dialogs->links, &dialog->keys, in->message, in->id, in->view);
}

/* The dialog that was closed gives its place to another. */
static DialogId open_late(Dialogs *dialogs, const Incoming *in, DialogId closed)
{
    DialogId id;

    dialog_leave_bucket(dialogs, closed);
    id = open_dialog(dialogs, in, dialog_at(dialogs, closed)->hash, 0);
    dialog_at(dialogs, id)->late = closed;
    dialog_at(dialogs, id)->is_late_removed = false;
    return id;
}

/* Which of the Call-ID's dialogs the message belongs to; makes one where it begins one. */
static DialogId place(Dialogs *dialogs, const Incoming *in, uint64_t hash)
{
    DialogId id = find_dialog(dialogs, in, hash);
    const Dialog *dialog;

    if (!id)
        return open_dialog(dialogs, in, hash, 0);
    dialog = dialog_at(dialogs, id);
    if (dialog->is_closed)
        return open_late(dialogs, in, id);
    if (dialog->is_invite || !dialog->call_id)
        return id;
    if (episode_is_of_invite(in->message))
        return join_episodes(dialogs, id, in);
    if (dialog->previous && !episode_has(dialog, in->message) &&
        episode_is_late(dialog_at(dialogs, dialog->previous), in->message))
        return dialog->previous;
    if (episode_begins(dialog, in->message))
        return open_dialog(dialogs, in, hash, id);
    return id;
}

DialogId dialogs_add(Dialogs *dialogs, const Arrival *arrival, const SipView *view,
                     AnomalySet *anomalies)
{
    Incoming in = { arrival, view, NULL, 0, anomalies };
    uint64_t hash = key_hash(dialogs, &in);
    DialogId id;

    /* where there are many, it is in no cache: it comes while the message is hashed */
    __builtin_prefetch(dialog_bucket(dialogs, hash));
    in.id = pool_take(&dialogs->messages);
    in.message = message_at(dialogs, in.id);
    dialogs->newest = in.id;
    intake_message(&dialogs->intake, arrival, view, in.message);
    id = place(dialogs, &in, hash);
    append(dialogs, id, &in);
    return id;
}

void dialogs_watch(Dialogs *dialogs, DialogsJoined joined, void *user)
{
    dialogs->joined = joined;
    dialogs->joined_user = user;
}

bool dialogs_mark_unreached(Dialogs *dialogs, const SipView *quote, const Endpoint *src,
                            const Endpoint *dst)
{
    Arrival arrival = { .src = *src, .dst = *dst };
    Message hop = { .src = endpoints_find(dialogs->endpoints, src),
                    .dst = endpoints_find(dialogs->endpoints, dst) };
    Incoming in = { &arrival, quote, &hop, 0, NULL };
    DialogId id = find_dialog(dialogs, &in, key_hash(dialogs, &in));
    uint32_t branch = intake_hash(dialogs->seed, quote->via[0].branch);
    Message *found = NULL;

    for (MessageId m = id ? dialog_at(dialogs, id)->recent[0] : 0; m;) {
        Message *message = message_at(dialogs, m);

        if (message->src == hop.src && message->dst == hop.dst && message->branch == branch &&
            message_is_request(message) == quote->is_request &&
            (message->cseq == quote->cseq || !quote->cseq_text.len) &&
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
    const Dialog *dialog = id && id < dialogs->dialogs.used ? dialog_at(dialogs, id) : NULL;

    return dialog && dialog->first ? dialog : NULL;
}

DialogId dialogs_len(const Dialogs *dialogs)
{
    return dialogs->dialogs.used - 1;
}

const Message *dialogs_message(const Dialogs *dialogs, MessageId id)
{
    return message_at(dialogs, id);
}

LinkStore *link_store_of(Dialogs *dialogs)
{
    return &dialogs->links;
}

const Texts *dialogs_texts(const Dialogs *dialogs)
{
    return dialogs->texts;
}

const Endpoints *dialogs_endpoints(const Dialogs *dialogs)
{
    return dialogs->endpoints;
}

size_t dialogs_memory(const Dialogs *dialogs)
{
    return pool_memory(&dialogs->messages) + pool_memory(&dialogs->dialogs) +
           link_store_memory(&dialogs->links) + texts_memory(dialogs->texts) +
           endpoints_memory(dialogs->endpoints) +
           dialogs->buckets_len * sizeof *dialogs->buckets + dialogs->fork_bytes +
           table_size(dialogs->closed) * CLOSED_COST;
}
