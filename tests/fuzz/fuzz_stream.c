/* SPDX-License-Identifier: Apache-2.0
 *
 * A TCP direction against one that keeps every byte in its place:
 *
 *     first sequence number (4 bytes), then what happens, each with its first byte
 *     0x00 + bits  a segment: its place (2 bytes, 1024 is the first number's), length (1);
 *                  bit 2: other content than is due there; bit 3: lent until the next one
 *     0x02         takes a part of what is ready (1 byte, 256ths)
 *     0x03         gives up a gap (1 byte, at most so many; 255: any)
 *
 * Of a byte the first copy stays; what is ready, waits, overlaps, and which packets brought it
 * must be the same in both.
 */
#include "dissect/base/reader.h"
#include "dissect/net/stream.h"
#include "tests/fuzz/target.h"

#define PLACES 4096
#define ORIGIN 1024 /* the place of the first byte */
#define STEPS_MAX 2000

typedef struct Place {
    bool is_there;
    uint8_t byte;
    uint64_t packet;
} Place;

/* A segment that may be lent. */
typedef struct Carried {
    uint64_t packet;
    uint8_t bytes[UINT8_MAX];
} Carried;

typedef struct Both {
    Stream *stream;
    uint32_t first_seq;
    Place *places;
    uint32_t front, next; /* places */
    uint32_t end;         /* behind the last one that is there */
    uint64_t packet;
    Carried *lent;
} Both;

static uint8_t due_at(uint32_t place)
{
    return (uint8_t)(place * 7 + place / 256);
}

/* How many places from @from on are there. */
static uint32_t run_from(const Both *both, uint32_t from)
{
    uint32_t end = from;

    while (end < PLACES && both->places[end].is_there)
        end++;
    return end - from;
}

static bool place_segment(Both *both, uint32_t at, Slice payload)
{
    bool overlaps = false;

    for (size_t i = 0; i < payload.len; i++) {
        Place *place = &both->places[at + i];

        if (at + i < both->front)
            continue;
        if (place->is_there)
            overlaps |= place->byte != payload.data[i];
        else
            *place = (Place){ true, payload.data[i], both->packet };
    }
    both->end = MAX(both->end, at + (uint32_t)payload.len);
    both->next = both->front + run_from(both, both->front);
    return overlaps;
}

static void end_lending(Both *both)
{
    stream_keep(both->stream);
    g_clear_pointer(&both->lent, g_free);
}

static void add_segment(Both *both, uint8_t what, Reader *reader)
{
    uint32_t at = reader_be16(reader) % (PLACES - UINT8_MAX);
    size_t len = reader_u8(reader);
    Carried *carried = g_malloc(sizeof *carried - UINT8_MAX + len);
    StreamSegment segment = { .seq = both->first_seq + (at - ORIGIN),
                              .payload = slice_of(carried->bytes, len),
                              .packets = &carried->packet,
                              .packets_len = 1 };

    for (size_t i = 0; i < len; i++)
        carried->bytes[i] = (uint8_t)(due_at(at + (uint32_t)i) + (what & 4 ? both->packet : 0));
    end_lending(both);
    carried->packet = ++both->packet;
    segment.time = (int64_t)both->packet;
    g_assert_true(stream_add(both->stream, &segment));
    g_assert_cmpint(stream_take_overlap(both->stream), ==,
                    place_segment(both, at, segment.payload));
    both->lent = carried;
    if (!(what & 8))
        end_lending(both);
}

static void take(Both *both, unsigned part)
{
    size_t len = stream_ready(both->stream).len * part / 255;

    stream_take(both->stream, len);
    both->front += (uint32_t)len;
}

static void give_up(Both *both, unsigned at_most)
{
    uint32_t gap = 0;

    while (both->next + gap < PLACES && !both->places[both->next + gap].is_there)
        gap++;
    if (both->next + gap == PLACES)
        gap = at_most == 255 ? 0 : at_most;
    else
        gap = MIN(gap, at_most == 255 ? gap : at_most);
    if (both->next + gap >= PLACES - UINT8_MAX)
        return;
    g_assert_cmpuint(stream_skip_gap(both->stream, at_most == 255 ? UINT64_MAX : at_most), ==,
                     gap);
    both->front = both->next + gap;
    both->next = both->front + run_from(both, both->front);
}

static void compare_packets(const Both *both)
{
    g_autoptr(GArray) packets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    unsigned found = 0;

    if (both->front == both->next)
        return;
    (void)stream_packets(both->stream, both->next - both->front, packets);
    for (unsigned i = 0; i < packets->len; i++) {
        uint64_t packet = g_array_index(packets, uint64_t, i);
        bool carried = false;

        g_assert_true(i == 0 || g_array_index(packets, uint64_t, i - 1) < packet);
        for (uint32_t at = both->front; at < both->next && !carried; at++)
            carried = both->places[at].packet == packet;
        found += carried;
    }
    g_assert_cmpuint(found, ==, packets->len);
}

static void compare(const Both *both)
{
    Slice ready = stream_ready(both->stream);
    size_t waiting = 0;

    g_assert_cmpuint(ready.len, ==, both->next - both->front);
    for (size_t i = 0; i < ready.len; i++)
        g_assert_cmpuint(ready.data[i], ==, both->places[both->front + i].byte);
    for (uint32_t at = both->next; at < both->end; at++)
        waiting += both->places[at].is_there;
    g_assert_cmpuint(stream_waiting(both->stream, NULL), ==, waiting);
    g_assert_cmpuint(stream_next_seq(both->stream), ==,
                     both->first_seq + (both->next - ORIGIN));
    compare_packets(both);
}

static void step(Both *both, Reader *reader)
{
    uint8_t what = reader_u8(reader);

    switch (what & 3) {
    case 2: take(both, reader_u8(reader)); break;
    case 3: give_up(both, reader_u8(reader)); break;
    default: add_segment(both, what, reader);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    Both both = { .first_seq = reader_be32(&reader), .front = ORIGIN, .next = ORIGIN };

    both.stream = stream_new(both.first_seq);
    both.places = g_new0(Place, PLACES);
    for (unsigned i = 0; i < STEPS_MAX && reader.left.len > 0; i++) {
        step(&both, &reader);
        if (i < 16 || i % 16 == 0)
            compare(&both);
    }
    compare(&both);
    stream_free(both.stream);
    g_free(both.places);
    g_free(both.lent);
    return 0;
}
