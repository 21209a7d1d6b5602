/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 6455 5.2. A message is one frame, or several of which the first has the opcode and the
 * last the FIN bit; frames of control may stand between. A client masks, a server does not.
 *
 *     FIN RSV1-3 opcode | MASK length:7 | length:16 or :64 | key:32 if MASK | payload
 *      1    3      4        1
 */
#include "dissect/net/websocket.h"

#include "dissect/base/reader.h"

#define HANDSHAKE_MAX 16384
#define MESSAGE_MAX ((size_t)16 << 20)
#define PEEK_MAX 4096
#define PEEK_FRAMES 8
#define CONTROL_MAX 125

#define FIN 0x80
#define COMPRESSED 0x40 /* RSV1, as RFC 7692 uses it */
#define RESERVED 0x30
#define OPCODE 0x0f
#define MASKED 0x80
#define LENGTH 0x7f

typedef enum Opcode {
    OPCODE_CONTINUATION = 0,
    OPCODE_TEXT = 1,
    OPCODE_BINARY = 2,
    OPCODE_CLOSE = 8,
    OPCODE_PING = 9,
    OPCODE_PONG = 10,
} Opcode;

typedef struct WireFrame {
    uint8_t flags; /* the first byte */
    Opcode opcode;
    bool is_masked;
    uint8_t key[4];
    size_t header_len;
    uint64_t payload_len;
} WireFrame;

static bool is_control(const WireFrame *frame)
{
    return frame->opcode >= OPCODE_CLOSE;
}

static bool breaks_a_rule(const WireFrame *frame)
{
    if ((frame->flags & RESERVED) || frame->opcode > OPCODE_PONG ||
        (frame->opcode > OPCODE_BINARY && frame->opcode < OPCODE_CLOSE))
        return true;
    return is_control(frame) && (!(frame->flags & FIN) || frame->payload_len > CONTROL_MAX);
}

/* Reads the header of the frame at the front of @in. VERDICT_MALFORMED if its length cannot be
 * believed; whatever else is wrong with it, the next frame can be found. */
static Verdict read_header(Slice in, WireFrame *frame)
{
    Reader reader = { .left = in };
    uint8_t length;
    Slice key;

    frame->flags = reader_u8(&reader);
    frame->opcode = frame->flags & OPCODE;
    length = reader_u8(&reader);
    frame->is_masked = length & MASKED;
    frame->payload_len = length & LENGTH;
    if (frame->payload_len == 126) {
        frame->payload_len = reader_be16(&reader);
    } else if (frame->payload_len == 127) {
        frame->payload_len = (uint64_t)reader_be32(&reader) << 32;
        frame->payload_len |= reader_be32(&reader);
    }
    key = reader_take(&reader, frame->is_masked ? sizeof frame->key : 0);
    if (key.len > 0)
        memcpy(frame->key, key.data, key.len);
    frame->header_len = in.len - reader.left.len;
    if (reader.failed)
        return VERDICT_MORE_NEEDED;
    return frame->payload_len <= MESSAGE_MAX ? VERDICT_OK : VERDICT_MALFORMED;
}

/* Appends what @frame, which begins @in, carries; as far as it is there and at most @max. */
static void append(Slice in, const WireFrame *frame, size_t max, GByteArray *payload)
{
    Slice bytes = slice_head(slice_tail(in, frame->header_len), frame->payload_len);
    unsigned at = payload->len;

    bytes = slice_head(bytes, max);
    if (bytes.len == 0)
        return;
    g_byte_array_append(payload, bytes.data, (unsigned)bytes.len);
    for (size_t i = 0; frame->is_masked && i < bytes.len; i++)
        payload->data[at + i] ^= frame->key[i % sizeof frame->key];
}

/* The length of the lines up to the empty one, that one included; 0 if it is not there. */
static size_t lines_len(Slice in)
{
    const uint8_t *end = in.len ? memmem(in.data, in.len, "\r\n\r\n", 4) : NULL;

    return end ? (size_t)(end - in.data) + 4 : 0;
}

/* True if @list, words with commas between, holds @word. */
static bool list_holds(Slice list, const char *word)
{
    while (list.len > 0) {
        size_t comma = slice_find(list, ',');

        if (slice_is_nocase(slice_trim(slice_head(list, comma)), word))
            return true;
        list = slice_tail(list, comma + 1);
    }
    return false;
}

static bool opens_sip(Slice lines)
{
    bool is_upgrade = false;
    bool is_sip = false;

    while (lines.len > 0) {
        size_t end = slice_find(lines, '\n');
        Slice line = slice_head(lines, end);
        size_t colon = slice_find(line, ':');
        Slice name = slice_trim(slice_head(line, colon));
        Slice value = slice_tail(line, colon + 1);

        is_upgrade |= slice_is_nocase(name, "upgrade") && list_holds(value, "websocket");
        is_sip |= slice_is_nocase(name, "sec-websocket-protocol") && list_holds(value, "sip");
        lines = slice_tail(lines, end + 1);
    }
    return is_upgrade && is_sip;
}

static bool may_begin(Slice in, const char *text)
{
    return slice_begins(in, text) || slice_equals(slice_head(slice_text(text), in.len), in);
}

Verdict websocket_handshake(Slice in, size_t *len)
{
    size_t lines;

    if (!may_begin(in, "GET ") && !may_begin(in, "HTTP/1.1 101"))
        return VERDICT_NOT_MINE;
    lines = lines_len(slice_head(in, HANDSHAKE_MAX));
    if (lines == 0)
        return in.len < HANDSHAKE_MAX ? VERDICT_MORE_NEEDED : VERDICT_NOT_MINE;
    if (!opens_sip(slice_head(in, lines)))
        return VERDICT_NOT_MINE;
    *len = lines;
    return VERDICT_OK;
}

/* True if @payload holds nothing behind its first @len bytes but the line ends that keep a
 * connection alive (RFC 5626 4.4.1). */
static bool is_keep_alive(const GByteArray *payload, unsigned len)
{
    Slice added = slice_of(payload->data, payload->len);

    added = slice_tail(added, len);
    return added.len <= 4 && slice_trim(added).len == 0;
}

Verdict websocket_peek(Slice in, GByteArray *begin)
{
    unsigned len = begin->len;
    WireFrame frame;

    for (unsigned i = 0; i < PEEK_FRAMES; i++) {
        if (read_header(in, &frame) != VERDICT_OK || breaks_a_rule(&frame) ||
            (frame.flags & COMPRESSED) || frame.opcode == OPCODE_CONTINUATION)
            return VERDICT_NOT_MINE;
        if (!is_control(&frame)) {
            append(in, &frame, PEEK_MAX, begin);
            if (!is_keep_alive(begin, len))
                return VERDICT_OK;
            g_byte_array_set_size(begin, len);
        }
        in = slice_tail(in, frame.header_len + frame.payload_len);
    }
    return VERDICT_NOT_MINE;
}

static void unmask_all(Slice in, GByteArray *payload)
{
    WireFrame frame;

    while (in.len > 0 && read_header(in, &frame) == VERDICT_OK) {
        if (!is_control(&frame))
            append(in, &frame, SIZE_MAX, payload);
        in = slice_tail(in, frame.header_len + frame.payload_len);
    }
}

static Verdict stop(WebsocketMessage *message, size_t len, Verdict verdict)
{
    message->len = len;
    return verdict;
}

/* True if a frame of data stands where it may: the first has an opcode, the others have none.
 */
static bool is_in_turn(const WebsocketMessage *message, const WireFrame *frame)
{
    return is_control(frame) || message->is_begun == (frame->opcode == OPCODE_CONTINUATION);
}

/* Adds the whole @frame to the message. VERDICT_OK if it is the last one. */
static Verdict add(WebsocketMessage *message, const WireFrame *frame)
{
    bool is_broken = breaks_a_rule(frame);

    if (is_control(frame) && (message->is_begun || !is_broken)) {
        message->broken += is_broken;
        return VERDICT_NOT_MINE;
    }
    if (is_broken || !is_in_turn(message, frame))
        return VERDICT_MALFORMED;
    message->is_begun = true;
    message->is_compressed |= (frame->flags & COMPRESSED) != 0;
    return frame->flags & FIN ? VERDICT_OK : VERDICT_NOT_MINE;
}

/* Passes over the whole frame at message->at. VERDICT_OK if it is the message's last. */
static Verdict pass_frame(Slice in, WebsocketMessage *message)
{
    WireFrame frame;
    Verdict verdict = read_header(slice_tail(in, message->at), &frame);
    size_t begin = message->at;
    size_t end = begin + frame.header_len;

    if (verdict != VERDICT_OK)
        return stop(message, 0, verdict);
    if (end + frame.payload_len > MESSAGE_MAX)
        return stop(message, 0, VERDICT_MALFORMED);
    end += frame.payload_len;
    if (message->is_begun && !breaks_a_rule(&frame) && !is_in_turn(message, &frame))
        return stop(message, begin, VERDICT_MALFORMED);
    if (end > in.len)
        return stop(message, 0, VERDICT_MORE_NEEDED);
    message->at = end;
    return stop(message, end, add(message, &frame));
}

Verdict websocket_message(Slice in, WebsocketMessage *message, GByteArray *payload)
{
    Verdict verdict;

    do
        verdict = pass_frame(in, message);
    while (verdict == VERDICT_NOT_MINE && message->is_begun);
    if (verdict == VERDICT_MALFORMED)
        message->is_compressed = false;
    if (verdict != VERDICT_OK)
        return verdict;
    if (message->is_compressed)
        return VERDICT_MALFORMED;
    unmask_all(slice_head(in, message->len), payload);
    return VERDICT_OK;
}
