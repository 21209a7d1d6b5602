/* SPDX-License-Identifier: Apache-2.0
 *
 * A WebSocket stream:
 *
 *     by how many bytes it grows (1 byte), then the bytes
 *
 * A message that is found while the bytes come in little by little is the one that is found
 * when they are all there.
 */
#include "dissect/base/reader.h"
#include "dissect/net/websocket.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"

/* The first message of @in, of which @step bytes more are shown at a time. */
static Verdict find(Slice in, size_t step, WebsocketMessage *message, GByteArray *payload)
{
    Verdict verdict = VERDICT_MORE_NEEDED;

    for (size_t len = MIN(step, in.len); verdict == VERDICT_MORE_NEEDED; len += step) {
        g_autofree uint8_t *exact = g_memdup2(in.data, MIN(len, in.len));

        verdict = websocket_message(slice_of(exact, MIN(len, in.len)), message, payload);
        if (len >= in.len)
            break;
    }
    return verdict;
}

static Verdict next(Slice in, size_t step, size_t *len)
{
    g_autoptr(GByteArray) slow = g_byte_array_new();
    g_autoptr(GByteArray) fast = g_byte_array_new();
    WebsocketMessage grown = { 0 };
    WebsocketMessage at_once = { 0 };
    Verdict verdict = find(in, step, &grown, slow);

    g_assert_cmpint(find(in, in.len, &at_once, fast), ==, verdict);
    *len = grown.len;
    if (verdict == VERDICT_MORE_NEEDED)
        return verdict;
    g_assert_cmpuint(grown.len, ==, at_once.len);
    g_assert_cmpuint(grown.len, <=, in.len);
    if (verdict == VERDICT_OK)
        g_assert_cmpmem(slow->data, slow->len, fast->data, fast->len);
    return verdict;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    size_t step = 1 + (size_t)reader_u8(&reader);
    Slice left = reader.left;
    size_t len = 0;

    if (websocket_handshake(left, &len) == VERDICT_OK)
        left = slice_tail(left, len);
    while (left.len > 0) {
        g_autoptr(GByteArray) begin = g_byte_array_new();
        Verdict verdict = next(left, step, &len);

        (void)websocket_peek(left, begin);
        if (verdict == VERDICT_MORE_NEEDED || len == 0)
            break;
        left = slice_tail(left, len);
    }
    return 0;
}
