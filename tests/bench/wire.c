/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/wire.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#define BUFFER (1 << 20)
#define ETHERNET_HEADER 14
#define IPV4_HEADER 20

enum { TCP = 6, UDP = 17 }; /* protocols of IP */

struct Wire {
    FILE *file;
    char *buffer;
    uint64_t bytes;
    uint16_t identification;
};

static uint8_t *put_be16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

static uint8_t *put_be32(uint8_t *at, uint32_t value)
{
    return put_be16(put_be16(at, value >> 16), value & 0xffff);
}

static void put(Wire *wire, const void *data, size_t len)
{
    fwrite(data, 1, len, wire->file); /* a failure stays until wire_close() asks */
    wire->bytes += len;
}

Wire *wire_open(const char *path)
{
    const struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, precision, snaplen, link_type;
    } header = { 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1 };
    FILE *file = fopen(path, "wb");
    Wire *wire;

    if (!file)
        return NULL;
    wire = g_new0(Wire, 1);
    wire->file = file;
    wire->buffer = g_malloc(BUFFER);
    setvbuf(file, wire->buffer, _IOFBF, BUFFER);
    put(wire, &header, sizeof header);
    return wire;
}

static uint8_t *put_ethernet(uint8_t *at, WireEnd from, WireEnd to)
{
    at = put_be32(put_be16(at, 0x0200), to.address); /* 02:00: locally administered */
    at = put_be32(put_be16(at, 0x0200), from.address);
    return put_be16(at, 0x0800);
}

/* The sum of RFC 1071 over @len bytes, added to @sum. */
static uint32_t add_words(uint32_t sum, const uint8_t *data, size_t len)
{
    for (size_t at = 0; at + 1 < len; at += 2)
        sum += (uint32_t)data[at] << 8 | data[at + 1];
    return len % 2 ? sum + ((uint32_t)data[len - 1] << 8) : sum;
}

static unsigned checksum(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

/* The header of a packet that carries @len bytes of @protocol. */
static uint8_t *put_ipv4(uint8_t *at, Wire *wire, const WirePacket *packet, unsigned protocol,
                         size_t len)
{
    uint8_t *begin = at;

    if (++wire->identification == 0)
        wire->identification = 1;
    at = put_be16(at, 0x4500);
    at = put_be16(at, (unsigned)(IPV4_HEADER + len));
    at = put_be16(at, wire->identification);
    at = put_be16(at, 0x4000);            /* do not fragment */
    at = put_be16(at, 0x4000 | protocol); /* 64 hops */
    at = put_be16(at, 0);
    at = put_be32(at, packet->from.address);
    at = put_be32(at, packet->to.address);
    put_be16(begin + 10, checksum(add_words(0, begin, IPV4_HEADER)));
    return at;
}

/* Writes the packet with @transport, the @len bytes before its payload, as a frame. */
static void put_frame(Wire *wire, const WirePacket *packet, unsigned protocol,
                      const uint8_t *transport, size_t len)
{
    uint8_t headers[ETHERNET_HEADER + IPV4_HEADER];
    uint32_t frame = (uint32_t)(sizeof headers + len + packet->len);
    const uint32_t record[] = { (uint32_t)(packet->time / G_USEC_PER_SEC),
                                (uint32_t)(packet->time % G_USEC_PER_SEC), frame, frame };

    g_assert(packet->len <= WIRE_PAYLOAD);
    put_ipv4(put_ethernet(headers, packet->from, packet->to), wire, packet, protocol,
             len + packet->len);
    put(wire, record, sizeof record);
    put(wire, headers, sizeof headers);
    put(wire, transport, len);
    put(wire, packet->payload, packet->len);
}

void wire_udp(Wire *wire, const WirePacket *packet)
{
    uint8_t header[8];
    uint8_t *at = header;

    at = put_be16(at, packet->from.port);
    at = put_be16(at, packet->to.port);
    at = put_be16(at, (unsigned)(sizeof header + packet->len));
    put_be16(at, 0); /* no checksum, as RFC 768 allows */
    put_frame(wire, packet, UDP, header, sizeof header);
}

void wire_tcp(Wire *wire, const WirePacket *packet, WireTcp tcp)
{
    uint8_t header[20];
    uint8_t *at = header;
    uint32_t sum = TCP + (uint32_t)(sizeof header + packet->len);

    at = put_be16(at, packet->from.port);
    at = put_be16(at, packet->to.port);
    at = put_be32(at, tcp.sequence);
    at = put_be32(at, tcp.acknowledgement);
    at = put_be16(at, 0x5000 | tcp.flags); /* five words of header */
    at = put_be16(at, 0xffff);             /* the window */
    put_be32(at, 0);
    sum += (packet->from.address >> 16) + (packet->from.address & 0xffff);
    sum += (packet->to.address >> 16) + (packet->to.address & 0xffff);
    sum = add_words(add_words(sum, header, sizeof header), packet->payload, packet->len);
    put_be16(at, checksum(sum));
    put_frame(wire, packet, TCP, header, sizeof header);
}

uint64_t wire_bytes(const Wire *wire)
{
    return wire->bytes;
}

bool wire_close(Wire *wire)
{
    bool is_good = !ferror(wire->file);

    is_good = fclose(wire->file) == 0 && is_good;
    g_free(wire->buffer);
    g_free(wire);
    return is_good;
}
