/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "tests/bench/wire.h"

/* TCP connections that stay open, and what was sent on them but is not in a segment yet. */
typedef struct Lanes Lanes;

/* How long, in microseconds, bytes wait for others that fill their segment. */
#define LANES_WAIT 40000

/* No connections yet; segments carry at most @mss bytes and go to @wire, which is borrowed.
 * The caller owns it. */
Lanes *lanes_new(Wire *wire, size_t mss);

void lanes_free(Lanes *lanes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Lanes, lanes_free)

/* Writes the handshake of @client with @server at @time. A pair of addresses has one
 * connection; a second time changes nothing. */
void lanes_open(Lanes *lanes, uint64_t time, WireEnd client, WireEnd server);

/* Sends @message between two addresses whose connection is open. Full segments are written at
 * once; the rest follows with what is sent next, or after LANES_WAIT. Times must not step
 * back. */
void lanes_send(Lanes *lanes, const WirePacket *message);

/* Writes what waited long enough at @time; due before anything else is written for it. */
void lanes_until(Lanes *lanes, uint64_t time);
