/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/sip/uri.h"

#include <glib.h>

#include "dissect/base/block.h"

static bool is_stop(uint8_t byte)
{
    return byte <= ' ' || byte == '<' || byte == '>' || byte == '?' || byte == ':';
}

static const uint8_t *next_stop(const uint8_t *at, const uint8_t *end, const uint8_t *limit)
{
    for (; at < end && limit - at >= BLOCK_BYTES; at += BLOCK_BYTES) {
        Block block = block_load(at);
        unsigned first = block_first((Block)((block <= ' ') | (block == '<') | (block == '>') |
                                             (block == '?') | (block == ':')));

        if (first < BLOCK_BYTES)
            return MIN(at + first, end);
    }
    while (at < end && !is_stop(*at))
        at++;
    return MIN(at, end);
}

size_t uri_plain_len(Slice in, const uint8_t *limit)
{
    const uint8_t *end = in.data + in.len;
    const uint8_t *at = next_stop(in.data + strlen("sip:"), end, limit);

    if (at < end && *at == ':')
        at = next_stop(at + 1, end, limit);
    return at < end && *at == ':' ? 0 : (size_t)(at - in.data);
}

static bool is_letter(uint8_t byte)
{
    byte = byte_lower(byte);
    return byte >= 'a' && byte <= 'z';
}

/* Any byte that no URI holds unescaped; '?', ',' where the place forbids them. The user part
 * may hold both. */
static bool holds_bad_byte(Slice uri, UriPlace place)
{
    size_t host = slice_find(uri, '@');

    for (size_t i = 0; i < uri.len; i++) {
        uint8_t byte = uri.data[i];
        bool is_user = place == URI_REQUEST && host < uri.len && i < host;

        if (byte <= ' ' || byte == 0x7f || byte == '<' || byte == '>' || byte == '"' ||
            (byte == '?' && place != URI_BRACKETED && !is_user) ||
            (byte == ',' && place == URI_BARE))
            return true;
    }
    return false;
}

static bool is_host_bad(Slice host_port)
{
    size_t first = slice_find(host_port, ':');

    if (host_port.len == 0)
        return true;
    if (host_port.data[0] == '[')
        return slice_find(host_port, ']') == host_port.len;
    return slice_find(slice_tail(host_port, first + 1), ':') + first + 1 < host_port.len;
}

bool uri_is_bad(Slice uri, UriPlace place)
{
    size_t scheme = slice_find(uri, ':');
    Slice name = slice_head(uri, scheme);
    bool is_sip = slice_is_nocase(name, "sip") || slice_is_nocase(name, "sips");

    if (scheme == 0 || scheme == uri.len || !is_letter(uri.data[0]))
        return true;
    if (!is_sip)
        return holds_bad_byte(uri, URI_BRACKETED);
    return holds_bad_byte(uri, place) || is_host_bad(name_addr_host_port(uri));
}

bool uri_is_bad_in(Slice value, const NameAddr *parts)
{
    Slice uri = parts->uri;
    const uint8_t *end;

    if (uri.len == 0 || uri.data == value.data)
        return uri_is_bad(uri, URI_BARE);
    end = uri.data + uri.len;
    return uri.data[-1] != '<' || (end < value.data + value.len && *end != '>') ||
           uri_is_bad(uri, URI_BRACKETED);
}
