/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include "dissect/base/hash.h"
#include "dissect/sip/arrival.h"
#include "dissect/sip/scan.h"
#include "flows/message.h"

/* What is kept of a message that was scanned: the way from SipView to Message. */

/* What messages are taken in with. */
typedef struct Intake {
    uint64_t seed;
    Endpoints *endpoints; /* borrowed */
    uint64_t holds[64];   /* the last descriptions by hash, whose last bit says if they hold */
} Intake;

/* Fills in @out, all zero before, as far as the message alone tells it: not its dialog, its
 * neighbour, nor what its request had. Takes a share of both endpoints for it. */
void intake_message(Intake *intake, const Arrival *arrival, const SipView *view, Message *out);

/* A hash as messages hold it, where 0 means that there is nothing. */
static inline uint32_t intake_short(uint64_t hash)
{
    return (uint32_t)hash ? (uint32_t)hash : 1;
}

/* The hash of @text as messages hold it; 0 for an empty one alone. */
static inline uint32_t intake_hash(uint64_t seed, Slice text)
{
    return text.len ? intake_short(hash_bytes(text, seed)) : 0;
}
