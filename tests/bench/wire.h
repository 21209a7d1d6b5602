/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A pcap file (Ethernet, microseconds) that is being written. */
typedef struct Wire Wire;

/* One end of a datagram, in host byte order. */
typedef struct WireEnd {
    uint32_t address;
    uint16_t port;
} WireEnd;

/* The longest payload of a datagram that fits an Ethernet frame. */
#define WIRE_PAYLOAD 1472

/* Begins file @path; NULL, with errno, if it cannot be made. The caller owns it. */
Wire *wire_open(const char *path);

/* Writes the UDP datagram of @len bytes, at most WIRE_PAYLOAD, with the time @time in
 * microseconds since 1970. */
void wire_udp(Wire *wire, uint64_t time, WireEnd from, WireEnd to, const void *payload,
              size_t len);

/* The bytes written so far. */
uint64_t wire_bytes(const Wire *wire);

/* Ends the file and frees @wire; false, with errno, if anything could not be written. */
bool wire_close(Wire *wire);
