/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/put.h"

uint8_t *put_be16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

uint8_t *put_be32(uint8_t *at, uint32_t value)
{
    return put_be16(put_be16(at, value >> 16), value & 0xffff);
}

uint8_t *put_ethernet(uint8_t *at, uint32_t from, uint32_t to)
{
    at = put_be32(put_be16(at, 0x0200), to); /* 02:00: locally administered */
    return put_be32(put_be16(at, 0x0200), from);
}

uint32_t put_sum(uint32_t sum, const uint8_t *data, size_t len)
{
    for (size_t at = 0; at + 1 < len; at += 2)
        sum += (uint32_t)data[at] << 8 | data[at + 1];
    return len % 2 ? sum + ((uint32_t)data[len - 1] << 8) : sum;
}

unsigned put_checksum(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

uint8_t *put_ipv4(uint8_t *at, PutIpv4 packet)
{
    uint8_t *begin = at;

    at = put_be16(at, 0x4500);
    at = put_be16(at, (unsigned)(PUT_IPV4_LEN + packet.len));
    at = put_be16(at, packet.id);
    at = put_be16(at, 0x4000);                    /* do not fragment */
    at = put_be16(at, 0x4000u | packet.protocol); /* 64 hops */
    at = put_be16(at, 0);
    at = put_be32(at, packet.from);
    at = put_be32(at, packet.to);
    put_be16(begin + 10, put_checksum(put_sum(0, begin, PUT_IPV4_LEN)));
    return at;
}

uint8_t *put_udp(uint8_t *at, uint16_t from, uint16_t to, size_t len)
{
    at = put_be16(at, from);
    at = put_be16(at, to);
    at = put_be16(at, (unsigned)(PUT_UDP_LEN + len));
    return put_be16(at, 0);
}
