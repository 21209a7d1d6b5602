/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Headers, written one after the other: each function writes at @at and returns the byte after
 * what it wrote. Addresses are in host byte order. */

uint8_t *put_be16(uint8_t *at, unsigned value);
uint8_t *put_be32(uint8_t *at, uint32_t value);

/* The addresses of an Ethernet frame; what follows begins with its type. */
uint8_t *put_ethernet(uint8_t *at, uint32_t from, uint32_t to);

typedef struct PutIpv4 {
    uint32_t from, to;
    uint8_t protocol;
    uint16_t id;
    size_t len; /* of what the packet carries */
} PutIpv4;

#define PUT_IPV4_LEN 20

uint8_t *put_ipv4(uint8_t *at, PutIpv4 packet);

#define PUT_UDP_LEN 8

/* Without a checksum, as RFC 768 allows; @len counts the payload. */
uint8_t *put_udp(uint8_t *at, uint16_t from, uint16_t to, size_t len);

/* The sum of RFC 1071 over @len bytes, added to @sum. */
uint32_t put_sum(uint32_t sum, const uint8_t *data, size_t len);

/* What @sum is in a header. */
unsigned put_checksum(uint32_t sum);
