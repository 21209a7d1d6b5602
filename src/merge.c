/* SPDX-License-Identifier: Apache-2.0 */
#include "src/merge.h"

#include "src/ticks.h"

/* The next packet of every input waits at its head. The heads are a binary heap, earliest
 * first: heads[i] is no later than heads[2i+1] and heads[2i+2]. The input of the packet that
 * was given out last is asked for another one only when that packet is no longer needed.
 * One input alone needs none of this. */

typedef struct Head {
    size_t rank; /* of merge_add() */
    Source *source;
    int64_t shift;
    Packet packet;
} Head;

struct Merge {
    GPtrArray *all; /* Head, owned, in the order of merge_add() */
    Head **heads;   /* those that wait with a packet */
    size_t len;
    bool is_begun;
};

static void free_head(void *data)
{
    Head *head = data;

    source_free(head->source);
    g_free(head);
}

Merge *merge_new(void)
{
    Merge *merge = g_new0(Merge, 1);

    merge->all = g_ptr_array_new_with_free_func(free_head);
    return merge;
}

void merge_free(Merge *merge)
{
    if (!merge)
        return;
    g_ptr_array_unref(merge->all);
    g_free(merge->heads);
    g_free(merge);
}

void merge_add(Merge *merge, Source *source, int64_t shift)
{
    Head *head = g_new0(Head, 1);

    g_assert(!merge->is_begun);
    head->rank = merge->all->len;
    head->source = source;
    head->shift = shift;
    g_ptr_array_add(merge->all, head);
}

size_t merge_len(const Merge *merge)
{
    return merge->all->len;
}

Source *merge_source(const Merge *merge, size_t index)
{
    const Head *head = merge->all->pdata[index];

    return head->source;
}

/* The sum, held at the bounds of all times; TIME_NONE says that there is none and stays. */
static int64_t shifted(int64_t time, int64_t shift)
{
    int64_t sum;

    if (time == TIME_NONE)
        return time;
    if (__builtin_add_overflow(time, shift, &sum))
        return shift > 0 ? TIME_LAST : TIME_FIRST;
    return CLAMP(sum, TIME_FIRST, TIME_LAST);
}

/* Reads the next packet of @head's input to @packet; false if there is none. */
static bool advance(Head *head, Packet *packet)
{
    if (source_next(head->source, packet) != SOURCE_PACKET)
        return false;
    if (head->shift)
        packet->time = shifted(packet->time, head->shift);
    return true;
}

static bool is_before(const Head *a, const Head *b)
{
    if (a->packet.time != b->packet.time)
        return a->packet.time < b->packet.time;
    return a->rank < b->rank;
}

/* Moves the head at @at down to where neither of those below it is earlier. */
static void sink(Merge *merge, size_t at)
{
    Head *head = merge->heads[at];

    for (;;) {
        size_t below = 2 * at + 1;

        if (below + 1 < merge->len && is_before(merge->heads[below + 1], merge->heads[below]))
            below++;
        if (below >= merge->len || !is_before(merge->heads[below], head))
            break;
        merge->heads[at] = merge->heads[below];
        at = below;
    }
    merge->heads[at] = head;
}

static void begin(Merge *merge)
{
    merge->is_begun = true;
    merge->heads = g_renew(Head *, merge->heads, merge->all->len);
    merge->len = 0;
    for (size_t i = 0; i < merge->all->len; i++) {
        Head *head = merge->all->pdata[i];

        if (advance(head, &head->packet))
            merge->heads[merge->len++] = head;
    }
    for (size_t i = merge->len / 2; i > 0; i--)
        sink(merge, i - 1);
}

/* Replaces the packet that was given out last. */
static void replace_first(Merge *merge)
{
    if (!advance(merge->heads[0], &merge->heads[0]->packet))
        merge->heads[0] = merge->heads[--merge->len];
    if (merge->len > 1)
        sink(merge, 0);
}

bool merge_next(Merge *merge, Packet *packet)
{
    if (merge->all->len == 1)
        return advance(merge->all->pdata[0], packet);
    if (!merge->is_begun)
        begin(merge);
    else if (merge->len)
        replace_first(merge);
    if (!merge->len)
        return false;
    *packet = merge->heads[0]->packet;
    return true;
}

bool merge_rewind(Merge *merge, GError **error)
{
    merge->is_begun = false;
    merge->len = 0;
    for (size_t i = 0; i < merge->all->len; i++) {
        if (!source_rewind(merge_source(merge, i), error))
            return false;
    }
    return true;
}
