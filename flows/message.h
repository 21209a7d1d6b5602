/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "dissect/base/endpoints.h"
#include "dissect/base/packet_time.h"

/* A message's slot in the pool, and a dialog's number; 0 is none. */
typedef uint32_t MessageId;
typedef uint32_t DialogId;

/* Facts about one message that take a bit each. */
typedef enum MessageFlag {
    MESSAGE_IN_DIALOG = 1 << 0, /* a request with a To tag */
    MESSAGE_HAS_SDP = 1 << 1,
    MESSAGE_HOLD = 1 << 2,        /* its SDP holds (Sdp.is_hold) */
    MESSAGE_CREDENTIALS = 1 << 3, /* Authorization or Proxy-Authorization */
    MESSAGE_CHALLENGE = 1 << 4,   /* WWW-Authenticate or Proxy-Authenticate */
    MESSAGE_EXPIRES_ZERO = 1 << 5,
    /* flows.md, condition `expires=0`; of an answer, that of its request */
    MESSAGE_ONE_VIA = 1 << 6,     /* a single Via: its sender is where it began */
    MESSAGE_OWN_CONTACT = 1 << 7, /* the Contact names the address it was sent from */
    MESSAGE_RELIABLE = 1 << 8,    /* a provisional response with RSeq */
    MESSAGE_ODD = 1 << 9,         /* it has an anomaly; scanning its text tells which */
    MESSAGE_CUT_SHORT = 1 << 10,
    MESSAGE_UNREACHED = 1 << 11,    /* an ICMP error quotes it: it did not arrive */
    MESSAGE_AT_CALLER = 1 << 12,    /* a request by who sent the dialog's first, or an answer to
                                     * him, on his own hop */
    MESSAGE_RECORD_ROUTE = 1 << 13, /* it has a Record-Route header */
    MESSAGE_FLAGS = 0xffff,         /* those that Message.flags has room for */
} MessageFlag;

/* Message.auth divided by this is the realm's part. */
#define MESSAGE_AUTH_NONCE 512

/* One SIP message as a capture holds it: what list, grouping, linking and matching need, and
 * where to find the rest. Its bytes stay on disk. Hashes are seeded, 0 means absent, and good
 * for comparing messages of one run alone. 64 bytes, which is what a processor fetches at once;
 * a test watches that. */
typedef struct Message {
    int64_t time;
    uint64_t packet : 40, input : 12, ordinal : 12; /* as in Arrival: name the message */
    MessageId next; /* of the same dialog, in the order of the capture */
    EndpointId src, dst;
    uint32_t cseq;
    uint32_t status : 10; /* 0: a request */
    uint32_t method : 4;  /* Method; of a response, that of its CSeq */
    uint32_t transport : 2;
    uint32_t flags : 16;    /* MessageFlag */
    uint32_t branch;        /* hash of the topmost Via's branch */
    uint32_t second_branch; /* of the second Via's: whom a relayed request was received from */
    uint32_t bytes_hash;    /* of the whole message */
    uint32_t repeat_hash;   /* of all that a retransmission repeats; see repeats.h */
    uint32_t to_tag;        /* hash */
    uint32_t sdp;           /* hash of the session description */
    uint32_t auth : 16;     /* of a challenge or credentials: hashes of realm (7 bits) and nonce
                             * (9 bits); 0: neither */
    uint32_t ip_id : 11;    /* IPv4 identification, the low bits; 0: none */
    uint32_t size : 5;      /* see message_size() */
} Message;

/* At least as many bytes as the message has, at most half more, and 64 at least. */
static inline uint32_t message_size(const Message *message)
{
    return (message->size % 2 ? 96u : 64u) << message->size / 2;
}

/* What Message.size is for @len bytes. */
static inline uint32_t message_size_of(size_t len)
{
    uint32_t doublings = len > 64 ? 63 - (uint32_t)__builtin_clzll((len - 1) / 64) : 0;
    uint32_t size = 2 * doublings + (len > UINT64_C(96) << doublings ? 2 : 1);

    return len <= 64 ? 0 : size < 31 ? size : 31;
}

/* True if the message is a request, a response. */
static inline bool message_is_request(const Message *message)
{
    return message->status == 0;
}

/* True if @a comes before @b: in one input by its place there, between inputs by time. */
static inline bool message_is_before(const Message *a, const Message *b)
{
    if (a->input != b->input)
        return a->time != b->time ? a->time < b->time : a->input < b->input;
    return a->packet != b->packet ? a->packet < b->packet : a->ordinal < b->ordinal;
}

static inline bool message_is_final(const Message *message)
{
    return message->status >= 200;
}

/* True if it is an answer that asks for credentials (RFC 3261 22.2, 22.3). */
static inline bool message_is_challenge(const Message *message)
{
    return message->status == 401 || message->status == 407;
}
