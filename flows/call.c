/* SPDX-License-Identifier: Apache-2.0 */
#include "flows/call.h"

#include "dissect/sip/name_addr.h"
#include "flows/participants.h"

/* 64*T1: what was not answered by then never will be (RFC 3261, 17). */
#define OVERDUE (INT64_C(32) * 1000000000)
#define NS_PER_MS 1000000

/* How far behind its answer a request of the same time is looked for. */
#define LOOK_AHEAD 64

/* A call of up to this many messages is looked at without allocations. */
#define FEW 32

/* The message that comes next of all dialogs; each dialog's own are in order already. */
static void take_next(CallMessage *next, const Dialogs *dialogs, MessageId *heads,
                      unsigned heads_len)
{
    for (unsigned i = 0; i < heads_len; i++) {
        const Message *head = heads[i] ? dialogs_message(dialogs, heads[i]) : NULL;

        if (head && (!next->message || message_is_before(head, next->message))) {
            next->message = head;
            next->id = heads[i];
            next->dialog = i;
        }
    }
    heads[next->dialog] = next->message->next;
}

static void gather(Call *call, const Dialogs *dialogs)
{
    MessageId only = call->dialogs[0]->first;
    g_autofree MessageId *many = NULL;
    MessageId *heads = &only;

    if (call->dialogs_len > 1) {
        heads = many = g_new(MessageId, call->dialogs_len);
        for (unsigned i = 0; i < call->dialogs_len; i++)
            heads[i] = call->dialogs[i]->first;
    }
    for (unsigned i = 0; i < call->messages_len; i++)
        take_next(&call->messages[i], dialogs, heads, call->dialogs_len);
}

static bool answers(const Message *answer, const Message *request)
{
    return request->input != answer->input && message_is_request(request) &&
           request->branch == answer->branch && request->cseq == answer->cseq &&
           request->method == answer->method;
}

/* Between two inputs with the same time an answer may stand before its request; the request
 * goes first (design.md, "Order"). */
static void put_requests_first(Call *call)
{
    for (unsigned i = 0; i + 1 < call->messages_len; i++) {
        const Message *answer = call->messages[i].message;
        unsigned end = MIN(call->messages_len, i + LOOK_AHEAD);

        if (message_is_request(answer))
            continue;
        for (unsigned j = i + 1; j < end; j++) {
            CallMessage moved = call->messages[j];

            if (moved.message->time != answer->time)
                break;
            if (answers(answer, moved.message)) {
                memmove(&call->messages[i + 1], &call->messages[i],
                        (j - i) * sizeof *call->messages);
                call->messages[i] = moved;
                break;
            }
        }
    }
}

static void mark_repeats(Call *call, int64_t window)
{
    unsigned len = call->messages_len;
    const Message *few_messages[FEW];
    Repeat few_kinds[FEW];
    size_t few_originals[FEW];
    g_autofree const Message **many_messages = len > FEW ? g_new(const Message *, len) : NULL;
    g_autofree Repeat *many_kinds = len > FEW ? g_new(Repeat, len) : NULL;
    g_autofree size_t *many_originals = len > FEW ? g_new(size_t, len) : NULL;
    const Message **messages = len > FEW ? many_messages : few_messages;
    Repeat *kinds = len > FEW ? many_kinds : few_kinds;
    size_t *originals = len > FEW ? many_originals : few_originals;

    g_assert(len > 0);
    for (unsigned i = 0; i < len; i++)
        messages[i] = call->messages[i].message;
    repeats_find(messages, len, window, kinds, originals);
    for (unsigned i = 0; i < len; i++) {
        call->messages[i].repeat = kinds[i];
        call->messages[i].original = (unsigned)originals[i];
        call->retransmissions += kinds[i] == REPEAT_RETRANSMISSION;
        call->duplicates += kinds[i] == REPEAT_DUPLICATE;
    }
}

/* Times of the call attempt that was answered, or else of the last one. The caller's hop
 * counts, since waiting is the caller's, and so that two clocks are not mixed. */
typedef struct Moments {
    int64_t invite, ringing, final, answer;
    int64_t cancel;       /* the caller gave up: he hears no ringing any more */
    int64_t bye, any_bye; /* at the caller; anywhere, where his hop shows none */
} Moments;

#define NEVER TIME_NONE

static void note_moment(int64_t *moment, const Message *message)
{
    if (*moment == NEVER)
        *moment = message->time;
}

static void note_invite(Moments *moments, const Message *message)
{
    if (message_is_request(message) && !(message->flags & MESSAGE_IN_DIALOG)) {
        if (moments->final != NEVER)
            *moments = (Moments){ NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER };
        note_moment(&moments->invite, message);
    } else if (message->status > 100 && message->status < 200) {
        note_moment(&moments->ringing, message);
    } else if (message_is_final(message)) {
        note_moment(&moments->final, message);
        if (message->status < 300)
            note_moment(&moments->answer, message);
    }
}

/* A time at an end of all times was none that could be. */
static bool is_known(int64_t time)
{
    return time > TIME_FIRST && time < TIME_LAST;
}

static int64_t between(int64_t from, int64_t to)
{
    return is_known(from) && is_known(to) && to >= from ? (to - from) / NS_PER_MS : -1;
}

static void measure(Call *call)
{
    Moments moments = { NEVER, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER };
    unsigned caller = call->participants_len;

    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *message = &call->messages[i];
        const Message *m = message->message;
        bool at_caller = m->flags & MESSAGE_AT_CALLER;

        bool is_again = message->repeat == REPEAT_RETRANSMISSION ||
                        (message->repeat == REPEAT_DUPLICATE && message_is_request(m));

        /* an answer may reach the caller as the twin behind an address translator */
        if (is_again || message->dialog != 0)
            continue;
        if (at_caller)
            caller = message_is_request(m) ? message->from : message->to;
        if (at_caller && m->method == METHOD_INVITE && moments.answer == NEVER)
            note_invite(&moments, m);
        if (at_caller && m->method == METHOD_CANCEL && message_is_request(m) &&
            moments.final == NEVER)
            note_moment(&moments.cancel, m);
        if (m->method != METHOD_BYE || !message_is_request(m) || moments.answer == NEVER)
            continue;
        note_moment(&moments.any_bye, m);
        if (at_caller || message->to == caller)
            note_moment(&moments.bye, m);
    }
    call->setup_ms = between(moments.invite, moments.answer);
    call->ring_ms = between(moments.ringing, moments.answer == NEVER && moments.cancel != NEVER
                                                 ? moments.cancel
                                                 : moments.final);
    call->talk_ms =
        between(moments.answer, moments.bye != NEVER ? moments.bye : moments.any_bye);
}

/* The BYE of who called has the callee's tag in its To, whichever hop shows it first; the BYE
 * of the callee has the caller's. Where the dialog begins with a request inside it, nobody
 * knows whose tag is whose, and the sender of the BYE has to tell. */
static char releaser(const Call *call, const CallMessage *bye, const Message *first)
{
    const Dialog *dialog = call->dialogs[bye->dialog];
    char sender = call->participants[bye->from].role;

    if (first->flags & MESSAGE_IN_DIALOG || !dialog->from_hash || !bye->message->to_tag)
        return sender;
    if (bye->message->to_tag != dialog->from_hash)
        return 'A';
    return sender == 'C' ? 'C' : 'B';
}

/* The caller's leg tells it; where that shows no BYE, the others. */
static void find_release(Call *call, const Dialogs *dialogs)
{
    const CallMessage *bye = NULL;

    for (unsigned i = 0; i < call->messages_len && !(bye && bye->dialog == 0); i++) {
        const CallMessage *message = &call->messages[i];

        if (message->message->method == METHOD_BYE && message_is_request(message->message) &&
            (!bye || message->dialog == 0))
            bye = message;
    }
    if (bye)
        call->released_by =
            releaser(call, bye, dialogs_message(dialogs, call->dialogs[bye->dialog]->first));
}

static bool has_answer(const Call *call)
{
    for (unsigned i = 0; i < call->messages_len; i++)
        if (!message_is_request(call->messages[i].message))
            return true;
    return false;
}

static void judge_state(Call *call, int64_t capture_end)
{
    call->state = call->dialogs[0]->state;
    call->final_status = call->dialogs[0]->final_status;
    if (call->state == STATE_TRYING && !has_answer(call) && capture_end - call->end >= OVERDUE)
        call->state = STATE_UNANSWERED;
}

/* A call with room for its dialogs and messages behind it. */
static Call *allocate(const Dialogs *dialogs, const CallParts *parts)
{
    unsigned len = parts->dialogs_len;
    unsigned messages = 0;
    Call *call;

    for (unsigned i = 0; i < len; i++)
        messages += dialogs_get(dialogs, parts->dialogs[i])->messages;
    call = g_malloc0(sizeof *call + len * sizeof *call->dialogs +
                     len * sizeof *call->linked_by + messages * sizeof *call->messages);
    call->dialogs = (const Dialog **)(call + 1);
    call->dialogs_len = len;
    call->linked_by = (const char **)(call->dialogs + len);
    call->messages = (CallMessage *)(call->linked_by + len);
    call->messages_len = messages;
    return call;
}

Call *call_new(const Dialogs *dialogs, const CallParts *parts, const CallOptions *options)
{
    Call *call;

    g_assert(parts->dialogs_len > 0);
    call = allocate(dialogs, parts);
    call->id = parts->id;
    call->possibly = parts->possibly;
    for (unsigned i = 0; i < parts->dialogs_len; i++) {
        call->dialogs[i] = dialogs_get(dialogs, parts->dialogs[i]);
        call->linked_by[i] = parts->linked_by ? parts->linked_by[i] : NULL;
        call->start = i ? MIN(call->start, call->dialogs[i]->start) : call->dialogs[i]->start;
        call->end = i ? MAX(call->end, call->dialogs[i]->end) : call->dialogs[i]->end;
    }
    if (parts->late)
        call->linked_by[0] = call->late =
            g_strdup_printf("late: call %" G_GUINT64_FORMAT, parts->late);
    gather(call, dialogs);
    put_requests_first(call);
    mark_repeats(call, options->duplicate_window);
    participants_find(call, dialogs, options);
    measure(call);
    find_release(call, dialogs);
    judge_state(call, options->capture_end);
    return call;
}

void call_judge(Call *call, const Judgement *judgement, const Texts *texts)
{
    call->judgement = judgement;
    participants_take_roles(call, judgement, texts);
}

void call_free(Call *call)
{
    if (!call)
        return;
    g_free(call->participants);
    g_free(call->late);
    g_free(call);
}

static Slice user_or_host(Slice value)
{
    Slice user = name_addr_user(value);

    return user.len ? user : name_addr_of(value).host;
}

Slice call_from(const Call *call, const Texts *texts)
{
    return user_or_host(texts_get(texts, call->dialogs[0]->from));
}

Slice call_to(const Call *call, const Texts *texts)
{
    return user_or_host(texts_get(texts, call->dialogs[0]->to));
}
