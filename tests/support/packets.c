/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/packets.h"

#define HIGH(number) (uint8_t)((number) >> 8)
#define LOW(number) (uint8_t)(number)
#define WRAP(packet, ...)                                                                      \
    packets_wrap(packet, slice_of((const uint8_t[]){ __VA_ARGS__ },                            \
                                  sizeof((const uint8_t[]){ __VA_ARGS__ })))
#define FRAGMENT_ID 0x1234
#define MORE_FRAGMENTS 0x2000

Packets *packets_of(Slice payload)
{
    Packets *packet = g_byte_array_new();

    packets_wrap(packet, payload);
    return packet;
}

void packets_free(Packets *packet)
{
    if (packet)
        g_byte_array_unref(packet);
}

void packets_wrap(Packets *packet, Slice header)
{
    if (header.len)
        g_byte_array_prepend(packet, header.data, (guint)header.len);
}

void packets_udp(Packets *packet, uint16_t src_port, uint16_t dst_port)
{
    unsigned len = packet->len + 8;

    WRAP(packet, HIGH(src_port), LOW(src_port), HIGH(dst_port), LOW(dst_port), HIGH(len),
         LOW(len), 0, 0);
}

void packets_tcp(Packets *packet, uint16_t src_port, uint16_t dst_port, uint32_t seq)
{
    WRAP(packet, HIGH(src_port), LOW(src_port), HIGH(dst_port), LOW(dst_port),
         (uint8_t)(seq >> 24), (uint8_t)(seq >> 16), HIGH(seq), LOW(seq), 0, 0, 0, 0, 0x50,
         0x18, 0xff, 0xff, 0, 0, 0, 0);
}

static void put_ipv4(Packets *packet, uint8_t protocol, uint8_t src, uint8_t dst, uint16_t id,
                     unsigned fragment)
{
    unsigned len = packet->len + 20;

    WRAP(packet, 0x45, 0, HIGH(len), LOW(len), HIGH(id), LOW(id), HIGH(fragment), LOW(fragment),
         64, protocol, 0, 0, 192, 0, 2, src, 192, 0, 2, dst);
}

void packets_ipv4(Packets *packet, uint8_t protocol, uint8_t src, uint8_t dst)
{
    put_ipv4(packet, protocol, src, dst, 0, 0);
}

void packets_ipv4_fragment(Packets *packet, uint8_t protocol, uint16_t offset, bool more)
{
    put_ipv4(packet, protocol, 1, 2, FRAGMENT_ID, offset / 8 | (more ? MORE_FRAGMENTS : 0u));
}

void packets_ethernet(Packets *packet, uint16_t ethertype)
{
    WRAP(packet, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, HIGH(ethertype), LOW(ethertype));
}
