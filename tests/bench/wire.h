/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tests/bench/tunnel.h"

/* A pcap or pcapng file (Ethernet, microseconds) that is being written. */
typedef struct Wire Wire;

/* One end of a datagram, in host byte order. */
typedef struct WireEnd {
    uint32_t address;
    uint16_t port;
} WireEnd;

/* The longest payload; from 1473 bytes on, a datagram takes a jumbo frame. */
#define WIRE_PAYLOAD 4096

/* What is written: @time is in microseconds since 1970, @payload is borrowed. */
typedef struct WirePacket {
    uint64_t time;
    WireEnd from, to;
    const void *payload;
    size_t len;
} WirePacket;

/* The header of a TCP segment (RFC 9293 3.1). */
typedef struct WireTcp {
    uint32_t sequence, acknowledgement;
    uint8_t flags;
} WireTcp;

enum { WIRE_SYN = 0x02, WIRE_PSH = 0x08, WIRE_ACK = 0x10 };

/* How the packets are written. */
typedef struct WireForm {
    TunnelKind tunnel;
    bool is_pcapng; /* else pcap */
} WireForm;

/* Begins file @path; NULL, with errno, if it cannot be made.
 * The caller owns it. */
Wire *wire_open(const char *path, WireForm form);

/* Writes a UDP datagram of at most WIRE_PAYLOAD bytes. */
void wire_udp(Wire *wire, const WirePacket *packet);

/* Writes a TCP segment of at most WIRE_PAYLOAD bytes. */
void wire_tcp(Wire *wire, const WirePacket *packet, WireTcp tcp);

/* The bytes written so far. */
uint64_t wire_bytes(const Wire *wire);

/* Ends the file and frees @wire; false, with errno, if anything could not be written. */
bool wire_close(Wire *wire);
