/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dissect/base/slice.h"

/* One end of a hop: an IP address and a port. An IPv4 address stands in the first four bytes,
 * the rest is zero, so that two endpoints are equal if their bytes are. */
typedef struct Endpoint {
    uint8_t address[16];
    uint16_t port;   /* host byte order; 0 where the protocol has none */
    uint8_t version; /* 4 or 6 */
    uint8_t unused;  /* zero */
} Endpoint;

/* Enough for "[ffff:...:ffff]:65535" and the NUL. */
#define ENDPOINT_TEXT 56

/* True if address, version and port are the same. Every message asks it twice, so it is here
 * for the compiler to see. */
static inline bool endpoint_equals(const Endpoint *a, const Endpoint *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* True if address and version are the same, whatever the ports. */
static inline bool endpoint_same_address(const Endpoint *a, const Endpoint *b)
{
    return a->version == b->version && memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* Writes "192.0.2.1:5060" or "[2001:db8::1]:5060" (RFC 5952) to @text; returns @text. */
const char *endpoint_print(const Endpoint *endpoint, char text[ENDPOINT_TEXT]);

/* As endpoint_print(), the address alone: "192.0.2.1" or "2001:db8::1". */
const char *endpoint_print_address(const Endpoint *endpoint, char text[ENDPOINT_TEXT]);

/* Reads "192.0.2.1", "192.0.2.1:5060", "2001:db8::1", "[2001:db8::1]:5060" as a user types
 * it. Without a port, port is 0. False if @text is none of these; @out is then untouched. */
bool endpoint_parse(Slice text, Endpoint *out);
