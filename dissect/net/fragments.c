/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 791, 3.2, and RFC 8200, 4.5. A datagram waits as a list of copied pieces, ordered by
 * offset, which may overlap where they agree:
 *
 *     0         1480       2960      total (known from the piece without "more")
 *     |--- 7 ---|          |--- 9 ---|        the packets' numbers
 *
 * A fragment that contradicts an earlier one, by its bytes or by where the datagram ends, is
 * counted and dropped: the first bytes win. RFC 5722 has a host throw the whole datagram away;
 * here that would let one forged fragment erase a message from the story. Duplicates, as a
 * capture of several interfaces holds them, say nothing new and are passed over; so are those
 * that come when their datagram has just been completed, for which its entry stays behind.
 *
 * Pieces are copies, not places in a buffer of the datagram's size: a fragment that claims a
 * far offset costs its own bytes alone. In a tunnel a fragment may itself have come in
 * fragments: then all of their packets carried it. Age counts from the last fragment, as the
 * table's does.
 */
#include "dissect/net/fragments.h"

#include <stdlib.h>

#include "dissect/base/reader.h"
#include "dissect/base/table.h"
#include "dissect/net/extensions.h"
#include "dissect/net/layers.h"

#define DATAGRAM_MAX 65535
#define ECHO_NS INT64_C(1000000000) /* how long after the whole a copy of a part is no loss */

/* IPv6 tells datagrams apart without the protocol, which only the first fragment knows. */
typedef struct Key {
    uint8_t src[16], dst[16];
    uint32_t id;
    uint8_t version, protocol, unused[2];
} Key;

typedef struct Piece {
    uint32_t offset, end;
    uint64_t packet;
    uint64_t *others; /* further packets that carried it, @others_len of them; NULL: none */
    unsigned others_len;
    uint8_t *bytes;
} Piece;

typedef struct Pending {
    GArray *pieces;   /* of Piece, by offset */
    uint32_t total;   /* bytes of the whole, 0 while unknown */
    uint8_t protocol; /* of the first fragment */
    bool was_whole;   /* its datagram was completed at whole_time; the pieces came later */
    int64_t whole_time, first_time, last_time;
} Pending;

struct Fragments {
    Table *pending;
    Anomalies *anomalies;
    size_t bytes;
    GByteArray *whole;
    GArray *packets;
    uint64_t whole_packet; /* the last of @packets came with it; 0: nothing was whole yet */
};

static size_t piece_cost(const Piece *piece)
{
    return piece->end - piece->offset + sizeof *piece +
           piece->others_len * sizeof *piece->others;
}

static Piece *piece_at(const Pending *pending, unsigned i)
{
    return &g_array_index(pending->pieces, Piece, i);
}

static unsigned pieces_len(const Pending *pending)
{
    return pending->pieces ? pending->pieces->len : 0;
}

static void drop_pieces(Fragments *fragments, Pending *pending)
{
    for (unsigned i = 0; i < pieces_len(pending); i++) {
        fragments->bytes -= piece_cost(piece_at(pending, i));
        g_free(piece_at(pending, i)->bytes);
        g_free(piece_at(pending, i)->others);
    }
    if (pending->pieces)
        g_array_free(pending->pieces, TRUE);
    pending->pieces = NULL;
    pending->total = 0;
}

static void drop_pending(void *value, void *user)
{
    drop_pieces(user, value);
}

Fragments *fragments_new(Anomalies *anomalies)
{
    Fragments *fragments = g_new0(Fragments, 1);

    fragments->pending = table_new(sizeof(Key), sizeof(Pending), FRAGMENTS_DATAGRAMS_MAX,
                                   drop_pending, fragments);
    fragments->anomalies = anomalies;
    fragments->whole = g_byte_array_new();
    fragments->packets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    return fragments;
}

void fragments_free(Fragments *fragments)
{
    if (!fragments)
        return;
    table_free(fragments->pending);
    g_byte_array_free(fragments->whole, TRUE);
    g_array_free(fragments->packets, TRUE);
    g_free(fragments);
}

/* True if @later is more than @span after @earlier; false where time steps back or is unknown.
 */
static bool is_past(int64_t earlier, int64_t later, int64_t span)
{
    return later > earlier && earlier != TIME_NONE &&
           (uint64_t)later - (uint64_t)earlier > (uint64_t)span;
}

/* True if what waits are late copies of parts of a datagram that was just completed. */
static bool is_echo(const Pending *pending)
{
    return pending->was_whole && pending->whole_time != TIME_NONE &&
           !is_past(pending->whole_time, pending->first_time, ECHO_NS);
}

static void count_pieces(Fragments *fragments, const Pending *pending, Anomaly anomaly)
{
    if (is_echo(pending))
        return;
    for (unsigned i = 0; i < pieces_len(pending); i++)
        anomalies_add(fragments->anomalies, anomaly, piece_at(pending, i)->packet);
}

static void give_up_oldest(Fragments *fragments, Anomaly anomaly)
{
    count_pieces(fragments, table_oldest(fragments->pending, NULL), anomaly);
    table_drop_oldest(fragments->pending);
}

static void give_up_aged(Fragments *fragments, int64_t now)
{
    const Pending *oldest;

    while ((oldest = table_oldest(fragments->pending, NULL)) &&
           is_past(oldest->last_time, now, FRAGMENTS_AGE_NS))
        give_up_oldest(fragments, ANOMALY_FRAGMENT_LOST);
}

void fragments_end(Fragments *fragments)
{
    while (table_size(fragments->pending) > 0)
        give_up_oldest(fragments, ANOMALY_FRAGMENT_LOST);
}

static Key key_of(const Decoded *decoded)
{
    const Endpoint *src = &decoded->segment.src;
    Key key = { .id = decoded->fragment.id, .version = src->version };

    memcpy(key.src, src->address, sizeof key.src);
    memcpy(key.dst, decoded->segment.dst.address, sizeof key.dst);
    if (src->version == 4)
        key.protocol = decoded->fragment.protocol;
    return key;
}

/* The datagram under @key, made if it is new or the one there has aged. */
static Pending *pending_of(Fragments *fragments, const Key *key, int64_t now)
{
    Pending *pending = table_find(fragments->pending, key);

    if (pending && is_past(pending->last_time, now, FRAGMENTS_AGE_NS)) {
        count_pieces(fragments, pending, ANOMALY_FRAGMENT_LOST);
        table_remove(fragments->pending, key);
        pending = NULL;
    }
    if (!pending) {
        if (table_size(fragments->pending) == FRAGMENTS_DATAGRAMS_MAX)
            give_up_oldest(fragments, ANOMALY_FRAGMENT_EVICTED);
        pending = table_put(fragments->pending, key);
    }
    if (is_echo(pending) && is_past(pending->whole_time, now, ECHO_NS))
        drop_pieces(fragments, pending); /* or they would mix with the next of this number */
    if (pieces_len(pending) == 0)
        pending->first_time = now;
    pending->last_time = now;
    return pending;
}

/* True if no byte is missing from @from up to @end. */
static bool is_covered(const Pending *pending, uint32_t from, uint32_t end)
{
    for (unsigned i = 0; i < pieces_len(pending) && from < end; i++) {
        const Piece *piece = piece_at(pending, i);

        if (piece->offset > from)
            break;
        from = MAX(from, piece->end);
    }
    return from >= end;
}

/* True if @fresh has other bytes than @piece where both have some. */
static bool differs(const Piece *piece, const Piece *fresh)
{
    uint32_t from = MAX(piece->offset, fresh->offset);
    uint32_t end = MIN(piece->end, fresh->end);

    return from < end && memcmp(piece->bytes + (from - piece->offset),
                                fresh->bytes + (from - fresh->offset), end - from) != 0;
}

static bool contradicts(const Pending *pending, const Piece *fresh, bool more)
{
    if (pending->total > 0 &&
        (fresh->end > pending->total || (!more && fresh->end != pending->total)))
        return true;
    for (unsigned i = 0; i < pieces_len(pending); i++) {
        const Piece *piece = piece_at(pending, i);

        if (differs(piece, fresh) || (!more && piece->end > fresh->end))
            return true;
    }
    return false;
}

static void insert_piece(Fragments *fragments, Pending *pending, Piece fresh)
{
    const uint8_t *borrowed = fresh.bytes;
    uint32_t len = fresh.end - fresh.offset;
    unsigned at = 0;

    if (!pending->pieces)
        pending->pieces = g_array_new(FALSE, FALSE, sizeof(Piece));
    while (at < pending->pieces->len && piece_at(pending, at)->offset <= fresh.offset)
        at++;
    fresh.bytes = g_malloc(len);
    memcpy(fresh.bytes, borrowed, len);
    fresh.others = g_memdup2(fresh.others, fresh.others_len * sizeof *fresh.others);
    g_array_insert_val(pending->pieces, at, fresh);
    fragments->bytes += piece_cost(&fresh);
}

/* Adds @fresh, which borrows what it points to, unless it contradicts @pending or says nothing
 * new. */
static void add_piece(Fragments *fragments, Pending *pending, Piece fresh,
                      const Fragment *fragment)
{
    if (contradicts(pending, &fresh, fragment->more)) {
        anomalies_add(fragments->anomalies, ANOMALY_FRAGMENT_OVERLAP, fresh.packet);
        return;
    }
    if (!fragment->more)
        pending->total = fresh.end;
    if (fresh.offset == 0)
        pending->protocol = fragment->protocol;
    if (is_covered(pending, fresh.offset, fresh.end))
        return;
    if (pieces_len(pending) == FRAGMENTS_PIECES_MAX)
        anomalies_add(fragments->anomalies, ANOMALY_FRAGMENT_EVICTED, fresh.packet);
    else
        insert_piece(fragments, pending, fresh);
}

static int compare_packets(const void *a, const void *b)
{
    uint64_t first = *(const uint64_t *)a;
    uint64_t second = *(const uint64_t *)b;

    return (first > second) - (first < second);
}

/* Lays the pieces together; the entry stays, to know copies of them that come late. */
static void join(Fragments *fragments, Pending *pending)
{
    g_byte_array_set_size(fragments->whole, pending->total);
    g_array_set_size(fragments->packets, 0);
    for (unsigned i = 0; i < pieces_len(pending); i++) {
        const Piece *piece = piece_at(pending, i);

        memcpy(fragments->whole->data + piece->offset, piece->bytes,
               piece->end - piece->offset);
        g_array_append_val(fragments->packets, piece->packet);
        if (piece->others_len)
            g_array_append_vals(fragments->packets, piece->others, piece->others_len);
    }
    qsort(fragments->packets->data, fragments->packets->len, sizeof(uint64_t), compare_packets);
    drop_pieces(fragments, pending);
    pending->was_whole = true;
    pending->whole_time = pending->last_time;
}

static Verdict hand_out(const Fragments *fragments, uint8_t protocol, Decoded *decoded)
{
    Reader reader = { .left = slice_of(fragments->whole->data, fragments->whole->len) };
    Verdict verdict = extensions_skip(&reader, &protocol);

    if (verdict != VERDICT_OK)
        return verdict;
    decoded->fragment = (Fragment){ .id = decoded->fragment.id, .protocol = protocol };
    decoded->next = layers_of_ip_protocol(protocol);
    decoded->payload = reader.left;
    return VERDICT_OK;
}

static bool is_impossible(const Fragment *fragment, size_t len)
{
    return len == 0 || fragment->offset + len > DATAGRAM_MAX ||
           (fragment->more && len % 8 != 0);
}

/* What @packet brings lies in the datagram that it has just made whole. */
static void add_others(const Fragments *fragments, const Packet *packet, Piece *fresh)
{
    if (fragments->whole_packet != packet->number)
        return;
    fresh->others = (uint64_t *)(void *)fragments->packets->data;
    fresh->others_len = fragments->packets->len;
    while (fresh->others_len && fresh->others[fresh->others_len - 1] == packet->number)
        fresh->others_len--;
}

Verdict fragments_add(Fragments *fragments, const Packet *packet, Decoded *decoded)
{
    const Fragment *fragment = &decoded->fragment;
    Piece fresh = { .offset = fragment->offset, .packet = packet->number };
    Key key = key_of(decoded);
    Pending *pending;

    give_up_aged(fragments, packet->time);
    if (decoded->cut_short)
        return VERDICT_CUT_SHORT;
    if (is_impossible(fragment, decoded->payload.len))
        return VERDICT_MALFORMED;
    fresh.end = fresh.offset + (uint32_t)decoded->payload.len;
    add_others(fragments, packet, &fresh);
    fresh.bytes = (uint8_t *)decoded->payload.data; /* read only: what is kept is a copy */
    while (fragments->bytes + piece_cost(&fresh) > FRAGMENTS_BYTES_MAX)
        give_up_oldest(fragments, ANOMALY_FRAGMENT_EVICTED);
    pending = pending_of(fragments, &key, packet->time);
    add_piece(fragments, pending, fresh, fragment);
    if (pending->total == 0 || !is_covered(pending, 0, pending->total))
        return VERDICT_MORE_NEEDED;
    join(fragments, pending);
    fragments->whole_packet = packet->number;
    return hand_out(fragments, pending->protocol, decoded);
}

const uint64_t *fragments_packets(const Fragments *fragments, unsigned *len)
{
    *len = fragments->packets->len;
    return (const uint64_t *)fragments->packets->data;
}
