/* SPDX-License-Identifier: Apache-2.0
 *
 * A ring of bytes. Positions count all bytes ever, so that full and empty differ; a record that
 * does not fit before the ring's end begins anew at its start, behind a mark.
 *
 *        removed          first            handed          added
 *     ------|---------------|----------------|---------------|------> positions
 *       free : may be looked :  handed over   : not yet       : free
 *            : at still
 *
 * The removing thread alone writes removed and first, the adding thread alone handed and added.
 * Each tells the other of its progress by one atomic number for many packets, with the records
 * in between written before (release) and read after (acquire).
 */
#include "src/packet_queue.h"

#include <stdatomic.h>
#include <string.h>

/* How far the threads get before they tell each other. */
#define HAND_OVER ((size_t)64 << 10)

#define ALIGNED 16

typedef struct Record {
    size_t size; /* of all of it; MARK: the next record is at the ring's start */
    int64_t taken;
    Packet packet; /* its bytes follow */
} Record;

#define MARK 0

struct PacketQueue {
    uint8_t *ring;
    size_t size;

    /* The adding thread's */
    uint64_t added;
    uint64_t known_removed;

    /* The removing thread's */
    uint64_t first;
    uint64_t known_handed;
    uint64_t told_removed;

    /* Both threads'; each on a line of the cache of its own. */
    uint8_t apart[64];
    _Atomic uint64_t handed;
    uint8_t apart_too[64];
    _Atomic uint64_t removed;
};

PacketQueue *packet_queue_new(size_t size)
{
    PacketQueue *queue = g_new0(PacketQueue, 1);

    g_assert(size >= PACKET_QUEUE_MIN);
    queue->size = size & ~(size_t)(ALIGNED - 1);
    queue->ring = g_malloc(queue->size);
    return queue;
}

void packet_queue_free(PacketQueue *queue)
{
    if (!queue)
        return;
    g_free(queue->ring);
    g_free(queue);
}

static Record *record_at(const PacketQueue *queue, uint64_t position)
{
    return (Record *)(void *)(queue->ring + position % queue->size);
}

/* Bytes from @position to the ring's end. */
static size_t left_of_ring(const PacketQueue *queue, uint64_t position)
{
    return queue->size - position % queue->size;
}

static bool has_room(PacketQueue *queue, uint64_t end)
{
    if (end - queue->known_removed <= queue->size)
        return true;
    queue->known_removed = atomic_load_explicit(&queue->removed, memory_order_acquire);
    return end - queue->known_removed <= queue->size;
}

bool packet_queue_add(PacketQueue *queue, const Packet *packet, int64_t taken)
{
    size_t size = (sizeof(Record) + packet->bytes.len + ALIGNED - 1) & ~(size_t)(ALIGNED - 1);
    size_t left = left_of_ring(queue, queue->added);
    uint64_t at = queue->added + (size > left ? left : 0);
    Record *record;

    if (!has_room(queue, at + size))
        return false;
    if (at != queue->added)
        record_at(queue, queue->added)->size = MARK;
    record = record_at(queue, at);
    *record = (Record){ size, taken, *packet };
    record->packet.bytes.data = (uint8_t *)(record + 1);
    if (packet->bytes.len > 0)
        memcpy(record + 1, packet->bytes.data, packet->bytes.len);
    queue->added = at + size;
    if (queue->added - atomic_load_explicit(&queue->handed, memory_order_relaxed) > HAND_OVER)
        (void)packet_queue_flush(queue);
    return true;
}

bool packet_queue_flush(PacketQueue *queue)
{
    if (atomic_load_explicit(&queue->handed, memory_order_relaxed) == queue->added)
        return false;
    atomic_store(&queue->handed, queue->added);
    return true;
}

static void tell_removed(PacketQueue *queue)
{
    atomic_store_explicit(&queue->removed, queue->first, memory_order_release);
    queue->told_removed = queue->first;
}

const Packet *packet_queue_first(PacketQueue *queue, int64_t *taken)
{
    if (queue->first == queue->known_handed)
        queue->known_handed = atomic_load(&queue->handed);
    if (queue->first == queue->known_handed) {
        if (queue->told_removed != queue->first)
            tell_removed(queue);
        return NULL;
    }
    if (record_at(queue, queue->first)->size == MARK)
        queue->first += left_of_ring(queue, queue->first);
    *taken = record_at(queue, queue->first)->taken;
    return &record_at(queue, queue->first)->packet;
}

void packet_queue_remove(PacketQueue *queue)
{
    queue->first += record_at(queue, queue->first)->size;
    if (queue->first - queue->told_removed >= HAND_OVER)
        tell_removed(queue);
}
