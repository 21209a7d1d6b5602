/* SPDX-License-Identifier: Apache-2.0
 *
 * Two chains through the messages, by Message.bytes_hash (duplicates) and by
 * Message.repeat_hash (retransmissions), so that each message looks only at those that may be
 * the same. A dialog of a million messages costs a million steps.
 */
#include "flows/repeats.h"

#include <glib.h>

#define NONE SIZE_MAX
#define FEW 32

/* Heads of the chains of messages whose hash falls together; `older` leads on. */
typedef struct Chains {
    size_t *heads, *older;
    size_t mask;
} Chains;

static void chains_init(Chains *chains, size_t len)
{
    size_t buckets = 16;

    while (buckets < len)
        buckets *= 2;
    chains->heads = g_new(size_t, buckets);
    chains->older = g_new(size_t, len);
    chains->mask = buckets - 1;
    for (size_t i = 0; i < buckets; i++)
        chains->heads[i] = NONE;
}

static void chains_clear(Chains *chains)
{
    g_free(chains->heads);
    g_free(chains->older);
}

static void chains_add(Chains *chains, uint32_t hash, size_t at)
{
    chains->older[at] = chains->heads[hash & chains->mask];
    chains->heads[hash & chains->mask] = at;
}

static bool same_hop(const Message *a, const Message *b)
{
    return a->src == b->src && a->dst == b->dst;
}

/* Between the same endpoints only the same packet twice is a duplicate: an IP stack that
 * numbers its packets numbers a retransmission anew. Between others it is the message on the
 * far side of an address translator. */
static bool is_duplicate(const Message *message, const Message *earlier, int64_t window)
{
    int64_t apart = message->time - earlier->time;

    if (message->bytes_hash != earlier->bytes_hash || apart > window || apart < -window)
        return false;
    if (!same_hop(message, earlier))
        return !(message->src == earlier->dst && message->dst == earlier->src);
    return !message->ip_id || !earlier->ip_id || message->ip_id == earlier->ip_id;
}

static bool is_retransmission(const Message *message, const Message *earlier)
{
    return message->repeat_hash == earlier->repeat_hash && same_hop(message, earlier) &&
           message->method == earlier->method && message->status == earlier->status &&
           message->cseq == earlier->cseq;
}

static void judge(const Message *const *messages, size_t at, size_t earlier, int64_t window,
                  Repeat *kinds, size_t *originals)
{
    if (is_duplicate(messages[at], messages[earlier], window)) {
        kinds[at] = REPEAT_DUPLICATE;
        originals[at] = kinds[earlier] == REPEAT_DUPLICATE ? originals[earlier] : earlier;
    } else if (kinds[at] == REPEAT_NONE && kinds[earlier] != REPEAT_DUPLICATE &&
               is_retransmission(messages[at], messages[earlier])) {
        kinds[at] = REPEAT_RETRANSMISSION;
        originals[at] = originals[earlier];
    }
}

/* For a few messages, looking at all the earlier ones costs less than chains. */
static void find_among_few(const Message *const *messages, size_t len, int64_t window,
                           Repeat *kinds, size_t *originals)
{
    for (size_t at = 1; at < len; at++)
        for (size_t earlier = at; earlier-- > 0 && kinds[at] != REPEAT_DUPLICATE;)
            judge(messages, at, earlier, window, kinds, originals);
}

/* The nearest earlier message decides, so a chain is left at the first that fits; a flood of
 * equal messages does not make it quadratic. */
static void follow(const Chains *chains, uint32_t hash, const Message *const *messages,
                   size_t at, int64_t window, Repeat *kinds, size_t *originals)
{
    size_t earlier = chains->heads[hash & chains->mask];

    for (unsigned steps = 0; earlier != NONE && steps < FEW && kinds[at] == REPEAT_NONE;
         steps++) {
        judge(messages, at, earlier, window, kinds, originals);
        earlier = chains->older[earlier];
    }
}

static void find_among_many(const Message *const *messages, size_t len, int64_t window,
                            Repeat *kinds, size_t *originals)
{
    Chains by_bytes, by_repeat;

    chains_init(&by_bytes, len);
    chains_init(&by_repeat, len);
    for (size_t at = 0; at < len; at++) {
        follow(&by_bytes, messages[at]->bytes_hash, messages, at, window, kinds, originals);
        follow(&by_repeat, messages[at]->repeat_hash, messages, at, window, kinds, originals);
        chains_add(&by_bytes, messages[at]->bytes_hash, at);
        chains_add(&by_repeat, messages[at]->repeat_hash, at);
    }
    chains_clear(&by_bytes);
    chains_clear(&by_repeat);
}

void repeats_find(const Message *const *messages, size_t len, int64_t window, Repeat *kinds,
                  size_t *originals)
{
    for (size_t i = 0; i < len; i++) {
        kinds[i] = REPEAT_NONE;
        originals[i] = i;
    }
    if (len <= FEW)
        find_among_few(messages, len, window, kinds, originals);
    else
        find_among_many(messages, len, window, kinds, originals);
}
