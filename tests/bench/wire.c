/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/wire.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/put.h"

#define BUFFER (1 << 20)
#define ETHERNET_ADDRESSES 12

enum { TCP = 6, UDP = 17 }; /* protocols of IP */

struct Wire {
    FILE *file;
    char *buffer;
    uint64_t bytes;
    TunnelKind tunnel;
    uint16_t identification;
};

static void put(Wire *wire, const void *data, size_t len)
{
    fwrite(data, 1, len, wire->file); /* a failure stays until wire_close() asks */
    wire->bytes += len;
}

Wire *wire_open(const char *path, TunnelKind tunnel)
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
    wire->tunnel = tunnel;
    wire->buffer = g_malloc(BUFFER);
    setvbuf(file, wire->buffer, _IOFBF, BUFFER);
    put(wire, &header, sizeof header);
    return wire;
}

/* Writes the packet with @transport, the @len bytes before its payload, as a frame. */
static void put_frame(Wire *wire, const WirePacket *packet, uint8_t protocol,
                      const uint8_t *transport, size_t len)
{
    uint8_t headers[ETHERNET_ADDRESSES + TUNNEL_MAX + PUT_IPV4_LEN];
    PutIpv4 ip = { packet->from.address, packet->to.address, protocol, 0, len + packet->len };
    uint8_t *at = put_ethernet(headers, ip.from, ip.to);
    uint32_t record[4] = { (uint32_t)(packet->time / G_USEC_PER_SEC),
                           (uint32_t)(packet->time % G_USEC_PER_SEC) };

    g_assert(packet->len <= WIRE_PAYLOAD);
    if (++wire->identification == 0)
        wire->identification = 1;
    ip.id = wire->identification;
    at = put_ipv4(tunnel_put(at, wire->tunnel, PUT_IPV4_LEN + ip.len), ip);
    record[2] = record[3] = (uint32_t)((size_t)(at - headers) + ip.len);
    put(wire, record, sizeof record);
    put(wire, headers, (size_t)(at - headers));
    put(wire, transport, len);
    put(wire, packet->payload, packet->len);
}

void wire_udp(Wire *wire, const WirePacket *packet)
{
    uint8_t header[PUT_UDP_LEN];

    put_udp(header, packet->from.port, packet->to.port, packet->len);
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
    sum = put_sum(put_sum(sum, header, sizeof header), packet->payload, packet->len);
    put_be16(at, put_checksum(sum));
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
