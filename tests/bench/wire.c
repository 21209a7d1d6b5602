/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/wire.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/put.h"

#define BUFFER (1 << 20)
#define ETHERNET_ADDRESSES 12
#define SNAPLEN 262144
#define LINK_ETHERNET 1

/* Of pcapng, https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/ */
enum { BLOCK_SECTION = 0x0a0d0d0a, BLOCK_INTERFACE = 1, BLOCK_PACKET = 6 };
#define BLOCK_PACKET_LEN 32 /* without the packet */

enum { TCP = 6, UDP = 17 }; /* protocols of IP */

struct Wire {
    FILE *file;
    char *buffer;
    uint64_t bytes;
    WireForm form;
    uint16_t identification;
};

static void put(Wire *wire, const void *data, size_t len)
{
    if (len > 0)
        fwrite(data, 1, len, wire->file); /* a failure stays until wire_close() asks */
    wire->bytes += len;
}

static void put_pcap_header(Wire *wire)
{
    const struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, precision, snaplen, link_type;
    } header = { 0xa1b2c3d4, 2, 4, 0, 0, SNAPLEN, LINK_ETHERNET };

    put(wire, &header, sizeof header);
}

/* A section of unknown length and an interface whose times are in microseconds. */
static void put_pcapng_header(Wire *wire)
{
    const uint32_t section[] = { BLOCK_SECTION, 28, 0x1a2b3c4d, 1, UINT32_MAX, UINT32_MAX, 28 };
    const uint32_t interface[] = { BLOCK_INTERFACE, 20, LINK_ETHERNET, SNAPLEN, 20 };

    put(wire, section, sizeof section);
    put(wire, interface, sizeof interface);
}

Wire *wire_open(const char *path, WireForm form)
{
    FILE *file = fopen(path, "wb");
    Wire *wire;

    if (!file)
        return NULL;
    wire = g_new0(Wire, 1);
    wire->file = file;
    wire->form = form;
    wire->buffer = g_malloc(BUFFER);
    setvbuf(file, wire->buffer, _IOFBF, BUFFER);
    if (form.is_pcapng)
        put_pcapng_header(wire);
    else
        put_pcap_header(wire);
    return wire;
}

/* What stands before the @len bytes of a packet. */
static void put_record(Wire *wire, uint64_t time, uint32_t len)
{
    const uint32_t record[] = { (uint32_t)(time / G_USEC_PER_SEC),
                                (uint32_t)(time % G_USEC_PER_SEC), len, len };
    const uint32_t block[] = { BLOCK_PACKET,
                               BLOCK_PACKET_LEN + (len + 3) / 4 * 4,
                               0,
                               (uint32_t)(time >> 32),
                               (uint32_t)time,
                               len,
                               len };

    if (wire->form.is_pcapng)
        put(wire, block, sizeof block);
    else
        put(wire, record, sizeof record);
}

/* What stands after them. */
static void put_record_end(Wire *wire, uint32_t len)
{
    static const uint8_t PADDING[3];
    uint32_t padded = (len + 3) / 4 * 4;
    uint32_t block = BLOCK_PACKET_LEN + padded;

    if (!wire->form.is_pcapng)
        return;
    put(wire, PADDING, padded - len);
    put(wire, &block, sizeof block);
}

/* Writes the packet with @transport, the @len bytes before its payload, as a frame. */
static void put_frame(Wire *wire, const WirePacket *packet, uint8_t protocol,
                      const uint8_t *transport, size_t len)
{
    uint8_t headers[ETHERNET_ADDRESSES + TUNNEL_MAX + PUT_IPV4_LEN];
    PutIpv4 ip = { packet->from.address, packet->to.address, protocol, 0, len + packet->len };
    uint8_t *at = put_ethernet(headers, ip.from, ip.to);
    uint32_t frame;

    g_assert(packet->len <= WIRE_PAYLOAD);
    if (++wire->identification == 0)
        wire->identification = 1;
    ip.id = wire->identification;
    at = put_ipv4(tunnel_put(at, wire->form.tunnel, PUT_IPV4_LEN + ip.len), ip);
    frame = (uint32_t)((size_t)(at - headers) + ip.len);
    put_record(wire, packet->time, frame);
    put(wire, headers, (size_t)(at - headers));
    put(wire, transport, len);
    put(wire, packet->payload, packet->len);
    put_record_end(wire, frame);
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
