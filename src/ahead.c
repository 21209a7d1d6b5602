/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of batches. The reading thread copies each message into the batch at hand, since a
 * packet's bytes are gone with the next packet, and scans it there; a full batch goes to the
 * calling thread, which gives it back empty. One lock for each batch, none for a message.
 */
#include "src/ahead.h"

#include <string.h>

#include "src/ring.h"

#define BATCHES 8
#define BATCH_ITEMS 64
#define BATCH_BYTES ((size_t)64 << 10)

/* A message that so many packets carried needs no allocation for their numbers. */
#define FEW 3

typedef struct Item {
    bool is_quote;
    Arrival arrival; /* of a quote: the text alone */
    SipView view;
    uint64_t packets[FEW]; /* of the arrival, unless they are more */
    Segment segment;       /* of a quote, */
    Packet packet;         /* its bytes excepted */
} Item;

typedef struct Batch {
    Item items[BATCH_ITEMS];
    unsigned len;
    uint8_t *bytes;
    size_t used, size;
} Batch;

typedef struct Ahead {
    Ring ring;
    Batch batches[BATCHES];
    Batch *filling; /* the reading thread's; NULL: it has none at hand */
    AheadRead read;
    void *user;
} Ahead;

/* The batch at hand; where there is none, waits until the next one is empty. */
static Batch *batch_to_fill(Ahead *ahead)
{
    unsigned place;

    if (!ahead->filling) {
        (void)ring_room(&ahead->ring, &place); /* all is wanted, always */
        ahead->filling = &ahead->batches[place];
    }
    return ahead->filling;
}

static void hand_over(Ahead *ahead)
{
    ahead->filling = NULL;
    ring_filled(&ahead->ring);
}

/* A batch with room for an item of @size bytes; any holds at least one message of any size. */
static Batch *room_for(Ahead *ahead, size_t size)
{
    Batch *batch = batch_to_fill(ahead);

    if (batch->len == BATCH_ITEMS || (batch->len > 0 && batch->used + size > batch->size)) {
        hand_over(ahead);
        batch = batch_to_fill(ahead);
    }
    if (batch->len == 0 && size > batch->size) {
        batch->bytes = g_realloc(batch->bytes, size);
        batch->size = size;
    }
    return batch;
}

/* Copies @bytes behind those that are in @batch. */
static Slice copy(Batch *batch, Slice bytes)
{
    uint8_t *at = batch->bytes + batch->used;

    if (bytes.len > 0)
        memcpy(at, bytes.data, bytes.len);
    return slice_of(at, bytes.len);
}

/* The room is taken when a message was found in it. */
static Slice keep_bytes(Slice bytes, SipView **view, void *user)
{
    Batch *batch = room_for(user, bytes.len);

    *view = &batch->items[batch->len].view;
    return copy(batch, bytes);
}

static void keep_arrival(const Arrival *arrival, const SipView *view, void *user)
{
    Ahead *ahead = user;
    Batch *batch = ahead->filling;
    Item *item = &batch->items[batch->len++];

    g_assert(view == &item->view);
    item->is_quote = false;
    item->arrival = *arrival;
    item->arrival.besides_len = 0; /* they are for a pass that collects texts */
    batch->used = (size_t)(arrival->text.data + arrival->text.len - batch->bytes);
    item->arrival.packets =
        arrival->packets_len > FEW
            ? g_memdup2(arrival->packets, arrival->packets_len * sizeof *arrival->packets)
            : memcpy(item->packets, arrival->packets,
                     arrival->packets_len * sizeof *arrival->packets);
}

static void keep_quote(Slice text, const Segment *segment, const Packet *packet, void *user)
{
    Batch *batch = room_for(user, text.len);
    Item *item = &batch->items[batch->len++];

    item->is_quote = true;
    item->arrival.text = copy(batch, text);
    batch->used += text.len;
    item->segment = *segment;
    item->packet = *packet;
    item->packet.bytes = (Slice){ 0 };
}

static gpointer read_ahead(gpointer data)
{
    Ahead *ahead = data;
    PipelineHooks hooks = {
        .arrival = keep_arrival, .keep = keep_bytes, .quote = keep_quote, .user = ahead
    };

    ahead->read(&hooks, ahead->user);
    if (ahead->filling)
        hand_over(ahead);
    ring_finish(&ahead->ring);
    return NULL;
}

static void hand_out(const Batch *batch, const PipelineHooks *hooks)
{
    for (unsigned i = 0; i < batch->len; i++) {
        const Item *item = &batch->items[i];

        if (item->is_quote) {
            hooks->quote(item->arrival.text, &item->segment, &item->packet, hooks->user);
            continue;
        }
        hooks->arrival(&item->arrival, &item->view, hooks->user);
        if (item->arrival.packets != item->packets)
            g_free((gpointer)item->arrival.packets);
    }
}

void ahead_run(AheadRead read, void *user, const PipelineHooks *hooks)
{
    Ahead *ahead = g_new0(Ahead, 1);
    GThread *thread;
    unsigned place;

    ring_init(&ahead->ring, BATCHES);
    for (unsigned i = 0; i < BATCHES; i++) {
        ahead->batches[i].size = BATCH_BYTES;
        ahead->batches[i].bytes = g_malloc(BATCH_BYTES);
    }
    ahead->read = read;
    ahead->user = user;
    thread = g_thread_new("read", read_ahead, ahead);
    while (ring_next(&ahead->ring, &place)) {
        Batch *batch = &ahead->batches[place];

        hand_out(batch, hooks);
        batch->len = 0;
        batch->used = 0;
        ring_emptied(&ahead->ring);
    }
    g_thread_join(thread);
    for (unsigned i = 0; i < BATCHES; i++)
        g_free(ahead->batches[i].bytes);
    ring_clear(&ahead->ring);
    g_free(ahead);
}
