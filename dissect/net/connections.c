/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 9293, seen by somebody who may come late, miss packets and see others twice:
 *
 *     (nothing) --SYN, or bytes without one--> open --FIN reached, RST--> ended
 *                                                ^                          |
 *                                                +---another SYN, or bytes--+
 *                                                    that cannot be old
 *
 * A gap is a late segment until the capture proves a loss: the receiver acknowledges bytes
 * behind it; or so much waits, or so long, that nobody would still send it; or the end. It is
 * not given up for an acknowledgement alone while nothing waits: where the two directions are
 * captured apart, that may be a little ahead of the bytes. If a segment of what was given up
 * comes all the same, it is read apart: a message in it is late, but not lost. So is one from
 * before the first byte of a connection that was joined late.
 */
#include "dissect/net/connections.h"

#include "dissect/base/table.h"

/* Far more than is on its way at a time in a connection that carries signalling. */
#define GAP_BYTES_MAX ((size_t)1 << 20)
#define GAP_SEGMENTS_MAX 256u
#define GAP_TIME_MAX (10 * UINT64_C(1000000000))

/* Bytes so far back are not sent again: their connection is another one. */
#define OLD_MAX (4 << 20)

#define LOST_MAX 4

typedef struct Key {
    Endpoint src, dst;
    uint32_t input;
} Key;

G_STATIC_ASSERT(sizeof(Key) == 2 * sizeof(Endpoint) + sizeof(uint32_t));

/* Bytes that nobody waits for any more. */
typedef struct Range {
    uint32_t from, to;
} Range;

/* What the table holds of a direction. */
typedef struct Entry {
    Direction direction; /* its stream is NULL once it has ended */
    uint32_t first_seq;
    uint32_t end_seq; /* behind the last byte; once has_fin or ended */
    bool has_fin;
    bool is_cut;   /* the bytes behind the ready ones were cut off by the snapshot length */
    bool is_stuck; /* at a gap */
    uint32_t stuck_seq;
    int64_t stuck_since;
    Range lost[LOST_MAX]; /* the last ones, in a ring */
    unsigned lost_next;
    size_t held;
    GList holder; /* in Connections.holders, while held is not 0 */
} Entry;

struct Connections {
    ConnectionsHooks hooks;
    Table *table;       /* Key: Entry *, for an entry must not move */
    GQueue holders;     /* who holds bytes, the one that was quiet for longest first */
    size_t held, stuck; /* bytes; entries */
    bool is_silent;
};

/* How far @seq is ahead of @from. */
static int32_t ahead(uint32_t seq, uint32_t from)
{
    return (int32_t)(seq - from);
}

static size_t ready_len(const Entry *entry)
{
    return stream_ready(entry->direction.stream).len;
}

static void count(const Entry *entry, Anomaly anomaly)
{
    anomalies_add(entry->direction.anomalies, anomaly, entry->direction.packet);
}

static void set_held(Connections *connections, Entry *entry, size_t held)
{
    if (entry->held > 0)
        g_queue_unlink(&connections->holders, &entry->holder);
    connections->held = connections->held - entry->held + held;
    entry->held = held;
    if (held > 0)
        g_queue_push_tail_link(&connections->holders, &entry->holder);
}

static void set_stuck(Connections *connections, Entry *entry, bool is_stuck)
{
    connections->stuck = connections->stuck - entry->is_stuck + is_stuck;
    entry->is_stuck = is_stuck;
}

static void read_ready(const Connections *connections, Entry *entry, bool is_break)
{
    if (!connections->is_silent && (is_break || ready_len(entry) > 0))
        connections->hooks.ready(&entry->direction, is_break, connections->hooks.user);
    entry->direction.segment_at = SIZE_MAX;
}

static void note_lost(Entry *entry, uint32_t from, uint32_t to)
{
    entry->lost[entry->lost_next++ % LOST_MAX] = (Range){ from, to };
}

/* Bytes that are missing up to @at_most are lost: reads on behind them. */
static bool skip_gap(const Connections *connections, Entry *entry, uint64_t at_most)
{
    bool is_news = !entry->is_cut && !entry->direction.is_ignored && !connections->is_silent;
    uint32_t from = stream_next_seq(entry->direction.stream);
    uint64_t lost;

    read_ready(connections, entry, true);
    lost = stream_skip_gap(entry->direction.stream, at_most);
    if (lost == 0)
        return false;
    if (is_news)
        count(entry, ANOMALY_TCP_GAP);
    entry->is_cut = false;
    note_lost(entry, from, from + (uint32_t)lost);
    entry->direction.segment_at = 0;
    read_ready(connections, entry, false);
    return true;
}

/* How many bytes are missing before the FIN, if nothing waits behind the gap. */
static uint64_t missing_before_fin(const Entry *entry)
{
    int32_t missing = ahead(entry->end_seq, stream_next_seq(entry->direction.stream));

    return entry->has_fin && missing > 0 ? (uint64_t)missing : UINT64_MAX;
}

static void end(Connections *connections, Entry *entry)
{
    Direction *direction = &entry->direction;

    if (!direction->stream)
        return;
    while (skip_gap(connections, entry, UINT64_MAX))
        continue;
    if (missing_before_fin(entry) != UINT64_MAX)
        skip_gap(connections, entry, missing_before_fin(entry));
    if (!entry->has_fin)
        entry->end_seq = stream_next_seq(direction->stream);
    g_clear_pointer(&direction->stream, stream_free);
    g_clear_pointer(&direction->run, g_array_unref);
    g_clear_pointer(&direction->reader, connections->hooks.forget);
    set_held(connections, entry, 0);
    set_stuck(connections, entry, false);
}

static void begin(Entry *entry, uint32_t first_seq, bool is_syn)
{
    entry->first_seq = first_seq;
    entry->has_fin = entry->is_cut = false;
    entry->direction.is_ignored = entry->direction.is_counted = false;
    entry->direction.opening_len = 0;
    entry->direction.stream = stream_new(first_seq);
    memset(entry->lost, 0, sizeof entry->lost);
    if (!is_syn)
        note_lost(entry, first_seq - OLD_MAX, first_seq);
}

static void drop(void *value, void *user)
{
    Connections *connections = user;
    Entry *entry = *(Entry **)value;

    if (entry->direction.stream && !entry->direction.is_ignored && !connections->is_silent)
        count(entry, ANOMALY_TCP_EVICTED);
    end(connections, entry);
    g_free(entry);
}

Connections *connections_new(const ConnectionsHooks *hooks)
{
    Connections *connections = g_new0(Connections, 1);

    connections->hooks = *hooks;
    connections->table =
        table_new(sizeof(Key), sizeof(Entry *), CONNECTIONS_MAX, drop, connections);
    return connections;
}

void connections_free(Connections *connections)
{
    if (!connections)
        return;
    connections->is_silent = true;
    table_free(connections->table);
    g_free(connections);
}

static Entry *find(const Connections *connections, const Key *key)
{
    Entry **found = table_find(connections->table, key);

    return found ? *found : NULL;
}

static Entry *put(const Connections *connections, const Key *key, const Captured *captured)
{
    Entry *entry = g_new0(Entry, 1);

    entry->holder.data = entry;
    entry->direction.src = key->src;
    entry->direction.dst = key->dst;
    entry->direction.input = key->input;
    entry->direction.anomalies = captured->anomalies;
    entry->direction.packet = captured->packet->number;
    entry->direction.segment_at = SIZE_MAX;
    *(Entry **)table_put(connections->table, key) = entry;
    return entry;
}

/* The first byte of what @captured carries, SYN or payload. */
static uint32_t payload_seq(const Captured *captured)
{
    const Segment *segment = &captured->decoded->segment;

    return segment->seq + ((segment->tcp_flags & TCP_SYN) != 0);
}

/* True if bytes at @seq belong to another connection than the one known by this name. */
static bool is_another(const Entry *entry, uint32_t seq, bool is_syn)
{
    int32_t distance;

    if (is_syn)
        return seq != entry->first_seq;
    if (!entry->direction.stream)
        return ahead(seq, entry->end_seq) >= 0 || ahead(seq, entry->end_seq) < -OLD_MAX;
    distance = ahead(seq, stream_next_seq(entry->direction.stream));
    return distance < -OLD_MAX;
}

static Entry *find_way_back(const Connections *connections, const Direction *direction)
{
    const Key key = { direction->dst, direction->src, direction->input };

    return find(connections, &key);
}

/* What was noted of the way back is of an older connection if @entry begins with the first SYN
 * of all; or if both had a connection before, and the way back did not begin anew yet. */
static void forget_older(const Connections *connections, const Entry *entry, bool is_known,
                         unsigned tcp_flags)
{
    bool is_first = (tcp_flags & (TCP_SYN | TCP_ACK)) == TCP_SYN;
    Entry *back = find_way_back(connections, &entry->direction);

    if (!back || (!is_first && (!is_known || back->direction.stream)))
        return;
    back->direction.is_counted = false;
    back->direction.opening_len = 0;
}

/* The entry that @captured belongs to, begun anew where a new connection uses the name of an
 * old one; NULL if there is none and nothing to keep. */
static Entry *entry_of(Connections *connections, const Key *key, const Captured *captured)
{
    Entry *entry = find(connections, key);
    unsigned tcp_flags = captured->decoded->segment.tcp_flags;
    bool is_syn = tcp_flags & TCP_SYN;
    bool is_known = entry != NULL;
    uint32_t seq = payload_seq(captured);

    if (!is_syn && captured->decoded->payload.len == 0)
        return entry;
    if (is_known && !is_another(entry, seq, is_syn))
        return entry;
    if (is_known)
        end(connections, entry);
    else
        entry = put(connections, key, captured);
    begin(entry, seq, is_syn);
    if (is_syn)
        connections_note_opening(&entry->direction, captured->packet->number);
    forget_older(connections, entry, is_known, tcp_flags);
    return entry;
}

static bool waits_too_long(const Entry *entry, int64_t now)
{
    return now > entry->stuck_since &&
           (uint64_t)now - (uint64_t)entry->stuck_since > GAP_TIME_MAX;
}

/* Notes whether the entry is at a gap, and gives the gap up where that is what to do. */
static void look_for_gap(Connections *connections, Entry *entry, int64_t now)
{
    const Stream *stream = entry->direction.stream;
    bool was_stuck = entry->is_stuck;
    unsigned segments;
    size_t waiting = stream_waiting(stream, &segments);

    while (waiting > 0 &&
           (entry->is_cut || waiting > GAP_BYTES_MAX || segments > GAP_SEGMENTS_MAX ||
            (was_stuck && entry->stuck_seq == stream_next_seq(stream) &&
             waits_too_long(entry, now)))) {
        skip_gap(connections, entry, UINT64_MAX);
        waiting = stream_waiting(stream, &segments);
    }
    set_stuck(connections, entry, waiting > 0 || missing_before_fin(entry) != UINT64_MAX);
    if (!was_stuck || entry->stuck_seq != stream_next_seq(stream)) {
        entry->stuck_seq = stream_next_seq(stream);
        entry->stuck_since = now;
    }
}

/* True, once, if all of the segment was given up as lost. */
static bool take_lost(Entry *entry, const StreamSegment *segment)
{
    uint32_t to = segment->seq + (uint32_t)segment->payload.len;

    for (unsigned i = 0; i < LOST_MAX; i++) {
        Range *range = &entry->lost[i];
        Range rest = { to, range->to };

        if (ahead(segment->seq, range->from) < 0 || ahead(range->to, to) < 0)
            continue;
        range->to = segment->seq;
        if (range->from == range->to)
            *range = rest;
        else if (rest.from != rest.to)
            note_lost(entry, rest.from, rest.to);
        return true;
    }
    return false;
}

/* Reads a segment that has no place in the stream any more. */
static void read_apart(const Connections *connections, Entry *entry,
                       const StreamSegment *segment)
{
    Direction *direction = &entry->direction;
    Direction saved = *direction;

    direction->stream = stream_new(segment->seq);
    direction->run = NULL;
    direction->reader = NULL;
    direction->segment_at = 0;
    stream_add(direction->stream, segment);
    read_ready(connections, entry, false);
    read_ready(connections, entry, true);
    stream_free(direction->stream);
    g_clear_pointer(&direction->reader, connections->hooks.forget);
    saved.is_counted = direction->is_counted;
    *direction = saved;
}

/* Adds the packets of @segment, which begins at a message's begin if nothing is left to be
 * read. */
static void note_run(Direction *direction, const StreamSegment *segment)
{
    bool begins = segment->seq == stream_next_seq(direction->stream) &&
                  stream_ready(direction->stream).len == 0 &&
                  stream_waiting(direction->stream, NULL) == 0;
    unsigned more = MIN(segment->packets_len, DIRECTION_RUN_MAX);

    if (!direction->run)
        direction->run = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    if (begins)
        g_array_set_size(direction->run, 0);
    else if (direction->run->len + more > DIRECTION_RUN_MAX)
        g_array_remove_range(direction->run, 0, direction->run->len + more - DIRECTION_RUN_MAX);
    g_array_append_vals(direction->run, segment->packets, more);
}

static void add_payload(Connections *connections, Entry *entry, const Captured *captured)
{
    Direction *direction = &entry->direction;
    Stream *stream = direction->stream;
    StreamSegment segment = { .seq = payload_seq(captured),
                              .payload = captured->decoded->payload,
                              .packets = captured->packets,
                              .packets_len = captured->packets_len,
                              .time = captured->packet->time };
    uint32_t before = stream_next_seq(stream);
    int32_t distance = ahead(segment.seq, before);

    if (!direction->is_ignored && distance < 0 && take_lost(entry, &segment)) {
        read_apart(connections, entry, &segment);
        return;
    }
    if (!direction->is_ignored)
        note_run(direction, &segment);
    if (direction->is_ignored && distance > 0)
        stream_skip_gap(stream, (uint64_t)distance);
    if (entry->is_cut && distance > 0)
        skip_gap(connections, entry, (uint64_t)distance);
    direction->segment_at =
        segment.seq == stream_next_seq(stream) ? ready_len(entry) : SIZE_MAX;
    if (distance == 0)
        entry->is_cut = false;
    while (!stream_add(stream, &segment) && skip_gap(connections, entry, UINT64_MAX))
        continue;
    if (stream_take_overlap(stream))
        count(entry, ANOMALY_TCP_OVERLAP);
    if (stream_next_seq(stream) != before)
        read_ready(connections, entry, false);
    stream_keep(stream);
    if (captured->decoded->cut_short &&
        stream_next_seq(stream) == segment.seq + (uint32_t)segment.payload.len) {
        read_ready(connections, entry, true);
        stream_take(stream, ready_len(entry));
        entry->is_cut = true;
    }
}

static void note_fin(Entry *entry, const Captured *captured)
{
    if (!(captured->decoded->segment.tcp_flags & TCP_FIN) || entry->has_fin)
        return;
    entry->has_fin = true;
    entry->end_seq = payload_seq(captured) + (uint32_t)captured->decoded->payload.len;
}

static void relieve(Connections *connections)
{
    while (connections->held > CONNECTIONS_HELD_MAX) {
        Entry *entry = g_queue_peek_head(&connections->holders);

        count(entry, ANOMALY_TCP_EVICTED);
        end(connections, entry);
    }
}

/* True if no byte before the FIN is still to come, or none that is worth waiting for. */
static bool is_at_end(const Entry *entry)
{
    return entry->has_fin && (missing_before_fin(entry) == UINT64_MAX || entry->is_cut ||
                              entry->direction.is_ignored);
}

/* What the segment says of its own direction. */
static void add_to(Connections *connections, Entry *entry, const Captured *captured)
{
    Direction *direction = &entry->direction;
    bool is_reset = captured->decoded->segment.tcp_flags & TCP_RST;

    if (!direction->stream)
        return;
    direction->packet = captured->packet->number;
    direction->ip_id = captured->decoded->segment.ip_id;
    direction->segment = &captured->decoded->segment;
    if (captured->decoded->payload.len > 0 && !is_reset)
        add_payload(connections, entry, captured);
    note_fin(entry, captured);
    if (is_reset || is_at_end(entry)) {
        end(connections, entry);
    } else {
        look_for_gap(connections, entry, captured->packet->time);
        set_held(connections, entry, stream_memory(direction->stream));
    }
    direction->segment = NULL;
}

/* What the segment says of the other direction: that its receiver has all before @ack. */
static void acknowledge(Connections *connections, Entry *entry, uint32_t ack, int64_t now)
{
    const Direction *direction = &entry->direction; /* without a stream once it has ended */

    while (entry->is_stuck) {
        int32_t lost = ahead(ack, stream_next_seq(direction->stream));

        if (lost <= 0 ||
            (stream_waiting(direction->stream, NULL) == 0 && ahead(ack, entry->end_seq) < 0))
            break;
        skip_gap(connections, entry, MIN((uint64_t)lost, missing_before_fin(entry)));
        if (is_at_end(entry))
            end(connections, entry);
        else
            look_for_gap(connections, entry, now);
    }
    if (direction->stream)
        set_held(connections, entry, stream_memory(direction->stream));
}

void connections_add(Connections *connections, const Captured *captured)
{
    const Segment *segment = &captured->decoded->segment;
    const Key key = { segment->src, segment->dst, captured->packet->input };
    const Key other = { segment->dst, segment->src, captured->packet->input };
    Entry *entry = entry_of(connections, &key, captured);

    if (entry)
        add_to(connections, entry, captured);
    if (connections->stuck > 0 && (segment->tcp_flags & TCP_ACK) &&
        !endpoint_equals(&segment->src, &segment->dst)) {
        entry = find(connections, &other);
        if (entry && entry->is_stuck)
            acknowledge(connections, entry, segment->ack, captured->packet->time);
    }
    relieve(connections);
}

const Direction *connections_way_back(const Connections *connections,
                                      const Direction *direction)
{
    const Entry *back = find_way_back(connections, direction);

    return back ? &back->direction : NULL;
}

void connections_note_opening(Direction *direction, uint64_t packet)
{
    if (direction->opening_len < DIRECTION_OPENING_MAX)
        direction->opening[direction->opening_len++] = packet;
}

void connections_finish(Connections *connections)
{
    Entry **entry;

    while ((entry = table_oldest(connections->table, NULL))) {
        end(connections, *entry);
        table_drop_oldest(connections->table);
    }
}

size_t connections_held(const Connections *connections)
{
    return connections->held;
}
