/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The packets of a capture, to be sent round after round: in each round its calls are other
 * calls. */
typedef struct Replay Replay;

/* Reads the capture @path of Ethernet, whose datagrams have no checksums, as
 * tests/bench/generate makes it. NULL and @error if it cannot be read or is empty. The caller
 * owns it. */
Replay *replay_new(const char *path, GError **error);

void replay_free(Replay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Replay, replay_free)

typedef struct ReplayFrame {
    uint8_t *bytes; /* borrowed until a whole round later */
    size_t len;
    bool is_message; /* else RTP */
} ReplayFrame;

/* The next packet; after the last one the first, in a new round. What tells calls apart (their
 * Call-IDs, branches, tags, nonces, sessions, numbers) is another in each of 10,000 rounds, and
 * as long as before. */
ReplayFrame replay_next(Replay *replay);

/* Packets of one round, and how many of them are SIP messages. */
size_t replay_packets(const Replay *replay);
size_t replay_messages(const Replay *replay);
