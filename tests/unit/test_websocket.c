/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/net/websocket.h"

#include <glib.h>

#define GET                                                                                    \
    "GET /ws HTTP/1.1\r\nHost: sip-ws.example.com\r\nUpgrade: WebSocket\r\n"                   \
    "Connection: Upgrade\r\nSec-WebSocket-Protocol: xmpp, sip\r\n\r\n"
#define ANSWER                                                                                 \
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"                               \
    "Connection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n\r\n"

typedef struct Message {
    WebsocketMessage state;
    GByteArray *payload;
} Message;

/* Reads the first message of @in, byte by byte, each time from a block of its exact size. */
static Verdict read_bytes(Slice in, Message *message)
{
    Verdict verdict = VERDICT_MORE_NEEDED;

    *message = (Message){ .payload = g_byte_array_new() };
    for (size_t len = 0; len <= in.len && verdict == VERDICT_MORE_NEEDED; len++) {
        g_autofree uint8_t *copy = g_memdup2(in.data, len);

        verdict = websocket_message(slice_of(copy, len), &message->state, message->payload);
    }
    return verdict;
}

static void assert_message(Slice in, size_t len, const char *expected)
{
    Message message;

    g_assert_cmpint(read_bytes(in, &message), ==, VERDICT_OK);
    g_assert_cmpuint(message.state.len, ==, len);
    g_assert_cmpmem(message.payload->data, message.payload->len, expected, strlen(expected));
    g_byte_array_unref(message.payload);
}

static void assert_verdict(Slice in, Verdict expected, size_t len)
{
    Message message;

    g_assert_cmpint(read_bytes(in, &message), ==, expected);
    g_assert_cmpuint(message.state.len, ==, len);
    g_assert_cmpuint(message.payload->len, ==, 0);
    g_byte_array_unref(message.payload);
}

#define BYTES(text) slice_of(text, sizeof(text) - 1)

static void a_server_does_not_mask(void)
{
    assert_message(BYTES("\x81\x05Hello more"), 7, "Hello");
    assert_message(BYTES("\x82\x00"), 2, "");
}

/* The example of RFC 6455, 5.7. */
static void a_client_masks(void)
{
    assert_message(BYTES("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), 11, "Hello");
}

static void lengths_have_seven_or_16_or_64_bits(void)
{
    g_autofree char *text = g_strnfill(70000, 'x');
    g_autoptr(GByteArray) wire = g_byte_array_new();
    WebsocketMessage message = { 0 };
    g_autoptr(GByteArray) payload = g_byte_array_new();

    g_byte_array_append(wire, (const uint8_t *)"\x81\x7e\x01\x2c", 4);
    g_byte_array_append(wire, (const uint8_t *)text, 300);
    text[300] = '\0';
    assert_message(slice_of(wire->data, wire->len), 304, text);
    text[300] = 'x';
    g_byte_array_set_size(wire, 0);
    g_byte_array_append(wire, (const uint8_t *)"\x82\x7f\0\0\0\0\0\x01\x11\x70", 10);
    g_byte_array_append(wire, (const uint8_t *)text, 70000);
    g_assert_cmpint(websocket_message(slice_of(wire->data, wire->len), &message, payload), ==,
                    VERDICT_OK);
    g_assert_cmpmem(payload->data, payload->len, text, 70000);
}

static void a_message_may_come_in_fragments_with_control_frames_between(void)
{
    assert_message(BYTES("\x01\x03Hel\x89\x02hi\x00\x01l\x80\x81\x01\x02\x03\x04n\x81"), 19,
                   "Hello");
}

static void control_frames_alone_are_passed_over(void)
{
    assert_verdict(BYTES("\x89\x02hi\x81\x05Hello"), VERDICT_NOT_MINE, 4);
    assert_verdict(BYTES("\x8a\x00"), VERDICT_NOT_MINE, 2);
    assert_verdict(BYTES("\x88\x82\x01\x02\x03\x04\x02\xea"), VERDICT_NOT_MINE, 8);
}

static void compressed_messages_are_passed_over_whole(void)
{
    assert_verdict(BYTES("\xc1\x07\xf2\x48\xcd\xc9\xc9\x07\x00\x81"), VERDICT_MALFORMED, 9);
    assert_verdict(BYTES("\x41\x03\xf2\x48\xcd\x80\x04\xc9\xc9\x07\x00\x81"), VERDICT_MALFORMED,
                   11);
}

static void a_frame_that_breaks_a_rule_is_passed_over_whole(void)
{
    uint8_t ping[4 + 200 + 2] = { 0x89, 0x7e, 0, 200 };

    assert_verdict(BYTES("\x83\x01x\x81"), VERDICT_MALFORMED, 3);
    assert_verdict(BYTES("\x83\x81keysx\x81"), VERDICT_MALFORMED, 7);
    assert_verdict(BYTES("\xa1\x01x\x81"), VERDICT_MALFORMED, 3);
    assert_verdict(BYTES("\x09\x01x\x81"), VERDICT_MALFORMED, 3);
    assert_verdict(BYTES("\x8f\x00\x81"), VERDICT_MALFORMED, 2);
    assert_verdict(slice_of(ping, sizeof ping), VERDICT_MALFORMED, 204);
    assert_verdict(slice_of(ping, 203), VERDICT_MORE_NEEDED, 0);
}

static void a_length_that_cannot_be_ends_the_reading(void)
{
    assert_verdict(BYTES("\x81\x7f\xff\xff\xff\xff\xff\xff\xff\xff"), VERDICT_MALFORMED, 0);
    assert_verdict(BYTES("\x81\x7f\x80\0\0\0\0\0\0\x01x"), VERDICT_MALFORMED, 0);
    assert_verdict(BYTES("\x83\x7f\0\0\0\0\x01\0\0\x01x"), VERDICT_MALFORMED, 0);
    assert_verdict(BYTES("\x89\x7f\0\0\0\0\x01\0\0\0x"), VERDICT_MALFORMED, 0);
    assert_verdict(BYTES("\x83\x7f\0\0\0\0\0\x01\0\0x"), VERDICT_MORE_NEEDED, 0);
}

static void a_control_frame_that_breaks_a_rule_does_not_spoil_the_message_around_it(void)
{
    Message message;

    assert_message(BYTES("\x01\x03Hel\x8b\x01x\x09\x01y\x80\x02lo\x81"), 15, "Hello");
    g_assert_cmpint(read_bytes(BYTES("\x01\x03Hel\x8b\x01x\x09\x01y\x80\x02lo"), &message), ==,
                    VERDICT_OK);
    g_assert_cmpuint(message.state.broken, ==, 2);
    g_byte_array_unref(message.payload);
}

static void a_fragment_that_breaks_a_rule_takes_its_message_with_it(void)
{
    assert_verdict(BYTES("\x01\x02He\xa0\x03llo\x81"), VERDICT_MALFORMED, 9);
    assert_verdict(BYTES("\x41\x02He\x03\x03llo\x81"), VERDICT_MALFORMED, 9);
}

static void fragments_out_of_turn_are_passed_over(void)
{
    assert_verdict(BYTES("\x80\x02lo\x81\x01x"), VERDICT_MALFORMED, 4);
    assert_verdict(BYTES("\x01\x02He\x81\x01x"), VERDICT_MALFORMED, 4);
}

static void a_frame_may_be_looked_into(void)
{
    g_autoptr(GByteArray) begin = g_byte_array_new();

    g_assert_cmpint(websocket_peek(BYTES("\x81\xff\0\0\0\0\0\0\1\0abcdHel"), begin), ==,
                    VERDICT_OK);
    g_assert_cmpmem(begin->data, begin->len, ")\x07\x0f", 3);
    g_assert_cmpint(websocket_peek(BYTES("\x89\x01x"), begin), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(websocket_peek(BYTES("\xc1\x01x"), begin), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(websocket_peek(BYTES("\xa1\x01x"), begin), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(websocket_peek(BYTES("\x81"), begin), ==, VERDICT_NOT_MINE);
}

static void what_keeps_alive_is_not_looked_into(void)
{
    g_autoptr(GByteArray) begin = g_byte_array_new();

    g_assert_cmpint(websocket_peek(BYTES("\x89\x00\x81\x04\r\n\r\n\x8a\x01x\x81\x02Hi"), begin),
                    ==, VERDICT_OK);
    g_assert_cmpmem(begin->data, begin->len, "Hi", 2);
    g_assert_cmpint(websocket_peek(BYTES("\x09\x00\x81\x02Hi"), begin), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(websocket_peek(BYTES("\x89\x00\x89\x00\x89\x00\x89\x00\x89\x00\x89\x00"
                                         "\x89\x00\x89\x00\x81\x02Hi"),
                                   begin),
                    ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(begin->len, ==, 2);
}

static Verdict handshake(const char *text, size_t *len)
{
    return websocket_handshake(slice_text(text), len);
}

static void a_handshake_for_sip_is_recognised(void)
{
    size_t len = 0;

    g_assert_cmpint(handshake(GET "\x81", &len), ==, VERDICT_OK);
    g_assert_cmpuint(len, ==, strlen(GET));
    g_assert_cmpint(handshake(ANSWER, &len), ==, VERDICT_OK);
    g_assert_cmpuint(len, ==, strlen(ANSWER));
    for (size_t cut = 0; cut < strlen(GET); cut++) {
        g_autofree uint8_t *copy = g_memdup2(GET, cut);

        g_assert_cmpint(websocket_handshake(slice_of(copy, cut), &len), ==,
                        VERDICT_MORE_NEEDED);
    }
}

static void other_http_is_not_a_handshake_for_sip(void)
{
    g_autofree char *filler = g_strnfill(20000, 'x');
    g_autofree char *endless = g_strconcat("GET /", filler, NULL);
    size_t len = 77;

    g_assert_cmpint(handshake("GET / HTTP/1.1\r\nHost: a\r\n\r\n", &len), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(handshake("GET / HTTP/1.1\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Protocol: sipx, mqtt\r\n\r\n",
                              &len),
                    ==, VERDICT_NOT_MINE);
    g_assert_cmpint(handshake("HTTP/1.1 200 OK\r\n\r\n", &len), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(handshake("POST / HTTP/1.1\r\n\r\n", &len), ==, VERDICT_NOT_MINE);
    g_assert_cmpint(handshake(endless, &len), ==, VERDICT_NOT_MINE);
    g_assert_cmpuint(len, ==, 77);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define CASE(name) g_test_add_func("/websocket/" #name, name)
    CASE(a_server_does_not_mask);
    CASE(a_client_masks);
    CASE(lengths_have_seven_or_16_or_64_bits);
    CASE(a_message_may_come_in_fragments_with_control_frames_between);
    CASE(control_frames_alone_are_passed_over);
    CASE(compressed_messages_are_passed_over_whole);
    CASE(a_frame_that_breaks_a_rule_is_passed_over_whole);
    CASE(a_length_that_cannot_be_ends_the_reading);
    CASE(a_control_frame_that_breaks_a_rule_does_not_spoil_the_message_around_it);
    CASE(a_fragment_that_breaks_a_rule_takes_its_message_with_it);
    CASE(fragments_out_of_turn_are_passed_over);
    CASE(a_frame_may_be_looked_into);
    CASE(what_keeps_alive_is_not_looked_into);
    CASE(a_handshake_for_sip_is_recognised);
    CASE(other_http_is_not_a_handshake_for_sip);
    return g_test_run();
}
