/* SPDX-License-Identifier: Apache-2.0
 *
 * Packets of one link type through all decoders, tunnels, fragments and TCP streams:
 *
 *     link type (index below), then for each packet its length (2 bytes; the highest bit: the
 *     snapshot cut it) and as many bytes, or what there is
 *
 * Read twice they must give the same.
 */
#include "dissect/base/reader.h"
#include "tests/fuzz/bench.h"
#include "tests/fuzz/target.h"

#define IS_CUT 0x8000
#define CUT_BYTES 100
#define NS_PER_MS 1000000

static const unsigned LINK_TYPES[] = { 1,   0,   9,   12,  14,  50,  51,  101, 105,
                                       108, 113, 127, 192, 219, 228, 229, 276, 147 };

static void send(Bench *bench, Reader *reader, Packet *packet)
{
    uint16_t head = reader_be16(reader);
    Slice bytes = slice_head(reader->left, head & ~IS_CUT);
    g_autofree uint8_t *exact = g_memdup2(bytes.data, bytes.len);

    reader_skip(reader, bytes.len);
    packet->number++;
    packet->time += NS_PER_MS;
    packet->bytes = slice_of(exact, bytes.len);
    packet->wire_len = (uint32_t)bytes.len + (head & IS_CUT ? CUT_BYTES : 0);
    pipeline_packet(bench->pipeline, packet);
}

static uint64_t sum_of(Slice input)
{
    g_auto(Bench) bench;
    Reader reader = { .left = input };
    Packet packet = { .link_type = LINK_TYPES[reader_u8(&reader) % G_N_ELEMENTS(LINK_TYPES)] };

    bench_init(&bench);
    while (!reader.failed && reader.left.len > 2)
        send(&bench, &reader, &packet);
    return bench_finish(&bench);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Slice input = slice_of(data, size);

    g_assert_cmpuint(sum_of(input), ==, sum_of(input));
    return 0;
}
