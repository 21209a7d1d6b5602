/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>

#include "dissect/base/slice.h"
#include "dissect/base/verdict.h"

/* The first message of a WebSocket stream (RFC 6455 5), in one frame or in several. All zero at
 * first; after VERDICT_MORE_NEEDED it says how far the search got. */
typedef struct WebsocketMessage {
    size_t len;      /* the bytes of the stream that it takes */
    size_t at;       /* where the frame begins that is not whole yet */
    unsigned broken; /* control frames within it that break a rule and were passed over */
    bool is_begun;
    bool is_compressed; /* and whole: after VERDICT_MALFORMED, its only fault */
} WebsocketMessage;

/* Looks at the HTTP request or answer at the front of @in (RFC 6455 4). VERDICT_OK if by it a
 * WebSocket for SIP (RFC 7118) is opened or accepted, *@len is then its length;
 * VERDICT_MORE_NEEDED, or VERDICT_NOT_MINE for all other HTTP. */
Verdict websocket_handshake(Slice in, size_t *len);

/* Appends to @begin up to 4 KiB of what the first frame of data of @in carries, unmasked; at
 * most seven control frames and keep-alives (frames with line ends alone) may stand before it.
 * VERDICT_NOT_MINE if there is none, or only its header's begin. */
Verdict websocket_peek(Slice in, GByteArray *begin);

/* Finds the first message of @in and appends its bytes, unmasked, to @payload. Call again with
 * the same @message and the same bytes and more after VERDICT_MORE_NEEDED. VERDICT_NOT_MINE:
 * message->len bytes of control frames (RFC 6455 5.5) come first. VERDICT_MALFORMED:
 * message->len bytes cannot be read: a frame that breaks a rule, fragments out of turn, or a
 * compressed message (RFC 7692); if that is 0, a length is beyond 16 MiB and nothing that
 * follows can be read. */
Verdict websocket_message(Slice in, WebsocketMessage *message, GByteArray *payload);
