/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/net/decoded.h"

/* Decoders under test. Each gets its bytes in a heap block of exactly their size, so that the
 * address sanitizer sees a read beyond; and one that does not say ok must touch nothing. */

/* Bytes written out in a test. */
#define WIRE(...)                                                                              \
    slice_of((const uint8_t[]){ __VA_ARGS__ }, sizeof((const uint8_t[]){ __VA_ARGS__ }))

/* @decode of the first @len bytes of @wire; the payload points into @wire again. */
static inline Verdict wire_decode(LayerDecode decode, Slice wire, size_t len, Decoded *out)
{
    g_autofree uint8_t *copy = g_memdup2(wire.data, len);
    Decoded before;
    Verdict verdict;

    memset(out, 0x5a, sizeof(*out));
    out->cut_short = false;
    before = *out;
    verdict = decode(slice_of(copy, len), out);
    if (verdict != VERDICT_OK) {
        g_assert_cmpmem(out, sizeof(*out), &before, sizeof(before));
        return verdict;
    }
    g_assert_cmpuint(out->next, <, LAYER_COUNT);
    g_assert_cmpuint(out->payload.len, <=, len);
    if (out->payload.len > 0) {
        g_assert_true(out->payload.data >= copy);
        g_assert_true(out->payload.data + out->payload.len <= copy + len);
        out->payload.data = wire.data + (out->payload.data - copy);
    }
    return VERDICT_OK;
}

/* Some bytes of @wire changed, and cut anywhere: any verdict is right, a read beyond never. */
static inline void wire_decode_damaged(LayerDecode decode, Slice wire)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(5060);

    for (int round = 0; round < 2000; round++) {
        g_autofree uint8_t *copy = g_memdup2(wire.data, wire.len);
        Decoded decoded;

        for (int i = g_rand_int_range(rand, 0, 4); i >= 0; i--)
            copy[g_rand_int_range(rand, 0, wire.len)] = g_rand_int(rand);
        wire_decode(decode, slice_of(copy, wire.len), g_rand_int_range(rand, 0, wire.len + 1),
                    &decoded);
    }
}

/* @decode reads @wire: the payload is @next, begins behind @header bytes and goes to the end.
 * With fewer than @needed bytes it is cut short, with so many or more it is not. */
static inline void assert_reads(LayerDecode decode, Slice wire, size_t header, size_t needed,
                                Layer next)
{
    Decoded decoded;

    for (size_t len = 0; len <= wire.len; len++)
        g_assert_cmpint(wire_decode(decode, wire, len, &decoded), ==,
                        len < needed ? VERDICT_CUT_SHORT : VERDICT_OK);
    g_assert_cmpint(decoded.next, ==, next);
    g_assert_cmpuint(decoded.payload.len, ==, wire.len - header);
    if (wire.len > header)
        g_assert_true(decoded.payload.data == wire.data + header);
    wire_decode_damaged(decode, wire);
}

/* @decode says @verdict of @wire. */
static inline void assert_verdict(LayerDecode decode, Slice wire, Verdict verdict)
{
    Decoded decoded;

    g_assert_cmpint(wire_decode(decode, wire, wire.len, &decoded), ==, verdict);
}

/* @decode reads @wire and says that @next follows: @payload bytes, of which the header
 * promised more if @cut_short. */
static inline void assert_payload(LayerDecode decode, Slice wire, Layer next, size_t payload,
                                  bool cut_short)
{
    Decoded decoded;

    g_assert_cmpint(wire_decode(decode, wire, wire.len, &decoded), ==, VERDICT_OK);
    g_assert_cmpint(decoded.next, ==, next);
    g_assert_cmpuint(decoded.payload.len, ==, payload);
    g_assert_cmpint(decoded.cut_short, ==, cut_short);
}
