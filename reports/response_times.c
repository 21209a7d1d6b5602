/* SPDX-License-Identifier: Apache-2.0 */
#include "reports/response_times.h"

#define NS_PER_US 1000

/* Requests that may be open at the same time; of more the oldest are given up, so that a call
 * of very many messages takes time in proportion to them. */
#define OPEN_MAX 64

typedef struct Open {
    const Message *request;
    unsigned dialog;
    bool has_rung;
    bool is_done;
} Open;

typedef struct Opens {
    Open list[OPEN_MAX];
    unsigned next, len;
} Opens;

void response_times_init(ResponseTimes *times)
{
    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        times->of[kind] = g_array_new(FALSE, FALSE, sizeof(uint32_t));
}

void response_times_clear(ResponseTimes *times)
{
    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        g_clear_pointer(&times->of[kind], g_array_unref);
}

static bool is_measured(const CallMessage *at)
{
    const Message *message = at->message;

    switch ((Method)message->method) {
    case METHOD_INVITE: return at->dialog == 0 && !(message->flags & MESSAGE_IN_DIALOG);
    case METHOD_BYE:
    case METHOD_REGISTER:
    case METHOD_OPTIONS: return true;
    default: return false;
    }
}

static Open *find(Opens *opens, const CallMessage *at)
{
    const Message *message = at->message;

    for (unsigned i = 0; i < opens->len; i++) {
        const Message *request = opens->list[i].request;

        if (request->cseq == message->cseq && request->method == message->method &&
            opens->list[i].dialog == at->dialog)
            return &opens->list[i];
    }
    return NULL;
}

/* A request that was relayed is the same one on a further hop. */
static void open_request(Opens *opens, const CallMessage *at)
{
    if (!is_measured(at) || find(opens, at))
        return;
    opens->list[opens->next] = (Open){ .request = at->message, .dialog = at->dialog };
    opens->next = (opens->next + 1) % OPEN_MAX;
    opens->len = MIN(opens->len + 1, OPEN_MAX);
}

static void note(ResponseTimes *times, ResponseKind kind, const Open *open, int64_t time)
{
    int64_t waited = time - open->request->time;
    uint32_t us = (uint32_t)MIN(waited / NS_PER_US, UINT32_MAX);

    if (waited >= 0)
        g_array_append_val(times->of[kind], us);
}

static ResponseKind kind_of(const Message *request)
{
    switch ((Method)request->method) {
    case METHOD_BYE: return RESPONSE_BYE;
    case METHOD_REGISTER: return RESPONSE_REGISTER;
    case METHOD_OPTIONS: return RESPONSE_OPTIONS;
    default: return RESPONSE_SETUP;
    }
}

/* An answer counts on the hop of its request. */
static void answer(ResponseTimes *times, Opens *opens, const CallMessage *at)
{
    const Message *message = at->message;
    Open *open = find(opens, at);

    if (!open || open->is_done || message->src != open->request->dst ||
        message->dst != open->request->src)
        return;
    open->is_done = message_is_final(message);
    if (message->status > 100 && message->status < 200 && !open->has_rung &&
        message->method == METHOD_INVITE) {
        open->has_rung = true;
        note(times, RESPONSE_RINGING, open, message->time);
    }
    if (open->is_done && !message_is_challenge(message))
        note(times, kind_of(open->request), open, message->time);
}

void response_times_add(ResponseTimes *times, const Call *call)
{
    Opens opens = { .len = 0 };

    for (unsigned i = 0; i < call->messages_len; i++) {
        const CallMessage *at = &call->messages[i];

        if (at->repeat != REPEAT_NONE)
            continue;
        if (message_is_request(at->message))
            open_request(&opens, at);
        else
            answer(times, &opens, at);
    }
}

static int compare(gconstpointer a, gconstpointer b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;

    return left < right ? -1 : left > right;
}

void response_times_sort(ResponseTimes *times)
{
    for (unsigned kind = 0; kind < RESPONSE_KINDS; kind++)
        g_array_sort(times->of[kind], compare);
}

uint32_t response_times_percentile(const ResponseTimes *times, ResponseKind kind,
                                   unsigned percent)
{
    const GArray *all = times->of[kind];
    unsigned rank = (unsigned)(((uint64_t)all->len * percent + 99) / 100);

    return g_array_index(all, uint32_t, MAX(rank, 1) - 1);
}
