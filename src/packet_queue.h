/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/packet.h"

/* Packets on their way from one thread, which adds, to another, which removes. Neither waits
 * for the other; there is room for a fixed number of bytes. */
typedef struct PacketQueue PacketQueue;

/* Makes an empty queue of @size bytes, at least PACKET_QUEUE_MIN. The caller owns it. */
PacketQueue *packet_queue_new(size_t size);

/* The least room: some packets of the largest kind. */
#define PACKET_QUEUE_MIN ((size_t)1 << 20)

/* Frees @queue, with what is in it; NULL is fine. Both threads are done with it. */
void packet_queue_free(PacketQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PacketQueue, packet_queue_free)

/* The adding thread */

/* Copies @packet with its bytes to the end; what else it points to is still borrowed. It is
 * handed over by the next packet_queue_flush(), or before. False if there is no room: the
 * packet is lost. */
bool packet_queue_add(PacketQueue *queue, const Packet *packet, int64_t taken);

/* Hands over what was added. True if there was anything. */
bool packet_queue_flush(PacketQueue *queue);

/* The removing thread */

/* The first packet that was handed over, or NULL. Borrowed, with its bytes, until it is
 * removed. *@taken is what packet_queue_add() was given with it. */
const Packet *packet_queue_first(PacketQueue *queue, int64_t *taken);

/* Removes the first packet; there must be one. */
void packet_queue_remove(PacketQueue *queue);
