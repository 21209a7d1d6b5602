/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of batches. The reading thread copies each message, and moves its scan, into the batch
 * at hand, since a packet's bytes are gone with the next packet; a full batch goes to the
 * calling thread, which gives it back empty. One lock for each batch, none for a message.
 */
#include "src/ahead.h"

#include <string.h>

#define BATCHES 4
#define BATCH_ITEMS 256
#define BATCH_BYTES ((size_t)256 << 10)

typedef struct Item {
    bool is_quote;
    Arrival arrival; /* of a quote: the text alone */
    SipView view;
    Segment segment; /* of a quote, */
    Packet packet;   /* its bytes excepted */
} Item;

typedef struct Batch {
    Item items[BATCH_ITEMS];
    unsigned len;
    uint8_t *bytes;
    size_t used, size;
} Batch;

typedef struct Ahead {
    GMutex lock;
    GCond moved;
    Batch batches[BATCHES];
    uint64_t filled, emptied; /* batches so far; batch N is batches[N % BATCHES] */
    bool is_done;
    Batch *filling; /* the reading thread's; NULL: it has none at hand */
    AheadRead read;
    void *user;
} Ahead;

/* The batch at hand; where there is none, waits until the next one is empty. */
static Batch *batch_to_fill(Ahead *ahead)
{
    if (ahead->filling)
        return ahead->filling;
    g_mutex_lock(&ahead->lock);
    while (ahead->filled - ahead->emptied == BATCHES)
        g_cond_wait(&ahead->moved, &ahead->lock);
    ahead->filling = &ahead->batches[ahead->filled % BATCHES];
    g_mutex_unlock(&ahead->lock);
    return ahead->filling;
}

static void hand_over(Ahead *ahead, bool is_done)
{
    g_mutex_lock(&ahead->lock);
    ahead->filled++;
    ahead->is_done = is_done;
    ahead->filling = NULL;
    g_cond_signal(&ahead->moved);
    g_mutex_unlock(&ahead->lock);
}

/* A new item with room for @size bytes; a batch holds at least one message of any size. */
static Item *add_item(Ahead *ahead, size_t size, Batch **out)
{
    Batch *batch = batch_to_fill(ahead);
    Item *item;

    if (batch->len == BATCH_ITEMS || (batch->len > 0 && batch->used + size > batch->size)) {
        hand_over(ahead, false);
        batch = batch_to_fill(ahead);
    }
    if (batch->len == 0 && size > batch->size) {
        batch->bytes = g_realloc(batch->bytes, size);
        batch->size = size;
    }
    item = &batch->items[batch->len++];
    *out = batch;
    return item;
}

/* Copies @len bytes behind those that are in @batch, where a number may stand. */
static void *keep(Batch *batch, const void *bytes, size_t len)
{
    void *at = batch->bytes + batch->used;

    if (len > 0)
        memcpy(at, bytes, len);
    batch->used += (len + 7) & ~(size_t)7;
    return at;
}

static void keep_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    size_t numbers = arrival->packets_len * sizeof *arrival->packets;
    Batch *batch;
    Item *item = add_item(user, arrival->text.len + numbers + 16, &batch);

    item->is_quote = false;
    item->arrival = *arrival;
    item->arrival.packets = keep(batch, arrival->packets, numbers);
    item->arrival.text.data = keep(batch, arrival->text.data, arrival->text.len);
    item->view = *view;
    scan_move(&item->view, item->arrival.text.data);
}

static void keep_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Batch *batch;
    Item *item = add_item(user, text.len + 8, &batch);

    item->is_quote = true;
    item->arrival.text = slice_of(keep(batch, text.data, text.len), text.len);
    item->segment = *segment;
    item->packet = *packet;
    item->packet.bytes = (Slice){ 0 };
}

static gpointer read_ahead(gpointer data)
{
    Ahead *ahead = data;
    PipelineHooks hooks = { keep_arrival, keep_quote, ahead };

    ahead->read(&hooks, ahead->user);
    batch_to_fill(ahead);
    hand_over(ahead, true);
    return NULL;
}

static void hand_out(const Batch *batch, const PipelineHooks *hooks)
{
    for (unsigned i = 0; i < batch->len; i++) {
        const Item *item = &batch->items[i];

        if (item->is_quote)
            hooks->quote(item->arrival.text, &item->segment, &item->packet, hooks->user);
        else
            hooks->arrival(&item->arrival, &item->view, hooks->user);
    }
}

/* Waits for the next full batch; false after the last. */
static bool empty_next(Ahead *ahead, const PipelineHooks *hooks)
{
    Batch *batch = &ahead->batches[ahead->emptied % BATCHES];
    bool is_last;

    g_mutex_lock(&ahead->lock);
    while (ahead->emptied == ahead->filled)
        g_cond_wait(&ahead->moved, &ahead->lock);
    is_last = ahead->is_done && ahead->emptied + 1 == ahead->filled;
    g_mutex_unlock(&ahead->lock);
    hand_out(batch, hooks);
    batch->len = 0;
    batch->used = 0;
    g_mutex_lock(&ahead->lock);
    ahead->emptied++;
    g_cond_signal(&ahead->moved);
    g_mutex_unlock(&ahead->lock);
    return !is_last;
}

void ahead_run(AheadRead read, void *user, const PipelineHooks *hooks)
{
    Ahead *ahead = g_new0(Ahead, 1);
    GThread *thread;

    g_mutex_init(&ahead->lock);
    g_cond_init(&ahead->moved);
    for (unsigned i = 0; i < BATCHES; i++) {
        ahead->batches[i].size = BATCH_BYTES;
        ahead->batches[i].bytes = g_malloc(BATCH_BYTES);
    }
    ahead->read = read;
    ahead->user = user;
    thread = g_thread_new("read", read_ahead, ahead);
    while (empty_next(ahead, hooks))
        ;
    g_thread_join(thread);
    for (unsigned i = 0; i < BATCHES; i++)
        g_free(ahead->batches[i].bytes);
    g_cond_clear(&ahead->moved);
    g_mutex_clear(&ahead->lock);
    g_free(ahead);
}
