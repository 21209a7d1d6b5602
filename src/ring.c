/* SPDX-License-Identifier: Apache-2.0 */
#include "src/ring.h"

void ring_init(Ring *ring, unsigned places)
{
    *ring = (Ring){ .places = places };
    g_mutex_init(&ring->lock);
    g_cond_init(&ring->moved);
}

void ring_clear(Ring *ring)
{
    g_cond_clear(&ring->moved);
    g_mutex_clear(&ring->lock);
}

bool ring_room(Ring *ring, unsigned *place)
{
    bool is_wanted;

    g_mutex_lock(&ring->lock);
    while (ring->filled - ring->emptied == ring->places && !ring->is_unwanted)
        g_cond_wait(&ring->moved, &ring->lock);
    *place = (unsigned)(ring->filled % ring->places);
    is_wanted = !ring->is_unwanted;
    g_mutex_unlock(&ring->lock);
    return is_wanted;
}

bool ring_next(Ring *ring, unsigned *place)
{
    bool is_one;

    g_mutex_lock(&ring->lock);
    while (ring->filled == ring->emptied && !ring->is_done)
        g_cond_wait(&ring->moved, &ring->lock);
    *place = (unsigned)(ring->emptied % ring->places);
    is_one = ring->filled != ring->emptied;
    g_mutex_unlock(&ring->lock);
    return is_one;
}

unsigned ring_waiting(Ring *ring)
{
    unsigned len;

    g_mutex_lock(&ring->lock);
    len = (unsigned)(ring->filled - ring->emptied);
    g_mutex_unlock(&ring->lock);
    return len;
}

/* Counts a place in @counter, and wakes who waits for it. */
static void count(Ring *ring, uint64_t *counter)
{
    g_mutex_lock(&ring->lock);
    (*counter)++;
    g_cond_signal(&ring->moved);
    g_mutex_unlock(&ring->lock);
}

void ring_filled(Ring *ring)
{
    count(ring, &ring->filled);
}

void ring_emptied(Ring *ring)
{
    count(ring, &ring->emptied);
}

static void raise_flag(Ring *ring, bool *flag)
{
    g_mutex_lock(&ring->lock);
    *flag = true;
    g_cond_signal(&ring->moved);
    g_mutex_unlock(&ring->lock);
}

void ring_finish(Ring *ring)
{
    raise_flag(ring, &ring->is_done);
}

void ring_stop(Ring *ring)
{
    raise_flag(ring, &ring->is_unwanted);
}
