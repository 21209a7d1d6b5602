/* SPDX-License-Identifier: Apache-2.0
 *
 * RFC 4303 with NULL encryption (RFC 2410), which phones and IMS cores agree on: SIP is then
 * only signed. Nothing in the packet says so, nor how long the signature is:
 *
 *     | SPI | sequence | inner packet | 1, 2, 3 ... | pad length | next header | signature |
 *
 * Each usual length of the signature is tried. The trailer must be as it would be, and the
 * inner packet must fill its place exactly or begin like its protocol. Encrypted bytes pass
 * all this about once in a hundred thousand packets; what comes out is then no SIP.
 */
#include "dissect/base/reader.h"
#include "dissect/net/decoders.h"
#include "dissect/net/layers.h"

#define ESP_TRAILER 2
#define UDP_HEADER 8
#define TCP_HEADER 20
#define TCP_RESERVED 0x0e00
#define IPV4_HEADER 20
#define IPV6_HEADER 40

/* Bytes of signature, the usual ones first: HMAC-SHA-1-96 and -MD5-96, HMAC-SHA-256-128, none,
 * and the rest of what RFC 8221 and its elders name. */
static const uint8_t SIGNATURES[] = { 12, 16, 0, 8, 20, 24, 32 };

static bool is_udp(Slice inner)
{
    Reader reader = { .left = inner };

    reader_skip(&reader, 4); /* ports */
    return reader_be16(&reader) == inner.len && inner.len >= UDP_HEADER;
}

static bool is_tcp(Slice inner)
{
    Reader reader = { .left = inner };
    uint16_t src_port = reader_be16(&reader);
    uint16_t dst_port = reader_be16(&reader);
    uint16_t offset_flags;
    size_t header;

    reader_skip(&reader, 8); /* numbers */
    offset_flags = reader_be16(&reader);
    header = (size_t)(offset_flags >> 12) * 4;
    if (header < TCP_HEADER || header > inner.len || src_port == 0 || dst_port == 0)
        return false;
    return (offset_flags & TCP_RESERVED) == 0 &&
           (offset_flags & (TCP_SYN | TCP_RST | TCP_ACK)) != 0 &&
           (offset_flags & (TCP_SYN | TCP_FIN)) != (TCP_SYN | TCP_FIN);
}

static bool is_ipv4(Slice inner)
{
    Reader reader = { .left = inner };
    uint8_t version_words = reader_u8(&reader);

    reader_skip(&reader, 1); /* type of service */
    return version_words >> 4 == 4 && (version_words & 0x0f) >= IPV4_HEADER / 4 &&
           reader_be16(&reader) == inner.len;
}

static bool is_ipv6(Slice inner)
{
    Reader reader = { .left = inner };
    uint32_t version_flow = reader_be32(&reader);

    return version_flow >> 28 == 6 && (size_t)reader_be16(&reader) + IPV6_HEADER == inner.len;
}

static bool is_plausible(uint8_t protocol, Slice inner)
{
    switch (protocol) {
    case 4: return is_ipv4(inner);
    case 6: return is_tcp(inner);
    case 17: return is_udp(inner);
    case 41: return is_ipv6(inner);
    default: return false;
    }
}

/* The inner packet, if @body ends with a trailer; its protocol then in *@protocol. */
static bool find_inner(Slice body, uint8_t *protocol, Slice *inner)
{
    size_t padding;

    if (body.len < ESP_TRAILER)
        return false;
    *protocol = body.data[body.len - 1];
    padding = body.data[body.len - 2];
    if (padding + ESP_TRAILER > body.len)
        return false;
    *inner = slice_head(body, body.len - ESP_TRAILER - padding);
    for (size_t i = 0; i < padding; i++)
        if (body.data[inner->len + i] != i + 1)
            return false;
    return is_plausible(*protocol, *inner);
}

Verdict esp_decode(Slice in, Decoded *out)
{
    Reader reader = { .left = in };
    uint32_t spi = reader_be32(&reader);

    reader_skip(&reader, 4); /* sequence number */
    if (reader.failed || out->cut_short)
        return VERDICT_CUT_SHORT; /* the trailer is what is missing */
    if (spi == 0)
        return VERDICT_NOT_MINE; /* never sent; in UDP it marks IKE (RFC 3948) */
    for (size_t i = 0; i < sizeof SIGNATURES; i++) {
        Slice inner;
        uint8_t protocol;

        if (SIGNATURES[i] > reader.left.len)
            continue;
        if (!find_inner(slice_head(reader.left, reader.left.len - SIGNATURES[i]), &protocol,
                        &inner))
            continue;
        out->next = layers_of_ip_protocol(protocol);
        out->payload = inner;
        return VERDICT_OK;
    }
    return VERDICT_NOT_MINE;
}
