/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/* What carried a SIP message; the names of the JSON's "transport". */
typedef enum Transport {
    TRANSPORT_UDP,
    TRANSPORT_TCP,
    TRANSPORT_WS, /* WebSocket, RFC 7118 */
    TRANSPORT_COUNT
} Transport;

static inline const char *transport_name(Transport transport)
{
    static const char *const NAMES[TRANSPORT_COUNT] = { "udp", "tcp", "ws" };

    return NAMES[transport];
}
