/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 9293 3.4: every byte has a number of 32 bits. Here positions have 64, so that nothing
 * wraps; a segment's position is the one nearest to `next`.
 *
 *        taken     ready (owned, or lent)     gap    waiting      gap    waiting
 *     ...........|=========================|       |=========|        |============|
 *                front                     next
 *
 * Waiting pieces are in order and never overlap: a segment that reaches over some of them is
 * cut up and fills only the holes between them, so that the first copy of a byte stays.
 *
 * What is ready lies in one buffer, or is the segment at hand itself (lent): a segment that
 * holds whole messages, as most do, is never copied. Carriers tell which packets brought the
 * ready bytes.
 */
#include "dissect/net/stream.h"

#include <stdlib.h>

#define PACKETS_MAX 64u     /* kept of one segment: an honest one has few fragments */
#define CARRIERS_MAX 16384u /* kept of the ready bytes */
#define FIRST_BUFFER 512u

typedef struct Piece {
    uint64_t at;
    uint32_t len;
    unsigned packets_len;
    int64_t time;
    uint64_t *packets; /* one block: the packets, then the bytes */
} Piece;

/* One packet; several of one segment have the same end. */
typedef struct Carrier {
    uint64_t end; /* position behind the last byte that it carried */
    uint64_t packet;
    int64_t time;
} Carrier;

struct Stream {
    uint64_t next;
    uint8_t *buffer;
    size_t buffer_size, start, len; /* the ready bytes that are owned: buffer + start, len */
    StreamSegment lent;             /* payload.len is 0 if nothing is lent */
    GArray *carriers;               /* of the owned bytes; NULL while there are none */
    GArray *waiting;                /* Piece; NULL while there are none */
    size_t waiting_bytes;
    bool overlapped;
};

Stream *stream_new(uint32_t first_seq)
{
    Stream *stream = g_new0(Stream, 1);

    stream->next = (UINT64_C(1) << 32) + first_seq;
    return stream;
}

static void piece_clear(void *piece)
{
    g_free(((Piece *)piece)->packets);
}

void stream_free(Stream *stream)
{
    if (!stream)
        return;
    g_free(stream->buffer);
    if (stream->carriers)
        g_array_free(stream->carriers, TRUE);
    if (stream->waiting)
        g_array_free(stream->waiting, TRUE);
    g_free(stream);
}

static const uint8_t *piece_bytes(const Piece *piece)
{
    return (const uint8_t *)(piece->packets + piece->packets_len);
}

static Piece *piece_at(const Stream *stream, unsigned i)
{
    return &g_array_index(stream->waiting, Piece, i);
}

static unsigned pieces_len(const Stream *stream)
{
    return stream->waiting ? stream->waiting->len : 0;
}

Slice stream_ready(const Stream *stream)
{
    if (stream->lent.payload.len > 0)
        return stream->lent.payload;
    return slice_of(stream->len ? stream->buffer + stream->start : NULL, stream->len);
}

static uint64_t front(const Stream *stream)
{
    return stream->next - stream_ready(stream).len;
}

static uint64_t position_of(const Stream *stream, uint32_t seq)
{
    return stream->next + (uint64_t)(int64_t)(int32_t)(seq - (uint32_t)stream->next);
}

static void make_room(Stream *stream, size_t more)
{
    if (stream->start + stream->len + more <= stream->buffer_size)
        return;
    if (stream->start > 0) {
        memmove(stream->buffer, stream->buffer + stream->start, stream->len);
        stream->start = 0;
    }
    if (stream->len + more > stream->buffer_size / 2) {
        stream->buffer_size = MAX(2 * (stream->len + more), FIRST_BUFFER);
        stream->buffer = g_realloc(stream->buffer, stream->buffer_size);
    }
}

static void add_carrier(Stream *stream, Carrier carrier)
{
    if (!stream->carriers)
        stream->carriers = g_array_sized_new(FALSE, FALSE, sizeof carrier, 2);
    if (stream->carriers->len < CARRIERS_MAX)
        g_array_append_val(stream->carriers, carrier);
    else
        g_array_index(stream->carriers, Carrier, CARRIERS_MAX - 1) = carrier;
}

/* Copies @segment, which continues the owned bytes and ends at @end. */
static void append(Stream *stream, const StreamSegment *segment, uint64_t end)
{
    Slice payload = segment->payload;

    make_room(stream, payload.len);
    memcpy(stream->buffer + stream->start + stream->len, payload.data, payload.len);
    stream->len += payload.len;
    for (unsigned i = 0; i < MIN(segment->packets_len, PACKETS_MAX); i++)
        add_carrier(stream, (Carrier){ end, segment->packets[i], segment->time });
}

void stream_keep(Stream *stream)
{
    StreamSegment lent = stream->lent;

    stream->lent = (StreamSegment){ 0 };
    if (lent.payload.len > 0)
        append(stream, &lent, stream->next);
}

static void note_overlap(Stream *stream, Slice held, Slice repeated)
{
    size_t len = MIN(held.len, repeated.len);

    if (len > 0 && memcmp(held.data, repeated.data, len) != 0)
        stream->overlapped = true;
}

/* Of a segment at @at the bytes that came before are compared and cut off. */
static void cut_old_bytes(Stream *stream, StreamSegment *segment, uint64_t *at)
{
    uint64_t first = front(stream);
    uint64_t old;

    if (*at >= stream->next)
        return;
    if (*at >= first)
        note_overlap(stream, slice_tail(stream_ready(stream), *at - first), segment->payload);
    else
        note_overlap(stream, stream_ready(stream), slice_tail(segment->payload, first - *at));
    old = stream->next - *at;
    segment->payload = slice_tail(segment->payload, old);
    *at = stream->next;
}

static void insert_piece(Stream *stream, unsigned i, uint64_t at, const StreamSegment *segment,
                         Slice bytes)
{
    unsigned packets_len = MIN(segment->packets_len, PACKETS_MAX);
    size_t packets_size = packets_len * sizeof *segment->packets;
    Piece piece = { at, (uint32_t)bytes.len, packets_len, segment->time, NULL };

    piece.packets = g_malloc(packets_size + bytes.len);
    memcpy(piece.packets, segment->packets, packets_size);
    memcpy(piece.packets + packets_len, bytes.data, bytes.len);
    if (!stream->waiting) {
        stream->waiting = g_array_new(FALSE, FALSE, sizeof piece);
        g_array_set_clear_func(stream->waiting, piece_clear);
    }
    g_array_insert_val(stream->waiting, i, piece);
    stream->waiting_bytes += bytes.len;
}

/* The first piece that ends behind @at. */
static unsigned find_piece(const Stream *stream, uint64_t at)
{
    unsigned low = 0;
    unsigned high = pieces_len(stream);

    while (low < high) {
        unsigned middle = (low + high) / 2;

        if (piece_at(stream, middle)->at + piece_at(stream, middle)->len > at)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static void fill_holes(Stream *stream, uint64_t at, const StreamSegment *segment)
{
    unsigned i = find_piece(stream, at);
    Slice left = segment->payload;

    while (left.len > 0) {
        const Piece *piece = i < pieces_len(stream) ? piece_at(stream, i) : NULL;
        uint64_t there;

        if (!piece || piece->at > at) {
            Slice hole = piece ? slice_head(left, piece->at - at) : left;

            insert_piece(stream, i, at, segment, hole);
            there = hole.len;
        } else {
            there = piece->at + piece->len - at;
            note_overlap(stream, slice_of(piece_bytes(piece) + (at - piece->at), there), left);
        }
        left = slice_tail(left, there);
        at += there;
        i++;
    }
}

/* Makes ready what waited for the byte that came. */
static void drain(Stream *stream)
{
    unsigned drained = 0;

    while (drained < pieces_len(stream) && piece_at(stream, drained)->at == stream->next) {
        const Piece *piece = piece_at(stream, drained++);
        StreamSegment segment = { .payload = slice_of(piece_bytes(piece), piece->len),
                                  .packets = piece->packets,
                                  .packets_len = piece->packets_len,
                                  .time = piece->time };

        stream->next += piece->len;
        stream->waiting_bytes -= piece->len;
        append(stream, &segment, stream->next);
    }
    if (drained == 0)
        return;
    g_array_remove_range(stream->waiting, 0, drained);
    if (stream->waiting->len == 0)
        g_clear_pointer(&stream->waiting, g_array_unref);
}

bool stream_add(Stream *stream, const StreamSegment *segment)
{
    StreamSegment fresh = *segment;
    uint64_t at = position_of(stream, segment->seq);

    g_assert(segment->packets_len > 0);
    cut_old_bytes(stream, &fresh, &at);
    if (fresh.payload.len == 0)
        return true;
    stream_keep(stream);
    if (at == stream->next && !stream->waiting) {
        stream->next += fresh.payload.len;
        if (stream->len == 0)
            stream->lent = fresh;
        else
            append(stream, &fresh, stream->next);
        return true;
    }
    if (at > stream->next && (stream->waiting_bytes + fresh.payload.len > STREAM_MAX ||
                              pieces_len(stream) >= STREAM_SEGMENTS_MAX))
        return false;
    fill_holes(stream, at, &fresh);
    drain(stream);
    return true;
}

/* Forgets the carriers of what was taken, but not at every call: those of a long run of small
 * messages leave together. */
static void drop_carriers(Stream *stream)
{
    uint64_t first = front(stream);
    unsigned gone = 0;

    while (gone < stream->carriers->len &&
           g_array_index(stream->carriers, Carrier, gone).end <= first)
        gone++;
    if (gone > 0 && (gone >= 64 || gone >= stream->carriers->len / 2))
        g_array_remove_range(stream->carriers, 0, gone);
}

void stream_take(Stream *stream, size_t len)
{
    g_assert(len <= stream_ready(stream).len);
    if (stream->lent.payload.len > 0) {
        stream->lent.payload = slice_tail(stream->lent.payload, len);
        return;
    }
    stream->start += len;
    stream->len -= len;
    if (stream->len > 0) {
        drop_carriers(stream);
        return;
    }
    stream->start = stream->buffer_size = 0;
    g_clear_pointer(&stream->buffer, g_free);
    g_clear_pointer(&stream->carriers, g_array_unref);
}

uint64_t stream_skip_gap(Stream *stream, uint64_t at_most)
{
    uint64_t lost = at_most == UINT64_MAX ? 0 : at_most;

    if (stream->waiting)
        lost = MIN(piece_at(stream, 0)->at - stream->next, at_most);
    stream_take(stream, stream_ready(stream).len);
    stream->next += lost;
    drain(stream);
    return lost;
}

uint32_t stream_next_seq(const Stream *stream)
{
    return (uint32_t)stream->next;
}

size_t stream_waiting(const Stream *stream, unsigned *segments)
{
    if (segments)
        *segments = pieces_len(stream);
    return stream->waiting_bytes;
}

static int by_number(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static void sort_and_unite(GArray *packets)
{
    uint64_t *numbers = (uint64_t *)(void *)packets->data;
    unsigned kept = 0;

    if (packets->len < 2)
        return;
    qsort(numbers, packets->len, sizeof *numbers, by_number);
    for (unsigned i = 0; i < packets->len; i++)
        if (kept == 0 || numbers[kept - 1] != numbers[i])
            numbers[kept++] = numbers[i];
    g_array_set_size(packets, kept);
}

int64_t stream_packets(const Stream *stream, size_t len, GArray *packets)
{
    uint64_t first = front(stream);
    Carrier last = { 0, 0, stream->lent.time };
    uint64_t end = 0;

    g_array_set_size(packets, 0);
    if (stream->lent.payload.len > 0)
        g_array_append_vals(packets, stream->lent.packets, stream->lent.packets_len);
    for (unsigned i = 0; stream->carriers && i < stream->carriers->len; i++) {
        const Carrier *carrier = &g_array_index(stream->carriers, Carrier, i);

        if (end >= first + len && carrier->end != end)
            break;
        end = carrier->end;
        if (end <= first)
            continue;
        g_array_append_val(packets, carrier->packet);
        if (carrier->packet >= last.packet)
            last = *carrier;
    }
    sort_and_unite(packets);
    return last.time;
}

bool stream_take_overlap(Stream *stream)
{
    bool overlapped = stream->overlapped;

    stream->overlapped = false;
    return overlapped;
}

size_t stream_memory(const Stream *stream)
{
    size_t carriers = stream->carriers ? stream->carriers->len : 0;

    return stream->buffer_size + stream->waiting_bytes + carriers * sizeof(Carrier) +
           pieces_len(stream) * (sizeof(Piece) + 2 * sizeof(void *));
}
