/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* The order of work between two threads: one fills places, the other empties them, each in turn
 * and in the same order. What is in the places is theirs; the ring has their numbers alone. */
typedef struct Ring {
    GMutex lock;
    GCond moved;
    unsigned places;
    uint64_t filled, emptied; /* so far; the Nth is place N modulo `places` */
    bool is_done;             /* nothing more will be filled, */
    bool is_unwanted;         /* or has to be */
} Ring;

/* Makes a ring of empty places inside something else. */
void ring_init(Ring *ring, unsigned places);

/* Both threads have to be done with it. */
void ring_clear(Ring *ring);

/* Waits until there is an empty place, whose number goes to *@place; false if nothing more is
 * wanted. For the thread that fills, as the next three. */
bool ring_room(Ring *ring, unsigned *place);

/* The place is full. */
void ring_filled(Ring *ring);

/* Nothing more will come. */
void ring_finish(Ring *ring);

/* How many full places the other thread has before it. */
unsigned ring_waiting(Ring *ring);

/* Waits until there is a full place, whose number goes to *@place; false after the last. For
 * the thread that empties, as the next two. */
bool ring_next(Ring *ring, unsigned *place);

/* The place is empty again. */
void ring_emptied(Ring *ring);

/* No more is wanted; what is full comes out all the same. */
void ring_stop(Ring *ring);
