/* SPDX-License-Identifier: Apache-2.0
 *
 * Fragments of a few datagrams in any order:
 *
 *     for each: bits (1 byte), offset (1, in eights), length (1), packet time since the last
 *     (1, in seconds)
 *     bits 0-1 the datagram, 2 more follow, 3 IPv6, 4 other content than is due there, 5 cut,
 *          6 the length is in eights, 7 of the packet before
 *
 * A datagram that is whole holds at each place what is due there, unless another content was
 * sent for it.
 */
#include "dissect/base/reader.h"
#include "dissect/net/fragments.h"
#include "tests/fuzz/target.h"

#define UDP 17
#define DATAGRAMS 4
#define NS_PER_S INT64_C(1000000000)

typedef struct Sender {
    Fragments *fragments;
    Packet packet;
    bool is_forged[2][DATAGRAMS];
} Sender;

static uint8_t due_at(size_t place)
{
    return (uint8_t)(place * 7 + place / 256);
}

static void assert_whole(const Sender *sender, const Decoded *decoded, bool is_forged)
{
    unsigned len;
    const uint64_t *packets = fragments_packets(sender->fragments, &len);

    g_assert_cmpuint(len, >, 0);
    for (unsigned i = 1; i < len; i++)
        g_assert_cmpuint(packets[i - 1], <=, packets[i]);
    g_assert_false(decoded->fragment.is_fragment);
    for (size_t i = 0; i < decoded->payload.len && !is_forged; i++)
        g_assert_cmpuint(decoded->payload.data[i], ==, due_at(i));
}

static void send(Sender *sender, Reader *reader)
{
    uint8_t bits = reader_u8(reader);
    size_t offset = 8 * (size_t)reader_u8(reader);
    size_t len = reader_u8(reader) * (size_t)(bits & 0x40 ? 8 : 1);
    g_autofree uint8_t *bytes = g_malloc(len);
    unsigned id = bits & (DATAGRAMS - 1);
    unsigned is_v6 = bits >> 3 & 1;
    Decoded decoded = { .payload = slice_of(bytes, len),
                        .fragment = { true, bits & 4, (uint32_t)offset, id, UDP },
                        .segment = { .src = { .version = is_v6 ? 6 : 4 } },
                        .cut_short = bits & 0x20 };
    Verdict verdict;

    sender->packet.number += !(bits & 0x80);
    sender->packet.time += reader_u8(reader) * NS_PER_S;
    sender->is_forged[is_v6][id] |= bits & 0x10;
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(due_at(offset + i) + (bits & 0x10));
    verdict = fragments_add(sender->fragments, &sender->packet, &decoded);
    if (verdict == VERDICT_OK)
        assert_whole(sender, &decoded, sender->is_forged[is_v6][id]);
    else
        g_assert_true(decoded.payload.data == bytes && decoded.payload.len == len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Reader reader = { .left = slice_of(data, size) };
    g_autoptr(Anomalies) anomalies = anomalies_new();
    Sender sender = { .fragments = fragments_new(anomalies), .packet = { .number = 1 } };

    while (reader.left.len > 0)
        send(&sender, &reader);
    fragments_end(sender.fragments);
    fragments_free(sender.fragments);
    return 0;
}
