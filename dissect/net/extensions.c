/* SPDX-License-Identifier: Apache-2.0
 *
 *     0            8            16
 *     | next header | length    | what it says ... |
 *
 * The length counts eight bytes without the first eight; that of an authentication header
 * counts four without the first eight. Nobody sends more than a handful: the bound keeps a
 * packet of nothing but extensions from costing more than others.
 */
#include "dissect/net/extensions.h"

#define EXTENSIONS_MAX 16

static bool is_extension(uint8_t protocol)
{
    switch (protocol) {
    case 0:   /* hop-by-hop options */
    case 43:  /* routing */
    case 60:  /* destination options */
    case 135: /* mobility, RFC 6275 */
    case 139: /* host identity, RFC 7401 */
    case 140: /* shim6, RFC 5533 */
    case IP_PROTOCOL_AH: return true;
    default: return false;
    }
}

Verdict extensions_skip(Reader *reader, uint8_t *protocol)
{
    unsigned passed = 0;

    while (is_extension(*protocol)) {
        uint8_t next = reader_u8(reader);
        size_t length = reader_u8(reader);

        reader_skip(reader, *protocol == IP_PROTOCOL_AH ? length * 4 + 6 : length * 8 + 6);
        if (reader->failed)
            return VERDICT_CUT_SHORT;
        if (++passed > EXTENSIONS_MAX)
            return VERDICT_MALFORMED;
        *protocol = next;
    }
    return VERDICT_OK;
}
