/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

/* RFC 3032, 2.1: labels until the one with the bottom bit.
 *
 *     | label 20 bits, class 3, bottom 1, time to live 8 | ...
 *
 * Nothing names the payload; its first four bits are all there is to judge by (RFC 4928):
 * 4 and 6 are IP, 1 is a pseudowire's own channel. 0 is Ethernet behind a pseudowire control
 * word (RFC 4448, 4.6), or without one, as anything else is: there the type field decides.
 */

#define BOTTOM 0x100
#define CONTROL_WORD 4

/* True if a frame at the front of @reader's bytes would have a type that is read. */
static bool is_ethernet(Reader reader)
{
    reader_skip(&reader, 6 + 6);
    return layers_of_ethertype(reader_be16(&reader)) != LAYER_NONE;
}

static Layer pop_control_word(Reader *reader, unsigned first_bits)
{
    Reader behind = *reader;

    reader_skip(&behind, CONTROL_WORD);
    if (first_bits == 0 && (is_ethernet(behind) || !is_ethernet(*reader)))
        *reader = behind;
    else if (!is_ethernet(*reader))
        return LAYER_NONE;
    return LAYER_ETHERNET;
}

Verdict mpls_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    Reader payload;
    unsigned first_bits;
    Layer next;

    while (!(reader_be32(&reader) & BOTTOM) && !reader.failed)
        continue;
    payload = reader;
    first_bits = reader_u8(&reader) >> 4;
    if (first_bits == 4 || first_bits == 6)
        next = first_bits == 4 ? LAYER_IPV4 : LAYER_IPV6;
    else
        next = pop_control_word(&payload, first_bits);
    if (reader.failed || payload.failed)
        return VERDICT_CUT_SHORT;

    out->next = next;
    out->payload = payload.left;
    return VERDICT_OK;
}
