/* SPDX-License-Identifier: Apache-2.0 */
#include "dissect/base/endpoint.h"

#include <arpa/inet.h>

/* Writes @value in decimal; returns what follows. Lists print millions of these. */
static char *put_number(char *at, unsigned value)
{
    char digits[5];
    unsigned len = 0;

    do
        digits[len++] = (char)('0' + value % 10);
    while ((value /= 10) > 0);
    while (len > 0)
        *at++ = digits[--len];
    return at;
}

static char *put_address(const Endpoint *endpoint, char *at)
{
    if (endpoint->version == 6) {
        if (!inet_ntop(AF_INET6, endpoint->address, at, INET6_ADDRSTRLEN))
            *at = '\0';
        return at + strlen(at);
    }
    for (unsigned i = 0; i < 4; i++) {
        at = put_number(at, endpoint->address[i]);
        *at++ = '.';
    }
    return at - 1;
}

const char *endpoint_print_address(const Endpoint *endpoint, char text[ENDPOINT_TEXT])
{
    *put_address(endpoint, text) = '\0';
    return text;
}

const char *endpoint_print(const Endpoint *endpoint, char text[ENDPOINT_TEXT])
{
    char *at = text;

    if (endpoint->version == 6)
        *at++ = '[';
    at = put_address(endpoint, at);
    if (endpoint->version == 6)
        *at++ = ']';
    *at++ = ':';
    *put_number(at, endpoint->port) = '\0';
    return text;
}

static bool parse_port(const char *text, uint16_t *port)
{
    unsigned value = 0;

    if (*text == '\0')
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (unsigned)(*text - '0');
        if (value > 65535)
            return false;
    }
    *port = (uint16_t)value;
    return true;
}

static bool parse_address(const char *text, Endpoint *out)
{
    if (inet_pton(AF_INET, text, out->address) == 1)
        out->version = 4;
    else if (inet_pton(AF_INET6, text, out->address) == 1)
        out->version = 6;
    return out->version != 0;
}

bool endpoint_parse(Slice text, Endpoint *out)
{
    char copy[ENDPOINT_TEXT];
    Endpoint parsed = { 0 };
    const char *address = copy;
    char *port = NULL;

    if (text.len >= sizeof copy || slice_find(text, '\0') < text.len)
        return false;
    if (text.len > 0)
        memcpy(copy, text.data, text.len);
    copy[text.len] = '\0';
    if (copy[0] == '[') {
        char *close = strchr(copy, ']');

        if (!close || (close[1] != '\0' && close[1] != ':'))
            return false;
        address = copy + 1;
        port = close[1] ? close + 2 : NULL;
        *close = '\0';
    } else if (strchr(copy, ':') == strrchr(copy, ':') && strchr(copy, ':')) {
        port = strchr(copy, ':') + 1;
        port[-1] = '\0';
    }
    if ((port && !parse_port(port, &parsed.port)) || !parse_address(address, &parsed))
        return false;
    if (address != copy && parsed.version != 6) /* brackets are IPv6's */
        return false;
    *out = parsed;
    return true;
}
