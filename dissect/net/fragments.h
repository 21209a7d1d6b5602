/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/anomaly.h"
#include "dissect/net/decoded.h"
#include "dissect/net/packet.h"

/* The fragments of one input's IPv4 and IPv6 datagrams, waiting for each other. One for each
 * input, so that two captures never mix. */
typedef struct Fragments Fragments;

/* What may wait: datagrams, bytes of them, fragments of one, and packet time since the last
 * fragment of one came. */
#define FRAGMENTS_DATAGRAMS_MAX 4096
#define FRAGMENTS_BYTES_MAX (16 << 20)
#define FRAGMENTS_PIECES_MAX 256
#define FRAGMENTS_AGE_NS INT64_C(30000000000)

/* Makes an empty store. What never becomes whole is counted in @anomalies, each fragment with
 * its packet; @anomalies is borrowed while the store lives. The caller owns the store. */
Fragments *fragments_new(Anomalies *anomalies);

/* Frees @fragments and what waits in it, without counting that; NULL is fine. */
void fragments_free(Fragments *fragments);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Fragments, fragments_free)

/* Adds the fragment @decoded (whose fragment.is_fragment is true) of @packet, in any order.
 * VERDICT_OK if the datagram is whole now: @decoded then holds its payload and what that is,
 * and is no fragment any more; the payload is borrowed until the next call on @fragments.
 * Otherwise @decoded is untouched. VERDICT_MORE_NEEDED: it waits, or said nothing new.
 * VERDICT_CUT_SHORT: decoded->cut_short, so that the datagram can never be whole; it is not
 * kept, but at offset 0 it can be read for what it is. VERDICT_MALFORMED: a place or length
 * that cannot be; not kept either. What is lost, evicted or overlaps is counted here, these
 * two are the caller's to count. */
Verdict fragments_add(Fragments *fragments, const Packet *packet, Decoded *decoded);

/* The packets of the datagram that fragments_add() just made whole, ascending; their number in
 * *@len. Borrowed until the next call on @fragments. */
const uint64_t *fragments_packets(const Fragments *fragments, unsigned *len);

/* The end of the input: what still waits is counted as lost, and @fragments is empty. */
void fragments_end(Fragments *fragments);
