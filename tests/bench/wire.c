/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/wire.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#define BUFFER (1 << 20)
#define HEADERS (14 + 20 + 8)

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

static uint8_t *put_ipv4(uint8_t *at, WireEnd from, WireEnd to, size_t len, uint16_t id)
{
    uint8_t *begin = at;
    uint32_t sum = 0;

    at = put_be16(at, 0x4500);
    at = put_be16(at, (unsigned)(20 + 8 + len));
    at = put_be16(at, id);
    at = put_be16(at, 0x4000); /* do not fragment */
    at = put_be16(at, 0x4011); /* 64 hops, UDP */
    at = put_be16(at, 0);
    at = put_be32(at, from.address);
    at = put_be32(at, to.address);
    for (const uint8_t *word = begin; word < at; word += 2)
        sum += (uint32_t)word[0] << 8 | word[1];
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    put_be16(begin + 10, ~sum & 0xffff);
    return at;
}

void wire_udp(Wire *wire, uint64_t time, WireEnd from, WireEnd to, const void *payload,
              size_t len)
{
    uint32_t frame = (uint32_t)(HEADERS + len);
    const uint32_t record[] = { (uint32_t)(time / G_USEC_PER_SEC),
                                (uint32_t)(time % G_USEC_PER_SEC), frame, frame };
    uint8_t headers[HEADERS];
    uint8_t *at;

    g_assert(len <= WIRE_PAYLOAD);
    if (++wire->identification == 0)
        wire->identification = 1;
    at = put_ethernet(headers, from, to);
    at = put_ipv4(at, from, to, len, wire->identification);
    at = put_be16(at, from.port);
    at = put_be16(at, to.port);
    at = put_be16(at, (unsigned)(8 + len));
    put_be16(at, 0); /* no checksum, as RFC 768 allows */
    put(wire, record, sizeof record);
    put(wire, headers, sizeof headers);
    put(wire, payload, len);
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
