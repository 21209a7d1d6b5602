/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/hash.h"
#include "dissect/sip/arrival.h"
#include "dissect/sip/scan.h"
#include "flows/message.h"

/* What is kept of a message that was scanned: the way from SipView to Message. */

/* Fills in @out, all zero before, as far as the message alone tells it: not its dialog, its
 * neighbour, nor what its request had. Takes a share of both endpoints for it. */
void intake_message(Endpoints *endpoints, uint64_t seed, const Arrival *arrival,
                    const SipView *view, Message *out);

/* The hash of @text as messages hold it; 0 for an empty one alone. */
static inline uint32_t intake_hash(uint64_t seed, Slice text)
{
    uint32_t hash = text.len ? (uint32_t)hash_bytes(text, seed) : 0;

    return text.len && hash == 0 ? 1 : hash;
}
