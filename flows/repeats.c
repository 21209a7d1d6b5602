/* SPDX-License-Identifier: Apache-2.0
 *
 * Two tables of messages that repeat nothing or are retransmissions, by Message.bytes_hash
 * (what a duplicate may repeat) and by Message.repeat_hash (what a retransmission repeats, of
 * which one stands for all). A dialog of a million messages costs a million steps: the second
 * table has one candidate; of the first a message looks at the youngest few with its bytes,
 * which are more only where the same bytes went out that often within the window.
 */
#include "flows/repeats.h"

#include <glib.h>
#include <string.h>

#define NONE SIZE_MAX
#define CANDIDATES 32

/* So many messages, as nearly every call has, need no allocation. */
#define FEW 32
#define FEW_BITS 6

/* Heads of the chains of messages whose hash falls together; `older` leads on. Both hold an
 * index and one, 0 ends a chain. */
typedef struct Chains {
    uint32_t *heads, *older;
    unsigned shift;
    uint32_t few_heads[1 << FEW_BITS], few_older[FEW];
} Chains;

static void chains_init(Chains *chains, size_t len)
{
    unsigned bits = FEW_BITS;

    while (bits < 31 && (size_t)1 << bits < len)
        bits++;
    chains->shift = 32 - bits;
    if (len > FEW) {
        chains->heads = g_new0(uint32_t, (size_t)1 << bits);
        chains->older = g_new(uint32_t, len);
    } else {
        memset(chains->few_heads, 0, sizeof chains->few_heads);
        chains->heads = chains->few_heads;
        chains->older = chains->few_older;
    }
}

static void chains_clear(Chains *chains)
{
    if (chains->heads != chains->few_heads) {
        g_free(chains->heads);
        g_free(chains->older);
    }
}

static uint32_t *chains_head(const Chains *chains, uint32_t hash)
{
    return &chains->heads[(hash * 0x9e3779b1u) >> chains->shift];
}

/* The youngest message of the chain of @hash, and the one before it; NONE at the end. */
static size_t chains_first(const Chains *chains, uint32_t hash)
{
    return (size_t)*chains_head(chains, hash) - 1;
}

static size_t chains_next(const Chains *chains, size_t at)
{
    return (size_t)chains->older[at] - 1;
}

static void chains_add(Chains *chains, uint32_t hash, size_t at)
{
    chains->older[at] = *chains_head(chains, hash);
    *chains_head(chains, hash) = (uint32_t)at + 1;
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

/* The youngest message that message @at is a duplicate of; NONE if there is none. */
static size_t find_duplicated(const Chains *chains, const Message *const *messages, size_t at,
                              int64_t window)
{
    uint32_t hash = messages[at]->bytes_hash;
    size_t earlier = chains_first(chains, hash);

    for (unsigned seen = 0; earlier != NONE && seen < CANDIDATES;
         earlier = chains_next(chains, earlier)) {
        if (is_duplicate(messages[at], messages[earlier], window))
            return earlier;
        seen += messages[earlier]->bytes_hash == hash;
    }
    return NONE;
}

static size_t find_retransmitted(const Chains *chains, const Message *const *messages,
                                 size_t at)
{
    size_t earlier = chains_first(chains, messages[at]->repeat_hash);

    while (earlier != NONE && !is_retransmission(messages[at], messages[earlier]))
        earlier = chains_next(chains, earlier);
    return earlier;
}

void repeats_find(const Message *const *messages, size_t len, int64_t window, Repeat *kinds,
                  size_t *originals)
{
    Chains by_bytes, by_repeat;

    chains_init(&by_bytes, len);
    chains_init(&by_repeat, len);
    for (size_t at = 0; at < len; at++) {
        size_t duplicated = find_duplicated(&by_bytes, messages, at, window);
        size_t retransmitted =
            duplicated == NONE ? find_retransmitted(&by_repeat, messages, at) : NONE;

        kinds[at] = duplicated != NONE      ? REPEAT_DUPLICATE
                    : retransmitted != NONE ? REPEAT_RETRANSMISSION
                                            : REPEAT_NONE;
        originals[at] = MIN(at, MIN(duplicated, retransmitted));
        if (duplicated == NONE)
            chains_add(&by_bytes, messages[at]->bytes_hash, at);
        if (kinds[at] == REPEAT_NONE)
            chains_add(&by_repeat, messages[at]->repeat_hash, at);
    }
    chains_clear(&by_bytes);
    chains_clear(&by_repeat);
}
