/* SPDX-License-Identifier: Apache-2.0
 *
 *     segment -> connections: stream -> what it speaks -> framing -> arrival
 *
 *     UNKNOWN --start line--------------------------> SIP
 *             --HTTP upgrade--> HANDSHAKE ----------> WEBSOCKET
 *             --frame with a start line in it-------> WEBSOCKET
 *             --TLS and the like, or GUESS_MAX bytes of anything else--> OTHER
 *
 * A direction that the capture joins late begins in the midst of a message, so the UNKNOWN look
 * for a start line further on. OTHER holds nothing; a segment whose first bytes begin a SIP
 * message brings it back. After a gap SIP goes on at the next start line, WebSocket, which has
 * none, as OTHER does. WebSocket frames that break a rule are passed over by their length;
 * where that cannot be believed, it goes on as OTHER.
 */
#include "src/reassembly.h"

#include "dissect/net/connections.h"
#include "dissect/net/unread.h"
#include "dissect/net/websocket.h"
#include "dissect/sip/framing.h"
#include "dissect/sip/method.h"

#define GUESS_MAX ((size_t)16 << 10)
#define BROKEN_MAX 16 /* frames in a run; more are no WebSocket, and counted as bytes, once */

typedef enum Kind { KIND_UNKNOWN, KIND_SIP, KIND_HANDSHAKE, KIND_WEBSOCKET, KIND_OTHER } Kind;

/* What is spoken in one direction. */
typedef struct Talk {
    Kind kind;
    bool is_lost;   /* between messages, for a reason that was counted */
    size_t guessed; /* bytes that were looked at without success */
    Frame frame;
    WebsocketMessage message;
    unsigned broken;      /* WebSocket frames since the last SIP, up to BROKEN_MAX */
    uint64_t last_packet; /* of the last arrival */
    int64_t last_time;
    unsigned ordinal;
} Talk;

struct Reassembly {
    ReassemblySink sink;
    void *user;
    Connections *connections;
    GArray *packets;     /* uint64_t, of the message at hand */
    GArray *besides;     /* and Arrival.besides */
    GByteArray *payload; /* of the WebSocket message at hand */
};

/* Some ready bytes on their way out: the first @len of the stream, of which @text is a part or
 * the content. */
typedef struct Carried {
    Direction *direction;
    Talk *talk;
    size_t len;
    Transport transport;
} Carried;

static void add_opening(GArray *besides, const Direction *direction)
{
    if (direction)
        g_array_append_vals(besides, direction->opening, direction->opening_len);
}

/* A connection is opened in both directions, whichever the message goes. */
static void find_besides(const Reassembly *reassembly, const Direction *direction)
{
    GArray *besides = reassembly->besides;

    g_array_set_size(besides, 0);
    add_opening(besides, direction);
    add_opening(besides, connections_way_back(reassembly->connections, direction));
    if (direction->run)
        g_array_append_vals(besides, direction->run->data, direction->run->len);
}

static void hand_out(const Reassembly *reassembly, const Carried *carried, Slice text,
                     AnomalySet anomalies)
{
    const Direction *direction = carried->direction;
    Talk *talk = carried->talk;
    int64_t time = stream_packets(direction->stream, carried->len, reassembly->packets);
    uint64_t packet =
        g_array_index(reassembly->packets, uint64_t, reassembly->packets->len - 1);
    bool is_same = packet <= talk->last_packet;

    find_besides(reassembly, direction);
    talk->ordinal = is_same ? talk->ordinal + 1 : 0;
    talk->last_time = is_same ? talk->last_time : time;
    talk->last_packet = is_same ? talk->last_packet : packet;
    reassembly->sink(
        &(Arrival){ .text = text,
                    .time = talk->last_time,
                    .packet = talk->last_packet,
                    .packets = (const uint64_t *)(const void *)reassembly->packets->data,
                    .packets_len = reassembly->packets->len,
                    .besides = (const uint64_t *)(const void *)reassembly->besides->data,
                    .besides_len = reassembly->besides->len,
                    .input = direction->input,
                    .ordinal = talk->ordinal,
                    .src = direction->src,
                    .dst = direction->dst,
                    .transport = carried->transport,
                    .ip_id = direction->ip_id,
                    .anomalies = anomalies },
        reassembly->user);
}

static void take(const Direction *direction, Talk *talk, size_t len)
{
    stream_take(direction->stream, len);
    talk->frame = (Frame){ 0 };
    talk->message = (WebsocketMessage){ 0 };
}

static void count(const Direction *direction, Anomaly anomaly)
{
    anomalies_add(direction->anomalies, anomaly, direction->packet);
}

/* Counts bytes that belong to no message, once for each run of them. */
static void count_unframed(const Direction *direction, Talk *talk)
{
    if (!talk->is_lost)
        count(direction, ANOMALY_TCP_NOT_FRAMED);
    talk->is_lost = true;
}

static void become_other(Direction *direction, Talk *talk)
{
    talk->kind = KIND_OTHER;
    direction->is_ignored = true;
    take(direction, talk, stream_ready(direction->stream).len);
}

/* True if a whole start line stands at the front of @in. */
static bool begins_message(Slice in)
{
    SipView view;
    Frame frame;

    return in.len > 0 && framing_begins_sip(in) &&
           framing_datagram(in, &view, &frame) == VERDICT_OK && frame.skip == 0;
}

static bool begins_known_method(Slice in)
{
    return method_of(slice_head(in, slice_find(in, ' '))) != METHOD_OTHER;
}

/* True if a segment in the midst of the ready bytes begins a message, and what is before it
 * would only spoil its start line: the rest of a body, without a line end. "INV" and
 * "ITE sip:... SIP/2.0" is no such case, but "xyz" and "INVITE sip:... SIP/2.0" is one. */
static bool is_spoiled(const Direction *direction, const Talk *talk, Slice ready)
{
    Slice segment = slice_tail(ready, direction->segment_at);

    return direction->segment_at > 0 && segment.len > 0 && talk->frame.search.line == 0 &&
           (begins_known_method(segment) || slice_begins(segment, "SIP/2.0 ")) &&
           begins_message(segment) && !begins_known_method(ready);
}

/* Counts a connection that is not read, once however many of its directions are seen. */
static void count_unread(const Reassembly *reassembly, Direction *direction,
                         const Unread *unread)
{
    const Direction *back = connections_way_back(reassembly->connections, direction);

    if (!direction->is_counted && !(back && back->is_counted))
        anomalies_add_at(direction->anomalies, unread->anomaly, direction->packet,
                         &unread->server);
    direction->is_counted = true;
}

/* KIND_WEBSOCKET if @ready begins with a frame that begins a SIP message. */
static Kind kind_of_frame(Reassembly *reassembly, Slice ready)
{
    GByteArray *begin = reassembly->payload;

    g_byte_array_set_size(begin, 0);
    if (websocket_peek(ready, begin) == VERDICT_OK &&
        begins_message(slice_of(begin->data, begin->len)))
        return KIND_WEBSOCKET;
    return KIND_UNKNOWN;
}

/* A direction whose first bytes are no start line. True if it is found out what they are. */
static bool recognise(Reassembly *reassembly, Direction *direction, Talk *talk, Slice ready)
{
    size_t len;
    Unread unread;

    if (websocket_handshake(ready, &len) != VERDICT_NOT_MINE)
        talk->kind = KIND_HANDSHAKE;
    else
        talk->kind = kind_of_frame(reassembly, ready);
    if (talk->kind != KIND_UNKNOWN)
        return true;
    if (!direction->segment || !unread_stream(ready, direction->segment, &unread))
        return false;
    count_unread(reassembly, direction, &unread);
    become_other(direction, talk);
    return true;
}

/* The frame says that the front of @ready is no message. */
static void pass_over(Reassembly *reassembly, Direction *direction, Talk *talk, Slice ready,
                      Verdict verdict)
{
    size_t skip = talk->frame.skip;
    bool is_keep_alive = talk->frame.anomalies == 0;
    bool is_sip = talk->kind == KIND_SIP || begins_known_method(ready);

    if (verdict == VERDICT_CUT_SHORT && is_sip) {
        count(direction, ANOMALY_CUT_SHORT);
    } else if (!is_keep_alive && talk->kind == KIND_SIP) {
        count_unframed(direction, talk);
    } else if (!is_keep_alive) {
        if (talk->guessed == 0 && recognise(reassembly, direction, talk, ready))
            return;
        talk->guessed += skip;
    }
    take(direction, talk, skip);
}

/* Reads one message, or what is between messages. False if nothing more can be read now. */
static bool read_sip(Reassembly *reassembly, Direction *direction, Talk *talk, bool is_break)
{
    Slice ready = stream_ready(direction->stream);
    Frame *frame = &talk->frame;
    Verdict verdict;

    if (is_spoiled(direction, talk, ready)) {
        if (talk->kind == KIND_SIP)
            count_unframed(direction, talk);
        take(direction, talk, direction->segment_at);
        ready = stream_ready(direction->stream);
    }
    verdict = framing_stream(ready, is_break, frame);
    if (frame->search.line > 0)
        talk->kind = KIND_SIP;
    if (verdict == VERDICT_OK) {
        Carried carried = { direction, talk, frame->len, TRANSPORT_TCP };

        stream_take(direction->stream, frame->skip);
        hand_out(reassembly, &carried, slice_head(stream_ready(direction->stream), frame->len),
                 frame->anomalies);
        talk->is_lost = false;
        take(direction, talk, frame->len);
        return true;
    }
    if (verdict != VERDICT_MORE_NEEDED)
        pass_over(reassembly, direction, talk, ready, verdict);
    if (talk->kind == KIND_UNKNOWN &&
        talk->guessed + stream_ready(direction->stream).len > GUESS_MAX)
        become_other(direction, talk);
    return verdict != VERDICT_MORE_NEEDED;
}

/* A reader without the first @len ready bytes would not know of the WebSocket. */
static void note_handshake(const Reassembly *reassembly, Direction *direction, size_t len)
{
    GArray *packets = reassembly->packets;

    stream_packets(direction->stream, len, packets);
    for (unsigned i = 0; i < packets->len; i++)
        connections_note_opening(direction, g_array_index(packets, uint64_t, i));
}

static bool read_handshake(const Reassembly *reassembly, Direction *direction, Talk *talk)
{
    size_t len = 0;
    Verdict verdict = websocket_handshake(stream_ready(direction->stream), &len);

    if (verdict == VERDICT_MORE_NEEDED)
        return false;
    if (verdict == VERDICT_NOT_MINE) {
        become_other(direction, talk);
        return false;
    }
    talk->kind = KIND_WEBSOCKET;
    talk->is_lost = false;
    talk->broken = 0;
    note_handshake(reassembly, direction, len);
    take(direction, talk, len);
    return true;
}

/* Hands out the SIP in a WebSocket message: one by RFC 7118, but who knows. */
static void read_payload(Reassembly *reassembly, const Carried *carried)
{
    Slice left = slice_of(reassembly->payload->data, reassembly->payload->len);
    SipView view;
    Frame frame;

    while (framing_datagram(left, &view, &frame) == VERDICT_OK) {
        hand_out(reassembly, carried, slice_head(slice_tail(left, frame.skip), frame.len),
                 frame.anomalies);
        carried->talk->is_lost = false;
        carried->talk->broken = 0;
        left = slice_tail(left, frame.skip + frame.len);
    }
    if (left.len == reassembly->payload->len && slice_trim(left).len > 0)
        count(carried->direction, ANOMALY_TCP_NOT_FRAMED);
}

static void count_broken(const Direction *direction, Talk *talk)
{
    if (talk->broken == BROKEN_MAX) {
        count_unframed(direction, talk);
    } else {
        count(direction, ANOMALY_MALFORMED_WEBSOCKET);
        talk->broken++;
    }
}

/* Counts what is wrong with the message that was found, and the bytes behind it if no more
 * messages can be. */
static void count_faults(const Direction *direction, Talk *talk, Verdict verdict)
{
    const WebsocketMessage *message = &talk->message;

    for (unsigned i = 0; i < message->broken; i++)
        count_broken(direction, talk);
    if (verdict == VERDICT_MALFORMED && message->is_compressed)
        count(direction, ANOMALY_MALFORMED_WEBSOCKET);
    else if (verdict == VERDICT_MALFORMED)
        count_broken(direction, talk);
    if (message->len == 0)
        count_unframed(direction, talk);
}

static bool read_websocket(Reassembly *reassembly, Direction *direction, Talk *talk)
{
    Slice ready = stream_ready(direction->stream);
    Carried carried = { .direction = direction, .talk = talk, .transport = TRANSPORT_WS };
    Verdict verdict;

    g_byte_array_set_size(reassembly->payload, 0);
    verdict = websocket_message(ready, &talk->message, reassembly->payload);
    if (verdict == VERDICT_MORE_NEEDED)
        return false;
    carried.len = talk->message.len;
    count_faults(direction, talk, verdict);
    if (verdict == VERDICT_OK)
        read_payload(reassembly, &carried);
    if (carried.len == 0)
        become_other(direction, talk);
    else
        take(direction, talk, carried.len);
    return true;
}

/* Bytes of another protocol go, unless they begin a segment like SIP. */
static bool read_other(Reassembly *reassembly, Direction *direction, Talk *talk)
{
    Slice ready = stream_ready(direction->stream);
    size_t len;

    if (begins_message(ready))
        talk->kind = KIND_SIP;
    else if (websocket_handshake(ready, &len) == VERDICT_OK)
        talk->kind = KIND_HANDSHAKE;
    else if (kind_of_frame(reassembly, ready) == KIND_WEBSOCKET)
        talk->kind = KIND_WEBSOCKET;
    else
        become_other(direction, talk);
    direction->is_ignored = talk->kind == KIND_OTHER;
    return !direction->is_ignored;
}

static bool read_some(Reassembly *reassembly, Direction *direction, Talk *talk, bool is_break)
{
    switch (talk->kind) {
    case KIND_UNKNOWN:
    case KIND_SIP: return read_sip(reassembly, direction, talk, is_break);
    case KIND_HANDSHAKE: return read_handshake(reassembly, direction, talk);
    case KIND_WEBSOCKET: return read_websocket(reassembly, direction, talk);
    default: return read_other(reassembly, direction, talk);
    }
}

/* What is left cannot go on. */
static void break_off(Direction *direction, Talk *talk)
{
    bool is_left = stream_ready(direction->stream).len > 0;

    if (talk->kind == KIND_WEBSOCKET && is_left)
        count(direction, ANOMALY_CUT_SHORT);
    if (talk->kind == KIND_HANDSHAKE || talk->kind == KIND_WEBSOCKET)
        become_other(direction, talk);
    talk->frame = (Frame){ 0 };
    talk->is_lost = true;
}

static void read_direction(Direction *direction, bool is_break, void *user)
{
    Talk *talk = direction->reader;

    if (!talk)
        direction->reader = talk = g_new0(Talk, 1);
    while (stream_ready(direction->stream).len > 0 &&
           read_some(user, direction, talk, is_break))
        direction->segment_at = SIZE_MAX;
    if (is_break)
        break_off(direction, talk);
}

Reassembly *reassembly_new(ReassemblySink sink, void *user)
{
    Reassembly *reassembly = g_new0(Reassembly, 1);

    reassembly->sink = sink;
    reassembly->user = user;
    reassembly->packets = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    reassembly->besides = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    reassembly->payload = g_byte_array_new();
    reassembly->connections = connections_new(
        &(ConnectionsHooks){ .ready = read_direction, .forget = g_free, .user = reassembly });
    return reassembly;
}

void reassembly_free(Reassembly *reassembly)
{
    if (!reassembly)
        return;
    connections_free(reassembly->connections);
    g_array_unref(reassembly->packets);
    g_array_unref(reassembly->besides);
    g_byte_array_unref(reassembly->payload);
    g_free(reassembly);
}

void reassembly_segment(Reassembly *reassembly, const Packet *packet, const Decoded *decoded,
                        const uint64_t *packets, unsigned packets_len, Anomalies *anomalies)
{
    connections_add(reassembly->connections, &(Captured){ .packet = packet,
                                                          .decoded = decoded,
                                                          .packets = packets,
                                                          .packets_len = packets_len,
                                                          .anomalies = anomalies });
}

void reassembly_finish(Reassembly *reassembly)
{
    connections_finish(reassembly->connections);
}
