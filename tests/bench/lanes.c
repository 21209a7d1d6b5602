/* SPDX-License-Identifier: Apache-2.0
 *
 * A sender that waits for more (RFC 896), a receiver that confirms every second segment
 * (RFC 9293 3.8.6.3) or with what it sends itself. No segment is lost or late. Borders of
 * messages are nothing to a connection: its bytes are cut where a segment is full.
 */
#include "tests/bench/lanes.h"

#include <string.h>

#define HANDSHAKE 200 /* microseconds from one segment to the next */

/* One direction of a connection. */
typedef struct Direction {
    struct Direction *other;
    WireEnd from, to;
    GByteArray *waiting;
    uint64_t due; /* when they stop waiting */
    uint32_t sequence;
    unsigned unconfirmed; /* segments */
} Direction;

typedef struct Due {
    uint64_t time;
    Direction *direction;
} Due;

struct Lanes {
    Wire *wire;
    size_t mss;
    GHashTable *directions; /* Direction by its addresses */
    GQueue dues;            /* of Due; the earliest first */
};

static uint64_t key_of(WireEnd from, WireEnd to)
{
    return (uint64_t)from.address << 32 | to.address;
}

static void direction_free(void *data)
{
    Direction *direction = data;

    g_byte_array_unref(direction->waiting);
    g_free(direction);
}

Lanes *lanes_new(Wire *wire, size_t mss)
{
    Lanes *lanes = g_new0(Lanes, 1);

    lanes->wire = wire;
    lanes->mss = mss;
    lanes->directions =
        g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, direction_free);
    g_queue_init(&lanes->dues);
    return lanes;
}

void lanes_free(Lanes *lanes)
{
    if (!lanes)
        return;
    g_queue_clear_full(&lanes->dues, g_free);
    g_hash_table_unref(lanes->directions);
    g_free(lanes);
}

static Direction *add_direction(Lanes *lanes, WireEnd from, WireEnd to)
{
    Direction *direction = g_new0(Direction, 1);
    uint64_t key = key_of(from, to);

    direction->from = from;
    direction->to = to;
    direction->waiting = g_byte_array_new();
    direction->sequence = (uint32_t)(from.address * 2654435761u);
    g_hash_table_insert(lanes->directions, g_memdup2(&key, sizeof key), direction);
    return direction;
}

/* Writes the first @len bytes that wait, or none, as one segment. */
static void write_segment(Lanes *lanes, Direction *direction, uint64_t time, WireTcp tcp,
                          size_t len)
{
    WirePacket packet = { time, direction->from, direction->to, direction->waiting->data, len };

    tcp.sequence = direction->sequence;
    if (tcp.flags & WIRE_ACK)
        tcp.acknowledgement = direction->other->sequence;
    wire_tcp(lanes->wire, &packet, tcp);
    direction->sequence += (uint32_t)len + (tcp.flags & WIRE_SYN ? 1 : 0);
    direction->other->unconfirmed = 0;
    if (len > 0)
        g_byte_array_remove_range(direction->waiting, 0, (unsigned)len);
}

void lanes_open(Lanes *lanes, uint64_t time, WireEnd client, WireEnd server)
{
    uint64_t key = key_of(client, server);
    Direction *out, *back;

    if (g_hash_table_contains(lanes->directions, &key))
        return;
    out = add_direction(lanes, client, server);
    back = add_direction(lanes, server, client);
    out->other = back;
    back->other = out;
    write_segment(lanes, out, time, (WireTcp){ .flags = WIRE_SYN }, 0);
    write_segment(lanes, back, time + HANDSHAKE, (WireTcp){ .flags = WIRE_SYN | WIRE_ACK }, 0);
    write_segment(lanes, out, time + 2 * HANDSHAKE, (WireTcp){ .flags = WIRE_ACK }, 0);
}

static void write_data(Lanes *lanes, Direction *direction, uint64_t time, size_t len)
{
    WireTcp tcp = { .flags = WIRE_ACK };

    if (len == direction->waiting->len)
        tcp.flags |= WIRE_PSH;
    write_segment(lanes, direction, time, tcp, len);
    if (++direction->unconfirmed == 2)
        write_segment(lanes, direction->other, time, (WireTcp){ .flags = WIRE_ACK }, 0);
}

static void wait_from(Lanes *lanes, Direction *direction, uint64_t time)
{
    Due *due = g_new(Due, 1);

    *due = (Due){ time + LANES_WAIT, direction };
    direction->due = due->time;
    g_queue_push_tail(&lanes->dues, due);
}

void lanes_send(Lanes *lanes, const WirePacket *message)
{
    uint64_t key = key_of(message->from, message->to);
    Direction *direction = g_hash_table_lookup(lanes->directions, &key);
    bool is_begun;

    lanes_until(lanes, message->time);
    is_begun = direction->waiting->len == 0;
    g_byte_array_append(direction->waiting, message->payload, (unsigned)message->len);
    while (direction->waiting->len >= lanes->mss) {
        write_data(lanes, direction, message->time, lanes->mss);
        is_begun = true;
    }
    if (direction->waiting->len == 0)
        direction->due = 0;
    else if (is_begun)
        wait_from(lanes, direction, message->time);
}

void lanes_until(Lanes *lanes, uint64_t time)
{
    Due *due;

    while ((due = g_queue_peek_head(&lanes->dues)) && due->time <= time) {
        if (due->direction->due == due->time && due->direction->waiting->len > 0)
            write_data(lanes, due->direction, due->time, due->direction->waiting->len);
        g_free(g_queue_pop_head(&lanes->dues));
    }
}
